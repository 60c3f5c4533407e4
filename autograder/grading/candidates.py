"""De los cuadernos que entregó un estudiante, cuál es el suyo: de qué lección es cada uno y qué contesta.

Un cuaderno se reconoce por lo que trae, no por su nombre. Y el que se deja de
lado nunca se pierde: o todo lo que contesta está también en el elegido, o se
nombra, o elige una persona.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.notebook.lesson import lesson_of
from autograder.notebook.node import Node
from autograder.notebook.read import Unreadable
from autograder.notebook.roles import Published, defines

SHOWN = 5  # nombres que se enseñan de cada cosa


@dataclass(frozen=True)
class Candidate:
    """Un cuaderno entregado.

    ``lesson`` es la lección de que es, o None si no se reconoce; ``work``, lo que
    escribió el estudiante, por el id de la pregunta que contesta o, si es de su
    cosecha, por sí mismo.
    """

    name: str
    cells: list[Node]
    notes: list[str]
    lesson: str | None
    work: Mapping[str, tuple[str, ...]]

    @property
    def answered(self) -> set[str]:
        return {id_ for id_ in self.work if not id_.startswith(OWN)}

    def covers(self, other: "Candidate") -> bool:
        """Si todo lo que trae el otro está también aquí, tal cual."""
        return all(self.work.get(key) == value for key, value in other.work.items())


OWN = "\0"  # delante de una celda propia, para que no sea el id de nada


def examine(name: str, cells: list[Node], notes: list[str], published: Published, assignment: str) -> Candidate:
    """Mira qué es un cuaderno ya leído."""
    graded = {*published.answers, *published.essays, *published.tests}
    titles = {title for cell in published.cells if (title := _title(cell))}
    texts = {cell.source.strip() for cell in published.cells}
    work: dict[str, tuple[str, ...]] = {}
    mine = False
    for cell in cells:
        text, of = cell.source.strip(), published.match(cell)
        answers = [id_ for id_ in published.answers if of == id_ or defines(text, id_)]
        mine = mine or bool(answers) or of in graded or _title(cell) in titles
        if text and text not in texts:
            for key in answers or ([of] if of in published.essays else [OWN + text]):
                work[key] = (*work.get(key, ()), text)
    return Candidate(name, cells, notes, assignment if mine else lesson_of(cells), work)


def _title(cell: Node) -> str | None:
    """El título de un cuaderno, si esta celda lo lleva."""
    lines = cell.source.split("\n") if cell.cell_type == "markdown" else ()
    return next((line.strip() for line in lines if line.startswith("# ")), None)


def choose(candidates: list[Candidate], expected: str) -> tuple[Candidate, list[str]]:
    """El cuaderno que se califica, de los que traen algo de la tarea, y lo que hay que contar de los demás.

    Manda el que contiene a los otros; si ninguno, el que se llama como debe, si
    contesta a todo lo que contestan los otros.

    Errores
        Unreadable si hay que elegir.
    """
    candidates = sorted(candidates, key=lambda c: _preference(c.name, expected))
    best = next((c for c in candidates if all(c.covers(other) for other in candidates)), None)
    everything = {id_ for c in candidates for id_ in c.answered}
    if best is None and candidates[0].name == expected and candidates[0].answered >= everything:
        best = candidates[0]
    if best is None:
        names = listed(c.name for c in candidates)
        raise Unreadable(
            f"Hay varios cuadernos con respuestas distintas ({names}) y no se sabe cuál es el bueno: "
            f"deja solo ése, con el nombre «{expected}»."
        )
    aside = [c.name for c in candidates if not best.covers(c)]
    notes = [f"Se ha calificado «{best.name}»; no {listed(aside)}, con otras respuestas a lo mismo."] if aside else []
    return best, notes


def _preference(name: str, expected: str) -> tuple[bool, bool, bool, int, str]:
    base = name.rpartition("/")[2]
    return name != expected, base.casefold() != expected.casefold(), name.startswith("../"), name.count("/"), name


def listed(names: Iterable[str]) -> str:
    """Unos nombres, en una frase."""
    names = [f"«{name}»" for name in names]
    return ", ".join(names[:SHOWN]) + (f" y {len(names) - SHOWN} más" if len(names) > SHOWN else "")
