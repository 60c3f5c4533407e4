// Lo junta «autograder build»: no se edita. Huella: da6616363aa3d425
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
function disable(control, off) {
  control.setAttribute("aria-disabled", String(off));
}
function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
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

// writing.js
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
function compute(nodes, leaves2) {
  const values = [], slopes = [], parts = nodes.map(() => []), grads = nodes.map(() => 0);
  nodes.forEach((node, i) => {
    if (!node.parents.length) {
      values[i] = leaves2[node.key] ?? node.value;
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

// story.js
var Story = class {
  constructor(spec, leaves2) {
    this.spec = spec;
    this.nodes = spec.nodes;
    this.last = spec.steps.length;
    this.forward = this.nodes.length;
    this.root = this.nodes[this.nodes.length - 1].name;
    this.uses = this.nodes.map(() => 0);
    for (const step of spec.steps) if (step[0] === "e") this.uses[this.parent(step)] += 1;
    this.update(leaves2);
  }
  update(leaves2) {
    if (this.spec.live) Object.assign(this, compute(this.nodes, leaves2));
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

// guess.js
function guessing({ model, kernel, story, goTo, stop }) {
  const { spec, nodes, last } = story;
  const box2 = html("input", { type: "checkbox", disabled: !spec.live, onchange: () => {
    stop();
    kernel.save({ predict: box2.checked });
  } });
  const asking = html("span", {}), score = html("span", { class: "gs-score" }), feedback = html("p", { class: "gs-feedback", role: "status" });
  const answer = html("input", { type: "text", autocomplete: "off", onkeydown: onEnter(check) });
  const submit = html("button", { type: "submit", class: "cl-button" }, "Comprobar");
  const form = html(
    "form",
    { class: "cl-bar gs-form", onsubmit: (event) => {
      event.preventDefault();
      check();
    } },
    html("label", { class: "gs-ask" }, asking, answer),
    submit,
    score
  );
  function check() {
    const step = model.get("step"), asked = story.question(step), x = parse(answer.value);
    if (!asked) return;
    const problem = unanswerable(asked, x, answer.value);
    if (problem) return put(feedback, problem);
    const right = close(x, asked.answer);
    note(step, asked, x, right);
    if (!right) return put(feedback, hint(story, asked, x));
    answer.value = "";
    goTo(step + 1);
    put(feedback, `Sí: ${format(asked.answer)}.`);
  }
  function note(step, asked, x, right) {
    const before = model.get("predictions");
    if (before.some((p) => p.step === step)) return;
    kernel.save({ predictions: [...before, { step, node: nodes[asked.node].key, answer: x, right }] });
  }
  function draw(step) {
    const on = model.get("predict"), asked = on ? story.question(step) : null, told2 = model.get("predictions");
    box2.checked = on;
    form.hidden = !on;
    put(asking, asked ? `${asked.text} ` : step >= last ? "No quedan preguntas. " : "Las preguntas empiezan en el paso atrás. ");
    answer.hidden = submit.hidden = !asked;
    if (!on || form.dataset.step !== String(step)) put(feedback, "");
    form.dataset.step = step;
    put(score, `Aciertos a la primera: ${told2.filter((p) => p.right).length} de ${told2.length}`);
  }
  const label = html("label", { class: "gs-check" }, box2, spec.live ? "Adivina antes" : "Adivina antes (solo con números sueltos)");
  return { label, elements: [form, feedback], draw };
}
function unanswerable(asked, x, written) {
  if (!Number.isFinite(x)) return `Escribe un número, por ejemplo 0,5; «${written}» no lo es.`;
  if (!Number.isFinite(asked.answer)) return "Este gradiente no es un número finito: cambia antes las entradas.";
  return "";
}
function onEnter(action) {
  return (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}

// ../common/fields.js
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

// leaves.js
function leaves({ model, kernel, story, onproblem }) {
  const { spec, nodes } = story;
  const initial = Object.fromEntries(nodes.filter(isInput).map((node) => [node.key, node.value]));
  const fields = !spec.live ? [] : nodes.flatMap((node, i) => isInput(node) ? [{ i, key: node.key, ...leaf(node, model, kernel, onproblem) }] : []);
  const restore = button("Valores del principio", () => {
    onproblem("");
    kernel.save({ leaves: initial });
    draw();
  });
  let state = null;
  function draw(now = state) {
    state = now;
    for (const { i, key, field, grad } of fields) {
      field.set(model.get("leaves")[key]);
      put(grad, arriving(story, i, state.arrived[i]));
    }
  }
  const note = spec.live ? "No hay ninguna entrada que cambiar." : "Hay arrays: sus números los calculó Python y aquí no se cambian.";
  const element = fields.length ? html("div", { class: "gs-fields", role: "group", "aria-label": "Valores de las entradas" }, ...fields.map(({ row }) => row), restore) : html("p", { class: "gs-note" }, note);
  return { element, draw };
}
var isInput = (node) => !node.parents.length && !node.constant;
function leaf(node, model, kernel, onproblem) {
  const changed = (x) => ({ leaves: { ...model.get("leaves"), [node.key]: x } });
  const field = numberField({
    label: node.name,
    value: model.get("leaves")[node.key],
    // Mientras se escribe solo cambia aquí; al acabar se manda a Python.
    oninput: (x) => {
      onproblem("");
      model.set("leaves", changed(x).leaves);
    },
    onchange: (x) => kernel.save(changed(x)),
    onerror: (text) => onproblem(
      `«${text}» no es un número: escribe, por ejemplo, −1,5. ${node.name} sigue valiendo ${format(model.get("leaves")[node.key])}.`
    )
  });
  const grad = html("span", { class: "gs-grad-text" });
  return { field, grad, row: html("div", { class: "gs-field" }, html("span", { "aria-hidden": "true" }, `${node.name} = `), field.input, grad) };
}
function arriving(story, i, came) {
  if (!came.length) return "";
  return `${story.derivative(i)} ${came.length < story.uses[i] ? "va por" : "="} ${show(story.total(i, came))}`;
}

// drawing.js
function drawing(story, number) {
  const view = story.spec.views[number], [width, height] = view.size;
  const where = new Map(view.nodes.map(([i, x, y, half]) => [i, { x, y, half }]));
  const leaving = new Set(view.edges.map(([child, k]) => story.nodes[child].parents[k]));
  const arrows = view.edges.map((one) => arrow(story, one, where.get(one[0])));
  const boxes = view.nodes.map((one) => box(story, one, { borrowed: view.borrowed.includes(one[0]), leaving: leaving.has(one[0]) }));
  const element = svg("svg", {
    role: "img",
    width,
    height,
    viewBox: `-6 -36 ${width} ${height}`,
    class: "gs-svg",
    "aria-label": `Grafo de cómputo de ${story.root}. Sus números, en la tabla de abajo.`
  }, ...arrows.map((each) => each.group), ...boxes.map((each) => each.group));
  return {
    element,
    update: (state, asked) => {
      for (const each of arrows) each.update(state, asked);
      for (const each of boxes) each.update(state);
    },
    spot: (move) => where.get(move[1]) ?? { x: 0, y: 0 }
  };
}
function arrow(story, [child, k, path, x, y], { x: cx, y: cy, half }) {
  const parent = story.nodes[child].parents[k], key = `${child}-${k}`;
  const [value, part, local] = [["gs-value", -6], ["gs-grad", 15], ["gs-local", 28]].map(([name, dy]) => svg("text", { x, y: y + dy, class: name }));
  const group = svg("g", { class: "gs-edge" }, svg("path", { d: path, class: "gs-line" }), head(cx - half, cy), value, part, local);
  function update(state, asked) {
    const { now, known } = state, back = state.edges.has(key), current = now?.[0] === "e" && `${now[1]}-${now[2]}` === key;
    put(value, parent < known && !story.nodes[parent].constant ? show(story.values[parent]) : "");
    put(part, back ? `← ${show(story.parts[child][k])}` : asked === key ? "← ?" : "");
    put(local, back && story.slopes ? `× ${factor(story.slopes[child][k])}` : "");
    mark(group, current ? "now" : asked === key ? "asked" : back ? "back" : parent < known ? "on" : "off");
  }
  return { group, update };
}
function box(story, [i, x, y, half], { borrowed, leaving }) {
  const computed = story.nodes[i].parents.length > 0, root2 = i === story.nodes.length - 1, alone = root2 || !leaving;
  const value = svg("text", root2 ? { x: x + half + 42, y: y - 6, class: "gs-value" } : { x, y: y - 23, class: "gs-value" });
  const total = svg("text", root2 ? { x: x + half + 42, y: y + 15, class: "gs-grad" } : { x, y: y + 31, class: "gs-grad" });
  const group = svg(
    "g",
    { class: "gs-node" },
    svg("rect", { x: x - half, y: y - 18, width: 2 * half, height: 36, rx: computed ? 18 : 3 }),
    svg("text", { x, y: computed ? y - 2 : y + 4, class: "gs-name" }, story.name(i)),
    computed ? svg("text", { x, y: y + 12, class: "gs-formula" }, borrowed ? `tramo ${story.spec.home[i] + 1}` : story.formula(i)) : null,
    ...root2 ? [svg("path", { d: `M${x + half} ${y}h70`, class: "gs-line" }), head(x + half + 76, y)] : [],
    value,
    total
  );
  function update({ arrived, known, now }) {
    const came = arrived[i], [kind, at] = now ?? [];
    put(value, i < known && alone ? show(story.values[i]) : "");
    put(total, came.length > 1 || came.length && alone ? addition(came, story.total(i, came)) : "");
    mark(group, (kind === "n" || kind === "s") && at === i ? "now" : i < known ? "on" : "off");
  }
  return { group, update };
}
function mark(element, state) {
  if (element.dataset.state !== state) element.dataset.state = state;
}
function head(x, y) {
  return svg("path", { d: `M${x} ${y}l-7 -3.5v7z`, class: "gs-head" });
}

// stage.js
function stage(story, onchange) {
  const { spec, nodes } = story, folded = spec.views.length > 1, drawn = /* @__PURE__ */ new Map();
  const element = html("div", { class: "gs-stage cl-pan", tabindex: "0", role: "group", "aria-label": "Grafo: teclas ← y → para dar pasos, espacio para reproducir" });
  const choice = select([["auto", "El del paso"], ...spec.views.map((v, n) => [n, `${n + 1}: ${v.title}`]), ["all", "Todos"]], onchange);
  const view = (n) => {
    if (!drawn.has(n)) drawn.set(n, drawing(story, n));
    return drawn.get(n);
  };
  let staged = null;
  function draw(state, asked) {
    const home = spec.home[Math.max(0, state.step - 1)], shown = chosen(choice.value, home, spec.views.length);
    if (shown.join() !== staged) element.replaceChildren(...shown.flatMap(piece));
    staged = shown.join();
    for (const n of shown) view(n).update(state, asked?.[0] === "e" ? `${asked[1]}-${asked[2]}` : null);
    if (state.now && shown.includes(home)) requestAnimationFrame(() => reveal(element, view(home), asked ?? state.now));
  }
  function piece(n) {
    const picture = view(n).element;
    return folded ? [html("p", { class: "gs-piece" }, `Tramo ${n + 1} de ${spec.views.length}`), picture] : [picture];
  }
  const label = folded ? html("label", {}, `El grafo tiene ${nodes.length} nodos y va por tramos. Se ve: `, choice) : null;
  return { element, label, draw };
}
function chosen(value, home, count) {
  if (value === "all") return Array.from({ length: count }, (_, n) => n);
  return [value === "auto" ? home : Number(value)];
}
function reveal(element, view, move) {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return;
  const spot = view.spot(move);
  const top = view.element.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop;
  element.scrollTo({
    left: spot.x - element.clientWidth / 2,
    top: top + spot.y - element.clientHeight / 2,
    behavior: reducedMotion() ? "auto" : "smooth"
  });
}

// table.js
function table(story, onopen) {
  const rows = story.nodes.map((node, i) => {
    const cells = [html("td", {}), html("td", {})];
    const how = node.parents.length ? story.formula(i) : node.constant ? "constante" : "entrada";
    return { cells, row: html("tr", {}, html("th", { scope: "row" }, story.name(i)), html("td", {}, how), ...cells) };
  });
  const headings = ["nodo", "cómo sale", "valor", `∂${story.root}/∂nodo`].map((text) => html("th", { scope: "col" }, text));
  const element = html(
    "details",
    { ontoggle: onopen },
    html("summary", {}, "Los números, en una tabla"),
    html("table", { class: "gs-table" }, html("thead", {}, html("tr", {}, ...headings)), html("tbody", {}, ...rows.map(({ row }) => row)))
  );
  function draw({ known, arrived }) {
    if (!element.open) return;
    rows.forEach(({ cells }, i) => {
      put(cells[0], i < known ? show(story.values[i]) : "");
      put(cells[1], arrived[i].length ? show(story.total(i, arrived[i])) : "");
    });
  }
  return { element, draw };
}

// walk.js
var PACE = 1200;
function walk({ model, kernel, story }) {
  const { last, forward: turn } = story, at = () => model.get("step");
  let timer = null;
  const goTo = (step) => {
    if (step >= 0 && step <= last && step !== at()) kernel.save({ step });
  };
  const jump = (step) => {
    stop();
    goTo(step);
  };
  const toggle = () => timer ? stop() : play();
  const back = button("Atrás", () => jump(at() - 1)), ahead = button("Adelante", () => jump(at() + 1));
  const player = button("Reproducir", toggle), end = button("Al final", () => jump(last));
  const reset = button("Reiniciar", () => {
    stop();
    kernel.save({ step: 0, predictions: [] });
  });
  const counter = html("span", { class: "gs-counter" });
  function play() {
    if (at() === last) goTo(0);
    timer = setInterval(() => {
      if (at() >= last || model.get("predict") && story.question(at())) stop();
      else goTo(at() + 1);
    }, PACE);
    put(player, "Parar");
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    put(player, "Reproducir");
  }
  function draw(step) {
    put(counter, `Paso ${step} de ${last}${step ? step <= turn ? " · adelante" : " · atrás" : ""}`);
    disable(back, step === 0);
    disable(ahead, step === last);
    disable(end, step === last);
  }
  return {
    bar: html("div", { class: "cl-bar" }, back, ahead, player, end, reset, counter),
    goTo,
    stop,
    draw,
    /** Las teclas: en el grafo, el espacio reproduce; en un botón, es pulsarlo. */
    onkeydown: keys({
      ArrowRight: () => jump(at() + 1),
      ArrowLeft: () => jump(at() - 1),
      Home: () => jump(0),
      End: () => jump(last),
      " ": toggle
    })
  };
}
function keys(actions) {
  return (event) => {
    const { tagName, type, classList } = event.target;
    const busy = tagName === "SELECT" || tagName === "INPUT" && type === "text";
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.key in actions) || event.key === " " && !classList.contains("gs-stage")) return;
    event.preventDefault();
    event.stopPropagation();
    actions[event.key]();
  };
}

// graph_stepper.js
function render({ model, el }) {
  const story = new Story(model.get("spec"), model.get("leaves")), { region, say } = liveRegion();
  const notices = warnings(story), kernel = kernelLink(model, (gone) => notices.set({ gone }));
  const steps = walk({ model, kernel, story });
  const guess = guessing({ model, kernel, story, goTo: steps.goTo, stop: steps.stop });
  const graph = stage(story, draw), numbers = table(story, draw);
  const inputs = leaves({ model, kernel, story, onproblem: (problem) => notices.set({ problem }) });
  const main = root(
    "cl-graph-stepper",
    steps.bar,
    html("div", { class: "cl-bar" }, guess.label, graph.label),
    region,
    ...guess.elements,
    notices.element,
    graph.element,
    inputs.element,
    numbers.element
  );
  main.addEventListener("keydown", steps.onkeydown);
  function draw() {
    const step = model.get("step"), state = story.at(step);
    graph.draw(state, model.get("predict") ? story.question(step)?.move : null);
    steps.draw(step);
    say(story.tell(state));
    notices.draw();
    guess.draw(step);
    inputs.draw(state);
    numbers.draw(state);
    main.dataset.step = step;
  }
  const forget = [
    listen(model, ["step", "predict", "predictions"], draw),
    listen(model, ["leaves"], () => {
      story.update(model.get("leaves"));
      draw();
    })
  ];
  el.append(main);
  draw();
  const placed = new ResizeObserver(draw);
  placed.observe(graph.element);
  return () => {
    steps.stop();
    kernel.stop();
    placed.disconnect();
    forget.forEach((f) => f());
  };
}
function warnings(story) {
  const element = html("p", { class: "gs-warning", role: "status" }), all = { problem: "", gone: "" };
  const draw = () => put(element, [all.problem, story.trouble(), all.gone].filter(Boolean).join(" "));
  return { element, draw, set: (changes) => {
    Object.assign(all, changes);
    draw();
  } };
}
var graph_stepper_default = { render };
export {
  graph_stepper_default as default
};
