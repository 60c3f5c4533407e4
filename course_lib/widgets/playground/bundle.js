// Lo junta «autograder build»: no se edita. Huella: 7589e50571b300a3
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
function parse(text) {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return clean === "" ? NaN : Number(clean);
}

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}

// playground.js
var DATASETS = ["nubes", "círculo", "XOR", "espiral"];
var FEATURES = ["x1", "x2", "x1²", "x2²", "x1x2", "sen(πx1)", "sen(πx2)"];
var PRETTY = { x1: "x₁", x2: "x₂", "x1²": "x₁²", "x2²": "x₂²", x1x2: "x₁x₂", "sen(πx1)": "sen πx₁", "sen(πx2)": "sen πx₂" };
var ACTIVATIONS = ["ReLU", "sigmoide", "tanh", "ninguna"];
var NOISES = [0, 0.05, 0.1, 0.2, 0.3, 0.5];
var BETS = ["menos del 75 %", "del 75 al 95 %", "más del 95 %"];
var RATES = [1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3];
var SIDE = 32;
var REACH = 1.2;
var SIZE = 320;
var BATCH = 10;
var PATIENCE = 5e3;
var COLORS = { low: [86, 180, 233], middle: [245, 245, 245], high: [240, 165, 40] };
var bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
var floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
function paint(canvas, shade) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) image.data.set([...shade(i), 255], 4 * i);
  context.putImageData(image, 0, 0);
}
function blend(p) {
  const end = p > 0.5 ? COLORS.high : COLORS.low;
  const t = Math.min(1, Math.abs(p - 0.5) * 2);
  return end.map((c, i) => COLORS.middle[i] + (c - COLORS.middle[i]) * t);
}
function contour(grid, level) {
  const unit = SIZE / (SIDE - 1);
  let path = "";
  for (let r = 0; r < SIDE - 1; r++) {
    for (let c = 0; c < SIDE - 1; c++) {
      const v = [grid[r * SIDE + c], grid[r * SIDE + c + 1], grid[(r + 1) * SIDE + c + 1], grid[(r + 1) * SIDE + c]];
      const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]];
      const cuts = [];
      for (let e = 0; e < 4; e++) {
        const a = v[e] - level, b = v[(e + 1) % 4] - level;
        if (a > 0 === b > 0) continue;
        const t = a / (a - b), [x0, y0] = corners[e], [x1, y1] = corners[(e + 1) % 4];
        cuts.push([(x0 + t * (x1 - x0)) * unit, (y0 + t * (y1 - y0)) * unit]);
      }
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        path += `M${cuts[i].map((n) => n.toFixed(1)).join(" ")}L${cuts[i + 1].map((n) => n.toFixed(1)).join(" ")}`;
      }
    }
  }
  return path;
}
function choice(label, options, value, onchange) {
  const select = html("select", { onchange: () => onchange(select.value) }, ...options.map((o) => html("option", { value: o }, String(o))));
  select.value = String(value);
  return { row: html("label", { class: "cl-row" }, html("span", {}, label), select), select };
}
function render({ model, el }) {
  const live = liveRegion();
  const me = Math.random().toString(36).slice(2);
  let turn = 0, running = false, timer = null, next = null;
  const kernel = kernelLink(model, (text) => {
    halt();
    busy(false);
    warn(text);
  }, "El kernel que entrena esta red ya no está: ejecuta otra vez esta celda.");
  const busy = (waiting) => whole.setAttribute("aria-busy", String(waiting));
  const set = (changes) => {
    halt();
    busy(Object.entries(changes).some(([name, value]) => JSON.stringify(model.get(name)) !== JSON.stringify(value)));
    kernel.save(changes);
  };
  const dataset = choice("Datos", DATASETS, model.get("dataset"), (v) => set({ dataset: v }));
  const activation = choice("Activación", ACTIVATIONS, model.get("activation"), (v) => set({ activation: v }));
  const rate = choice("lr", [.../* @__PURE__ */ new Set([...RATES, model.get("lr")])].sort((a, b) => a - b), model.get("lr"), (v) => kernel.save({ lr: Number(v) }));
  const noise = choice("Ruido", [.../* @__PURE__ */ new Set([...NOISES, model.get("noise")])].sort((a, b) => a - b), model.get("noise"), (v) => set({ noise: Number(v) }));
  const bets = BETS.map((name) => html("input", { type: "radio", name: `bet-${me}`, value: name, onchange: () => {
    warn("");
    kernel.save({ bet: name });
    verdict();
  } }));
  const seed = html("input", { type: "number", min: 0, step: 1, value: model.get("seed"), onchange: () => {
    const value = parse(seed.value);
    const good = Number.isInteger(value) && value >= 0;
    seed.setAttribute("aria-invalid", String(!good));
    warn(good ? "" : "La semilla debe ser un entero, de 0 en adelante.");
    if (good) set({ seed: value });
  } });
  const boxes = FEATURES.map((name) => html("input", { type: "checkbox", value: name, onchange: () => {
    const chosen = boxes.filter((b) => b.checked).map((b) => b.value);
    warn(chosen.length ? "" : "Hace falta al menos una característica.");
    if (chosen.length) set({ features: chosen });
    else boxes.find((b) => b.value === name).checked = true;
  } }));
  const depth = choice("Capas ocultas", [0, 1, 2, 3], model.get("hidden").length, (v) => {
    const now = model.get("hidden");
    set({ hidden: Array.from({ length: Number(v) }, (_, i) => now[i] ?? 4) });
  });
  const widths = html("span", { class: "cl-pg-widths" });
  const train = button("Entrenar", () => running ? halt() : begin());
  const once = button("Un paso", () => {
    halt();
    if (mayBegin()) ask(1);
  });
  const restart = button("Reiniciar", () => {
    halt();
    kernel.send({ type: "reset" });
  });
  const warning = html("p", { class: "cl-pg-warning", role: "alert" });
  const words = html("p", { class: "cl-pg-words" });
  const canvas = html("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const over = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", "aria-label": "Superficie de decisión" });
  const said = html("p", { class: "cl-pg-verdict" });
  const asked = model.get("ask_bet") ? html(
    "fieldset",
    { class: "cl-pg-set cl-pg-bets" },
    html("legend", {}, "Tu apuesta: ¿cuántos puntos acertará?"),
    ...bets.map((b) => html("label", {}, b, " ", b.value)),
    said
  ) : null;
  const loss = svg("svg", { viewBox: "0 0 260 104", role: "img", class: "cl-pg-loss", "aria-label": "Curva de pérdida" });
  const units = html("div", { class: "cl-pg-units" });
  const whole = root(
    "cl-playground",
    html("div", { class: "cl-bar" }, train, once, restart, rate.row),
    html("div", { class: "cl-bar" }, dataset.row, noise.row, html("label", { class: "cl-row" }, html("span", {}, "Semilla"), seed), activation.row),
    html(
      "div",
      { class: "cl-bar" },
      html(
        "fieldset",
        { class: "cl-pg-set" },
        html("legend", {}, "Características"),
        ...boxes.map((b) => html("label", {}, b, " ", PRETTY[b.value]))
      ),
      html("fieldset", { class: "cl-pg-set" }, html("legend", {}, "Red"), depth.row, widths)
    ),
    asked,
    html(
      "div",
      { class: "cl-pg-main" },
      html(
        "figure",
        {},
        html("div", { class: "cl-pg-map" }, canvas, over),
        html("figcaption", {}, "○ clase 0 (azul) · ▲ clase 1 (naranja). Línea gruesa: p = 0.5; a rayas: 0.25 y 0.75.")
      ),
      html("div", { class: "cl-pg-side" }, words, loss, units)
    ),
    warning,
    live.region
  );
  el.append(whole);
  function warn(text) {
    if (warning.textContent !== text) warning.textContent = text;
  }
  function ask(steps) {
    turn += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      halt();
      warn("El kernel no contesta: puede estar ocupado con otra celda. Cuando acabe, pulsa otra vez.");
    }, PATIENCE);
    kernel.send({ type: "train", steps, turn: `${me}-${turn}` });
  }
  function mayBegin() {
    const missing = model.get("ask_bet") && !model.get("bet");
    if (missing) warn("Antes de entrenar, apuesta: ¿cuántos puntos acertará?");
    return !missing;
  }
  function begin() {
    if (model.get("state").trouble) return warn(model.get("state").trouble);
    if (!mayBegin()) return;
    running = true;
    warn("");
    label();
    live.say("Entrenando.");
    ask(BATCH);
  }
  function halt() {
    clearTimeout(next);
    clearTimeout(timer);
    if (running) {
      running = false;
      label();
      live.say(`Parado. ${words.textContent}`);
    }
  }
  function label() {
    train.textContent = running ? "Parar" : "Entrenar";
    train.setAttribute("aria-pressed", String(running));
    whole.dataset.running = String(running);
  }
  function verdict() {
    const bet = model.get("bet"), { epoch, accuracy } = model.get("state");
    bets.forEach((b) => {
      b.checked = b.value === bet;
      b.disabled = epoch > 0;
    });
    if (!bet || !epoch || accuracy === null) {
      said.textContent = "";
      return;
    }
    const right = BETS[accuracy < 0.75 ? 0 : accuracy <= 0.95 ? 1 : 2] === bet;
    said.textContent = `Va por el ${Math.round(100 * accuracy)} %: ${right ? "de momento, aciertas." : "de momento, no es lo que apostaste."}`;
  }
  function answered() {
    busy(false);
    const state = model.get("state");
    draw();
    if (state.turn !== `${me}-${turn}`) return;
    clearTimeout(timer);
    if (state.trouble) return halt();
    if (running) next = setTimeout(() => ask(BATCH), 25);
    else live.say(words.textContent);
  }
  function draw() {
    const state = model.get("state");
    const grid = floats(state.surface);
    paint(canvas, (i) => blend(grid[i]));
    const points = model.get("points"), X = floats(points.x), y = bytes(points.y);
    const place = (v) => (v + REACH) / (2 * REACH) * SIZE;
    over.replaceChildren(
      ...[[0.25, "cl-pg-far"], [0.75, "cl-pg-far"], [0.5, "cl-pg-edge"]].map(([level, style]) => svg("path", { d: contour(grid, level), class: style })),
      ...[...y].map((c, i) => {
        const px = place(X[2 * i]), py = SIZE - place(X[2 * i + 1]);
        return c ? svg("path", { d: `M${px} ${py - 5}l5 9h-10Z`, class: "cl-pg-one" }) : svg("circle", { cx: px, cy: py, r: 4, class: "cl-pg-zero" });
      })
    );
    const numbers = `Época ${state.epoch}: pérdida ${state.loss === null ? "NaN" : format(state.loss)}, aciertos ${state.accuracy === null ? "NaN" : `${Math.round(100 * state.accuracy)} %`}`;
    words.textContent = numbers;
    over.setAttribute("aria-label", `Superficie de decisión con los puntos de ${model.get("dataset")}. ${numbers}.`);
    drawLoss(state.losses, state.new_losses);
    verdict();
    drawUnits(state.units);
    if (state.trouble) warn(state.trouble);
    else if (state.epoch === 0 && warning.textContent.startsWith("El entrenamiento")) warn("");
    whole.dataset.epoch = String(state.epoch);
    whole.dataset.loss = String(state.loss);
  }
  function drawLoss(values, others) {
    const top = Math.max(...values, ...others, 1e-9);
    const at = (v, i) => `${30 + 220 * i / Math.max(values.length - 1, 1)} ${75 - 62 * Math.min(v, top) / top}`;
    const { loss: now, new_loss: apart } = model.get("state");
    loss.replaceChildren(
      svg("line", { x1: 30, x2: 250, y1: 75, y2: 75, class: "cl-pg-axis" }),
      svg("text", { x: 26, y: 79, "text-anchor": "end", "font-size": 11 }, "0"),
      ...values.length ? [
        svg("text", { x: 26, y: 17, "text-anchor": "end", "font-size": 11 }, format(top, 2)),
        svg("path", { d: "M" + others.map(at).join("L"), class: "cl-pg-others" }),
        svg("path", { d: "M" + values.map(at).join("L"), class: "cl-pg-curve" })
      ] : [],
      svg("text", { x: 250, y: 89, "text-anchor": "end", "font-size": 11 }, "pérdida por época: sus puntos (línea)"),
      svg("text", { x: 250, y: 102, "text-anchor": "end", "font-size": 11 }, `y otros 120 que no ve (a rayas)${apart === null ? "" : `: ${format(apart, 3)}`}`)
    );
    loss.setAttribute("aria-label", values.length ? `Curvas de pérdida: la de sus puntos, de ${format(values[0])} a ${format(now ?? NaN)}; la de otros que no ve, de ${format(others[0])} a ${format(apart ?? NaN)}` : "Curvas de pérdida, aún sin puntos");
  }
  function drawUnits(list) {
    if (units.querySelectorAll("canvas").length !== list.length || units.dataset.shape !== model.get("hidden").join()) {
      units.dataset.shape = model.get("hidden").join();
      units.replaceChildren(...[...new Set(list.map((u) => u.layer))].map((layer) => html(
        "div",
        { class: "cl-pg-layer" },
        html("span", {}, `Capa ${layer}`),
        ...list.filter((u) => u.layer === layer).map(() => html("canvas", { width: SIDE, height: SIDE, role: "img" }))
      )));
      if (!list.length) units.append("Sin capas ocultas: regresión logística.");
    }
    const seen = {};
    units.querySelectorAll("canvas").forEach((map, i) => {
      const { layer, low, high, map: view } = list[i];
      seen[layer] = (seen[layer] ?? 0) + 1;
      const shades = bytes(view), flat = high <= low;
      paint(map, (j) => flat ? [128, 128, 128] : [shades[j], shades[j], shades[j]]);
      map.classList.toggle("cl-pg-flat", flat);
      const told = `Capa ${layer}, unidad ${seen[layer]}: ${flat ? `siempre ${format(low)}, no distingue nada` : `de ${format(low)} (negro) a ${format(high)} (blanco)`}`;
      map.setAttribute("aria-label", told);
      map.title = told;
    });
  }
  function controls() {
    dataset.select.value = model.get("dataset");
    activation.select.value = model.get("activation");
    rate.select.value = String(model.get("lr"));
    noise.select.value = String(model.get("noise"));
    verdict();
    seed.value = String(model.get("seed"));
    const chosen = model.get("features"), hidden = model.get("hidden");
    boxes.forEach((b) => {
      b.checked = chosen.includes(b.value);
    });
    depth.select.value = String(hidden.length);
    if (widths.childElementCount !== hidden.length) {
      widths.replaceChildren(hidden.length ? "con unidades" : "", ...hidden.map((_, i) => {
        const input = html("input", { type: "number", min: 1, max: 8, step: 1, "aria-label": `Unidades de la capa ${i + 1}`, onchange: () => {
          const n = Math.min(8, Math.max(1, Math.round(parse(input.value)) || 1));
          input.value = String(n);
          set({ hidden: model.get("hidden").map((old, j) => j === i ? n : old) });
        } });
        return input;
      }));
    }
    [...widths.children].forEach((input, i) => {
      input.value = String(hidden[i]);
    });
  }
  const forget = [listen(model, ["state"], answered), listen(model, ["dataset", "activation", "lr", "noise", "bet", "seed", "features", "hidden"], controls)];
  controls();
  label();
  draw();
  return () => {
    running = false;
    clearTimeout(next);
    clearTimeout(timer);
    kernel.stop();
    forget.forEach((f) => f());
  };
}
var playground_default = { render };
export {
  contour,
  playground_default as default
};
