// El papel en pantalla: se dibuja con el ratón, el lápiz o el dedo, y con el teclado casilla a casilla.

import { set, svg } from "../common/dom.js";
import { times } from "../common/numbers.js";
import { follow, place } from "../common/pointer.js";
import { DARKEST, SIDE, flip, step, stroke } from "./ink.js";

const CELL = 32;
const corner = (n) => ({ x: (n % SIDE) * CELL, y: Math.floor(n / SIDE) * CELL });

/** `ink()` es la tinta de ahora; `onchange(tinta)` la cambia, y `onat(casilla)` avisa de por dónde va el teclado. */
export function paper({ ink, onchange, onat }) {
  let at = 0;
  const pixels = times(SIDE * SIDE, (n) => svg("rect", { ...corner(n), width: CELL, height: CELL, class: "cl-dp-pixel" }));
  const cursor = svg("rect", { width: CELL - 4, height: CELL - 4, class: "cl-dp-cursor" });
  const element = svg("svg", {
    viewBox: `0 0 ${SIDE * CELL} ${SIDE * CELL}`, class: "cl-dp-paper", tabindex: 0, role: "application",
    "aria-label": "Papel de 8 por 8: dibuja con el ratón o el dedo; con las flechas te mueves y con la barra espaciadora pintas",
    onpointerdown: pen, onkeydown: key,
  }, ...pixels, cursor);

  function pen(event) {
    event.preventDefault();
    element.focus({ preventScroll: true });
    let last = null;
    follow(event, element, { onmove: (now) => {
      const here = place(now, element).map((v) => v * SIDE);
      onchange(stroke(ink(), last ?? here, here));
      last = here;
    } });
  }
  function key(event) {
    if (event.key.startsWith("Arrow")) at = step(at, event.key);
    else if (event.key === " ") onchange(flip(ink(), at));
    else return;
    event.preventDefault();
    draw();
    onat(at);
  }
  function draw() {
    pixels.forEach((pixel, n) => { pixel.style.fillOpacity = String(ink()[n] / DARKEST); });
    const { x, y } = corner(at);
    set(cursor, { x: x + 2, y: y + 2 });
  }
  return { element, draw };
}
