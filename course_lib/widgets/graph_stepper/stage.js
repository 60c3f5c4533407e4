// El escenario: los tramos del grafo que se ven, y llevar a la vista lo que ocurre en cada paso.

import { html, reducedMotion } from "../common/dom.js";
import { select } from "../common/fields.js";
import { drawing } from "./drawing.js";

/** Un grafo grande va por tramos: se ve el del paso, otro o todos. `draw(estado, arista preguntada)` lo pone al día. */
export function stage(story, onchange) {
  const { spec, nodes } = story, folded = spec.views.length > 1, drawn = new Map();
  const element = html("div", { class: "gs-stage cl-pan", tabindex: "0", role: "group", "aria-label": "Grafo: teclas ← y → para dar pasos, espacio para reproducir" });
  const choice = select([["auto", "El del paso"], ...spec.views.map((v, n) => [n, `${n + 1}: ${v.title}`]), ["all", "Todos"]], onchange);
  const view = (n) => { if (!drawn.has(n)) drawn.set(n, drawing(story, n)); return drawn.get(n); };
  let staged = null;

  function draw(state, asked) {
    const home = spec.home[Math.max(0, state.step - 1)], shown = chosen(choice.value, home, spec.views.length);
    if (shown.join() !== staged) element.replaceChildren(...shown.flatMap(piece));
    staged = shown.join();
    for (const n of shown) view(n).update(state, asked?.[0] === "e" ? `${asked[1]}-${asked[2]}` : null);
    // En el cuadro siguiente: preguntar ahora qué se ve obligaría a recolocar la página entera a mitad del cambio.
    if (state.now && shown.includes(home)) requestAnimationFrame(() => reveal(element, view(home), asked ?? state.now));
  }
  function piece(n) {
    const picture = view(n).element;
    return folded ? [html("p", { class: "gs-piece" }, `Tramo ${n + 1} de ${spec.views.length}`), picture] : [picture];
  }
  const label = folded ? html("label", {}, `El grafo tiene ${nodes.length} nodos y va por tramos. Se ve: `, choice) : null;
  return { element, label, draw };
}

function chosen(value, home, count) {
  if (value === "all") return Array.from({ length: count }, (_, n) => n);
  return [value === "auto" ? home : Number(value)];
}

/** Mueve la barra del escenario, y no la página, hasta lo que ocurre. */
function reveal(element, view, move) {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return;
  const spot = view.spot(move);
  const top = view.element.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop;
  element.scrollTo({
    left: spot.x - element.clientWidth / 2, top: top + spot.y - element.clientHeight / 2,
    behavior: reducedMotion() ? "auto" : "smooth",
  });
}
