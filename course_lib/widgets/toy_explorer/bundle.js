// Lo junta «autograder build»: no se edita. Huella: a6d50ff567598627
// ../common/dom.js
var SVG = "http://www.w3.org/2000/svg";
function html(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
}
function svg(tag, attrs = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}
function fill(element, attrs, children) {
  for (const [name2, value] of Object.entries(attrs)) {
    if (name2.startsWith("on")) element.addEventListener(name2.slice(2), value);
    else if (value !== null && value !== void 0 && value !== false) element.setAttribute(name2, value === true ? "" : value);
  }
  if ("tabindex" in attrs || /^(input|select|button|summary)$/i.test(element.tagName)) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  element.append(...children.filter((c) => c !== null && c !== void 0));
  return element;
}
function root(name2, ...children) {
  return html("div", { class: `cl ${name2}` }, ...children);
}
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
function set(element, attrs) {
  for (const [name2, value] of Object.entries(attrs)) element.setAttribute(name2, value);
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
function subscript(n) {
  return String(n).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}
function times(count, f) {
  return Array.from({ length: count }, (_, n) => f(n));
}
function largest(numbers) {
  return numbers.reduce((most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most, 0);
}
function roundUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= x) ?? x;
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
function numberField({ label, value, oninput, onchange = () => {
}, onerror = () => {
} }) {
  let current = value, latest = value, writing = false;
  const input = html("input", {
    // Sin inputmode: el teclado de números de algunos teléfonos no tiene el menos.
    type: "text",
    size: 6,
    autocomplete: "off",
    "aria-label": label,
    value: format(value),
    oninput: () => {
      writing = true;
      const written = parse(input.value);
      if (Number.isFinite(written)) oninput(current = written);
    },
    onblur: leave,
    onkeydown: (event) => {
      if (event.key === "Enter") leave();
      const by = { ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      writing = false;
      current = Number((current + by).toFixed(6));
      input.value = format(current);
      onchange(current);
    }
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
    }
  };
}
function notANumber(text) {
  return `«${text}» no es un número que quepa: se queda el de antes. Escribe, por ejemplo, 0,5.`;
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
  const reach2 = (send) => {
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
      for (const [name2, value] of Object.entries(changes)) model.set(name2, value);
      reach2(() => model.save_changes());
    },
    send: (message) => reach2(() => model.send(message)),
    stop: () => kernel?.statusChanged.disconnect(notice)
  };
}
function listen(model, names, action) {
  for (const name2 of names) model.on(`change:${name2}`, action);
  return () => {
    for (const name2 of names) model.off(`change:${name2}`, action);
  };
}

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}
function alertBox(name2) {
  const box = html("p", { class: name2, role: "alert" });
  return { box, warn: (text) => put(box, text) };
}

// math.js
function forward({ x, y, beta, omega }) {
  const f0 = beta[0] + omega[0] * x;
  const h1 = Math.sin(f0);
  const f1 = beta[1] + omega[1] * h1;
  const h2 = Math.exp(f1);
  const f2 = beta[2] + omega[2] * h2;
  const h3 = Math.cos(f2);
  const f3 = beta[3] + omega[3] * h3;
  return { f0, h1, f1, h2, f2, h3, f3, loss: (f3 - y) ** 2 };
}
function backward({ f0, h1, f1, h2, f2, h3, f3 }, { x, y, omega }) {
  const d = { loss: 1, f3: 2 * (f3 - y) };
  d.h3 = omega[3] * d.f3;
  d.f2 = -Math.sin(f2) * d.h3;
  d.h2 = omega[2] * d.f2;
  d.f1 = Math.exp(f1) * d.h2;
  d.h1 = omega[1] * d.f1;
  d.f0 = Math.cos(f0) * d.h1;
  d.beta = [d.f0, d.f1, d.f2, d.f3];
  d.omega = [d.f0 * x, d.f1 * h1, d.f2 * h2, d.f3 * h3];
  return d;
}
function changed(state, { trait, k }, value) {
  return { ...state, [trait]: k === null ? value : state[trait].map((old, n) => n === k ? value : old) };
}
var read = (state, { trait, k }) => k === null ? state[trait] : state[trait][k];
function push(state, one, delta) {
  const values = forward(state), slope = read(backward(values, state), one);
  const after = forward(changed(state, one, read(state, one) + delta)).loss;
  return { promised: slope * delta, real: after - values.loss };
}

