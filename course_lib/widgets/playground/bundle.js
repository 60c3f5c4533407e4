// Lo junta «autograder build»: no se edita. Huella: 7256433248263e89
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
var SIDE = 32;
var REACH = 1.2;
var SIZE = 320;
var pixels = (v) => (v + REACH) / (2 * REACH) * SIZE;
function contour(grid, level) {
  const unit = SIZE / (SIDE - 1), pieces = [];
  for (let r = 0; r < SIDE - 1; r++) {
    for (let c = 0; c < SIDE - 1; c++) {
      const cuts = crossings(grid, level, r, c).map(([x, y]) => [x * unit, y * unit]);
      for (let i = 0; i + 1 < cuts.length; i += 2) pieces.push([cuts[i], cuts[i + 1]]);
    }
  }
  return pieces;
}
function crossings(grid, level, r, c) {
  const at = r * SIDE + c, first = grid[at] > level;
  if (grid[at + 1] > level === first && grid[at + SIDE] > level === first && grid[at + SIDE + 1] > level === first) return [];
  const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], cuts = [];
  const above = corners.map(([x, y]) => grid[y * SIDE + x] - level);
  for (let e = 0; e < 4; e++) {
    const a = above[e], b = above[(e + 1) % 4];
    if (a > 0 === b > 0) continue;
    const t = a / (a - b), [x0, y0] = corners[e], [x1, y1] = corners[(e + 1) % 4];
    cuts.push([x0 + t * (x1 - x0), y0 + t * (y1 - y0)]);
  }
  return cuts;
}
function bucket(accuracy) {
  return accuracy < 0.75 ? 0 : accuracy <= 0.95 ? 1 : 2;
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
function parse(text) {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return clean === "" ? NaN : Number(clean);
}
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}
function unpack(view, Type) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
function signed(t) {
  const end = t > 0 ? [240, 165, 40] : [86, 180, 233], strength = Math.min(Math.abs(t), 1);
  return end.map((e) => 245 + (e - 245) * strength);
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
function select(options2, onchange, attrs = {}) {
  const list = html("select", { ...attrs, onchange: () => onchange(list.value) }, ...options2.map((option) => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return html("option", { value }, String(text));
  }));
  return list;
}

// options.js
var DATASETS = ["nubes", "círculo", "XOR", "espiral"];
var FEATURES = { x1: "x₁", x2: "x₂", "x1²": "x₁²", "x2²": "x₂²", x1x2: "x₁x₂", "sen(πx1)": "sen πx₁", "sen(πx2)": "sen πx₂" };
var ACTIVATIONS = ["ReLU", "sigmoide", "tanh", "ninguna"];
var NOISES = [0, 0.05, 0.1, 0.2, 0.3, 0.5];
var RATES = [1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3];
var DEPTHS = [0, 1, 2, 3];
var MOST_UNITS = 8;
var NEW_UNITS = 4;
function options({ model, restart, keep, warn }) {
  const dataset = choice("Datos", DATASETS, (name) => restart({ dataset: name }));
  const activation = choice("Activación", ACTIVATIONS, (name) => restart({ activation: name }));
  const rate = choice("lr", withNow(RATES, model.get("lr")), (value) => keep({ lr: Number(value) }));
  const noise = choice("Ruido", withNow(NOISES, model.get("noise")), (value) => restart({ noise: Number(value) }));
  const depth = choice("Capas ocultas", DEPTHS, (count) => {
    const now = model.get("hidden");
    restart({ hidden: Array.from({ length: Number(count) }, (_, i) => now[i] ?? NEW_UNITS) });
  });
  const seed = seedField(restart, warn), features = featureBoxes(restart, warn), widths = widthFields(model, restart);
  function draw() {
    dataset.list.value = model.get("dataset");
    activation.list.value = model.get("activation");
    rate.list.value = String(model.get("lr"));
    noise.list.value = String(model.get("noise"));
    depth.list.value = String(model.get("hidden").length);
    seed.value = String(model.get("seed"));
    features.draw(model.get("features"));
    widths.draw(model.get("hidden"));
  }
  return {
    rate: rate.row,
    rows: [
      html("div", { class: "cl-bar" }, dataset.row, noise.row, html("label", { class: "cl-row" }, html("span", {}, "Semilla"), seed), activation.row),
      html("div", { class: "cl-bar" }, set("Características", ...features.labels), set("Red", depth.row, widths.element))
    ],
    draw
  };
}
function set(legend, ...children) {
  return html("fieldset", { class: "cl-pg-set" }, html("legend", {}, legend), ...children);
}
function choice(label2, all, onchange) {
  const list = select(all, onchange);
  return { list, row: html("label", { class: "cl-row" }, html("span", {}, label2), list) };
}
function withNow(numbers, now) {
  return [.../* @__PURE__ */ new Set([...numbers, now])].sort((a, b) => a - b);
}
function seedField(restart, warn) {
  const input = html("input", { type: "number", min: 0, step: 1, onchange: () => {
    const value = parse(input.value), good = Number.isInteger(value) && value >= 0;
    input.setAttribute("aria-invalid", String(!good));
    warn(good ? "" : "La semilla debe ser un entero, de 0 en adelante.");
    if (good) restart({ seed: value });
  } });
  return input;
}
function featureBoxes(restart, warn) {
  const boxes = Object.keys(FEATURES).map((name) => {
    const box = html("input", { type: "checkbox", value: name, onchange: () => {
      const chosen = boxes.filter((b) => b.checked).map((b) => b.value);
      warn(chosen.length ? "" : "Hace falta al menos una característica.");
      if (chosen.length) restart({ features: chosen });
      else box.checked = true;
    } });
    return box;
  });
  return {
    labels: boxes.map((box) => html("label", {}, box, " ", FEATURES[box.value])),
    draw: (chosen) => boxes.forEach((box) => {
      box.checked = chosen.includes(box.value);
    })
  };
}
function widthFields(model, restart) {
  let fields = [];
  const element = html("span", { class: "cl-pg-widths" });
  const field = (i) => {
    const input = html("input", { type: "number", min: 1, max: MOST_UNITS, step: 1, "aria-label": `Unidades de la capa ${i + 1}`, onchange: () => {
      const units2 = clamp(Math.round(parse(input.value)) || 1, 1, MOST_UNITS);
      input.value = String(units2);
      restart({ hidden: model.get("hidden").map((old, j) => j === i ? units2 : old) });
    } });
    return input;
  };
  function draw(hidden) {
    if (fields.length !== hidden.length) {
      fields = hidden.map((_, i) => field(i));
      element.replaceChildren(fields.length ? "con unidades" : "", ...fields);
    }
    fields.forEach((input, i) => {
      input.value = String(hidden[i]);
    });
  }
  return { element, draw };
}

