// En una página no hay bucle que parar: el botón reproduce la grabación, o la para.

import { button, put } from "../common/dom.js";

/** El botón, con los mismos nombres que el de `stopping.js`. */
export function replaying({ model, kernel }) {
  const playing = () => model.get("status") === "entrena";
  const control = button("Reproducir", () => kernel.send({ type: playing() ? "stop" : "play" }));
  return { control, draw: () => put(control, playing() ? "Pausa" : "Reproducir"), forget: () => {} };
}
