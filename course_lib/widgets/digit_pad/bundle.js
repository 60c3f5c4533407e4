// Lo junta «autograder build»: no se edita. Huella: b3efb8ba93db1422
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
function set(element, attrs) {
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value);
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
function times(count, f) {
  return Array.from({ length: count }, (_, n) => f(n));
}
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}
function alertBox(name) {
  const box = html("p", { class: name, role: "alert" });
  return { box, warn: (text) => put(box, text) };
}

// answer.js
var CLASSES = 10;
function answer() {
  const words = html("p", { class: "cl-dp-words" });
  const rows = times(CLASSES, (digit) => {
    const bar = html("span", { class: "cl-dp-bar" }), value = html("span", { class: "cl-dp-value" });
    const item = html("li", {}, html("span", { class: "cl-dp-name" }, String(digit)), html("span", { class: "cl-dp-track" }, bar), value);
    return { bar, value, item };
  });
  const element = html(
    "div",
    { class: "cl-dp-side" },
    words,
    html("ol", { class: "cl-dp-list", start: 0 }, ...rows.map(({ item }) => item))
  );
  function draw(probabilities) {
    const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    rows.forEach(({ bar, value, item }, digit) => {
      bar.style.width = `${100 * (probabilities?.[digit] ?? 0)}%`;
      put(value, probabilities ? format(probabilities[digit], 2) : "");
      item.classList.toggle("cl-dp-best", digit === best);
    });
    put(words, probabilities ? `Dice ${best}` : "Dibuja un número");
    return best;
  }
  return { element, draw };
}

// ink.js
var SIDE = 8;
var DARKEST = 16;
var REACH = 1.25;
var FINE = 4;
var blank = () => times(SIDE * SIDE, () => 0);
function touch(ink, x, y) {
  return ink.map((old, n) => {
    const far = Math.hypot(x - n % SIDE - 0.5, y - Math.floor(n / SIDE) - 0.5);
    return Math.max(old, Math.round(DARKEST * clamp(REACH - far, 0, 1)));
  });
}
function stroke(ink, [x0, y0], [x1, y1]) {
  const steps = Math.max(1, Math.ceil(FINE * Math.hypot(x1 - x0, y1 - y0)));
  return times(steps, (n) => (n + 1) / steps).reduce((now, t) => touch(now, x0 + (x1 - x0) * t, y0 + (y1 - y0) * t), ink);
}
function flip(ink, at) {
  return ink.map((old, n) => n !== at ? old : old > DARKEST / 2 ? 0 : DARKEST);
}
function step(at, arrow) {
  const row = Math.floor(at / SIDE), column = at % SIDE;
  const [down, right] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[arrow];
  return clamp(row + down, 0, SIDE - 1) * SIDE + clamp(column + right, 0, SIDE - 1);
}

// ../common/pointer.js
function place(event, element) {
  const box = element.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}
function follow(event, element, { onmove, onend = () => {
} }) {
  element.setPointerCapture(event.pointerId);
  const stop = new AbortController(), { signal } = stop;
  const end = () => {
    stop.abort();
    onend();
  };
  element.addEventListener("pointermove", onmove, { signal });
  element.addEventListener("pointerup", end, { signal });
  element.addEventListener("pointercancel", end, { signal });
  onmove(event);
}

// paper.js
var CELL = 32;
var corner = (n) => ({ x: n % SIDE * CELL, y: Math.floor(n / SIDE) * CELL });
function paper({ ink, onchange, onat }) {
  let at = 0;
  const pixels = times(SIDE * SIDE, (n) => svg("rect", { ...corner(n), width: CELL, height: CELL, class: "cl-dp-pixel" }));
  const cursor = svg("rect", { width: CELL - 4, height: CELL - 4, class: "cl-dp-cursor" });
  const element = svg("svg", {
    viewBox: `0 0 ${SIDE * CELL} ${SIDE * CELL}`,
    class: "cl-dp-paper",
    tabindex: 0,
    role: "application",
    "aria-label": "Papel de 8 por 8: dibuja con el ratón o el dedo; con las flechas te mueves y con la barra espaciadora pintas",
    onpointerdown: pen,
    onkeydown: key
  }, ...pixels, cursor);
  function pen(event) {
    event.preventDefault();
    element.focus({ preventScroll: true });
    let last = null;
    follow(event, element, { onmove: (now) => {
      const here = place(now, element).map((v) => v * SIDE);
      onchange(stroke(ink(), last ?? here, here));
      last = here;
    } });
  }
  function key(event) {
    if (event.key.startsWith("Arrow")) at = step(at, event.key);
    else if (event.key === " ") onchange(flip(ink(), at));
    else return;
    event.preventDefault();
    draw();
    onat(at);
  }
  function draw() {
    pixels.forEach((pixel, n) => {
      pixel.style.fillOpacity = String(ink()[n] / DARKEST);
    });
    const { x, y } = corner(at);
    set(cursor, { x: x + 2, y: y + 2 });
  }
  return { element, draw };
}

// digit_pad.js
var EVERY = 80;
function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-dp-warning"), kernel = kernelLink(model, warn);
  let ink = [...model.get("ink")], timer = null;
  const sheet = paper({ ink: () => ink, onchange: change, onat: (at) => {
    say(`Fila ${Math.floor(at / SIDE) + 1}, columna ${at % SIDE + 1}: ${ink[at] ? "con tinta" : "en blanco"}`);
  } });
  const reply = answer();
  const whole = root(
    "cl-digit-pad",
    html("div", { class: "cl-dp-main" }, sheet.element, reply.element),
    html("div", { class: "cl-bar" }, button("Borrar", () => change(blank()))),
    box,
    region
  );
  function change(next) {
    ink = next;
    paint();
    timer ??= setTimeout(() => {
      timer = null;
      kernel.save({ ink });
    }, EVERY);
  }
  function paint() {
    sheet.draw();
    whole.dataset.ink = ink.join();
  }
  function answered() {
    const { probabilities, trouble } = model.get("state"), best = reply.draw(probabilities);
    if (probabilities) say(`Dice ${best}, con probabilidad ${format(probabilities[best], 2)}`);
    warn(trouble);
    whole.dataset.best = String(best);
  }
  const changed = () => {
    if (timer === null) {
      ink = [...model.get("ink")];
      paint();
    }
  };
  const forget = [listen(model, ["state"], answered), listen(model, ["ink"], changed)];
  el.append(whole);
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
  digit_pad_default as default
};
