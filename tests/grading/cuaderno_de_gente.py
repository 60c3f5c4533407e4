"""Un cuaderno mientras alguien lo estropea: celdas que recuerdan qué eran aunque pierdan su id y sus metadatos."""

import ast
import copy
import json
import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.simulation.kinds import Course

ROOT = Path(__file__).resolve().parents[2]
ANSWER, TEST, ESSAY = "respuesta", "prueba", "ensayo"


@dataclass(eq=False)
class Cell:
    """Una celda. ``role`` y ``of`` dicen qué era al publicarse; no van al archivo."""

    kind: str
    source: str
    metadata: dict = field(default_factory=dict)
    id: str | None = None
    role: str | None = None
    of: str | None = None

    def to_json(self) -> dict:
        data = {"cell_type": self.kind, "metadata": self.metadata, "source": self.source}
        if self.kind == "code":
            data |= {"execution_count": None, "outputs": []}
        return data | ({"id": self.id} if self.id else {})


@cache
def course(assignment: str) -> Course:
    """Lo publicado, lo resuelto y las confusiones de una tarea."""
    return Course(ROOT, assignment)


@cache
def _published(assignment: str) -> dict:
    return json.loads(course(assignment).text)


class Notebook:
    """El cuaderno de una persona.

    ``state`` dice cómo contestó cada ejercicio (``right``, ``wrong``…);
    ``taken``, las respuestas que ya reescribió una operación: otra no las toca.
    """

    def __init__(self, assignment: str):
        self.assignment, self.course = assignment, course(assignment)
        published = copy.deepcopy(_published(assignment))
        self.metadata = published["metadata"]
        self.cells = [self._read(cell) for cell in published["cells"]]
        self.state = dict.fromkeys(self.ids, "missing")
        self.taken: set[str] = set()
        self.line_ends, self.mark = "\n", b""
        self.made = 0

    @staticmethod
    def _read(data: dict) -> Cell:
        info = data["metadata"].get("nbgrader", {})
        name = info.get("grade_id")
        role, of = None, None
        if info.get("solution"):
            role, of = (ANSWER if data["cell_type"] == "code" else ESSAY), name
        elif info.get("grade"):
            role, of = TEST, name.removeprefix("test_")
        return Cell(data["cell_type"], "".join(data["source"]), data["metadata"], data["id"], role, of)

    @property
    def ids(self) -> list[str]:
        """Los ejercicios, en el orden en que se publicaron."""
        return list(self.course.exercises)

    @property
    def essays(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.role == ESSAY]

    def right(self, id_: str):
        """La función correcta de un ejercicio, partida (``student_code.Function``)."""
        return self.course.right[id_]

    def single(self, id_: str) -> bool:
        """Si la respuesta es un solo array o número, y no una lista ni varias salidas."""
        returns = self.course.exercises[id_].returns
        return len(returns) == 1 and isinstance(next(iter(returns.values())), str)

    def find(self, role: str, id_: str) -> Cell | None:
        """La celda que responde, o corrige, un ejercicio; None si ya no está o comparte celda con otro."""
        return next((cell for cell in self.cells if cell.role == role and cell.of == id_), None)

    def answered(self) -> list[str]:
        """Los ejercicios cuya celda de respuesta sigue en el cuaderno."""
        return [id_ for id_ in self.ids if self.find(ANSWER, id_)]

    def put(self, id_: str, source: str, state: str = "right") -> Cell:
        """Escribe una respuesta y devuelve su celda."""
        cell = self.find(ANSWER, id_)
        cell.source = source
        self.state[id_] = state
        return cell

    def take(self, rng: random.Random, count: int = 1, only=lambda id_: True) -> list[str]:
        """Hasta ``count`` ejercicios, en orden, cuya respuesta va a reescribir una operación. Quedan bien resueltos."""
        free = [id_ for id_ in self.answered() if id_ not in self.taken and only(id_)]
        chosen = sorted(rng.sample(free, min(count, len(free))), key=self.ids.index)
        self.taken.update(chosen)
        for id_ in chosen:
            self.put(id_, str(self.right(id_)))
        return chosen

    def pick(self, rng: random.Random, only=lambda id_: True) -> str | None:
        """Un ejercicio cualquiera, contestado como esté; con preferencia por los que están bien."""
        there = [id_ for id_ in self.answered() if only(id_)]
        good = [id_ for id_ in there if self.state[id_] == "right"]
        return rng.choice(good if good and rng.random() < 0.8 else there) if there else None

    def claim(self, rng: random.Random, only=lambda id_: True) -> Cell | None:
        """La celda de una respuesta que nadie ha reescrito, esté como esté: ya no la tocará otra operación."""
        id_ = self.pick(rng, only=lambda id_: id_ not in self.taken and only(id_))
        if id_ is None:
            return None
        self.taken.add(id_)
        return self.find(ANSWER, id_)

    def own(self, source: str, kind: str = "code") -> Cell:
        """Una celda propia, todavía sin sitio."""
        self.made += 1
        return Cell(kind, source, {}, f"propia-de-gente-{self.made}")

    def place(self, cell: Cell, *, after: Cell | None = None, before: Cell | None = None) -> Cell:
        """Pone una celda detrás o delante de otra; sin decir de cuál, al final."""
        if before is not None:
            self.cells.insert(self.index(before), cell)
        else:
            self.cells.insert(self.index(after) + 1 if after is not None else len(self.cells), cell)
        return cell

    def index(self, cell: Cell) -> int:
        return next(k for k, other in enumerate(self.cells) if other is cell)

    def remove(self, cell: Cell) -> None:
        del self.cells[self.index(cell)]

    @property
    def top(self) -> Cell:
        """La celda de preparación: la primera de código."""
        return next(cell for cell in self.cells if cell.kind == "code")

    def later_names(self, id_: str) -> list[str]:
        """Nombres que define el propio cuaderno publicado por debajo de la respuesta de un ejercicio."""
        below = self.cells[self.index(self.find(ANSWER, id_)) + 1 :]
        names = {}
        for cell in below:
            if cell.kind == "code" and cell.role is None and not cell.id.startswith("propia"):
                names |= dict.fromkeys(bound_names(cell.source))
        return [name for name in names if name not in self.ids]

    def to_bytes(self) -> bytes:
        """El archivo .ipynb."""
        cells = [cell.to_json() for cell in self.cells]
        for cell in cells:
            cell["source"] = cell["source"].replace("\n", self.line_ends)
        minor = 5 if all(cell.id for cell in self.cells) else 4
        data = {"cells": cells, "metadata": self.metadata, "nbformat": 4, "nbformat_minor": minor}
        return self.mark + json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")

    @property
    def sources(self) -> list[str]:
        """Lo que ejecuta un kernel, celda a celda."""
        return [cell.source.replace("\n", self.line_ends) for cell in self.cells if cell.kind == "code"]


def bound_names(source: str) -> list[str]:
    """Los nombres que una celda define en su primer nivel."""
    found = {}
    try:
        body = ast.parse(source).body
    except SyntaxError:  # con magias
        return []
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = None
        elif isinstance(node, ast.Assign):
            found |= {n.id: None for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return list(found)
