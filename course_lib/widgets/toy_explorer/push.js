// El empujoncito: mover un poco un parámetro, y comparar lo que promete la derivada con lo que pasa. Es de cada vista.

import { html, put } from "../common/dom.js";
import { select } from "../common/fields.js";
import { format } from "../common/numbers.js";
import { push } from "./math.js";
import { control, meter, reach } from "./meter.js";
import { PARAMETERS } from "./story.js";

/** Sus mandos y su tabla. `onchange()` pide que se vuelva a dibujar; `say(texto)` lo cuenta al soltar. */
export function pusher({ onchange, say, onerror }) {
  let one = PARAMETERS[4], delta = 0.1;
  const choice = select(PARAMETERS.map(({ name }) => name), () => {
    one = PARAMETERS[choice.selectedIndex];
    onchange();
    tell();
  }, { "aria-label": "Parámetro que se empuja" });
  choice.value = one.name;
  const knob = control("Δ", { onmove: (value) => { delta = value; onchange(); }, onrelease: tell, onerror, limit: 1 });
  const promised = meter("promised", "slope"), real = meter("real", "value");
  const gap = html("span", { class: "te-number", "data-key": "gap" });
  const promisedRule = html("th", { scope: "row" }), realRule = html("th", { scope: "row" });
  const bar = html("div", { class: "cl-bar te-pusher" },
    html("span", {}, "Empuja"), choice, html("span", {}, "un Δ de"), knob.range, knob.field);
  const table = html("table", { class: "te-push", "aria-label": "Un empujoncito" }, html("tbody", {},
    html("tr", {}, promisedRule, html("td", {}, promised.element)),
    html("tr", {}, realRule, html("td", {}, real.element)),
    html("tr", {}, html("th", { scope: "row" }, "se separan"), html("td", {}, gap))));

  function tell() {
    say(`Con Δ = ${format(delta)} en ${one.name}: la derivada promete ${promised.read()} y la pérdida cambia ${real.read()}.`);
  }
  function draw(state) {
    const told = push(state, one, delta), both = [told.promised, told.real], sure = both.every(Number.isFinite);
    const scale = reach(both);
    knob.set(delta);
    put(promisedRule, `Δℓ que promete la derivada: ∂ℓ/∂${one.name} · Δ`);
    put(realRule, `Δℓ de verdad: ℓ(${one.name} + Δ) − ℓ(${one.name})`);
    [promised, real].forEach((each, n) => each.draw(Number.isFinite(both[n]) ? both[n] : null, scale));
    put(gap, sure ? format(Math.abs(told.real - told.promised), 3) : "no se puede comparar: algo se desborda");
  }
  return { elements: [html("h4", {}, "Un empujoncito"), bar, table], draw };
}
