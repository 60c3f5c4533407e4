import { button, html, put, root } from "../common/dom.js";
import { slider } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { unpack } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { panels } from "./panels.js";
import { replaying } from "./replaying.js";
import { stopping } from "./stopping.js";
import { announcer, done, readings, situation } from "./story.js";

const TRAITS = ["count", "status", "stopped", "epocas", "broken"];
const GONE = "El kernel que entrenaba ya no está. Para entrenar otra vez, ejecuta de nuevo esta celda y la del bucle.";

function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("cl-live-warning"), announce = announcer(say);
  const kernel = kernelLink(model, (text) => { stop.forget(); halted(model); warn(text); }, GONE);
  const words = html("strong", {}), progress = html("progress", { "aria-label": "Épocas hechas" });
  const control = model.isPage ? replaying : stopping;
  const stop = control({ model, kernel, warn, onask: () => put(words, "Parando…") });
  const scale = logarithm(draw), look = lookAt(moved), curves = panels(draw);
  const whole = root("cl-live_training",
    html("div", { class: "cl-bar" }, stop.control, scale.control, words, progress),
    curves.element, look.row, look.values, box, region);

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

  /** De una grabación se puede mirar también lo que aún no se ha reproducido. */
  function moved(epoch) {
    if (epoch >= model.get("count")) kernel.send({ type: "seek", count: epoch + 1 });
    draw();
  }

  // Los puntos llegan justo antes que su cuenta: con mirar la cuenta se dibuja una vez por envío.
  const unlisten = listen(model, TRAITS, () => {
    if (model.get("status") === "entrena" && model.get("count") === 0) { stop.forget(); warn(""); look.forget(); }
    draw();
  });
  el.append(whole);
  draw();
  return () => { stop.forget(); kernel.stop(); curves.stop(); unlisten(); };
}

function state(model) {
  const { epocas, ...rest } = Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  return { ...rest, total: epocas ?? 0 };
}

/** Una serie, con sus épocas y sus valores desempaquetados. */
function curve({ name, x, y }) {
  return { name, x: [...unpack(x, Float64Array)], y: [...unpack(y, Float64Array)] };
}

/** Sin kernel, lo que corría ya no corre. */
function halted(model) {
  if (model.get("status") === "entrena") model.set("status", "parado");
}

function drawProgress(progress, { count, total }) {
  progress.hidden = !total;
  progress.max = Math.max(total, 1);
  progress.value = count;
}

/** El botón que pone la escala logarítmica, o la quita. */
function logarithm(onchange) {
  let on = false;
  const control = button("Escala logarítmica", () => {
    on = !on;
    control.setAttribute("aria-pressed", String(on));
    onchange();
  }, { "aria-pressed": "false" });
  return { control, on: () => on };
}

/** El deslizador que mira una época: mientras no se toque, la última. */
function lookAt(onchange) {
  let at = null;
  const range = slider("Mirar una época", { min: 0, max: 0, step: 1, value: 0, oninput: () => { at = Number(range.value); onchange(at); } });
  const values = html("p", { class: "cl-live-values" });
  const row = html("label", { class: "cl-row" }, html("span", {}, "Mirar una época"), range);
  const draw = (series, latest, recorded = 0) => {
    if (at > latest) at = null;
    range.max = String(Math.max(latest, recorded - 1, 0));
    if (at === null) range.value = String(Math.max(latest, 0));
    put(values, readings(series, at ?? latest));
    range.setAttribute("aria-valuetext", values.textContent || "sin épocas");
  };
  return { row, values, draw, at: () => at, forget: () => { at = null; } };
}

export default { render };
