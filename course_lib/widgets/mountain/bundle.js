// Lo junta «autograder build»: no se edita. Huella: 0b9164d61cdf9edc
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

// mountain.js
var REACH = 3.4;
var SIDE = 400;
var FAR = 1e6;
var LEVELS = 14;
var SAMPLES = 400;
var SLIDERS = [
  { trait: "lr", label: "tasa", min: 0, max: 1, step: 0.01 },
  { trait: "decay", label: "decay", min: 0.5, max: 1, step: 1e-3 },
  { trait: "noise", label: "ruido de un dato", min: 0, max: 10, step: 0.1 },
  { trait: "batch", label: "lote", min: 1, max: 100, step: 1 }
];
var px = (x) => (x + REACH) / (2 * REACH) * SIDE;
var py = (y) => (REACH - y) / (2 * REACH) * SIDE;
var point = (p) => `${px(p[0]).toFixed(1)} ${py(p[1]).toFixed(1)}`;
var polynomial = (a, x) => a.reduceRight((sum, c) => sum * x + c, 0);
var slope = (a, x) => a.slice(1).reduceRight((sum, c, n) => sum * x + c * (n + 1), 0);
var height = ({ a, b }, [x, y]) => polynomial(a, x) + b * y * y;
var gradient = ({ a, b }, [x, y]) => [slope(a, x), 2 * b * y];
function descend(mountain, { start, lr, decay, noise, batch }, draws) {
  const path = [start], scale = noise / Math.sqrt(batch);
  for (const error of draws) {
    const p = path.at(-1);
    if (Math.max(...p.map(Math.abs)) > FAR) break;
    const g = gradient(mountain, p);
    path.push(p.map((each, n) => each - lr * (g[n] + scale * error[n])));
    lr *= decay;
  }
  return path;
}
function levels(mountain) {
  const xs = Array.from({ length: SAMPLES + 1 }, (_, n) => REACH * (2 * n / SAMPLES - 1));
  const low = Math.min(...xs.map((x) => height(mountain, [x, 0])));
  const high = Math.max(...xs.map((x) => height(mountain, [x, REACH])));
  let path = "";
  for (let n = 1; n < LEVELS - 1; n++) {
    const level = low + (high - low) * (n / (LEVELS - 1)) ** 2;
    let run = [];
    for (const x of [...xs, NaN]) {
      const square = (level - height(mountain, [x, 0])) / mountain.b;
      if (square >= 0) run.push([x, Math.sqrt(square)]);
      else if (run.length) {
        const closed = run.length <= SAMPLES;
        path += `M${run.map(point).join("L")}${closed ? "L" : "M"}${run.map(([x2, y]) => point([x2, -y])).reverse().join("L")}${closed ? "Z" : ""}`;
        run = [];
      }
    }
  }
  return path;
}
var power = (v) => Math.abs(v) <= 3 ? format(10 ** v) : `1e${v}`.replace("-", "−");
function lossPlot() {
  const W = 260, H = 150, LEFT = 48, BOTTOM = 26;
  const title = svg("title", {}, "La altura sobre el fondo, paso a paso"), ticks = svg("g", { class: "mo-ticks" });
  const curve = svg("path", { class: "mo-curve" });
  const element = svg(
    "svg",
    { role: "img", viewBox: `0 0 ${W} ${H}`, width: W, class: "mo-loss" },
    title,
    svg("path", { class: "mo-axes", d: `M${LEFT} 6V${H - BOTTOM}H${W - 6}` }),
    ticks,
    curve,
    svg("text", { x: (W + LEFT) / 2, y: H - 6, "text-anchor": "middle" }, "paso")
  );
  function draw(heights, steps) {
    const logs = heights.map((h) => h > 0 && Number.isFinite(h) ? Math.log10(h) : NaN);
    const known = logs.filter(Number.isFinite);
    const top = Math.ceil(Math.max(...known, 0)), bottom2 = Math.min(Math.floor(Math.min(...known, 0)), top - 1);
    const x = (n) => LEFT + n / steps * (W - LEFT - 10), y = (v) => 8 + (top - v) / (top - bottom2) * (H - BOTTOM - 12);
    let path = "", pen = "M";
    logs.forEach((v, n) => {
      if (Number.isFinite(v)) path += `${pen}${x(n).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = Number.isFinite(v) ? "L" : "M";
    });
    curve.setAttribute("d", path);
    ticks.replaceChildren(
      ...[top, bottom2].map((v) => svg("text", { x: LEFT - 5, y: y(v) + 4, "text-anchor": "end" }, power(v))),
      svg("text", { x: x(steps), y: H - 6, "text-anchor": "end" }, String(steps))
    );
  }
  return { element, draw };
}
function render({ model, el }) {
  const { region, say } = liveRegion(), warning = liveRegion(), kernel = kernelLink(model, warning.say);
  const mountains = model.get("mountains");
  const state = () => Object.fromEntries(["surface", "start", "lr", "decay", "noise", "batch", "seed"].map((n) => [n, model.get(n)]));
  const tell = () => say(words.textContent);
  const release = () => {
    kernel.save();
    tell();
  };
  const surface = html(
    "select",
    { "aria-label": "Montaña", onchange: () => {
      model.set("surface", surface.value);
      release();
    } },
    ...Object.keys(mountains).map((name) => html("option", { value: name }, name))
  );
  const sliders = SLIDERS.map(({ trait, label, min, max, step }) => {
    const output = html("output", { class: "mo-number" });
    const range = html("input", {
      type: "range",
      class: "cl-slider",
      min,
      max,
      step,
      "aria-label": label,
      oninput: () => model.set(trait, Number(range.value)),
      onchange: release
    });
    return { trait, range, output, row: html("label", { class: "cl-row mo-row" }, html("span", { class: "mo-label" }, label), range, output) };
  });
  const again = button("Otra tirada del ruido", () => {
    kernel.save({ seed: model.get("seed") + 1 });
  });
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
      if (ARROWS[event.key]) release();
    }
  });
  const map = svg(
    "svg",
    { viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, class: "mo-map", onpointerdown: grab },
    svg("title", {}, "La montaña, vista desde arriba"),
    lines,
    trail,
    dots,
    end,
    handle
  );
  const ARROWS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
  const fit = (v) => Number(Math.min(REACH, Math.max(-REACH, v)).toFixed(2));
  const move = (x, y) => model.set("start", [fit(x), fit(y)]);
  function nudge(event) {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    const [x, y] = model.get("start");
    move(x + by[0], y + by[1]);
  }
  function grab(event) {
    event.preventDefault();
    handle.focus();
    map.setPointerCapture(event.pointerId);
    const drag = (now) => {
      const box = map.getBoundingClientRect();
      move((now.clientX - box.left) / box.width * 2 * REACH - REACH, REACH - (now.clientY - box.top) / box.height * 2 * REACH);
    };
    const drop = () => {
      map.removeEventListener("pointermove", drag);
      map.removeEventListener("pointerup", drop);
      map.removeEventListener("pointercancel", drop);
      release();
    };
    map.addEventListener("pointermove", drag);
    map.addEventListener("pointerup", drop);
    map.addEventListener("pointercancel", drop);
    drag(event);
  }
  const words = html("p", { class: "mo-words" }), problem = html("p", { class: "mo-problem", role: "alert" }), loss = lossPlot();
  const whole = root(
    "cl-mountain",
    html(
      "div",
      { class: "mo-main" },
      map,
      html(
        "div",
        { class: "mo-side" },
        html("label", { class: "cl-row" }, "Montaña ", surface),
        ...sliders.map(({ row }) => row),
        again,
        html("p", { class: "mo-caption" }, "Altura sobre el fondo, paso a paso"),
        loss.element
      )
    ),
    words,
    problem,
    region,
    warning.region
  );
  let drawn = null;
  function draw() {
    const now = state(), mountain = mountains[now.surface], draws = model.get("draws");
    if (drawn !== now.surface) {
      lines.setAttribute("d", levels(mountain));
      drawn = surface.value = now.surface;
    }
    for (const { trait, range, output } of sliders) {
      if (Number(range.value) !== now[trait]) range.value = String(now[trait]);
      output.textContent = format(now[trait]);
    }
    const path = descend(mountain, now, draws), heights = path.map((p) => height(mountain, p));
    const near = path.map((p) => p.map((v) => Math.min(40, Math.max(-40, v))));
    trail.setAttribute("d", `M${near.map(point).join("L")}`);
    dots.setAttribute("d", near.slice(1).map((p) => `M${point(p)}h0`).join(""));
    handle.setAttribute("cx", px(now.start[0]));
    handle.setAttribute("cy", py(now.start[1]));
    handle.setAttribute("aria-valuenow", now.start[0]);
    handle.setAttribute("aria-valuetext", `x = ${format(now.start[0])}, y = ${format(now.start[1])}`);
    end.setAttribute("transform", `translate(${point(near.at(-1))})`);
    const floor = bottom(mountain);
    loss.draw(heights.map((h) => h - floor), draws.length);
    const last = path.length - 1, away = Math.max(...path.at(-1).map(Math.abs)) > FAR;
    words.textContent = `${last} pasos: la altura pasa de ${format(heights[0])} a ${format(heights[last])}.`;
    const trouble = away ? `Se escapa: en el paso ${last} la altura ya es ${format(heights[last])}. Baja la tasa.` : "";
    if (problem.textContent !== trouble) problem.textContent = trouble;
    whole.dataset.state = JSON.stringify(now);
    whole.dataset.path = JSON.stringify(path);
  }
  const stop = listen(model, ["surface", "start", "lr", "decay", "noise", "batch", "draws"], draw);
  el.append(whole);
  draw();
  return () => {
    stop();
    kernel.stop();
  };
}
var bottoms = /* @__PURE__ */ new Map();
function bottom(mountain) {
  if (!bottoms.has(mountain)) {
    let [best, width] = [0, REACH];
    for (let round = 0; round < 12; round++) {
      const tried = Array.from({ length: 81 }, (_, n) => best + width * (n / 40 - 1));
      best = tried.reduce((a, b) => polynomial(mountain.a, b) < polynomial(mountain.a, a) ? b : a, best);
      width /= 10;
    }
    bottoms.set(mountain, polynomial(mountain.a, best));
  }
  return bottoms.get(mountain);
}
var mountain_default = { render };
export {
  mountain_default as default,
  descend
};
