// Lo junta «autograder build»: no se edita. Huella: 051febdf11214c51
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

// ../common/numbers.js
function format(x, digits = 4) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}
function roundUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= x) ?? x;
}
function unpack(view, Type) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
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

// ../common/fit.js
var NARROWEST = 280;
var WIDEST = 640;
function fit(element, onresize) {
  let seen = 0;
  const watcher = new ResizeObserver(() => {
    if (Math.abs(element.clientWidth - seen) < 2) return;
    seen = element.clientWidth;
    onresize();
  });
  watcher.observe(element);
  return { width: () => clamp(seen || WIDEST, NARROWEST, WIDEST), stop: () => watcher.disconnect() };
}

// scales.js
function ticks(low, high) {
  const step = roundUp((high - low) / 3 || 1), out = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) out.push(Number(t.toPrecision(12)));
  return out;
}
function decades(low, high) {
  const all = [];
  for (let t = Math.ceil(low - 1e-9); t <= high + 1e-9; t++) all.push(t);
  const every = Math.ceil(all.length / 4);
  const chosen = all.length > 1 ? all.filter((_, i) => i % every === 0) : [low, high];
  return chosen.map((t) => 10 ** t);
}
function vertical(values, log) {
  const scale = (v) => !Number.isFinite(v) || log && v <= 0 ? NaN : log ? Math.log10(v) : v;
  const known = values.map(scale).filter(Number.isFinite);
  let low = Math.min(...known), high = Math.max(...known);
  if (!known.length) [low, high] = [0, 1];
  if (high - low < 1e-12 * Math.max(1, Math.abs(high))) [low, high] = [low - 0.5, high + 0.5];
  return { at: (v) => (scale(v) - low) / (high - low), marks: log ? decades(low, high) : ticks(low, high) };
}
function nearest(x, epoch) {
  return x.reduce((best, e, i) => Math.abs(e - epoch) < Math.abs(x[best] - epoch) ? i : best, 0);
}

// story.js
function caption({ name, y }, log) {
  if (!log) return `${name}, por época`;
  return `${name}, por época (escala logarítmica${y.some((v) => v <= 0) ? "; sin los valores ≤ 0, que ahí no caben" : ""})`;
}
function describe({ name, x, y }) {
  const known = y.map((v, i) => [v, x[i]]).filter(([v]) => Number.isFinite(v));
  if (!known.length) return `${name}: aún sin valores`;
  const low = known.reduce((a, b) => b[0] < a[0] ? b : a);
  return `${name}: empieza en ${format(known[0][0])} y va por ${format(known.at(-1)[0])}; mínimo ${format(low[0])} en la época ${low[1]}`;
}
function done({ count, total }) {
  return total ? `${count} de ${total} épocas` : `${count} ${count === 1 ? "época" : "épocas"}`;
}
function situation({ status, stopped, ...counts }) {
  return {
    espera: "Esperando al bucle de entrenamiento",
    parado: `Parado: ${done(counts)}`,
    terminado: `Terminado: ${done(counts)}`,
    entrena: `${stopped ? "Parando" : "Entrenando"}: ${done(counts)}`
  }[status];
}
function readings(series, epoch) {
  if (!series.length) return "";
  const each = series.map(({ name, x, y }) => `${name} = ${format(y[nearest(x, epoch)] ?? NaN)}`);
  return `Época ${Math.max(epoch, 0)}: ${each.join("; ")}`;
}
function announcer(say) {
  let told = "";
  return ({ status, count, total }, series) => {
    const quarter = total ? Math.floor(4 * count / total) : 0;
    const key = `${status} ${status === "entrena" ? quarter : ""}`;
    if (key === told || status === "espera") return;
    told = key;
    const of = done({ count, total }), last = series.map(({ name, y }) => `${name} ${format(y.at(-1))}`).join(", ");
    say({
      entrena: count ? `Van ${of}: ${last}.` : "Empieza el entrenamiento.",
      parado: `Parado tras ${of}: ${last}.`,
      terminado: `Terminado, ${of}: ${last}.`
    }[status]);
  };
}

