// Vectores y matrices en tablas de colores: en las dos, una celda por número.

import { html } from "../common/dom.js";
import { format, largest, times } from "../common/numbers.js";
import { shapeOf } from "./names.js";

const painted = new WeakMap();

/** Un vector en columna o una matriz, con su nombre y su forma. `off`: qué filas apagó la ReLU. */
export function matrix(name, m, off) {
  const rows = Array.isArray(m[0]) ? m : m.map((v) => [v]), scale = largest(m.flat());
  const cells = rows.map((row, i) => row.map((v) => {
    const cell = html("td");
    paint(cell, v, scale, off?.[i]);
    return cell;
  }));
  return table(name, name === "ℓ" ? "()" : shapeOf(m), cells);
}

/** Una columna del recorrido: una tabla que se crea una vez y se repinta en cada paso. Con null, aún sin calcular. */
export function column(name, size, key) {
  const cells = times(size, () => html("td"));
  const show = (values, off) => {
    const scale = values && largest(values);
    cells.forEach((cell, i) => (values ? paint(cell, values[i], scale, off?.[i]) : clear(cell)));
  };
  return { table: table(name, key === "loss" ? "()" : `(${size},)`, cells.map((cell) => [cell]), { "data-name": key }), show };
}

export function table(name, shape, rows, attrs = {}) {
  return html("table", { class: "cl-flow-table", ...attrs },
    html("caption", {}, html("b", {}, name), html("span", {}, shape)),
    html("tbody", {}, ...rows.map((cells) => html("tr", {}, ...cells))));
}

/** Pinta un número en su celda: fondo según signo y tamaño, «−» escrito, trama y ✕ si la ReLU lo apagó. */
function paint(cell, value, scale, off = false) {
  // De un paso a otro casi nada cambia: lo que sigue igual no se toca.
  const key = `${value} ${scale} ${off}`;
  if (painted.get(cell) === key) return;
  painted.set(cell, key);
  const bad = !Number.isFinite(value);
  const strength = bad ? 0 : Math.round(100 * Math.min(Math.abs(value) / (scale || 1), 1));
  cell.textContent = format(value, 3) + (off ? " ✕" : "");
  cell.dataset.value = String(value);
  cell.title = off ? "Apagada por la ReLU" : String(value);
  cell.className = bad ? "cl-flow-bad" : off ? "cl-flow-off" : value < 0 ? "cl-flow-minus" : value > 0 ? "cl-flow-plus" : "";
  cell.style.setProperty("--strength", `${strength}%`);
}

function clear(cell) {
  if (painted.get(cell) === "") return;
  painted.set(cell, "");
  cell.textContent = "·";
  cell.className = "";
  cell.title = "Aún sin calcular";
  delete cell.dataset.value;
}
