// Los widgets que una página puede llevar vivos: carpeta → { render, answer? }.
// `answer(modelo)` es lo que en un cuaderno contesta Python, calculado aquí con lo que se mandó.

import digit_pad from "../digit_pad/digit_pad.js";
import graph_stepper from "../graph_stepper/graph_stepper.js";
import jacobian_explorer from "../jacobian_explorer/jacobian_explorer.js";
import live_training from "../live_training/live_training.js";
import mlp_flow from "../mlp_flow/mlp_flow.js";
import mountain from "../mountain/mountain.js";
import playground from "../playground/playground.js";
import quick from "../quick/exercise.js";
import signal_depth from "../signal_depth/signal_depth.js";
import toy_explorer from "../toy_explorer/toy_explorer.js";

export const WIDGETS = {
  digit_pad, graph_stepper, jacobian_explorer, live_training, mlp_flow, mountain, playground, quick, signal_depth, toy_explorer,
};
