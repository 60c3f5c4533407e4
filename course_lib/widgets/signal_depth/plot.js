// Las dos curvas, capa a capa. El eje no se mueve con σ: así se las ve girar.

import { html, svg } from "../common/dom.js";
import { fit } from "../common/fit.js";
import { format, line, tenTo } from "../common/numbers.js";
import { decades, marks } from "./math.js";

const HEIGHT = 260, LEFT = 66, RIGHT = 76, TOP = 14, BOTTOM = 34;

/** El dibujo de una red de K capas. `draw(tamaños, texto)` lo pone al día; `onresize()` avisa de que tiene otro sitio. */
export function plot(K, onresize) {
  const element = html("div", {}), room = fit(element, onresize), reach = decades(K);
  function draw({ signal, gradient }, told) {
    const width = room.width(), right = width - RIGHT;
    const px = (k) => LEFT + (k / K) * (right - LEFT);
    const py = (value) => TOP + ((reach - Math.log10(value)) / (2 * reach)) * (HEIGHT - TOP - BOTTOM);
    const curve = (values, name) => svg("path", { d: line(values.map((v, k) => [px(k), py(v)])), class: name });
    const end = (value, x, below, name) => svg("text", { class: name, x, y: py(value) + below }, format(value, 2));
    element.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": told },
      ...marks(reach).flatMap((power) => level(power, py(10 ** power), right)),
      ...[0, Math.round(K / 2), K].map((k) => label(px(k), HEIGHT - 16, String(k))),
      label((LEFT + right) / 2, HEIGHT - 2, "capa"),
      curve(signal, "sd-signal"), curve(gradient, "sd-gradient"),
      end(signal[K], right + 8, 4, "sd-signal-end"), end(gradient[0], LEFT + 8, -8, "sd-gradient-end")));
  }
  return { element, draw, stop: room.stop };
}

function level(power, y, right) {
  return [
    svg("line", { x1: LEFT, x2: right, y1: y, y2: y, class: power ? "sd-grid" : "sd-one" }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end", "font-size": 12 }, power ? tenTo(power) : "1"),
  ];
}

function label(x, y, text) {
  return svg("text", { x, y, "text-anchor": "middle", "font-size": 12 }, text);
}
