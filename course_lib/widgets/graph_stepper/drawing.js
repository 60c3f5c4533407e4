// El dibujo de un tramo del grafo: los nodos en cajas y, en cada flecha, lo que va y lo que vuelve.

import { put, svg } from "../common/dom.js";
import { addition, factor, show } from "./writing.js";

/** Una vista: su SVG, `update(estado, preguntada)` para ponerla al día y `spot(paso)`, dónde está lo que ocurre en él. */
export function drawing(story, number) {
  const view = story.spec.views[number], [width, height] = view.size;
  const where = new Map(view.nodes.map(([i, x, y, half]) => [i, { x, y, half }]));
  const leaving = new Set(view.edges.map(([child, k]) => story.nodes[child].parents[k]));
  const arrows = view.edges.map((one) => arrow(story, one, where.get(one[0])));
  const boxes = view.nodes.map((one) => box(story, one, { borrowed: view.borrowed.includes(one[0]), leaving: leaving.has(one[0]) }));
  const element = svg("svg", {
    role: "img", width, height, viewBox: `-6 -36 ${width} ${height}`, class: "gs-svg",
    "aria-label": `Grafo de cómputo de ${story.root}. Sus números, en la tabla de abajo.`,
  }, ...arrows.map((each) => each.group), ...boxes.map((each) => each.group));
  return {
    element,
    update: (state, asked) => {
      for (const each of arrows) each.update(state, asked);
      for (const each of boxes) each.update(state);
    },
    spot: (move) => where.get(move[1]) ?? { x: 0, y: 0 },
  };
}

/** La flecha hasta la entrada k de un hijo: el valor que va y, debajo, el gradiente que vuelve con su derivada local. */
function arrow(story, [child, k, path, x, y], { x: cx, y: cy, half }) {
  const parent = story.nodes[child].parents[k], key = `${child}-${k}`;
  const [value, part, local] = [["gs-value", -6], ["gs-grad", 15], ["gs-local", 28]].map(([name, dy]) => svg("text", { x, y: y + dy, class: name }));
  const group = svg("g", { class: "gs-edge" }, svg("path", { d: path, class: "gs-line" }), head(cx - half, cy), value, part, local);
  function update(state, asked) {
    const { now, known } = state, back = state.edges.has(key), current = now?.[0] === "e" && `${now[1]}-${now[2]}` === key;
    // El valor de una constante ya está en su caja.
    put(value, parent < known && !story.nodes[parent].constant ? show(story.values[parent]) : "");
    put(part, back ? `← ${show(story.parts[child][k])}` : asked === key ? "← ?" : "");
    put(local, back && story.slopes ? `× ${factor(story.slopes[child][k])}` : "");
    mark(group, current ? "now" : asked === key ? "asked" : back ? "back" : parent < known ? "on" : "off");
  }
  return { group, update };
}

/** Un nodo. Si de él no sale ninguna flecha en este tramo, lleva escritos su valor y lo que le llega. */
function box(story, [i, x, y, half], { borrowed, leaving }) {
  const computed = story.nodes[i].parents.length > 0, root = i === story.nodes.length - 1, alone = root || !leaving;
  const value = svg("text", root ? { x: x + half + 42, y: y - 6, class: "gs-value" } : { x, y: y - 23, class: "gs-value" });
  const total = svg("text", root ? { x: x + half + 42, y: y + 15, class: "gs-grad" } : { x, y: y + 31, class: "gs-grad" });
  const group = svg("g", { class: "gs-node" },
    svg("rect", { x: x - half, y: y - 18, width: 2 * half, height: 36, rx: computed ? 18 : 3 }),
    svg("text", { x, y: computed ? y - 2 : y + 4, class: "gs-name" }, story.name(i)),
    computed ? svg("text", { x, y: y + 12, class: "gs-formula" }, borrowed ? `tramo ${story.spec.home[i] + 1}` : story.formula(i)) : null,
    ...(root ? [svg("path", { d: `M${x + half} ${y}h70`, class: "gs-line" }), head(x + half + 76, y)] : []),
    value, total);
  function update({ arrived, known, now }) {
    const came = arrived[i], [kind, at] = now ?? [];
    put(value, i < known && alone ? show(story.values[i]) : "");
    // Lo que llega por una sola flecha ya está escrito en ella.
    put(total, came.length > 1 || (came.length && alone) ? addition(came, story.total(i, came)) : "");
    mark(group, (kind === "n" || kind === "s") && at === i ? "now" : i < known ? "on" : "off");
  }
  return { group, update };
}

function mark(element, state) {
  if (element.dataset.state !== state) element.dataset.state = state;
}

function head(x, y) {
  return svg("path", { d: `M${x} ${y}l-7 -3.5v7z`, class: "gs-head" });
}
