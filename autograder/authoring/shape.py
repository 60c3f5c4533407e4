"""La forma que comparten las lecciones: cómo se anuncia un ejercicio, dónde está el resumen y qué va detrás.

Así quien estudia sabe siempre dónde está. La tarea, que es una lista de ejercicios, tiene la suya.
"""

import re
from collections.abc import Iterator

from autograder.authoring.sources import is_alternative, is_answer, nbgrader_of, source_path
from autograder.authoring.taught import PICTURE
from autograder.authoring.times import OPTIONAL

ASKS = re.compile(r"###? Te toca: \S")
SUMMARY = "## Lo que te llevas"
EARLY = 8  # celdas en las que tiene que haber salido ya un dibujo

HEADING = re.compile(r"^#+ .*$", re.MULTILINE)


def shape_problems(nb, name: str) -> list[str]:
    """Lo que una lección no tiene donde lo tienen las demás, en frases."""
    if not name[0].isdigit():
        return []
    cells = [cell for cell in nb.cells if not is_alternative(cell)]
    found = [*_exercise_problems(cells), *_ending_problems(cells)]
    if not any(PICTURE.search(cell.source) for cell in cells[:EARLY]):
        found.append(f"no hay ningún dibujo en sus primeras {EARLY} celdas: abre con uno.")
    return [f"{source_path(name)}: {problem}" for problem in found]


def _headings(cells: list) -> Iterator[tuple[int, str]]:
    """(número de celda, encabezado), en orden; los de un bloque de código no lo son."""
    for number, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            text = re.sub(r"^(```+|~~~+).*?^\1", "", cell.source, flags=re.DOTALL | re.MULTILINE)
            yield from ((number, heading[0]) for heading in HEADING.finditer(text))


def _exercise_problems(cells: list) -> Iterator[str]:
    headings = list(_headings(cells))
    for number, cell in enumerate(cells):
        if is_answer(cell):
            above = [heading for at, heading in headings if at < number][-1:]
            if not above or not ASKS.match(above[0]):
                id_ = nbgrader_of(cell).get("grade_id")
                yield f"«{id_}» está bajo «{''.join(above)}»: un ejercicio se anuncia con «### Te toca: …»."


def _ending_problems(cells: list) -> Iterator[str]:
    headings = list(_headings(cells))
    texts = [heading for _, heading in headings]
    if texts.count(SUMMARY) != 1:
        yield f"tiene {texts.count(SUMMARY)} resúmenes «{SUMMARY}» y hace falta uno."
        return
    after = texts[texts.index(SUMMARY) + 1 :]
    optional = [heading for heading in texts if OPTIONAL.match(heading)]
    if optional and (optional[0] not in after or OPTIONAL.match(after[0]) is None):
        yield f"«{optional[0]}» va justo detrás de «{SUMMARY}»."
    if not optional and any(heading.startswith("## ") for heading in after):
        yield f"detrás de «{SUMMARY}» hay más apartados: van bajo «## Para quien quiera más»."
