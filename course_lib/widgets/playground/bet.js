// La apuesta: cuántos puntos acertará. Con `ask_bet` se pide antes de entrenar, porque mirar primero no enseña nada.

import { html, put } from "../common/dom.js";
import { bucket } from "./math.js";
import { set } from "./options.js";

const BETS = ["menos del 75 %", "del 75 al 95 %", "más del 95 %"];

/** `element` es null si no se pide. `missing()` dice si falta; `draw()` la compara con lo que va saliendo. */
export function bet({ model, me, onbet }) {
  const buttons = BETS.map((name) => html("input", { type: "radio", name: `bet-${me}`, value: name, onchange: () => { onbet(name); draw(); } }));
  const said = html("p", { class: "cl-pg-verdict" });
  const element = model.get("ask_bet")
    ? set("Tu apuesta: ¿cuántos puntos acertará?", ...buttons.map((b) => html("label", {}, b, " ", b.value)), said) : null;
  element?.classList.add("cl-pg-bets");
  function draw() {
    const mine = model.get("bet"), { epoch, accuracy } = model.get("state");
    buttons.forEach((b) => { b.checked = b.value === mine; b.disabled = epoch > 0; });
    put(said, mine && epoch && accuracy !== null ? verdict(mine, accuracy) : "");
  }
  return { element, draw, missing: () => model.get("ask_bet") && !model.get("bet") };
}

function verdict(mine, accuracy) {
  const right = BETS[bucket(accuracy)] === mine;
  return `Va por el ${Math.round(100 * accuracy)} %: ${right ? "de momento, aciertas." : "de momento, no es lo que apostaste."}`;
}
