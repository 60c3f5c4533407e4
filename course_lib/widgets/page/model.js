// El modelo de un widget en una página sin kernel: lo mismo que pide anywidget, sin nadie al otro lado.

/** Los bytes viajan en JSON como {"$base64": "…"}; los módulos esperan un DataView, como el que da Jupyter. */
export function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.$base64 === "string") return new DataView(Uint8Array.from(atob(value.$base64), (c) => c.charCodeAt(0)).buffer);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revive(inner)]));
}

/** Si dos valores dicen lo mismo. Los bytes no se miran por dentro: los que llegan de nuevo son otros. */
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object" || ArrayBuffer.isView(a)) return false;
  const names = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b) && names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name]));
}

/**
 * El estado de un widget con la semántica de anywidget: `set` avisa («change:nombre» y «change») si el valor es otro.
 * `send(mensaje)` llega a quien escuche «msg:page», que es quien hace aquí de Python: el `page.js` del widget.
 * `isPage` dice a un módulo que no hay ni habrá kernel.
 */
export function pageModel(state) {
  const values = { ...state }, listeners = new Map();
  const tell = (event, ...args) => [...(listeners.get(event) ?? [])].forEach((listener) => listener(...args));
  const model = {
    isPage: true,
    get: (name) => values[name],
    set(name, value) {
      const changes = typeof name === "object" ? name : { [name]: value };
      const changed = Object.keys(changes).filter((each) => !same(values[each], changes[each]));
      for (const each of changed) values[each] = changes[each];
      for (const each of changed) tell(`change:${each}`, model, values[each]);
      if (changed.length) tell("change", model);
    },
    on(event, listener) { listeners.set(event, [...(listeners.get(event) ?? []), listener]); },
    off(event, listener) {
      // Como en anywidget: sin escuchador se quitan todos los de ese aviso.
      listeners.set(event, listener ? (listeners.get(event) ?? []).filter((other) => other !== listener) : []);
    },
    save_changes() {},
    send(message) { tell("msg:page", message); },
  };
  return model;
}
