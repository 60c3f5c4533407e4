// Lo común a los widgets: crear elementos, escribir números y hablar con quien no ve la pantalla.

const SVG = "http://www.w3.org/2000/svg";

/** Crea un elemento de HTML. `attrs`: atributos; una función es un escuchador ("onclick"). */
export function html(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
}

/** La raíz de un widget. */
export function root(name, ...children) {
  return html("div", { class: `cl ${name}` }, ...children);
}

/** Crea un elemento de SVG. */
export function svg(tag, attrs = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}

function fill(element, attrs, children) {
  for (const [name, value] of Object.entries(attrs)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  // JupyterLab se queda con las flechas y las letras si quien tiene el foco no pide que las deje pasar.
  if ("tabindex" in attrs || /^(input|select|button|summary)$/i.test(element.tagName)) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  element.append(...children.filter((c) => c !== null && c !== undefined));
  return element;
}

/** Un número con cuatro cifras significativas, con el menos tipográfico y sin ceros que sobren. */
export function format(x, digits = 4) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}

/** Lee un número escrito por una persona: admite la coma y el menos tipográfico. NaN si no lo es. */
export function parse(text) {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return clean === "" ? NaN : Number(clean);
}

/** Quien pide menos movimiento ve los cambios de golpe. */
export function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Una línea que los lectores de pantalla leen al cambiar. `say(texto)` la cambia. */
export function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => { if (region.textContent !== text) region.textContent = text; } };
}

/** Un botón con su texto visible. */
export function button(text, onclick, attrs = {}) {
  return html("button", { type: "button", class: "cl-button", onclick, ...attrs }, text);
}

/** Un deslizador con su nombre, su valor escrito y su escuchador. Devuelve { row, input, set }. */
export function slider({ label, min, max, step, value, oninput, onchange = () => {} }) {
  const output = html("output", { class: "cl-value" }, format(value));
  const input = html("input", {
    type: "range", min, max, step, value, "aria-label": label, "aria-valuetext": format(value), class: "cl-slider",
    oninput: () => { show(Number(input.value)); oninput(Number(input.value)); },
    onchange: () => onchange(Number(input.value)),
  });
  function show(x) {
    output.textContent = format(x);
    input.setAttribute("aria-valuetext", format(x));
  }
  return {
    row: html("label", { class: "cl-row" }, html("span", { class: "cl-name" }, label), input, output),
    input,
    set: (x) => { input.value = String(x); show(x); },
  };
}

/**
 * Un campo para escribir un número. Lo que se va escribiendo vale en cuanto es un número finito: `oninput(valor)`.
 * Al salir, `onchange(valor)`; si no es un número, `onerror(texto)` y vuelve el de antes. Devuelve { input, set }.
 */
export function numberField({ label, value, oninput, onchange = () => {}, onerror = () => {} }) {
  let current = value, latest = value, writing = false;
  const input = html("input", {
    type: "text", inputmode: "decimal", size: 6, autocomplete: "off", "aria-label": label, value: format(value),
    oninput: () => {
      writing = true;
      const written = parse(input.value);
      if (Number.isFinite(written)) oninput(current = written);
    },
    onblur: leave,
    // Dentro de JupyterLab, Intro no llega a ser un «change».
    onkeydown: (event) => { if (event.key === "Enter") leave(); },
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

const GONE = "El kernel ya no tiene este dibujo. Sigue funcionando aquí; para que una celda lea sus valores, ejecuta su celda otra vez.";

/** Escribe en el modelo y lo manda al kernel. Si el kernel ya no está, lo dice en vez de fallar en silencio. */
export function save(model, changes, say = () => {}, kernel = null) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  if (kernel?.gone()) return say(GONE);
  try {
    model.save_changes();
  } catch {
    say(GONE);
  }
}

/** Vigila el kernel que hizo el dibujo: tras reiniciarlo o cambiarlo, save_changes() ni llega a nadie ni falla. */
export function watchKernel(model) {
  const kernel = model.widget_manager?.kernel;
  let restarted = false;
  const notice = (_, status) => { if (/restarting|dead/.test(status)) restarted = true; };
  kernel?.statusChanged.connect(notice);
  return {
    gone: () => restarted || model.widget_manager?.kernel?.id !== kernel?.id,
    stop: () => kernel?.statusChanged.disconnect(notice),
  };
}

/** Escucha cambios del modelo y devuelve cómo dejar de hacerlo: cada vista se limpia sola. */
export function listen(model, names, action) {
  for (const name of names) model.on(`change:${name}`, action);
  return () => { for (const name of names) model.off(`change:${name}`, action); };
}
