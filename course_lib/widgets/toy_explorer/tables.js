// Las dos tablas: los parámetros con su gradiente, y la cadena con sus valores y sus derivadas.

import { html, put } from "../common/dom.js";
import { read } from "./math.js";
import { control, meter, reach } from "./meter.js";
import { DATA, LINKS, PARAMETERS, span } from "./story.js";

const heading = (attrs, ...children) => html("th", { scope: "col", ...attrs }, ...children);
const soft = (...text) => html("span", { class: "te-soft" }, ...text);

/** Los parámetros y los datos: cada uno con su deslizador, su campo y, si se aprende, su gradiente. */
export function parameters({ onmove, onrelease, onerror }) {
  const rows = [...PARAMETERS, ...DATA].map((one) => {
    const knob = control(one.name, { onmove: (v) => onmove(one, v), onrelease: (v) => onrelease(one, v), onerror });
    const slope = one.k === null ? null : meter(`d_${one.trait}_${one.k}`, "slope");
    const row = html("tr", {}, html("th", { scope: "row" }, one.name),
      html("td", { class: "te-slide" }, knob.range), html("td", {}, knob.field),
      html("td", {}, slope?.element ?? soft("es un dato")));
    return { one, knob, slope, row };
  });
  const scale = soft();
  const element = html("table", { class: "te-controls" },
    html("caption", {}, "Muévelos"),
    html("thead", {}, html("tr", {}, heading({}, "qué"), heading({ colspan: 2 }, "valor"), heading({}, "∂ℓ/∂ ese parámetro ", scale))),
    html("tbody", {}, ...rows.map(({ row }) => row)));
  function draw(state, slopes, sure) {
    const wide = reach([...slopes.beta, ...slopes.omega]);
    for (const { one, knob, slope } of rows) {
      knob.set(read(state, one));
      slope?.draw(sure(read(slopes, one)), wide);
    }
    put(scale, span(wide));
  }
  return { element, draw };
}

/** La cadena, de f₀ a ℓ: el valor de cada eslabón, y la derivada de ℓ respecto de él. */
export function chain() {
  const rows = LINKS.map(({ key, name, rule }) => {
    const value = meter(key, "value"), slope = meter(`d_${key}`, "slope");
    const row = html("tr", {}, html("th", { scope: "row" }, `${name} = ${rule}`),
      html("td", {}, value.element), html("td", {}, html("span", { class: "te-of" }, `∂ℓ/∂${name}`), slope.element));
    return { key, value, slope, row };
  });
  const valueScale = soft(), slopeScale = soft();
  const element = html("table", { class: "te-chain" },
    html("caption", {}, "La cadena"),
    html("thead", {}, html("tr", {}, heading({}, "eslabón"),
      heading({}, "paso adelante ↓ valor ", valueScale), heading({}, "paso atrás ↑ derivada ", slopeScale))),
    html("tbody", {}, ...rows.map(({ row }) => row)));
  function draw(values, slopes, sure) {
    const tall = reach(LINKS.map(({ key }) => values[key])), deep = reach(LINKS.map(({ key }) => slopes[key]));
    for (const { key, value, slope } of rows) {
      value.draw(values[key], tall);
      slope.draw(sure(slopes[key]), deep);
    }
    put(valueScale, span(tall));
    put(slopeScale, span(deep));
  }
  return { element, draw };
}