// story.js
var letters = { beta: "β", omega: "ω" };
var PARAMETERS = ["beta", "omega"].flatMap((trait) => [0, 1, 2, 3].map((k) => ({ trait, k, name: letters[trait] + subscript(k) })));
var DATA = ["x", "y"].map((name2) => ({ trait: name2, k: null, name: name2 }));
var LINKS = [
  { key: "f0", name: "f₀", rule: "β₀ + ω₀ x" },
  { key: "h1", name: "h₁", rule: "sin(f₀)" },
  { key: "f1", name: "f₁", rule: "β₁ + ω₁ h₁" },
  { key: "h2", name: "h₂", rule: "exp(f₁)" },
  { key: "f2", name: "f₂", rule: "β₂ + ω₂ h₂" },
  { key: "h3", name: "h₃", rule: "cos(f₂)" },
  { key: "f3", name: "f₃", rule: "β₃ + ω₃ h₃" },
  { key: "loss", name: "ℓ", rule: "(f₃ − y)²" }
];
function overflow(values, slopes) {
  const bad = LINKS.find(({ key }) => !Number.isFinite(values[key]));
  if (bad?.key === "h2") {
    return `h₂ = exp(f₁) no cabe en un número: f₁ vale ${format(values.f1)} y exp solo llega hasta 709. Acerca a cero β₁ u ω₁.`;
  }
  const steep = LINKS.findLast(({ key }) => !Number.isFinite(slopes[key]));
  const broken = bad?.name ?? (steep && `∂ℓ/∂${steep.name}`);
  if (broken) return `${broken} no cabe en un número: acerca a cero los parámetros.`;
  const known = [...slopes.beta, ...slopes.omega].every(Number.isFinite);
  return known ? "" : "Un gradiente no cabe en un número: acerca a cero los parámetros.";
}
function residual({ x, y }, f3) {
  return Number.isFinite(f3) && Number.isFinite(x) ? `En x = ${format(x)} la red da ${format(f3)} y el ejemplo pide ${format(y)}: el residuo es ${format(f3 - y)}.` : `En x = ${format(x)} la red se desborda; el ejemplo pide ${format(y)}.`;
}
function span(scale) {
  return `(de ${format(-scale)} a ${format(scale)})`;
}

