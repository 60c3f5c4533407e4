// Cómo se llama cada función, y por qué una casilla vale lo que vale. Los índices, desde 1, como en las fórmulas.

import { format, subscript } from "../common/numbers.js";
import { pair } from "./math.js";

const x_ = (i) => `x${subscript(i)}`, y_ = (j) => `y${subscript(j)}`;
const alone = (i, j) => `${y_(j)} no mira a ${x_(i)}.`;

export const TOLD = {
  lineal: {
    label: "capa lineal, W x",
    rule: "y = W x: cada salida es una suma de todas las entradas, cada una con su peso.",
    why: (i, j) => `Es el peso W${subscript(j)}${subscript(i)}, lo que multiplica a ${x_(i)} dentro de ${y_(j)}.`,
  },
  relu: {
    label: "ReLU(x)",
    rule: "y = ReLU(x): cada salida mira solo a su entrada, que pasa si es positiva.",
    why: (i, j, x) => {
      if (i !== j) return alone(i, j);
      if (x[i - 1] === 0) return `${x_(i)} vale 0, justo en el codo: el curso toma 0.`;
      return x[i - 1] > 0 ? `${x_(i)} es positiva: pasa tal cual.` : `${x_(i)} es negativa: no pasa nada.`;
    },
  },
  softmax: {
    label: "softmax(x)",
    rule: "y = softmax(x): las salidas son positivas y suman 1, así que cada entrada las mueve todas.",
    why: (i, j) => (i === j ? `Si ${x_(i)} sube, su propia salida gana.` : `Si ${x_(i)} sube, ${y_(j)} pierde: el total no cambia.`),
  },
  cuadrado: {
    label: "x ⊙ x",
    rule: "y = x ⊙ x: cada salida es el cuadrado de su entrada.",
    why: (i, j) => (i !== j ? alone(i, j) : `${y_(i)} = ${x_(i)}², y su derivada es 2 ${x_(i)}.`),
  },
  productos: {
    label: "productos de vecinas",
    rule: "y₁ = x₁ x₂, y₂ = x₂ x₃…: cada salida multiplica dos vecinas; tras la última entrada vuelve la primera.",
    why: (i, j, x) => { const [a, b] = pair(x, j - 1); return `${y_(j)} = ${x_(a + 1)} ${x_(b + 1)}.`; },
  },
};

/** La casilla elegida, contada: qué derivada es, por qué vale eso y dónde está en cada notación. */
export function explain({ kind, x, J, folded }, place) {
  const [i, j] = place.map((n) => n + 1), value = format(J[i - 1][j - 1]);
  const where = folded
    ? `En el vector, posición ${i}.`
    : `En denominador, fila ${i} y columna ${j}; en numerador, fila ${j} y columna ${i}.`;
  return `∂${y_(j)}/∂${x_(i)} = ${value}: mueve la entrada ${x_(i)} y mira la salida ${y_(j)}. ${TOLD[kind].why(i, j, x)} ${where}`;
}

/** Qué se ha desbordado; "" si nada. */
export function trouble({ y, J }) {
  const broken = [...y, ...J.flat()].some((value) => !Number.isFinite(value));
  return broken ? "Algún número se desborda y sale como ∞ o NaN. Escribe entradas más pequeñas." : "";
}