// bet.js
var BETS = ["menos del 75 %", "del 75 al 95 %", "más del 95 %"];
function bet({ model, me, onbet }) {
  const buttons = BETS.map((name) => html("input", { type: "radio", name: `bet-${me}`, value: name, onchange: () => {
    onbet(name);
    draw();
  } }));
  const said = html("p", { class: "cl-pg-verdict" });
  const element = model.get("ask_bet") ? set("Tu apuesta: ¿cuántos puntos acertará?", ...buttons.map((b) => html("label", {}, b, " ", b.value)), said) : null;
  element?.classList.add("cl-pg-bets");
  function draw() {
    const mine = model.get("bet"), { epoch, accuracy } = model.get("state");
    buttons.forEach((b) => {
      b.checked = b.value === mine;
      b.disabled = epoch > 0;
    });
    put(said, mine && epoch && accuracy !== null ? verdict(mine, accuracy) : "");
  }
  return { element, draw, missing: () => model.get("ask_bet") && !model.get("bet") };
}
function verdict(mine, accuracy) {
  const right = BETS[bucket(accuracy)] === mine;
  return `Va por el ${Math.round(100 * accuracy)} %: ${right ? "de momento, aciertas." : "de momento, no es lo que apostaste."}`;
}

// losses.js
var LEFT = 30;
var RIGHT = 250;
var FLOOR = 75;
var TALL = 62;
function losses() {
  const element = svg("svg", { viewBox: "0 0 260 104", role: "img", class: "cl-pg-loss", "aria-label": "Curva de pérdida" });
  function draw({ losses: own, new_losses: others, loss, new_loss: apart }) {
    const top = Math.max(...own, ...others, 1e-9);
    const curve = (values, style) => svg("path", { class: style, d: line(values.map((v, i) => [
      LEFT + (RIGHT - LEFT) * i / Math.max(own.length - 1, 1),
      FLOOR - TALL * Math.min(v, top) / top
    ])) });
    element.replaceChildren(
      svg("line", { x1: LEFT, x2: RIGHT, y1: FLOOR, y2: FLOOR, class: "cl-pg-axis" }),
      label(LEFT - 4, FLOOR + 4, "0"),
      ...own.length ? [label(LEFT - 4, 17, format(top, 2)), curve(others, "cl-pg-others"), curve(own, "cl-pg-curve")] : [],
      label(RIGHT, 89, "pérdida por época: sus puntos (línea)"),
      label(RIGHT, 102, `y otros 120 que no ve (a rayas)${apart === null ? "" : `: ${format(apart, 3)}`}`)
    );
    element.setAttribute("aria-label", own.length ? `Curvas de pérdida: la de sus puntos, de ${format(own[0])} a ${format(loss ?? NaN)}; la de otros que no ve, de ${format(others[0])} a ${format(apart ?? NaN)}` : "Curvas de pérdida, aún sin puntos");
  }
  return { element, draw };
}
function label(x, y, text) {
  return svg("text", { x, y, "text-anchor": "end", "font-size": 11 }, text);
}

