// Por qué paso va: los botones, el deslizador y el título.

import { button, disable, html, put } from "../common/dom.js";
import { slider } from "../common/fields.js";
import { clamp } from "../common/numbers.js";

/** `onmove(paso)` mientras se arrastra, `onrelease(paso)` al soltar o pulsar. `at()` es el paso de ahora. */
export function controls(last, { at, onmove, onrelease }) {
  const go = (step) => onrelease(clamp(step, 0, last));
  const buttons = [
    ["Principio", () => 0], ["◀ Anterior", () => at() - 1], ["Siguiente ▶", () => at() + 1], ["Final", () => last],
  ].map(([text, to]) => button(text, () => go(to())));
  const range = slider("Paso", {
    min: 0, max: last, step: 1, oninput: () => onmove(Number(range.value)), onchange: () => onrelease(Number(range.value)),
  });
  const phase = html("strong", { class: "cl-flow-phase" }), formula = html("div", { class: "cl-flow-formula" });
  function draw(step, { say, back }) {
    range.value = String(step);
    range.setAttribute("aria-valuetext", `${step} de ${last}`);
    buttons.forEach((one, n) => disable(one, step === (n < 2 ? 0 : last)));
    put(phase, `Paso ${step} de ${last} · ${back ? "hacia atrás" : "hacia delante"}`);
    put(formula, say);
  }
  return {
    bar: html("div", { class: "cl-bar" }, ...buttons, range),
    title: html("p", { class: "cl-flow-title" }, phase, formula),
    draw,
  };
}
