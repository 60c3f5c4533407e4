// Las columnas de la red: x, f_0, h_1, …, f_K, ℓ. Qué enseña cada una, y qué la une a la de antes.
//
// `value` y `slope` son sus números hacia delante y hacia atrás; `off`, qué unidades apaga la ReLU; `edge`, lo escrito en
// la flecha que llega, con sus formas, y en la que vuelve: a una la señala el paso `backNode`.

import { times } from "../common/numbers.js";
import { off } from "./math.js";
import { grad, shapeOf, sub } from "./names.js";

export function columnsOf(net) {
  const last = net.omegas.length - 1;
  return [
    { key: "x", name: "x", size: net.omegas[0][0].length, value: (r) => r.h[0], slope: (r) => r.dh[0] },
    ...times(last + 1, (k) => (k < last ? [linear(net, k, last), relu(net, k)] : [linear(net, k, last)])).flat(),
    lossColumn(net, last),
  ];
}

function linear({ betas, omegas }, k, last) {
  const names = [sub("Ω", k), sub("β", k)], shapes = [shapeOf(omegas[k]), shapeOf(betas[k])];
  return {
    key: `f${k}`, name: sub("f", k), size: betas[k].length, value: (r) => r.f[k], slope: (r) => r.df[k],
    slopeOff: k < last ? (r) => off(r.f[k]) : undefined,
    edge: [names[0], shapes[0], names[1], shapes[1]],
    backEdge: [grad(names[0]), shapes[0], grad(names[1]), shapes[1]], backNode: `p${k}`,
  };
}

function relu({ betas }, k) {
  const size = betas[k].length;
  return {
    key: `h${k + 1}`, name: sub("h", k + 1), size, value: (r) => r.h[k + 1], slope: (r) => r.dh[k + 1], off: (r) => off(r.f[k]),
    edge: ["ReLU", `(${size},)`], backEdge: [`𝕀[${sub("f", k)} > 0]`, `(${size},)`],
  };
}

function lossColumn({ betas, y, c }, last) {
  const shape = shapeOf(betas[last]);
  return {
    key: "loss", name: "ℓ", size: 1, value: (r) => [r.loss],
    edge: [y ? "Σ (f − y)²" : `c = ${c}`, shape], backEdge: [y ? "2 (f − y)" : "s − e_c", shape],
  };
}
