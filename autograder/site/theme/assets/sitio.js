// Lo que se desplaza por dentro se puede recorrer con el teclado, y el inventario se puede buscar.

const NAMES = [
  [".katex-display", "Fórmula"],
  [".pst-scrollable-table-container", "Tabla"],
  ["div.cell_output .output", "Salida"],
  [".cl-page", "Figura"],
  [".cl-still", "Figura"],
  ["pre", "Código"],
];

/** Lo más ancho que su sitio es una parada del tabulador, con nombre; lo que cabe, no. */
function markScrollers() {
  for (const [selector, name] of NAMES) {
    for (const box of document.querySelectorAll(selector)) {
      const wide = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible";
      // Con algo dentro que ya recibe el foco se llega igual.
      if (wide && !box.querySelector("a[href], button, input, select, summary, [tabindex]")) {
        box.tabIndex = 0;
        if (!box.hasAttribute("role")) { box.setAttribute("role", "group"); box.setAttribute("aria-label", `${name}: se desplaza a los lados`); }
      } else if (box.getAttribute("role") === "group" && !wide) {
        for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
      }
    }
  }
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** El buscador del inventario: enseña las ideas que tienen todas las palabras. */
function startFilter() {
  const box = document.querySelector(".rp-filter");
  if (!box) return;
  const input = box.querySelector("input"), status = box.querySelector("[role=status]");
  const ideas = [...document.querySelectorAll(".rp-ideas li")].map((li) => [li, plain(`${li.textContent} ${li.closest("section").querySelector("h3").textContent}`)]);
  const groups = [...document.querySelectorAll(".rp-ideas")];
  const show = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const [li, text] of ideas) {
      li.hidden = !words.every((word) => text.includes(word));
      count += !li.hidden;
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    status.textContent = words.length ? (count === 1 ? "1 idea" : `${count} ideas`) : "";
  };
  input.addEventListener("input", show);
  box.hidden = false;
  show();
}

function start() {
  startFilter();
  markScrollers();
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(markScrollers, 200); });
  addEventListener("load", markScrollers);
  // Con sus letras, una fórmula mide otra cosa.
  document.fonts?.ready.then(markScrollers);
  // Lo que se abre puede traer algo ancho.
  document.addEventListener("toggle", markScrollers, true);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
