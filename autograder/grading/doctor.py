"""``autograder doctor``: qué capas de aislamiento están en vigor en esta máquina y qué impide cada una."""

import hashlib
import os
import platform
import sys
from pathlib import Path

from autograder import cache
from autograder.errors import CourseError
from autograder.running import packages
from autograder.running.warm import CannotStart, Warm
from autograder.running.worker_process import Worker

PACKAGE = Path(__file__).parents[1]
LAYERS = {
    "vista": ("bubblewrap", "leer nada salvo el intérprete y lo que la tarea necesita; escribir fuera de su carpeta"),
    "red": ("espacio de red", "usar la red: no hay ninguna interfaz"),
    "procesos": ("espacio de procesos", "ver o señalar procesos de fuera, o dejar alguno vivo al acabar"),
    "disco": ("tmpfs con cuota", "llenar el disco: 128 MB por entrega, que desaparecen con ella"),
    "usuario": ("otro usuario, sin privilegios", "tocar archivos o procesos de quien califica"),
    "landlock": ("Landlock", "abrir archivos, conectar o señalar fuera, aunque fallen las capas de arriba"),
    "seccomp": ("seccomp", "crear sockets, ejecutar programas, montar, trazar procesos"),
    "topes": ("límites de recursos", "agotar memoria, procesos, CPU o tamaño de archivo"),
    "vigilancia": ("proceso aparte y relojes", "decidir la nota, callar para siempre, escribir sin fin"),
}


def layers() -> dict[str, bool]:
    """Capa → si está puesta, preguntándoselo a un trabajador de verdad.

    Errores
        CannotStart si ni siquiera arranca.
    """
    try:
        return _ask()
    except CannotStart:
        return _ask()  # una vez puede matarlo cualquiera mientras arranca


def _ask() -> dict[str, bool]:
    with Warm(modules=frozenset()) as warm, Worker(warm) as worker:
        return {name: worker.layers.get(name, False) for name in LAYERS}


def require() -> None:
    """Exige todas las capas. Lo que se vio desde que arrancó la máquina no se pregunta otra vez: cuesta un segundo.

    Quien juzga lo mira en cada trabajador (``Limits.layers``), y sin ellas no ejecuta nada.

    Errores
        CourseError si falta alguna; el mensaje la nombra.
    """
    key = _machine()
    if key is not None and cache.read("capas", key) is not None:
        return
    missing = [LAYERS[name][0] for name, present in layers().items() if not present]
    if missing:
        raise CourseError(f"Falta aislamiento ({', '.join(missing)}) y se pidió --require-isolation. {_advice()}")
    if key is not None:
        cache.write("capas", key, "")


def _machine() -> str | None:
    """Lo que decide qué capas hay: la máquina desde que arrancó, quién la usa y este programa; None si no se sabe."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    ours = (path.read_bytes() for folder in ("sandbox", "running") for path in sorted((PACKAGE / folder).glob("*.py")))
    parts = (boot, platform.platform(), os.geteuid(), sys.executable, os.environ.get("PATH", ""))
    return f"{parts} {hashlib.sha256(b''.join(ours)).hexdigest()}"


def run_doctor(args) -> int:
    """`autograder doctor`: enseña la tabla. Sale con 1 si falta alguna capa."""
    found = layers()
    print(f"Aislamiento del código de las entregas en {platform.system()} {platform.release()}")
    for name, present in found.items():
        title, stops = LAYERS[name]
        print(f"  {'✓' if present else '✗'} {title:<30} impide {stops}")
    if packages.entries() is None:
        print("  No se sabe qué archivos son de NumPy y Matplotlib: se ven todos los paquetes menos torch y parecidos.")
        print("  Pasa cuando no los instaló pip. En un entorno propio (make lab) solo se ve lo que hace falta.")
    missing = [name for name, present in found.items() if not present]
    if not missing:
        print("Están todas. Siguiente: autograder grade TAREA --require-isolation")
        return 0
    print(f"Faltan {len(missing)} de {len(found)}. {_advice()}")
    print("Sin ellas se califica igual; lo que deja de impedirse está en docs/seguridad.md.")
    return 1


def _advice() -> str:
    if sys.platform != "linux":
        return "Solo Linux las tiene: califica en una máquina, contenedor o máquina virtual con Linux."
    return "Instala las herramientas de docente (pip install -e '.[docente]') y usa un núcleo 6.12 o posterior."
