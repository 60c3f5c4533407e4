// Un número con su barra, y un deslizador con su campo: de esto están hechas las tablas.

import { html, put } from "../common/dom.js";
import { numberField, slider } from "../common/fields.js";
import { format, largest, roundUp } from "../common/numbers.js";

const LIMIT = 5;

/** Hasta dónde llega la escala de unas barras. */
export const reach = (numbers) => { const most = largest(numbers); return most ? roundUp(most) : 1; };

/** Una barra que sale del centro: a la derecha lo positivo; a la izquierda y rayado, lo negativo. */
function bar() {
  const inside = html("span", { class: "te-fill" }), element = html("span", { class: "te-bar", "aria-hidden": "true" }, inside);
  const draw = (value, scale) => {
    // Lo que se desborda no tiene barra: ni llena ni vacía.
    element.classList.toggle("te-none", !Number.isFinite(value));
    const length = Number.isFinite(value) ? 50 * Math.min(Math.abs(value) / scale, 1) : 0;
    inside.style.left = `${value < 0 ? 50 - length : 50}%`;
    inside.style.width = `${length}%`;
    inside.className = value < 0 ? "te-fill te-negative" : "te-fill";
  };
  return { element, draw };
}

/** Un número y su barra. `key` es el nombre con el que se encuentra en la página; null se escribe «—». */
export function meter(key, kind) {
  const text = html("span", { class: "te-number", "data-key": key }), { element, draw } = bar();
  return {
    element: html("span", { class: `te-meter te-${kind}` }, text, element),
    read: () => text.textContent,
    draw(value, scale) {
      put(text, value === null ? "—" : format(value));
      text.dataset.value = String(value);
      draw(value ?? NaN, scale);
    },
  };
}

/** Un deslizador con su campo. Mientras se mueve, `onmove(valor)`; al soltar, `onrelease(valor)`. */
export function control(label, { onmove, onrelease, onerror, limit = LIMIT }) {
  let held = false;
  const range = slider(label, {
    min: -limit, max: limit, step: 0.01,
    oninput: () => { held = true; onmove(Number(range.value)); },
    onchange: () => { held = false; onrelease(Number(range.value)); },
  });
  const field = numberField({ label: `${label}, escrito`, value: 0, oninput: onmove, onchange: onrelease, onerror });
  return {
    range,
    field: field.input,
    set(value) {
      // Con más decimales que un paso, el deslizador redondea: lo que vale es lo que dice el campo.
      if (!held && Number(range.value) !== value) range.value = String(value);
      range.setAttribute("aria-valuetext", format(value));
      field.set(value);
    },
  };
}
