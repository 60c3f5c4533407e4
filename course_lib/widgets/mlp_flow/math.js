// Los dos pasos de la red, con la notación de la lección 05: las cuentas de course_lib/mlp.py.

import { softmax } from "../common/numbers.js";

/** Qué unidades apaga la ReLU: en 0, también. */
export const off = (f) => f.map((z) => !(z > 0));

/** El paso adelante, la pérdida y el paso atrás con entrada x. Con `y` es regresión; con `c`, clasificación. */
export function run(net, x) {
  const ahead = forward(net, x), out = ahead.f.at(-1);
  return { ...ahead, ...lossOf(net, out), ...backward(net, ahead) };
}

function forward({ betas, omegas }, x) {
  const last = omegas.length - 1, f = [], h = [x];
  for (let k = 0; k <= last; k++) {
    f.push(betas[k].map((b, i) => omegas[k][i].reduce((sum, w, j) => sum + w * h[k][j], b)));
    if (k < last) h.push(f[k].map((z) => Math.max(z, 0)));
  }
  return { f, h };
}

function backward({ omegas, y, c }, { f, h }) {
  const last = omegas.length - 1, df = [], dh = [], dOmega = [];
  let delta = y ? f[last].map((z, i) => 2 * (z - y[i])) : softmax(f[last]).map((p, i) => p - (i === c ? 1 : 0));
  for (let k = last; k >= 0; k--) {
    df[k] = delta;
    dOmega[k] = delta.map((d) => h[k].map((a) => d * a));
    dh[k] = h[k].map((_, j) => omegas[k].reduce((sum, row, i) => sum + row[j] * df[k][i], 0));
    // La ReLU deja pasar el gradiente solo donde f > 0; en 0, no.
    if (k > 0) delta = dh[k].map((d, j) => (f[k - 1][j] > 0 ? d : 0));
  }
  return { df, dh, dOmega };
}

function lossOf({ y, c }, out) {
  const s = softmax(out);
  if (y) return { s, loss: out.reduce((sum, z, i) => sum + (z - y[i]) ** 2, 0) };
  // log softmax sin pasar por s: así una probabilidad diminuta no se vuelve log 0.
  const top = Math.max(...out), total = out.reduce((sum, z) => sum + Math.exp(z - top), 0);
  return { s, loss: Math.log(total) - (out[c] - top) };
}

/** Si todos los números del recorrido son finitos. */
export function finite({ f, loss, df, dOmega }) {
  return [...f, [loss], ...df, ...dOmega.flat()].flat().every(Number.isFinite);
}

export const transpose = (m) => m[0].map((_, j) => m.map((row) => row[j]));
