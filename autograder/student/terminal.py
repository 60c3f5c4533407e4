"""``autograder check`` y ``pack``: un cuaderno entero, desde la terminal."""

import json
import sys
from pathlib import Path

from autograder.errors import CourseError
from autograder.judging.render import Report
from autograder.judging.verdict import MISSING, NOT_JUDGED, PASS, Verdict
from autograder.notebook import read
from autograder.student import progress
from autograder.student.whole import Whole, judge_whole, not_passed, open_notebook


def run_check(args) -> int:
    """`autograder check CUADERNO`: ejecuta el cuaderno y explica cada fallo."""
    whole = open_notebook(Path(args.notebook))
    verdicts = judge_whole(whole)
    for id_, found in verdicts.items():
        progress.record(id_, found.status == PASS, found.diagnosis)
    pending = not_passed(verdicts)
    if args.json:
        print(json.dumps({id_: v.to_json() for id_, v in verdicts.items()}, ensure_ascii=False, indent=1))
    else:
        for note in whole.notes:
            print(f"Aviso: {note}", file=sys.stderr)
        for id_, found in verdicts.items():
            print(Report(whole.exercises[id_], found).text(), end="\n\n")
        print(f"{len(verdicts) - len(pending)} de {len(verdicts)} ejercicios bien, {_points(verdicts):g} puntos.")
        print(f"Siguiente: autograder hint {pending[0]}" if pending else f"Siguiente: autograder pack {args.notebook}")
    return 1 if pending else 0


def _points(verdicts: dict[str, Verdict]) -> float:
    return sum(found.points or 0.0 for found in verdicts.values())


def run_pack(args) -> int:
    """`autograder pack [CUADERNO]`: dice qué daría la nota tal como está y qué archivo entregar."""
    whole = open_notebook(Path(args.notebook) if args.notebook else _only_homework())
    verdicts = judge_whole(whole)
    blank = [id_ for id_, found in verdicts.items() if found.status == MISSING] + sorted(whole.notebook.blank_essays)
    unknown = [id_ for id_, found in verdicts.items() if found.status == NOT_JUDGED]
    wrong = [id_ for id_ in not_passed(verdicts) if id_ not in blank and id_ not in unknown]
    for note in whole.notes:
        print(f"Aviso: {note}")
    for names, what in ((blank, "Sin escribir"), (wrong, "Todavía no está bien"), (unknown, "No se pudo juzgar")):
        if names:
            print(f"{what}: {', '.join(names)}.")
    answers = [*blank, *wrong, *unknown]
    problems = [*answers, *_say_about_the_file(whole)]
    most = sum(exercise.points for exercise in whole.exercises.values())
    print(f"Tal como está: {_points(verdicts):g} de {most:g} puntos de los que se corrigen solos.")
    print("En la nota hay además casos secretos, con otros datos.")
    print(f"Entrega este archivo: {whole.path.resolve()} ({whole.path.stat().st_size / 1024:.0f} kB, guardado)")
    if not problems:
        print("Está completo. Siguiente: súbelo donde te hayan dicho.")
    elif wrong:
        print(f"Siguiente: mira qué falla con «autograder check {whole.path}», guarda y repite la orden.")
    else:
        print(f"Siguiente: {'completa lo que falta' if answers else 'arregla eso'}, guarda y repite la orden.")
    return 1 if problems else 0


def _say_about_the_file(whole: Whole) -> list[str]:
    """Lo que hay que cambiarle al archivo antes de entregarlo."""
    found = [
        f"No está la celda de «{id_}», que vale puntos: cópiala del cuaderno publicado y escribe en ella tu respuesta."
        for id_ in whole.lost
    ]
    if whole.path.name != f"{whole.lesson}.ipynb":
        found.append(f"El archivo debe llamarse {whole.lesson}.ipynb: cámbiale el nombre antes de entregar.")
    if whole.path.stat().st_size > read.MAX_BYTES:
        found.append(
            f"El archivo pasa de {read.MAX_BYTES // 2**20} MB y no se leerá: en JupyterLab, borra las salidas "
            "(menú Kernel → Restart Kernel and Clear Outputs of All Cells) y guárdalo."
        )
    for text in found:
        print(text)
    return found


def _only_homework() -> Path:
    """La tarea que hay a mano: en esta carpeta o en notebooks/."""
    found = sorted(p for folder in (Path(), Path("notebooks")) for p in folder.glob("tarea_*.ipynb"))
    if len(found) != 1:
        which = "Hay varias tareas" if found else "Aquí no hay ninguna tarea"
        raise CourseError(f"{which}: di cuál entregas, por ejemplo «autograder pack notebooks/tarea_jacobiano.ipynb».")
    return found[0]
