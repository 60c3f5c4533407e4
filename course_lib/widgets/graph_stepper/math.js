import { format } from "../common/numbers.js";

// La cuenta de un grafo de escalares, hecha en el navegador, y cómo se escribe.
// Son las reglas de course_lib/graph/rules.py: las pruebas las comparan con PyTorch.

// — Las operaciones: valor, derivadas locales y cómo se escriben esas derivadas —

const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const same = { value: (z) => z, slopes: () => [1], rules: () => ["1"] };

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

// — Escribir —

const INFIX = { "+": "+", "-": "−", "*": "×", "/": "/", "@": "@" };

function superscript(n) {
  return Number.isInteger(n) ? String(n).replace(/[-\d]/g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻") : `^${format(n)}`;
}

/** «a + b», «−a», «z²», «exp(z)»: la operación con lo que le entra. */
export function write(op, inputs) {
  const safe = (text) => (text.startsWith("−") ? `(${text})` : text);
  if (op in INFIX) return [inputs[0], ...inputs.slice(1).map(safe)].join(` ${INFIX[op]} `);
  if (op === "neg") return `−${safe(inputs[0])}`;
  if (op === "T") return `${inputs[0]}ᵀ`;
  if (op.startsWith("**")) return safe(inputs[0]) + superscript(Number(op.slice(2)));
  return `${op}(${inputs.join(", ")})`;
}

export const show = (x) => (typeof x === "number" ? format(x) : x);
/** Un valor dentro de una frase: de un array grande, su forma. */
export const told = (x) => (show(x).startsWith("(") ? `un array de forma ${x}` : show(x));
export const factor = (x) => (show(x).startsWith("−") ? `(${show(x)})` : show(x));

/** «4 + 5 = 9», en el orden del paso adelante; con más de tres ramas, solo el total. */
export function addition(came, total) {
  if (came.length === 1) return `← ${show(came[0])}`;
  const arrived = [...came].reverse();
  if (arrived.some((x) => typeof x !== "number") || arrived.length > 3) return `Σ = ${show(total)}`;
  return `${arrived.map((x) => format(x)).join(" + ").replaceAll("+ −", "− ")} = ${format(total)}`;
}
