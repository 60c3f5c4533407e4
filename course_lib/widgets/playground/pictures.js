// Lo que se ve del entrenamiento: los números, la superficie, las curvas de pérdida y lo que mira cada unidad.

import { html, put } from "../common/dom.js";
import { format } from "../common/numbers.js";
import { losses } from "./losses.js";
import { surface } from "./surface.js";
import { units } from "./units.js";

/** Los dibujos. `draw(estado, puntos, nombre de los datos)` los pone al día; `told()` es la época, en una frase. */
export function pictures() {
  const words = html("p", { class: "cl-pg-words" }), map = surface(), curves = losses(), hidden = units();
  const element = html("div", { class: "cl-pg-main" }, map.element,
    html("div", { class: "cl-pg-side" }, words, curves.element, hidden.element));
  function draw(state, points, dataset) {
    put(words, told(state));
    map.draw(state, points, `Superficie de decisión con los puntos de ${dataset}. ${told(state)}.`);
    curves.draw(state);
    hidden.draw(state.units);
  }
  return { element, draw, told: () => words.textContent };
}

function told({ epoch, loss, accuracy }) {
  const right = accuracy === null ? "NaN" : `${Math.round(100 * accuracy)} %`;
  return `Época ${epoch}: pérdida ${loss === null ? "NaN" : format(loss)}, aciertos ${right}`;
}
