// Las dos curvas, capa a capa. El eje no se mueve: así se las ve girar.

import { put, svg } from "../common/dom.js";
import { format, line, tenTo } from "../common/numbers.js";
import { decades, marks } from "./math.js";

const WIDTH = 640, HEIGHT = 260, LEFT = 66, RIGHT = 96, TOP = 14, BOTTOM = 34;

/** El dibujo de una red de K capas. `draw(tamaños, texto)` lo pone al día. */
export function plot(K) {
  const reach = decades(K);
  const px = (k) => LEFT + (k / K) * (WIDTH - LEFT - RIGHT);
  const py = (value) => TOP + ((reach - Math.log10(value)) / (2 * reach)) * (HEIGHT - TOP - BOTTOM);
  const signal = svg("path", { class: "sd-signal" }), gradient = svg("path", { class: "sd-gradient" });
  const signalEnd = svg("text", { class: "sd-signal-end", x: WIDTH - RIGHT + 8 });
  const gradientEnd = svg("text", { class: "sd-gradient-end", x: LEFT + 8 });
  const element = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img" },
    ...marks(reach).flatMap((power) => level(power, py(10 ** power))),
    ...[0, Math.round(K / 2), K].map((k) => label(px(k), HEIGHT - 16, String(k))),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 2, "capa"),
    signal, gradient, signalEnd, gradientEnd);

  const curve = (values) => line(values.map((v, k) => [px(k), py(v)]));
  const end = (text, value, below) => { put(text, format(value, 2)); text.setAttribute("y", py(value) + below); };
  const draw = (sizes, told) => {
    signal.setAttribute("d", curve(sizes.signal));
    gradient.setAttribute("d", curve(sizes.gradient));
    end(signalEnd, sizes.signal[K], 4);
    end(gradientEnd, sizes.gradient[0], -8);
    element.setAttribute("aria-label", told);
  };
  return { element, draw };
}

function level(power, y) {
  return [
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, class: power ? "sd-grid" : "sd-one" }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end", "font-size": 12 }, power ? tenTo(power) : "1"),
  ];
}

function label(x, y, text) {
  return svg("text", { x, y, "text-anchor": "middle", "font-size": 12 }, text);
}
