import { html, put, root } from "../common/dom.js";
import { notANumber } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { backward, changed, forward, read } from "./math.js";
import { plot } from "./plot.js";
import { pusher } from "./push.js";
import { overflow, residual } from "./story.js";
import { chain, parameters } from "./tables.js";

const STATE = ["x", "y", "beta", "omega"];

function render({ model, el }) {
  const { region, say } = liveRegion(), gone = liveRegion(), { box, warn } = alertBox("te-problem");
  const kernel = kernelLink(model, gone.say);
  const state = () => Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
  const move = (one, value) => model.set(one.trait, changed(state(), one, value)[one.trait]);
  const onerror = (text) => say(notANumber(text));

  const table = parameters({ onmove: move, onrelease: release, onerror });
  const links = chain(), push = pusher({ onchange: draw, say, onerror });
  const picture = plot(), words = html("p", { class: "te-residue" });
  const whole = root("cl-toy-explorer", box,
    html("div", { class: "te-columns" },
      html("div", { class: "te-column" }, table.element), html("div", { class: "te-column" }, picture.element, words)),
    links.element, ...push.elements, region, gone.region);

  function release(one, value) {
    // Otra vez: lo que ha asignado una celda mientras se movía ha podido deshacer el último movimiento.
    move(one, value);
    kernel.save();
    const { f3, loss } = forward(state());
    say(`${one.name} = ${format(read(state(), one))}: f[x] = ${format(f3)}, ℓ = ${format(loss)}.`);
  }
  function draw() {
    const now = state(), values = forward(now), slopes = backward(values, now), trouble = overflow(values, slopes);
    const sure = (value) => (trouble && !Number.isFinite(value) ? null : value);
    warn(trouble);
    table.draw(now, slopes, sure);
    links.draw(values, slopes, sure);
    picture.draw(now, values.f3);
    put(words, residual(now, values.f3));
    push.draw(now);
    whole.dataset.state = JSON.stringify(now);
  }

  const stop = listen(model, STATE, draw);
  el.append(whole);
  draw();
  return () => { stop(); kernel.stop(); };
}

export default { render };
