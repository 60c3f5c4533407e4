"""El camino por el curso: qué lecciones hay, en qué orden, cuánto se tarda y qué se aprende en cada una.

El orden y la frase de cada lección son los de la tabla del README, que ya los dice una vez; los minutos y los
ejercicios se cuentan de la lección. La que no esté en la tabla va al final, con su título y lo primero que enseña.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.sources import lessons, read_source
from autograder.authoring.times import TITLE, measure

ROW = re.compile(r"^\| \[([^\]]+)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \|$", re.MULTILINE)
FIRST_GOAL = re.compile(r"^\*\*(?:Al terminar sabrás|Qué sabrás hacer al terminar)\*\*\n\n- (.+?)[.;]?$", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """Una lección en el índice: su archivo, cómo se llama, qué se aprende y lo que pide."""

    name: str
    title: str  # «02 · Grafos de cómputo»
    summary: str  # en Markdown, sin punto final
    minutes: int
    exercises: int

    @property
    def number(self) -> str:
        """«02b»; lo que no tiene número, vacío."""
        found = re.match(r"(T?\d+[a-z]?)\b", self.title)
        return found[1] if found else ""


def syllabus(root: Path) -> list[Lesson]:
    """Las lecciones del curso, en el orden en que se hacen.

    Errores
        CourseError si una lección no se puede leer.
    """
    readme = Path(root) / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    said = {name: (title, summary) for title, name, summary in ROW.findall(text)}
    order = {name: place for place, name in enumerate(said)}
    return [_lesson(root, name, said.get(name)) for name in sorted(lessons(root), key=lambda n: (order.get(n, 1e9), n))]


def _lesson(root: Path, name: str, said: tuple[str, str] | None) -> Lesson:
    nb = read_source(root, name)
    first = nb.cells[0].source if nb.cells else ""
    heading, goal = TITLE.search(first), FIRST_GOAL.search(first)
    own = (heading[0].lstrip("# ") if heading else name, goal[1] if goal else "")
    time = measure(nb, name)
    return Lesson(name, *(said or own), time.minutes, time.exercises)
