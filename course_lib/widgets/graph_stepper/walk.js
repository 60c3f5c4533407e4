// Por qué paso va, y con qué se mueve: botones, teclas y reproducir solo.

import { button, disable, html, put } from "../common/dom.js";

const PACE = 1200; // milisegundos entre pasos al reproducir

/**
 * Los mandos del recorrido. `stop()` para de reproducir, `goTo(paso)` va a uno que exista y `forget()` se despide.
 * `draw(paso)` los pone al día.
 */
export function walk({ model, kernel, story }) {
  const { last, forward: turn } = story, at = () => model.get("step");
  let timer = null;
  const goTo = (step) => { if (step >= 0 && step <= last && step !== at()) kernel.save({ step }); };
  const jump = (step) => { stop(); goTo(step); };
  const toggle = () => (timer ? stop() : play());

  const back = button("Atrás", () => jump(at() - 1)), ahead = button("Adelante", () => jump(at() + 1));
  const player = button("Reproducir", toggle), end = button("Al final", () => jump(last));
  const reset = button("Reiniciar", () => { stop(); kernel.save({ step: 0, predictions: [] }); });
  const counter = html("span", { class: "gs-counter" });

  function play() {
    if (at() === last) goTo(0);
    timer = setInterval(() => {
      // Una pregunta espera a quien la contesta.
      if (at() >= last || (model.get("predict") && story.question(at()))) stop();
      else goTo(at() + 1);
    }, PACE);
    put(player, "Parar");
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    put(player, "Reproducir");
  }
  function draw(step) {
    put(counter, `Paso ${step} de ${last}${step ? (step <= turn ? " · adelante" : " · atrás") : ""}`);
    disable(back, step === 0);
    disable(ahead, step === last);
    disable(end, step === last);
  }
  return {
    bar: html("div", { class: "cl-bar" }, back, ahead, player, end, reset, counter),
    goTo, stop, draw,
    /** Las teclas: en el grafo, el espacio reproduce; en un botón, es pulsarlo. */
    onkeydown: keys({
      ArrowRight: () => jump(at() + 1), ArrowLeft: () => jump(at() - 1), Home: () => jump(0), End: () => jump(last), " ": toggle,
    }),
  };
}

function keys(actions) {
  return (event) => {
    const { tagName, type, classList } = event.target;
    const busy = tagName === "SELECT" || (tagName === "INPUT" && type === "text");
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.key in actions) || (event.key === " " && !classList.contains("gs-stage"))) return;
    event.preventDefault();
    event.stopPropagation();
    actions[event.key]();
  };
}
