// El kernel que hizo el dibujo, y los valores que comparte con él.

const GONE = "El kernel ya no tiene este dibujo. Sigue funcionando aquí; para que una celda lea sus valores, ejecuta su celda otra vez.";

/**
 * El camino de ida hasta el kernel que hizo el dibujo. Si se corta, `ongone(texto)`: tras reiniciar el kernel o cambiarlo,
 * lo que se le manda ni llega a nadie ni falla.
 */
export function kernelLink(model, ongone, text = GONE) {
  const kernel = model.widget_manager?.kernel;
  let restarted = false;
  const notice = (_, status) => {
    if (!/restarting|dead/.test(status)) return;
    restarted = true;
    ongone(text);
  };
  kernel?.statusChanged.connect(notice);
  const reach = (send) => {
    if (restarted || kernel?.isDisposed || model.widget_manager?.kernel?.id !== kernel?.id) return ongone(text);
    try {
      send();
    } catch {
      ongone(text);
    }
  };
  return {
    /** Escribe en el modelo y lo manda. Sin cambios, manda lo que ya esté escrito. */
    save: (changes = {}) => {
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      reach(() => model.save_changes());
    },
    send: (message) => reach(() => model.send(message)),
    stop: () => kernel?.statusChanged.disconnect(notice),
  };
}

/** Escucha cambios del modelo y devuelve cómo dejar de hacerlo: cada vista se limpia sola. */
export function listen(model, names, action) {
  for (const name of names) model.on(`change:${name}`, action);
  return () => { for (const name of names) model.off(`change:${name}`, action); };
}
