// Lo junta «autograder build»: no se edita. Huella: 2397d7d15b1c0722
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

// ../common/numbers.js
function format(x, digits = 4) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}

// ../common/voice.js
function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}

// live_training.js
var WIDEST = 640;
var NARROWEST = 280;
var HEIGHT = 150;
var LEFT = 66;
var RIGHT = 86;
var TOP = 12;
var BOTTOM = 26;
var PATIENCE = 1500;
function read(view) {
  return [...new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength))];
}
function ticks(low, high) {
  const rough = (high - low) / 3 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const out = [];
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
function panel({ name, x, y }, total, log, looking, width) {
  const usable = y.map((v) => Number.isFinite(v) && (!log || v > 0));
  const scale = (v) => log ? Math.log10(v) : v;
  const known = y.filter((_, i) => usable[i]).map(scale);
  let low = Math.min(...known), high = Math.max(...known);
  if (!known.length) [low, high] = [0, 1];
  if (high - low < 1e-12 * Math.max(1, Math.abs(high))) [low, high] = [low - 0.5, high + 0.5];
  const end = Math.max(total - 1, x.at(-1) ?? 0, 1);
  const px = (e) => LEFT + e / end * (width - LEFT - RIGHT);
  const py = (v) => HEIGHT - BOTTOM - (scale(v) - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  const marks = log ? decades(low, high) : ticks(low, high);
  let path = "", pen = "M";
  x.forEach((e, i) => {
    if (usable[i]) path += `${pen}${px(e).toFixed(1)} ${py(y[i]).toFixed(1)}`;
    pen = usable[i] ? "L" : "M";
  });
  const shown = usable.lastIndexOf(true);
  const at = looking === null ? -1 : nearest(x, looking);
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": describe({ name, x, y }), "data-name": name },
    ...marks.flatMap((m) => [
      svg("line", { x1: LEFT, x2: width - RIGHT, y1: py(m), y2: py(m), class: "cl-live-grid" }),
      svg("text", { x: LEFT - 6, y: py(m) + 4, "text-anchor": "end", "font-size": 12 }, format(m, 3))
    ]),
    ...ticks(0, end).filter(Number.isInteger).map((e) => svg("text", { x: px(e), y: HEIGHT - 8, "text-anchor": "middle", "font-size": 12 }, String(e))),
    svg("path", { d: path, class: "cl-live-line" }),
    shown >= 0 ? svg("circle", { cx: px(x[shown]), cy: py(y[shown]), r: 4, class: "cl-live-dot" }) : null,
    shown >= 0 ? svg("text", { x: px(x[shown]) + 8, y: py(y[shown]) + 4, "font-size": 12, "font-weight": 600 }, format(y[shown], 3)) : null,
    at >= 0 ? svg("line", { x1: px(x[at]), x2: px(x[at]), y1: TOP, y2: HEIGHT - BOTTOM, class: "cl-live-look" }) : null
  );
}
function nearest(x, epoch) {
  let best = 0;
  x.forEach((e, i) => {
    if (Math.abs(e - epoch) < Math.abs(x[best] - epoch)) best = i;
  });
  return best;
}
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
function render({ model, el }) {
  const live = liveRegion();
  const words = html("strong", {});
  const progress = html("progress", { "aria-label": "Épocas hechas" });
  const stop = button("Parar", askToStop);
  const scale = button("Escala logarítmica", () => {
    log = !log;
    draw();
  }, { "aria-pressed": "false" });
  const look = html("input", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    value: 0,
    class: "cl-slider",
    "aria-label": "Mirar una época",
    oninput: () => {
      looking = Number(look.value);
      draw();
    }
  });
  const values = html("p", { class: "cl-live-values" });
  const warning = html("p", { class: "cl-live-warning", role: "alert" });
  const panels = html("div", { class: "cl-live-panels" });
  const whole = root(
    "cl-live_training",
    html("div", { class: "cl-bar" }, stop, scale, words, progress),
    panels,
    html("label", { class: "cl-row" }, html("span", {}, "Mirar una época"), look),
    values,
    warning,
    live.region
  );
  el.append(whole);
  let log = false, looking = null, timer = null, mute = false, told = "";
  const kernel = kernelLink(model, (text) => {
    clearTimeout(timer);
    if (model.get("status") === "entrena") model.set("status", "parado");
    warn(text);
  }, "El kernel que entrenaba ya no está. Para entrenar otra vez, ejecuta de nuevo esta celda y la del bucle.");
  function askToStop() {
    if (stop.getAttribute("aria-disabled") === "true") return;
    if (mute) return interrupt();
    words.textContent = "Parando…";
    clearTimeout(timer);
    timer = setTimeout(unanswered, PATIENCE);
    kernel.send({ type: "stop" });
  }
  function unanswered() {
    if (model.get("status") !== "entrena") return;
    if (model.get("stopped")) return warn("El bucle sigue: no mira vivo.stopped. Usa «for epoca in vivo.range(…)» o añade «if vivo.stopped: break».");
    mute = true;
    warn("El kernel no contesta mientras corre la celda. Pulsa otra vez para interrumpirlo, como con ■ en la barra.");
    draw();
  }
  function interrupt() {
    const running = model.widget_manager?.kernel;
    if (!running?.interrupt) return warn("Desde aquí no se puede interrumpir el kernel: usa ■ en la barra.");
    running.interrupt().then(
      () => warn("Kernel interrumpido: la celda acaba con KeyboardInterrupt. Lo dibujado se queda."),
      () => warn("No se ha podido interrumpir: usa ■ en la barra, o reinicia el kernel.")
    );
    mute = false;
    draw();
  }
  function warn(text) {
    if (warning.textContent !== text) warning.textContent = text;
  }
  function draw() {
    const status = model.get("status"), count = model.get("count"), total = model.get("epocas") ?? 0;
    const series = model.get("drawn").map(({ name, x, y }) => ({ name, x: read(x), y: read(y) }));
    const of = total ? `${count} de ${total} épocas` : `${count} ${count === 1 ? "época" : "épocas"}`;
    words.textContent = {
      espera: "Esperando al bucle de entrenamiento",
      parado: `Parado: ${of}`,
      terminado: `Terminado: ${of}`,
      entrena: model.get("stopped") ? `Parando: ${of}` : `Entrenando: ${of}`
    }[status];
    progress.hidden = !total;
    progress.max = Math.max(total, 1);
    progress.value = count;
    const running = status === "entrena";
    if (!running) mute = false;
    stop.setAttribute("aria-disabled", String(!running));
    stop.textContent = mute && running ? "Interrumpir el kernel" : "Parar";
    scale.setAttribute("aria-pressed", String(log));
    const width = Math.min(WIDEST, Math.max(NARROWEST, panels.clientWidth || WIDEST));
    panels.replaceChildren(...series.map((s) => html("figure", {}, html("figcaption", {}, caption(s, log)), panel(s, total, log, looking, width))));
    if (!series.length) panels.append(html("p", { class: "cl-live-empty" }, "Aún no hay puntos: aparecerán aquí cuando corra el bucle."));
    look.max = String(Math.max(count - 1, 0));
    if (looking !== null && looking > count - 1) looking = null;
    if (looking === null) look.value = look.max;
    const epoch = looking ?? count - 1;
    const at = series.map(({ name, x, y }) => {
      const i = nearest(x, epoch);
      return `${name} = ${format(y[i] ?? NaN)}`;
    });
    values.textContent = series.length ? `Época ${Math.max(epoch, 0)}: ${at.join("; ")}` : "";
    look.setAttribute("aria-valuetext", values.textContent || "sin épocas");
    const broken = model.get("broken");
    if (broken) warn(`Ojo: ${broken}. Ahí la curva se corta; baja la tasa de aprendizaje.`);
    whole.dataset.status = status;
    whole.dataset.count = String(count);
    announce(status, count, total, series, of);
  }
  function announce(status, count, total, series, of) {
    const quarter = total ? Math.floor(4 * count / total) : 0;
    const key = `${status} ${status === "entrena" ? quarter : ""}`;
    if (key === told || status === "espera") return;
    told = key;
    const last = series.map(({ name, y }) => `${name} ${format(y.at(-1))}`).join(", ");
    live.say({ entrena: count ? `Van ${of}: ${last}.` : "Empieza el entrenamiento.", parado: `Parado tras ${of}: ${last}.`, terminado: `Terminado, ${of}: ${last}.` }[status]);
  }
  const forget = listen(model, ["count", "status", "stopped", "epocas", "broken"], () => {
    if (model.get("status") === "entrena" && model.get("count") === 0) {
      clearTimeout(timer);
      warn("");
      looking = null;
    }
    draw();
  });
  let drawnWidth = 0;
  const resized = new ResizeObserver(() => {
    if (Math.abs(panels.clientWidth - drawnWidth) < 2) return;
    drawnWidth = panels.clientWidth;
    draw();
  });
  resized.observe(panels);
  draw();
  return () => {
    clearTimeout(timer);
    kernel.stop();
    resized.disconnect();
    forget();
  };
}
var live_training_default = { render };
export {
  live_training_default as default
};
