// Las curvas, cada una en su panel: ejes, línea con huecos y el último valor escrito.

import { html, svg } from "../common/dom.js";
import { fit } from "../common/fit.js";
import { format, line } from "../common/numbers.js";
import { nearest, ticks, vertical } from "./scales.js";
import { caption, describe } from "./story.js";

const HEIGHT = 150, LEFT = 66, RIGHT = 86, TOP = 12, BOTTOM = 26;

/** Los paneles. `draw(series, cómo)` los pone al día, y `onresize()` avisa de que tienen otro sitio. */
export function panels(onresize) {
  const element = html("div", { class: "cl-live-panels" }), room = fit(element, onresize);
  function draw(series, how) {
    element.replaceChildren(...series.map((one) => panel(one, { ...how, width: room.width() })));
    if (!series.length) element.append(html("p", { class: "cl-live-empty" }, "Aún no hay puntos: aparecerán aquí cuando corra el bucle."));
  }
  return { element, draw, stop: room.stop };
}

/** El panel de una serie: `total`, las épocas que se esperan; `looking`, la que se mira, o null. */
function panel({ name, x, y }, { total, log, looking, width }) {
  const end = Math.max(total - 1, x.at(-1) ?? 0, 1), { at, marks } = vertical(y, log);
  const px = (epoch) => LEFT + (epoch / end) * (width - LEFT - RIGHT);
  const py = (v) => HEIGHT - BOTTOM - at(v) * (HEIGHT - TOP - BOTTOM);
  const points = x.map((epoch, i) => [px(epoch), py(y[i])]);
  const last = y.findLastIndex((v) => Number.isFinite(at(v)));
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": describe({ name, x, y }), "data-name": name },
    ...marks.flatMap((v) => level(v, py(v), width)),
    ...ticks(0, end).filter(Number.isInteger).map((epoch) => svg("text", { x: px(epoch), y: HEIGHT - 8, "text-anchor": "middle", "font-size": 12 }, String(epoch))),
    svg("path", { d: line(points), class: "cl-live-line" }),
    ...(last < 0 ? [] : tip(points[last], format(y[last], 3))),
    looking === null || !x.length ? null : cursor(px(x[nearest(x, looking)])));
  return html("figure", {}, html("figcaption", {}, caption({ name, y }, log)), picture);
}

function level(v, y, width) {
  return [
    svg("line", { x1: LEFT, x2: width - RIGHT, y1: y, y2: y, class: "cl-live-grid" }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end", "font-size": 12 }, format(v, 3)),
  ];
}

function tip([x, y], text) {
  return [
    svg("circle", { cx: x, cy: y, r: 4, class: "cl-live-dot" }),
    svg("text", { x: x + 8, y: y + 4, "font-size": 12, "font-weight": 600 }, text),
  ];
}

function cursor(x) {
  return svg("line", { x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM, class: "cl-live-look" });
}
