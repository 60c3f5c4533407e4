// Lo que se dice a quien no ve la pantalla, y los avisos para todos.

import { html, put } from "./dom.js";

/** Una línea que los lectores de pantalla leen al cambiar. `say(texto)` la cambia. */
export function liveRegion() {
  const region = html("p", { class: "cl-live", role: "status", "aria-live": "polite" });
  return { region, say: (text) => put(region, text) };
}

/** Un aviso: interrumpe a quien escucha. `warn(texto)` lo cambia; "" lo quita. */
export function alertBox(name) {
  const box = html("p", { class: name, role: "alert" });
  return { box, warn: (text) => put(box, text) };
}
