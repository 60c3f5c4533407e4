// Las entradas del grafo, que se cambian: su valor y el gradiente que les va llegando.

import { button, html, put } from "../common/dom.js";
import { numberField } from "../common/fields.js";
import { format } from "../common/numbers.js";
import { show } from "./writing.js";

/** Los campos. `onproblem(texto)` dice lo que va mal en lo escrito; "" si ya no. */
export function leaves({ model, kernel, story, onproblem }) {
  const { spec, nodes } = story;
  const initial = Object.fromEntries(nodes.filter(isInput).map((node) => [node.key, node.value]));
  const fields = !spec.live ? [] : nodes.flatMap((node, i) => (isInput(node) ? [{ i, key: node.key, ...leaf(node, model, kernel, onproblem) }] : []));
  const restore = button("Valores del principio", () => { onproblem(""); kernel.save({ leaves: initial }); draw(); });
  let state = null;
  function draw(now = state) {
    state = now;
    for (const { i, key, field, grad } of fields) {
      field.set(model.get("leaves")[key]);
      put(grad, arriving(story, i, state.arrived[i]));
    }
  }
  const note = spec.live ? "No hay ninguna entrada que cambiar." : "Hay arrays: sus números los calculó Python y aquí no se cambian.";
  const element = fields.length
    ? html("div", { class: "gs-fields", role: "group", "aria-label": "Valores de las entradas" }, ...fields.map(({ row }) => row), restore)
    : html("p", { class: "gs-note" }, note);
  return { element, draw };
}

const isInput = (node) => !node.parents.length && !node.constant;

function leaf(node, model, kernel, onproblem) {
  const changed = (x) => ({ leaves: { ...model.get("leaves"), [node.key]: x } });
  const field = numberField({
    label: node.name,
    value: model.get("leaves")[node.key],
    // Mientras se escribe solo cambia aquí; al acabar se manda a Python.
    oninput: (x) => { onproblem(""); model.set("leaves", changed(x).leaves); },
    onchange: (x) => kernel.save(changed(x)),
    onerror: (text) => onproblem(
      `«${text}» no es un número: escribe, por ejemplo, −1,5. ${node.name} sigue valiendo ${format(model.get("leaves")[node.key])}.`),
  });
  const grad = html("span", { class: "gs-grad-text" });
  return { field, grad, row: html("div", { class: "gs-field" }, html("span", { "aria-hidden": "true" }, `${node.name} = `), field.input, grad) };
}

/** Lo que ha llegado a una entrada: «∂J/∂b va por 4» y, cuando ya está todo, «∂J/∂b = 9». */
function arriving(story, i, came) {
  if (!came.length) return "";
  return `${story.derivative(i)} ${came.length < story.uses[i] ? "va por" : "="} ${show(story.total(i, came))}`;
}
