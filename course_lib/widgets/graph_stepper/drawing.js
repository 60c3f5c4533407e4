import { svg } from "../common/dom.js";
import { addition, factor, show } from "./math.js";

// — El dibujo —

/** Cambia un texto solo si es otro: tocar el DOM es lo caro. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function mark(element, state) {
  if (element.dataset.state !== state) element.dataset.state = state;
}

/** Una vista: el SVG de un tramo y cómo ponerlo al día. */
export function drawing(story, number) {
  const view = story.spec.views[number], { nodes } = story;
  const where = new Map(view.nodes.map(([i, x, y, half]) => [i, { x, y, half }]));
  const leaving = new Set(view.edges.map(([child, k]) => nodes[child].parents[k]));
  const borrowed = new Set(view.borrowed);
  const last = nodes.length - 1;
  const edges = view.edges.map(([child, k, path, x, y]) => {
    const { x: cx, y: cy, half } = where.get(child);
    const [value, part, local] = [-6, 15, 28].map((dy, n) =>
      svg("text", { x, y: y + dy, class: ["gs-value", "gs-grad", "gs-local"][n] }));
    const group = svg("g", { class: "gs-edge" },
      svg("path", { d: path, class: "gs-line" }), head(cx - half, cy), value, part, local);
    return { child, k, group, value, part, local };
  });
  const boxes = view.nodes.map(([i, x, y, half]) => {
    const node = nodes[i];
    const two = node.parents.length > 0;
    const total = svg("text", { x, y: y + 31, class: "gs-grad" });
    const value = svg("text", i === last ? { x: x + half + 42, y: y - 6, class: "gs-value" } : { x, y: y - 23, class: "gs-value" });
    const group = svg("g", { class: "gs-node" },
      svg("rect", { x: x - half, y: y - 18, width: 2 * half, height: 36, rx: two ? 18 : 3 }),
      svg("text", { x, y: two ? y - 2 : y + 4, class: "gs-name" }, story.name(i)),
      two ? svg("text", { x, y: y + 12, class: "gs-formula" }, borrowed.has(i) ? `tramo ${story.spec.home[i] + 1}` : story.formula(i)) : null,
      i === last ? svg("path", { d: `M${x + half} ${y}h70`, class: "gs-line" }) : null,
      i === last ? head(x + half + 76, y) : null,
      value, total);
    if (i === last) { total.setAttribute("x", x + half + 42); total.setAttribute("y", y + 15); }
    return { i, group, value, total };
  });
  const [width, height] = view.size;
  const element = svg("svg", {
    role: "img", width, height, viewBox: `-6 -36 ${width} ${height}`, class: "gs-svg",
    "aria-label": `Grafo de cómputo de ${story.root}. Sus números, en la tabla de abajo.`,
  }, ...edges.map((e) => e.group), ...boxes.map((b) => b.group));

  function update(state, asked) {
    for (const { child, k, group, value, part, local } of edges) {
      const parent = nodes[child].parents[k], key = `${child}-${k}`;
      const back = state.edges.has(key), current = state.now?.[0] === "e" && `${state.now[1]}-${state.now[2]}` === key;
      // El valor de una constante ya está en su caja.
      put(value, parent < state.known && !nodes[parent].constant ? show(story.values[parent]) : "");
      put(part, back ? `← ${show(story.parts[child][k])}` : asked === key ? "← ?" : "");
      put(local, back && story.slopes ? `× ${factor(story.slopes[child][k])}` : "");
      mark(group, current ? "now" : asked === key ? "asked" : back ? "back" : parent < state.known ? "on" : "off");
    }
    for (const { i, group, value, total } of boxes) {
      const came = state.arrived[i], known = i < state.known;
      put(value, known && (i === last || !leaving.has(i)) ? show(story.values[i]) : "");
      const told = came.length && (i === last || story.uses[i] > 1 || !leaving.has(i));
      put(total, told && (came.length > 1 || i === last || !leaving.has(i)) ? addition(came, story.total(i, came)) : "");
      const [kind, a] = state.now ?? [];
      mark(group, (kind === "n" || kind === "s") && a === i ? "now" : known ? "on" : "off");
    }
  }

  /** Dónde está lo que ocurre en un paso, para llevarlo a la vista. */
  const spot = (move) => where.get(move[1]) ?? { x: 0, y: 0 };
  return { element, update, spot, title: view.title };
}

function head(x, y) {
  return svg("path", { d: `M${x} ${y}l-7 -3.5v7z`, class: "gs-head" });
}
