// La curva f[x], el ejemplo (x, y) y el residuo entre los dos.

import { set, svg } from "../common/dom.js";
import { format, line, roundUp, times } from "../common/numbers.js";
import { forward } from "./math.js";
import { residual } from "./story.js";

const WIDTH = 340, HEIGHT = 236, LEFT = 44, RIGHT = 10, TOP = 10, BOTTOM = 30, SAMPLES = 200;

/** El dibujo. `draw(estado, f3)` lo pone al día. */
export function plot() {
  const desc = svg("desc"), ticks = svg("g", { class: "te-ticks" }), curve = svg("path", { class: "te-curve" });
  const gap = svg("path", { class: "te-residual" });
  const target = svg("path", { class: "te-target", d: "M-6 -6 L6 6 M-6 6 L6 -6" }), guess = svg("circle", { class: "te-guess", r: 5 });
  const targetName = svg("text", { class: "te-name" }, "(x, y)"), guessName = svg("text", { class: "te-name" }, "f[x]");
  const nothing = svg("text", { x: WIDTH / 2 + 20, y: HEIGHT / 2, "text-anchor": "middle" }, "la curva no cabe en un número");
  const element = svg("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, class: "te-plot" },
    svg("title", {}, "La curva f[x] y el ejemplo (x, y)"), desc, ticks,
    svg("path", { class: "te-axes", d: `M${LEFT} ${TOP} V${HEIGHT - BOTTOM} H${WIDTH - RIGHT}` }),
    curve, gap, target, guess, targetName, guessName,
    svg("text", { x: LEFT + (WIDTH - LEFT - RIGHT) * 0.75, y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, "x"), nothing);

  function draw(state, f3) {
    const points = sample(state), axes = fit(state, [...points.map(([, v]) => v), f3, state.y]), { px, py } = axes;
    const path = line(points.map(([at, v]) => [px(at), py(v)]));
    curve.setAttribute("d", path);
    nothing.style.display = path ? "none" : "";
    ticks.replaceChildren(...marks(axes));
    drawExample(state, f3, axes);
    desc.textContent = residual(state, f3);
  }
  function drawExample({ x, y }, f3, { px, py }) {
    const shown = Number.isFinite(f3) && Number.isFinite(x), at = px(x).toFixed(1), above = f3 > y;
    for (const mark of [gap, guess, guessName]) mark.style.display = shown ? "" : "none";
    target.setAttribute("transform", `translate(${at} ${py(y).toFixed(1)})`);
    name(targetName, px(x), py(y), x, !above);
    if (!shown) return;
    gap.setAttribute("d", `M${at} ${py(f3).toFixed(1)} V${py(y).toFixed(1)}`);
    set(guess, { cx: at, cy: py(f3).toFixed(1) });
    name(guessName, px(x), py(f3), x, above);
  }
  return { element, draw };
}

/** Los puntos de la curva, hasta donde haga falta para que se vea el ejemplo. */
function sample(state) {
  const span = reachOf(state);
  return times(SAMPLES + 1, (n) => span * (2 * n / SAMPLES - 1)).map((x) => [x, forward({ ...state, x }).f3]);
}

function reachOf({ x }) {
  return Math.max(3, Math.ceil(Math.abs(x)));
}

/** Los ejes en los que caben esas alturas: de número redondo a número redondo. */
function fit(state, heights) {
  const known = heights.filter(Number.isFinite), low = Math.min(...known), high = Math.max(...known), span = reachOf(state);
  const step = roundUp((high - low) / 3.2 || 0.5);
  const bottom = Math.floor(low / step) * step, top = Math.max(Math.ceil(high / step) * step, bottom + step);
  const px = (v) => LEFT + (v + span) / (2 * span) * (WIDTH - LEFT - RIGHT);
  const py = (v) => HEIGHT - BOTTOM - (v - bottom) / (top - bottom) * (HEIGHT - TOP - BOTTOM);
  return { px, py, span, step, bottom, top };
}

function marks({ px, py, span, step, bottom, top }) {
  const levels = times(Math.min(Math.round((top - bottom) / step), 10) + 1, (n) => bottom + n * step);
  return [
    ...levels.flatMap((v) => [
      svg("path", { d: `M${LEFT} ${py(v).toFixed(1)} H${WIDTH - RIGHT}` }),
      svg("text", { x: LEFT - 5, y: py(v) + 4, "text-anchor": "end" }, format(v, 3))]),
    ...[-span, 0, span].map((v) => svg("text", { x: px(v), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, format(v))),
  ];
}

/** Cada nombre hacia fuera del residuo, para que no se pisen; si ahí no cabe, a un lado. */
function name(text, px, py, x, above) {
  const outside = py + (above ? -12 : 22), fits = outside > 12 && outside < HEIGHT - BOTTOM - 4, side = x > 0 ? -1 : 1;
  set(text, {
    x: (fits ? px : px + 12 * side).toFixed(1),
    y: (fits ? outside : py + 4).toFixed(1),
    "text-anchor": fits ? "middle" : side > 0 ? "start" : "end",
  });
}
