// El entrenamiento, en una página: una grabación, que se reproduce, se para y se recorre.

const TICK = 50, TICKS = 160; // milisegundos entre dos dibujos; en cuántos cabe la grabación entera

/** Los primeros puntos de una serie: los de las épocas anteriores a `count`. */
function upTo({ name, x, y }, count) {
  let points = 0;
  while (points < x.byteLength / 8 && x.getFloat64(8 * points, true) < count) points++;
  return { name, x: new DataView(x.buffer, x.byteOffset, 8 * points), y: new DataView(y.buffer, y.byteOffset, 8 * points) };
}

/**
 * Mueve el modelo como lo movió el bucle. Entiende {type: "play"}, {type: "stop"} y {type: "seek", count}.
 * Devuelve false si no hay nada grabado: entonces basta la figura fija.
 */
export function answer(model) {
  const all = model.get("count"), drawn = model.get("drawn"), epocas = model.get("epocas") ?? all;
  if (!all) return false;
  let timer = null;
  // Si se guardó a medias, hasta ahí llega.
  const ended = model.get("status") === "terminado" ? "terminado" : "parado";
  const show = (count, status) => model.set({ drawn: drawn.map((one) => upTo(one, count)), status, count });
  function pause() {
    clearInterval(timer);
    timer = null;
  }
  function tick() {
    const count = Math.min(model.get("count") + Math.max(1, Math.round(all / TICKS)), all);
    if (count === all) pause();
    show(count, count === all ? ended : "entrena");
  }
  const actions = {
    play() {
      pause();
      show(model.get("count") < all ? model.get("count") : 0, "entrena");
      timer = setInterval(tick, TICK);
    },
    stop() {
      pause();
      show(model.get("count"), "parado");
    },
    seek({ count }) {
      pause();
      show(count, count === all ? ended : "parado");
    },
  };
  model.set({ recorded: all, epocas, status: ended, stopped: false });
  model.on("msg:page", (message) => actions[message.type](message));
  return true;
}
