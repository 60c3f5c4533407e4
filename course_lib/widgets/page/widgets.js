// Los widgets que una página puede llevar vivos: carpeta → { render, answer? }.
// `answer(modelo)` es lo que en un cuaderno contesta Python, calculado aquí con lo que se mandó; false si no hay nada vivo.

import digit_pad from "../digit_pad/digit_pad.js";
import { answer as digits } from "../digit_pad/page.js";
import graph_stepper from "../graph_stepper/graph_stepper.js";
import jacobian_explorer from "../jacobian_explorer/jacobian_explorer.js";
import live_training from "../live_training/live_training.js";
import { answer as recording } from "../live_training/page.js";
import mlp_flow from "../mlp_flow/mlp_flow.js";
import mountain from "../mountain/mountain.js";
import { answer as rolls } from "../mountain/page.js";
import playground from "../playground/playground.js";
import { answer as training } from "../playground/page.js";
import quick from "../quick/exercise.js";
import signal_depth from "../signal_depth/signal_depth.js";
import toy_explorer from "../toy_explorer/toy_explorer.js";

export const WIDGETS = {
  graph_stepper, jacobian_explorer, mlp_flow, quick, signal_depth, toy_explorer,
  digit_pad: { ...digit_pad, answer: digits },
  live_training: { ...live_training, answer: recording },
  mountain: { ...mountain, answer: rolls },
  playground: { ...playground, answer: training },
};
