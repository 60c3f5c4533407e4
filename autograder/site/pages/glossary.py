"""El glosario en la web: sus tablas como una lista que se lee en un teléfono, y un enlace de ida y otro de vuelta.

Un término enlaza al sitio de la lección donde se presenta, y ese sitio enlaza al término. Los dos miran lo mismo, la
primera vez que la lección lo dice (en negrita, si la hay): nadie apunta dónde está.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.authoring.companions import GLOSSARY
from autograder.authoring.sources import is_alternative, read_source
from autograder.site.html import attribute, inline, raw, slug, text
from autograder.site.pages.prose import find, said
from autograder.site.syllabus import Lesson

HEADER = "| término |"
TABLE = re.compile(rf"^{re.escape(HEADER)}.*\n\|[-| :]+\|\n((?:\|.*\n)+)", re.MULTILINE)
PAGE = "glosario.html"
SHORTEST = 4  # letras: más corta, una palabra se parece a otra («sin» de seno y «sin» de no tener)


@dataclass(frozen=True)
class Term:
    """Una fila del glosario."""

    name: str
    meaning: str
    written: str
    english: str
    lesson: str  # el número
    rejected: str

    @property
    def key(self) -> str:
        return slug(self.name)

    @property
    def ways(self) -> tuple[str, ...]:
        """Cómo reconocerlo en un texto, de más a menos seguro: en negrita, y como sea; también en plural."""
        words = said(self.name).removesuffix(r"(?!\w)") + r"(?:s|es)?(?!\w)"
        bold = rf"\*\*{words}\*\*"
        return (bold, words) if len(self.name) >= SHORTEST else (bold,)


@lru_cache(maxsize=4)
def terms(root: Path) -> tuple[Term, ...]:
    """Los términos, en el orden del glosario; ninguno, si el curso no lo tiene."""
    path = Path(root) / GLOSSARY
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    return tuple(term for rows in TABLE.findall(written) for term in _terms(rows))


def _terms(rows: str) -> list[Term]:
    return [Term(*(cell.strip() for cell in row.strip().strip("|").split("|"))) for row in rows.splitlines()]


def link_terms(nb, lesson: Lesson, root: Path) -> None:
    """En el cuaderno de una lección, hace de cada término que presenta un enlace al glosario."""
    cells = [cell for cell in nb.cells if cell.cell_type == "markdown"]
    for term in _longest_first(root, lesson):
        if found := find([cell.source for cell in cells], *term.ways):
            number, start, end = found
            source = cells[number].source
            link = f'<a class="rp-term" id="def-{term.key}" href="{PAGE}#{term.key}">'
            cells[number].source = f"{source[:start]}{link}{source[start:end]}</a>{source[end:]}"


def _longest_first(root: Path, lesson: Lesson) -> list[Term]:
    # «gradiente que llega» antes que «gradiente»: dentro de un enlace ya no se busca.
    return sorted((t for t in terms(root) if lesson.number and t.lesson == lesson.number), key=lambda t: -len(t.name))


def places(root: Path, lessons: list[Lesson]) -> dict[str, str]:
    """Término → el enlace a donde se presenta: el sitio, o la página si la lección no lo dice con esas palabras."""
    found = {}
    for lesson in lessons:
        mine = _longest_first(root, lesson)
        nb = read_source(root, lesson.name) if mine else None
        if nb:
            nb.cells = [cell for cell in nb.cells if not is_alternative(cell)]
            link_terms(nb, lesson, root)
            whole = "\n".join(cell.source for cell in nb.cells)
        for term in mine:
            anchor = f"def-{term.key}"
            found[term.name] = f"{lesson.name}.html" + (f"#{anchor}" if f'id="{anchor}"' in whole else "")
    return found


def glossary_page(root: Path, lessons: list[Lesson]) -> str:
    """El glosario en MyST, con cada tabla de términos como una lista de definiciones."""
    where = places(root, lessons)
    written = (Path(root) / GLOSSARY).read_text(encoding="utf-8")
    return TABLE.sub(lambda table: _list(_terms(table[1]), where) + "\n", written)


def _list(found: list[Term], where: dict[str, str]) -> str:
    return raw(
        '<dl class="rp-glossary">\n' + "\n".join(_item(term, where.get(term.name)) for term in found) + "\n</dl>"
    )


def _item(term: Term, link: str | None) -> str:
    english = "".join(part if k % 2 else text(part) for k, part in enumerate(_code(term.english)))
    facts = [
        f'<span class="rp-written">{inline(term.written)}</span>' if term.written else "",
        f'<a href="{attribute(link)}">lección {text(term.lesson)}</a>' if link else f"lección {text(term.lesson)}",
        f'<span class="rp-rejected">no decimos: {inline(term.rejected)}</span>' if term.rejected else "",
    ]
    return (
        f'<div id="{term.key}"><dt><dfn>{inline(term.name)}</dfn> <span lang="en">{english}</span></dt>\n'
        f"<dd>{inline(term.meaning)}.\n"
        f'<span class="rp-facts">{" · ".join(fact for fact in facts if fact)}</span></dd></div>'
    )


def _code(cell: str) -> list[str]:
    """Lo que hay entre acentos graves, en los lugares impares: en el glosario es inglés, y no código."""
    return [text(part) for part in re.split(r"`([^`]*)`", cell)]
