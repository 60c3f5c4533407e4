// Lo que se elige: los datos, lo que entra en la red, la red y cómo aprende. Casi todo empieza el entrenamiento de nuevo.

import { html } from "../common/dom.js";
import { select } from "../common/fields.js";
import { clamp, parse } from "../common/numbers.js";

const DATASETS = ["nubes", "círculo", "XOR", "espiral"];
const FEATURES = { x1: "x₁", x2: "x₂", "x1²": "x₁²", "x2²": "x₂²", x1x2: "x₁x₂", "sen(πx1)": "sen πx₁", "sen(πx2)": "sen πx₂" };
const ACTIVATIONS = ["ReLU", "sigmoide", "tanh", "ninguna"];
const NOISES = [0, 0.05, 0.1, 0.2, 0.3, 0.5];
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const DEPTHS = [0, 1, 2, 3], MOST_UNITS = 8, NEW_UNITS = 4;

/** `restart(cambios)` guarda lo que empieza de nuevo; `keep(cambios)`, lo que no. `draw()` pone cada mando donde toca. */
export function options({ model, restart, keep, warn }) {
  const dataset = choice("Datos", DATASETS, (name) => restart({ dataset: name }));
  const activation = choice("Activación", ACTIVATIONS, (name) => restart({ activation: name }));
  const rate = choice("lr", withNow(RATES, model.get("lr")), (value) => keep({ lr: Number(value) }));
  const noise = choice("Ruido", withNow(NOISES, model.get("noise")), (value) => restart({ noise: Number(value) }));
  const depth = choice("Capas ocultas", DEPTHS, (count) => {
    const now = model.get("hidden");
    restart({ hidden: Array.from({ length: Number(count) }, (_, i) => now[i] ?? NEW_UNITS) });
  });
  const seed = seedField(restart, warn), features = featureBoxes(restart, warn), widths = widthFields(model, restart);

  function draw() {
    dataset.list.value = model.get("dataset");
    activation.list.value = model.get("activation");
    rate.list.value = String(model.get("lr"));
    noise.list.value = String(model.get("noise"));
    depth.list.value = String(model.get("hidden").length);
    seed.value = String(model.get("seed"));
    features.draw(model.get("features"));
    widths.draw(model.get("hidden"));
  }
  return {
    rate: rate.row,
    rows: [
      html("div", { class: "cl-bar" }, dataset.row, noise.row, html("label", { class: "cl-row" }, html("span", {}, "Semilla"), seed), activation.row),
      html("div", { class: "cl-bar" }, set("Características", ...features.labels), set("Red", depth.row, widths.element)),
    ],
    draw,
  };
}

/** Un grupo de mandos con su nombre. */
export function set(legend, ...children) {
  return html("fieldset", { class: "cl-pg-set" }, html("legend", {}, legend), ...children);
}

function choice(label, all, onchange) {
  const list = select(all, onchange);
  return { list, row: html("label", { class: "cl-row" }, html("span", {}, label), list) };
}

/** Una lista de números a la que se añade el que ya hay, si no estaba. */
function withNow(numbers, now) {
  return [...new Set([...numbers, now])].sort((a, b) => a - b);
}

function seedField(restart, warn) {
  const input = html("input", { type: "number", min: 0, step: 1, onchange: () => {
    const value = parse(input.value), good = Number.isInteger(value) && value >= 0;
    input.setAttribute("aria-invalid", String(!good));
    warn(good ? "" : "La semilla debe ser un entero, de 0 en adelante.");
    if (good) restart({ seed: value });
  } });
  return input;
}

function featureBoxes(restart, warn) {
  const boxes = Object.keys(FEATURES).map((name) => {
    const box = html("input", { type: "checkbox", value: name, onchange: () => {
      const chosen = boxes.filter((b) => b.checked).map((b) => b.value);
      warn(chosen.length ? "" : "Hace falta al menos una característica.");
      if (chosen.length) restart({ features: chosen });
      else box.checked = true;
    } });
    return box;
  });
  return {
    labels: boxes.map((box) => html("label", {}, box, " ", FEATURES[box.value])),
    draw: (chosen) => boxes.forEach((box) => { box.checked = chosen.includes(box.value); }),
  };
}

/** Cuántas unidades tiene cada capa oculta. */
function widthFields(model, restart) {
  let fields = [];
  const element = html("span", { class: "cl-pg-widths" });
  const field = (i) => {
    const input = html("input", { type: "number", min: 1, max: MOST_UNITS, step: 1, "aria-label": `Unidades de la capa ${i + 1}`, onchange: () => {
      const units = clamp(Math.round(parse(input.value)) || 1, 1, MOST_UNITS);
      input.value = String(units);
      restart({ hidden: model.get("hidden").map((old, j) => (j === i ? units : old)) });
    } });
    return input;
  };
  function draw(hidden) {
    if (fields.length !== hidden.length) {
      fields = hidden.map((_, i) => field(i));
      element.replaceChildren(fields.length ? "con unidades" : "", ...fields);
    }
    fields.forEach((input, i) => { input.value = String(hidden[i]); });
  }
  return { element, draw };
}
