// Cómo se escriben las operaciones y los números de un grafo.

import { format } from "../common/numbers.js";

const INFIX = { "+": "+", "-": "−", "*": "×", "/": "/", "@": "@" };

/** ³, ⁻¹ o ^0.5. */
export function superscript(n) {
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
