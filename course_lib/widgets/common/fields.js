// Los mandos con los que se cambia un valor: escribirlo, arrastrarlo o elegirlo.

import { html } from "./dom.js";
import { format, parse } from "./numbers.js";

/** Un deslizador con su nombre. `attrs`: sus topes, su paso y sus escuchadores. */
export function slider(label, attrs) {
  return html("input", { type: "range", class: "cl-slider", "aria-label": label, ...attrs });
}

/** Una lista para elegir; cada opción es su texto, o [valor, texto]. Llama a `onchange(valor)`. */
export function select(options, onchange, attrs = {}) {
  const list = html("select", { ...attrs, onchange: () => onchange(list.value) }, ...options.map((option) => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return html("option", { value }, String(text));
  }));
  return list;
}

/**
 * Un campo para escribir un número. Lo que se va escribiendo vale en cuanto es un número finito: `oninput(valor)`.
 * Al salir, `onchange(valor)`; si no es un número, `onerror(texto)` y vuelve el de antes. Las flechas suman y restan
 * una décima; las páginas, una unidad. Devuelve { input, set }.
 */
export function numberField({ label, value, oninput, onchange = () => {}, onerror = () => {} }) {
  let current = value, latest = value, writing = false;
  const input = html("input", {
    // Sin inputmode: el teclado de números de algunos teléfonos no tiene el menos.
    type: "text", size: 6, autocomplete: "off", "aria-label": label, value: format(value),
    oninput: () => {
      writing = true;
      const written = parse(input.value);
      if (Number.isFinite(written)) oninput(current = written);
    },
    onblur: leave,
    onkeydown: (event) => {
      // Dentro de JupyterLab, Intro no llega a ser un «change».
      if (event.key === "Enter") leave();
      const by = { ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      writing = false;
      // En binario, 0.7 + 0.1 no es 0.8.
      current = Number((current + by).toFixed(6));
      input.value = format(current);
      onchange(current);
    },
  });
  function leave() {
    if (!writing) return;
    writing = false;
    const text = input.value, good = Number.isFinite(parse(text));
    if (!good) current = latest;
    input.value = format(current);
    if (good) onchange(current);
    else onerror(text);
  }
  return {
    input,
    // El kernel repite lo que se le mandó, a veces tarde: lo que alguien está escribiendo no se toca.
    set: (x) => {
      latest = x;
      if (writing) return;
      current = x;
      input.value = format(x);
    },
  };
}

/** Lo que se dice de lo escrito cuando no es un número. */
export function notANumber(text) {
  return `«${text}» no es un número que quepa: se queda el de antes. Escribe, por ejemplo, 0,5.`;
}
