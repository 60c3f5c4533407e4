"""La memoria del lado de confianza mientras crece la clase: el proceso principal y los que juzgan."""

import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from honest_class import environment, multiply
from page import Failed
from this_grader import command, prepare

EVERY = 0.2  # segundos entre dos miradas
MB = 2**20


@dataclass
class Watch:
    """Lo visto al mirar, cada poco, los procesos de una orden.

    Unidades
        ``main`` y ``judge``: MB de memoria residente, por momento, del proceso
        principal y del mayor de los que juzgan.
    """

    main: list[float] = field(default_factory=list)
    judge: list[float] = field(default_factory=list)


def trusted(process: psutil.Process) -> tuple[float, float]:
    """(MB del proceso, MB del mayor de sus hijos de confianza). Lo aislado, y todo lo que cuelga de ello, no cuenta."""
    biggest, pending = 0.0, process.children()
    while pending:
        child = pending.pop()
        try:
            words = child.cmdline()
            # El padre templado arranca por la ruta de sandbox/start.py, con bubblewrap delante o sin él.
            if any(word.endswith("sandbox/start.py") for word in words):
                continue
            biggest = max(biggest, child.memory_info().rss / MB)
            pending += child.children()
        except psutil.Error:
            continue
    return process.memory_info().rss / MB, biggest


def watch(process: psutil.Process, seen: Watch, stop: threading.Event) -> None:
    """Apunta la memoria hasta que se le dice que pare o el proceso acaba."""
    while not stop.wait(EVERY):
        try:
            main, judge = trusted(process)
        except psutil.Error:
            return
        seen.main.append(main)
        seen.judge.append(judge)


@dataclass(frozen=True)
class Size:
    """Una clase de un tamaño: cuánto tardó y cuánta memoria hizo falta."""

    students: int
    seconds: float
    graded: float  # hasta el último cuaderno corregido
    main: float  # MB, máximo
    judge: float


def measure(course: Path, submitted: Path, folder: Path, students: int, workers: int) -> Size:
    """Califica una clase de ese tamaño, mirando la memoria. Sin informes: ésos van uno a uno, en otra pasada."""
    everyone = multiply(submitted, folder / f"clase-{students}", students)
    out = prepare(folder / "notas-grande")
    log = folder / "grande.log"
    seen, stop = Watch(), threading.Event()
    began, clock = time.time(), time.perf_counter()
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*command(everyone, out, workers), "--no-feedback"],
            cwd=course,
            env=environment(course),
            stdout=file,
            stderr=file,
        )
        watcher = threading.Thread(target=watch, args=(psutil.Process(process.pid), seen, stop))
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - clock
        stop.set()
        watcher.join()
    if code not in (0, 1):
        raise Failed(f"autograder grade acabó con {code}:\n{log.read_text(encoding='utf-8')[-2000:]}")
    moments = [p.stat().st_mtime for p in out.glob("autograded/*/*/*.ipynb")]
    if len(moments) != students:
        raise Failed(f"Quedaron {len(moments)} cuadernos corregidos de {students}.")
    return Size(students, seconds, max(moments) - began, max(seen.main), max(seen.judge))
