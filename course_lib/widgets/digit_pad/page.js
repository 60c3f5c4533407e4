// Lo que en un cuaderno contesta Python: las diez probabilidades. Se calculan con los pesos que manda.

import { softmax, unpack } from "../common/numbers.js";
import { DARKEST } from "./ink.js";

const ALONE = "La red que contestó no va en esta página: se ve lo que dijo de este dibujo. Con uno nuevo contesta en el cuaderno.";

/** Las probabilidades de una imagen, (64,): capas lineales, ReLU entre ellas y softmax al final. */
export function classify(layers, image) {
  return softmax(layers.reduce((x, { W, b }, k) => {
    const z = [...b].map((bias, i) => x.reduce((sum, v, j) => sum + W[i * x.length + j] * v, bias));
    return k < layers.length - 1 ? z.map((v) => Math.max(v, 0)) : z;
  }, image));
}

/** Contesta a cada dibujo. Si no han llegado los pesos, solo al que ya estaba contestado. */
export function answer(model) {
  const arrays = model.get("weights")?.map((view) => unpack(view, Float32Array));
  const layers = arrays && Array.from({ length: arrays.length / 2 }, (_, k) => ({ W: arrays[2 * k], b: arrays[2 * k + 1] }));
  const known = { ink: model.get("ink").join(), state: model.get("state") };
  model.on("change:ink", () => {
    const ink = model.get("ink");
    if (layers) {
      const probabilities = ink.some(Boolean) ? classify(layers, ink.map((v) => v / DARKEST)) : null;
      model.set("state", { probabilities, trouble: "" });
    } else {
      model.set("state", ink.join() === known.ink ? known.state : { probabilities: null, trouble: known.state.trouble || ALONE });
    }
  });
}
