// Lo junta «autograder build»: no se edita. Huella: 264eab55ac0b3e44
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

// ../common/fields.js
function numberField({ label, value, oninput, onchange = () => {
}, onerror = () => {
} }) {
  let current = value, latest = value, writing = false;
  const input = html("input", {
    type: "text",
    inputmode: "decimal",
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

// mlp_flow.js
var sub = (name, k) => name + subscript(k);
var shapeOf = (m) => Array.isArray(m[0]) ? `(${m.length}, ${m[0].length})` : `(${m.length},)`;
var numbers = (v) => `(${v.map((x) => format(x)).join(", ")})`;
function run({ betas, omegas, y, c }, x) {
  const last = omegas.length - 1;
  const f = [], h = [x];
  for (let k = 0; k <= last; k++) {
    f.push(betas[k].map((b, i) => omegas[k][i].reduce((sum, w, j) => sum + w * h[k][j], b)));
    if (k < last) h.push(f[k].map((z) => Math.max(z, 0)));
  }
  const out = f[last];
  const top = Math.max(...out);
  const total = out.reduce((sum, z) => sum + Math.exp(z - top), 0);
  const s = out.map((z) => Math.exp(z - top) / total);
  const loss = y ? out.reduce((sum, z, i) => sum + (z - y[i]) ** 2, 0) : Math.log(total) - (out[c] - top);
  let delta = y ? out.map((z, i) => 2 * (z - y[i])) : s.map((p, i) => p - (i === c ? 1 : 0));
  const df = [], dh = [], dOmega = [];
  for (let k = last; k >= 0; k--) {
    df[k] = delta;
    dOmega[k] = delta.map((d) => h[k].map((a) => d * a));
    dh[k] = h[k].map((_, j) => omegas[k].reduce((sum, row, i) => sum + row[j] * df[k][i], 0));
    if (k > 0) delta = dh[k].map((d, j) => f[k - 1][j] > 0 ? d : 0);
  }
  return { f, h, s, loss, df, dh, dOmega };
}
function stagesOf({ betas, omegas, y }) {
  const last = omegas.length - 1;
  const input = (k) => k === 0 ? "x" : sub("h", k);
  const stages = [{ node: "x", say: "La entrada", parts: () => [["x", (r) => r.h[0]]] }];
  for (let k = 0; k <= last; k++) {
    stages.push({ node: `f${k}`, say: `${sub("f", k)} = ${sub("β", k)} + ${sub("Ω", k)} ${input(k)}`, parts: () => [
      [sub("f", k), (r) => r.f[k]],
      "=",
      [sub("β", k), () => betas[k]],
      "+",
      [sub("Ω", k), () => omegas[k]],
      "·",
      [input(k), (r) => r.h[k]]
    ] });
    if (k < last) stages.push({ node: `h${k + 1}`, say: `${sub("h", k + 1)} = ReLU(${sub("f", k)})`, parts: () => [
      [sub("h", k + 1), (r) => r.h[k + 1], "relu"],
      "= ReLU",
      [sub("f", k), (r) => r.f[k]]
    ] });
  }
  const end = sub("f", last);
  stages.push({ node: "loss", say: y ? `ℓ = Σ (${end} − y)²` : `ℓ = −log s_c, con s = softmax(${end})`, parts: (net) => [
    ["ℓ", (r) => [r.loss]],
    y ? "de" : "= −log s_c,",
    ...y ? [] : [["s", (r) => r.s], "= softmax"],
    [end, (r) => r.f[last]],
    y ? "e" : `y c = ${net.c}`,
    ...y ? [["y", () => y]] : []
  ] });
  for (let k = last; k >= 0; k--) {
    const d = `∂ℓ/∂${sub("f", k)}`;
    if (k === last) stages.push({ node: `f${k}`, back: true, say: y ? `${d} = 2 (${end} − y)` : `${d} = s − e_c, con un 1 en la clase correcta`, parts: (net) => [
      [d, (r) => r.df[k]],
      y ? "= 2 ·" : "=",
      [y ? end : "s", (r) => y ? r.f[k] : r.s],
      "−",
      [y ? "y" : "e_c", () => y ?? betas[k].map((_, i) => i === net.c ? 1 : 0)]
    ] });
    stages.push({ node: `p${k}`, back: true, say: `∂ℓ/∂${sub("Ω", k)} = ${d} · ${input(k)}ᵀ, y ∂ℓ/∂${sub("β", k)} = ${d}`, parts: () => [
      [`∂ℓ/∂${sub("Ω", k)}`, (r) => r.dOmega[k]],
      "=",
      [d, (r) => r.df[k]],
      "·",
      [`${input(k)}ᵀ`, (r) => [r.h[k]]],
      `y ∂ℓ/∂${sub("β", k)} =`,
      [d, (r) => r.df[k]]
    ] });
    stages.push({ node: k ? `h${k}` : "x", back: true, say: `∂ℓ/∂${input(k)} = ${sub("Ω", k)}ᵀ · ${d}`, parts: () => [
      [`∂ℓ/∂${input(k)}`, (r) => r.dh[k]],
      "=",
      [`${sub("Ω", k)}ᵀ`, () => omegas[k][0].map((_, j) => omegas[k].map((row) => row[j]))],
      "·",
      [d, (r) => r.df[k]]
    ] });
    if (k > 0) stages.push({ node: `f${k - 1}`, back: true, say: `∂ℓ/∂${sub("f", k - 1)} = 𝕀[${sub("f", k - 1)} > 0] ⊙ ∂ℓ/∂${sub("h", k)}`, parts: () => [
      [`∂ℓ/∂${sub("f", k - 1)}`, (r) => r.df[k - 1], "relu"],
      "=",
      [`𝕀[${sub("f", k - 1)} > 0]`, (r) => r.f[k - 1].map((z) => z > 0 ? 1 : 0)],
      "⊙",
      [`∂ℓ/∂${sub("h", k)}`, (r) => r.dh[k]]
    ] });
  }
  return stages;
}
var painted = /* @__PURE__ */ new WeakMap();
function paint(cell, value, scale, off = false) {
  const key = `${value} ${scale} ${off}`;
  if (painted.get(cell) === key) return;
  painted.set(cell, key);
  const bad = !Number.isFinite(value);
  const strength = bad ? 0 : Math.round(100 * Math.min(Math.abs(value) / (scale || 1), 1));
  cell.textContent = format(value, 3) + (off ? " ✕" : "");
  cell.dataset.value = String(value);
  cell.title = off ? "Apagada por la ReLU" : String(value);
  cell.className = bad ? "cl-flow-bad" : off ? "cl-flow-off" : value < 0 ? "cl-flow-minus" : value > 0 ? "cl-flow-plus" : "";
  cell.style.setProperty("--strength", `${strength}%`);
}
var scaleOf = (m) => Math.max(0, ...m.flat().map(Math.abs).filter(Number.isFinite));
function matrix(name, m, off) {
  const rows = Array.isArray(m[0]) ? m : m.map((v) => [v]);
  const scale = scaleOf(m);
  return html(
    "table",
    { class: "cl-flow-table" },
    html("caption", {}, html("b", {}, name), html("span", {}, name === "ℓ" ? "()" : shapeOf(m))),
    html("tbody", {}, ...rows.map((row, i) => html("tr", {}, ...row.map((v) => {
      const cell = html("td");
      paint(cell, v, scale, off?.[i]);
      return cell;
    }))))
  );
}
function column(name, size, key) {
  const cells = Array.from({ length: size }, () => html("td"));
  const table = html(
    "table",
    { class: "cl-flow-table", "data-name": key },
    html("caption", {}, html("b", {}, name), html("span", {}, key === "loss" ? "()" : `(${size},)`)),
    html("tbody", {}, ...cells.map((cell) => html("tr", {}, cell)))
  );
  const show = (values, off) => {
    const scale = values && scaleOf(values);
    cells.forEach((cell, i) => {
      if (values) return paint(cell, values[i], scale, off?.[i]);
      if (painted.get(cell) === "") return;
      painted.set(cell, "");
      cell.textContent = "·";
      cell.className = "";
      cell.title = "Aún sin calcular";
      delete cell.dataset.value;
    });
  };
  return { table, show };
}
function render({ model, el }) {
  const net = { betas: model.get("betas"), omegas: model.get("omegas"), y: model.get("y"), c: model.get("c") };
  const last = net.omegas.length - 1;
  const stages = stagesOf(net);
  let result = run(net, model.get("x"));
  const live = liveRegion();
  const kernel = kernelLink(model, (text) => {
    gone = text;
    warn();
  });
  let wrong = "", gone = "";
  const moved = (i, value) => model.get("x").map((old, n) => n === i ? value : old);
  const fields = model.get("x").map((value, i) => numberField({
    label: `x, componente ${i + 1}`,
    value,
    // Mientras se escribe solo cambia aquí; al acabar se manda a Python.
    oninput: (v) => {
      wrong = "";
      model.set("x", moved(i, v));
    },
    onchange: (v) => {
      wrong = "";
      kernel.save({ x: moved(i, v) });
      warn();
    },
    onerror: (text) => {
      wrong = `«${text}» no es un número que quepa: se queda el de antes. Escribe, por ejemplo, 0,5.`;
      warn();
    }
  }));
  const columns = [{
    key: "x",
    table: html(
      "table",
      { class: "cl-flow-table", "data-name": "x" },
      html("caption", {}, html("b", {}, "x"), html("span", {}, `(${fields.length},)`)),
      html("tbody", {}, ...fields.map(({ input }) => html("tr", {}, html("td", {}, input))))
    ),
    show: () => {
    },
    back: column("∂ℓ/∂x", fields.length, "dx"),
    slope: (r) => r.dh[0]
  }];
  for (let k = 0; k <= last; k++) {
    const size = net.betas[k].length;
    columns.push({
      key: `f${k}`,
      ...column(sub("f", k), size, `f${k}`),
      value: (r) => r.f[k],
      back: column(`∂ℓ/∂${sub("f", k)}`, size, `df${k}`),
      slope: (r) => r.df[k],
      backOff: k < last ? (r) => r.f[k].map((z) => !(z > 0)) : void 0,
      edge: [sub("Ω", k), shapeOf(net.omegas[k]), sub("β", k), shapeOf(net.betas[k])],
      backEdge: [`∂ℓ/∂${sub("Ω", k)}`, shapeOf(net.omegas[k]), `∂ℓ/∂${sub("β", k)}`, shapeOf(net.betas[k])],
      backNode: `p${k}`
    });
    if (k < last) columns.push({
      key: `h${k + 1}`,
      ...column(sub("h", k + 1), size, `h${k + 1}`),
      value: (r) => r.h[k + 1],
      off: (r) => r.f[k].map((z) => !(z > 0)),
      back: column(`∂ℓ/∂${sub("h", k + 1)}`, size, `dh${k + 1}`),
      slope: (r) => r.dh[k + 1],
      edge: ["ReLU", `(${size},)`],
      backEdge: [`𝕀[${sub("f", k)} > 0]`, `(${size},)`]
    });
  }
  columns.push({
    key: "loss",
    ...column("ℓ", 1, "loss"),
    value: (r) => [r.loss],
    edge: [net.y ? "Σ (f − y)²" : `c = ${net.c}`, shapeOf(net.betas[last])],
    backEdge: [net.y ? "2 (f − y)" : "s − e_c", shapeOf(net.betas[last])]
  });
  const flow = html("div", { class: "cl-flow-net", role: "group", tabindex: "0", "aria-label": "Recorrido por la red: valores arriba, gradientes debajo" });
  columns.forEach(({ table, back, edge, backEdge }, n) => {
    const place = (element, row, at2) => {
      element.style.gridArea = `${row} / ${at2}`;
      flow.append(element);
      return element;
    };
    if (edge) {
      place(html("div", { class: "cl-flow-edge" }, ...edge.map((t) => html("span", {}, t)), html("span", { "aria-hidden": "true" }, "→")), 1, 2 * n);
      columns[n].backArrow = place(html("div", { class: "cl-flow-edge" }, ...backEdge.map((t) => html("span", {}, t)), html("span", { "aria-hidden": "true" }, "←")), 2, 2 * n);
    }
    place(table, 1, 2 * n + 1);
    if (back) place(back.table, 2, 2 * n + 1);
  });
  const steps = html("input", {
    type: "range",
    min: 0,
    max: stages.length - 1,
    step: 1,
    class: "cl-slider",
    "aria-label": "Paso",
    oninput: () => go(Number(steps.value), false),
    onchange: () => kernel.save({ step: Number(steps.value) })
  });
  const first = button("Principio", () => go(0));
  const previous = button("◀ Anterior", () => go(at() - 1));
  const next = button("Siguiente ▶", () => go(at() + 1));
  const final = button("Final", () => go(stages.length - 1));
  const phase = html("strong", { class: "cl-flow-phase" });
  const formula = html("div", { class: "cl-flow-formula" });
  const detail = html("div", { class: "cl-flow-detail", role: "group", tabindex: "0", "aria-label": "La cuenta de este paso" });
  const warning = html("p", { class: "cl-flow-warning", role: "alert" });
  const dead = html("p", { class: "cl-flow-dead" });
  const whole = root(
    "cl-mlp_flow",
    html("div", { class: "cl-bar" }, first, previous, next, final, steps),
    html("p", { class: "cl-flow-title" }, phase, formula),
    detail,
    flow,
    dead,
    warning,
    live.region
  );
  el.append(whole);
  function at() {
    return Number(whole.dataset.step);
  }
  function go(step, commitNow = true) {
    step = Math.min(Math.max(step, 0), stages.length - 1);
    draw(step);
    if (commitNow && step !== model.get("step")) kernel.save({ step });
  }
  function draw(step) {
    const stage = stages[step];
    whole.dataset.step = String(step);
    whole.dataset.x = JSON.stringify(result.h[0]);
    steps.value = String(step);
    steps.setAttribute("aria-valuetext", `${step} de ${stages.length - 1}`);
    for (const [control, off] of [[first, step === 0], [previous, step === 0], [next, step === stages.length - 1], [final, step === stages.length - 1]]) {
      control.setAttribute("aria-disabled", String(off));
    }
    const reached = (node, back) => stages.findIndex((s) => s.node === node && Boolean(s.back) === back) <= step;
    for (const { key, table, show, value, off, back, slope, backOff, backArrow, backNode } of columns) {
      if (value) show(reached(key, false) ? value(result) : null, off?.(result));
      back?.show(reached(key, true) ? slope(result) : null, backOff?.(result));
      mark(table, stage.node === key && !stage.back);
      if (back) mark(back.table, stage.node === key && stage.back);
      if (backArrow) mark(backArrow, backNode && stage.node === backNode);
    }
    phase.textContent = `Paso ${step} de ${stages.length - 1} · ${stage.back ? "hacia atrás" : "hacia delante"}`;
    formula.textContent = stage.say;
    const parts = stage.parts(net).map((part) => {
      if (typeof part === "string") return html("span", { class: "cl-flow-sign" }, part);
      const [name, of, relu] = part;
      const k = Number(stage.node.slice(1)) - (stage.back ? 0 : 1);
      return matrix(name, of(result), relu && result.f[k].map((z) => !(z > 0)));
    });
    detail.replaceChildren(...parts);
    const offs = columns.filter(({ key, off }) => off && reached(key, false)).map(({ key, off }) => [sub("h", key.slice(1)), off(result).flatMap((o, i) => o ? [i + 1] : [])]).filter(([, units]) => units.length);
    dead.textContent = offs.length ? `Apagadas por la ReLU con esta x (✕): ${offs.map(([name, units]) => `${name}, ${units.length > 1 ? "unidades" : "unidad"} ${units.join(", ")}`).join("; ")}. Por ellas no vuelve gradiente.` : "";
    fields.forEach((field, i) => field.set(result.h[0][i]));
    warn();
    const shown = stage.parts(net)[0];
    const told = shown[1](result).flat();
    live.say(`Paso ${step}: ${stage.say}. ${told.length > 12 ? "" : `${shown[0]} = ${numbers(told)}`}`);
    requestAnimationFrame(follow);
  }
  function follow() {
    const current = flow.querySelector("[aria-current]");
    if (current) flow.scrollLeft = Math.max(0, current.offsetLeft - flow.offsetLeft - flow.clientWidth / 2);
  }
  function mark(element, on) {
    if (on) element.setAttribute("aria-current", "step");
    else element.removeAttribute("aria-current");
  }
  function warn() {
    const all = [...result.f, [result.loss], ...result.df, ...result.dOmega.flat()].flat();
    const broken = all.every(Number.isFinite) ? "" : "Algún número se desborda: deja de ser finito. Acerca x a 0.";
    const text = [wrong, broken, gone].filter(Boolean).join(" ");
    if (warning.textContent !== text) warning.textContent = text;
  }
  const forget = listen(model, ["x", "step"], () => {
    const x = model.get("x");
    if (JSON.stringify(x) !== JSON.stringify(result.h[0])) result = run(net, x);
    draw(Math.min(Math.max(model.get("step"), 0), stages.length - 1));
  });
  draw(Math.min(Math.max(model.get("step"), 0), stages.length - 1));
  return () => {
    kernel.stop();
    forget();
  };
}
var mlp_flow_default = { render };
export {
  mlp_flow_default as default,
  run
};
