import { button, html, root, svg } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { liveRegion } from "../common/voice.js";

const REACH = 3.4, SIDE = 400, FAR = 1e6, LEVELS = 14, SAMPLES = 400;
const SLIDERS = [
  { trait: "lr", label: "tasa", min: 0, max: 1, step: 0.01 },
  { trait: "decay", label: "decay", min: 0.5, max: 1, step: 0.001 },
  { trait: "noise", label: "ruido de un dato", min: 0, max: 10, step: 0.1 },
  { trait: "batch", label: "lote", min: 1, max: 100, step: 1 },
];
const px = (x) => (x + REACH) / (2 * REACH) * SIDE;
const py = (y) => (REACH - y) / (2 * REACH) * SIDE;
const point = (p) => `${px(p[0]).toFixed(1)} ${py(p[1]).toFixed(1)}`;

/** a(x) de la montaña a(x) + b y², y su derivada: un polinomio, de menor a mayor grado. */
const polynomial = (a, x) => a.reduceRight((sum, c) => sum * x + c, 0);
const slope = (a, x) => a.slice(1).reduceRight((sum, c, n) => sum * x + c * (n + 1), 0);
const height = ({ a, b }, [x, y]) => polynomial(a, x) + b * y * y;
const gradient = ({ a, b }, [x, y]) => [slope(a, x), 2 * b * y];

/** El camino, como course_lib.descent.descend. */
export function descend(mountain, { start, lr, decay, noise, batch }, draws) {
  const path = [start], scale = noise / Math.sqrt(batch);
  for (const error of draws) {
    const p = path.at(-1);
    if (Math.max(...p.map(Math.abs)) > FAR) break;
    const g = gradient(mountain, p);
    path.push(p.map((each, n) => each - lr * (g[n] + scale * error[n])));
    lr *= decay;
  }
  return path;
}

/** Las líneas de nivel. En a(x) + b y² = altura se despeja y: cada tramo de x es una curva cerrada, o se sale del plano. */
function levels(mountain) {
  const xs = Array.from({ length: SAMPLES + 1 }, (_, n) => REACH * (2 * n / SAMPLES - 1));
  const low = Math.min(...xs.map((x) => height(mountain, [x, 0])));
  const high = Math.max(...xs.map((x) => height(mountain, [x, REACH])));
  let path = "";
  for (let n = 1; n < LEVELS - 1; n++) {
    const level = low + (high - low) * (n / (LEVELS - 1)) ** 2;
    let run = [];
    for (const x of [...xs, NaN]) {
      const square = (level - height(mountain, [x, 0])) / mountain.b;
      if (square >= 0) run.push([x, Math.sqrt(square)]);
      else if (run.length) {
        const closed = run.length <= SAMPLES;
        path += `M${run.map(point).join("L")}${closed ? "L" : "M"}${run.map(([x, y]) => point([x, -y])).reverse().join("L")}${closed ? "Z" : ""}`;
        run = [];
      }
    }
  }
  return path;
}

/** 10 elevado a v, corto: del 0.001 al 1000, entero. */
const power = (v) => (Math.abs(v) <= 3 ? format(10 ** v) : `1e${v}`.replace("-", "−"));

