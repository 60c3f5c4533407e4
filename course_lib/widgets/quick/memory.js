// Lo que se recuerda de un ejercicio, en este navegador: cada uno en su casilla, con la huella de lo que pregunta.

const PREFIX = "cl-quick:";

/** La memoria del navegador, o null donde está prohibida: en algunos, con solo nombrarla se protesta. */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/**
 * La memoria de un ejercicio: `read()` y `save(estado)`. Si otra pestaña lo cambia, `onelsewhere(estado)`: así las dos
 * van a una, y ninguna guarda encima lo que la otra ya había pasado. Sin memoria todo funciona igual, sin recordar.
 */
export function memory({ id, key }, onelsewhere) {
  const kept = storage(), name = `${PREFIX}${id}:${key}`;
  function read() {
    try {
      return Object(JSON.parse(kept.getItem(name)));
    } catch {
      return {};
    }
  }
  function save(state) {
    try {
      // Las respuestas a una versión anterior de la pregunta ya no dicen nada.
      const old = Object.keys(kept).filter((other) => other.startsWith(`${PREFIX}${id}:`) && other !== name);
      for (const other of old) kept.removeItem(other);
      kept.setItem(name, JSON.stringify(state));
    } catch { /* prohibida o llena */ }
  }
  window.addEventListener("storage", (event) => {
    if (event.key === name || event.key === null) onelsewhere(read());
  });
  return { read, save };
}
