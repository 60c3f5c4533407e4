// Lo junta «autograder build»: no se edita. Huella: c94f7ac72f44d190
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

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}
function alertBox(name) {
  const box = html("p", { class: name, role: "alert" });
  return { box, warn: (text) => put(box, text) };
}

// ../common/fields.js
function slider(label, attrs) {
  return html("input", { type: "range", class: "cl-slider", "aria-label": label, ...attrs });
}
function select(options, onchange, attrs = {}) {
  const list = html("select", { ...attrs, onchange: () => onchange(list.value) }, ...options.map((option) => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return html("option", { value }, String(text));
  }));
  return list;
}

// controls.js
var SLIDERS = [
  { trait: "lr", label: "tasa", min: 0, max: 1, step: 0.01 },
  { trait: "decay", label: "decay", min: 0.5, max: 1, step: 1e-3 },
  { trait: "noise", label: "ruido de un dato", min: 0, max: 10, step: 0.1 },
  { trait: "batch", label: "lote", min: 1, max: 100, step: 1 }
];
function controls(model, mountains, onrelease) {
  const surface = select(Object.keys(mountains), (name) => {
    model.set("surface", name);
    onrelease();
  }, { "aria-label": "Montaña" });
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

// loss_plot.js
var WIDTH = 260;
var HEIGHT = 150;
var LEFT = 48;
var RIGHT = 10;
var TOP = 8;
var BOTTOM = 26;
function lossPlot() {
  const ticks = svg("g", { class: "mo-ticks" }), curve = svg("path", { class: "mo-curve" });
  const element = svg(
    "svg",
    { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, class: "mo-loss" },
    svg("title", {}, "La altura sobre el fondo, paso a paso"),
    svg("path", { class: "mo-axes", d: `M${LEFT} 6V${HEIGHT - BOTTOM}H${WIDTH - 6}` }),
    ticks,
    curve,
    svg("text", { x: (WIDTH + LEFT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, "paso")
  );
  function draw(heights, steps) {
    const logs = heights.map((h) => h > 0 && Number.isFinite(h) ? Math.log10(h) : NaN);
    const known = logs.filter(Number.isFinite);
    const top = Math.ceil(Math.max(...known, 0)), bottom2 = Math.min(Math.floor(Math.min(...known, 0)), top - 1);
    const x = (n) => LEFT + n / steps * (WIDTH - LEFT - RIGHT);
    const y = (v) => TOP + (top - v) / (top - bottom2) * (HEIGHT - BOTTOM - TOP - 4);
    curve.setAttribute("d", line(logs.map((v, n) => [x(n), y(v)])));
    ticks.replaceChildren(
      ...[top, bottom2].map((v) => svg("text", { x: LEFT - 5, y: y(v) + 4, "text-anchor": "end" }, power(v))),
      svg("text", { x: x(steps), y: HEIGHT - 6, "text-anchor": "end" }, String(steps))
    );
  }
  return { element, draw };
}
var power = (v) => Math.abs(v) <= 3 ? format(10 ** v) : tenTo(v);

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
var STILL = 10;
function tap(event, element, action) {
  const stop = new AbortController(), { signal } = stop;
  element.addEventListener("pointercancel", () => stop.abort(), { signal });
  element.addEventListener("pointerup", (up) => {
    stop.abort();
    if (Math.hypot(up.clientX - event.clientX, up.clientY - event.clientY) < STILL) action(up);
  }, { signal });
}

// math.js
var REACH = 3.4;
var FAR = 1e6;
var LEVELS = 14;
var SAMPLES = 400;
var polynomial = (a, x) => a.reduceRight((sum, c) => sum * x + c, 0);
var slope = (a, x) => a.slice(1).reduceRight((sum, c, n) => sum * x + c * (n + 1), 0);
var height = ({ a, b }, [x, y]) => polynomial(a, x) + b * y * y;
var gradient = ({ a, b }, [x, y]) => [slope(a, x), 2 * b * y];
var escaped = (p) => Math.max(...p.map(Math.abs)) > FAR;
function descend(mountain, { start, lr, decay, noise, batch }, draws) {
  const path = [start], scale = noise / Math.sqrt(batch);
  for (const error of draws) {
    const p = path.at(-1);
    if (escaped(p)) break;
    const g = gradient(mountain, p);
    path.push(p.map((each, n) => each - lr * (g[n] + scale * error[n])));
    lr *= decay;
  }
  return path;
}
function levels(mountain) {
  const xs = times(SAMPLES + 1, (n) => REACH * (2 * n / SAMPLES - 1));
  const low = Math.min(...xs.map((x) => height(mountain, [x, 0])));
  const high = Math.max(...xs.map((x) => height(mountain, [x, REACH])));
  const lines = [];
  for (let n = 1; n < LEVELS - 1; n++) {
    const level = low + (high - low) * (n / (LEVELS - 1)) ** 2;
    let run = [];
    for (const x of [...xs, NaN]) {
      const square = (level - height(mountain, [x, 0])) / mountain.b;
      if (square >= 0) run.push([x, Math.sqrt(square)]);
      else if (run.length) {
        lines.push({ above: run, below: run.map(([x2, y]) => [x2, -y]).reverse(), closed: run.length <= SAMPLES });
        run = [];
      }
    }
  }
  return lines;
}
function bottom({ a }) {
  let best = 0, width = REACH;
  for (let round = 0; round < 12; round++) {
    const tried = times(81, (n) => best + width * (n / 40 - 1));
    best = tried.reduce((one, other) => polynomial(a, other) < polynomial(a, one) ? other : one, best);
    width /= 10;
  }
  return polynomial(a, best);
}

// map.js
var SIDE = 400;
var SEEN = 40;
var ARROWS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
var px = (x) => (x + REACH) / (2 * REACH) * SIDE;
var py = (y) => (REACH - y) / (2 * REACH) * SIDE;
var point = (p) => `${px(p[0]).toFixed(1)} ${py(p[1]).toFixed(1)}`;
var joined = (points) => points.map(point).join("L");
function map({ start, onmove, onrelease }) {
  const lines = svg("path", { class: "mo-lines" }), trail = svg("path", { class: "mo-trail" }), dots = svg("path", { class: "mo-dots" });
  const end = svg("path", { class: "mo-end", d: "M-6 -6L6 6M-6 6L6 -6" });
  const handle = svg("circle", {
    class: "mo-start",
    r: 9,
    tabindex: 0,
    role: "slider",
    "aria-label": "Salida",
    "aria-valuemin": -REACH,
    "aria-valuemax": REACH,
    onkeydown: nudge,
    onkeyup: (event) => {
      if (ARROWS[event.key]) onrelease();
    }
  });
  const grip = svg("circle", { class: "mo-grip", r: 30 });
  const element = svg(
    "svg",
    { viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, class: "mo-map", onpointerdown: grab },
    svg("title", {}, "La montaña, vista desde arriba"),
    lines,
    trail,
    dots,
    end,
    grip,
    handle
  );
  const move = (p) => onmove(p.map((v) => Number(clamp(v, -REACH, REACH).toFixed(2))));
  function nudge(event) {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    move(start().map((v, n) => v + by[n]));
  }
  function carry(now) {
    const [x, y] = place(now, element);
    move([x * 2 * REACH - REACH, REACH - y * 2 * REACH]);
  }
  function grab(event) {
    const elsewhere = event.target !== grip && event.target !== handle;
    if (event.pointerType === "touch" && elsewhere) return tap(event, element, (up) => {
      carry(up);
      onrelease();
    });
    event.preventDefault();
    handle.focus({ preventScroll: true });
    follow(event, element, { onmove: carry, onend: onrelease });
  }
  function draw(path) {
    const near = path.map((p) => p.map((v) => clamp(v, -SEEN, SEEN))), [x, y] = path[0];
    trail.setAttribute("d", `M${joined(near)}`);
    dots.setAttribute("d", near.slice(1).map((p) => `M${point(p)}h0`).join(""));
    set(grip, { cx: px(x), cy: py(y) });
    set(handle, { cx: px(x), cy: py(y), "aria-valuenow": x, "aria-valuetext": `x = ${format(x)}, y = ${format(y)}` });
    end.setAttribute("transform", `translate(${point(near.at(-1))})`);
  }
  const drawLevels = (mountain) => lines.setAttribute("d", levels(mountain).map(contour).join(""));
  return { element, draw, drawLevels };
}
function contour({ above, below, closed }) {
  return `M${joined(above)}${closed ? "L" : "M"}${joined(below)}${closed ? "Z" : ""}`;
}

// mountain.js
var STATE = ["surface", "start", "lr", "decay", "noise", "batch", "seed"];
function render({ model, el }) {
  const { region, say } = liveRegion(), gone = liveRegion(), { box, warn } = alertBox("mo-problem");
  const kernel = kernelLink(model, gone.say), mountains = model.get("mountains");
  const words = html("p", { class: "mo-words" });
  const release = () => {
    kernel.save();
    say(words.textContent);
  };
  const plane = map({ start: () => model.get("start"), onmove: (start) => model.set("start", start), onrelease: release });
  const knobs = controls(model, mountains, release), loss = lossPlot();
  const again = button("Otra tirada del ruido", () => kernel.save({ seed: model.get("seed") + 1 }));
  const whole = root(
    "cl-mountain",
    html(
      "div",
      { class: "mo-main" },
      plane.element,
      html(
        "div",
        { class: "mo-side" },
        ...knobs.rows,
        again,
        html("p", { class: "mo-caption" }, "Altura sobre el fondo, paso a paso"),
        loss.element
      )
    ),
    words,
    box,
    region,
    gone.region
  );
  let shown = null, floor = 0;
  function draw() {
    const now = Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
    const mountain = mountains[now.surface], draws = model.get("draws");
    if (shown !== now.surface) {
      plane.drawLevels(mountain);
      floor = bottom(mountain);
      shown = now.surface;
    }
    const path = descend(mountain, now, draws), heights = path.map((p) => height(mountain, p));
    knobs.draw(now);
    plane.draw(path);
    loss.draw(heights.map((h) => h - floor), draws.length);
    put(words, told(heights));
    warn(trouble(path, heights));
    whole.dataset.state = JSON.stringify(now);
    whole.dataset.path = JSON.stringify(path);
  }
  const stop = listen(model, [...STATE.filter((name) => name !== "seed"), "draws"], draw);
  el.append(whole);
  draw();
  return () => {
    stop();
    kernel.stop();
  };
}
function told(heights) {
  return `${heights.length - 1} pasos: la altura pasa de ${format(heights[0])} a ${format(heights.at(-1))}.`;
}
function trouble(path, heights) {
  if (!escaped(path.at(-1))) return "";
  return `Se escapa: en el paso ${path.length - 1} la altura ya es ${format(heights.at(-1))}. Baja la tasa.`;
}
var mountain_default = { render };
export {
  mountain_default as default
};
