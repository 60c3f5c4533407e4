// El estilo de todos los widgets, en un texto: en un cuaderno cada uno trae el suyo.

import common from "../common.css";
import digit_pad from "../digit_pad/digit_pad.css";
import graph_stepper from "../graph_stepper/graph_stepper.css";
import jacobian_explorer from "../jacobian_explorer/jacobian_explorer.css";
import live_training from "../live_training/live_training.css";
import mlp_flow from "../mlp_flow/mlp_flow.css";
import mountain from "../mountain/mountain.css";
import playground from "../playground/playground.css";
import quick from "../quick/quick.css";
import signal_depth from "../signal_depth/signal_depth.css";
import toy_explorer from "../toy_explorer/toy_explorer.css";
import page from "./page.css";

export const STYLES = [
  common, digit_pad, graph_stepper, jacobian_explorer, live_training, mlp_flow, mountain, playground, quick, signal_depth, toy_explorer, page,
].join("\n");
