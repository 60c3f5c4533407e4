// El ratón, el lápiz o el dedo sobre una figura.

/** Dónde cae un suceso en un elemento: [x, y], de 0 a 1 desde su esquina de arriba a la izquierda. */
export function place(event, element) {
  const box = element.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

/** Sigue a quien acaba de pulsar hasta que suelta, aunque se salga: `onmove(suceso)` también con el primero. */
export function follow(event, element, { onmove, onend = () => {} }) {
  element.setPointerCapture(event.pointerId);
  const stop = new AbortController(), { signal } = stop;
  const end = () => { stop.abort(); onend(); };
  element.addEventListener("pointermove", onmove, { signal });
  element.addEventListener("pointerup", end, { signal });
  element.addEventListener("pointercancel", end, { signal });
  onmove(event);
}

const STILL = 10; // píxeles que puede moverse un dedo sin dejar de ser un toque

/** Espera a ver si lo que acaba de pulsar se levanta sin moverse: `action(suceso)`. Si se mueve, es que desliza la página. */
export function tap(event, element, action) {
  const stop = new AbortController(), { signal } = stop;
  element.addEventListener("pointercancel", () => stop.abort(), { signal });
  element.addEventListener("pointerup", (up) => {
    stop.abort();
    if (Math.hypot(up.clientX - event.clientX, up.clientY - event.clientY) < STILL) action(up);
  }, { signal });
}
