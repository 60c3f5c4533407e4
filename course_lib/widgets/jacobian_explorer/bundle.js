// Lo junta «autograder build»: no se edita. Huella: ff3140aa1f130205
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

// jacobian_explorer.js
var MOST = 5;
var NEW_X = [1, -0.5, 2, 0.8, -1.5];
var NEW_W = [[0.5, -1, 2, 0.7, -0.2], [1.5, 0, -0.3, 1, 0.4], [-0.6, 2, 0.1, -1.2, 0.9], [1, 0.3, -2, 0.5, 0], [-0.8, 1.1, 0.6, 0, 1.4]];
var FUNCTIONS = {
  lineal: {
    label: "capa lineal, W x",
    free: true,
    rule: "y = W x: cada salida es una suma de todas las entradas, cada una con su peso.",
    y: (x, W) => W.map((row) => row.reduce((sum, w, i) => sum + w * x[i], 0)),
    J: (x, W) => x.map((_, i) => W.map((row) => row[i])),
    why: (i, j) => `Es el peso W${subscript(j)}${subscript(i)}, lo que multiplica a x${subscript(i)} dentro de y${subscript(j)}.`
  },
  relu: {
    label: "ReLU(x)",
    diagonal: true,
    rule: "y = ReLU(x): cada salida mira solo a su entrada, que pasa si es positiva.",
    y: (x) => x.map((v) => Math.max(v, 0)),
    J: (x) => diagonal(x.map((v) => v > 0 ? 1 : 0)),
    why: (i, j, x) => i !== j ? alone(i, j) : x[i - 1] > 0 ? `x${subscript(i)} es positiva: pasa tal cual.` : x[i - 1] === 0 ? `x${subscript(i)} vale 0, justo en el codo: el curso toma 0.` : `x${subscript(i)} es negativa: no pasa nada.`
  },
  softmax: {
    label: "softmax(x)",
    rule: "y = softmax(x): las salidas son positivas y suman 1, así que cada entrada las mueve todas.",
    y: softmax,
    J: (x) => {
      const s = softmax(x);
      return x.map((_, i) => s.map((v, j) => v * ((i === j ? 1 : 0) - s[i])));
    },
    why: (i, j) => i === j ? `Si x${subscript(i)} sube, su propia salida gana.` : `Si x${subscript(i)} sube, y${subscript(j)} pierde: el total no cambia.`
  },
  cuadrado: {
    label: "x ⊙ x",
    diagonal: true,
    rule: "y = x ⊙ x: cada salida es el cuadrado de su entrada.",
    y: (x) => x.map((v) => v * v),
    J: (x) => diagonal(x.map((v) => 2 * v)),
    why: (i, j) => i !== j ? alone(i, j) : `y${subscript(i)} = x${subscript(i)}², y su derivada es 2 x${subscript(i)}.`
  },
  productos: {
    label: "productos de vecinas",
    free: true,
    rule: "y₁ = x₁ x₂, y₂ = x₂ x₃…: cada salida multiplica dos vecinas; tras la última entrada vuelve la primera.",
    y: (x, W) => W.map((_, j) => pair(x, j).reduce((product, i) => product * x[i], 1)),
    J: (x, W) => {
      const J = x.map(() => W.map(() => 0));
      W.forEach((_, j) => {
        const [a, b] = pair(x, j);
        J[a][j] += x[b];
        J[b][j] += x[a];
      });
      return J;
    },
    why: (i, j, x) => {
      const [a, b] = pair(x, j - 1);
      return `y${subscript(j)} = x${subscript(a + 1)} x${subscript(b + 1)}.`;
    }
  }
};
function softmax(x) {
  const top = Math.max(...x), powers = x.map((v) => Math.exp(v - top)), total = powers.reduce((a, b) => a + b);
  return powers.map((v) => v / total);
}
function diagonal(v) {
  return v.map((value, i) => v.map((_, j) => i === j ? value : 0));
}
function pair(x, j) {
  return [j % x.length, (j + 1) % x.length];
}
function alone(i, j) {
  return `y${subscript(j)} no mira a x${subscript(i)}.`;
}
function shade(value, scale) {
  if (!Number.isFinite(value)) return "#ffffff";
  const end = value > 0 ? [240, 165, 40] : [86, 180, 233], strength = Math.min(Math.abs(value) / scale, 1);
  return `rgb(${end.map((e) => Math.round(245 + (e - 245) * strength)).join(" ")})`;
}
function grid({ name, label, corner, rows, columns, keys, onpick }) {
  const cells = keys.map((line, r) => line.map(([i, j], c) => html("td", {
    role: "gridcell",
    tabindex: -1,
    class: "je-cell",
    "data-cell": `${i},${j}`,
    onfocus: () => onpick(i, j),
    onmouseenter: () => onpick(i, j),
    onkeydown: (event) => step(event, r, c)
  })));
  const table = html(
    "table",
    { role: "grid", "aria-label": label, class: "je-grid", "data-grid": name },
    html("thead", {}, html("tr", {}, html("td", { class: "je-corner" }, corner), ...columns.map((text) => html("th", { scope: "col" }, text)))),
    html("tbody", {}, ...cells.map((line, r) => html("tr", {}, html("th", { scope: "row" }, rows[r]), ...line)))
  );
  function step(event, r, c) {
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
  return {
    table,
    draw(J, scale) {
      for (const [n, cell] of cells.flat().entries()) {
        const [i, j] = keys.flat()[n], value = J[i][j];
        cell.textContent = format(value, 3);
        cell.dataset.value = String(value);
        cell.style.backgroundColor = shade(value, scale);
        cell.classList.toggle("je-broken", !Number.isFinite(value));
      }
    },
    pick(i, j) {
      for (const [n, cell] of cells.flat().entries()) {
        const [a, b] = keys.flat()[n], here = a === i && b === j;
        cell.classList.toggle("je-here", here);
        cell.setAttribute("aria-selected", String(here));
        cell.tabIndex = here ? 0 : -1;
      }
    }
  };
}
var names = (letter, count) => Array.from({ length: count }, (_, n) => letter + subscript(n + 1));
function render({ model, el }) {
  const { region, say } = liveRegion(), warning = liveRegion(), kernel = kernelLink(model, warning.say);
  const problem = html("p", { class: "je-problem", role: "alert" });
  let place = [0, 0], built = "", grids = [], fields = [], outputs = [], weights = [];
  const choose = html(
    "select",
    { onchange: () => kernel.save({ function: choose.value }) },
    ...Object.entries(FUNCTIONS).map(([value, { label }]) => html("option", { value }, label))
  );
  const size = () => html("select", {}, ...Array.from({ length: MOST }, (_, n) => html("option", { value: n + 1 }, String(n + 1))));
  const inputs = size(), exits = size();
  inputs.addEventListener("change", () => resize(Number(inputs.value), model.get("W").length));
  exits.addEventListener("change", () => resize(model.get("x").length, Number(exits.value)));
  const rule = html("p", { class: "je-rule" }), exitNote = html("span", { class: "je-soft" });
  const fold = button("", () => kernel.save({ folded: !model.get("folded") }));
  const foldNote = html("span", { class: "je-soft" });
  const values = html("div", { class: "je-values" }), boards = html("div", { class: "je-boards" });
  const whole = root(
    "cl-jacobian-explorer",
    html(
      "div",
      { class: "cl-bar" },
      html("label", {}, "Función ", choose),
      html("label", {}, "Entradas, D_x ", inputs),
      html("label", {}, "Salidas, D_y ", exits),
      exitNote
    ),
    rule,
    values,
    problem,
    boards,
    region,
    html("div", { class: "cl-bar" }, fold, foldNote),
    warning.region
  );
  function resize(D_x, D_y) {
    const x = model.get("x"), W = model.get("W");
    kernel.save({
      x: Array.from({ length: D_x }, (_, i) => x[i] ?? NEW_X[i]),
      W: Array.from({ length: D_y }, (_, j) => Array.from({ length: D_x }, (_2, i) => W[j]?.[i] ?? NEW_W[j][i]))
    });
  }
  function build(kind, D_x, D_y, folded) {
    const { free } = FUNCTIONS[kind];
    const moved = (i, value) => model.get("x").map((old, n) => n === i ? value : old);
    fields = names("x", D_x).map((name, i) => numberField({
      label: name,
      value: model.get("x")[i],
      oninput: (value) => model.set("x", moved(i, value)),
      onchange: (value) => {
        kernel.save({ x: moved(i, value) });
        explain();
      },
      onerror: (text) => say(`«${text}» no es un número que quepa: se queda el de antes. Escribe, por ejemplo, 0,5.`)
    }));
    outputs = names("y", D_y).map((name) => html("td", { "data-output": name }));
    const W = model.get("W");
    weights = kind !== "lineal" ? [] : W.map((row, j) => row.map((_, i) => html("td", { "data-weight": `${i},${j}` })));
    const list = (caption, letter, cells) => html(
      "table",
      { class: "je-list" },
      html("caption", {}, caption),
      html("tbody", {}, ...cells.map((cell, n) => html("tr", {}, html("th", { scope: "row" }, letter + subscript(n + 1)), cell)))
    );
    values.replaceChildren(
      list(`x, forma (${D_x},)`, "x", fields.map(({ input }) => html("td", {}, input))),
      ...weights.length ? [html(
        "table",
        { class: "je-list" },
        html("caption", {}, `W, forma (${D_y}, ${D_x})`),
        html("tbody", {}, ...weights.map((row) => html("tr", {}, ...row)))
      )] : [],
      html("span", { class: "je-arrow", "aria-hidden": "true" }, "→"),
      list(`y, forma (${D_y},)`, "y", outputs)
    );
    const all = (rows, columns, key) => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_2, c) => key(r, c)));
    const x = names("x", D_x), y = names("y", D_y);
    const board = (heading, text, { table }) => html(
      "section",
      { class: "je-board" },
      html("h4", {}, heading),
      html("p", { class: "je-soft" }, text),
      table
    );
    if (folded) {
      grids = [grid({
        name: "vector",
        label: "La diagonal, como vector",
        corner: "x ↓",
        rows: x,
        columns: ["∂yᵢ/∂xᵢ"],
        keys: all(D_x, 1, (r) => [r, r]),
        onpick: pick
      })];
      const reason = "La matriz entera dice lo mismo que este vector: fuera de la diagonal todo era 0.";
      boards.replaceChildren(board(`Plegado: un vector de forma (${D_x},)`, reason, grids[0]));
    } else {
      grids = [
        grid({
          name: "denominador",
          label: `Denominador, ${D_x} filas y ${D_y} columnas`,
          corner: "x ↓",
          rows: x,
          columns: y,
          keys: all(D_x, D_y, (r, c) => [r, c]),
          onpick: pick
        }),
        grid({
          name: "numerador",
          label: `Numerador, ${D_y} filas y ${D_x} columnas`,
          corner: "y ↓",
          rows: y,
          columns: x,
          keys: all(D_y, D_x, (r, c) => [c, r]),
          onpick: pick
        })
      ];
      boards.replaceChildren(
        board(`Denominador: D_x × D_y = ${D_x} × ${D_y}`, "La de este curso. Una fila por entrada.", grids[0]),
        board(`Numerador: D_y × D_x = ${D_y} × ${D_x}`, "La de PyTorch. Una fila por salida.", grids[1])
      );
    }
    exits.disabled = !free;
    exitNote.textContent = free ? "" : "con esta función hay tantas salidas como entradas";
  }
  function explain() {
    const { x, J, kind, folded } = now(), [i, j] = place.map((n) => n + 1), value = J[i - 1][j - 1];
    const where = folded ? `En el vector, posición ${i}.` : `En denominador, fila ${i} y columna ${j}; en numerador, fila ${j} y columna ${i}.`;
    say(`∂y${subscript(j)}/∂x${subscript(i)} = ${format(value)}: mueve la entrada x${subscript(i)} y mira la salida y${subscript(j)}. ${FUNCTIONS[kind].why(i, j, x)} ${where}`);
  }
  function mark() {
    const [i, j] = place;
    for (const each of grids) each.pick(i, j);
    fields.forEach(({ input }, n) => input.closest("tr").classList.toggle("je-here", n === i));
    outputs.forEach((cell, n) => cell.closest("tr").classList.toggle("je-here", n === j));
    weights.forEach((row, b) => row.forEach((cell, a) => cell.classList.toggle("je-here", a === i && b === j)));
    whole.dataset.place = `${i},${j}`;
  }
  function pick(i, j) {
    place = [i, j];
    mark();
    explain();
  }
  function now() {
    const kind = model.get("function"), x = model.get("x"), W = model.get("W"), one = FUNCTIONS[kind];
    return { kind, x, W, J: one.J(x, W), y: one.y(x, W), folded: model.get("folded") && Boolean(one.diagonal) };
  }
  function draw() {
    const { kind, x, W, J, y, folded } = now();
    if (W[0].length !== x.length) return;
    const shape = [kind, x.length, y.length, folded].join();
    place = [Math.min(place[0], x.length - 1), Math.min(place[1], y.length - 1)];
    if (folded) place[1] = place[0];
    if (shape !== built) build(kind, x.length, y.length, folded);
    const fresh = shape !== built;
    built = shape;
    choose.value = kind;
    inputs.value = String(x.length);
    exits.value = String(y.length);
    rule.textContent = FUNCTIONS[kind].rule;
    fields.forEach((field, i) => field.set(x[i]));
    outputs.forEach((cell, j) => {
      cell.textContent = format(y[j]);
      cell.dataset.value = String(y[j]);
    });
    weights.forEach((row, j) => row.forEach((cell, i) => {
      cell.textContent = format(W[j][i], 3);
    }));
    const scale = Math.max(...J.flat().filter(Number.isFinite).map(Math.abs)) || 1;
    for (const each of grids) each.draw(J, scale);
    mark();
    const folds = Boolean(FUNCTIONS[kind].diagonal);
    fold.disabled = !folds;
    fold.textContent = folded ? "Desplegar la matriz" : "Plegar a un vector";
    foldNote.textContent = folds ? "" : "Esta matriz no se pliega: cada entrada mueve varias salidas.";
    const broken = [...y, ...J.flat()].some((value) => !Number.isFinite(value));
    const trouble = broken ? "Algún número se desborda y sale como ∞ o NaN. Escribe entradas más pequeñas." : "";
    if (problem.textContent !== trouble) problem.textContent = trouble;
    if (fresh) explain();
    whole.dataset.state = JSON.stringify({ function: kind, x, W, folded });
  }
  const stop = listen(model, ["function", "x", "W", "folded"], draw);
  el.append(whole);
  draw();
  return () => {
    stop();
    kernel.stop();
  };
}
var jacobian_explorer_default = { render };
export {
  jacobian_explorer_default as default
};
