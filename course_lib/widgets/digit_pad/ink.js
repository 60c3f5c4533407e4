// El papel: 8 por 8 píxeles con tinta, de 0 a 16, fila a fila.

import { clamp, times } from "../common/numbers.js";

export const SIDE = 8, DARKEST = 16;
const REACH = 1.25; // hasta dónde mancha el lápiz, en casillas
const FINE = 4; // toques por casilla en un trazo

export const blank = () => times(SIDE * SIDE, () => 0);

/** La tinta después de pasar el lápiz por (x, y), en casillas: cuanto más cerca del centro de un píxel, más oscuro. */
export function touch(ink, x, y) {
  return ink.map((old, n) => {
    const far = Math.hypot(x - (n % SIDE) - 0.5, y - Math.floor(n / SIDE) - 0.5);
    return Math.max(old, Math.round(DARKEST * clamp(REACH - far, 0, 1)));
  });
}

/** La tinta después de un trazo recto de un punto a otro: un ratón rápido salta, y también se pinta lo de en medio. */
export function stroke(ink, [x0, y0], [x1, y1]) {
  const steps = Math.max(1, Math.ceil(FINE * Math.hypot(x1 - x0, y1 - y0)));
  return times(steps, (n) => (n + 1) / steps).reduce((now, t) => touch(now, x0 + (x1 - x0) * t, y0 + (y1 - y0) * t), ink);
}

/** La tinta con una casilla del revés: la que tenía bastante se queda en blanco. */
export function flip(ink, at) {
  return ink.map((old, n) => (n !== at ? old : old > DARKEST / 2 ? 0 : DARKEST));
}

/** La casilla de al lado, o la misma si ahí se acaba el papel. */
export function step(at, arrow) {
  const row = Math.floor(at / SIDE), column = at % SIDE;
  const [down, right] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[arrow];
  return clamp(row + down, 0, SIDE - 1) * SIDE + clamp(column + right, 0, SIDE - 1);
}
