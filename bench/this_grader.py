"""Nuestro calificador, medido desde fuera: ``autograder grade`` con su reloj, y juzgar sin escribir nada."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from honest_class import ASSIGNMENT, KEY, environment, run
from page import Failed

# Se ejecuta aparte, con el curso copiado: dice a qué segundo llegó cada entrega juzgada.
JUDGE_ONLY = """
import json, sys, time
from pathlib import Path
from autograder.grading.assignment import load_assignment
from autograder.grading.handed import collect
from autograder.grading.pool import grade_all
from autograder.running.worker_process import DEFAULT_LIMITS

def main():
    name, submitted, workers, key = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), bytes.fromhex(sys.argv[4])
    assignment = load_assignment(Path.cwd(), name, key)
    handed = (collect(folder, name) for folder in sorted(submitted.iterdir()))
    print(json.dumps([time.perf_counter() for _ in grade_all(handed, assignment, workers, DEFAULT_LIMITS)]))

if __name__ == "__main__":
    main()
"""


@dataclass(frozen=True)
class Timing:
    """Lo que tardó una clase.

    Unidades
        Segundos de reloj desde que empieza la orden: ``graded``, hasta que está
        escrito el último cuaderno corregido (y antes su nota); ``total``, hasta
        que acaba, con los informes. ``steady`` son segundos por entrega sin
        contar el arranque ni las primeras.
    """

    graded: float
    total: float
    steady: float


def prepare(out: Path) -> Path:
    """Una carpeta vacía para las notas, con la clave de siempre."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / "retropropagacion.key").write_bytes(KEY)
    return out


def command(submitted: Path, out: Path, workers: int) -> list[str]:
    """``autograder grade`` con todas las capas de aislamiento exigidas."""
    words = [sys.executable, "-m", "autograder.cli", "grade", ASSIGNMENT, "--submitted", str(submitted)]
    words += ["--db", f"sqlite:///{out / 'gradebook.db'}", "--out", str(out), "--json", str(out / "notas.json")]
    return [*words, "--workers", str(workers), "--quiet", "--require-isolation"]


def time_grade(course: Path, submitted: Path, out: Path, workers: int) -> Timing:
    """Califica la clase desde cero y mira a qué hora quedó escrito cada cuaderno corregido."""
    prepare(out)
    began, clock = time.time(), time.perf_counter()
    run(command(submitted, out, workers), course, environment(course), allowed=(0, 1))
    total = time.perf_counter() - clock
    moments = sorted(p.stat().st_mtime - began for p in out.glob("autograded/*/*/*.ipynb"))
    if len(moments) != sum(1 for _ in submitted.iterdir()):
        raise Failed(f"autograder grade dejó {len(moments)} cuadernos corregidos de {submitted}.")
    return Timing(moments[-1], total, steady(moments))


def time_judging(course: Path, submitted: Path, workers: int) -> float:
    """Segundos por entrega de juzgar sin apuntar ni escribir, en régimen."""
    script = course.parent / "juzgar.py"
    script.write_text(JUDGE_ONLY, encoding="utf-8")
    words = [sys.executable, str(script), ASSIGNMENT, str(submitted), str(workers), KEY.hex()]
    done = subprocess.run(words, cwd=course, env=environment(course), text=True, capture_output=True)
    if done.returncode:
        raise Failed(f"Juzgar sin escribir acabó con {done.returncode}:\n{done.stderr[-2000:]}")
    return steady(json.loads(done.stdout))


def steady(moments: list[float]) -> float:
    """Segundos por entrega una vez en marcha: sin el primer décimo, que paga el arranque de los procesos."""
    skipped = max(1, len(moments) // 10)
    return (moments[-1] - moments[skipped - 1]) / (len(moments) - skipped)
