import { button, disable, html, put } from "../common/dom.js";
import { rich } from "./rich.js";

/**
 * Emparejar: se pulsa un hueco y después su respuesta, o al revés, o se arrastra la respuesta hasta el hueco.
 * Del estado, `chosen` es lo puesto en cada hueco y `checked`, lo que había al comprobar.
 */
export function match({ options, pairs }, change, name) {
  let slotWaiting = null, chipHeld = null, chosen = [], checked = [];
  const good = (k) => checked[k] === pairs[k].match && chosen[k] === checked[k];
  const waiting = (k, chip) => { slotWaiting = k; chipHeld = chip; paint(); };

  function give(k, chip) {
    if (good(k)) return;
    slotWaiting = chipHeld = null;
    change({ chosen: Object.assign([...chosen], { [k]: chip }) }, `${pairs[k].item}: ${options[chip]}.`);
    rows[k].slot.focus();
  }

  const rows = pairs.map((pair, k) => {
    const label = html("span", { class: "qk-item", id: `${name}-${k}` }, ...rich(pair.item));
    const slot = button("", () => {
      if (good(k)) return;
      if (chipHeld !== null) return give(k, chipHeld);
      waiting(slotWaiting === k ? null : k, null);
      if (slotWaiting === k) chips[0].focus();
    }, {
      id: `${name}-${k}-hueco`, "aria-labelledby": `${name}-${k} ${name}-${k}-hueco`,
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => { event.preventDefault(); if (chipHeld !== null) give(k, chipHeld); },
    });
    slot.classList.add("qk-slot");
    const note = html("p", { class: "qk-note" });
    return { slot, note, row: html("li", {}, html("div", { class: "qk-pair" }, label, slot), note) };
  });

  const chips = options.map((option, n) => button("", () => {
    if (slotWaiting !== null) give(slotWaiting, n);
    else waiting(null, chipHeld === n ? null : n);
  }, {
    draggable: "true",
    ondragstart: (event) => { event.dataTransfer.setData("text/plain", option); waiting(null, n); },
    ondragend: () => waiting(null, null),
  }));
  chips.forEach((chip, n) => chip.append(...rich(options[n])));

  const check = button("Comprobar", () => {
    const left = chosen.filter((chip) => chip === null).length;
    const right = pairs.filter((pair, k) => chosen[k] === pair.match).length;
    if (left) return change({}, left === 1 ? "Falta una por elegir." : `Faltan ${left} por elegir.`);
    change({ checked: chosen }, right === pairs.length
      ? "Sí: todas casan." : `Bien ${right} de ${pairs.length}. Cada una de las otras tiene debajo una pregunta.`);
  });

  function paint() {
    rows.forEach(({ slot, note, row }, k) => {
      const chip = chosen[k], judged = chip !== null && chip === checked[k];
      slot.replaceChildren(...(chip === null ? ["elige…"] : rich(options[chip])), ...(judged ? [good(k) ? " ✓" : " ✗"] : []));
      slot.setAttribute("aria-pressed", String(slotWaiting === k));
      disable(slot, good(k));
      row.dataset.state = judged ? (good(k) ? "right" : "wrong") : "open";
      put(note, "");
      if (judged) note.append(...rich(pairs[k].hints[chip]));
    });
    chips.forEach((chip, n) => chip.setAttribute("aria-pressed", String(chipHeld === n)));
  }

  return {
    body: html("div", {},
      html("ul", { class: "qk-pairs" }, ...rows.map(({ row }) => row)),
      html("div", { class: "cl-bar", role: "group", "aria-label": "Respuestas para elegir" },
        html("span", { "aria-hidden": "true" }, "Para elegir:"), ...chips),
      html("div", { class: "cl-bar" }, check)),
    show(state) {
      const known = (list, k) => (options[list?.[k]] === undefined ? null : list[k]);
      chosen = pairs.map((_, k) => known(state.chosen, k));
      checked = pairs.map((_, k) => known(state.checked, k));
      paint();
      const solved = pairs.every((_, k) => good(k));
      disable(check, solved);
      return solved;
    },
  };
}
