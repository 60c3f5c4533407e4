// Dibujos a la medida de su hueco, en vez de encogidos: así las letras se leen igual con la ventana estrecha o al 200 %.

import { clamp } from "./numbers.js";

const NARROWEST = 280, WIDEST = 640;

/** La anchura que toca para lo que va dentro de `element`; `onresize()` avisa de que es otra. */
export function fit(element, onresize) {
  let seen = 0;
  const watcher = new ResizeObserver(() => {
    if (Math.abs(element.clientWidth - seen) < 2) return;
    seen = element.clientWidth;
    onresize();
  });
  watcher.observe(element);
  // La última que se vio: preguntarla en cada cambio obligaría a recolocar la página.
  return { width: () => clamp(seen || WIDEST, NARROWEST, WIDEST), stop: () => watcher.disconnect() };
}
