// Las cinco funciones y su jacobiano, en notación de denominador: J[i][j] = ∂y_j/∂x_i.

import { softmax } from "../common/numbers.js";

/** `free`: D_y se elige con W; si no, hay tantas salidas como entradas. `diagonal`: el jacobiano se pliega a un vector. */
export const FUNCTIONS = {
  lineal: {
    free: true,
    y: (x, W) => W.map((row) => row.reduce((sum, w, i) => sum + w * x[i], 0)),
    J: (x, W) => x.map((_, i) => W.map((row) => row[i])),
  },
  relu: {
    diagonal: true,
    y: (x) => x.map((v) => Math.max(v, 0)),
    J: (x) => diagonal(x.map((v) => (v > 0 ? 1 : 0))),
  },
  softmax: {
    y: softmax,
    J: (x) => { const s = softmax(x); return s.map((_, i) => s.map((v, j) => v * ((i === j ? 1 : 0) - s[i]))); },
  },
  cuadrado: {
    diagonal: true,
    y: (x) => x.map((v) => v * v),
    J: (x) => diagonal(x.map((v) => 2 * v)),
  },
  productos: {
    free: true,
    y: (x, W) => W.map((_, j) => pair(x, j).reduce((product, i) => product * x[i], 1)),
    J: (x, W) => {
      const J = x.map(() => W.map(() => 0));
      // Cada factor se deriva con el otro. Con una sola entrada los dos son el mismo, y se suman.
      W.forEach((_, j) => { const [a, b] = pair(x, j); J[a][j] += x[b]; J[b][j] += x[a]; });
      return J;
    },
  },
};

/** Las dos vecinas que multiplica la salida j; tras la última entrada vuelve la primera. */
export function pair(x, j) {
  return [j % x.length, (j + 1) % x.length];
}

function diagonal(v) {
  return v.map((value, i) => v.map((_, j) => (i === j ? value : 0)));
}
