import { button, html, reducedMotion, root } from "../common/dom.js";
import { numberField } from "../common/fields.js";
import { kernelLink, listen } from "../common/kernel.js";
import { format, parse } from "../common/numbers.js";
import { liveRegion } from "../common/voice.js";
import { drawing, put } from "./drawing.js";
import { show } from "./math.js";
import { Story, close, hint } from "./story.js";

// — El widget —

/** JupyterLab se queda con el Intro antes de que el navegador haga lo suyo. */
function enter(event, action) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function render({ model, el }) {
  const story = new Story(model.get("spec"), model.get("leaves"));
  const { spec, nodes, last } = story;
  const folded = spec.views.length > 1;
  const initial = Object.fromEntries(nodes.filter((n) => !n.parents.length && !n.constant).map((n) => [n.key, n.value]));
  const { region, say } = liveRegion();
  const warning = html("p", { class: "gs-warning", role: "status" });
  const kernel = kernelLink(model, (text) => { gone = text; showWarning(); });
  let timer = null, problem = "", gone = "";

  const showWarning = () => put(warning, [problem, story.trouble(), gone].filter(Boolean).join(" "));
  const goTo = (step) => { if (step >= 0 && step <= last && step !== model.get("step")) kernel.save({ step }); };
  const move = (by) => { stop(); goTo(model.get("step") + by); };

  // Los mandos
  const back = button("Atrás", () => move(-1));
  const forward = button("Adelante", () => move(1));
  const reset = button("Reiniciar", () => { stop(); kernel.save({ step: 0, predictions: [] }); });
  const end = button("Al final", () => { stop(); goTo(last); });
  const player = button("Reproducir", () => (timer ? stop() : play()));
  const counter = html("span", { class: "gs-counter" });
  const guess = html("input", { type: "checkbox", onchange: () => { stop(); kernel.save({ predict: guess.checked }); } });
  if (!spec.live) guess.disabled = true;
  const choice = html("select", { onchange: () => update() },
    html("option", { value: "auto" }, "El del paso"),
    ...spec.views.map((v, i) => html("option", { value: i }, `${i + 1}: ${v.title}`)),
    html("option", { value: "all" }, "Todos"));

  function play() {
    if (model.get("step") === last) goTo(0);
    timer = setInterval(() => {
      const step = model.get("step");
      // Una pregunta espera a quien la contesta.
      if (step >= last || (model.get("predict") && story.question(step))) stop();
      else goTo(step + 1);
    }, 1200);
    put(player, "Parar");
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    put(player, "Reproducir");
  }

  // «Adivina antes»
  const ask = html("label", { class: "gs-ask" }), answer = html("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", onkeydown: (event) => enter(event, check),
  });
  const feedback = html("p", { class: "gs-feedback", role: "status" });
  const asking = html("span", {});
  ask.append(asking, answer);
  const score = html("span", { class: "gs-score" });
  const form = html("form", { class: "cl-bar gs-form", onsubmit: (event) => { event.preventDefault(); check(); } },
    ask, html("button", { type: "submit", class: "cl-button" }, "Comprobar"), score);

  function check() {
    const step = model.get("step"), asked = story.question(step), x = parse(answer.value);
    if (!asked) return;
    if (!Number.isFinite(x)) return put(feedback, `Escribe un número, por ejemplo 0,5; «${answer.value}» no lo es.`);
    if (!Number.isFinite(asked.answer)) return put(feedback, "Este gradiente no es un número finito: cambia antes las entradas.");
    const right = close(x, asked.answer);
    const before = model.get("predictions");
    if (!before.some((p) => p.step === step)) {
      kernel.save({ predictions: [...before, { step, node: nodes[asked.node].key, answer: x, right }] });
    }
    if (!right) return put(feedback, hint(story, asked, x));
    answer.value = "";
    goTo(step + 1);
    put(feedback, `Sí: ${format(asked.answer)}.`);
  }

  // Las entradas
  const fields = nodes.flatMap((node, i) => {
    if (!spec.live || node.parents.length || node.constant) return [];
    const leaves = (x) => ({ leaves: { ...model.get("leaves"), [node.key]: x } });
    const field = numberField({
      label: node.name,
      value: model.get("leaves")[node.key],
      // Mientras se escribe solo cambia aquí; al acabar se manda a Python.
      oninput: (x) => { problem = ""; model.set("leaves", leaves(x).leaves); },
      onchange: (x) => kernel.save(leaves(x)),
      onerror: (text) => {
        problem = `«${text}» no es un número: escribe, por ejemplo, −1,5. ${node.name} sigue valiendo ${format(model.get("leaves")[node.key])}.`;
        showWarning();
      },
    });
    const grad = html("span", { class: "gs-grad-text" });
    const row = html("div", { class: "gs-field" }, html("span", { "aria-hidden": "true" }, `${node.name} = `), field.input, grad);
    return [{ i, key: node.key, field, grad, row }];
  });
  const restore = button("Valores del principio", () => { problem = ""; kernel.save({ leaves: initial }); update(); });

  // La tabla
  const rows = nodes.map((node, i) => {
    const cells = [html("td", {}), html("td", {})];
    return { i, cells, row: html("tr", {}, html("th", { scope: "row" }, story.name(i)), html("td", {}, node.parents.length ? story.formula(i) : node.constant ? "constante" : "entrada"), ...cells) };
  });
  const table = html("details", { ontoggle: () => update() }, html("summary", {}, "Los números, en una tabla"),
    html("table", { class: "gs-table" },
      html("thead", {}, html("tr", {}, ...["nodo", "cómo sale", "valor", `∂${story.root}/∂nodo`].map((t) => html("th", { scope: "col" }, t)))),
      html("tbody", {}, ...rows.map((r) => r.row))));

  // El dibujo
  const stage = html("div", { class: "gs-stage", tabindex: "0", role: "group", "aria-label": "Grafo: teclas ← y → para dar pasos, espacio para reproducir" });
  const drawn = new Map();
  const draw = (n) => { if (!drawn.has(n)) drawn.set(n, drawing(story, n)); return drawn.get(n); };
  let staged = null;
  function stageViews(state) {
    const home = spec.home[Math.max(0, state.step - 1)];
    const pick = folded ? choice.value : "auto";
    const shown = pick === "all" ? spec.views.map((_, n) => n) : [pick === "auto" ? home : Number(pick)];
    const key = shown.join();
    if (key !== staged) {
      staged = key;
      stage.replaceChildren(...shown.flatMap((n) => (folded ? [html("p", { class: "gs-piece" }, `Tramo ${n + 1} de ${spec.views.length}`), draw(n).element] : [draw(n).element])));
    }
    const asked = model.get("predict") ? story.question(state.step)?.move : null;
    for (const n of shown) draw(n).update(state, asked?.[0] === "e" ? `${asked[1]}-${asked[2]}` : null);
    if (state.now && shown.includes(home)) reveal(draw(home), state.now, asked);
  }
  function reveal(view, now, asked) {
    if (stage.scrollWidth <= stage.clientWidth && stage.scrollHeight <= stage.clientHeight) return;
    const spot = view.spot(asked ?? now);
    const behavior = reducedMotion() ? "auto" : "smooth";
    const svgTop = view.element.getBoundingClientRect().top - stage.getBoundingClientRect().top + stage.scrollTop;
    stage.scrollTo({ left: spot.x - stage.clientWidth / 2, top: svgTop + spot.y - stage.clientHeight / 2, behavior });
  }

  const main = root("cl-graph-stepper",
    html("div", { class: "cl-bar" }, back, forward, player, end, reset, counter),
    html("div", { class: "cl-bar" },
      html("label", { class: "gs-check" }, guess, spec.live ? "Adivina antes" : "Adivina antes (solo con números sueltos)"),
      folded ? html("label", {}, `El grafo tiene ${nodes.length} nodos y va por tramos. Se ve: `, choice) : null),
    region, form, feedback, warning, stage,
    fields.length
      ? html("div", { class: "gs-fields", role: "group", "aria-label": "Valores de las entradas" }, ...fields.map((f) => f.row), restore)
      : html("p", { class: "gs-note" }, spec.live ? "No hay ninguna entrada que cambiar." : "Hay arrays: sus números los calculó Python y aquí no se cambian."),
    table);
  main.addEventListener("keydown", (event) => {
    const tag = event.target.tagName;
    if (event.ctrlKey || event.metaKey || event.altKey || tag === "SELECT" || (tag === "INPUT" && event.target.type === "text")) return;
    const actions = { ArrowRight: () => move(1), ArrowLeft: () => move(-1), Home: () => { stop(); goTo(0); }, End: () => { stop(); goTo(last); } };
    // En un botón, el espacio es pulsarlo.
    if (event.target === stage) actions[" "] = () => (timer ? stop() : play());
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });

  function update() {
    const step = model.get("step"), state = story.at(step);
    const predicting = model.get("predict"), asked = predicting ? story.question(step) : null;
    stageViews(state);
    put(counter, `Paso ${step} de ${last}${step ? (step <= story.forward ? " · adelante" : " · atrás") : ""}`);
    say(story.tell(state));
    showWarning();
    for (const [control, off] of [[back, step === 0], [forward, step === last], [end, step === last]]) {
      // aria-disabled y no disabled: un botón que se apaga con el foco puesto lo perdería.
      control.setAttribute("aria-disabled", String(off));
    }
    guess.checked = predicting;
    form.hidden = !predicting;
    put(asking, asked ? `${asked.text} ` : step >= last ? "No quedan preguntas. " : "Las preguntas empiezan en el paso atrás. ");
    answer.hidden = form.querySelector("button").hidden = !asked;
    if (!predicting || form.dataset.step !== String(step)) put(feedback, "");
    form.dataset.step = step;
    const told = model.get("predictions");
    put(score, `Aciertos a la primera: ${told.filter((p) => p.right).length} de ${told.length}`);
    for (const { i, key, field, grad } of fields) {
      field.set(model.get("leaves")[key]);
      const came = state.arrived[i];
      put(grad, came.length ? `${story.derivative(i)} ${came.length < story.uses[i] ? "va por" : "="} ${show(story.total(i, came))}` : "");
    }
    if (table.open) {
      for (const { i, cells } of rows) {
        put(cells[0], i < state.known ? show(story.values[i]) : "");
        put(cells[1], state.arrived[i].length ? show(story.total(i, state.arrived[i])) : "");
      }
    }
    main.dataset.step = step;
  }

  const unlisten = listen(model, ["step", "predict", "predictions"], () => update());
  const unlistenLeaves = listen(model, ["leaves"], () => { story.update(model.get("leaves")); update(); });
  el.append(main);
  update();
  // Hasta que no está en la página no hay anchura con que saber qué se ve.
  const placed = new ResizeObserver(() => update());
  placed.observe(stage);
  return () => { stop(); kernel.stop(); placed.disconnect(); unlisten(); unlistenLeaves(); };
}

export default { render };
