// La superficie de decisión: el color de cada sitio del plano, con sus curvas de nivel y los puntos encima.

import { html, svg } from "../common/dom.js";
import { line, signed, unpack } from "../common/numbers.js";
import { SIDE, SIZE, contour, pixels } from "./math.js";

const LEVELS = [[0.25, "cl-pg-far"], [0.75, "cl-pg-far"], [0.5, "cl-pg-edge"]];

/** Pinta una rejilla de SIDE×SIDE: `shade` da el color de cada casilla. */
export function paint(canvas, shade) {
  const context = canvas.getContext("2d"), image = context.createImageData(SIDE, SIDE), { data } = image;
  // Cuatro bytes por casilla. Son miles en cada tanda: se escriben de uno en uno, sin listas por medio.
  for (let i = 0; i < SIDE * SIDE; i++) {
    const color = shade(i);
    for (let c = 0; c < 3; c++) data[4 * i + c] = color[c];
    data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** La superficie de decisión, con las curvas de nivel y los puntos encima. */
export function surface() {
  const canvas = html("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const over = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", "aria-label": "Superficie de decisión" });
  const element = html("figure", {}, html("div", { class: "cl-pg-map" }, canvas, over),
    html("figcaption", {}, "○ clase 0 (azul) · ▲ clase 1 (naranja). Línea gruesa: p = 0.5; a rayas: 0.25 y 0.75."));
  function draw(state, points, told) {
    const grid = unpack(state.surface, Float32Array), X = unpack(points.x, Float32Array), y = unpack(points.y, Uint8Array);
    paint(canvas, (i) => signed(2 * grid[i] - 1));
    over.replaceChildren(
      ...LEVELS.map(([level, style]) => svg("path", { d: contour(grid, level).map(line).join(""), class: style })),
      ...[...y].map((label, i) => dot(label, pixels(X[2 * i]), SIZE - pixels(X[2 * i + 1]))));
    over.setAttribute("aria-label", told);
  }
  return { element, draw };
}

function dot(label, x, y) {
  return label
    ? svg("path", { d: `M${x} ${y - 5}l5 9h-10Z`, class: "cl-pg-one" })
    : svg("circle", { cx: x, cy: y, r: 4, class: "cl-pg-zero" });
}
