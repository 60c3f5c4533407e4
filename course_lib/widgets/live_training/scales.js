// Las escalas de una curva: hasta dónde llega, qué marcas lleva y qué puntos caben.

import { roundUp } from "../common/numbers.js";

/** De dos a cinco marcas redondas entre low y high. */
export function ticks(low, high) {
  const step = roundUp((high - low) / 3 || 1), out = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) out.push(Number(t.toPrecision(12)));
  return out;
}

/** Las marcas de un eje logarítmico: potencias de diez si caben dos o más; si no, los extremos. */
export function decades(low, high) {
  const all = [];
  for (let t = Math.ceil(low - 1e-9); t <= high + 1e-9; t++) all.push(t);
  const every = Math.ceil(all.length / 4);
  const chosen = all.length > 1 ? all.filter((_, i) => i % every === 0) : [low, high];
  return chosen.map((t) => 10 ** t);
}

/** Cómo se reparte un eje vertical: `at(v)`, de 0 abajo a 1 arriba (NaN si v no cabe en él), y sus marcas. */
export function vertical(values, log) {
  const scale = (v) => (!Number.isFinite(v) || (log && v <= 0) ? NaN : log ? Math.log10(v) : v);
  const known = values.map(scale).filter(Number.isFinite);
  let low = Math.min(...known), high = Math.max(...known);
  if (!known.length) [low, high] = [0, 1];
  if (high - low < 1e-12 * Math.max(1, Math.abs(high))) [low, high] = [low - 0.5, high + 0.5];
  return { at: (v) => (scale(v) - low) / (high - low), marks: log ? decades(low, high) : ticks(low, high) };
}

/** El índice de la época más cercana. */
export function nearest(x, epoch) {
  return x.reduce((best, e, i) => (Math.abs(e - epoch) < Math.abs(x[best] - epoch) ? i : best), 0);
}
