import { button, html, put, root } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { controls } from "./controls.js";
import { lossPlot } from "./loss_plot.js";
import { map } from "./map.js";
import { bottom, descend, escaped, height } from "./math.js";

const STATE = ["surface", "start", "lr", "decay", "noise", "batch", "seed"];

function render({ model, el }) {
  const { region, say } = liveRegion(), gone = liveRegion(), { box, warn } = alertBox("mo-problem");
  const kernel = kernelLink(model, gone.say), mountains = model.get("mountains");
  const words = html("p", { class: "mo-words" });
  const release = () => { kernel.save(); say(words.textContent); };

  const plane = map({ start: () => model.get("start"), onmove: (start) => model.set("start", start), onrelease: release });
  const knobs = controls(model, mountains, release), loss = lossPlot();
  const again = button("Otra tirada del ruido", () => kernel.save({ seed: model.get("seed") + 1 }));
  const whole = root("cl-mountain",
    html("div", { class: "mo-main" }, plane.element,
      html("div", { class: "mo-side" }, ...knobs.rows, again,
        html("p", { class: "mo-caption" }, "Altura sobre el fondo, paso a paso"), loss.element)),
    words, box, region, gone.region);

  let shown = null, floor = 0;
  function draw() {
    const now = Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
    const mountain = mountains[now.surface], draws = model.get("draws");
    if (shown !== now.surface) {
      plane.drawLevels(mountain);
      floor = bottom(mountain);
      shown = now.surface;
    }
    const path = descend(mountain, now, draws), heights = path.map((p) => height(mountain, p));
    knobs.draw(now);
    plane.draw(path);
    loss.draw(heights.map((h) => h - floor), draws.length);
    put(words, told(heights));
    warn(trouble(path, heights));
    whole.dataset.state = JSON.stringify(now);
    whole.dataset.path = JSON.stringify(path);
  }

  const stop = listen(model, [...STATE.filter((name) => name !== "seed"), "draws"], draw);
  el.append(whole);
  draw();
  return () => { stop(); kernel.stop(); };
}

function told(heights) {
  return `${heights.length - 1} pasos: la altura pasa de ${format(heights[0])} a ${format(heights.at(-1))}.`;
}

function trouble(path, heights) {
  if (!escaped(path.at(-1))) return "";
  return `Se escapa: en el paso ${path.length - 1} la altura ya es ${format(heights.at(-1))}. Baja la tasa.`;
}

export default { render };
