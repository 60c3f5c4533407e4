"""Una visita a todas las páginas de la web, servida bajo una carpeta: nada sale de ella, y se lee en los dos temas.

Cada página se abre una sola vez y se mira todo: lo que pide, lo que axe-core encuentra mal y si cabe en un teléfono.
"""

from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
from web_visitada import DESK, PHONE, reading

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
QUIET = "preload: false, resultTypes: ['violations'], elementRef: false"
TOLD = """found => found.violations.flatMap(
  v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} ${n.html.slice(0, 160)}`))"""
# Todas las reglas, también las de buenas prácticas; el contraste, que depende del tema, aparte.
RULES = f"""() => axe.run(document, {{ {QUIET}, rules: {{ 'color-contrast': {{ enabled: false }} }} }}).then({TOLD})"""
COLOURS = f"""() => axe.run({{ include: [['[data-muestra]']] }},
  {{ {QUIET}, runOnly: ['color-contrast', 'link-in-text-block'] }}).then({TOLD})"""
# Antes de axe se quita lo que no mira o ya ha mirado, que son miles de elementos: de una fórmula basta una letra, del
# color de su párrafo; del código, una palabra de cada color; y de los dibujos, sus textos. Y el tema, sin transiciones.
SHORT = """() => {
  document.querySelectorAll('.katex').forEach(formula => formula.replaceChildren('x'));
  document.querySelectorAll('svg :is(path, line, rect, circle, use, defs)').forEach(shape => shape.remove());
  const seen = new Set();
  for (const word of document.querySelectorAll('.highlight span')) {
    if (seen.has(word.className)) word.remove();
    seen.add(word.className);
  }
  document.head.insertAdjacentHTML('beforeend', '<style>*, ::before, ::after { transition: none !important }</style>');
}"""
# El contraste solo depende de la letra y de lo que hay detrás: se mira un texto de cada combinación.
SAMPLE = """() => {
  const seen = new Set();
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const { backgroundColor: colour, backgroundImage: image } = getComputedStyle(e);
      if (image !== 'none' || colour !== 'rgba(0, 0, 0, 0)') return colour + image;
    }
  };
  document.querySelectorAll('[data-muestra]').forEach(e => e.removeAttribute('data-muestra'));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !e.checkVisibility({ visibilityProperty: true })) continue;
    const s = getComputedStyle(e);
    const letter = [s.color, s.fill, s.fontSize, s.fontWeight, s.opacity, s.textDecorationLine];
    const look = [...letter, !e.closest('a'), behind(e)].join();
    if (!seen.has(look)) e.dataset.muestra = '';
    seen.add(look);
  }
}"""
# Lo que sobresale sin estar dentro de algo que se desplace por su cuenta.
WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const pans = e => e && (getComputedStyle(e).overflowX !== 'visible' || pans(e.parentElement));
  return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1
    && !pans(e.parentElement)).map(e => e.outerHTML.slice(0, 160)).concat('la página entera');
}"""

# Al cambiar de ancho, las páginas apuntan un momento después qué cajas de código se desplazan.
SETTLED = "() => [...document.querySelectorAll('pre')].every(e => e.scrollWidth <= e.clientWidth || e.tabIndex === 0)"


@dataclass
class Visit:
    requests: list[str]
    troubles: list[str]
    axe: list[str]
    wide: list[str]


@pytest.fixture(scope="module")
def visits(built_site, home, browser) -> dict[str, Visit]:
    found = {}
    with reading(browser) as reader:
        page = reader.page
        for path in sorted(built_site.rglob("*.html")):
            name = path.relative_to(built_site).as_posix()
            reader.requests, reader.troubles = [], []
            page.set_viewport_size(PHONE)
            reader.open(home + name)
            wide = page.evaluate(WIDE)
            page.set_viewport_size(DESK)
            page.wait_for_function(SETTLED)
            page.evaluate(AXE)
            page.evaluate(SHORT)
            axe = page.evaluate(RULES)
            for theme in ("light", "dark"):
                reader.theme(theme)
                page.evaluate(SAMPLE)
                axe += [f"{theme}: {fault}" for fault in page.evaluate(COLOURS)]
            found[name] = Visit(reader.requests, reader.troubles, axe, wide)
    return found


def faults(visits: dict[str, Visit], what: str) -> str:
    """Lo que falla, una línea por fallo: «página: fallo»."""
    return "\n".join(f"{name}: {fault}" for name, visit in visits.items() for fault in getattr(visit, what))


def test_todo_lo_que_se_pide_esta_en_la_web_y_nada_falla(visits, home):
    assert not (found := faults(visits, "troubles")), found
    asked = {url for visit in visits.values() for url in visit.requests}
    assert {url for url in asked if not url.startswith((home, "data:", "blob:"))} == set()


def test_axe_no_encuentra_nada_en_ninguna_pagina_y_en_ningun_tema(visits):
    assert not (found := faults(visits, "axe")), found


def test_en_un_telefono_ninguna_pagina_se_desplaza_de_lado(visits):
    assert not (found := faults(visits, "wide")), found
