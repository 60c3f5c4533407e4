"""Lo que comparten los bancos: decir dónde se midió y dejar la tabla en docs/rendimiento.md."""

import os
import platform
import statistics
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rendimiento.md"


class Failed(RuntimeError):
    """Una orden medida acabó mal; el mensaje trae lo último que dijo."""


def say(text: str) -> None:
    """Por la salida de errores: la otra es para la tabla."""
    print(text, file=sys.stderr, flush=True)


def spread(values: Iterable[float], digits: int = 1) -> str:
    """Mediana y, si se repitió, extremos: «3.9 (3.8-4.1)»."""
    values = list(values)
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def machine() -> str:
    """Dónde y con qué se midió."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    used = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "numpy", "torch"))
    return (
        f"{cores} núcleos ({model}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {used}"
    )


def write_section(name: str, text: str) -> None:
    """Pone el texto entre las marcas de su sección de docs/rendimiento.md."""
    first, last = f"<!-- {name}: inicio -->", f"<!-- {name}: fin -->"
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(first)
    _, found, after = rest.partition(last)
    if not found:
        raise Failed(f"A {PAGE} le faltan las marcas «{first}» y «{last}».")
    PAGE.write_text(f"{before}{first}\n{text}\n{last}{after}", encoding="utf-8")


def publish(report: Callable[[], str], section: str, write: bool) -> int:
    """Mide, enseña la tabla y, si se pide, la deja en su sección. Devuelve el código de salida."""
    try:
        text = report()
        print(text)
        if write:
            write_section(section, text)
    except Failed as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0
