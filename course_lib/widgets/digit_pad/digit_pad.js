import { button, html, root } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { answer } from "./answer.js";
import { SIDE, blank } from "./ink.js";
import { paper } from "./paper.js";

const EVERY = 80; // milisegundos entre lo que se le manda al kernel, que ya se ve seguido

function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-dp-warning"), kernel = kernelLink(model, warn);
  let ink = [...model.get("ink")], timer = null;

  const sheet = paper({ ink: () => ink, onchange: change, onat: (at) => {
    say(`Fila ${Math.floor(at / SIDE) + 1}, columna ${(at % SIDE) + 1}: ${ink[at] ? "con tinta" : "en blanco"}`);
  } });
  const reply = answer();
  const whole = root("cl-digit-pad",
    html("div", { class: "cl-dp-main" }, sheet.element, reply.element),
    html("div", { class: "cl-bar" }, button("Borrar", () => change(blank()))), box, region);

  /** Pinta ya y se lo cuenta al kernel sin atosigarlo. */
  function change(next) {
    ink = next;
    paint();
    timer ??= setTimeout(() => { timer = null; kernel.save({ ink }); }, EVERY);
  }
  function paint() {
    sheet.draw();
    whole.dataset.ink = ink.join();
  }
  function answered() {
    const { probabilities, trouble } = model.get("state"), best = reply.draw(probabilities);
    if (probabilities) say(`Dice ${best}, con probabilidad ${format(probabilities[best], 2)}`);
    warn(trouble);
    whole.dataset.best = String(best);
  }
  // Lo que cambia una celda se ve, salvo mientras alguien dibuja.
  const changed = () => { if (timer === null) { ink = [...model.get("ink")]; paint(); } };

  const forget = [listen(model, ["state"], answered), listen(model, ["ink"], changed)];
  el.append(whole);
  paint();
  answered();
  return () => { clearTimeout(timer); kernel.stop(); forget.forEach((f) => f()); };
}

export default { render };
