// Los mismos números, en una tabla que se abre: lo que el dibujo no puede decirle a quien no lo ve.

import { html, put } from "../common/dom.js";
import { show } from "./writing.js";

/** La tabla. Cerrada no se toca: son muchas celdas. */
export function table(story, onopen) {
  const rows = story.nodes.map((node, i) => {
    const cells = [html("td", {}), html("td", {})];
    const how = node.parents.length ? story.formula(i) : node.constant ? "constante" : "entrada";
    return { cells, row: html("tr", {}, html("th", { scope: "row" }, story.name(i)), html("td", {}, how), ...cells) };
  });
  const headings = ["nodo", "cómo sale", "valor", `∂${story.root}/∂nodo`].map((text) => html("th", { scope: "col" }, text));
  const element = html("details", { ontoggle: onopen }, html("summary", {}, "Los números, en una tabla"),
    html("table", { class: "gs-table" }, html("thead", {}, html("tr", {}, ...headings)), html("tbody", {}, ...rows.map(({ row }) => row))));
  function draw({ known, arrived }) {
    if (!element.open) return;
    rows.forEach(({ cells }, i) => {
      put(cells[0], i < known ? show(story.values[i]) : "");
      put(cells[1], arrived[i].length ? show(story.total(i, arrived[i])) : "");
    });
  }
  return { element, draw };
}
