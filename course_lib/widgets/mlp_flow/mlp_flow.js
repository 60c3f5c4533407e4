import { html, put, root } from "../common/dom.js";
import { notANumber, numberField } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { clamp } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { controls } from "./controls.js";
import { finite, run } from "./math.js";
import { numbers } from "./names.js";
import { network, told } from "./network.js";
import { stagesOf } from "./stages.js";
import { matrix } from "./tables.js";

const MOST_READ = 12;

function render({ model, el }) {
  const net = Object.fromEntries(["betas", "omegas", "y", "c"].map((name) => [name, model.get(name)]));
  const stages = stagesOf(net), last = stages.length - 1, { region, say } = liveRegion();
  const notices = warnings(), kernel = kernelLink(model, (gone) => notices.set({ gone }));
  let result = run(net, model.get("x")), step = 0;

  const release = (to) => { draw(to); if (to !== model.get("step")) kernel.save({ step: to }); };
  const knobs = controls(last, { at: () => step, onmove: draw, onrelease: release });
  const flow = network(net, inputs(model, kernel, notices));
  const detail = html("div", { class: "cl-flow-detail cl-pan", role: "group", tabindex: "0", "aria-label": "La cuenta de este paso" });
  const dead = html("p", { class: "cl-flow-dead" });
  const whole = root("cl-mlp_flow", knobs.bar, knobs.title, detail, flow.element, dead, notices.box, region);

  function draw(to) {
    step = to;
    const stage = stages[step];
    whole.dataset.step = String(step);
    whole.dataset.x = JSON.stringify(result.h[0]);
    knobs.draw(step, stage);
    flow.draw(step, stages, result);
    detail.replaceChildren(...account(stage, result));
    put(dead, told(net, step, stages, result));
    notices.set({ broken: finite(result) ? "" : "Algún número se desborda: deja de ser finito. Acerca x a 0." });
    say(spoken(step, stage, result));
    requestAnimationFrame(flow.follow);
  }

  const update = () => {
    const x = model.get("x");
    if (JSON.stringify(x) !== JSON.stringify(result.h[0])) result = run(net, x);
    draw(clamp(model.get("step"), 0, last));
  };
  const forget = listen(model, ["x", "step"], update);
  el.append(whole);
  update();
  return () => { kernel.stop(); forget(); };
}

/** Los campos de x. Mientras se escribe solo cambia aquí; al acabar se manda a Python. */
function inputs(model, kernel, notices) {
  return model.get("x").map((value, i) => {
    const moved = (v) => ({ x: model.get("x").map((old, n) => (n === i ? v : old)) });
    return numberField({
      label: `x, componente ${i + 1}`, value,
      oninput: (v) => { notices.set({ wrong: "" }); model.set("x", moved(v).x); },
      onchange: (v) => { notices.set({ wrong: "" }); kernel.save(moved(v)); },
      onerror: (text) => notices.set({ wrong: notANumber(text) }),
    });
  });
}

/** Lo que va mal, todo a la vez: lo mal escrito, lo que se desborda y el kernel que se fue. */
function warnings() {
  const { box, warn } = alertBox("cl-flow-warning"), all = { wrong: "", broken: "", gone: "" };
  return { box, set: (changes) => warn(Object.values(Object.assign(all, changes)).filter(Boolean).join(" ")) };
}

/** La cuenta de un paso, pieza a pieza. */
function account({ parts }, result) {
  return parts.map((part) => {
    if (typeof part === "string") return html("span", { class: "cl-flow-sign" }, part);
    const [name, values, off] = part;
    return matrix(name, values(result), off?.(result));
  });
}

/** Lo que se lee. Una matriz entera, número a número, no hay quien la siga: está en la tabla. */
function spoken(step, { say, parts }, result) {
  const [name, values] = parts[0], all = values(result).flat();
  return `Paso ${step}: ${say}. ${all.length > MOST_READ ? "" : `${name} = ${numbers(all)}`}`;
}

export default { render };
