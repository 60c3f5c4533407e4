// Cómo se escriben los nombres y las formas.

import { format, subscript } from "../common/numbers.js";

export const sub = (name, k) => name + subscript(k);
/** Lo que entra en la capa k: x en la primera, y h_k en las demás. */
export const input = (k) => (k === 0 ? "x" : sub("h", k));
/** «∂ℓ/∂f₀». */
export const grad = (name) => `∂ℓ/∂${name}`;
export const shapeOf = (m) => (Array.isArray(m[0]) ? `(${m.length}, ${m[0].length})` : `(${m.length},)`);
export const numbers = (v) => `(${v.map((x) => format(x)).join(", ")})`;
