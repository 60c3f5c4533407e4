"""Lo que el tema trae y esta web no usa, fuera: quien lee en un teléfono no lo descarga.

De los estilos se quitan las reglas que hablan de clases que no están en ninguna página ni en ningún programa; de los
archivos, los que ninguna página pide. Los iconos son nuestros (``theme/assets/iconos.css``): los del tema pesan más
que una lección.
"""

import re
from collections.abc import Container
from pathlib import Path

STATIC = "_static"
# De ``_static``: lo que nadie pide. Los mapas son para depurar el tema.
UNUSED = (
    *("*.map", "*.LICENSE.txt", "*webpack-macros.html", "locales", "vendor", "fontawesome.js", "theme.css"),
    *("logo_*", "file.png", "plus.png", "minus.png"),
)
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
ICON_FONT = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
EITHER = re.compile(r":(?:not|is|where|has)\([^()]*\)")  # lo de dentro puede faltar y la regla valer
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
WORD = re.compile(r"[\w-]+")
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def slim(site: Path) -> None:
    """Adelgaza los estilos de una web construida, en su sitio."""
    words = _words(site)
    for path in (site / STATIC).rglob("*.css"):
        path.write_text(purged(path.read_text(encoding="utf-8"), words), encoding="utf-8")


def purged(style: str, words: Container[str]) -> str:
    """Un estilo sin las reglas que no pueden aplicarse: todos sus selectores piden una clase que no está en ``words``.

    Lo que no se entiende se queda.
    """

    def may_apply(selector: str) -> bool:
        return all(name in words for name in CLASS.findall(selector))

    def kept(rule: re.Match) -> str:
        selectors = EITHER.sub("", rule[1])
        return rule[0] if any(map(may_apply, selectors.split(","))) else ""

    return RULE.sub(kept, ICON_FONT.sub("", COMMENT.sub("", style)))


def _words(site: Path) -> set[str]:
    """Todo lo que podría ser el nombre de una clase, en las páginas y en los programas."""
    pages = (DRAWING.sub("", path.read_text(encoding="utf-8")) for path in site.glob("*.html"))
    programs = (path.read_text(encoding="utf-8") for path in (site / STATIC).rglob("*.js"))
    return {word for text in (*pages, *programs) for word in WORD.findall(text)}