// panels.js
var HEIGHT = 150;
var LEFT = 66;
var RIGHT = 86;
var TOP = 12;
var BOTTOM = 26;
function panels(onresize) {
  const element = html("div", { class: "cl-live-panels" }), room = fit(element, onresize);
  function draw(series, how) {
    element.replaceChildren(...series.map((one) => panel(one, { ...how, width: room.width() })));
    if (!series.length) element.append(html("p", { class: "cl-live-empty" }, "Aún no hay puntos: aparecerán aquí cuando corra el bucle."));
  }
  return { element, draw, stop: room.stop };
}
function panel({ name, x, y }, { total, log, looking, width }) {
  const end = Math.max(total - 1, x.at(-1) ?? 0, 1), { at, marks } = vertical(y, log);
  const px = (epoch) => LEFT + epoch / end * (width - LEFT - RIGHT);
  const py = (v) => HEIGHT - BOTTOM - at(v) * (HEIGHT - TOP - BOTTOM);
  const points = x.map((epoch, i) => [px(epoch), py(y[i])]);
  const last = y.findLastIndex((v) => Number.isFinite(at(v)));
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": describe({ name, x, y }), "data-name": name },
    ...marks.flatMap((v) => level(v, py(v), width)),
    ...ticks(0, end).filter(Number.isInteger).map((epoch) => svg("text", { x: px(epoch), y: HEIGHT - 8, "text-anchor": "middle", "font-size": 12 }, String(epoch))),
    svg("path", { d: line(points), class: "cl-live-line" }),
    ...last < 0 ? [] : tip(points[last], format(y[last], 3)),
    looking === null || !x.length ? null : cursor(px(x[nearest(x, looking)]))
  );
  return html("figure", {}, html("figcaption", {}, caption({ name, y }, log)), picture);
}
function level(v, y, width) {
  return [
    svg("line", { x1: LEFT, x2: width - RIGHT, y1: y, y2: y, class: "cl-live-grid" }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end", "font-size": 12 }, format(v, 3))
  ];
}
function tip([x, y], text) {
  return [
    svg("circle", { cx: x, cy: y, r: 4, class: "cl-live-dot" }),
    svg("text", { x: x + 8, y: y + 4, "font-size": 12, "font-weight": 600 }, text)
  ];
}
function cursor(x) {
  return svg("line", { x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM, class: "cl-live-look" });
}

// replaying.js
function replaying({ model, kernel }) {
  const playing = () => model.get("status") === "entrena";
  const control = button("Reproducir", () => kernel.send({ type: playing() ? "stop" : "play" }));
  return { control, draw: () => put(control, playing() ? "Pausa" : "Reproducir"), forget: () => {
  } };
}

// stopping.js
var PATIENCE = 1500;
var NOT_LOOKING = "El bucle sigue: no mira vivo.stopped. Usa «for epoca in vivo.range(…)» o añade «if vivo.stopped: break».";
var MUTE = "El kernel no contesta mientras corre la celda. Pulsa otra vez para interrumpirlo, como con ■ en la barra.";
var NO_WAY = "Desde aquí no se puede interrumpir el kernel: usa ■ en la barra.";
var DONE = "Kernel interrumpido: la celda acaba con KeyboardInterrupt. Lo dibujado se queda.";
var FAILED = "No se ha podido interrumpir: usa ■ en la barra, o reinicia el kernel.";
function stopping({ model, kernel, warn, onask }) {
  let timer = null, mute = false;
  const running = () => model.get("status") === "entrena";
  const control = button("Parar", () => {
    if (!running()) return;
    if (mute) return interrupt();
    onask();
    forget();
    timer = setTimeout(unanswered, PATIENCE);
    kernel.send({ type: "stop" });
  });
  const forget = () => clearTimeout(timer);
  function unanswered() {
    if (!running()) return;
    mute = !model.get("stopped");
    warn(mute ? MUTE : NOT_LOOKING);
    draw();
  }
  function interrupt() {
    const there = model.widget_manager?.kernel;
    if (!there?.interrupt) return warn(NO_WAY);
    there.interrupt().then(() => warn(DONE), () => warn(FAILED));
    mute = false;
    draw();
  }
  function draw() {
    if (!running()) mute = false;
    disable(control, !running());
    put(control, mute ? "Interrumpir el kernel" : "Parar");
  }
  return { control, draw, forget };
}

// live_training.js
var TRAITS = ["count", "status", "stopped", "epocas", "broken"];
var GONE2 = "El kernel que entrenaba ya no está. Para entrenar otra vez, ejecuta de nuevo esta celda y la del bucle.";
function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-live-warning"), announce = announcer(say);
  const kernel = kernelLink(model, (text) => {
    stop.forget();
    halted(model);
    warn(text);
  }, GONE2);
  const words = html("strong", {}), progress = html("progress", { "aria-label": "Épocas hechas" });
  const control = model.isPage ? replaying : stopping;
  const stop = control({ model, kernel, warn, onask: () => put(words, "Parando…") });
  const scale = logarithm(draw), look = lookAt(moved), curves = panels(draw);
  const whole = root(
    "cl-live_training",
    html("div", { class: "cl-bar" }, stop.control, scale.control, words, progress),
    curves.element,
    look.row,
    look.values,
    box,
    region
  );
  function draw() {
    const now = state(model), series = model.get("drawn").map(curve);
    put(words, model.isPage ? `Grabado: ${done(now)}` : situation(now));
    drawProgress(progress, now);
    stop.draw();
    look.draw(series, now.count - 1, model.get("recorded"));
    curves.draw(series, { total: now.total, log: scale.on(), looking: look.at() });
    if (now.broken) warn(`Ojo: ${now.broken}. Ahí la curva se corta; baja la tasa de aprendizaje.`);
    announce(now, series);
    whole.dataset.status = now.status;
    whole.dataset.count = String(now.count);
  }
  function moved(epoch) {
    if (epoch >= model.get("count")) kernel.send({ type: "seek", count: epoch + 1 });
    draw();
  }
  const unlisten = listen(model, TRAITS, () => {
    if (model.get("status") === "entrena" && model.get("count") === 0) {
      stop.forget();
      warn("");
      look.forget();
    }
    draw();
  });
  el.append(whole);
  draw();
  return () => {
    stop.forget();
    kernel.stop();
    curves.stop();
    unlisten();
  };
}
function state(model) {
  const { epocas, ...rest } = Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  return { ...rest, total: epocas ?? 0 };
}
function curve({ name, x, y }) {
  return { name, x: [...unpack(x, Float64Array)], y: [...unpack(y, Float64Array)] };
}
function halted(model) {
  if (model.get("status") === "entrena") model.set("status", "parado");
}
function drawProgress(progress, { count, total }) {
  progress.hidden = !total;
  progress.max = Math.max(total, 1);
  progress.value = count;
}
function logarithm(onchange) {
  let on = false;
  const control = button("Escala logarítmica", () => {
    on = !on;
    control.setAttribute("aria-pressed", String(on));
    onchange();
  }, { "aria-pressed": "false" });
  return { control, on: () => on };
}
function lookAt(onchange) {
  let at = null;
  const range = slider("Mirar una época", { min: 0, max: 0, step: 1, value: 0, oninput: () => {
    at = Number(range.value);
    onchange(at);
  } });
  const values = html("p", { class: "cl-live-values" });
  const row = html("label", { class: "cl-row" }, html("span", {}, "Mirar una época"), range);
  const draw = (series, latest, recorded = 0) => {
    if (at > latest) at = null;
    range.max = String(Math.max(latest, recorded - 1, 0));
    if (at === null) range.value = String(Math.max(latest, 0));
    put(values, readings(series, at ?? latest));
    range.setAttribute("aria-valuetext", values.textContent || "sin épocas");
  };
  return { row, values, draw, at: () => at, forget: () => {
    at = null;
  } };
}
var live_training_default = { render };
export {
  live_training_default as default
};
