// Las rejillas del jacobiano: se recorren con el ratón, con el dedo o con las flechas.

import { html, put } from "../common/dom.js";
import { format, largest, signed, subscript, times } from "../common/numbers.js";

/** x₁, x₂, x₃… */
export const names = (letter, count) => times(count, (n) => letter + subscript(n + 1));

/** Las rejillas que tocan: las dos notaciones o, plegado, el vector. `onpick([i, j])` avisa al pasar por una casilla. */
export function boards({ x, y, folded }, onpick) {
  const D_x = x.length, D_y = y.length;
  const cells = (rows, columns, key) => times(rows, (r) => times(columns, (c) => key(r, c)));
  const shown = folded ? [{
    name: "vector", label: "La diagonal, como vector", heading: `Plegado: un vector de forma (${D_x},)`,
    note: "La matriz entera dice lo mismo que este vector: fuera de la diagonal todo era 0.",
    corner: "x ↓", rows: names("x", D_x), columns: ["∂yᵢ/∂xᵢ"], keys: cells(D_x, 1, (r) => [r, r]),
  }] : [{
    name: "denominador", label: `Denominador, ${D_x} filas y ${D_y} columnas`, heading: `Denominador: D_x × D_y = ${D_x} × ${D_y}`,
    note: "La de este curso. Una fila por entrada.",
    corner: "x ↓", rows: names("x", D_x), columns: names("y", D_y), keys: cells(D_x, D_y, (r, c) => [r, c]),
  }, {
    name: "numerador", label: `Numerador, ${D_y} filas y ${D_x} columnas`, heading: `Numerador: D_y × D_x = ${D_y} × ${D_x}`,
    note: "La de PyTorch. Una fila por salida.",
    corner: "y ↓", rows: names("y", D_y), columns: names("x", D_x), keys: cells(D_y, D_x, (r, c) => [c, r]),
  }];
  const grids = shown.map((one) => grid(one, onpick));
  return {
    elements: shown.map(({ heading, note }, n) => html("section", { class: "je-board" },
      html("h4", {}, heading), html("p", { class: "je-soft" }, note), grids[n].table)),
    draw({ J }) {
      const scale = largest(J.flat()) || 1;
      for (const each of grids) each.draw(J, scale);
    },
    pick: (place) => grids.forEach((each) => each.pick(place)),
  };
}

/** Una rejilla. `keys[r][c]` es la casilla [i, j] del jacobiano que va en ese sitio. */
function grid({ name, label, corner, rows, columns, keys }, onpick) {
  const cells = keys.map((line, r) => line.map(([i, j], c) => html("td", {
    role: "gridcell", tabindex: -1, class: "je-cell", "data-cell": `${i},${j}`,
    onfocus: () => onpick([i, j]), onmouseenter: () => onpick([i, j]), onkeydown: (event) => step(event, cells, r, c),
  })));
  const table = html("table", { role: "grid", "aria-label": label, class: "je-grid", "data-grid": name },
    html("thead", {}, html("tr", {}, html("td", { class: "je-corner" }, corner), ...columns.map((text) => html("th", { scope: "col" }, text)))),
    html("tbody", {}, ...cells.map((line, r) => html("tr", {}, html("th", { scope: "row" }, rows[r]), ...line))));
  const each = (action) => cells.forEach((line, r) => line.forEach((cell, c) => action(cell, keys[r][c])));
  return {
    table,
    draw: (J, scale) => each((cell, [i, j]) => paint(cell, J[i][j], scale)),
    pick: (place) => each((cell, [i, j]) => {
      const here = i === place[0] && j === place[1];
      cell.classList.toggle("je-here", here);
      cell.setAttribute("aria-selected", String(here));
      // Una sola parada del tabulador por rejilla: dentro se va con las flechas.
      cell.tabIndex = here ? 0 : -1;
    }),
  };
}

/** El fondo dice el signo y el tamaño; el número, encima, siempre en negro. */
function paint(cell, value, scale) {
  const finite = Number.isFinite(value);
  put(cell, format(value, 3));
  cell.dataset.value = String(value);
  cell.style.backgroundColor = finite ? `rgb(${signed(value / scale).map(Math.round).join(" ")})` : "#ffffff";
  cell.classList.toggle("je-broken", !finite);
}

function step(event, cells, r, c) {
  const [bottom, right] = [cells.length - 1, cells[0].length - 1];
  const target = {
    ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1],
    Home: [event.ctrlKey ? 0 : r, 0], End: [event.ctrlKey ? bottom : r, right], PageUp: [0, c], PageDown: [bottom, c],
  }[event.key];
  if (!target || event.altKey || event.metaKey) return;
  event.preventDefault();
  cells[target[0]]?.[target[1]]?.focus();
}