// surface.js
var LEVELS = [[0.25, "cl-pg-far"], [0.75, "cl-pg-far"], [0.5, "cl-pg-edge"]];
function paint(canvas, shade) {
  const context = canvas.getContext("2d"), image = context.createImageData(SIDE, SIDE), { data } = image;
  for (let i = 0; i < SIDE * SIDE; i++) {
    const color = shade(i);
    for (let c = 0; c < 3; c++) data[4 * i + c] = color[c];
    data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
function surface() {
  const canvas = html("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const over = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", "aria-label": "Superficie de decisión" });
  const element = html(
    "figure",
    {},
    html("div", { class: "cl-pg-map" }, canvas, over),
    html("figcaption", {}, "○ clase 0 (azul) · ▲ clase 1 (naranja). Línea gruesa: p = 0.5; a rayas: 0.25 y 0.75.")
  );
  function draw(state, points, told2) {
    const grid = unpack(state.surface, Float32Array), X = unpack(points.x, Float32Array), y = unpack(points.y, Uint8Array);
    paint(canvas, (i) => signed(2 * grid[i] - 1));
    over.replaceChildren(
      ...LEVELS.map(([level, style]) => svg("path", { d: contour(grid, level).map(line).join(""), class: style })),
      ...[...y].map((label2, i) => dot(label2, pixels(X[2 * i]), SIZE - pixels(X[2 * i + 1])))
    );
    over.setAttribute("aria-label", told2);
  }
  return { element, draw };
}
function dot(label2, x, y) {
  return label2 ? svg("path", { d: `M${x} ${y - 5}l5 9h-10Z`, class: "cl-pg-one" }) : svg("circle", { cx: x, cy: y, r: 4, class: "cl-pg-zero" });
}

// units.js
var GREY = [128, 128, 128];
function units() {
  let shape = null, canvases = [];
  const element = html("div", { class: "cl-pg-units" });
  function build(list) {
    const layers = [...new Set(list.map(({ layer }) => layer))];
    canvases = list.map(() => html("canvas", { width: SIDE, height: SIDE, role: "img" }));
    element.replaceChildren(...layers.map((layer) => html(
      "div",
      { class: "cl-pg-layer" },
      html("span", {}, `Capa ${layer}`),
      ...canvases.filter((_, i) => list[i].layer === layer)
    )));
    if (!list.length) element.append("Sin capas ocultas: regresión logística.");
  }
  function draw(list) {
    const now = list.map(({ layer }) => layer).join();
    if (now !== shape) build(list);
    shape = now;
    list.forEach((unit, i) => drawUnit(canvases[i], unit, 1 + list.slice(0, i).filter(({ layer }) => layer === unit.layer).length));
  }
  return { element, draw };
}
function drawUnit(canvas, { layer, low, high, map }, number) {
  const shades = unpack(map, Uint8Array), flat = high <= low;
  const told2 = flat ? `siempre ${format(low)}, no distingue nada` : `de ${format(low)} (negro) a ${format(high)} (blanco)`;
  paint(canvas, (i) => flat ? GREY : [shades[i], shades[i], shades[i]]);
  canvas.classList.toggle("cl-pg-flat", flat);
  canvas.setAttribute("aria-label", `Capa ${layer}, unidad ${number}: ${told2}`);
  canvas.title = canvas.getAttribute("aria-label");
}

// pictures.js
function pictures() {
  const words = html("p", { class: "cl-pg-words" }), map = surface(), curves = losses(), hidden = units();
  const element = html(
    "div",
    { class: "cl-pg-main" },
    map.element,
    html("div", { class: "cl-pg-side" }, words, curves.element, hidden.element)
  );
  function draw(state, points, dataset) {
    put(words, told(state));
    map.draw(state, points, `Superficie de decisión con los puntos de ${dataset}. ${told(state)}.`);
    curves.draw(state);
    hidden.draw(state.units);
  }
  return { element, draw, told: () => words.textContent };
}
function told({ epoch, loss, accuracy }) {
  const right = accuracy === null ? "NaN" : `${Math.round(100 * accuracy)} %`;
  return `Época ${epoch}: pérdida ${loss === null ? "NaN" : format(loss)}, aciertos ${right}`;
}

// training.js
var BATCH = 10;
var PAUSE = 25;
var PATIENCE = 5e3;
function training({ kernel, me, may: may2, onrun, warn }) {
  let turn = 0, running = false, timer = null, next = null;
  const train = button("Entrenar", () => running ? halt() : begin());
  const once = button("Un paso", () => {
    halt();
    if (may2()) ask(1);
  });
  const restart = button("Reiniciar", () => {
    halt();
    kernel.send({ type: "reset" });
  });
  function ask(steps) {
    turn += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      halt();
      warn("El kernel no contesta: puede estar ocupado con otra celda. Cuando acabe, pulsa otra vez.");
    }, PATIENCE);
    kernel.send({ type: "train", steps, turn: `${me}-${turn}` });
  }
  function begin() {
    if (!may2()) return;
    warn("");
    run(true);
    ask(BATCH);
  }
  function halt() {
    forget();
    if (running) run(false);
  }
  function forget() {
    clearTimeout(next);
    clearTimeout(timer);
  }
  function run(on) {
    running = on;
    put(train, running ? "Parar" : "Entrenar");
    train.setAttribute("aria-pressed", String(running));
    onrun(running);
  }
  function answered({ turn: whose, trouble }) {
    if (whose !== `${me}-${turn}`) return false;
    clearTimeout(timer);
    if (trouble) halt();
    else if (running) next = setTimeout(() => ask(BATCH), PAUSE);
    return !trouble && !running;
  }
  train.setAttribute("aria-pressed", "false");
  return { buttons: [train, once, restart], halt, forget, answered };
}

