// Lo junta «autograder build»: no se edita. Huella: d7745c1310d180a2
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
function times(count, f) {
  return Array.from({ length: count }, (_, n) => f(n));
}
function largest(numbers) {
  return numbers.reduce((most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most, 0);
}
function softmax(x) {
  const top = Math.max(...x), powers = x.map((v) => Math.exp(v - top)), total = powers.reduce((a, b) => a + b);
  return powers.map((v) => v / total);
}
function signed(t) {
  const end = t > 0 ? [240, 165, 40] : [86, 180, 233], strength = Math.min(Math.abs(t), 1);
  return end.map((e) => 245 + (e - 245) * strength);
}

// ../common/fields.js
function select(options, onchange, attrs = {}) {
  const list2 = html("select", { ...attrs, onchange: () => onchange(list2.value) }, ...options.map((option) => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return html("option", { value }, String(text));
  }));
  return list2;
}
function numberField({ label, value, oninput, onchange = () => {
}, onerror = () => {
} }) {
  let current2 = value, latest = value, writing = false;
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
      if (Number.isFinite(written)) oninput(current2 = written);
    },
    onblur: leave,
    onkeydown: (event) => {
      if (event.key === "Enter") leave();
      const by = { ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      writing = false;
      current2 = Number((current2 + by).toFixed(6));
      input.value = format(current2);
      onchange(current2);
    }
  });
  function leave() {
    if (!writing) return;
    writing = false;
    const text = input.value, good = Number.isFinite(parse(text));
    if (!good) current2 = latest;
    input.value = format(current2);
    if (good) onchange(current2);
    else onerror(text);
  }
  return {
    input,
    // El kernel repite lo que se le mandó, a veces tarde: lo que alguien está escribiendo no se toca.
    set: (x) => {
      latest = x;
      if (writing) return;
      current2 = x;
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
function listen(model, names2, action) {
  for (const name of names2) model.on(`change:${name}`, action);
  return () => {
    for (const name of names2) model.off(`change:${name}`, action);
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
var FUNCTIONS = {
  lineal: {
    free: true,
    y: (x, W) => W.map((row) => row.reduce((sum, w, i) => sum + w * x[i], 0)),
    J: (x, W) => x.map((_, i) => W.map((row) => row[i]))
  },
  relu: {
    diagonal: true,
    y: (x) => x.map((v) => Math.max(v, 0)),
    J: (x) => diagonal(x.map((v) => v > 0 ? 1 : 0))
  },
  softmax: {
    y: softmax,
    J: (x) => {
      const s = softmax(x);
      return s.map((_, i) => s.map((v, j) => v * ((i === j ? 1 : 0) - s[i])));
    }
  },
  cuadrado: {
    diagonal: true,
    y: (x) => x.map((v) => v * v),
    J: (x) => diagonal(x.map((v) => 2 * v))
  },
  productos: {
    free: true,
    y: (x, W) => W.map((_, j) => pair(x, j).reduce((product, i) => product * x[i], 1)),
    J: (x, W) => {
      const J = x.map(() => W.map(() => 0));
      W.forEach((_, j) => {
        const [a, b] = pair(x, j);
        J[a][j] += x[b];
        J[b][j] += x[a];
      });
      return J;
    }
  }
};
function pair(x, j) {
  return [j % x.length, (j + 1) % x.length];
}
function diagonal(v) {
  return v.map((value, i) => v.map((_, j) => i === j ? value : 0));
}

// story.js
var x_ = (i) => `x${subscript(i)}`;
var y_ = (j) => `y${subscript(j)}`;
var alone = (i, j) => `${y_(j)} no mira a ${x_(i)}.`;
var TOLD = {
  lineal: {
    label: "capa lineal, W x",
    rule: "y = W x: cada salida es una suma de todas las entradas, cada una con su peso.",
    why: (i, j) => `Es el peso W${subscript(j)}${subscript(i)}, lo que multiplica a ${x_(i)} dentro de ${y_(j)}.`
  },
  relu: {
    label: "ReLU(x)",
    rule: "y = ReLU(x): cada salida mira solo a su entrada, que pasa si es positiva.",
    why: (i, j, x) => {
      if (i !== j) return alone(i, j);
      if (x[i - 1] === 0) return `${x_(i)} vale 0, justo en el codo: el curso toma 0.`;
      return x[i - 1] > 0 ? `${x_(i)} es positiva: pasa tal cual.` : `${x_(i)} es negativa: no pasa nada.`;
    }
  },
  softmax: {
    label: "softmax(x)",
    rule: "y = softmax(x): las salidas son positivas y suman 1, así que cada entrada las mueve todas.",
    why: (i, j) => i === j ? `Si ${x_(i)} sube, su propia salida gana.` : `Si ${x_(i)} sube, ${y_(j)} pierde: el total no cambia.`
  },
  cuadrado: {
    label: "x ⊙ x",
    rule: "y = x ⊙ x: cada salida es el cuadrado de su entrada.",
    why: (i, j) => i !== j ? alone(i, j) : `${y_(i)} = ${x_(i)}², y su derivada es 2 ${x_(i)}.`
  },
  productos: {
    label: "productos de vecinas",
    rule: "y₁ = x₁ x₂, y₂ = x₂ x₃…: cada salida multiplica dos vecinas; tras la última entrada vuelve la primera.",
    why: (i, j, x) => {
      const [a, b] = pair(x, j - 1);
      return `${y_(j)} = ${x_(a + 1)} ${x_(b + 1)}.`;
    }
  }
};
function explain({ kind, x, J, folded }, place) {
  const [i, j] = place.map((n) => n + 1), value = format(J[i - 1][j - 1]);
  const where = folded ? `En el vector, posición ${i}.` : `En denominador, fila ${i} y columna ${j}; en numerador, fila ${j} y columna ${i}.`;
  return `∂${y_(j)}/∂${x_(i)} = ${value}: mueve la entrada ${x_(i)} y mira la salida ${y_(j)}. ${TOLD[kind].why(i, j, x)} ${where}`;
}
function trouble({ y, J }) {
  const broken = [...y, ...J.flat()].some((value) => !Number.isFinite(value));
  return broken ? "Algún número se desborda y sale como ∞ o NaN. Escribe entradas más pequeñas." : "";
}

// controls.js
var MOST = 5;
var NEW_X = [1, -0.5, 2, 0.8, -1.5];
var NEW_W = [[0.5, -1, 2, 0.7, -0.2], [1.5, 0, -0.3, 1, 0.4], [-0.6, 2, 0.1, -1.2, 0.9], [1, 0.3, -2, 0.5, 0], [-0.8, 1.1, 0.6, 0, 1.4]];
function controls(model, onchange) {
  const resize = (D_x, D_y) => {
    const x = model.get("x"), W = model.get("W");
    onchange({ x: times(D_x, (i) => x[i] ?? NEW_X[i]), W: times(D_y, (j) => times(D_x, (i) => W[j]?.[i] ?? NEW_W[j][i])) });
  };
  const sizes = times(MOST, (n) => n + 1);
  const kind = select(Object.entries(TOLD).map(([name, { label }]) => [name, label]), (name) => onchange({ function: name }));
  const inputs = select(sizes, (n) => resize(Number(n), model.get("W").length));
  const outputs = select(sizes, (n) => resize(model.get("x").length, Number(n)));
  const outputsNote = html("span", { class: "je-soft" }), foldNote = html("span", { class: "je-soft" });
  const rule = html("p", { class: "je-rule" }), fold = button("", () => onchange({ folded: !model.get("folded") }));
  function draw(now) {
    const { free, diagonal: diagonal2 } = FUNCTIONS[now.kind];
    kind.value = now.kind;
    inputs.value = String(now.x.length);
    outputs.value = String(now.y.length);
    outputs.disabled = !free;
    fold.disabled = !diagonal2;
    put(rule, TOLD[now.kind].rule);
    put(outputsNote, free ? "" : "con esta función hay tantas salidas como entradas");
    put(fold, now.folded ? "Desplegar la matriz" : "Plegar a un vector");
    put(foldNote, diagonal2 ? "" : "Esta matriz no se pliega: cada entrada mueve varias salidas.");
  }
  return {
    choosing: html(
      "div",
      { class: "cl-bar" },
      html("label", {}, "Función ", kind),
      html("label", {}, "Entradas, D_x ", inputs),
      html("label", {}, "Salidas, D_y ", outputs),
      outputsNote
    ),
    rule,
    folding: html("div", { class: "cl-bar" }, fold, foldNote),
    draw
  };
}

// grid.js
var names = (letter, count) => times(count, (n) => letter + subscript(n + 1));
function boards({ x, y, folded }, onpick) {
  const D_x = x.length, D_y = y.length;
  const cells = (rows, columns, key) => times(rows, (r) => times(columns, (c) => key(r, c)));
  const shown = folded ? [{
    name: "vector",
    label: "La diagonal, como vector",
    heading: `Plegado: un vector de forma (${D_x},)`,
    note: "La matriz entera dice lo mismo que este vector: fuera de la diagonal todo era 0.",
    corner: "x ↓",
    rows: names("x", D_x),
    columns: ["∂yᵢ/∂xᵢ"],
    keys: cells(D_x, 1, (r) => [r, r])
  }] : [{
    name: "denominador",
    label: `Denominador, ${D_x} filas y ${D_y} columnas`,
    heading: `Denominador: D_x × D_y = ${D_x} × ${D_y}`,
    note: "La de este curso. Una fila por entrada.",
    corner: "x ↓",
    rows: names("x", D_x),
    columns: names("y", D_y),
    keys: cells(D_x, D_y, (r, c) => [r, c])
  }, {
    name: "numerador",
    label: `Numerador, ${D_y} filas y ${D_x} columnas`,
    heading: `Numerador: D_y × D_x = ${D_y} × ${D_x}`,
    note: "La de PyTorch. Una fila por salida.",
    corner: "y ↓",
    rows: names("y", D_y),
    columns: names("x", D_x),
    keys: cells(D_y, D_x, (r, c) => [c, r])
  }];
  const grids = shown.map((one) => grid(one, onpick));
  return {
    elements: shown.map(({ heading, note }, n) => html(
      "section",
      { class: "je-board" },
      html("h4", {}, heading),
      html("p", { class: "je-soft" }, note),
      grids[n].table
    )),
    draw({ J }) {
      const scale = largest(J.flat()) || 1;
      for (const each of grids) each.draw(J, scale);
    },
    pick: (place) => grids.forEach((each) => each.pick(place))
  };
}
function grid({ name, label, corner, rows, columns, keys }, onpick) {
  const cells = keys.map((line, r) => line.map(([i, j], c) => html("td", {
    role: "gridcell",
    tabindex: -1,
    class: "je-cell",
    "data-cell": `${i},${j}`,
    onfocus: () => onpick([i, j]),
    onmouseenter: () => onpick([i, j]),
    onkeydown: (event) => step(event, cells, r, c)
  })));
  const table = html(
    "table",
    { role: "grid", "aria-label": label, class: "je-grid", "data-grid": name },
    html("thead", {}, html("tr", {}, html("td", { class: "je-corner" }, corner), ...columns.map((text) => html("th", { scope: "col" }, text)))),
    html("tbody", {}, ...cells.map((line, r) => html("tr", {}, html("th", { scope: "row" }, rows[r]), ...line)))
  );
  const each = (action) => cells.forEach((line, r) => line.forEach((cell, c) => action(cell, keys[r][c])));
  return {
    table,
    draw: (J, scale) => each((cell, [i, j]) => paint(cell, J[i][j], scale)),
    pick: (place) => each((cell, [i, j]) => {
      const here = i === place[0] && j === place[1];
      cell.classList.toggle("je-here", here);
      cell.setAttribute("aria-selected", String(here));
      cell.tabIndex = here ? 0 : -1;
    })
  };
}
function paint(cell, value, scale) {
  const finite = Number.isFinite(value);
  put(cell, format(value, 3));
  cell.dataset.value = String(value);
  cell.style.backgroundColor = finite ? `rgb(${signed(value / scale).map(Math.round).join(" ")})` : "#ffffff";
  cell.classList.toggle("je-broken", !finite);
}
function step(event, cells, r, c) {
  const [bottom, right] = [cells.length - 1, cells[0].length - 1];
  const target = {
    ArrowUp: [r - 1, c],
    ArrowDown: [r + 1, c],
    ArrowLeft: [r, c - 1],
    ArrowRight: [r, c + 1],
    Home: [event.ctrlKey ? 0 : r, 0],
    End: [event.ctrlKey ? bottom : r, right],
    PageUp: [0, c],
    PageDown: [bottom, c]
  }[event.key];
  if (!target || event.altKey || event.metaKey) return;
  event.preventDefault();
  cells[target[0]]?.[target[1]]?.focus();
}

// values.js
function values({ kind, x, W, y }, { onmove, onrelease, onerror }) {
  const fields = names("x", x.length).map((label, i) => numberField({
    label,
    value: x[i],
    oninput: (value) => onmove(i, value),
    onchange: (value) => onrelease(i, value),
    onerror
  }));
  const outputs = names("y", y.length).map((name) => html("td", { "data-output": name }));
  const weights = kind === "lineal" ? W.map((row, j) => row.map((_, i) => html("td", { "data-weight": `${i},${j}` }))) : [];
  const inputCells = fields.map(({ input }) => html("td", {}, input));
  return {
    elements: [
      list(`x, forma (${x.length},)`, named("x", inputCells)),
      ...weights.length ? [list(`W, forma (${y.length}, ${x.length})`, weights)] : [],
      html("span", { class: "je-arrow", "aria-hidden": "true" }, "→"),
      list(`y, forma (${y.length},)`, named("y", outputs))
    ],
    draw({ x: x2, W: W2, y: y2 }) {
      fields.forEach((field, i) => field.set(x2[i]));
      outputs.forEach((cell, j) => {
        put(cell, format(y2[j]));
        cell.dataset.value = String(y2[j]);
      });
      weights.forEach((row, j) => row.forEach((cell, i) => put(cell, format(W2[j][i], 3))));
    },
    pick([i, j]) {
      inputCells.forEach((cell, n) => cell.parentElement.classList.toggle("je-here", n === i));
      outputs.forEach((cell, n) => cell.parentElement.classList.toggle("je-here", n === j));
      weights.forEach((row, b) => row.forEach((cell, a) => cell.classList.toggle("je-here", a === i && b === j)));
    }
  };
}
function list(caption, rows) {
  return html(
    "table",
    { class: "je-list" },
    html("caption", {}, caption),
    html("tbody", {}, ...rows.map((cells) => html("tr", {}, ...cells)))
  );
}
function named(letter, cells) {
  const titles = names(letter, cells.length);
  return cells.map((cell, n) => [html("th", { scope: "row" }, titles[n]), cell]);
}

// jacobian_explorer.js
function render({ model, el }) {
  const { region, say } = liveRegion(), gone = liveRegion(), { box, warn } = alertBox("je-problem");
  const kernel = kernelLink(model, gone.say), knobs = controls(model, kernel.save);
  const numbers = html("div", { class: "je-values" }), matrices = html("div", { class: "je-boards" });
  const whole = root(
    "cl-jacobian-explorer",
    knobs.choosing,
    knobs.rule,
    numbers,
    box,
    matrices,
    region,
    knobs.folding,
    gone.region
  );
  let place = [0, 0], built = "", parts = [];
  function build(now) {
    const lists = values(now, edits(model, kernel, say, tell)), grids = boards(now, (chosen) => {
      pick(chosen);
      tell();
    });
    numbers.replaceChildren(...lists.elements);
    matrices.replaceChildren(...grids.elements);
    parts = [lists, grids];
  }
  function pick(chosen) {
    place = chosen;
    parts.forEach((part) => part.pick(place));
    whole.dataset.place = place.join();
  }
  const tell = () => say(explain(current(model), place));
  function draw() {
    const now = current(model), shape = [now.kind, now.x.length, now.y.length, now.folded].join(), fresh = shape !== built;
    if (now.W[0].length !== now.x.length) return;
    if (fresh) build(now);
    built = shape;
    knobs.draw(now);
    parts.forEach((part) => part.draw(now));
    pick(inside(place, now));
    warn(trouble(now));
    if (fresh) tell();
    whole.dataset.state = JSON.stringify({ function: now.kind, x: now.x, W: now.W, folded: now.folded });
  }
  const stop = listen(model, ["function", "x", "W", "folded"], draw);
  el.append(whole);
  draw();
  return () => {
    stop();
    kernel.stop();
  };
}
function edits(model, kernel, say, tell) {
  const moved = (i, value) => ({ x: model.get("x").map((old, n) => n === i ? value : old) });
  return {
    onmove: (i, value) => model.set("x", moved(i, value).x),
    onrelease: (i, value) => {
      kernel.save(moved(i, value));
      tell();
    },
    onerror: (text) => say(notANumber(text))
  };
}
function current(model) {
  const kind = model.get("function"), x = model.get("x"), W = model.get("W"), { y, J, diagonal: diagonal2 } = FUNCTIONS[kind];
  return { kind, x, W, y: y(x, W), J: J(x, W), folded: model.get("folded") && Boolean(diagonal2) };
}
function inside([i, j], { x, y, folded }) {
  const row = Math.min(i, x.length - 1);
  return [row, folded ? row : Math.min(j, y.length - 1)];
}
var jacobian_explorer_default = { render };
export {
  jacobian_explorer_default as default
};
