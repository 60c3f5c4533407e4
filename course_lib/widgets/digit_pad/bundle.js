// Lo junta «autograder build»: no se edita. Huella: 685cb7388cd20201
// ../common/dom.js
var SVG = "http://www.w3.org/2000/svg";
function html(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
}
function svg(tag, attrs = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}
function fill(element, attrs, children) {
  for (const [name, value] of Object.entries(attrs)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== void 0 && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  if ("tabindex" in attrs || /^(input|select|button|summary)$/i.test(element.tagName)) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  element.append(...children.filter((c) => c !== null && c !== void 0));
  return element;
}
function root(name, ...children) {
  return html("div", { class: `cl ${name}` }, ...children);
}
function button(text, onclick, attrs = {}) {
  return html("button", { type: "button", class: "cl-button", onclick, ...attrs }, text);
}
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// ../common/kernel.js
var GONE = "El kernel ya no tiene este dibujo. Sigue funcionando aquí; para que una celda lea sus valores, ejecuta su celda otra vez.";
function kernelLink(model, ongone, text = GONE) {
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
    stop: () => kernel?.statusChanged.disconnect(notice)
  };
}
function listen(model, names, action) {
  for (const name of names) model.on(`change:${name}`, action);
  return () => {
    for (const name of names) model.off(`change:${name}`, action);
  };
}

// ../common/numbers.js
function format(x, digits = 4) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}

// digit_pad.js
var SIDE = 8;
var DARKEST = 16;
var CELL = 32;
var REACH = 1.25;
var EVERY = 80;
var CLASSES = 10;
function stroke(ink, x, y) {
  return ink.map((old, n) => {
    const far = Math.hypot(x - n % SIDE - 0.5, y - Math.floor(n / SIDE) - 0.5);
    return Math.max(old, Math.round(DARKEST * Math.min(1, Math.max(0, REACH - far))));
  });
}
function render({ model, el }) {
  const live = liveRegion();
  const kernel = kernelLink(model, (text) => {
    warning.textContent = text;
  });
  let ink = [...model.get("ink")], last = null, timer = null, at = 0;
  const pixels = Array.from({ length: SIDE * SIDE }, (_, n) => svg("rect", {
    x: n % SIDE * CELL,
    y: Math.floor(n / SIDE) * CELL,
    width: CELL,
    height: CELL,
    class: "cl-dp-pixel"
  }));
  const cursor = svg("rect", { width: CELL - 4, height: CELL - 4, class: "cl-dp-cursor" });
  const paper = svg("svg", {
    viewBox: `0 0 ${SIDE * CELL} ${SIDE * CELL}`,
    class: "cl-dp-paper",
    tabindex: 0,
    role: "application",
    "aria-label": "Papel de 8 por 8: dibuja con el ratón o el dedo; con las flechas te mueves y con la barra espaciadora pintas",
    onpointerdown: (event) => {
      event.preventDefault();
      paper.focus({ preventScroll: true });
      paper.setPointerCapture(event.pointerId);
      last = null;
      draw(event);
    },
    onpointermove: (event) => {
      if (event.buttons) draw(event);
    },
    onpointerup: () => {
      last = null;
    },
    onkeydown: (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
      const column = at % SIDE;
      if (by) {
        const inside = Math.abs(by) === 1 ? column + by >= 0 && column + by < SIDE : at + by >= 0 && at + by < SIDE * SIDE;
        if (inside) at += by;
      } else if (event.key === " ") {
        change(ink.map((old, n) => n === at ? old > DARKEST / 2 ? 0 : DARKEST : old));
      } else return;
      event.preventDefault();
      paint();
      live.say(`Fila ${Math.floor(at / SIDE) + 1}, columna ${at % SIDE + 1}: ${ink[at] ? "con tinta" : "en blanco"}`);
    }
  }, ...pixels, cursor);
  const bars = Array.from({ length: CLASSES }, () => ({ bar: html("span", { class: "cl-dp-bar" }), value: html("span", { class: "cl-dp-value" }) }));
  const list = html("ol", { class: "cl-dp-list", start: 0 }, ...bars.map(({ bar, value }, c) => html("li", {}, html("span", { class: "cl-dp-name" }, String(c)), html("span", { class: "cl-dp-track" }, bar), value)));
  const words = html("p", { class: "cl-dp-words" });
  const warning = html("p", { class: "cl-dp-warning", role: "alert" });
  const whole = root(
    "cl-digit-pad",
    html("div", { class: "cl-dp-main" }, paper, html("div", { class: "cl-dp-side" }, words, list)),
    html("div", { class: "cl-bar" }, button("Borrar", () => {
      change(Array(SIDE * SIDE).fill(0));
    })),
    warning,
    live.region
  );
  el.append(whole);
  function draw(event) {
    const place = paper.getBoundingClientRect();
    const x = (event.clientX - place.left) / place.width * SIDE, y = (event.clientY - place.top) / place.height * SIDE;
    const from = last ?? { x, y };
    const steps = Math.max(1, Math.ceil(4 * Math.hypot(x - from.x, y - from.y)));
    let next = ink;
    for (let k = 1; k <= steps; k++) next = stroke(next, from.x + (x - from.x) * k / steps, from.y + (y - from.y) * k / steps);
    last = { x, y };
    change(next);
  }
  function change(next) {
    ink = next;
    paint();
    timer ??= setTimeout(() => {
      timer = null;
      kernel.save({ ink });
    }, EVERY);
  }
  function paint() {
    pixels.forEach((pixel, n) => {
      pixel.style.fillOpacity = String(ink[n] / DARKEST);
    });
    cursor.setAttribute("x", at % SIDE * CELL + 2);
    cursor.setAttribute("y", Math.floor(at / SIDE) * CELL + 2);
    whole.dataset.ink = ink.join();
  }
  function answered() {
    const { probabilities, trouble } = model.get("state");
    bars.forEach(({ bar, value }, c) => {
      bar.style.width = `${100 * (probabilities?.[c] ?? 0)}%`;
      value.textContent = probabilities ? format(probabilities[c], 2) : "";
    });
    const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    list.querySelectorAll("li").forEach((item, c) => item.classList.toggle("cl-dp-best", c === best));
    words.textContent = probabilities ? `Dice ${best}` : "Dibuja un número";
    if (probabilities) live.say(`Dice ${best}, con probabilidad ${format(probabilities[best], 2)}`);
    warning.textContent = trouble;
    whole.dataset.best = String(best);
  }
  const forget = [
    listen(model, ["state"], answered),
    listen(model, ["ink"], () => {
      if (timer === null) {
        ink = [...model.get("ink")];
        paint();
      }
    })
  ];
  paint();
  answered();
  return () => {
    clearTimeout(timer);
    kernel.stop();
    forget.forEach((f) => f());
  };
}
var digit_pad_default = { render };
export {
  digit_pad_default as default,
  stroke
};
