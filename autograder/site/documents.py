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
LICENCE = "LICENSE"

# Un bloque de código, código en un renglón, o un enlace: solo se toca el enlace.
CODE_OR_LINK = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$|`[^`]+`|(?P<image>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)",
    re.DOTALL | re.MULTILINE,
)
LESSON = re.compile(r"(?:notebooks|solutions)/(\w+)\.(?:ipynb|md)$")


def documents(root: Path, chosen: Mapping[str, str]) -> dict[str, str]:
    """De unos documentos, los que hay: archivo → nombre de su página."""
    return {path: page for path, page in chosen.items() if (Path(root) / path).is_file()}


def document_page(root: Path, path: str, link: Callable[[str], str | None]) -> str:
    """Un documento del repositorio, en MyST; ``link`` dice a dónde lleva un archivo, o None si a ningún sitio."""
    page = rewrite(_read(root, path), path, link)
    if path == "LICENSE-textos.md" and (Path(root) / LICENCE).is_file():
        page += f"\n## Licencia del código\n\nEl texto es el original, en inglés.\n\n```text\n{_read(root, LICENCE).strip()}\n```\n"
    return page


def rewrite(markdown: str, path: str, link: Callable[[str], str | None]) -> str:
    """El texto de un archivo del repositorio con sus enlaces puestos para la web."""

    def change(found: re.Match) -> str:
        if not found["target"]:
            return found[0]
        target, _, fragment = found["target"].partition("#")
        if not target or re.match(r"[a-z]+:", target):
            return found[0]
        place = link(posixpath.normpath(posixpath.join(posixpath.dirname(path), target)))
        if place is None:
            return found["words"]
        return f"{found['image']}[{found['words']}]({place}{'#' if fragment else ''}{fragment})"

    return CODE_OR_LINK.sub(change, markdown)


def linker(pages: Mapping[str, str], lessons: Container[str], repo: str | None) -> Callable[[str], str | None]:
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
