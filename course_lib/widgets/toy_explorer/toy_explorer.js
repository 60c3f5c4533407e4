import { html, root, svg } from "../common/dom.js";
import { numberField } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format, subscript } from "../common/numbers.js";
import { liveRegion } from "../common/voice.js";

const LIMIT = 5;
const PARAMETERS = ["beta", "omega"].flatMap((trait) => [0, 1, 2, 3].map((k) => ({ trait, k, name: (trait === "beta" ? "β" : "ω") + subscript(k) })));
const DATA = ["x", "y"].map((name) => ({ trait: name, k: null, name }));
// Cada eslabón, con la línea que lo calcula.
const LINKS = [
  { key: "f0", name: "f₀", rule: "β₀ + ω₀ x" },
  { key: "h1", name: "h₁", rule: "sin(f₀)" },
  { key: "f1", name: "f₁", rule: "β₁ + ω₁ h₁" },
  { key: "h2", name: "h₂", rule: "exp(f₁)" },
  { key: "f2", name: "f₂", rule: "β₂ + ω₂ h₂" },
  { key: "h3", name: "h₃", rule: "cos(f₂)" },
  { key: "f3", name: "f₃", rule: "β₃ + ω₃ h₃" },
  { key: "loss", name: "ℓ", rule: "(f₃ − y)²" },
];

/** El paso adelante: los ocho eslabones, como toy_network.forward. */
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

/** El paso atrás: ∂ℓ/∂ de cada eslabón y de cada parámetro, como toy_network.backward. */
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

/** Qué se ha desbordado primero, con lo que conviene hacer; "" si nada. */
function overflow(values, slopes) {
  const bad = LINKS.find(({ key }) => !Number.isFinite(values[key]));
  if (bad?.key === "h2") {
    return `h₂ = exp(f₁) no cabe en un número: f₁ vale ${format(values.f1)} y exp solo llega hasta 709. Acerca a cero β₁ u ω₁.`;
  }
  // El paso atrás va de ℓ hacia atrás: lo primero que falla es lo último de la lista.
  const steep = LINKS.findLast(({ key }) => !Number.isFinite(slopes[key]));
  const broken = bad?.name ?? (steep && `∂ℓ/∂${steep.name}`);
  if (broken) return `${broken} no cabe en un número: acerca a cero los parámetros.`;
  const known = [...slopes.beta, ...slopes.omega].every(Number.isFinite);
  return known ? "" : "Un gradiente no cabe en un número: acerca a cero los parámetros.";
}

/** El menor de 1, 2, 5, 10, 20… que llega hasta todos: la escala no tiembla mientras se arrastra. */
function reach(numbers) {
  const most = Math.max(...numbers.filter(Number.isFinite).map(Math.abs), 0);
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= most) ?? most;
}

/** Una barra que sale del centro: a la derecha lo positivo; a la izquierda y rayado, lo negativo. */
function bar() {
  const inside = html("span", { class: "te-fill" }), element = html("span", { class: "te-bar", "aria-hidden": "true" }, inside);
  const draw = (value, scale) => {
    // Lo que se desborda no tiene barra: ni llena ni vacía.
    element.classList.toggle("te-none", !Number.isFinite(value));
    const length = Number.isFinite(value) ? 50 * Math.min(Math.abs(value) / scale, 1) : 0;
    inside.style.left = `${value < 0 ? 50 - length : 50}%`;
    inside.style.width = `${length}%`;
    inside.className = value < 0 ? "te-fill te-negative" : "te-fill";
  };
  return { element, draw };
}

/** Un número y su barra. `key` es el nombre con el que se encuentra en la página. */
function meter(key, kind) {
  const text = html("span", { class: "te-number", "data-key": key });
  const { element, draw } = bar();
  return {
    element: html("span", { class: `te-meter te-${kind}` }, text, element),
    read: () => text.textContent,
    draw(value, scale) {
      text.textContent = value === null ? "—" : format(value);
      text.dataset.value = String(value);
      draw(value ?? NaN, scale);
    },
  };
}

