// «Parar»: se le pide al bucle y, si el kernel no atiende mientras corre la celda, se ofrece interrumpirlo.

import { button, disable, put } from "../common/dom.js";

const PATIENCE = 1500; // milisegundos que se espera una respuesta antes de pensar que no puede darla

const NOT_LOOKING = "El bucle sigue: no mira vivo.stopped. Usa «for epoca in vivo.range(…)» o añade «if vivo.stopped: break».";
const MUTE = "El kernel no contesta mientras corre la celda. Pulsa otra vez para interrumpirlo, como con ■ en la barra.";
const NO_WAY = "Desde aquí no se puede interrumpir el kernel: usa ■ en la barra.";
const DONE = "Kernel interrumpido: la celda acaba con KeyboardInterrupt. Lo dibujado se queda.";
const FAILED = "No se ha podido interrumpir: usa ■ en la barra, o reinicia el kernel.";

/** El botón. `onask()` avisa de que se ha pedido parar; `forget()` olvida una petición sin contestar. */
export function stopping({ model, kernel, warn, onask }) {
  let timer = null, mute = false;
  const running = () => model.get("status") === "entrena";
  const control = button("Parar", () => {
    if (!running()) return;
    if (mute) return interrupt();
    onask();
    forget();
    timer = setTimeout(unanswered, PATIENCE);
    kernel.send({ type: "stop" });
  });
  const forget = () => clearTimeout(timer);

  /** Nadie ha contestado: o el kernel no atiende mientras corre la celda, o el bucle no mira `stopped`. */
  function unanswered() {
    if (!running()) return;
    mute = !model.get("stopped");
    warn(mute ? MUTE : NOT_LOOKING);
    draw();
  }
  function interrupt() {
    const there = model.widget_manager?.kernel;
    if (!there?.interrupt) return warn(NO_WAY);
    there.interrupt().then(() => warn(DONE), () => warn(FAILED));
    mute = false;
    draw();
  }
  function draw() {
    if (!running()) mute = false;
    disable(control, !running());
    put(control, mute ? "Interrumpir el kernel" : "Parar");
  }
  return { control, draw, forget };
}
