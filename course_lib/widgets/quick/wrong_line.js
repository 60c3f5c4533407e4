import { button, disable, html, put } from "../common/dom.js";
import { rich } from "./rich.js";

/**
 * Encontrar la línea equivocada y después elegir el cambio. Del estado, `line` es la última línea señalada y `fix`, el
 * último cambio comprobado.
 */
export function wrongLine({ lines, line, hints, fixes }, change, name) {
  const marks = lines.map(() => html("span", { class: "qk-mark" }));
  // El sangrado va aparte: al tacharla se tacha lo escrito.
  const written = (text) => [/^ */.exec(text)[0], html("code", {}, text.trimStart())];
  const buttons = lines.map((text, k) => (k === 0 ? html("code", {}, text) : html("button", {
    type: "button", class: "qk-line", onclick: () => {
      if (buttons[line].getAttribute("aria-pressed") === "true") return;
      change({ line: k }, k === line ? "Sí, es esa. ¿Qué pondrías en su lugar?" : `La línea ${k + 1}, no.`);
    },
  }, ...written(text))));
  const better = html("ins", {});
  const items = lines.map((_, k) => html("li", {}, buttons[k], marks[k], k === line ? better : null));
  const note = html("p", { class: "qk-note" }), fixNote = html("p", { class: "qk-note" });

  const radios = fixes.map((_, n) => html("input", { type: "radio", name, value: n }));
  const check = button("Comprobar", () => {
    const n = radios.findIndex((radio) => radio.checked);
    if (n < 0) return change({}, "Elige uno de los cambios.");
    change({ fix: n }, fixes[n].right ? "Sí: con ese cambio da lo que debe." : "Ese cambio no lo arregla.");
  });
  const choose = html("fieldset", { class: "qk-fixes" }, html("legend", {}, "¿Qué pondrías en su lugar?"),
    ...fixes.map((fix, n) => html("label", {}, radios[n], html("code", {}, fix.code))), check, fixNote);

  return {
    body: html("div", {}, html("div", { class: "qk-scroll" }, html("ol", { class: "qk-code" }, ...items)), note, choose),
    show(state) {
      const found = state.line === line, fix = fixes[state.fix], solved = found && Boolean(fix?.right);
      lines.forEach((_, k) => {
        const here = state.line === k;
        if (k) buttons[k].setAttribute("aria-pressed", String(here));
        if (k) disable(buttons[k], found);
        put(marks[k], here ? (k === line ? " ← aquí" : " ✗") : "");
        items[k].dataset.state = here ? (k === line ? "right" : "wrong") : "open";
      });
      better.replaceChildren(...(solved ? [written(lines[line])[0], html("code", {}, fix.code)] : []));
      note.replaceChildren(...(found ? [] : rich(hints[state.line] ?? "")));
      choose.hidden = !found;
      radios.forEach((radio, n) => { if (fix) radio.checked = n === state.fix; else if (!found) radio.checked = false; });
      fixNote.replaceChildren(...(fix && !solved ? rich(fix.hint) : []));
      disable(check, solved);
      return solved;
    },
  };
}
