"""¿Cuenta en la nota lo que contó en casa? Un cuaderno por los dos caminos, comparado ejercicio a ejercicio.

La regla: lo que dice ``check`` tras «Reiniciar el kernel y ejecutar todo» es lo que da la nota, salvo que la
diferencia favorezca al estudiante o el informe la anuncie (caso secreto, límite, medio prohibido, azar). Un anuncio
solo vale si algo de lo que se le hizo al cuaderno lo justifica: una respuesta correcta no puede fallar en un caso
secreto.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cuaderno_de_gente import ROOT
from cuadernos_de_gente import Recipe, Written, write
from en_casa import PASS, Home
from manias_de_gente import CELL_SECONDS, FORBIDDEN, LIMIT, LUCK, REASONS, SECRET

from autograder.grading.assignment import Assignment, grade_one, load_assignment
from autograder.grading.handed import Handed
from autograder.judging.verdict import Verdict
from autograder.running.worker_process import Limits

AGREES, FAVOURS, ANNOUNCED, UNEXPLAINED = "coincide", "a favor", "anunciada", "SIN EXPLICAR"
WRITTEN, PENDING, BLANK = "escrita", "pendiente", "en blanco"
# El reloj, de sobra: lo que se mide es la nota, no la máquina.
LIMITS = Limits(cell=CELL_SECONDS, wall_factor=100.0)
KEY = b"la clave de comparar casa y nota"


@dataclass(frozen=True)
class Comparison:
    """Un ejercicio por los dos caminos."""

    exercise: str
    home: str
    grade: str
    kind: str
    text: str  # lo que dice el informe

    def __str__(self) -> str:
        return f"{self.exercise}: en casa {self.home}; en la nota {self.grade} ({self.kind}). {self.text}"


@cache
def _assignment(name: str) -> Assignment:
    return load_assignment(ROOT, name, KEY)


def compare(written: Written, home: Home) -> list[Comparison]:
    """Ejecuta el cuaderno en casa, lo califica y compara."""
    notebook = written.notebook
    said = home.run(notebook.sources, notebook.ids)
    name = notebook.assignment
    handed = Handed("gente", {f"{name}.ipynb": notebook.to_bytes()})
    graded = grade_one(handed, _assignment(name), LIMITS)
    found = [_compare_one(written, id_, said[id_], graded.verdicts[id_]) for id_ in notebook.ids]
    return found + [_compare_essay(written, id_, graded) for id_ in _assignment(name).written]


def _compare_one(written: Written, id_: str, home: str, given: Verdict) -> Comparison:
    if (home == PASS) == (given.status == PASS):
        kind = AGREES
    elif given.status == PASS:
        kind = FAVOURS
    else:
        kind = ANNOUNCED if _announced(given) & _excuses(written, id_) else UNEXPLAINED
    return Comparison(id_, home, given.status, kind, given.text)


def _announced(given: Verdict) -> set[str]:
    """Lo que el informe da como motivo, si es de los que pueden separar la nota de lo que se vio en casa."""
    secret = "caso secreto" in (given.call or "")
    by_step = {"stopped": LIMIT, "forbidden": FORBIDDEN, "repeatable": LUCK}
    return {reason for reason, here in ((SECRET, secret), (by_step.get(given.step), True)) if here and reason}


def _excuses(written: Written, id_: str) -> set[str]:
    """Los motivos que este cuaderno justifica en un ejercicio."""
    if written.notebook.state[id_] != "right":
        return set(REASONS)
    return set().union(*(operation.costs for operation in written.operations_on(id_)))


def _compare_essay(written: Written, id_: str, graded) -> Comparison:
    """La pregunta escrita: lo que alguien escribió espera a una persona, y está entero en el cuaderno corregido."""
    published = next(c.source for c in _assignment(written.notebook.assignment).release.cells if c.id == id_)
    pieces = [c.source for c in written.notebook.essays if c.source.strip() not in ("", published.strip())]
    home, grade = (WRITTEN if pieces else BLANK), (BLANK if id_ in graded.unanswered else PENDING)
    lost = [piece for piece in pieces if not _stands(piece, graded.notebook)]
    if lost:
        kind, text = UNEXPLAINED, f"No está en el cuaderno corregido: «{lost[0][:60]}»."
    elif home == WRITTEN and grade == BLANK:
        kind, text = UNEXPLAINED, "Cuenta como sin contestar."
    else:
        kind, text = (AGREES if (home == WRITTEN) == (grade == PENDING) else FAVOURS), ""
    return Comparison(id_, home, grade, kind, text)


def _stands(piece: str, notebook: str) -> bool:
    """Si un texto está entero en un cuaderno."""
    text = "\n".join("".join(cell["source"]) for cell in json.loads(notebook)["cells"])
    return all(line.strip() in text for line in piece.splitlines())


def unexplained(comparisons: list[Comparison]) -> list[Comparison]:
    return [found for found in comparisons if found.kind == UNEXPLAINED]


def reduce(recipe: Recipe, still: Callable[[Recipe], bool]) -> Recipe:
    """La misma receta con las operaciones justas para que ``still`` se siga cumpliendo."""
    for name in sorted(recipe.operations):
        smaller = recipe.without(name)
        if still(smaller):
            recipe = smaller
    return recipe


def is_unexplained(recipe: Recipe, home: Home, exercise: str) -> bool:
    """Si el cuaderno de una receta tiene en ese ejercicio una diferencia sin explicar."""
    return any(found.exercise == exercise for found in unexplained(compare(write(recipe), home)))


def save_example(recipe: Recipe, comparisons: list[Comparison], folder: Path) -> Path:
    """Deja en una carpeta el cuaderno de una receta y qué pasó con él."""
    folder.mkdir(parents=True, exist_ok=True)
    written = write(recipe)
    (folder / f"{recipe.assignment}.ipynb").write_bytes(written.notebook.to_bytes())
    lines = [repr(recipe), *map(str, unexplained(comparisons))]
    (folder / "diferencias.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
