"""Lo que usan las pruebas del calificador: entregas escritas a mano y una clase donde calificarlas."""

import copy
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from autograder import cli
from autograder.authoring.sources import solution_code
from autograder.grading import grade, processes
from autograder.running.worker_process import Limits

T1 = "tarea_jacobiano"
QUESTION = "t1_pregunta_escrita"


class Draft:
    """El cuaderno de un estudiante como JSON, que admite también lo que nbformat no dejaría escribir."""

    def __init__(self, notebook: dict[str, Any], code: dict[str, str]):
        self.notebook, self.code = copy.deepcopy(notebook), code

    @property
    def cells(self) -> list[Any]:
        return self.notebook["cells"]

    def position(self, grade_id: str) -> int:
        return next(
            i for i, c in enumerate(self.cells) if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
        )

    def cell(self, grade_id: str) -> dict[str, Any]:
        return self.cells[self.position(grade_id)]

    def put(self, grade_id: str, source: str) -> "Draft":
        self.cell(grade_id)["source"] = source
        return self

    def solve(self, *ids: str) -> "Draft":
        """Contesta bien esos ejercicios, o todos."""
        for id_ in ids or self.code:
            self.put(id_, self.code[id_])
        return self

    def answer_question(self, text: str = "Porque el vector se multiplica antes que las matrices.") -> "Draft":
        return self.put(QUESTION, text)

    def insert(self, position: int, source: str, kind: str = "code", **more: Any) -> "Draft":
        """Mete una celda propia, como la que escribe un estudiante."""
        cell = {"cell_type": kind, "id": f"mia{len(self.cells)}", "metadata": {}, "source": source} | more
        if kind == "code":
            cell = {"execution_count": None, "outputs": []} | cell
        self.cells.insert(position, cell)
        return self

    def to_bytes(self) -> bytes:
        return json.dumps(self.notebook, ensure_ascii=False).encode("utf-8")


@dataclass(frozen=True)
class Course:
    """Lo publicado y lo resuelto de una tarea."""

    assignment: str
    notebook: dict[str, Any]
    code: dict[str, str]

    def draft(self) -> Draft:
        return Draft(self.notebook, self.code)


def load_course(root: Path, assignment: str) -> Course:
    text = (root / "notebooks" / f"{assignment}.ipynb").read_text(encoding="utf-8")
    return Course(assignment, json.loads(text), solution_code(root, assignment))


@dataclass(frozen=True)
class Run:
    """Lo que dejó una orden ``autograder``."""

    code: int
    out: str
    err: str
    grades: dict[str, Any] | None = None


class Here:
    """Un ``Crew`` en este proceso: arrancar los que juzgan cuesta segundos, y aquí se puede espiar lo que hacen."""

    def __init__(self, workers, patience=0.0):
        self.patience = patience

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def start(self, count, lend=None):
        pass

    def prepare(self, work, begin=None, *args):
        self.work, self.begin = work, partial(begin, *args) if begin else None

    def run(self, items):
        for item in items:
            if self.begin is not None:
                self.begin()
                self.begin = None
            yield item, self.work(item)


@contextmanager
def judging_here() -> Iterator[None]:
    """Juzga y pinta los informes en este proceso.

    Los de verdad se prueban en test_pool, test_resume, test_bad_input y test_corredor.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "Crew", Here)
        patch.setattr(processes, "Crew", Here)  # el de lo que se repite a solas
        yield


class Classroom:
    """Una carpeta de clase: sus entregas, su gradebook y sus resultados, lejos del repositorio.

    Con ``here`` se juzga en este proceso (``judging_here``). El reloj da diez
    veces más tiempo que al calificar de verdad: un bucle sin fin tiene que gastar
    su CPU aunque la máquina esté ocupada.
    """

    def __init__(self, folder: Path, root: Path, assignment: str, here: bool = False):
        self.folder, self.root, self.assignment, self.here = folder, root, assignment, here
        self.submitted, self.out = folder / "submitted", folder / "salida"
        self.db = f"sqlite:///{folder / 'gradebook.db'}"
        self.submitted.mkdir(parents=True)

    def path(self, student: str) -> Path:
        return self.submitted / student / self.assignment / f"{self.assignment}.ipynb"

    def hand_in(self, student: str, content: "Draft | bytes", name: str | None = None) -> Path:
        path = self.path(student)
        path = path.with_name(name) if name else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.to_bytes() if isinstance(content, Draft) else content)
        return path

    def grade(self, *options: str) -> Run:
        """`autograder grade`, desde la raíz del curso."""
        json_file = self.folder / "notas.json"
        json_file.unlink(missing_ok=True)
        command = ["grade", self.assignment, "--submitted", str(self.submitted), "--out", str(self.out)]
        command += ["--db", self.db, "--json", str(json_file), "--quiet", *options]
        with pytest.MonkeyPatch.context() as patch, judging_here() if self.here else nullcontext():
            patch.setattr(grade, "limits", lambda: Limits(wall_factor=100.0))
            run = run_cli(command, self.root)
        grades = json.loads(json_file.read_text(encoding="utf-8")) if json_file.is_file() else None
        return Run(run.code, run.out, run.err, grades)

    def autograded(self, student: str) -> Path:
        return self.out / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"

    def feedback(self, student: str) -> Path:
        return self.out / "feedback" / student / self.assignment / f"{self.assignment}.html"


def run_cli(command: list[str], cwd: Path) -> Run:
    """Ejecuta la línea de órdenes aquí mismo y recoge lo que dice."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd)
        try:
            code = cli.main(command)
        except SystemExit as stop:  # argparse acaba así
            code = int(stop.code or 0)
    return Run(code, out.getvalue(), err.getvalue())
