// Los números que entran y los que salen: x, que se escribe; W, si la función la usa; y.

import { html, put } from "../common/dom.js";
import { numberField } from "../common/fields.js";
import { format } from "../common/numbers.js";
import { names } from "./grid.js";

/** Las listas. `onmove(i, valor)` mientras se escribe, `onrelease(i, valor)` al acabar, `onerror(texto)` si no es un número. */
export function values({ kind, x, W, y }, { onmove, onrelease, onerror }) {
  const fields = names("x", x.length).map((label, i) => numberField({
    label, value: x[i], oninput: (value) => onmove(i, value), onchange: (value) => onrelease(i, value), onerror,
  }));
  const outputs = names("y", y.length).map((name) => html("td", { "data-output": name }));
  const weights = kind === "lineal" ? W.map((row, j) => row.map((_, i) => html("td", { "data-weight": `${i},${j}` }))) : [];
  const inputCells = fields.map(({ input }) => html("td", {}, input));
  return {
    elements: [
      list(`x, forma (${x.length},)`, named("x", inputCells)),
      ...(weights.length ? [list(`W, forma (${y.length}, ${x.length})`, weights)] : []),
      html("span", { class: "je-arrow", "aria-hidden": "true" }, "→"),
      list(`y, forma (${y.length},)`, named("y", outputs)),
    ],
    draw({ x, W, y }) {
      fields.forEach((field, i) => field.set(x[i]));
      outputs.forEach((cell, j) => { put(cell, format(y[j])); cell.dataset.value = String(y[j]); });
      weights.forEach((row, j) => row.forEach((cell, i) => put(cell, format(W[j][i], 3))));
    },
    pick([i, j]) {
      inputCells.forEach((cell, n) => cell.parentElement.classList.toggle("je-here", n === i));
      outputs.forEach((cell, n) => cell.parentElement.classList.toggle("je-here", n === j));
      weights.forEach((row, b) => row.forEach((cell, a) => cell.classList.toggle("je-here", a === i && b === j)));
    },
  };
}

function list(caption, rows) {
  return html("table", { class: "je-list" }, html("caption", {}, caption),
    html("tbody", {}, ...rows.map((cells) => html("tr", {}, ...cells))));
}

function named(letter, cells) {
  const titles = names(letter, cells.length);
  return cells.map((cell, n) => [html("th", { scope: "row" }, titles[n]), cell]);
}
