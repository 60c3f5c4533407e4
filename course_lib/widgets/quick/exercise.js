// Un ejercicio rápido de la web: la pregunta, lo propio de su clase, el porqué al acertar y empezar otra vez.

import { button, disable, html, put, root } from "../common/dom.js";
import { liveRegion } from "../common/voice.js";
import { match } from "./match.js";
import { memory } from "./memory.js";
import { predict } from "./predict.js";
import { rich } from "./rich.js";
import { wrongLine } from "./wrong_line.js";

// Cada clase: de su ejercicio y cómo cambiar el estado a { body, show }. `show(estado)` lo pinta y dice si está resuelto.
const KINDS = { match, wrong_line: wrongLine, predict };

function render({ model, el }) {
  const exercise = model.get("exercise");
  const kept = memory(exercise, (elsewhere) => { state = elsewhere; refresh(); });
  const { region, say } = liveRegion();
  let state = kept.read();

  function change(changes, said) {
    state = { ...state, ...changes };
    kept.save(state);
    refresh();
    say(said);
  }
  function restart() {
    state = {};
    kept.save(state);
    refresh();
    say("Empezamos otra vez.");
  }

  const name = `qk-${exercise.id.replace("/", "-")}`;
  const done = html("span", { class: "qk-done" });
  const why = html("p", { class: "qk-why" }, html("strong", {}, "Por qué. "), ...rich(exercise.why));
  const again = button("Otra vez", restart);
  const part = KINDS[exercise.kind](exercise, change, name);

  function refresh() {
    const solved = part.show(state);
    why.hidden = !solved;
    put(done, solved ? " · ✓ resuelto" : "");
    disable(again, !Object.keys(state).length);
  }

  el.append(root("cl-quick",
    html("section", { "aria-labelledby": name },
      html("p", { class: "qk-title", id: name }, `Ejercicio rápido · ${exercise.title}`, done),
      html("p", { class: "qk-prompt" }, ...rich(exercise.prompt)),
      part.body, region, why, html("div", { class: "cl-bar" }, again))));
  refresh();
}

export default { render };
