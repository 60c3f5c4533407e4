// Guarda cada nota según se pone, y deja hacerlo todo con el teclado. Lo que escribió un estudiante llega ya limpio.
"use strict";

const key = document.querySelector('meta[name="guardar"]').content;
const cards = [...document.querySelectorAll(".answer")];
const WAIT = 700; // ms desde la última tecla: no se guarda cada letra
const RETRY = 4000; // ms hasta volver a intentar lo que no se pudo guardar
const WAITING = ["waiting", "changed"];

const within = (card, selector) => card.querySelector(selector);
const criteria = (card) => [...card.querySelectorAll(".criterion")];
const chosen = (criterion) => criterion.querySelector("input:checked");
const question = (card) => card.closest(".question");
const most = (card) => Number(question(card).dataset.max);
const shown = () => cards.filter((card) => !card.hidden && !question(card).hidden);
const typing = (element) => element.matches("textarea, input[type=text]");
const written = (number) => String(Math.round(number * 1e6) / 1e6);

// Los puntos de una casilla: un número, null si está vacía, NaN si no se entiende.
function points(card) {
  const text = within(card, ".points").value.trim().replace(",", ".");
  return text === "" ? null : /^\d*\.?\d+$|^\d+\.$/.test(text) ? Number(text) : NaN;
}

function say(card, text, kind = "") {
  const status = within(card, ".status");
  status.textContent = text;
  status.dataset.kind = kind;
}

function describe(card) {
  for (const criterion of criteria(card)) {
    const level = chosen(criterion);
    within(criterion, ".seen").textContent = level ? level.dataset.said : "";
  }
}

function progress() {
  const asked = cards.filter((card) => !question(card).hidden);
  const left = asked.filter((card) => WAITING.includes(card.dataset.kind)).length;
  document.querySelector("#progress").textContent =
    left ? `${left} por corregir de ${asked.length}` : `Todo corregido: ${asked.length} de ${asked.length}`;
}

// Lo que se ve; la que se acaba de corregir no se va hasta que se vuelva a elegir.
function filter() {
  const wanted = document.querySelector('input[name="filter"]:checked').value;
  const machine = document.querySelector("#machine")?.checked;
  for (const section of document.querySelectorAll(".question")) section.hidden = section.dataset.written === "0" && !machine;
  const fits = { todo: WAITING, marked: ["marked"], changed: ["changed"] }[wanted];
  for (const card of cards) card.hidden = fits !== undefined && !fits.includes(card.dataset.kind);
  for (const section of document.querySelectorAll(".question")) {
    within(section, ".none").hidden = within(section, ".answer:not([hidden])") !== null;
  }
  progress();
}

// — Guardar —

const pending = new Map(); // respuesta → temporizador de lo que falta por guardar
const saving = new Set();

function content(card) {
  const levels = {};
  for (const criterion of criteria(card)) if (chosen(criterion)) levels[criterion.dataset.name] = chosen(criterion).value;
  return { points: within(card, ".points").value.trim(), levels, note: within(card, ".note").value };
}

function later(card, wait) {
  clearTimeout(pending.get(card));
  pending.set(card, setTimeout(() => save(card), wait));
}

function edited(card, wait = WAIT) {
  const given = points(card);
  const bad = Number.isNaN(given) || given > most(card);
  within(card, ".points").setAttribute("aria-invalid", bad);
  if (!within(card, ".conflict").hidden) return;
  if (bad) {
    clearTimeout(pending.get(card));
    pending.set(card, 0);
    say(card, `Sin guardar: los puntos van de 0 a ${most(card)}.`, "bad");
    return;
  }
  say(card, "Sin guardar…");
  later(card, wait);
}

async function save(card) {
  if (saving.has(card)) return later(card, 50); // de una en una: la segunda se apoya en la primera
  clearTimeout(pending.get(card));
  pending.delete(card);
  saving.add(card);
  say(card, "Guardando…");
  const { label, version, answer } = card.dataset;
  const body = JSON.stringify({ question: question(card).dataset.question, label, version, answer, ...content(card) });
  let response, found;
  try {
    response = await fetch("nota", { method: "PUT", body, headers: { "X-Guardar": key } });
    found = response.headers.get("Content-Type").startsWith("application/json") ? await response.json() : { why: await response.text() };
  } catch {
    saving.delete(card);
    say(card, "Sin guardar: «autograder manual» no contesta. ¿Se paró? Lo tuyo sigue aquí y se vuelve a intentar.", "bad");
    if (!pending.has(card)) later(card, RETRY);
    return;
  }
  saving.delete(card);
  if (response.status === 409) return conflict(card, found);
  if (response.status === 503) {
    say(card, `Sin guardar: ${found.why}`, "bad");
    if (!pending.has(card)) later(card, RETRY);
    return;
  }
  if (!response.ok) {
    pending.set(card, 0);
    say(card, `Sin guardar: ${found.why}`, "bad");
    return;
  }
  settle(card, found);
  if (pending.has(card)) return; // se escribió algo más mientras tanto: se dirá cuando se guarde
  const missing = criteria(card).filter((criterion) => !chosen(criterion)).length;
  const left = found.points === null ? (missing && missing < criteria(card).length ? `; ${missing === 1 ? "falta 1 parte" : `faltan ${missing} partes`}` : "; sin nota") : "";
  say(card, `✓ Guardado a las ${found.at}${left}`, "saved");
}

