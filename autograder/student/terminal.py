"""``autograder check``, ``hint`` y ``pack``: lo mismo que en el cuaderno, desde la terminal."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

from nbformat import NotebookNode

from autograder.exercise import Exercise, UnknownExercise, all_exercises
from autograder.judging.cases import class_cases
from autograder.judging.oracle import TorchMissing
from autograder.judging.render import Report
from autograder.judging.verdict import PASS
from autograder.student import progress
from autograder.student.hints import next_hint

ANSWER_STUB = "*Escribe aquí tu respuesta.*"


class CannotRead(ValueError):
    """No se puede leer el cuaderno; el mensaje dice por qué."""


def open_notebook(path: Path) -> tuple[list[NotebookNode], dict[str, Exercise]]:
    """Las celdas de un cuaderno y los ejercicios que contiene.

    Errores
        CannotRead si no existe, no se puede leer o no tiene ejercicios del curso.
    """
    # Del lado que califica sólo se usa la lectura: así se lee igual en los dos sitios.
    from autograder.notebook.read import Unreadable, grade_id, read_cells

    if not path.is_file():
        raise CannotRead(f"No encuentro {path}. ¿Estás en la carpeta del curso?")
    try:
        cells, _ = read_cells(path.read_bytes(), path.name)
    except (Unreadable, OSError) as problem:
        raise CannotRead(str(problem)) from None
    exercises = {id_: all_exercises()[id_] for c in cells if (id_ := grade_id(c)) in all_exercises()}
    if not exercises:
        raise CannotRead(f"{path.name} no tiene ningún ejercicio del curso: ¿es el cuaderno que querías?")
    return cells, exercises


def run_check(args) -> int:
    """`autograder check CUADERNO`: ejecuta el cuaderno y explica cada fallo."""
    from autograder.running.judge import judge_notebook

    try:
        cells, exercises = open_notebook(Path(args.notebook))
        case_sets = {id_: class_cases(exercise) for id_, exercise in exercises.items()}
        judged = judge_notebook(_plain(cells), case_sets)
    except (CannotRead, TorchMissing) as problem:
        print(problem, file=sys.stderr)
        return 2
    for id_, found in judged.verdicts.items():
        progress.record(id_, found.status == PASS)
    pending = [id_ for id_, found in judged.verdicts.items() if found.status != PASS]
    if args.json:
        print(json.dumps({id_: v.to_json() for id_, v in judged.verdicts.items()}, ensure_ascii=False, indent=1))
    else:
        for id_, found in judged.verdicts.items():
            print(Report(exercises[id_], found).text(), end="\n\n")
        done = sum(exercises[id_].points for id_ in exercises if id_ not in pending)
        print(f"{len(exercises) - len(pending)} de {len(exercises)} ejercicios bien, {done:g} puntos.")
        print(f"Siguiente: autograder hint {pending[0]}" if pending else f"Siguiente: autograder pack {args.notebook}")
    return 1 if pending else 0


def _plain(cells: list[NotebookNode]) -> SimpleNamespace:
    """Las celdas con lo justo para ejecutarlas: el id, el texto y las etiquetas."""
    from autograder.notebook.read import grade_id

    plain = []
    for k, cell in enumerate(cells):
        id_ = grade_id(cell) or f"celda-{k}"
        tags = cell.metadata.get("tags", [])
        metadata = {"tags": tags if isinstance(tags, list) else [], "nbgrader": {"grade": id_.startswith("test_")}}
        plain.append(SimpleNamespace(id=id_, cell_type=cell.cell_type, source=cell.source, metadata=metadata))
    return SimpleNamespace(cells=plain)


def run_hint(args) -> int:
    """`autograder hint EJERCICIO`: la pista siguiente."""
    try:
        print(next_hint(args.exercise).text())
    except UnknownExercise as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def run_pack(args) -> int:
    """`autograder pack [CUADERNO]`: revisa lo que se va a entregar y dice qué archivo es."""
    from autograder.notebook.read import grade_id

    try:
        path = Path(args.notebook) if args.notebook else _only_homework()
        cells, exercises = open_notebook(path)
    except CannotRead as problem:
        print(problem, file=sys.stderr)
        return 2
    sources = {grade_id(c): c.source for c in cells}
    blank = [id_ for id_ in exercises if not sources[id_].strip() or "raise NotImplementedError" in sources[id_]]
    lesson = next(iter(exercises.values())).lesson
    blank += [id_ for c in cells if (id_ := grade_id(c)) and ANSWER_STUB in c.source]
    absent = [e.id for e in all_exercises().values() if e.lesson == lesson and e.id not in exercises]
    for names, what in ((blank, "Sin escribir"), (absent, "Falta la celda de")):
        if names:
            print(f"{what}: {', '.join(names)}.")
    if path.stem != lesson:
        print(f"El archivo debe llamarse {lesson}.ipynb: cámbiale el nombre antes de entregar.")
    print(f"Entrega este archivo: {path.resolve()} ({path.stat().st_size / 1024:.0f} kB, guardado)")
    ready = not blank and not absent and path.stem == lesson
    if not ready:
        print("Siguiente: completa lo que falta, guarda y repite la orden.")
        return 1
    print("Está completo. Siguiente: súbelo donde te hayan dicho.")
    return 0


def _only_homework() -> Path:
    """La tarea que hay a mano: en esta carpeta o en notebooks/."""
    found = sorted(p for folder in (Path(), Path("notebooks")) for p in folder.glob("tarea_*.ipynb"))
    if len(found) != 1:
        which = "Hay varias tareas" if found else "Aquí no hay ninguna tarea"
        raise CannotRead(f"{which}: di cuál entregas, por ejemplo «autograder pack notebooks/tarea_jacobiano.ipynb».")
    return found[0]