// plot.js
var WIDTH = 340;
var HEIGHT = 236;
var LEFT = 44;
var RIGHT = 10;
var TOP = 10;
var BOTTOM = 30;
var SAMPLES = 200;
function plot() {
  const desc = svg("desc"), ticks = svg("g", { class: "te-ticks" }), curve = svg("path", { class: "te-curve" });
  const gap = svg("path", { class: "te-residual" });
  const target = svg("path", { class: "te-target", d: "M-6 -6 L6 6 M-6 6 L6 -6" }), guess = svg("circle", { class: "te-guess", r: 5 });
  const targetName = svg("text", { class: "te-name" }, "(x, y)"), guessName = svg("text", { class: "te-name" }, "f[x]");
  const nothing = svg("text", { x: WIDTH / 2 + 20, y: HEIGHT / 2, "text-anchor": "middle" }, "la curva no cabe en un número");
  const element = svg(
    "svg",
    { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, class: "te-plot" },
    svg("title", {}, "La curva f[x] y el ejemplo (x, y)"),
    desc,
    ticks,
    svg("path", { class: "te-axes", d: `M${LEFT} ${TOP} V${HEIGHT - BOTTOM} H${WIDTH - RIGHT}` }),
    curve,
    gap,
    target,
    guess,
    targetName,
    guessName,
    svg("text", { x: LEFT + (WIDTH - LEFT - RIGHT) * 0.75, y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, "x"),
    nothing
  );
  function draw(state, f3) {
    const points = sample(state), axes = fit(state, [...points.map(([, v]) => v), f3, state.y]), { px, py } = axes;
    const path = line(points.map(([at, v]) => [px(at), py(v)]));
    curve.setAttribute("d", path);
    nothing.style.display = path ? "none" : "";
    ticks.replaceChildren(...marks(axes));
    drawExample(state, f3, axes);
    desc.textContent = residual(state, f3);
  }
  function drawExample({ x, y }, f3, { px, py }) {
    const shown = Number.isFinite(f3) && Number.isFinite(x), at = px(x).toFixed(1), above = f3 > y;
    for (const mark of [gap, guess, guessName]) mark.style.display = shown ? "" : "none";
    target.setAttribute("transform", `translate(${at} ${py(y).toFixed(1)})`);
    name(targetName, px(x), py(y), x, !above);
    if (!shown) return;
    gap.setAttribute("d", `M${at} ${py(f3).toFixed(1)} V${py(y).toFixed(1)}`);
    set(guess, { cx: at, cy: py(f3).toFixed(1) });
    name(guessName, px(x), py(f3), x, above);
  }
  return { element, draw };
}
function sample(state) {
  const span2 = reachOf(state);
  return times(SAMPLES + 1, (n) => span2 * (2 * n / SAMPLES - 1)).map((x) => [x, forward({ ...state, x }).f3]);
}
function reachOf({ x }) {
  return Math.max(3, Math.ceil(Math.abs(x)));
}
function fit(state, heights) {
  const known = heights.filter(Number.isFinite), low = Math.min(...known), high = Math.max(...known), span2 = reachOf(state);
  const step = roundUp((high - low) / 3.2 || 0.5);
  const bottom = Math.floor(low / step) * step, top = Math.max(Math.ceil(high / step) * step, bottom + step);
  const px = (v) => LEFT + (v + span2) / (2 * span2) * (WIDTH - LEFT - RIGHT);
  const py = (v) => HEIGHT - BOTTOM - (v - bottom) / (top - bottom) * (HEIGHT - TOP - BOTTOM);
  return { px, py, span: span2, step, bottom, top };
}
function marks({ px, py, span: span2, step, bottom, top }) {
  const levels = times(Math.min(Math.round((top - bottom) / step), 10) + 1, (n) => bottom + n * step);
  return [
    ...levels.flatMap((v) => [
      svg("path", { d: `M${LEFT} ${py(v).toFixed(1)} H${WIDTH - RIGHT}` }),
      svg("text", { x: LEFT - 5, y: py(v) + 4, "text-anchor": "end" }, format(v, 3))
    ]),
    ...[-span2, 0, span2].map((v) => svg("text", { x: px(v), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, format(v)))
  ];
}
function name(text, px, py, x, above) {
  const outside = py + (above ? -12 : 22), fits = outside > 12 && outside < HEIGHT - BOTTOM - 4, side = x > 0 ? -1 : 1;
  set(text, {
    x: (fits ? px : px + 12 * side).toFixed(1),
    y: (fits ? outside : py + 4).toFixed(1),
    "text-anchor": fits ? "middle" : side > 0 ? "start" : "end"
  });
}

// meter.js
var LIMIT = 5;
var reach = (numbers) => {
  const most = largest(numbers);
  return most ? roundUp(most) : 1;
};
function bar() {
  const inside = html("span", { class: "te-fill" }), element = html("span", { class: "te-bar", "aria-hidden": "true" }, inside);
  const draw = (value, scale) => {
    element.classList.toggle("te-none", !Number.isFinite(value));
    const length = Number.isFinite(value) ? 50 * Math.min(Math.abs(value) / scale, 1) : 0;
    inside.style.left = `${value < 0 ? 50 - length : 50}%`;
    inside.style.width = `${length}%`;
    inside.className = value < 0 ? "te-fill te-negative" : "te-fill";
  };
  return { element, draw };
}
function meter(key, kind) {
  const text = html("span", { class: "te-number", "data-key": key }), { element, draw } = bar();
  return {
    element: html("span", { class: `te-meter te-${kind}` }, text, element),
    read: () => text.textContent,
    draw(value, scale) {
      put(text, value === null ? "—" : format(value));
      text.dataset.value = String(value);
      draw(value ?? NaN, scale);
    }
  };
}
function control(label, { onmove, onrelease, onerror, limit = LIMIT }) {
  let held = false;
  const range = slider(label, {
    min: -limit,
    max: limit,
    step: 0.01,
    oninput: () => {
      held = true;
      onmove(Number(range.value));
    },
    onchange: () => {
      held = false;
      onrelease(Number(range.value));
    }
  });
  const field = numberField({ label: `${label}, escrito`, value: 0, oninput: onmove, onchange: onrelease, onerror });
  return {
    range,
    field: field.input,
    set(value) {
      if (!held && Number(range.value) !== value) range.value = String(value);
      range.setAttribute("aria-valuetext", format(value));
      field.set(value);
    }
  };
}

// push.js
function pusher({ onchange, say, onerror }) {
  let one = PARAMETERS[4], delta = 0.1;
  const choice = select(PARAMETERS.map(({ name: name2 }) => name2), () => {
    one = PARAMETERS[choice.selectedIndex];
    onchange();
    tell();
  }, { "aria-label": "Parámetro que se empuja" });
  choice.value = one.name;
  const knob = control("Δ", { onmove: (value) => {
    delta = value;
    onchange();
  }, onrelease: tell, onerror, limit: 1 });
  const promised = meter("promised", "slope"), real = meter("real", "value");
  const gap = html("span", { class: "te-number", "data-key": "gap" });
  const promisedRule = html("th", { scope: "row" }), realRule = html("th", { scope: "row" });
  const bar2 = html(
    "div",
    { class: "cl-bar te-pusher" },
    html("span", {}, "Empuja"),
    choice,
    html("span", {}, "un Δ de"),
    knob.range,
    knob.field
  );
  const table = html("table", { class: "te-push", "aria-label": "Un empujoncito" }, html(
    "tbody",
    {},
    html("tr", {}, promisedRule, html("td", {}, promised.element)),
    html("tr", {}, realRule, html("td", {}, real.element)),
    html("tr", {}, html("th", { scope: "row" }, "se separan"), html("td", {}, gap))
  ));
  function tell() {
    say(`Con Δ = ${format(delta)} en ${one.name}: la derivada promete ${promised.read()} y la pérdida cambia ${real.read()}.`);
  }
  function draw(state) {
    const told = push(state, one, delta), both = [told.promised, told.real], sure = both.every(Number.isFinite);
    const scale = reach(both);
    knob.set(delta);
    put(promisedRule, `Δℓ que promete la derivada: ∂ℓ/∂${one.name} · Δ`);
    put(realRule, `Δℓ de verdad: ℓ(${one.name} + Δ) − ℓ(${one.name})`);
    [promised, real].forEach((each, n) => each.draw(Number.isFinite(both[n]) ? both[n] : null, scale));
    put(gap, sure ? format(Math.abs(told.real - told.promised), 3) : "no se puede comparar: algo se desborda");
  }
  return { elements: [html("h4", {}, "Un empujoncito"), bar2, table], draw };
}

// tables.js
var heading = (attrs, ...children) => html("th", { scope: "col", ...attrs }, ...children);
var soft = (...text) => html("span", { class: "te-soft" }, ...text);
function parameters({ onmove, onrelease, onerror }) {
  const rows = [...PARAMETERS, ...DATA].map((one) => {
    const knob = control(one.name, { onmove: (v) => onmove(one, v), onrelease: (v) => onrelease(one, v), onerror });
    const slope = one.k === null ? null : meter(`d_${one.trait}_${one.k}`, "slope");
    const row = html(
      "tr",
      {},
      html("th", { scope: "row" }, one.name),
      html("td", { class: "te-slide" }, knob.range),
      html("td", {}, knob.field),
      html("td", {}, slope?.element ?? soft("es un dato"))
    );
    return { one, knob, slope, row };
  });
  const scale = soft();
  const element = html(
    "table",
    { class: "te-controls" },
    html("caption", {}, "Muévelos"),
    html("thead", {}, html("tr", {}, heading({}, "qué"), heading({ colspan: 2 }, "valor"), heading({}, "∂ℓ/∂ ese parámetro ", scale))),
    html("tbody", {}, ...rows.map(({ row }) => row))
  );
  function draw(state, slopes, sure) {
    const wide = reach([...slopes.beta, ...slopes.omega]);
    for (const { one, knob, slope } of rows) {
      knob.set(read(state, one));
      slope?.draw(sure(read(slopes, one)), wide);
    }
    put(scale, span(wide));
  }
  return { element, draw };
}
function chain() {
  const rows = LINKS.map(({ key, name: name2, rule }) => {
    const value = meter(key, "value"), slope = meter(`d_${key}`, "slope");
    const row = html(
      "tr",
      {},
      html("th", { scope: "row" }, `${name2} = ${rule}`),
      html("td", {}, value.element),
      html("td", {}, html("span", { class: "te-of" }, `∂ℓ/∂${name2}`), slope.element)
    );
    return { key, value, slope, row };
  });
  const valueScale = soft(), slopeScale = soft();
  const element = html(
    "table",
    { class: "te-chain" },
    html("caption", {}, "La cadena"),
    html("thead", {}, html(
      "tr",
      {},
      heading({}, "eslabón"),
      heading({}, "paso adelante ↓ valor ", valueScale),
      heading({}, "paso atrás ↑ derivada ", slopeScale)
    )),
    html("tbody", {}, ...rows.map(({ row }) => row))
  );
  function draw(values, slopes, sure) {
    const tall = reach(LINKS.map(({ key }) => values[key])), deep = reach(LINKS.map(({ key }) => slopes[key]));
    for (const { key, value, slope } of rows) {
      value.draw(values[key], tall);
      slope.draw(sure(slopes[key]), deep);
    }
    put(valueScale, span(tall));
    put(slopeScale, span(deep));
  }
  return { element, draw };
}

// toy_explorer.js
var STATE = ["x", "y", "beta", "omega"];
function render({ model, el }) {
  const { region, say } = liveRegion(), gone = liveRegion(), { box, warn } = alertBox("te-problem");
  const kernel = kernelLink(model, gone.say);
  const state = () => Object.fromEntries(STATE.map((name2) => [name2, model.get(name2)]));
  const move = (one, value) => model.set(one.trait, changed(state(), one, value)[one.trait]);
  const onerror = (text) => say(notANumber(text));
  const table = parameters({ onmove: move, onrelease: release, onerror });
  const links = chain(), push2 = pusher({ onchange: draw, say, onerror });
  const picture = plot(), words = html("p", { class: "te-residue" });
  const whole = root(
    "cl-toy-explorer",
    box,
    html(
      "div",
      { class: "te-columns" },
      html("div", { class: "te-column" }, table.element),
      html("div", { class: "te-column" }, picture.element, words)
    ),
    links.element,
    ...push2.elements,
    region,
    gone.region
  );
  function release(one, value) {
    move(one, value);
    kernel.save();
    const { f3, loss } = forward(state());
    say(`${one.name} = ${format(read(state(), one))}: f[x] = ${format(f3)}, ℓ = ${format(loss)}.`);
  }
  function draw() {
    const now = state(), values = forward(now), slopes = backward(values, now), trouble = overflow(values, slopes);
    const sure = (value) => trouble && !Number.isFinite(value) ? null : value;
    warn(trouble);
    table.draw(now, slopes, sure);
    links.draw(values, slopes, sure);
    picture.draw(now, values.f3);
    put(words, residual(now, values.f3));
    push2.draw(now);
    whole.dataset.state = JSON.stringify(now);
  }
  const stop = listen(model, STATE, draw);
  el.append(whole);
  draw();
  return () => {
    stop();
    kernel.stop();
  };
}
var toy_explorer_default = { render };
export {
  toy_explorer_default as default
};
