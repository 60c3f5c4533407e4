// La altura en cada paso, en escala logarítmica; lo que no es positivo no se puede dibujar y se corta.

import { svg } from "../common/dom.js";
import { format, line, tenTo } from "../common/numbers.js";

const WIDTH = 260, HEIGHT = 150, LEFT = 48, RIGHT = 10, TOP = 8, BOTTOM = 26;

/** La curva. `draw(alturas, pasos)` la pone al día: `pasos` son los que caben. */
export function lossPlot() {
  const ticks = svg("g", { class: "mo-ticks" }), curve = svg("path", { class: "mo-curve" });
  const element = svg("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, class: "mo-loss" },
    svg("title", {}, "La altura sobre el fondo, paso a paso"),
    svg("path", { class: "mo-axes", d: `M${LEFT} 6V${HEIGHT - BOTTOM}H${WIDTH - 6}` }), ticks, curve,
    svg("text", { x: (WIDTH + LEFT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, "paso"));
  function draw(heights, steps) {
    const logs = heights.map((h) => (h > 0 && Number.isFinite(h) ? Math.log10(h) : NaN));
    const known = logs.filter(Number.isFinite);
    const top = Math.ceil(Math.max(...known, 0)), bottom = Math.min(Math.floor(Math.min(...known, 0)), top - 1);
    const x = (n) => LEFT + n / steps * (WIDTH - LEFT - RIGHT);
    const y = (v) => TOP + (top - v) / (top - bottom) * (HEIGHT - BOTTOM - TOP - 4);
    curve.setAttribute("d", line(logs.map((v, n) => [x(n), y(v)])));
    ticks.replaceChildren(
      ...[top, bottom].map((v) => svg("text", { x: LEFT - 5, y: y(v) + 4, "text-anchor": "end" }, power(v))),
      svg("text", { x: x(steps), y: HEIGHT - 6, "text-anchor": "end" }, String(steps)));
  }
  return { element, draw };
}

/** 10 elevado a v: del 0.001 al 1000, entero. */
const power = (v) => (Math.abs(v) <= 3 ? format(10 ** v) : tenTo(v));
