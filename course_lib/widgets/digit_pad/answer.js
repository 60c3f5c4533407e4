// Lo que contesta la red: una barra por cada cifra, y cuál cree que es.

import { html, put } from "../common/dom.js";
import { format, times } from "../common/numbers.js";

const CLASSES = 10;

/** Las diez barras. `draw(probabilidades)` las pone al día, con null si aún no hay; devuelve la cifra más probable, o −1. */
export function answer() {
  const words = html("p", { class: "cl-dp-words" });
  const rows = times(CLASSES, (digit) => {
    const bar = html("span", { class: "cl-dp-bar" }), value = html("span", { class: "cl-dp-value" });
    const item = html("li", {}, html("span", { class: "cl-dp-name" }, String(digit)), html("span", { class: "cl-dp-track" }, bar), value);
    return { bar, value, item };
  });
  const element = html("div", { class: "cl-dp-side" }, words,
    html("ol", { class: "cl-dp-list", start: 0 }, ...rows.map(({ item }) => item)));
  function draw(probabilities) {
    const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    rows.forEach(({ bar, value, item }, digit) => {
      bar.style.width = `${100 * (probabilities?.[digit] ?? 0)}%`;
      put(value, probabilities ? format(probabilities[digit], 2) : "");
      item.classList.toggle("cl-dp-best", digit === best);
    });
    put(words, probabilities ? `Dice ${best}` : "Dibuja un número");
    return best;
  }
  return { element, draw };
}
