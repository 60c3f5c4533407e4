import { html } from "../common/dom.js";
import graphStepper from "../graph_stepper/graph_stepper.js";
import { pageModel } from "../page/model.js";

/** Adivinar gradientes: GraphStepper en su modo «Adivina antes», con el paso adelante ya hecho. */
export function predict({ spec, leaves, start }, change) {
  const body = html("div", { class: "qk-stepper" }), last = spec.steps.length;
  const fresh = { step: start, predict: true, predictions: [] };
  const model = pageModel({ spec, leaves, ...fresh });
  let showing = false;

  model.on("change", () => {
    if (showing) return;
    const step = model.get("step"), predictions = model.get("predictions");
    const right = predictions.filter((each) => each.right).length;
    change({ step, predictions }, step === last ? `Ya están todas: ${right} de ${predictions.length} a la primera.` : "");
  });
  graphStepper.render({ model, el: body });

  return {
    body,
    show(state) {
      showing = true;
      const step = Number.isInteger(state.step) && state.step >= 0 && state.step <= last ? state.step : start;
      model.set({ ...fresh, predict: model.get("predict"), step, predictions: Array.isArray(state.predictions) ? state.predictions : [] });
      showing = false;
      return step === last;
    },
  };
}
