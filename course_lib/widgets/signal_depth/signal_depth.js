import { button, html, root, svg } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format } from "../common/numbers.js";
import { liveRegion } from "../common/voice.js";

const WIDTH = 640, HEIGHT = 260, LEFT = 66, RIGHT = 96, TOP = 14, BOTTOM = 34;
const REACH = 2; // el deslizador va de 2⁻² a 2² veces la σ de He
const FACTOR = { ReLU: 0.5, ninguna: 1 }; // lo que deja cada activación de la media de los cuadrados

/** Lo que mide cada capa: con pesos c veces mayores, h_k es c^k veces mayor, y su gradiente, c^(K−k). */
export function scaled(sizes, c) {
  const K = sizes.signal.length - 1;
  return {
    signal: sizes.signal.map((size, k) => size * c ** k),
    gradient: sizes.gradient.map((size, k) => size * c ** (K - k)),
  };
}

function render({ model, el }) {
  const live = liveRegion();
  const n = model.get("units"), he = Math.sqrt(2 / n);
  const K = model.get("sizes").ReLU.signal.length - 1;
  // El eje no se mueve: así se ve girar a las rectas. Caben las dos activaciones con la σ más grande.
  const decades = Math.ceil(K * Math.log10(2 ** REACH * Math.SQRT2)) + 1;
  const px = (k) => LEFT + (k / K) * (WIDTH - LEFT - RIGHT);
  const py = (value) => TOP + ((decades - Math.log10(value)) / (2 * decades)) * (HEIGHT - TOP - BOTTOM);

  const slider = html("input", { type: "range", min: -REACH, max: REACH, step: 0.01, class: "cl-slider", "aria-label": "Desviación σ de los pesos",
    oninput: () => { model.set("sigma", he * 2 ** Number(slider.value)); draw(); },
    onchange: () => { kernel.save(); tell(); } });
  const activation = html("select", { "aria-label": "Activación", onchange: () => { kernel.save({ activation: activation.value }); draw(); tell(); } },
    html("option", { value: "ReLU" }, "ReLU"), html("option", { value: "ninguna" }, "ninguna"));
  const go = (sigma) => () => { kernel.save({ sigma }); draw(); tell(); };
  const words = html("p", { class: "sd-words" }), trouble = html("p", { class: "sd-trouble", role: "alert" });
  const lines = { signal: svg("path", { class: "sd-signal" }), gradient: svg("path", { class: "sd-gradient" }) };
  const ends = { signal: svg("text", { class: "sd-signal-end", x: WIDTH - RIGHT + 8 }), gradient: svg("text", { class: "sd-gradient-end", x: LEFT + 8 }) };
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img" },
    ...marks(decades).flatMap((power) => [
      svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: py(10 ** power), y2: py(10 ** power), class: power ? "sd-grid" : "sd-one" }),
      svg("text", { x: LEFT - 6, y: py(10 ** power) + 4, "text-anchor": "end", "font-size": 12 }, power ? `1e${power}`.replace("-", "−") : "1")]),
    ...[0, Math.round(K / 2), K].map((k) => svg("text", { x: px(k), y: HEIGHT - 16, "text-anchor": "middle", "font-size": 12 }, String(k))),
    svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 2, "text-anchor": "middle", "font-size": 12 }, "capa"),
    lines.signal, lines.gradient, ends.signal, ends.gradient);
  const whole = root("cl-signal-depth",
    html("label", { class: "cl-row" }, html("span", {}, "σ"), slider),
    html("div", { class: "cl-bar" }, button("σ = √(2/n), He", go(he)), button("σ = 1/√n, Xavier", go(1 / Math.sqrt(n))),
      button("σ = 1/√(3n), nn.Linear", go(1 / Math.sqrt(3 * n))), html("label", {}, "activación ", activation)),
    drawing,
    html("p", { class: "sd-key" }, html("span", { class: "sd-signal-key" }, "— señal, h: se lee hacia la derecha"), " ",
      html("span", { class: "sd-gradient-key" }, "- - gradiente de h: se lee hacia la izquierda")),
    words, trouble, live.region);
  el.append(whole);
  const kernel = kernelLink(model, (text) => { trouble.textContent = text; });

  function now() {
    const sigma = model.get("sigma"), kind = model.get("activation");
    return { sigma, kind, ...scaled(model.get("sizes")[kind], sigma / he) };
  }

  function draw() {
    const { sigma, kind, signal, gradient } = now();
    const path = (values) => values.map((v, k) => `${k ? "L" : "M"}${px(k).toFixed(1)} ${py(v).toFixed(1)}`).join("");
    lines.signal.setAttribute("d", path(signal));
    lines.gradient.setAttribute("d", path(gradient));
    place(ends.signal, signal[K]);
    place(ends.gradient, gradient[0]);
    slider.value = String(Math.log2(sigma / he));
    activation.value = kind;
    const factor = FACTOR[kind] * n * sigma ** 2;
    words.textContent = `σ = ${format(sigma, 3)}: cada capa multiplica los cuadrados por ${format(factor, 3)}. `
      + `Tras ${K} capas la señal mide ${format(signal[K], 3)}, y al principio llega un gradiente de ${format(gradient[0], 3)}.`;
    slider.setAttribute("aria-valuetext", `σ = ${format(sigma, 3)}`);
    drawing.setAttribute("aria-label", words.textContent);
    whole.dataset.state = JSON.stringify({ sigma, activation: kind });
    whole.dataset.ends = JSON.stringify([signal[K], gradient[0]]);
  }

  function place(text, value) {
    text.textContent = format(value, 2);
    text.setAttribute("y", py(value) + (text === ends.gradient ? -8 : 4));
  }

  // Lo que se ve cambia al arrastrar; a quien escucha se le dice al soltar.
  function tell() { live.say(words.textContent); }

  const forget = listen(model, ["sigma", "activation"], draw);
  draw();
  return () => { kernel.stop(); forget(); };
}

/** Las potencias de diez que se escriben: el 1 y otras cuatro o seis, a los dos lados. */
function marks(decades) {
  const every = Math.max(1, Math.floor(decades / 3)), found = [];
  for (let power = -3 * every; power <= 3 * every; power += every) if (Math.abs(power) <= decades) found.push(power);
  return found;
}

export default { render };
