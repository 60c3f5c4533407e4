// Lo junta «autograder build»: no se edita. Huella: 73ce85f91bb6679c
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
function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
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

// math.js
var sigmoid = (z) => z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
var same = { value: (z) => z, slopes: () => [1], rules: () => ["1"] };
var OPERATIONS = {
  "+": { value: (a, b) => a + b, slopes: () => [1, 1], rules: () => ["1", "1"] },
  "-": { value: (a, b) => a - b, slopes: () => [1, -1], rules: () => ["1", "−1"] },
  neg: { value: (z) => -z, slopes: () => [-1], rules: () => ["−1"] },
  "*": { value: (a, b) => a * b, slopes: (out, a, b) => [b, a], rules: (y, a, b) => [b, a] },
  "/": { value: (a, b) => a / b, slopes: (out, a, b) => [1 / b, -out / b], rules: (y, a, b) => [`1/${b}`, `−${y}/${b}`] },
  exp: { value: Math.exp, slopes: (out) => [out], rules: (y) => [y] },
  log: { value: Math.log, slopes: (out, z) => [1 / z], rules: (y, z) => [`1/${z}`] },
  sin: { value: Math.sin, slopes: (out, z) => [Math.cos(z)], rules: (y, z) => [`cos(${z})`] },
  cos: { value: Math.cos, slopes: (out, z) => [-Math.sin(z)], rules: (y, z) => [`−sin(${z})`] },
  tanh: { value: Math.tanh, slopes: (out) => [1 - out * out], rules: (y) => [`1 − ${y}²`] },
  sigmoid: { value: sigmoid, slopes: (out) => [out * (1 - out)], rules: (y) => [`${y}(1 − ${y})`] },
  softplus: {
    value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    slopes: (out, z) => [sigmoid(z)],
    rules: (y, z) => [`sigmoid(${z})`]
  },
  relu: {
    // Un NaN que entra sale: Math.max(0, NaN) también es NaN.
    value: (z) => Math.max(0, z),
    slopes: (out, z) => [z > 0 ? 1 : 0],
    rules: (y, z) => [`1 si ${z} > 0 y 0 si no`]
  },
  sum: same,
  mean: same,
  T: same
};
function operation(op) {
  if (!op.startsWith("**")) return OPERATIONS[op];
  const n = Number(op.slice(2));
  return {
    value: (z) => z ** n,
    slopes: (out, z) => [n ? n * z ** (n - 1) : 0],
    rules: (y, z) => [n === 2 ? `2${z}` : `${format(n)}${z}${superscript(n - 1)}`]
  };
}
function compute(nodes, leaves) {
  const values = [], slopes = [], parts = nodes.map(() => []), grads = nodes.map(() => 0);
  nodes.forEach((node, i) => {
    if (!node.parents.length) {
      values[i] = leaves[node.key] ?? node.value;
      return;
    }
    const inputs = node.parents.map((p) => values[p]);
    const { value, slopes: slope } = operation(node.op);
    values[i] = value(...inputs);
    slopes[i] = slope(values[i], ...inputs);
  });
  grads[nodes.length - 1] = 1;
  for (let i = nodes.length - 1; i >= 0; i--) {
    nodes[i].parents.forEach((p, k) => {
      parts[i][k] = grads[i] * slopes[i][k];
      grads[p] += parts[i][k];
    });
  }
  return { values, slopes, parts, grads };
}
var INFIX = { "+": "+", "-": "−", "*": "×", "/": "/", "@": "@" };
function superscript(n) {
  return Number.isInteger(n) ? String(n).replace(/[-\d]/g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻") : `^${format(n)}`;
}
function write(op, inputs) {
  const safe = (text) => text.startsWith("−") ? `(${text})` : text;
  if (op in INFIX) return [inputs[0], ...inputs.slice(1).map(safe)].join(` ${INFIX[op]} `);
  if (op === "neg") return `−${safe(inputs[0])}`;
  if (op === "T") return `${inputs[0]}ᵀ`;
  if (op.startsWith("**")) return safe(inputs[0]) + superscript(Number(op.slice(2)));
  return `${op}(${inputs.join(", ")})`;
}
var show = (x) => typeof x === "number" ? format(x) : x;
var told = (x) => show(x).startsWith("(") ? `un array de forma ${x}` : show(x);
var factor = (x) => show(x).startsWith("−") ? `(${show(x)})` : show(x);
function addition(came, total) {
  if (came.length === 1) return `← ${show(came[0])}`;
  const arrived = [...came].reverse();
  if (arrived.some((x) => typeof x !== "number") || arrived.length > 3) return `Σ = ${show(total)}`;
  return `${arrived.map((x) => format(x)).join(" + ").replaceAll("+ −", "− ")} = ${format(total)}`;
}

// drawing.js
function put2(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
function mark(element, state) {
  if (element.dataset.state !== state) element.dataset.state = state;
}
function drawing(story, number) {
  const view = story.spec.views[number], { nodes } = story;
  const where = new Map(view.nodes.map(([i, x, y, half]) => [i, { x, y, half }]));
  const leaving = new Set(view.edges.map(([child, k]) => nodes[child].parents[k]));
  const borrowed = new Set(view.borrowed);
  const last = nodes.length - 1;
  const edges = view.edges.map(([child, k, path, x, y]) => {
    const { x: cx, y: cy, half } = where.get(child);
    const [value, part, local] = [-6, 15, 28].map((dy, n) => svg("text", { x, y: y + dy, class: ["gs-value", "gs-grad", "gs-local"][n] }));
    const group = svg(
      "g",
      { class: "gs-edge" },
      svg("path", { d: path, class: "gs-line" }),
      head(cx - half, cy),
      value,
      part,
      local
    );
    return { child, k, group, value, part, local };
  });
  const boxes = view.nodes.map(([i, x, y, half]) => {
    const node = nodes[i];
    const two = node.parents.length > 0;
    const total = svg("text", { x, y: y + 31, class: "gs-grad" });
    const value = svg("text", i === last ? { x: x + half + 42, y: y - 6, class: "gs-value" } : { x, y: y - 23, class: "gs-value" });
    const group = svg(
      "g",
      { class: "gs-node" },
      svg("rect", { x: x - half, y: y - 18, width: 2 * half, height: 36, rx: two ? 18 : 3 }),
      svg("text", { x, y: two ? y - 2 : y + 4, class: "gs-name" }, story.name(i)),
      two ? svg("text", { x, y: y + 12, class: "gs-formula" }, borrowed.has(i) ? `tramo ${story.spec.home[i] + 1}` : story.formula(i)) : null,
      i === last ? svg("path", { d: `M${x + half} ${y}h70`, class: "gs-line" }) : null,
      i === last ? head(x + half + 76, y) : null,
      value,
      total
    );
    if (i === last) {
      total.setAttribute("x", x + half + 42);
      total.setAttribute("y", y + 15);
    }
    return { i, group, value, total };
  });
  const [width, height] = view.size;
  const element = svg("svg", {
    role: "img",
    width,
    height,
    viewBox: `-6 -36 ${width} ${height}`,
    class: "gs-svg",
    "aria-label": `Grafo de cómputo de ${story.root}. Sus números, en la tabla de abajo.`
  }, ...edges.map((e) => e.group), ...boxes.map((b) => b.group));
  function update(state, asked) {
    for (const { child, k, group, value, part, local } of edges) {
      const parent = nodes[child].parents[k], key = `${child}-${k}`;
      const back = state.edges.has(key), current = state.now?.[0] === "e" && `${state.now[1]}-${state.now[2]}` === key;
      put2(value, parent < state.known && !nodes[parent].constant ? show(story.values[parent]) : "");
      put2(part, back ? `← ${show(story.parts[child][k])}` : asked === key ? "← ?" : "");
      put2(local, back && story.slopes ? `× ${factor(story.slopes[child][k])}` : "");
      mark(group, current ? "now" : asked === key ? "asked" : back ? "back" : parent < state.known ? "on" : "off");
    }
    for (const { i, group, value, total } of boxes) {
      const came = state.arrived[i], known = i < state.known;
      put2(value, known && (i === last || !leaving.has(i)) ? show(story.values[i]) : "");
      const told2 = came.length && (i === last || story.uses[i] > 1 || !leaving.has(i));
      put2(total, told2 && (came.length > 1 || i === last || !leaving.has(i)) ? addition(came, story.total(i, came)) : "");
      const [kind, a] = state.now ?? [];
      mark(group, (kind === "n" || kind === "s") && a === i ? "now" : known ? "on" : "off");
    }
  }
  const spot = (move) => where.get(move[1]) ?? { x: 0, y: 0 };
  return { element, update, spot, title: view.title };
}
function head(x, y) {
  return svg("path", { d: `M${x} ${y}l-7 -3.5v7z`, class: "gs-head" });
}

// story.js
var Story = class {
  constructor(spec, leaves) {
    this.spec = spec;
    this.nodes = spec.nodes;
    this.last = spec.steps.length;
    this.forward = this.nodes.length;
    this.root = this.nodes[this.nodes.length - 1].name;
    this.uses = this.nodes.map(() => 0);
    for (const step of spec.steps) if (step[0] === "e") this.uses[this.parent(step)] += 1;
    this.update(leaves);
  }
  update(leaves) {
    if (this.spec.live) Object.assign(this, compute(this.nodes, leaves));
    else {
      this.values = this.nodes.map((n) => n.value);
      this.grads = this.nodes.map((n) => n.grad);
      this.parts = this.nodes.map((n) => n.parents.map((p) => this.nodes[p].part));
    }
  }
  parent([, child, k]) {
    return this.nodes[child].parents[k];
  }
  name(i) {
    return this.nodes[i].constant ? show(this.values[i]) : this.nodes[i].name;
  }
  derivative(i) {
    return `∂${this.root}/∂${this.name(i)}`;
  }
  formula(i) {
    const { op, parents } = this.nodes[i];
    return write(op, parents.map((p) => this.name(p)));
  }
  /** Lo que ya se ve tras `step` pasos: nodos calculados, aristas recorridas y lo llegado a cada nodo. */
  at(step) {
    const arrived = this.nodes.map(() => []), edges = /* @__PURE__ */ new Set();
    for (const move of this.spec.steps.slice(this.forward, step)) {
      if (move[0] === "s") arrived[move[1]].push(1);
      else {
        arrived[this.parent(move)].push(this.parts[move[1]][move[2]]);
        edges.add(`${move[1]}-${move[2]}`);
      }
    }
    return { step, known: Math.min(step, this.forward), arrived, edges, now: this.spec.steps[step - 1] };
  }
  /** Lo llegado a un nodo hasta ahora: la suma, o el texto si son arrays. */
  total(i, arrived) {
    if (arrived.every((x) => typeof x === "number")) return arrived.reduce((a, b) => a + b, 0);
    return arrived.length < this.uses[i] ? `${arrived.length} de ${this.uses[i]} partes` : this.grads[i];
  }
  /** El paso, contado. */
  tell(state) {
    const { step, now, arrived } = state;
    if (!step) return `Listo: ${this.nodes.length} nodos. Adelante, o la tecla →: primero el paso adelante, desde las entradas hasta ${this.root}.`;
    const end = step === this.last ? ` Fin: ya están todas las derivadas de ${this.root}.` : "";
    const [kind, i] = now;
    if (kind === "s") return `Paso atrás. Se empieza en la salida: ${this.derivative(i)} = 1.${end}`;
    if (kind === "n") {
      const node = this.nodes[i];
      if (node.constant) return `Paso adelante. Una constante: ${show(this.values[i])}.`;
      if (!node.parents.length) return `Paso adelante. La entrada ${node.name} es ${told(this.values[i])}.`;
      if (!this.spec.live) return `Paso adelante. ${node.name} = ${this.formula(i)}, que es ${told(this.values[i])}.`;
      const inputs = node.parents.map((p) => show(this.values[p]));
      return `Paso adelante. ${node.name} = ${this.formula(i)} = ${write(node.op, inputs)} = ${show(this.values[i])}.`;
    }
    const parent = this.parent(now), came = arrived[parent], more = this.uses[parent] - came.length;
    let text = `Paso atrás, de ${this.name(i)} a ${this.name(parent)}. ${this.share(now)}`;
    if (came.length > 1) {
      text += this.spec.live ? ` Con lo que ya había llegado a ${this.name(parent)}, se suma: ${addition(came, this.total(parent, came))}.` : ` Se suma a lo que ya había llegado a ${this.name(parent)}.`;
    }
    if (more) text += ` A ${this.name(parent)} aún le ${more === 1 ? "falta una rama" : `faltan ${more} ramas`}.`;
    return text + end;
  }
  /** «Llega 1, la derivada local es ∂J/∂g = h = 4, y se reparte 1 × 4 = 4.» */
  share([, child, k]) {
    const node = this.nodes[child], parent = node.parents[k], part = this.parts[child][k];
    const local = `∂${this.name(child)}/∂${this.name(parent)}`;
    if (!this.spec.live) return `Llega ${told(this.grads[child])}; con el jacobiano ${local}, se reparte ${told(part)}.`;
    const rule = operation(node.op).rules(this.name(child), ...node.parents.map((p) => this.name(p)))[k];
    const slope = this.slopes[child][k], comes = this.grads[child];
    const written = rule === show(slope) ? rule : `${rule} = ${show(slope)}`;
    return `Llega ${show(comes)}, la derivada local es ${local} = ${written}, y se reparte ${show(comes)} × ${factor(slope)} = ${show(part)}.`;
  }
  /** El primer número que se ha roto, explicado; "" si no hay ninguno. */
  trouble() {
    if (!this.spec.live) return "";
    const bad = this.values.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) {
      const inputs = this.nodes[bad].parents.map((p) => show(this.values[p]));
      return `Aviso: ${this.name(bad)} = ${write(this.nodes[bad].op, inputs)} no es un número finito. Cambia las entradas de las que sale.`;
    }
    const grad = this.grads.findLastIndex((x) => !Number.isFinite(x));
    return grad < 0 ? "" : `Aviso: ${this.derivative(grad)} no es un número finito. Cambia las entradas por unas más suaves.`;
  }
  /** La pregunta del paso siguiente, hacia atrás, o null. */
  question(step) {
    const move = this.spec.steps[step];
    if (!move || move[0] === "n") return null;
    const node = move[0] === "s" ? move[1] : this.parent(move);
    const came = this.at(step).arrived[node].reduce((a, b) => a + b, 0);
    const part = move[0] === "s" ? 1 : this.parts[move[1]][move[2]];
    const missing = this.uses[node] - this.at(step).arrived[node].length;
    const whole = move[0] === "s" || missing === 1;
    const answer = whole ? came + part : part;
    const branches = this.uses[node] > 1 && move[0] === "e";
    const text = whole ? `¿Cuánto vale ${this.derivative(node)}${branches ? ", sumadas sus ramas" : ""}?` : `¿Cuánto reparte ${this.name(move[1])} a ${this.name(node)} por esta rama?`;
    return { text, answer, part, came: whole ? came : 0, node, move };
  }
};
var close = (x, y) => x === Number(y.toPrecision(2)) || Math.abs(x - y) <= (Math.abs(y) < 1e-12 ? 1e-9 : 0.01 * Math.abs(y));
function hint(story, { answer, part, came, node, move }, x) {
  if (move[0] === "s") return "No. ¿Cuánto sube la salida por cada unidad que sube ella misma?";
  const [, child, k] = move, comes = story.grads[child], slope = story.slopes[child][k], child_ = story.name(child);
  if (came && close(x, part)) return `Eso es lo que trae esta rama. A ${story.name(node)} ya le había llegado otra: falta sumarla.`;
  if (came && close(x, came)) return `Eso ya había llegado. Falta sumar lo que trae la rama de ${child_}.`;
  if (close(x, -answer)) return "Casi: es ese número con el otro signo.";
  if (close(x, slope)) return `Esa es la derivada local. Falta multiplicarla por lo que llega a ${child_}, que es ${show(comes)}.`;
  if (close(x, comes)) return `Eso es lo que llega a ${child_}. Falta multiplicarlo por la derivada local.`;
  if (story.nodes[child].op === "*" && close(x, comes * story.values[node])) return "En un producto, cada factor recibe el valor del otro, no el suyo.";
  if (close(x, story.values[node])) return `Eso es lo que vale ${story.name(node)} en el paso adelante. Se pregunta por su derivada.`;
  return `No. A ${child_} le llega ${show(comes)}: multiplícalo por la derivada local${came ? ` y suma lo que ya había llegado` : ""}.`;
}

// graph_stepper.js
function enter(event, action) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  event.stopPropagation();
  action();
}
function render({ model, el }) {
  const story = new Story(model.get("spec"), model.get("leaves"));
  const { spec, nodes, last } = story;
  const folded = spec.views.length > 1;
  const initial = Object.fromEntries(nodes.filter((n) => !n.parents.length && !n.constant).map((n) => [n.key, n.value]));
  const { region, say } = liveRegion();
  const warning = html("p", { class: "gs-warning", role: "status" });
  const kernel = kernelLink(model, (text) => {
    gone = text;
    showWarning();
  });
  let timer = null, problem = "", gone = "";
  const showWarning = () => put2(warning, [problem, story.trouble(), gone].filter(Boolean).join(" "));
  const goTo = (step) => {
    if (step >= 0 && step <= last && step !== model.get("step")) kernel.save({ step });
  };
  const move = (by) => {
    stop();
    goTo(model.get("step") + by);
  };
  const back = button("Atrás", () => move(-1));
  const forward = button("Adelante", () => move(1));
  const reset = button("Reiniciar", () => {
    stop();
    kernel.save({ step: 0, predictions: [] });
  });
  const end = button("Al final", () => {
    stop();
    goTo(last);
  });
  const player = button("Reproducir", () => timer ? stop() : play());
  const counter = html("span", { class: "gs-counter" });
  const guess = html("input", { type: "checkbox", onchange: () => {
    stop();
    kernel.save({ predict: guess.checked });
  } });
  if (!spec.live) guess.disabled = true;
  const choice = html(
    "select",
    { onchange: () => update() },
    html("option", { value: "auto" }, "El del paso"),
    ...spec.views.map((v, i) => html("option", { value: i }, `${i + 1}: ${v.title}`)),
    html("option", { value: "all" }, "Todos")
  );
  function play() {
    if (model.get("step") === last) goTo(0);
    timer = setInterval(() => {
      const step = model.get("step");
      if (step >= last || model.get("predict") && story.question(step)) stop();
      else goTo(step + 1);
    }, 1200);
    put2(player, "Parar");
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    put2(player, "Reproducir");
  }
  const ask = html("label", { class: "gs-ask" }), answer = html("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    onkeydown: (event) => enter(event, check)
  });
  const feedback = html("p", { class: "gs-feedback", role: "status" });
  const asking = html("span", {});
  ask.append(asking, answer);
  const score = html("span", { class: "gs-score" });
  const form = html(
    "form",
    { class: "cl-bar gs-form", onsubmit: (event) => {
      event.preventDefault();
      check();
    } },
    ask,
    html("button", { type: "submit", class: "cl-button" }, "Comprobar"),
    score
  );
  function check() {
    const step = model.get("step"), asked = story.question(step), x = parse(answer.value);
    if (!asked) return;
    if (!Number.isFinite(x)) return put2(feedback, `Escribe un número, por ejemplo 0,5; «${answer.value}» no lo es.`);
    if (!Number.isFinite(asked.answer)) return put2(feedback, "Este gradiente no es un número finito: cambia antes las entradas.");
    const right = close(x, asked.answer);
    const before = model.get("predictions");
    if (!before.some((p) => p.step === step)) {
      kernel.save({ predictions: [...before, { step, node: nodes[asked.node].key, answer: x, right }] });
    }
    if (!right) return put2(feedback, hint(story, asked, x));
    answer.value = "";
    goTo(step + 1);
    put2(feedback, `Sí: ${format(asked.answer)}.`);
  }
  const fields = nodes.flatMap((node, i) => {
    if (!spec.live || node.parents.length || node.constant) return [];
    const leaves = (x) => ({ leaves: { ...model.get("leaves"), [node.key]: x } });
    const field = numberField({
      label: node.name,
      value: model.get("leaves")[node.key],
      // Mientras se escribe solo cambia aquí; al acabar se manda a Python.
      oninput: (x) => {
        problem = "";
        model.set("leaves", leaves(x).leaves);
      },
      onchange: (x) => kernel.save(leaves(x)),
      onerror: (text) => {
        problem = `«${text}» no es un número: escribe, por ejemplo, −1,5. ${node.name} sigue valiendo ${format(model.get("leaves")[node.key])}.`;
        showWarning();
      }
    });
    const grad = html("span", { class: "gs-grad-text" });
    const row = html("div", { class: "gs-field" }, html("span", { "aria-hidden": "true" }, `${node.name} = `), field.input, grad);
    return [{ i, key: node.key, field, grad, row }];
  });
  const restore = button("Valores del principio", () => {
    problem = "";
    kernel.save({ leaves: initial });
    update();
  });
  const rows = nodes.map((node, i) => {
    const cells = [html("td", {}), html("td", {})];
    return { i, cells, row: html("tr", {}, html("th", { scope: "row" }, story.name(i)), html("td", {}, node.parents.length ? story.formula(i) : node.constant ? "constante" : "entrada"), ...cells) };
  });
  const table = html(
    "details",
    { ontoggle: () => update() },
    html("summary", {}, "Los números, en una tabla"),
    html(
      "table",
      { class: "gs-table" },
      html("thead", {}, html("tr", {}, ...["nodo", "cómo sale", "valor", `∂${story.root}/∂nodo`].map((t) => html("th", { scope: "col" }, t)))),
      html("tbody", {}, ...rows.map((r) => r.row))
    )
  );
  const stage = html("div", { class: "gs-stage", tabindex: "0", role: "group", "aria-label": "Grafo: teclas ← y → para dar pasos, espacio para reproducir" });
  const drawn = /* @__PURE__ */ new Map();
  const draw = (n) => {
    if (!drawn.has(n)) drawn.set(n, drawing(story, n));
    return drawn.get(n);
  };
  let staged = null;
  function stageViews(state) {
    const home = spec.home[Math.max(0, state.step - 1)];
    const pick = folded ? choice.value : "auto";
    const shown = pick === "all" ? spec.views.map((_, n) => n) : [pick === "auto" ? home : Number(pick)];
    const key = shown.join();
    if (key !== staged) {
      staged = key;
      stage.replaceChildren(...shown.flatMap((n) => folded ? [html("p", { class: "gs-piece" }, `Tramo ${n + 1} de ${spec.views.length}`), draw(n).element] : [draw(n).element]));
    }
    const asked = model.get("predict") ? story.question(state.step)?.move : null;
    for (const n of shown) draw(n).update(state, asked?.[0] === "e" ? `${asked[1]}-${asked[2]}` : null);
    if (state.now && shown.includes(home)) reveal(draw(home), state.now, asked);
  }
  function reveal(view, now, asked) {
    if (stage.scrollWidth <= stage.clientWidth && stage.scrollHeight <= stage.clientHeight) return;
    const spot = view.spot(asked ?? now);
    const behavior = reducedMotion() ? "auto" : "smooth";
    const svgTop = view.element.getBoundingClientRect().top - stage.getBoundingClientRect().top + stage.scrollTop;
    stage.scrollTo({ left: spot.x - stage.clientWidth / 2, top: svgTop + spot.y - stage.clientHeight / 2, behavior });
  }
  const main = root(
    "cl-graph-stepper",
    html("div", { class: "cl-bar" }, back, forward, player, end, reset, counter),
    html(
      "div",
      { class: "cl-bar" },
      html("label", { class: "gs-check" }, guess, spec.live ? "Adivina antes" : "Adivina antes (solo con números sueltos)"),
      folded ? html("label", {}, `El grafo tiene ${nodes.length} nodos y va por tramos. Se ve: `, choice) : null
    ),
    region,
    form,
    feedback,
    warning,
    stage,
    fields.length ? html("div", { class: "gs-fields", role: "group", "aria-label": "Valores de las entradas" }, ...fields.map((f) => f.row), restore) : html("p", { class: "gs-note" }, spec.live ? "No hay ninguna entrada que cambiar." : "Hay arrays: sus números los calculó Python y aquí no se cambian."),
    table
  );
  main.addEventListener("keydown", (event) => {
    const tag = event.target.tagName;
    if (event.ctrlKey || event.metaKey || event.altKey || tag === "SELECT" || tag === "INPUT" && event.target.type === "text") return;
    const actions = { ArrowRight: () => move(1), ArrowLeft: () => move(-1), Home: () => {
      stop();
      goTo(0);
    }, End: () => {
      stop();
      goTo(last);
    } };
    if (event.target === stage) actions[" "] = () => timer ? stop() : play();
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });
  function update() {
    const step = model.get("step"), state = story.at(step);
    const predicting = model.get("predict"), asked = predicting ? story.question(step) : null;
    stageViews(state);
    put2(counter, `Paso ${step} de ${last}${step ? step <= story.forward ? " · adelante" : " · atrás" : ""}`);
    say(story.tell(state));
    showWarning();
    for (const [control, off] of [[back, step === 0], [forward, step === last], [end, step === last]]) {
      control.setAttribute("aria-disabled", String(off));
    }
    guess.checked = predicting;
    form.hidden = !predicting;
    put2(asking, asked ? `${asked.text} ` : step >= last ? "No quedan preguntas. " : "Las preguntas empiezan en el paso atrás. ");
    answer.hidden = form.querySelector("button").hidden = !asked;
    if (!predicting || form.dataset.step !== String(step)) put2(feedback, "");
    form.dataset.step = step;
    const told2 = model.get("predictions");
    put2(score, `Aciertos a la primera: ${told2.filter((p) => p.right).length} de ${told2.length}`);
    for (const { i, key, field, grad } of fields) {
      field.set(model.get("leaves")[key]);
      const came = state.arrived[i];
      put2(grad, came.length ? `${story.derivative(i)} ${came.length < story.uses[i] ? "va por" : "="} ${show(story.total(i, came))}` : "");
    }
    if (table.open) {
      for (const { i, cells } of rows) {
        put2(cells[0], i < state.known ? show(story.values[i]) : "");
        put2(cells[1], state.arrived[i].length ? show(story.total(i, state.arrived[i])) : "");
      }
    }
    main.dataset.step = step;
  }
  const unlisten = listen(model, ["step", "predict", "predictions"], () => update());
  const unlistenLeaves = listen(model, ["leaves"], () => {
    story.update(model.get("leaves"));
    update();
  });
  el.append(main);
  update();
  const placed = new ResizeObserver(() => update());
  placed.observe(stage);
  return () => {
    stop();
    kernel.stop();
    placed.disconnect();
    unlisten();
    unlistenLeaves();
  };
}
var graph_stepper_default = { render };
export {
  graph_stepper_default as default
};
