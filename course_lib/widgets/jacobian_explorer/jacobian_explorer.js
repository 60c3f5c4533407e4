import { html, root } from "../common/dom.js";
import { notANumber } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { controls } from "./controls.js";
import { boards } from "./grid.js";
import { FUNCTIONS } from "./math.js";
import { explain, trouble } from "./story.js";
import { values } from "./values.js";

function render({ model, el }) {
  const { region, say } = liveRegion(), gone = liveRegion(), { box, warn } = alertBox("je-problem");
  const kernel = kernelLink(model, gone.say), knobs = controls(model, kernel.save);
  const numbers = html("div", { class: "je-values" }), matrices = html("div", { class: "je-boards" });
  const whole = root("cl-jacobian-explorer",
    knobs.choosing, knobs.rule, numbers, box, matrices, region, knobs.folding, gone.region);
  let place = [0, 0], built = "", parts = [];

  /** Con otra función u otro tamaño, las listas y las rejillas se hacen otra vez. */
  function build(now) {
    const lists = values(now, edits(model, kernel, say, tell)), grids = boards(now, (chosen) => { pick(chosen); tell(); });
    numbers.replaceChildren(...lists.elements);
    matrices.replaceChildren(...grids.elements);
    parts = [lists, grids];
  }
  function pick(chosen) {
    place = chosen;
    parts.forEach((part) => part.pick(place));
    whole.dataset.place = place.join();
  }
  const tell = () => say(explain(current(model), place));

  function draw() {
    const now = current(model), shape = [now.kind, now.x.length, now.y.length, now.folded].join(), fresh = shape !== built;
    // x y W llegan por separado: a mitad del cambio no encajan, y detrás viene otro aviso.
    if (now.W[0].length !== now.x.length) return;
    if (fresh) build(now);
    built = shape;
    knobs.draw(now);
    parts.forEach((part) => part.draw(now));
    pick(inside(place, now));
    warn(trouble(now));
    if (fresh) tell();
    whole.dataset.state = JSON.stringify({ function: now.kind, x: now.x, W: now.W, folded: now.folded });
  }

  const stop = listen(model, ["function", "x", "W", "folded"], draw);
  el.append(whole);
  draw();
  return () => { stop(); kernel.stop(); };
}

/** Qué pasa al escribir una entrada: mientras tanto solo cambia aquí; al acabar se manda a Python. */
function edits(model, kernel, say, tell) {
  const moved = (i, value) => ({ x: model.get("x").map((old, n) => (n === i ? value : old)) });
  return {
    onmove: (i, value) => model.set("x", moved(i, value).x),
    onrelease: (i, value) => { kernel.save(moved(i, value)); tell(); },
    onerror: (text) => say(notANumber(text)),
  };
}

/** Lo que se enseña: la función, sus números y su jacobiano. */
function current(model) {
  const kind = model.get("function"), x = model.get("x"), W = model.get("W"), { y, J, diagonal } = FUNCTIONS[kind];
  return { kind, x, W, y: y(x, W), J: J(x, W), folded: model.get("folded") && Boolean(diagonal) };
}

/** La casilla elegida, o la más cercana que aún existe; plegado, en la diagonal. */
function inside([i, j], { x, y, folded }) {
  const row = Math.min(i, x.length - 1);
  return [row, folded ? row : Math.min(j, y.length - 1)];
}

export default { render };
