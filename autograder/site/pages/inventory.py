"""El inventario de las fuentes como apéndice: cada idea, con el enlace al sitio de la lección donde se enseña.

Qué celda la enseña ya lo dicen las lecciones (``fuentes``, en los metadatos); ahí se pone una señal, y aquí el enlace.
"""

from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.coverage import read_inventory, taught_in
from autograder.authoring.idea_map import TEXTS, unabbreviated
from autograder.site.html import raw, text
from autograder.site.syllabus import Lesson

INTRO = """\
# Inventario de las ideas

Este curso se escribió a partir de unos textos de clase. Aquí está todo lo que traían, {count} ideas, y cada una enlaza
al apartado donde se enseña.
"""
FILTER = """\
<div class="rp-filter" hidden>
<label for="rp-words">Buscar una idea</label>
<input type="search" id="rp-words" autocomplete="off" placeholder="por ejemplo: jacobiano">
<p role="status"></p>
</div>"""


def mark_ideas(nb) -> None:
    """En el cuaderno de una lección, pone una señal donde se enseña cada idea por primera vez."""
    from nbformat.v4 import new_markdown_cell

    seen: set[str] = set()
    cells = []
    for cell in nb.cells:
        new = [id_ for id_ in map(str, cell.metadata.get("fuentes", ())) if id_ not in seen]
        seen.update(new)
        marks = "".join(f'<span class="rp-mark" id="{anchor(id_)}"></span>' for id_ in dict.fromkeys(new))
        if marks and cell.cell_type == "markdown":
            cell.source = f"{marks}\n\n{cell.source}"
        elif marks:
            cells.append(new_markdown_cell(marks))
        cells.append(cell)
    nb.cells = cells


def anchor(id_: str) -> str:
    """El id del sitio donde se enseña una idea."""
    return f"idea-{id_}"


def inventory_page(root: Path, lessons: list[Lesson]) -> str:
    """El apéndice, en MyST: un apartado por texto y, dentro, las ideas por lección.

    Errores
        CourseError si el inventario no se puede leer.
    """
    rows = read_inventory(root)
    taught = {lesson.name: set(taught_in(root, lesson.name)) for lesson in lessons}
    page = [INTRO.format(count=len(rows)), raw(FILTER)]
    for prefix in sorted({id_[:3] for id_ in rows}):
        mine = {id_: row for id_, row in rows.items() if id_.startswith(prefix)}
        groups = [group for lesson in lessons if (group := _group(lesson, mine, taught[lesson.name]))]
        if groups:
            page.append(f"## {TEXTS.get(prefix, prefix)}\n\n" + raw("\n".join(groups)))
    return "\n\n".join(page) + "\n"


def _group(lesson: Lesson, rows: Mapping[str, Mapping[str, str]], taught: set[str]) -> str:
    found = {id_: row for id_, row in rows.items() if row["leccion"] == lesson.name}
    if not found:
        return ""
    items = "\n".join(_item(id_, row["que_es"], lesson.name if id_ in taught else None) for id_, row in found.items())
    return f'<section class="rp-ideas"><h3>{text(lesson.title)}</h3>\n<ul>\n{items}\n</ul></section>'


def _item(id_: str, idea: str, page: str | None) -> str:
    said = unabbreviated(idea)
    words = text(said[:1].upper() + said[1:])
    inside = f'<a href="{page}.html#{anchor(id_)}">{words}</a>' if page else words
    return f'<li id="{id_}">{inside} <span class="rp-id">{id_}</span></li>'