// playground.js
var GONE2 = "El kernel que entrena esta red ya no está: ejecuta otra vez esta celda.";
var OPTIONS = ["dataset", "activation", "lr", "noise", "bet", "seed", "features", "hidden"];
function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-pg-warning");
  const me = Math.random().toString(36).slice(2), view = pictures();
  const kernel = kernelLink(model, (text) => {
    train.halt();
    busy(false);
    warn(text);
  }, GONE2);
  const guess = bet({ model, me, onbet: (name) => {
    warn("");
    kernel.save({ bet: name });
  } });
  const train = training({ kernel, me, warn, may: () => may(model, guess, warn), onrun: (running) => {
    whole.dataset.running = String(running);
    say(running ? "Entrenando." : `Parado. ${view.told()}`);
  } });
  const knobs = options({ model, keep: kernel.save, warn, restart: (changes) => {
    train.halt();
    busy(differs(model, changes));
    kernel.save(changes);
  } });
  const whole = root(
    "cl-playground",
    html("div", { class: "cl-bar" }, ...train.buttons, knobs.rate),
    ...knobs.rows,
    guess.element,
    view.element,
    box,
    region
  );
  whole.dataset.running = "false";
  const busy = (waiting) => whole.setAttribute("aria-busy", String(waiting));
  function draw() {
    const state = model.get("state");
    view.draw(state, model.get("points"), model.get("dataset"));
    guess.draw();
    if (state.trouble) warn(state.trouble);
    else if (state.epoch === 0 && box.textContent.startsWith("El entrenamiento")) warn("");
    whole.dataset.epoch = String(state.epoch);
    whole.dataset.loss = String(state.loss);
  }
  const answered = () => {
    busy(false);
    draw();
    if (train.answered(model.get("state"))) say(view.told());
  };
  const choose = () => {
    knobs.draw();
    guess.draw();
  };
  const forget = [listen(model, ["state"], answered), listen(model, OPTIONS, choose)];
  el.append(whole);
  choose();
  draw();
  return () => {
    train.forget();
    kernel.stop();
    forget.forEach((f) => f());
  };
}
function may(model, guess, warn) {
  const { trouble } = model.get("state");
  const problem = trouble || (guess.missing() ? "Antes de entrenar, apuesta: ¿cuántos puntos acertará?" : "");
  if (problem) warn(problem);
  return !problem;
}
function differs(model, changes) {
  return Object.entries(changes).some(([name, value]) => JSON.stringify(model.get(name)) !== JSON.stringify(value));
}
var playground_default = { render };
export {
  playground_default as default
};
