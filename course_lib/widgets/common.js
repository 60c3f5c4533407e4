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

/** 12 → «₁₂». */
export function subscript(n) {
  return String(n).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
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

/**
 * Un campo para escribir un número. Lo que se va escribiendo vale en cuanto es un número finito: `oninput(valor)`.
 * Al salir, `onchange(valor)`; si no es un número, `onerror(texto)` y vuelve el de antes. Las flechas suman y restan
 * una décima; las páginas, una unidad. Devuelve { input, set }.
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

const GONE = "El kernel ya no tiene este dibujo. Sigue funcionando aquí; para que una celda lea sus valores, ejecuta su celda otra vez.";

/**
 * El camino de ida hasta el kernel que hizo el dibujo. Si se corta, `ongone(texto)`: tras reiniciar el kernel o cambiarlo,
 * lo que se le manda ni llega a nadie ni falla.
 */
export function kernelLink(model, ongone, text = GONE) {
  const kernel = model.widget_manager?.kernel;
  let restarted = false;
  const notice = (_, status) => {
    if (!/restarting|dead/.test(status)) return;
    restarted = true;
    ongone(text);
  };
  kernel?.statusChanged.connect(notice);
  const reach = (send) => {
    if (restarted || kernel?.isDisposed || model.widget_manager?.kernel?.id !== kernel?.id) return ongone(text);
    try {
      send();
    } catch {
      ongone(text);
    }
  };
  return {
    /** Escribe en el modelo y lo manda. Sin cambios, manda lo que ya esté escrito. */
    save: (changes = {}) => {
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      reach(() => model.save_changes());
    },
    send: (message) => reach(() => model.send(message)),
    stop: () => kernel?.statusChanged.disconnect(notice),
  };
}

/** Escucha cambios del modelo y devuelve cómo dejar de hacerlo: cada vista se limpia sola. */
export function listen(model, names, action) {
  for (const name of names) model.on(`change:${name}`, action);
  return () => { for (const name of names) model.off(`change:${name}`, action); };
}
