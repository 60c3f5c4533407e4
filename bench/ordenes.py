"""Lo que espera una persona: cada orden entera, desde que se escribe hasta que vuelve, al lado de las de nbgrader.

``python bench/ordenes.py`` copia el curso, simula cuarenta entregas honradas y mide la segunda vez de cada orden en
esa copia, con todas las capas de aislamiento exigidas. nbgrader de serie califica unas pocas de las mismas entregas en
la misma pasada, y su tiempo se da por entrega. ``--escribe`` deja la tabla en docs/rendimiento.md.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from honest_class import ASSIGNMENT, copy_course, environment, run, simulate
from page import machine, publish, say, spread
from peers import generate_feedback, prepare_nbgrader, time_nbgrader
from this_grader import command, prepare

STUDENTS, PEERS, REPEATS = 40, 6, 3
HTML_GOAL = 15  # milisegundos por informe
# Se ejecuta aparte, con el curso copiado: milisegundos de CPU de un informe, cuando quien los pinta ya está en marcha.
PAINT = """
import sys, time
from pathlib import Path
from autograder.grading.archive import Archive, get_ready
from autograder.notebook import node
from autograder.records.gradebook import Book

name, out = sys.argv[1], Path(sys.argv[2])
archive = Archive(name, out / "autograded", out / "feedback")
with Book(f"sqlite:///{out / 'gradebook.db'}", name, None, read_only=True) as book:
    rows = [book.standing(path.name) for path in sorted(archive.autograded.iterdir())]
get_ready(node.loads(Path("notebooks", f"{name}.ipynb").read_bytes()), name)
began = time.process_time()
for row in rows:
    archive.write_report(row)
print(1000 * (time.process_time() - began) / len(rows))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repite", type=int, default=REPEATS, help="veces que se mide cada orden")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla en docs/rendimiento.md")
    args = parser.parse_args()
    return publish(lambda: report(args.repite), "ordenes", args.escribe)


def report(repeats: int) -> str:
    """La tabla, en Markdown."""
    with tempfile.TemporaryDirectory(prefix="ordenes-") as folder:
        base = Path(folder)
        course = copy_course(base / "curso")
        submitted = base / "entregas"
        truth = simulate(course, submitted, STUDENTS)
        ours = _ours(course, submitted, base / "notas", repeats)
        theirs = _theirs(course, base, submitted, sorted(truth)[:PEERS])
    load = os.getloadavg()[0]
    rows = [f"| {what} | {spread(seconds, 2)} s | {goal} |" for what, seconds, goal in ours]
    per_student = sum(ours[0][1]) / len(ours[0][1]) / STUDENTS
    autograde, feedback = (seconds / PEERS for seconds in theirs)
    return "\n".join(
        [
            f"`python bench/ordenes.py`: {machine()}; carga al acabar, {load:.1f}.",
            "",
            f"La orden entera, con su arranque; {STUDENTS} entregas honradas de la clase simulada; segunda vez en la "
            f"máquina; mediana de {repeats} (mínimo-máximo).",
            "",
            "| orden | tarda | objetivo |",
            "|---|---|---|",
            *rows,
            f"| nbgrader de serie, por entrega ({PEERS} de las mismas): `autograde` + `generate_feedback` "
            f"| {autograde:.2f} + {feedback:.2f} s | |",
            "",
            f"Por entrega, `autograder grade` tarda {per_student:.3f} s contando su arranque: "
            f"{(autograde + feedback) / per_student:.0f} veces menos.",
        ]
    )


def _ours(course: Path, submitted: Path, out: Path, repeats: int) -> list[tuple[str, list[float], str]]:
    """Cada orden nuestra: qué es, segundos de cada vez y objetivo."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    grade, env = command(submitted, out, workers), environment(course)
    student = sorted(path.name for path in submitted.iterdir())[0]
    notebook = next(submitted.glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"))

    def timed(words: list[str], before: Callable[[], object] = lambda: None) -> list[float]:
        found = []
        for _ in range(repeats):
            before()
            began = time.perf_counter()
            run(words, course, env, allowed=(0, 1))
            found.append(time.perf_counter() - began)
            say(f"{' '.join(words[3:5])}: {found[-1]:.2f} s")
        return found

    def from_scratch() -> None:
        """Sin notas de antes, pero con lo que una primera vez deja para la segunda: la clave y sus referencias."""
        kept = {path.name: path.read_bytes() for path in out.glob("*.key")}
        prepare(out)
        for name, content in kept.items():
            (out / name).write_bytes(content)
            (out / name).chmod(0o600)

    prepare(out)
    run(grade, course, env, allowed=(0, 1))
    whole = timed(grade, from_scratch)
    same = timed(grade)
    one = timed([*grade, "--student", student, "--force"])
    reports = timed(grade, lambda: shutil.rmtree(out / "feedback"))
    check = timed([sys.executable, "-m", "autograder.cli", "check", str(notebook)])
    painted = [float(run([sys.executable, "-c", PAINT, ASSIGNMENT, str(out)], course, env)) for _ in range(repeats)]
    each = [1000 * max(0.0, r - s) * workers / STUDENTS for r, s in zip(reports, same, strict=True)]
    return [
        (f"`grade`, {STUDENTS} entregas, con cuadernos e informes", whole, "≤ 5 s"),
        ("`grade --student X`, juzgada otra vez", one, "≤ 2 s"),
        (f"`grade` sin cambios, {STUDENTS} entregas", same, "≤ 1 s"),
        (
            f"`grade` cuando faltan los {STUDENTS} informes: {spread(each, 0)} ms de un núcleo cada uno, "
            f"con el arranque de quien los pinta; con él en marcha, {spread(painted, 0)} ms de CPU",
            reports,
            f"≤ {HTML_GOAL} ms cada uno",
        ),
        ("`autograder check CUADERNO`", check, "≤ 2 s"),
    ]


def _theirs(course: Path, base: Path, submitted: Path, students: list[str]) -> tuple[float, float]:
    """Segundos de nbgrader de serie con unas cuantas entregas: calificar y hacer los informes."""
    few = base / "pocas"
    for name in students:
        shutil.copytree(submitted / name, few / name)
    folder = base / "serie"
    prepare_nbgrader(course, folder, few)
    return time_nbgrader(course, folder), generate_feedback(course, folder)


if __name__ == "__main__":
    sys.exit(main())
