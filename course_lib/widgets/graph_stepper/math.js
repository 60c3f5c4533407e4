// La cuenta de un grafo de escalares, hecha en el navegador.
// Son las reglas de course_lib/graph/rules.py: las pruebas las comparan con PyTorch.

import { format } from "../common/numbers.js";
import { superscript } from "./writing.js";

const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const same = { value: (z) => z, slopes: () => [1], rules: () => ["1"] };

// Cada operación: valor, derivadas locales y cómo se escriben esas derivadas.
const OPERATIONS = {
  "+": { value: (a, b) => a + b, slopes: () => [1, 1], rules: () => ["1", "1"] },
  "-": { value: (a, b) => a - b, slopes: () => [1, -1], rules: () => ["1", "−1"] },
  neg: { value: (z) => -z, slopes: () => [-1], rules: () => ["−1"] },
  "*": { value: (a, b) => a * b, slopes: (out, a, b) => [b, a], rules: (y, a, b) => [b, a] },
  "/": { value: (a, b) => a / b, slopes: (out, a, b) => [1 / b, -out / b], rules: (y, a, b) => [`1/${b}`, `−${y}/${b}`] },
  exp: { value: Math.exp, slopes: (out) => [out], rules: (y) => [y] },
  log: { value: Math.log, slopes: (out, z) => [1 / z], rules: (y, z) => [`1/${z}`] },
  sin: { value: Math.sin, slopes: (out, z) => [Math.cos(z)], rules: (y, z) => [`cos(${z})`] },
  cos: { value: Math.cos, slopes: (out, z) => [-Math.sin(z)], rules: (y, z) => [`−sin(${z})`] },
  tanh: { value: Math.tanh, slopes: (out) => [1 - out * out], rules: (y) => [`1 − ${y}²`] },
  sigmoid: { value: sigmoid, slopes: (out) => [out * (1 - out)], rules: (y) => [`${y}(1 − ${y})`] },
  softplus: {
    value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    slopes: (out, z) => [sigmoid(z)],
    rules: (y, z) => [`sigmoid(${z})`],
  },
  relu: {
    // Un NaN que entra sale: Math.max(0, NaN) también es NaN.
    value: (z) => Math.max(0, z),
    slopes: (out, z) => [z > 0 ? 1 : 0],
    rules: (y, z) => [`1 si ${z} > 0 y 0 si no`],
  },
  sum: same,
  mean: same,
  T: same,
};

export function operation(op) {
  if (!op.startsWith("**")) return OPERATIONS[op];
  const n = Number(op.slice(2));
  return {
    value: (z) => z ** n,
    slopes: (out, z) => [n ? n * z ** (n - 1) : 0],
    rules: (y, z) => [n === 2 ? `2${z}` : `${format(n)}${z}${superscript(n - 1)}`],
  };
}

/** El paso adelante y el paso atrás enteros. `parts[hijo][k]` es lo que reparte el hijo a su entrada k. */
export function compute(nodes, leaves) {
  const values = [], slopes = [], parts = nodes.map(() => []), grads = nodes.map(() => 0);
  nodes.forEach((node, i) => {
    if (!node.parents.length) {
      values[i] = leaves[node.key] ?? node.value;
      return;
    }
    const inputs = node.parents.map((p) => values[p]);
    const { value, slopes: slope } = operation(node.op);
    values[i] = value(...inputs);
    slopes[i] = slope(values[i], ...inputs);
  });
  grads[nodes.length - 1] = 1;
  for (let i = nodes.length - 1; i >= 0; i--) {
    nodes[i].parents.forEach((p, k) => {
      parts[i][k] = grads[i] * slopes[i][k];
      grads[p] += parts[i][k];
    });
  }
  return { values, slopes, parts, grads };
}