/** Un deslizador con su campo. Mientras se mueve, `onmove(valor)`; al soltar, `onrelease(valor)`. */
function control(label, { onmove, onrelease, onerror, limit = LIMIT }) {
  let held = false;
  const range = html("input", {
    type: "range", min: -limit, max: limit, step: 0.01, class: "cl-slider", "aria-label": label,
    oninput: () => { held = true; onmove(Number(range.value)); },
    onchange: () => { held = false; onrelease(Number(range.value)); },
  });
  const field = numberField({ label: `${label}, escrito`, value: 0, oninput: onmove, onchange: onrelease, onerror });
  return {
    range,
    field: field.input,
    set(value) {
      // Con más decimales que un paso, el deslizador redondea: lo que vale es lo que dice el campo.
      if (!held && Number(range.value) !== value) range.value = String(value);
      range.setAttribute("aria-valuetext", format(value));
      field.set(value);
    },
  };
}

/** La curva f[x], el punto (x, y) y el residuo. */
function plot() {
  const W = 340, H = 236, LEFT = 44, RIGHT = 10, TOP = 10, BOTTOM = 30, SAMPLES = 200;
  const title = svg("title", {}, "La curva f[x] y el ejemplo (x, y)"), desc = svg("desc");
  const ticks = svg("g", { class: "te-ticks" });
  const curve = svg("path", { class: "te-curve" });
  const residual = svg("path", { class: "te-residual" });
  const target = svg("path", { class: "te-target", d: "M-6 -6 L6 6 M-6 6 L6 -6" });
  const guess = svg("circle", { class: "te-guess", r: 5 });
  const targetName = svg("text", { class: "te-name" }, "(x, y)"), guessName = svg("text", { class: "te-name" }, "f[x]");
  const axes = svg("path", { class: "te-axes", d: `M${LEFT} ${TOP} V${H - BOTTOM} H${W - RIGHT}` });
  const nothing = svg("text", { x: W / 2 + 20, y: H / 2, "text-anchor": "middle" }, "la curva no cabe en un número");
  const element = svg("svg", { role: "img", viewBox: `0 0 ${W} ${H}`, width: W, class: "te-plot" },
    title, desc, ticks, axes, curve, residual, target, guess, targetName, guessName,
    svg("text", { x: LEFT + (W - LEFT - RIGHT) * 0.75, y: H - BOTTOM + 16, "text-anchor": "middle" }, "x"), nothing);

  function draw(state, f3) {
    const span = Math.max(3, Math.ceil(Math.abs(state.x)));
    const points = Array.from({ length: SAMPLES + 1 }, (_, n) => {
      const at = span * (2 * n / SAMPLES - 1);
      return [at, forward({ ...state, x: at }).f3];
    });
    const heights = [...points.map((p) => p[1]), f3, state.y].filter(Number.isFinite);
    const low = Math.min(...heights), high = Math.max(...heights);
    const step = reach([(high - low) / 3.2 || 0.5]) || 1;
    const bottom = Math.floor(low / step) * step, top = Math.max(Math.ceil(high / step) * step, bottom + step);
    const px = (v) => LEFT + (v + span) / (2 * span) * (W - LEFT - RIGHT);
    const py = (v) => H - BOTTOM - (v - bottom) / (top - bottom) * (H - TOP - BOTTOM);

    let path = "", pen = "M";
    for (const [at, value] of points) {
      if (!Number.isFinite(value)) { pen = "M"; continue; }
      path += `${pen}${px(at).toFixed(1)} ${py(value).toFixed(1)}`;
      pen = "L";
    }
    curve.setAttribute("d", path);
    nothing.style.display = path ? "none" : "";
    ticks.replaceChildren(
      ...Array.from({ length: Math.min(Math.round((top - bottom) / step), 10) + 1 }, (_, n) => bottom + n * step).flatMap((v) => [
        svg("path", { d: `M${LEFT} ${py(v).toFixed(1)} H${W - RIGHT}` }),
        svg("text", { x: LEFT - 5, y: py(v) + 4, "text-anchor": "end" }, format(v, 3))]),
      ...[-span, 0, span].map((v) => svg("text", { x: px(v), y: H - BOTTOM + 16, "text-anchor": "middle" }, format(v))));

    const shown = Number.isFinite(f3) && Number.isFinite(state.x);
    for (const mark of [residual, guess, guessName]) mark.style.display = shown ? "" : "none";
    const x = px(state.x), y = py(state.y), side = state.x > 0 ? -1 : 1;
    target.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    name(targetName, x, y, side, !(f3 > state.y));
    if (shown) {
      residual.setAttribute("d", `M${x.toFixed(1)} ${py(f3).toFixed(1)} V${y.toFixed(1)}`);
      guess.setAttribute("cx", x.toFixed(1));
      guess.setAttribute("cy", py(f3).toFixed(1));
      name(guessName, x, py(f3), side, f3 > state.y);
    }
    desc.textContent = shown
      ? `En x = ${format(state.x)} la red da ${format(f3)} y el ejemplo pide ${format(state.y)}: el residuo es ${format(f3 - state.y)}.`
      : `En x = ${format(state.x)} la red se desborda; el ejemplo pide ${format(state.y)}.`;
    return desc.textContent;
  }
  // Cada nombre hacia fuera del residuo, para que no se pisen; si ahí no cabe, a un lado.
  function name(text, x, y, side, above) {
    const outside = y + (above ? -12 : 22), fits = outside > 12 && outside < H - BOTTOM - 4;
    text.setAttribute("x", (fits ? x : x + 12 * side).toFixed(1));
    text.setAttribute("y", (fits ? outside : y + 4).toFixed(1));
    text.setAttribute("text-anchor", fits ? "middle" : side > 0 ? "start" : "end");
  }
  return { element, draw };
}

