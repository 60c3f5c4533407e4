// Entrenar por tandas: el kernel da unos pasos cada vez que se le piden. Parar es no volver a pedir: nada queda corriendo en él.

import { button, put } from "../common/dom.js";

const BATCH = 10; // pasos por tanda
const PAUSE = 25; // milisegundos entre una y otra
const PATIENCE = 5000; // y los que se espera una respuesta

/**
 * Los botones. `may()` dice si se puede empezar, y avisa si no; `onrun(sí o no)` se entera de los cambios.
 * `halt()` para; `answered(estado)` se llama con cada respuesta y dice si era de esta vista.
 */
export function training({ kernel, me, may, onrun, warn }) {
  let turn = 0, running = false, timer = null, next = null;
  const train = button("Entrenar", () => (running ? halt() : begin()));
  const once = button("Un paso", () => { halt(); if (may()) ask(1); });
  const restart = button("Reiniciar", () => { halt(); kernel.send({ type: "reset" }); });

  function ask(steps) {
    turn += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      halt();
      warn("El kernel no contesta: puede estar ocupado con otra celda. Cuando acabe, pulsa otra vez.");
    }, PATIENCE);
    kernel.send({ type: "train", steps, turn: `${me}-${turn}` });
  }
  function begin() {
    if (!may()) return;
    warn("");
    run(true);
    ask(BATCH);
  }
  function halt() {
    forget();
    if (running) run(false);
  }
  function forget() {
    clearTimeout(next);
    clearTimeout(timer);
  }
  function run(on) {
    running = on;
    put(train, running ? "Parar" : "Entrenar");
    train.setAttribute("aria-pressed", String(running));
    onrun(running);
  }
  /** Devuelve si era la respuesta a un paso suelto de esta vista. */
  function answered({ turn: whose, trouble }) {
    if (whose !== `${me}-${turn}`) return false;
    clearTimeout(timer);
    if (trouble) halt();
    else if (running) next = setTimeout(() => ask(BATCH), PAUSE);
    return !trouble && !running;
  }
  train.setAttribute("aria-pressed", "false");
  return { buttons: [train, once, restart], halt, forget, answered };
}
