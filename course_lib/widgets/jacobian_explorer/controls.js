// Los mandos: qué función, de qué tamaño, y si se pliega.

import { button, html, put } from "../common/dom.js";
import { select } from "../common/fields.js";
import { times } from "../common/numbers.js";
import { FUNCTIONS } from "./math.js";
import { TOLD } from "./story.js";

const MOST = 5;
// Lo que aparece al añadir entradas o salidas: siempre lo mismo, para que se pueda repetir.
const NEW_X = [1, -0.5, 2, 0.8, -1.5];
const NEW_W = [[0.5, -1, 2, 0.7, -0.2], [1.5, 0, -0.3, 1, 0.4], [-0.6, 2, 0.1, -1.2, 0.9], [1, 0.3, -2, 0.5, 0], [-0.8, 1.1, 0.6, 0, 1.4]];

/** `onchange(cambios)` guarda lo que se elija. */
export function controls(model, onchange) {
  const resize = (D_x, D_y) => {
    const x = model.get("x"), W = model.get("W");
    onchange({ x: times(D_x, (i) => x[i] ?? NEW_X[i]), W: times(D_y, (j) => times(D_x, (i) => W[j]?.[i] ?? NEW_W[j][i])) });
  };
  const sizes = times(MOST, (n) => n + 1);
  const kind = select(Object.entries(TOLD).map(([name, { label }]) => [name, label]), (name) => onchange({ function: name }));
  const inputs = select(sizes, (n) => resize(Number(n), model.get("W").length));
  const outputs = select(sizes, (n) => resize(model.get("x").length, Number(n)));
  const outputsNote = html("span", { class: "je-soft" }), foldNote = html("span", { class: "je-soft" });
  const rule = html("p", { class: "je-rule" }), fold = button("", () => onchange({ folded: !model.get("folded") }));

  function draw(now) {
    const { free, diagonal } = FUNCTIONS[now.kind];
    kind.value = now.kind;
    inputs.value = String(now.x.length);
    outputs.value = String(now.y.length);
    outputs.disabled = !free;
    fold.disabled = !diagonal;
    put(rule, TOLD[now.kind].rule);
    put(outputsNote, free ? "" : "con esta función hay tantas salidas como entradas");
    put(fold, now.folded ? "Desplegar la matriz" : "Plegar a un vector");
    put(foldNote, diagonal ? "" : "Esta matriz no se pliega: cada entrada mueve varias salidas.");
  }
  return {
    choosing: html("div", { class: "cl-bar" }, html("label", {}, "Función ", kind), html("label", {}, "Entradas, D_x ", inputs),
      html("label", {}, "Salidas, D_y ", outputs), outputsNote),
    rule,
    folding: html("div", { class: "cl-bar" }, fold, foldNote),
    draw,
  };
}
