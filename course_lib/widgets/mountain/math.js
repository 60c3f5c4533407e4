// La montaña y el descenso por ella: las cuentas de course_lib/descent.py.

import { times } from "../common/numbers.js";

export const REACH = 3.4; // el plano va de −3.4 a 3.4
const FAR = 1e6; // más allá, el camino se ha escapado
const LEVELS = 14, SAMPLES = 400;

// La altura es a(x) + b y², con a un polinomio dado de menor a mayor grado.
const polynomial = (a, x) => a.reduceRight((sum, c) => sum * x + c, 0);
const slope = (a, x) => a.slice(1).reduceRight((sum, c, n) => sum * x + c * (n + 1), 0);
export const height = ({ a, b }, [x, y]) => polynomial(a, x) + b * y * y;
export const gradient = ({ a, b }, [x, y]) => [slope(a, x), 2 * b * y];

/** Si un punto se ha escapado. */
export const escaped = (p) => Math.max(...p.map(Math.abs)) > FAR;

/** El camino, como course_lib.descent.descend. */
export function descend(mountain, { start, lr, decay, noise, batch }, draws) {
  const path = [start], scale = noise / Math.sqrt(batch);
  for (const error of draws) {
    const p = path.at(-1);
    if (escaped(p)) break;
    const g = gradient(mountain, p);
    path.push(p.map((each, n) => each - lr * (g[n] + scale * error[n])));
    lr *= decay;
  }
  return path;
}

/**
 * Las líneas de nivel, cada una como sus dos mitades: la de arriba y la de abajo, y si está cerrada o se sale del plano.
 * En a(x) + b y² = altura se despeja y: cada tramo de x con solución es una línea.
 */
export function levels(mountain) {
  const xs = times(SAMPLES + 1, (n) => REACH * (2 * n / SAMPLES - 1));
  const low = Math.min(...xs.map((x) => height(mountain, [x, 0])));
  const high = Math.max(...xs.map((x) => height(mountain, [x, REACH])));
  const lines = [];
  for (let n = 1; n < LEVELS - 1; n++) {
    const level = low + (high - low) * (n / (LEVELS - 1)) ** 2;
    let run = [];
    // Tras el último x no hay nada: el NaN acaba la línea que quede abierta.
    for (const x of [...xs, NaN]) {
      const square = (level - height(mountain, [x, 0])) / mountain.b;
      if (square >= 0) run.push([x, Math.sqrt(square)]);
      else if (run.length) {
        lines.push({ above: run, below: run.map(([x, y]) => [x, -y]).reverse(), closed: run.length <= SAMPLES });
        run = [];
      }
    }
  }
  return lines;
}

/** La altura del fondo más hondo del plano, acercándose doce veces. */
export function bottom({ a }) {
  let best = 0, width = REACH;
  for (let round = 0; round < 12; round++) {
    const tried = times(81, (n) => best + width * (n / 40 - 1));
    best = tried.reduce((one, other) => (polynomial(a, other) < polynomial(a, one) ? other : one), best);
    width /= 10;
  }
  return polynomial(a, best);
}
