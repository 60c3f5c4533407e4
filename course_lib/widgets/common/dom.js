// Los elementos de la página: crearlos y ponerlos al día.

const SVG = "http://www.w3.org/2000/svg";

/** Crea un elemento de HTML. `attrs`: atributos; una función es un escuchador ("onclick"). */
export function html(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
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

/** La raíz de un widget. */
export function root(name, ...children) {
  return html("div", { class: `cl ${name}` }, ...children);
}

/** Un botón con su texto visible. */
export function button(text, onclick, attrs = {}) {
  return html("button", { type: "button", class: "cl-button", onclick, ...attrs }, text);
}

/** Cambia un texto solo si es otro: tocar el DOM es lo caro, y en una región viva volvería a leerse. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Pone varios atributos de una vez. */
export function set(element, attrs) {
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value);
}

/** Dice que un botón no hace nada ahora. No se desactiva: perdería el foco, y quien usa teclado se quedaría sin sitio. */
export function disable(control, off) {
  control.setAttribute("aria-disabled", String(off));
}

/** Quien pide menos movimiento ve los cambios de golpe. */
export function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
