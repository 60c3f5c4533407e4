// La red entera: los valores arriba y los gradientes debajo, columna a columna, hasta donde se ha llegado.

import { html } from "../common/dom.js";
import { columnsOf } from "./columns.js";
import { grad, sub } from "./names.js";
import { column, table } from "./tables.js";

/** El dibujo. La primera columna son los campos donde se escribe x. `draw(paso, pasos, recorrido)` lo pone al día. */
export function network(net, fields) {
  const element = html("div", { class: "cl-flow-net cl-pan", role: "group", tabindex: "0", "aria-label": "Recorrido por la red: valores arriba, gradientes debajo" });
  const place = (part, row, at) => { part.style.gridArea = `${row} / ${at}`; element.append(part); return part; };
  const columns = columnsOf(net).map((one, n) => {
    const { key, name, size, slope, edge, backEdge } = one;
    if (edge) place(arrow(edge, "→"), 1, 2 * n);
    const backArrow = edge && place(arrow(backEdge, "←"), 2, 2 * n);
    const ahead = key === "x" ? inputs(fields) : column(name, size, key);
    const back = slope && column(grad(name), size, `d${key}`);
    place(ahead.table, 1, 2 * n + 1);
    if (back) place(back.table, 2, 2 * n + 1);
    return { ...one, ahead, back, backArrow };
  });

  function draw(step, stages, result) {
    const reached = arrived(stages, step), { node, back: backwards = false } = stages[step];
    for (const { key, ahead, back, value, off, slope, slopeOff, backArrow, backNode } of columns) {
      ahead.show(reached(key, false) ? value(result) : null, off?.(result));
      back?.show(reached(key, true) ? slope(result) : null, slopeOff?.(result));
      mark(ahead.table, node === key && !backwards);
      if (back) mark(back.table, node === key && backwards);
      if (backArrow) mark(backArrow, backNode && node === backNode);
    }
  }
  /** Trae a la vista la columna de ahora. Solo se mueve la barra de la red; la página se queda donde está. */
  function follow() {
    const current = element.querySelector("[aria-current]");
    if (current) element.scrollLeft = Math.max(0, current.offsetLeft - element.offsetLeft - element.clientWidth / 2);
  }
  return { element, draw, follow };
}

/** Las unidades que apaga la ReLU, entre las que ya se han calculado, en una frase; "" si ninguna. */
export function told(net, step, stages, result) {
  const reached = arrived(stages, step);
  const layers = columnsOf(net).filter(({ key, off }) => off && reached(key, false)).flatMap(({ key, off }) => {
    const units = off(result).flatMap((dead, i) => (dead ? [i + 1] : []));
    return units.length ? [`${sub("h", key.slice(1))}, ${units.length > 1 ? "unidades" : "unidad"} ${units.join(", ")}`] : [];
  });
  return layers.length ? `Apagadas por la ReLU con esta x (✕): ${layers.join("; ")}. Por ellas no vuelve gradiente.` : "";
}

/** Si un paso ya ha pasado por una columna. */
function arrived(stages, step) {
  return (node, back) => stages.findIndex((s) => s.node === node && Boolean(s.back) === back) <= step;
}

function arrow(texts, sign) {
  return html("div", { class: "cl-flow-edge" }, ...texts.map((text) => html("span", {}, text)), html("span", { "aria-hidden": "true" }, sign));
}

function inputs(fields) {
  const rows = fields.map(({ input }) => [html("td", {}, input)]);
  return {
    table: table("x", `(${fields.length},)`, rows, { "data-name": "x" }),
    show: (values) => fields.forEach((field, i) => field.set(values[i])),
  };
}

function mark(element, on) {
  if (on) element.setAttribute("aria-current", "step");
  else element.removeAttribute("aria-current");
}