function settle(card, found) {
  card.dataset.version = found.version;
  card.dataset.kind = found.kind;
  within(card, ".badge").textContent = found.state;
  progress();
}

function fill(card, found) {
  within(card, ".points").value = found.points ?? "";
  within(card, ".points").setAttribute("aria-invalid", "false");
  within(card, ".note").value = found.note;
  for (const criterion of criteria(card)) {
    for (const level of criterion.querySelectorAll("input")) level.checked = found.levels[criterion.dataset.name] === level.value;
  }
  describe(card);
}

function conflict(card, found) {
  clearTimeout(pending.get(card));
  pending.set(card, 0); // hasta que se elija, hay algo sin guardar
  if (found.html !== undefined) {
    const fresh = new DOMParser().parseFromString(found.html, "text/html");
    within(card, ".said").replaceChildren(...fresh.body.childNodes);
    card.dataset.answer = found.answer;
  }
  say(card, "Sin guardar.", "bad");
  const box = within(card, ".conflict");
  const text = document.createElement("p");
  const theirs = Object.entries(found.levels).map(([name, level]) => `${name}: ${level}`);
  text.textContent = [found.why, `Lo guardado: ${found.points ?? "sin puntos"}. ${theirs.join(", ")} ${found.note}`.trim()].join("\n");
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => {
      box.hidden = true;
      pending.delete(card);
      settle(card, found);
      act();
      card.focus();
    });
    return made;
  };
  box.replaceChildren(
    text,
    button("Guardar lo mío", () => save(card)),
    button("Quedarme con lo guardado", () => {
      fill(card, found);
      say(card, "Como está guardado.");
    })
  );
  box.hidden = false;
}

// — Lo que se pulsa —

// Con todas las partes puestas, los puntos son su suma; si falta alguna, todavía no hay nota.
function levelled(card) {
  describe(card);
  const levels = criteria(card).map(chosen);
  const whole = levels.every((level) => level !== null);
  within(card, ".points").value = whole ? written(levels.reduce((sum, level) => sum + Number(level.dataset.worth), 0)) : "";
  edited(card, 0);
}

function cycle(card, criterion) {
  const levels = [...criterion.querySelectorAll("input")];
  const next = levels.findIndex((level) => level.checked) + 1;
  for (const level of levels) level.checked = false;
  if (next < levels.length) levels[next].checked = true;
  levelled(card);
}

function go(from, step, fits = () => true) {
  const all = shown();
  for (let k = all.indexOf(from) + step; k >= 0 && k < all.length; k += step) {
    if (fits(all[k])) return all[k].focus(), all[k].scrollIntoView({ block: "start" });
  }
  if (from) say(from, step > 0 ? "No hay ninguna después." : "No hay ninguna antes.");
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest(".answer");
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    return go(card, 1, (other) => WAITING.includes(other.dataset.kind));
  }
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return card.focus();
  if (typing(event.target)) return;
  const act = {
    j: () => go(card, 1),
    k: () => go(card, -1),
    p: () => within(card, ".points").select(),
    c: () => within(card, ".note").focus(),
  }[event.key.toLowerCase()];
  const digit = /^\d$/.test(event.key) ? Number(event.key) : null;
  const criterion = digit === null ? undefined : criteria(card)[digit - 1];
  if (act) act();
  else if (criterion) cycle(card, criterion);
  else if (digit !== null && !criteria(card).length && digit <= most(card)) {
    within(card, ".points").value = digit;
    edited(card, 0);
  } else return;
  event.preventDefault();
});

for (const card of cards) {
  describe(card);
  card.addEventListener("input", (event) => (event.target.type === "radio" ? levelled(card) : edited(card)));
  within(card, ".clear").addEventListener("click", () => {
    for (const criterion of criteria(card)) if (chosen(criterion)) chosen(criterion).checked = false;
    within(card, ".points").value = "";
    describe(card);
    edited(card, 0);
  });
}
for (const choice of document.querySelectorAll('input[name="filter"], #machine')) choice.addEventListener("change", filter);
addEventListener("beforeunload", (event) => {
  if (pending.size || saving.size) event.preventDefault();
});

filter();
shown()[0]?.focus({ preventScroll: true });
