// Lo que ve cada unidad oculta: un mapa pequeño por unidad, una fila por capa.

import { html } from "../common/dom.js";
import { format, unpack } from "../common/numbers.js";
import { SIDE } from "./math.js";
import { paint } from "./surface.js";

const GREY = [128, 128, 128];

export function units() {
  let shape = null, canvases = [];
  const element = html("div", { class: "cl-pg-units" });
  function build(list) {
    const layers = [...new Set(list.map(({ layer }) => layer))];
    canvases = list.map(() => html("canvas", { width: SIDE, height: SIDE, role: "img" }));
    element.replaceChildren(...layers.map((layer) => html("div", { class: "cl-pg-layer" },
      html("span", {}, `Capa ${layer}`), ...canvases.filter((_, i) => list[i].layer === layer))));
    if (!list.length) element.append("Sin capas ocultas: regresión logística.");
  }
  function draw(list) {
    const now = list.map(({ layer }) => layer).join();
    if (now !== shape) build(list);
    shape = now;
    list.forEach((unit, i) => drawUnit(canvases[i], unit, 1 + list.slice(0, i).filter(({ layer }) => layer === unit.layer).length));
  }
  return { element, draw };
}

function drawUnit(canvas, { layer, low, high, map }, number) {
  const shades = unpack(map, Uint8Array), flat = high <= low;
  const told = flat ? `siempre ${format(low)}, no distingue nada` : `de ${format(low)} (negro) a ${format(high)} (blanco)`;
  paint(canvas, (i) => (flat ? GREY : [shades[i], shades[i], shades[i]]));
  canvas.classList.toggle("cl-pg-flat", flat);
  canvas.setAttribute("aria-label", `Capa ${layer}, unidad ${number}: ${told}`);
  canvas.title = canvas.getAttribute("aria-label");
}
