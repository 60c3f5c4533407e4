// Lo junta «autograder build»: no se edita. Huella: 089b48fa4c0bb6a6
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

// ../common/numbers.js
function format(x, digits = 4) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}
function tenTo(n) {
  return `1e${n}`.replace("-", "−");
}
function times(count, f) {
  return Array.from({ length: count }, (_, n) => f(n));
}
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}
function line(points) {
  let path = "", pen = "M";
  for (const [x, y] of points) {
    const seen = Number.isFinite(x) && Number.isFinite(y);
    if (seen) path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = seen ? "L" : "M";
  }
  return path;
}

// ../common/fields.js
function slider(label2, attrs) {
  return html("input", { type: "range", class: "cl-slider", "aria-label": label2, ...attrs });
}
function select(options, onchange, attrs = {}) {
  const list = html("select", { ...attrs, onchange: () => onchange(list.value) }, ...options.map((option) => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return html("option", { value }, String(text));
  }));
  return list;
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

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}
function alertBox(name) {
  const box = html("p", { class: name, role: "alert" });
  return { box, warn: (text) => put(box, text) };
}

// math.js
var REACH = 2;
var KEPT = { ReLU: 0.5, ninguna: 1 };
var he = (n) => Math.sqrt(2 / n);
var xavier = (n) => 1 / Math.sqrt(n);
var nnLinear = (n) => 1 / Math.sqrt(3 * n);
function scaled(sizes, c) {
  const K = sizes.signal.length - 1;
  return {
    signal: sizes.signal.map((size, k) => size * c ** k),
    gradient: sizes.gradient.map((size, k) => size * c ** (K - k))
  };
}
function factor(activation, n, sigma) {
  return KEPT[activation] * n * sigma ** 2;
}
function decades(K) {
  return Math.ceil(K * Math.log10(2 ** REACH * Math.SQRT2)) + 1;
}
function marks(decades2) {
  const every = Math.max(1, Math.floor(decades2 / 3));
  return times(7, (n) => (n - 3) * every).filter((power) => Math.abs(power) <= decades2);
}

// ../common/fit.js
var NARROWEST = 280;
var WIDEST = 640;
function fit(element, onresize) {
  let seen = 0;
  const watcher = new ResizeObserver(() => {
    if (Math.abs(element.clientWidth - seen) < 2) return;
    seen = element.clientWidth;
    onresize();
  });
  watcher.observe(element);
  return { width: () => clamp(seen || WIDEST, NARROWEST, WIDEST), stop: () => watcher.disconnect() };
}

// plot.js
var HEIGHT = 260;
var LEFT = 66;
var RIGHT = 76;
var TOP = 14;
var BOTTOM = 34;
function plot(K, onresize) {
  const element = html("div", {}), room = fit(element, onresize), reach = decades(K);
  function draw({ signal, gradient }, told2) {
    const width = room.width(), right = width - RIGHT;
    const px = (k) => LEFT + k / K * (right - LEFT);
    const py = (value) => TOP + (reach - Math.log10(value)) / (2 * reach) * (HEIGHT - TOP - BOTTOM);
    const curve = (values, name) => svg("path", { d: line(values.map((v, k) => [px(k), py(v)])), class: name });
    const end = (value, x, below, name) => svg("text", { class: name, x, y: py(value) + below }, format(value, 2));
    element.replaceChildren(svg(
      "svg",
      { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": told2 },
      ...marks(reach).flatMap((power) => level(power, py(10 ** power), right)),
      ...[0, Math.round(K / 2), K].map((k) => label(px(k), HEIGHT - 16, String(k))),
      label((LEFT + right) / 2, HEIGHT - 2, "capa"),
      curve(signal, "sd-signal"),
      curve(gradient, "sd-gradient"),
      end(signal[K], right + 8, 4, "sd-signal-end"),
      end(gradient[0], LEFT + 8, -8, "sd-gradient-end")
    ));
  }
  return { element, draw, stop: room.stop };
}
function level(power, y, right) {
  return [
    svg("line", { x1: LEFT, x2: right, y1: y, y2: y, class: power ? "sd-grid" : "sd-one" }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end", "font-size": 12 }, power ? tenTo(power) : "1")
  ];
}
function label(x, y, text) {
  return svg("text", { x, y, "text-anchor": "middle", "font-size": 12 }, text);
}

// signal_depth.js
function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("sd-trouble"), kernel = kernelLink(model, warn);
  const n = model.get("units"), K = model.get("sizes").ReLU.signal.length - 1;
  const words = html("p", { class: "sd-words" }), picture = plot(K, draw);
  const tell = () => say(words.textContent);
  const change = (changes) => {
    kernel.save(changes);
    draw();
    tell();
  };
  const sigma = slider("Desviación σ de los pesos", {
    min: -REACH,
    max: REACH,
    step: 0.01,
    oninput: () => {
      model.set("sigma", he(n) * 2 ** Number(sigma.value));
      draw();
    },
    onchange: () => {
      kernel.save();
      tell();
    }
  });
  const activation = select(["ReLU", "ninguna"], (value) => change({ activation: value }), { "aria-label": "Activación" });
  const named = [["σ = √(2/n), He", he], ["σ = 1/√n, Xavier", xavier], ["σ = 1/√(3n), nn.Linear", nnLinear]].map(([text, of]) => button(text, () => change({ sigma: of(n) })));
  const whole = root(
    "cl-signal-depth",
    html("label", { class: "cl-row" }, html("span", {}, "σ"), sigma),
    html("div", { class: "cl-bar" }, ...named, html("label", {}, "activación ", activation)),
    picture.element,
    key(),
    words,
    box,
    region
  );
  function draw() {
    const now = { sigma: model.get("sigma"), activation: model.get("activation") };
    const sizes = scaled(model.get("sizes")[now.activation], now.sigma / he(n));
    put(words, told(now, n, sizes));
    picture.draw(sizes, words.textContent);
    sigma.value = String(Math.log2(now.sigma / he(n)));
    sigma.setAttribute("aria-valuetext", `σ = ${format(now.sigma, 3)}`);
    activation.value = now.activation;
    whole.dataset.state = JSON.stringify(now);
    whole.dataset.ends = JSON.stringify([sizes.signal[K], sizes.gradient[0]]);
  }
  const forget = listen(model, ["sigma", "activation"], draw);
  el.append(whole);
  draw();
  return () => {
    kernel.stop();
    picture.stop();
    forget();
  };
}
function told({ sigma, activation }, n, { signal, gradient }) {
  return `σ = ${format(sigma, 3)}: cada capa multiplica los cuadrados por ${format(factor(activation, n, sigma), 3)}. Tras ${signal.length - 1} capas la señal mide ${format(signal.at(-1), 3)}, y al principio llega un gradiente de ${format(gradient[0], 3)}.`;
}
function key() {
  return html(
    "p",
    { class: "sd-key" },
    html("span", { class: "sd-signal-key" }, "— señal, h: se lee hacia la derecha"),
    " ",
    html("span", { class: "sd-gradient-key" }, "- - gradiente de h: se lee hacia la izquierda")
  );
}
var signal_depth_default = { render };
export {
  signal_depth_default as default
};
