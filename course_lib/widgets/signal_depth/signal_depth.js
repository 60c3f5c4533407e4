import { button, html, put, root } from "../common/dom.js";
import { select, slider } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { alertBox, liveRegion } from "../common/voice.js";
import { REACH, factor, he, nnLinear, scaled, xavier } from "./math.js";
import { plot } from "./plot.js";

function render({ model, el }) {
  const { region, say } = liveRegion(), { box, warn } = alertBox("sd-trouble"), kernel = kernelLink(model, warn);
  const n = model.get("units"), K = model.get("sizes").ReLU.signal.length - 1;
  const words = html("p", { class: "sd-words" }), picture = plot(K);
  // Lo que se ve cambia al arrastrar; a quien escucha se le dice al soltar.
  const tell = () => say(words.textContent);
  const change = (changes) => { kernel.save(changes); draw(); tell(); };

  const sigma = slider("Desviación σ de los pesos", {
    min: -REACH, max: REACH, step: 0.01,
    oninput: () => { model.set("sigma", he(n) * 2 ** Number(sigma.value)); draw(); },
    onchange: () => { kernel.save(); tell(); },
  });
  const activation = select(["ReLU", "ninguna"], (value) => change({ activation: value }), { "aria-label": "Activación" });
  const named = [["σ = √(2/n), He", he], ["σ = 1/√n, Xavier", xavier], ["σ = 1/√(3n), nn.Linear", nnLinear]]
    .map(([text, of]) => button(text, () => change({ sigma: of(n) })));
  const whole = root("cl-signal-depth",
    html("label", { class: "cl-row" }, html("span", {}, "σ"), sigma),
    html("div", { class: "cl-bar" }, ...named, html("label", {}, "activación ", activation)),
    html("div", { class: "sd-pan", role: "group", tabindex: 0, "aria-label": "Las dos curvas" }, picture.element), key(), words, box, region);

  function draw() {
    const now = { sigma: model.get("sigma"), activation: model.get("activation") };
    const sizes = scaled(model.get("sizes")[now.activation], now.sigma / he(n));
    put(words, told(now, n, sizes));
    picture.draw(sizes, words.textContent);
    sigma.value = String(Math.log2(now.sigma / he(n)));
    sigma.setAttribute("aria-valuetext", `σ = ${format(now.sigma, 3)}`);
    activation.value = now.activation;
    whole.dataset.state = JSON.stringify(now);
    whole.dataset.ends = JSON.stringify([sizes.signal[K], sizes.gradient[0]]);
  }

  const forget = listen(model, ["sigma", "activation"], draw);
  el.append(whole);
  draw();
  return () => { kernel.stop(); forget(); };
}

/** Lo que se ve, en palabras. */
function told({ sigma, activation }, n, { signal, gradient }) {
  return `σ = ${format(sigma, 3)}: cada capa multiplica los cuadrados por ${format(factor(activation, n, sigma), 3)}. `
    + `Tras ${signal.length - 1} capas la señal mide ${format(signal.at(-1), 3)}, `
    + `y al principio llega un gradiente de ${format(gradient[0], 3)}.`;
}

function key() {
  return html("p", { class: "sd-key" },
    html("span", { class: "sd-signal-key" }, "— señal, h: se lee hacia la derecha"), " ",
    html("span", { class: "sd-gradient-key" }, "- - gradiente de h: se lee hacia la izquierda"));
}

export default { render };
