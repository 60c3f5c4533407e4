// La montaña vista desde arriba, con la salida que se arrastra.

import { set, svg } from "../common/dom.js";
import { clamp, format } from "../common/numbers.js";
import { follow, place, tap } from "../common/pointer.js";
import { REACH, levels } from "./math.js";

const SIDE = 400, SEEN = 40;
const ARROWS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

const px = (x) => (x + REACH) / (2 * REACH) * SIDE;
const py = (y) => (REACH - y) / (2 * REACH) * SIDE;
const point = (p) => `${px(p[0]).toFixed(1)} ${py(p[1]).toFixed(1)}`;
const joined = (points) => points.map(point).join("L");

/**
 * El mapa. La salida se mueve con el ratón, con el dedo o con las flechas: `onmove([x, y])` a cada paso y `onrelease()`
 * al soltar. `drawLevels(montaña)` pone el relieve, y `draw(camino)` lo demás.
 */
export function map({ start, onmove, onrelease }) {
  const lines = svg("path", { class: "mo-lines" }), trail = svg("path", { class: "mo-trail" }), dots = svg("path", { class: "mo-dots" });
  const end = svg("path", { class: "mo-end", d: "M-6 -6L6 6M-6 6L6 -6" });
  const handle = svg("circle", {
    class: "mo-start", r: 9, tabindex: 0, role: "slider", "aria-label": "Salida", "aria-valuemin": -REACH, "aria-valuemax": REACH,
    onkeydown: nudge, onkeyup: (event) => { if (ARROWS[event.key]) onrelease(); },
  });
  const grip = svg("circle", { class: "mo-grip", r: 30 });
  const element = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, class: "mo-map", onpointerdown: grab },
    svg("title", {}, "La montaña, vista desde arriba"), lines, trail, dots, end, grip, handle);

  const move = (p) => onmove(p.map((v) => Number(clamp(v, -REACH, REACH).toFixed(2))));
  function nudge(event) {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    move(start().map((v, n) => v + by[n]));
  }
  function carry(now) {
    const [x, y] = place(now, element);
    move([x * 2 * REACH - REACH, REACH - y * 2 * REACH]);
  }
  function grab(event) {
    // Un dedo que cae lejos de la salida quizá viene a deslizar la página: solo si toca y se levanta es que la lleva ahí.
    const elsewhere = event.target !== grip && event.target !== handle;
    if (event.pointerType === "touch" && elsewhere) return tap(event, element, (up) => { carry(up); onrelease(); });
    event.preventDefault();
    handle.focus({ preventScroll: true });
    follow(event, element, { onmove: carry, onend: onrelease });
  }

  function draw(path) {
    // Fuera del plano no se ve nada, y a un navegador no se le dan coordenadas enormes.
    const near = path.map((p) => p.map((v) => clamp(v, -SEEN, SEEN))), [x, y] = path[0];
    trail.setAttribute("d", `M${joined(near)}`);
    dots.setAttribute("d", near.slice(1).map((p) => `M${point(p)}h0`).join(""));
    set(grip, { cx: px(x), cy: py(y) });
    set(handle, { cx: px(x), cy: py(y), "aria-valuenow": x, "aria-valuetext": `x = ${format(x)}, y = ${format(y)}` });
    end.setAttribute("transform", `translate(${point(near.at(-1))})`);
  }
  const drawLevels = (mountain) => lines.setAttribute("d", levels(mountain).map(contour).join(""));
  return { element, draw, drawLevels };
}

function contour({ above, below, closed }) {
  return `M${joined(above)}${closed ? "L" : "M"}${joined(below)}${closed ? "Z" : ""}`;
}
