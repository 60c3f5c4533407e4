import { html, put, root } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { bet } from "./bet.js";
import { losses } from "./losses.js";
import { options } from "./options.js";
import { surface } from "./surface.js";
import { training } from "./training.js";
import { units } from "./units.js";

const GONE = "El kernel que entrena esta red ya no está: ejecuta otra vez esta celda.";
const OPTIONS = ["dataset", "activation", "lr", "noise", "bet", "seed", "features", "hidden"];

function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-pg-warning");
  const me = Math.random().toString(36).slice(2);
  const kernel = kernelLink(model, (text) => { train.halt(); busy(false); warn(text); }, GONE);
  const words = html("p", { class: "cl-pg-words" });
  const map = surface(), curves = losses(), hidden = units();
  const guess = bet({ model, me, onbet: (name) => { warn(""); kernel.save({ bet: name }); } });
  const train = training({ kernel, me, warn, may, onrun: (running) => {
    whole.dataset.running = String(running);
    say(running ? "Entrenando." : `Parado. ${words.textContent}`);
  } });
  const knobs = options({ model, restart, keep: kernel.save, warn });
  const whole = root("cl-playground",
    html("div", { class: "cl-bar" }, ...train.buttons, knobs.rate), ...knobs.rows, guess.element,
    html("div", { class: "cl-pg-main" }, map.element, html("div", { class: "cl-pg-side" }, words, curves.element, hidden.element)),
    box, region);
  whole.dataset.running = "false";

  // Lo dibujado es de antes hasta que conteste el kernel: se ve enseguida.
  function busy(waiting) { whole.setAttribute("aria-busy", String(waiting)); }
  function restart(changes) {
    train.halt();
    busy(Object.entries(changes).some(([name, value]) => JSON.stringify(model.get(name)) !== JSON.stringify(value)));
    kernel.save(changes);
  }
  function may() {
    const problem = model.get("state").trouble || (guess.missing() ? "Antes de entrenar, apuesta: ¿cuántos puntos acertará?" : "");
    if (problem) warn(problem);
    return !problem;
  }
  function answered() {
    busy(false);
    draw();
    if (train.answered(model.get("state"))) say(words.textContent);
  }
  function draw() {
    const state = model.get("state");
    put(words, told(state));
    map.draw(state, model.get("points"), `Superficie de decisión con los puntos de ${model.get("dataset")}. ${told(state)}.`);
    curves.draw(state);
    hidden.draw(state.units);
    guess.draw();
    if (state.trouble) warn(state.trouble);
    else if (state.epoch === 0 && box.textContent.startsWith("El entrenamiento")) warn("");
    whole.dataset.epoch = String(state.epoch);
    whole.dataset.loss = String(state.loss);
  }
  const choose = () => { knobs.draw(); guess.draw(); };

  const forget = [listen(model, ["state"], answered), listen(model, OPTIONS, choose)];
  el.append(whole);
  choose();
  draw();
  return () => { train.forget(); kernel.stop(); forget.forEach((f) => f()); };
}

function told({ epoch, loss, accuracy }) {
  return `Época ${epoch}: pérdida ${loss === null ? "NaN" : format(loss)}, aciertos ${accuracy === null ? "NaN" : `${Math.round(100 * accuracy)} %`}`;
}

export default { render };
