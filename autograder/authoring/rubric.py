"""La rúbrica de una pregunta escrita: una tabla en su solución, que es donde la lee y la cambia quien corrige.

Va entre ``BEGIN SOLUTION`` y ``END SOLUTION``, así que no se publica. La cabecera nombra los niveles y dice qué parte
de los puntos da cada uno; cada renglón es un criterio, con sus puntos y qué se ve en cada nivel:

    | parte           | puntos | entera: 100 %    | a medias: 50 % | nada: 0 %      |
    |-----------------|--------|------------------|----------------|----------------|
    | Los dos órdenes | 1      | formas y memoria | solo formas    | «da igual»     |

Lo que se ve en un nivel lo lee también el estudiante, en su informe: se escribe para él.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.sources import BEGIN, END, is_written, nbgrader_of, read_source, source_path
from autograder.errors import MEND, CourseError

HEAD = re.compile(
    r"\|[^|\n]*\|\s*puntos\s*\|(?P<levels>.*)\|\s*\n\|[\s:|-]+\|[ \t]*\n(?P<rows>(?:\|.*\n?)+)", re.IGNORECASE
)
LEVEL = re.compile(r"(?P<name>[^:]+):\s*(?P<share>\d+(?:[.,]\d+)?)\s*%")


@dataclass(frozen=True)
class Level:
    """Un nivel de un criterio: qué parte de sus puntos da (entre 0 y 1) y qué se ve en la respuesta."""

    name: str
    share: float
    text: str


@dataclass(frozen=True)
class Criterion:
    """Un criterio, con sus puntos y sus niveles, en el orden de la tabla."""

    name: str
    points: float
    levels: tuple[Level, ...]

    def worth(self, level: str) -> float:
        """Los puntos que da un nivel."""
        return next(self.points * known.share for known in self.levels if known.name == level)


@dataclass(frozen=True)
class Written:
    """Una pregunta escrita, como está en la fuente: lo que vale, la respuesta de referencia y la rúbrica, si la hay."""

    id: str
    points: float
    reference: str
    rubric: tuple[Criterion, ...] = ()


def written_questions(root: Path, lesson: str) -> dict[str, Written]:
    """Las preguntas escritas de una lección, por id.

    Errores
        CourseError si la fuente no se lee, o una rúbrica no se entiende o no suma lo que vale su pregunta.
    """
    nb = read_source(root, lesson)
    if problems := rubric_problems(nb, lesson):
        raise CourseError(problems[0], MEND)
    return {found.id: found for found in map(_written, filter(is_written, nb.cells))}


def rubric_problems(nb, lesson: str) -> list[str]:
    """Qué hay que corregir en las rúbricas de una lección."""
    found = []
    for cell in filter(is_written, nb.cells):
        try:
            _written(cell)
        except ValueError as problem:
            found.append(f"{source_path(lesson)}: la rúbrica de «{nbgrader_of(cell)['grade_id']}» {problem}")
    return found


def _written(cell) -> Written:
    info, reference = nbgrader_of(cell), _solution(cell.source)
    points = float(info.get("points", 0))
    return Written(info["grade_id"], points, reference, read_rubric(reference, points))


def read_rubric(text: str, points: float) -> tuple[Criterion, ...]:
    """Los criterios de la rúbrica que hay en un texto; ninguno si no la hay.

    Errores
        ValueError si la hay y no se entiende, o no suma ``points``.
    """
    table = HEAD.search(text)
    if table is None:
        return ()
    levels = []
    for cell in _cells(f"|{table['levels']}|"):
        level = LEVEL.fullmatch(cell)
        if level is None or _number(level["share"]) > 100:
            raise ValueError(f"nombra cada nivel con su tanto por ciento, como «a medias: 50 %», y ahí dice «{cell}».")
        levels.append((level["name"].strip(), _number(level["share"]) / 100))
    rubric = tuple(_criterion(row, levels) for row in table["rows"].strip().splitlines())
    names = [criterion.name for criterion in rubric]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"tiene dos veces «{min(repeated)}»: cada criterio lleva su nombre.")
    total = sum(criterion.points for criterion in rubric)
    if abs(total - points) > 1e-9:
        raise ValueError(f"suma {total:g} y la pregunta vale {points:g}: cambia una de las dos cosas.")
    return rubric


def _criterion(row: str, levels: list[tuple[str, float]]) -> Criterion:
    name, points, *texts = [*_cells(row), "", ""]
    texts = texts[:-2]
    if not name or not re.fullmatch(r"\d+(?:[.,]\d+)?", points) or len(texts) != len(levels):
        raise ValueError(f"espera en cada renglón un nombre, sus puntos y {len(levels)} niveles, y ahí dice «{row}».")
    said = (Level(*level, text) for level, text in zip(levels, texts, strict=True))
    return Criterion(name, _number(points), tuple(said))


def _cells(row: str) -> list[str]:
    return [cell.strip().replace("**", "") for cell in row.strip().strip("|").split("|")]


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _solution(source: str) -> str:
    """Lo que hay entre las marcas de la solución."""
    _, _, after = source.partition(BEGIN)
    inside, _, _ = after.partition(END)
    return inside.strip().removesuffix("###").strip()
