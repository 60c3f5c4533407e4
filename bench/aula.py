"""Lo que espera quien mira a toda una clase: ``report`` y ``similar`` con mil estudiantes, y abrir sus páginas.

``python bench/aula.py`` inventa una clase, apunta en un gradebook lo que cada entrega merece (sin juzgarla: aquí no se
mide calificar), con la mitad entregando dos veces, y mide las órdenes enteras y cuánto tarda Chromium en abrir cada
página. ``--escribe`` deja la tabla en docs/rendimiento.md.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from honest_class import ASSIGNMENT, copy_course, environment, run
from page import machine, publish, say, spread

STUDENTS, REPEATS, OPENINGS = 1000, 3, 20
GOAL, OPENING_GOAL = 5, 1000  # segundos de la orden; milisegundos de abrir la página


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--estudiantes", type=int, default=STUDENTS, help="de la clase inventada")
    parser.add_argument("--repite", type=int, default=REPEATS, help="veces que se mide cada orden")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla en docs/rendimiento.md")
    args = parser.parse_args()
    return publish(lambda: report(args.estudiantes, args.repite), "aula", args.escribe)


def report(students: int, repeats: int) -> str:
    """La tabla, en Markdown."""
    with tempfile.TemporaryDirectory(prefix="aula-") as folder:
        base = Path(folder)
        course = copy_course(base / "curso")
        fabricate(course, base, students)
        env = environment(course)
        rows = []
        for verb in ("report", "similar"):
            page = base / f"{verb}.html"
            command = [sys.executable, "-m", "autograder.cli", verb, ASSIGNMENT, "--db", f"sqlite:///{base}/notas.db"]
            command += ["--autograded", str(base / "autograded"), "--out", str(page)]
            seconds, cpu = zip(*(_timed(command, course, env) for _ in range(repeats)), strict=True)
            say(f"{verb}: {spread(seconds, 2)} s")
            opened = sorted(_open(page, OPENINGS))
            last = opened[min(len(opened) - 1, int(0.95 * len(opened)))]
            size = page.stat().st_size / 1024
            goal = f"≤ {GOAL} s" if verb == "report" else ""
            rows.append(
                f"| `{verb}` | {spread(seconds, 2)} s | {spread(cpu, 2)} s | {goal} | {size:.0f} kB "
                f"| {statistics.median(opened):.0f} ms; p95, {last:.0f} ms | p95 < {OPENING_GOAL} ms |"
            )
    return "\n".join(
        [
            f"`python bench/aula.py`: {machine()}; carga al acabar, {os.getloadavg()[0]:.1f}.",
            "",
            f"Una clase inventada de {students}, la mitad con dos entregas; la orden entera, con su arranque; mediana "
            f"de {repeats} (mínimo-máximo); la página, abierta {OPENINGS} veces en Chromium.",
            "",
            "| orden | tarda | CPU | objetivo | página | abrirla | objetivo |",
            "|---|---|---|---|---|---|---|",
            *rows,
        ]
    )


def fabricate(course: Path, base: Path, students: int) -> None:
    """Escribe ``base/notas.db`` y ``base/autograded``: lo que dejaría haber calificado a la clase."""
    from autograder.exercise import exercises_of
    from autograder.grading.release import read_release
    from autograder.records.gradebook import Book
    from autograder.simulation.simulate import simulate

    truth = simulate(course, ASSIGNMENT, students, 0, base / "entregas")["students"]
    shutil.copytree(base / "entregas", base / "autograded")
    exercises = exercises_of(ASSIGNMENT)
    with Book(f"sqlite:///{base}/notas.db", ASSIGNMENT, read_release(course, ASSIGNMENT)) as book:
        for number, (student, deserved) in enumerate(truth.items()):
            if number % 2:
                book.save(_entry(student, {}, exercises, "primera"))
            book.save(_entry(student, deserved["exercises"], exercises, "última"))
    say(f"{students} estudiantes apuntados")


def _entry(student: str, deserved: dict, exercises: dict, handed: str):
    """Lo que se apunta de una entrega: lo que merece, o en blanco si no se dice."""
    from autograder.judging.verdict import MISSING, NOT_JUDGED, verdict
    from autograder.records.standing import Entry

    verdicts = {}
    for id_, exercise in exercises.items():
        found = deserved.get(id_, {"status": MISSING, "diagnosis": None})
        diagnosis = found["diagnosis"]
        hint = next((m.hint for m in exercise.misconceptions if m.name == diagnosis), None)
        message = f"La forma es correcta, pero el resultado en [0] no vale lo que debe ({diagnosis})."
        details = {"diagnosis": diagnosis, "hint": hint, "call": f"{exercise.signature}, con\n…", "step": "values"}
        verdicts[id_] = verdict(exercise, found["status"], message, **details)
    read = any(v.status != NOT_JUDGED for v in verdicts.values())
    answers = {id_: json.dumps([handed, v.status, v.diagnosis]) for id_, v in verdicts.items()} if read else {}
    return Entry(student, verdicts, handed=f"{student} {handed}", digest=handed, answers=answers)


def _timed(command: list[str], cwd: Path, env: dict[str, str]) -> tuple[float, float]:
    """Segundos de reloj y de CPU de una orden."""
    began, before = time.perf_counter(), os.times()
    run(command, cwd, env)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, cpu


def _open(page: Path, times: int) -> list[float]:
    """Milisegundos desde que se pide la página hasta que está cargada, cada vez en una pestaña nueva."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1200, "height": 900})
            tab = context.new_page()
            tab.goto(page.as_uri())
            # Cuando está pintado el primer cuadro, que es cuando se puede leer.
            tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            spent = "() => performance.now()"
            found.append(tab.evaluate(spent))
            context.close()
        browser.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
