"""Las páginas para quien da clase y para quien contribuye: los documentos del repositorio, con sus enlaces en la web.

Un enlace a otra página de la web va a ella; a cualquier otro archivo, al repositorio si se sabe cuál es y, si no,
se queda en texto.
"""

import posixpath
import re
from collections.abc import Callable, Container, Mapping
from pathlib import Path

TEACHING = {
    "docs/profesorado.md": "profesorado",
    "docs/moodle.md": "moodle",
    "docs/datos_personales.md": "datos_personales",
    "docs/seguridad.md": "seguridad",
}
CONTRIBUTING = {
    "CONTRIBUTING.md": "contribuir",
    "docs/arquitectura.md": "arquitectura",
    "docs/rendimiento.md": "rendimiento",
    "docs/publicar.md": "publicar",
    "CHANGELOG.md": "cambios",
    "LICENSE-textos.md": "licencias",
}
# Otros archivos que tienen su página en la web.
ELSEWHERE = {
    "docs/glosario.md": "glosario",
    "docs/bibliografia.bib": "bibliografia",
    "solutions/inventario.csv": "inventario",
    "README.md": "index",
    "LICENSE": "licencias",
}
# Cómo se llama cada página en el índice; dentro, su título es más largo.
NAMES = {
    "glosario": "Glosario",
    "bibliografia": "Bibliografía",
    "inventario": "Inventario de ideas",
    "profesorado": "El curso, orden a orden",
    "moodle": "Moodle",
    "datos_personales": "Datos personales",
    "seguridad": "Seguridad",
    "contribuir": "Contribuir",
    "arquitectura": "Arquitectura",
    "rendimiento": "Rendimiento",
    "publicar": "Publicar esta web",
    "cambios": "Cambios",
    "licencias": "Licencias",
}
LICENCE = "LICENSE"
CODE_LICENCE = "\n## Licencia del código\n\nEl texto es el original, en inglés.\n\n```text\n{text}\n```\n"
# Quien dice a dónde lleva un archivo del repositorio: a una página, a otro sitio o, con None, a ninguno.
Link = Callable[[str], str | None]

# Un bloque de código, código en un renglón, o un enlace: solo se toca el enlace.
CODE_OR_LINK = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$|`[^`]+`|(?P<image>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)",
    re.DOTALL | re.MULTILINE,
)
LESSON = re.compile(r"(?:notebooks|solutions)/(\w+)\.(?:ipynb|md)$")


def documents(root: Path, chosen: Mapping[str, str]) -> dict[str, str]:
    """De unos documentos, los que hay: archivo → nombre de su página."""
    return {path: page for path, page in chosen.items() if (Path(root) / path).is_file()}


def document_page(root: Path, path: str, link: Link) -> str:
    """Un documento del repositorio, en MyST."""
    page = rewrite(_read(root, path), path, link)
    if path == "LICENSE-textos.md" and (Path(root) / LICENCE).is_file():
        page += CODE_LICENCE.format(text=_read(root, LICENCE).strip())
    return page


def rewrite(markdown: str, path: str, link: Link) -> str:
    """El texto de un archivo del repositorio con sus enlaces puestos para la web.

    El que se llama como su archivo («seguridad.md») pasa a llamarse como la página.
    """

    def change(found: re.Match) -> str:
        if not found["target"]:
            return found[0]
        target, _, fragment = found["target"].partition("#")
        if not target or re.match(r"[a-z]+:", target):
            return found[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        place = link(wanted)
        words = found["words"]
        if place is None:
            return words
        page = NAMES.get(place.removesuffix(".md"))
        if page and words.strip("`") in (wanted, posixpath.basename(wanted)):
            words = page
        return f"{found['image']}[{words}]({place}{'#' if fragment else ''}{fragment})"

    return CODE_OR_LINK.sub(change, markdown)


def linker(pages: Mapping[str, str], lessons: Container[str], repo: str | None) -> Link:
    """Quien dice a dónde lleva un archivo del repositorio; ``pages`` son archivo → nombre de su página."""

    def link(path: str) -> str | None:
        if path in pages:
            return f"{pages[path]}.md"
        lesson = LESSON.match(path)
        if lesson and lesson[1] in lessons:
            return f"{lesson[1]}.ipynb"
        return f"https://github.com/{repo}/blob/HEAD/{path}" if repo else None

    return link


def _read(root: Path, path: str) -> str:
    return (Path(root) / path).read_text(encoding="utf-8")
