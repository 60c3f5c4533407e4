// Da vida a los widgets de una página: cada <script class="cl-state" data-widget="…"> trae el estado de uno, y a su
// lado está su figura fija, que se queda donde no hay programas o si algo falla. Es un programa clásico: anda desde file://.

import { html } from "../common/dom.js";
import { pageModel, revive } from "./model.js";
import { STYLES } from "./styles.js";
import { WIDGETS } from "./widgets.js";

/** Pone vivo un widget junto a su figura fija, que pasa a ser lo que se imprime. */
function enliven(script) {
  const widget = WIDGETS[script.dataset.widget], home = script.parentElement;
  if (!widget || home.classList.contains("cl-alive")) return;
  const place = html("div", { class: "cl-live-part" });
  try {
    const model = pageModel(revive(JSON.parse(script.textContent)));
    if (widget.answer?.(model) === false) return;
    script.after(place);
    widget.render({ model, el: place });
    home.classList.add("cl-alive");
  } catch (error) {
    place.remove();
    console.error(error);
  }
}

function start() {
  const scripts = [...document.querySelectorAll("script.cl-state[data-widget]")];
  if (!scripts.length) return;
  if (!document.getElementById("cl-styles")) document.head.append(html("style", { id: "cl-styles" }, STYLES));
  // Uno por tarea: una página con muchos no se queda parada mientras llegan.
  const next = () => {
    enliven(scripts.shift());
    if (scripts.length) setTimeout(next);
  };
  next();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
