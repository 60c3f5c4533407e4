import { html, root } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { bet } from "./bet.js";
import { options } from "./options.js";
import { pictures } from "./pictures.js";
import { training } from "./training.js";

const GONE = "El kernel que entrena esta red ya no está: ejecuta otra vez esta celda.";
const OPTIONS = ["dataset", "activation", "lr", "noise", "bet", "seed", "features", "hidden"];

function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-pg-warning");
  const me = Math.random().toString(36).slice(2), view = pictures();
  const kernel = kernelLink(model, (text) => { train.halt(); busy(false); warn(text); }, GONE);
  const guess = bet({ model, me, onbet: (name) => { warn(""); kernel.save({ bet: name }); } });
  const train = training({ kernel, me, warn, may: () => may(model, guess, warn), onrun: (running) => {
    whole.dataset.running = String(running);
    say(running ? "Entrenando." : `Parado. ${view.told()}`);
  } });
  const knobs = options({ model, keep: kernel.save, warn, restart: (changes) => {
    train.halt();
    busy(differs(model, changes));
    kernel.save(changes);
  } });
  const whole = root("cl-playground",
    html("div", { class: "cl-bar" }, ...train.buttons, knobs.rate), ...knobs.rows, guess.element, view.element, box, region);
  whole.dataset.running = "false";
  // Lo dibujado es de antes hasta que conteste el kernel: se ve enseguida.
  const busy = (waiting) => whole.setAttribute("aria-busy", String(waiting));

  function draw() {
    const state = model.get("state");
    view.draw(state, model.get("points"), model.get("dataset"));
    guess.draw();
    if (state.trouble) warn(state.trouble);
    else if (state.epoch === 0 && box.textContent.startsWith("El entrenamiento")) warn("");
    whole.dataset.epoch = String(state.epoch);
    whole.dataset.loss = String(state.loss);
  }
  const answered = () => { busy(false); draw(); if (train.answered(model.get("state"))) say(view.told()); };
  const choose = () => { knobs.draw(); guess.draw(); };

  const forget = [listen(model, ["state"], answered), listen(model, OPTIONS, choose)];
  el.append(whole);
  choose();
  draw();
  return () => { train.forget(); kernel.stop(); forget.forEach((f) => f()); };
}

/** Si se puede entrenar; si no, lo dice. */
function may(model, guess, warn) {
  const { trouble } = model.get("state");
  const problem = trouble || (guess.missing() ? "Antes de entrenar, apuesta: ¿cuántos puntos acertará?" : "");
  if (problem) warn(problem);
  return !problem;
}

function differs(model, changes) {
  return Object.entries(changes).some(([name, value]) => JSON.stringify(model.get(name)) !== JSON.stringify(value));
}

export default { render };
