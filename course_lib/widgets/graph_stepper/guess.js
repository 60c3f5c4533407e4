// «Adivina antes»: antes de cada paso hacia atrás se pregunta cuánto va a salir.

import { html, put } from "../common/dom.js";
import { format, parse } from "../common/numbers.js";
import { close, hint } from "./story.js";

/** El interruptor y la pregunta. `goTo(paso)` sigue al acertar, y `stop()` para lo que se esté reproduciendo. */
export function guessing({ model, kernel, story, goTo, stop }) {
  const { spec, nodes, last } = story;
  const box = html("input", { type: "checkbox", disabled: !spec.live, onchange: () => { stop(); kernel.save({ predict: box.checked }); } });
  const asking = html("span", {}), score = html("span", { class: "gs-score" }), feedback = html("p", { class: "gs-feedback", role: "status" });
  const answer = html("input", { type: "text", autocomplete: "off", onkeydown: onEnter(check) });
  const submit = html("button", { type: "submit", class: "cl-button" }, "Comprobar");
  const form = html("form", { class: "cl-bar gs-form", onsubmit: (event) => { event.preventDefault(); check(); } },
    html("label", { class: "gs-ask" }, asking, answer), submit, score);

  function check() {
    const step = model.get("step"), asked = story.question(step), x = parse(answer.value);
    if (!asked) return;
    const problem = unanswerable(asked, x, answer.value);
    if (problem) return put(feedback, problem);
    const right = close(x, asked.answer);
    note(step, asked, x, right);
    if (!right) return put(feedback, hint(story, asked, x));
    answer.value = "";
    goTo(step + 1);
    put(feedback, `Sí: ${format(asked.answer)}.`);
  }
  /** Solo cuenta la primera respuesta a cada pregunta. */
  function note(step, asked, x, right) {
    const before = model.get("predictions");
    if (before.some((p) => p.step === step)) return;
    kernel.save({ predictions: [...before, { step, node: nodes[asked.node].key, answer: x, right }] });
  }
  function draw(step) {
    const on = model.get("predict"), asked = on ? story.question(step) : null, told = model.get("predictions");
    box.checked = on;
    form.hidden = !on;
    put(asking, asked ? `${asked.text} ` : step >= last ? "No quedan preguntas. " : "Las preguntas empiezan en el paso atrás. ");
    answer.hidden = submit.hidden = !asked;
    if (!on || form.dataset.step !== String(step)) put(feedback, "");
    form.dataset.step = step;
    put(score, `Aciertos a la primera: ${told.filter((p) => p.right).length} de ${told.length}`);
  }
  const label = html("label", { class: "gs-check" }, box, spec.live ? "Adivina antes" : "Adivina antes (solo con números sueltos)");
  return { label, elements: [form, feedback], draw };
}

function unanswerable(asked, x, written) {
  if (!Number.isFinite(x)) return `Escribe un número, por ejemplo 0,5; «${written}» no lo es.`;
  if (!Number.isFinite(asked.answer)) return "Este gradiente no es un número finito: cambia antes las entradas.";
  return "";
}

/** JupyterLab se queda con el Intro antes de que el navegador haga lo suyo. */
function onEnter(action) {
  return (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}
