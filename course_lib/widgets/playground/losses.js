// Las dos curvas de pérdida: la de los puntos con que se entrena, y la de otros que la red no ve.

import { svg } from "../common/dom.js";
import { format, line } from "../common/numbers.js";

const LEFT = 30, RIGHT = 250, FLOOR = 75, TALL = 62;

export function losses() {
  const element = svg("svg", { viewBox: "0 0 260 104", role: "img", class: "cl-pg-loss", "aria-label": "Curva de pérdida" });
  function draw({ losses: own, new_losses: others, loss, new_loss: apart }) {
    const top = Math.max(...own, ...others, 1e-9);
    const curve = (values, style) => svg("path", { class: style, d: line(values.map((v, i) => [
      LEFT + ((RIGHT - LEFT) * i) / Math.max(own.length - 1, 1), FLOOR - (TALL * Math.min(v, top)) / top])) });
    element.replaceChildren(
      svg("line", { x1: LEFT, x2: RIGHT, y1: FLOOR, y2: FLOOR, class: "cl-pg-axis" }),
      label(LEFT - 4, FLOOR + 4, "0"),
      ...(own.length ? [label(LEFT - 4, 17, format(top, 2)), curve(others, "cl-pg-others"), curve(own, "cl-pg-curve")] : []),
      label(RIGHT, 89, "pérdida por época: sus puntos (línea)"),
      label(RIGHT, 102, `y otros 120 que no ve (a rayas)${apart === null ? "" : `: ${format(apart, 3)}`}`));
    element.setAttribute("aria-label", own.length
      ? `Curvas de pérdida: la de sus puntos, de ${format(own[0])} a ${format(loss ?? NaN)}; la de otros que no ve, de ${format(others[0])} a ${format(apart ?? NaN)}`
      : "Curvas de pérdida, aún sin puntos");
  }
  return { element, draw };
}

function label(x, y, text) {
  return svg("text", { x, y, "text-anchor": "end", "font-size": 11 }, text);
}