function render({ model, el }) {
  const { region, say } = liveRegion(), warning = liveRegion(), kernel = kernelLink(model, warning.say);
  const problem = html("p", { class: "te-problem", role: "alert" });
  const state = () => ({ x: model.get("x"), y: model.get("y"), beta: model.get("beta"), omega: model.get("omega") });
  const read = ({ trait, k }) => (k === null ? model.get(trait) : model.get(trait)[k]);
  const moved = ({ trait, k }, value) => (k === null ? value : model.get(trait).map((old, n) => (n === k ? value : old)));
  const onerror = (text) => say(`«${text}» no es un número que quepa: se queda el de antes. Escribe, por ejemplo, 0,5.`);

  // Los parámetros y los datos: cada uno con su deslizador, su campo y, si se aprende, su gradiente.
  const controls = [...PARAMETERS, ...DATA].map((one) => {
    const onmove = (value) => model.set(one.trait, moved(one, value));
    const parts = control(one.name, {
      onmove,
      onrelease: (value) => {
        // Otra vez: lo que ha asignado una celda mientras se movía ha podido deshacer el último movimiento.
        onmove(value);
        kernel.save();
        const { f3, loss } = forward(state());
        say(`${one.name} = ${format(read(one))}: f[x] = ${format(f3)}, ℓ = ${format(loss)}.`);
      },
      onerror,
    });
    const slope = one.k === null ? null : meter(`d_${one.trait}_${one.k}`, "slope");
    const row = html("tr", {}, html("th", { scope: "row" }, one.name),
      html("td", { class: "te-slide" }, parts.range), html("td", {}, parts.field),
      html("td", {}, slope?.element ?? html("span", { class: "te-soft" }, "es un dato")));
    return { one, parts, slope, row };
  });
  const slopeScale = html("span", { class: "te-soft" });
  const panel = html("table", { class: "te-controls" },
    html("caption", {}, "Muévelos"),
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "qué"), html("th", { scope: "col", colspan: 2 }, "valor"),
      html("th", { scope: "col" }, "∂ℓ/∂ ese parámetro ", slopeScale))),
    html("tbody", {}, ...controls.map(({ row }) => row)));

  const chain = LINKS.map(({ key, name, rule }) => {
    const value = meter(key, "value"), slope = meter(`d_${key}`, "slope");
    return { key, value, slope, row: html("tr", {}, html("th", { scope: "row" }, `${name} = ${rule}`),
      html("td", {}, value.element), html("td", {}, html("span", { class: "te-of" }, `∂ℓ/∂${name}`), slope.element)) };
  });
  const valueScale = html("span", { class: "te-soft" }), chainScale = html("span", { class: "te-soft" });
  const links = html("table", { class: "te-chain" },
    html("caption", {}, "La cadena"),
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "eslabón"),
      html("th", { scope: "col" }, "paso adelante ↓ valor ", valueScale), html("th", { scope: "col" }, "paso atrás ↑ derivada ", chainScale))),
    html("tbody", {}, ...chain.map(({ row }) => row)));

  // El empujoncito: es de esta vista, no del modelo.
  let pushed = PARAMETERS[4], delta = 0.1;
  const choose = () => { pushed = PARAMETERS[choice.selectedIndex]; draw(); tell(); };
  const choice = html("select", { "aria-label": "Parámetro que se empuja", onchange: choose },
    ...PARAMETERS.map(({ name }) => html("option", { selected: name === pushed.name }, name)));
  const push = control("Δ", { onmove: (value) => { delta = value; draw(); }, onrelease: () => tell(), onerror, limit: 1 });
  const promised = meter("promised", "slope"), real = meter("real", "value"), gap = html("span", { class: "te-number", "data-key": "gap" });
  const promisedRule = html("th", { scope: "row" }), realRule = html("th", { scope: "row" });
  const pushTable = html("table", { class: "te-push", "aria-label": "Un empujoncito" },
    html("tbody", {}, html("tr", {}, promisedRule, html("td", {}, promised.element)),
      html("tr", {}, realRule, html("td", {}, real.element)),
      html("tr", {}, html("th", { scope: "row" }, "se separan"), html("td", {}, gap))));
  const tell = () => say(`Con Δ = ${format(delta)} en ${pushed.name}: la derivada promete ${promised.read()} y la pérdida cambia ${real.read()}.`);

  const picture = plot(), residual = html("p", { class: "te-residue" });
  const whole = root("cl-toy-explorer", problem,
    html("div", { class: "te-columns" }, html("div", { class: "te-column" }, panel),
      html("div", { class: "te-column" }, picture.element, residual)),
    links,
    html("h4", {}, "Un empujoncito"),
    html("div", { class: "cl-bar te-pusher" }, html("span", {}, "Empuja"), choice, html("span", {}, "un Δ de"), push.range, push.field),
    pushTable, region, warning.region);

  function draw() {
    const now = state(), values = forward(now), slopes = backward(values, now), trouble = overflow(values, slopes);
    if (problem.textContent !== trouble) problem.textContent = trouble;
    const sure = (value) => (trouble && !Number.isFinite(value) ? null : value);
    for (const { one, parts } of controls) parts.set(read(one));
    const gradients = [...slopes.beta, ...slopes.omega];
    const wide = reach(gradients);
    for (const { one, slope } of controls) slope?.draw(sure(slopes[one.trait]?.[one.k]), wide);
    slopeScale.textContent = `(de ${format(-wide)} a ${format(wide)})`;
    const tall = reach(LINKS.map(({ key }) => values[key])), deep = reach(LINKS.map(({ key }) => slopes[key]));
    for (const { key, value, slope } of chain) {
      value.draw(values[key], tall);
      slope.draw(sure(slopes[key]), deep);
    }
    valueScale.textContent = `(de ${format(-tall)} a ${format(tall)})`;
    chainScale.textContent = `(de ${format(-deep)} a ${format(deep)})`;
    residual.textContent = picture.draw(now, values.f3);
    drawPush(now, values, slopes);
    whole.dataset.state = JSON.stringify(now);
  }

  function drawPush(now, values, slopes) {
    const slope = slopes[pushed.trait][pushed.k];
    const after = forward({ ...now, [pushed.trait]: moved(pushed, read(pushed) + delta) }).loss;
    const both = [slope * delta, after - values.loss].map((v) => (Number.isFinite(v) ? v : null));
    const scale = reach(both.map((v) => v ?? 0));
    push.set(delta);
    promisedRule.textContent = `Δℓ que promete la derivada: ∂ℓ/∂${pushed.name} · Δ`;
    realRule.textContent = `Δℓ de verdad: ℓ(${pushed.name} + Δ) − ℓ(${pushed.name})`;
    promised.draw(both[0], scale);
    real.draw(both[1], scale);
    gap.textContent = both.includes(null) ? "no se puede comparar: algo se desborda" : format(Math.abs(both[1] - both[0]), 3);
  }

  const stop = listen(model, ["beta", "omega", "x", "y"], draw);
  el.append(whole);
  draw();
  return () => { stop(); kernel.stop(); };
}

export default { render };
