import { html, put, root } from "../common/dom.js";
import { kernelLink, listen } from "../common/kernel.js";
import { liveRegion } from "../common/voice.js";
import { guessing } from "./guess.js";
import { leaves } from "./leaves.js";
import { stage } from "./stage.js";
import { Story } from "./story.js";
import { table } from "./table.js";
import { walk } from "./walk.js";

function render({ model, el }) {
  const story = new Story(model.get("spec"), model.get("leaves")), { region, say } = liveRegion();
  const notices = warnings(story), kernel = kernelLink(model, (gone) => notices.set({ gone }));
  const steps = walk({ model, kernel, story });
  const guess = guessing({ model, kernel, story, goTo: steps.goTo, stop: steps.stop });
  const graph = stage(story, draw), numbers = table(story, draw);
  const inputs = leaves({ model, kernel, story, onproblem: (problem) => notices.set({ problem }) });
  const main = root("cl-graph-stepper",
    steps.bar, html("div", { class: "cl-bar" }, guess.label, graph.label),
    region, ...guess.elements, notices.element, graph.element, inputs.element, numbers.element);
  main.addEventListener("keydown", steps.onkeydown);

  function draw() {
    const step = model.get("step"), state = story.at(step);
    graph.draw(state, model.get("predict") ? story.question(step)?.move : null);
    steps.draw(step);
    say(story.tell(state));
    notices.draw();
    guess.draw(step);
    inputs.draw(state);
    numbers.draw(state);
    main.dataset.step = step;
  }

  const forget = [
    listen(model, ["step", "predict", "predictions"], draw),
    listen(model, ["leaves"], () => { story.update(model.get("leaves")); draw(); }),
  ];
  el.append(main);
  draw();
  // Hasta que no está en la página no hay anchura con que saber qué se ve.
  const placed = new ResizeObserver(draw);
  placed.observe(graph.element);
  return () => { steps.stop(); kernel.stop(); placed.disconnect(); forget.forEach((f) => f()); };
}

/** Los avisos, todos a la vez: lo mal escrito, el número que se ha roto y el kernel que se fue. */
function warnings(story) {
  const element = html("p", { class: "gs-warning", role: "status" }), all = { problem: "", gone: "" };
  const draw = () => put(element, [all.problem, story.trouble(), all.gone].filter(Boolean).join(" "));
  return { element, draw, set: (changes) => { Object.assign(all, changes); draw(); } };
}

export default { render };
