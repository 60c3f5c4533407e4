// Lo junta «autograder build»: no se edita. Huella: fc2a9951119d5afd
// ../common/dom.js
function html(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
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
function disable(control, off2) {
  control.setAttribute("aria-disabled", String(off2));
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
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}
function largest(numbers2) {
  return numbers2.reduce((most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most, 0);
}
function softmax(x) {
  const top = Math.max(...x), powers = x.map((v) => Math.exp(v - top)), total = powers.reduce((a, b) => a + b);
  return powers.map((v) => v / total);
}

// ../common/fields.js
function slider(label, attrs) {
  return html("input", { type: "range", class: "cl-slider", "aria-label": label, ...attrs });
}
function numberField({ label, value, oninput, onchange = () => {
}, onerror = () => {
} }) {
  let current = value, latest = value, writing = false;
  const input2 = html("input", {
    // Sin inputmode: el teclado de números de algunos teléfonos no tiene el menos.
    type: "text",
    size: 6,
    autocomplete: "off",
    "aria-label": label,
    value: format(value),
    oninput: () => {
      writing = true;
      const written = parse(input2.value);
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
      input2.value = format(current);
      onchange(current);
    }
  });
  function leave() {
    if (!writing) return;
    writing = false;
    const text = input2.value, good = Number.isFinite(parse(text));
    if (!good) current = latest;
    input2.value = format(current);
    if (good) onchange(current);
    else onerror(text);
  }
  return {
    input: input2,
    // El kernel repite lo que se le mandó, a veces tarde: lo que alguien está escribiendo no se toca.
    set: (x) => {
      latest = x;
      if (writing) return;
      current = x;
      input2.value = format(x);
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

// controls.js
function controls(last, { at, onmove, onrelease }) {
  const go = (step) => onrelease(clamp(step, 0, last));
  const buttons = [
    ["Principio", () => 0],
    ["◀ Anterior", () => at() - 1],
    ["Siguiente ▶", () => at() + 1],
    ["Final", () => last]
  ].map(([text, to]) => button(text, () => go(to())));
  const range = slider("Paso", {
    min: 0,
    max: last,
    step: 1,
    oninput: () => onmove(Number(range.value)),
    onchange: () => onrelease(Number(range.value))
  });
  const phase = html("strong", { class: "cl-flow-phase" }), formula = html("div", { class: "cl-flow-formula" });
  function draw(step, { say, back }) {
    range.value = String(step);
    range.setAttribute("aria-valuetext", `${step} de ${last}`);
    buttons.forEach((one, n) => disable(one, step === (n < 2 ? 0 : last)));
    put(phase, `Paso ${step} de ${last} · ${back ? "hacia atrás" : "hacia delante"}`);
    put(formula, say);
  }
  return {
    bar: html("div", { class: "cl-bar" }, ...buttons, range),
    title: html("p", { class: "cl-flow-title" }, phase, formula),
    draw
  };
}

// math.js
var off = (f) => f.map((z) => !(z > 0));
function run(net, x) {
  const ahead = forward(net, x), out = ahead.f.at(-1);
  return { ...ahead, ...lossOf(net, out), ...backward(net, ahead) };
}
function forward({ betas, omegas }, x) {
  const last = omegas.length - 1, f = [], h = [x];
  for (let k = 0; k <= last; k++) {
    f.push(betas[k].map((b, i) => omegas[k][i].reduce((sum, w, j) => sum + w * h[k][j], b)));
    if (k < last) h.push(f[k].map((z) => Math.max(z, 0)));
  }
  return { f, h };
}
function backward({ omegas, y, c }, { f, h }) {
  const last = omegas.length - 1, df = [], dh = [], dOmega = [];
  let delta = y ? f[last].map((z, i) => 2 * (z - y[i])) : softmax(f[last]).map((p, i) => p - (i === c ? 1 : 0));
  for (let k = last; k >= 0; k--) {
    df[k] = delta;
    dOmega[k] = delta.map((d) => h[k].map((a) => d * a));
    dh[k] = h[k].map((_, j) => omegas[k].reduce((sum, row, i) => sum + row[j] * df[k][i], 0));
    if (k > 0) delta = dh[k].map((d, j) => f[k - 1][j] > 0 ? d : 0);
  }
  return { df, dh, dOmega };
}
function lossOf({ y, c }, out) {
  const s = softmax(out);
  if (y) return { s, loss: out.reduce((sum, z, i) => sum + (z - y[i]) ** 2, 0) };
  const top = Math.max(...out), total = out.reduce((sum, z) => sum + Math.exp(z - top), 0);
  return { s, loss: Math.log(total) - (out[c] - top) };
}
function finite({ f, loss, df, dOmega }) {
  return [...f, [loss], ...df, ...dOmega.flat()].flat().every(Number.isFinite);
}
var transpose = (m) => m[0].map((_, j) => m.map((row) => row[j]));

// names.js
var sub = (name, k) => name + subscript(k);
var input = (k) => k === 0 ? "x" : sub("h", k);
var grad = (name) => `∂ℓ/∂${name}`;
var shapeOf = (m) => Array.isArray(m[0]) ? `(${m.length}, ${m[0].length})` : `(${m.length},)`;
var numbers = (v) => `(${v.map((x) => format(x)).join(", ")})`;

// columns.js
function columnsOf(net) {
  const last = net.omegas.length - 1;
  return [
    { key: "x", name: "x", size: net.omegas[0][0].length, value: (r) => r.h[0], slope: (r) => r.dh[0] },
    ...times(last + 1, (k) => k < last ? [linear(net, k, last), relu(net, k)] : [linear(net, k, last)]).flat(),
    lossColumn(net, last)
  ];
}
function linear({ betas, omegas }, k, last) {
  const names = [sub("Ω", k), sub("β", k)], shapes = [shapeOf(omegas[k]), shapeOf(betas[k])];
  return {
    key: `f${k}`,
    name: sub("f", k),
    size: betas[k].length,
    value: (r) => r.f[k],
    slope: (r) => r.df[k],
    slopeOff: k < last ? (r) => off(r.f[k]) : void 0,
    edge: [names[0], shapes[0], names[1], shapes[1]],
    backEdge: [grad(names[0]), shapes[0], grad(names[1]), shapes[1]],
    backNode: `p${k}`
  };
}
function relu({ betas }, k) {
  const size = betas[k].length;
  return {
    key: `h${k + 1}`,
    name: sub("h", k + 1),
    size,
    value: (r) => r.h[k + 1],
    slope: (r) => r.dh[k + 1],
    off: (r) => off(r.f[k]),
    edge: ["ReLU", `(${size},)`],
    backEdge: [`𝕀[${sub("f", k)} > 0]`, `(${size},)`]
  };
}
function lossColumn({ betas, y, c }, last) {
  const shape = shapeOf(betas[last]);
  return {
    key: "loss",
    name: "ℓ",
    size: 1,
    value: (r) => [r.loss],
    edge: [y ? "Σ (f − y)²" : `c = ${c}`, shape],
    backEdge: [y ? "2 (f − y)" : "s − e_c", shape]
  };
}

// tables.js
var painted = /* @__PURE__ */ new WeakMap();
function matrix(name, m, off2) {
  const rows = Array.isArray(m[0]) ? m : m.map((v) => [v]), scale = largest(m.flat());
  const cells = rows.map((row, i) => row.map((v) => {
    const cell = html("td");
    paint(cell, v, scale, off2?.[i]);
    return cell;
  }));
  return table(name, name === "ℓ" ? "()" : shapeOf(m), cells);
}
function column(name, size, key) {
  const cells = times(size, () => html("td"));
  const show = (values, off2) => {
    const scale = values && largest(values);
    cells.forEach((cell, i) => values ? paint(cell, values[i], scale, off2?.[i]) : clear(cell));
  };
  return { table: table(name, key === "loss" ? "()" : `(${size},)`, cells.map((cell) => [cell]), { "data-name": key }), show };
}
function table(name, shape, rows, attrs = {}) {
  return html(
    "table",
    { class: "cl-flow-table", ...attrs },
    html("caption", {}, html("b", {}, name), html("span", {}, shape)),
    html("tbody", {}, ...rows.map((cells) => html("tr", {}, ...cells)))
  );
}
function paint(cell, value, scale, off2 = false) {
  const key = `${value} ${scale} ${off2}`;
  if (painted.get(cell) === key) return;
  painted.set(cell, key);
  const bad = !Number.isFinite(value);
  const strength = bad ? 0 : Math.round(100 * Math.min(Math.abs(value) / (scale || 1), 1));
  cell.textContent = format(value, 3) + (off2 ? " ✕" : "");
  cell.dataset.value = String(value);
  cell.title = off2 ? "Apagada por la ReLU" : String(value);
  cell.className = bad ? "cl-flow-bad" : off2 ? "cl-flow-off" : value < 0 ? "cl-flow-minus" : value > 0 ? "cl-flow-plus" : "";
  cell.style.setProperty("--strength", `${strength}%`);
}
function clear(cell) {
  if (painted.get(cell) === "") return;
  painted.set(cell, "");
  cell.textContent = "·";
  cell.className = "";
  cell.title = "Aún sin calcular";
  delete cell.dataset.value;
}

// network.js
function network(net, fields) {
  const element = html("div", { class: "cl-flow-net cl-pan", role: "group", tabindex: "0", "aria-label": "Recorrido por la red: valores arriba, gradientes debajo" });
  const place = (part, row, at) => {
    part.style.gridArea = `${row} / ${at}`;
    element.append(part);
    return part;
  };
  const columns = columnsOf(net).map((one, n) => {
    const { key, name, size, slope, edge, backEdge } = one;
    if (edge) place(arrow(edge, "→"), 1, 2 * n);
    const backArrow = edge && place(arrow(backEdge, "←"), 2, 2 * n);
    const ahead = key === "x" ? inputs(fields) : column(name, size, key);
    const back = slope && column(grad(name), size, `d${key}`);
    place(ahead.table, 1, 2 * n + 1);
    if (back) place(back.table, 2, 2 * n + 1);
    return { ...one, ahead, back, backArrow };
  });
  function draw(step, stages, result) {
    const reached = arrived(stages, step), { node, back: backwards = false } = stages[step];
    for (const { key, ahead, back, value, off: off2, slope, slopeOff, backArrow, backNode } of columns) {
      ahead.show(reached(key, false) ? value(result) : null, off2?.(result));
      back?.show(reached(key, true) ? slope(result) : null, slopeOff?.(result));
      mark(ahead.table, node === key && !backwards);
      if (back) mark(back.table, node === key && backwards);
      if (backArrow) mark(backArrow, backNode && node === backNode);
    }
  }
  function follow() {
    const current = element.querySelector("[aria-current]");
    if (current) element.scrollLeft = Math.max(0, current.offsetLeft - element.offsetLeft - element.clientWidth / 2);
  }
  return { element, draw, follow };
}
function told(net, step, stages, result) {
  const reached = arrived(stages, step);
  const layers = columnsOf(net).filter(({ key, off: off2 }) => off2 && reached(key, false)).flatMap(({ key, off: off2 }) => {
    const units = off2(result).flatMap((dead, i) => dead ? [i + 1] : []);
    return units.length ? [`${sub("h", key.slice(1))}, ${units.length > 1 ? "unidades" : "unidad"} ${units.join(", ")}`] : [];
  });
  return layers.length ? `Apagadas por la ReLU con esta x (✕): ${layers.join("; ")}. Por ellas no vuelve gradiente.` : "";
}
function arrived(stages, step) {
  return (node, back) => stages.findIndex((s) => s.node === node && Boolean(s.back) === back) <= step;
}
function arrow(texts, sign) {
  return html("div", { class: "cl-flow-edge" }, ...texts.map((text) => html("span", {}, text)), html("span", { "aria-hidden": "true" }, sign));
}
function inputs(fields) {
  const rows = fields.map(({ input: input2 }) => [html("td", {}, input2)]);
  return {
    table: table("x", `(${fields.length},)`, rows, { "data-name": "x" }),
    show: (values) => fields.forEach((field, i) => field.set(values[i]))
  };
}
function mark(element, on) {
  if (on) element.setAttribute("aria-current", "step");
  else element.removeAttribute("aria-current");
}

// stages.js
function stagesOf(net) {
  const last = net.omegas.length - 1;
  return [
    { node: "x", say: "La entrada", parts: [["x", (r) => r.h[0]]] },
    ...times(last + 1, (k) => forward2(net, k)).flat(),
    lossStage(net, last),
    slopeStage(net, last),
    ...times(last + 1, (n) => backward2(net, last - n)).flat()
  ];
}
function forward2({ betas, omegas }, k) {
  const f = sub("f", k), beta = sub("β", k), omega = sub("Ω", k), h = sub("h", k + 1), x = input(k);
  const linear2 = { node: `f${k}`, say: `${f} = ${beta} + ${omega} ${x}`, parts: [
    [f, (r) => r.f[k]],
    "=",
    [beta, () => betas[k]],
    "+",
    [omega, () => omegas[k]],
    "·",
    [x, (r) => r.h[k]]
  ] };
  const relu2 = { node: `h${k + 1}`, say: `${h} = ReLU(${f})`, parts: [
    [h, (r) => r.h[k + 1], (r) => off(r.f[k])],
    "= ReLU",
    [f, (r) => r.f[k]]
  ] };
  return k < omegas.length - 1 ? [linear2, relu2] : [linear2];
}
function lossStage({ y, c }, last) {
  const f = sub("f", last), loss = ["ℓ", (r) => [r.loss]], out = [f, (r) => r.f[last]];
  return y ? { node: "loss", say: `ℓ = Σ (${f} − y)²`, parts: [loss, "de", out, "e", ["y", () => y]] } : { node: "loss", say: `ℓ = −log s_c, con s = softmax(${f})`, parts: [
    loss,
    "= −log s_c,",
    ["s", (r) => r.s],
    "= softmax",
    out,
    `y c = ${c}`
  ] };
}
function slopeStage({ betas, y, c }, last) {
  const f = sub("f", last), d = grad(f), slope = [d, (r) => r.df[last]];
  return y ? { node: `f${last}`, back: true, say: `${d} = 2 (${f} − y)`, parts: [
    slope,
    "= 2 ·",
    [f, (r) => r.f[last]],
    "−",
    ["y", () => y]
  ] } : { node: `f${last}`, back: true, say: `${d} = s − e_c, con un 1 en la clase correcta`, parts: [
    slope,
    "=",
    ["s", (r) => r.s],
    "−",
    ["e_c", () => betas[last].map((_, i) => i === c ? 1 : 0)]
  ] };
}
function backward2({ omegas }, k) {
  const d = grad(sub("f", k)), omega = sub("Ω", k), x = input(k), slope = [d, (r) => r.df[k]];
  const parameters = { node: `p${k}`, back: true, say: `${grad(omega)} = ${d} · ${x}ᵀ, y ${grad(sub("β", k))} = ${d}`, parts: [
    [grad(omega), (r) => r.dOmega[k]],
    "=",
    slope,
    "·",
    [`${x}ᵀ`, (r) => [r.h[k]]],
    `y ${grad(sub("β", k))} =`,
    slope
  ] };
  const inputs3 = { node: k ? `h${k}` : "x", back: true, say: `${grad(x)} = ${omega}ᵀ · ${d}`, parts: [
    [grad(x), (r) => r.dh[k]],
    "=",
    [`${omega}ᵀ`, () => transpose(omegas[k])],
    "·",
    slope
  ] };
  if (k === 0) return [parameters, inputs3];
  const f = sub("f", k - 1), gate = `𝕀[${f} > 0]`;
  const relu2 = { node: `f${k - 1}`, back: true, say: `${grad(f)} = ${gate} ⊙ ${grad(x)}`, parts: [
    [grad(f), (r) => r.df[k - 1], (r) => off(r.f[k - 1])],
    "=",
    [gate, (r) => r.f[k - 1].map((z) => z > 0 ? 1 : 0)],
    "⊙",
    [grad(x), (r) => r.dh[k]]
  ] };
  return [parameters, inputs3, relu2];
}

// mlp_flow.js
var MOST_READ = 12;
function render({ model, el }) {
  const net = Object.fromEntries(["betas", "omegas", "y", "c"].map((name) => [name, model.get(name)]));
  const stages = stagesOf(net), last = stages.length - 1, { region, say } = liveRegion();
  const notices = warnings(), kernel = kernelLink(model, (gone) => notices.set({ gone }));
  let result = run(net, model.get("x")), step = 0;
  const release = (to) => {
    draw(to);
    if (to !== model.get("step")) kernel.save({ step: to });
  };
  const knobs = controls(last, { at: () => step, onmove: draw, onrelease: release });
  const flow = network(net, inputs2(model, kernel, notices));
  const detail = html("div", { class: "cl-flow-detail cl-pan", role: "group", tabindex: "0", "aria-label": "La cuenta de este paso" });
  const dead = html("p", { class: "cl-flow-dead" });
  const whole = root("cl-mlp_flow", knobs.bar, knobs.title, detail, flow.element, dead, notices.box, region);
  function draw(to) {
    step = to;
    const stage = stages[step];
    whole.dataset.step = String(step);
    whole.dataset.x = JSON.stringify(result.h[0]);
    knobs.draw(step, stage);
    flow.draw(step, stages, result);
    detail.replaceChildren(...account(stage, result));
    put(dead, told(net, step, stages, result));
    notices.set({ broken: finite(result) ? "" : "Algún número se desborda: deja de ser finito. Acerca x a 0." });
    say(spoken(step, stage, result));
    requestAnimationFrame(flow.follow);
  }
  const update = () => {
    const x = model.get("x");
    if (JSON.stringify(x) !== JSON.stringify(result.h[0])) result = run(net, x);
    draw(clamp(model.get("step"), 0, last));
  };
  const forget = listen(model, ["x", "step"], update);
  el.append(whole);
  update();
  return () => {
    kernel.stop();
    forget();
  };
}
function inputs2(model, kernel, notices) {
  return model.get("x").map((value, i) => {
    const moved = (v) => ({ x: model.get("x").map((old, n) => n === i ? v : old) });
    return numberField({
      label: `x, componente ${i + 1}`,
      value,
      oninput: (v) => {
        notices.set({ wrong: "" });
        model.set("x", moved(v).x);
      },
      onchange: (v) => {
        notices.set({ wrong: "" });
        kernel.save(moved(v));
      },
      onerror: (text) => notices.set({ wrong: notANumber(text) })
    });
  });
}
function warnings() {
  const { box, warn } = alertBox("cl-flow-warning"), all = { wrong: "", broken: "", gone: "" };
  return { box, set: (changes) => warn(Object.values(Object.assign(all, changes)).filter(Boolean).join(" ")) };
}
function account({ parts }, result) {
  return parts.map((part) => {
    if (typeof part === "string") return html("span", { class: "cl-flow-sign" }, part);
    const [name, values, off2] = part;
    return matrix(name, values(result), off2?.(result));
  });
}
function spoken(step, { say, parts }, result) {
  const [name, values] = parts[0], all = values(result).flat();
  return `Paso ${step}: ${say}. ${all.length > MOST_READ ? "" : `${name} = ${numbers(all)}`}`;
}
var mlp_flow_default = { render };
export {
  mlp_flow_default as default
};