/** La altura en cada paso, en escala logarítmica; lo que no es positivo no se puede dibujar y se corta. */
function lossPlot() {
  const W = 260, H = 150, LEFT = 48, BOTTOM = 26;
  const title = svg("title", {}, "La altura sobre el fondo, paso a paso"), ticks = svg("g", { class: "mo-ticks" });
  const curve = svg("path", { class: "mo-curve" });
  const element = svg("svg", { role: "img", viewBox: `0 0 ${W} ${H}`, width: W, class: "mo-loss" }, title,
    svg("path", { class: "mo-axes", d: `M${LEFT} 6V${H - BOTTOM}H${W - 6}` }), ticks, curve,
    svg("text", { x: (W + LEFT) / 2, y: H - 6, "text-anchor": "middle" }, "paso"));
  function draw(heights, steps) {
    const logs = heights.map((h) => (h > 0 && Number.isFinite(h) ? Math.log10(h) : NaN));
    const known = logs.filter(Number.isFinite);
    const top = Math.ceil(Math.max(...known, 0)), bottom = Math.min(Math.floor(Math.min(...known, 0)), top - 1);
    const x = (n) => LEFT + n / steps * (W - LEFT - 10), y = (v) => 8 + (top - v) / (top - bottom) * (H - BOTTOM - 12);
    let path = "", pen = "M";
    logs.forEach((v, n) => {
      if (Number.isFinite(v)) path += `${pen}${x(n).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = Number.isFinite(v) ? "L" : "M";
    });
    curve.setAttribute("d", path);
    ticks.replaceChildren(...[top, bottom].map((v) => svg("text", { x: LEFT - 5, y: y(v) + 4, "text-anchor": "end" }, power(v))),
      svg("text", { x: x(steps), y: H - 6, "text-anchor": "end" }, String(steps)));
  }
  return { element, draw };
}

function render({ model, el }) {
  const { region, say } = liveRegion(), warning = liveRegion(), kernel = kernelLink(model, warning.say);
  const mountains = model.get("mountains");
  const state = () => Object.fromEntries(["surface", "start", "lr", "decay", "noise", "batch", "seed"].map((n) => [n, model.get(n)]));
  const tell = () => say(words.textContent);
  const release = () => { kernel.save(); tell(); };

  const surface = html("select", { "aria-label": "Montaña", onchange: () => { model.set("surface", surface.value); release(); } },
    ...Object.keys(mountains).map((name) => html("option", { value: name }, name)));
  const sliders = SLIDERS.map(({ trait, label, min, max, step }) => {
    const output = html("output", { class: "mo-number" });
    const range = html("input", { type: "range", class: "cl-slider", min, max, step, "aria-label": label,
      oninput: () => model.set(trait, Number(range.value)), onchange: release });
    return { trait, range, output, row: html("label", { class: "cl-row mo-row" }, html("span", { class: "mo-label" }, label), range, output) };
  });
  const again = button("Otra tirada del ruido", () => { kernel.save({ seed: model.get("seed") + 1 }); });

  // La salida: se arrastra con el ratón o el dedo, y se mueve con las flechas.
  const lines = svg("path", { class: "mo-lines" }), trail = svg("path", { class: "mo-trail" }), dots = svg("path", { class: "mo-dots" });
  const end = svg("path", { class: "mo-end", d: "M-6 -6L6 6M-6 6L6 -6" });
  const handle = svg("circle", { class: "mo-start", r: 9, tabindex: 0, role: "slider", "aria-label": "Salida",
    "aria-valuemin": -REACH, "aria-valuemax": REACH, onkeydown: nudge, onkeyup: (event) => { if (ARROWS[event.key]) release(); } });
  const map = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, class: "mo-map", onpointerdown: grab }, svg("title", {}, "La montaña, vista desde arriba"),
    lines, trail, dots, end, handle);
  const ARROWS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
  const fit = (v) => Number(Math.min(REACH, Math.max(-REACH, v)).toFixed(2));
  const move = (x, y) => model.set("start", [fit(x), fit(y)]);
  function nudge(event) {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    const [x, y] = model.get("start");
    move(x + by[0], y + by[1]);
  }
  function grab(event) {
    event.preventDefault();
    handle.focus();
    map.setPointerCapture(event.pointerId);
    const drag = (now) => {
      const box = map.getBoundingClientRect();
      move((now.clientX - box.left) / box.width * 2 * REACH - REACH, REACH - (now.clientY - box.top) / box.height * 2 * REACH);
    };
    const drop = () => {
      map.removeEventListener("pointermove", drag);
      map.removeEventListener("pointerup", drop);
      map.removeEventListener("pointercancel", drop);
      release();
    };
    map.addEventListener("pointermove", drag);
    map.addEventListener("pointerup", drop);
    map.addEventListener("pointercancel", drop);
    drag(event);
  }

  const words = html("p", { class: "mo-words" }), problem = html("p", { class: "mo-problem", role: "alert" }), loss = lossPlot();
  const whole = root("cl-mountain",
    html("div", { class: "mo-main" }, map,
      html("div", { class: "mo-side" }, html("label", { class: "cl-row" }, "Montaña ", surface), ...sliders.map(({ row }) => row), again,
        html("p", { class: "mo-caption" }, "Altura sobre el fondo, paso a paso"), loss.element)),
    words, problem, region, warning.region);

  let drawn = null;
  function draw() {
    const now = state(), mountain = mountains[now.surface], draws = model.get("draws");
    if (drawn !== now.surface) {
      lines.setAttribute("d", levels(mountain));
      drawn = surface.value = now.surface;
    }
    for (const { trait, range, output } of sliders) {
      if (Number(range.value) !== now[trait]) range.value = String(now[trait]);
      output.textContent = format(now[trait]);
    }
    const path = descend(mountain, now, draws), heights = path.map((p) => height(mountain, p));
    // Fuera del plano no se ve nada, y a un navegador no se le dan coordenadas enormes.
    const near = path.map((p) => p.map((v) => Math.min(40, Math.max(-40, v))));
    trail.setAttribute("d", `M${near.map(point).join("L")}`);
    dots.setAttribute("d", near.slice(1).map((p) => `M${point(p)}h0`).join(""));
    handle.setAttribute("cx", px(now.start[0]));
    handle.setAttribute("cy", py(now.start[1]));
    handle.setAttribute("aria-valuenow", now.start[0]);
    handle.setAttribute("aria-valuetext", `x = ${format(now.start[0])}, y = ${format(now.start[1])}`);
    end.setAttribute("transform", `translate(${point(near.at(-1))})`);
    const floor = bottom(mountain);
    loss.draw(heights.map((h) => h - floor), draws.length);
    const last = path.length - 1, away = Math.max(...path.at(-1).map(Math.abs)) > FAR;
    words.textContent = `${last} pasos: la altura pasa de ${format(heights[0])} a ${format(heights[last])}.`;
    const trouble = away ? `Se escapa: en el paso ${last} la altura ya es ${format(heights[last])}. Baja la tasa.` : "";
    if (problem.textContent !== trouble) problem.textContent = trouble;
    whole.dataset.state = JSON.stringify(now);
    whole.dataset.path = JSON.stringify(path);
  }

  const stop = listen(model, ["surface", "start", "lr", "decay", "noise", "batch", "draws"], draw);
  el.append(whole);
  draw();
  return () => { stop(); kernel.stop(); };
}

const bottoms = new Map();
/** La altura del fondo más hondo del plano. */
function bottom(mountain) {
  if (!bottoms.has(mountain)) {
    let [best, width] = [0, REACH];
    for (let round = 0; round < 12; round++) {
      const tried = Array.from({ length: 81 }, (_, n) => best + width * (n / 40 - 1));
      best = tried.reduce((a, b) => (polynomial(mountain.a, b) < polynomial(mountain.a, a) ? b : a), best);
      width /= 10;
    }
    bottoms.set(mountain, polynomial(mountain.a, best));
  }
  return bottoms.get(mountain);
}

export default { render };
