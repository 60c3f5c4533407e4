// Los mandos del descenso: la montaña, la tasa, el ruido y el lote.

import { html, put } from "../common/dom.js";
import { select, slider } from "../common/fields.js";
import { format } from "../common/numbers.js";

const SLIDERS = [
  { trait: "lr", label: "tasa", min: 0, max: 1, step: 0.01 },
  { trait: "decay", label: "decay", min: 0.5, max: 1, step: 0.001 },
  { trait: "noise", label: "ruido de un dato", min: 0, max: 10, step: 0.1 },
  { trait: "batch", label: "lote", min: 1, max: 100, step: 1 },
];

/** Cada mando cambia el modelo mientras se mueve, y avisa al soltar. `draw(estado)` los pone donde toca. */
export function controls(model, mountains, onrelease) {
  const surface = select(Object.keys(mountains), (name) => { model.set("surface", name); onrelease(); }, { "aria-label": "Montaña" });
  const sliders = SLIDERS.map(({ trait, label, ...limits }) => {
    const output = html("output", { class: "mo-number" });
    const range = slider(label, { ...limits, oninput: () => model.set(trait, Number(range.value)), onchange: onrelease });
    const row = html("label", { class: "cl-row mo-row" }, html("span", { class: "mo-label" }, label), range, output);
    return { trait, range, output, row };
  });
  function draw(now) {
    surface.value = now.surface;
    for (const { trait, range, output } of sliders) {
      if (Number(range.value) !== now[trait]) range.value = String(now[trait]);
      put(output, format(now[trait]));
    }
  }
  return { rows: [html("label", { class: "cl-row" }, "Montaña ", surface), ...sliders.map(({ row }) => row)], draw };
}
