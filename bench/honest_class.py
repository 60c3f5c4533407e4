"""La clase con que se mide: una copia del curso y cuarenta entregas honradas, en una carpeta temporal."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from page import Failed

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "tarea_jacobiano"
KEY = b"banco de pruebas de rendimiento."  # fija: dos pasadas juzgan con los mismos casos

# De la clase simulada se apartan las entregas con que nbgrader de serie no acaba o acaba sin nota:
# un bucle sin fin, un archivo cortado y las celdas duplicadas o borradas a mano.
NOT_HONEST = {"bucle_infinito", "archivo_truncado", "celda_duplicada", "celda_de_correccion_borrada"}
PARTS = ("autograder", "course_lib", "notebooks", "solutions", "nbgrader_config.py", "pyproject.toml")


def copy_course(target: Path) -> Path:
    """Copia lo que hace falta para calificar: lo que se mide no cambia si alguien edita el repositorio."""
    target.mkdir(parents=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)
    return target


def environment(course: Path, programs: Path | None = None, home: Path | None = None) -> dict[str, str]:
    """El entorno de una orden: el curso copiado y un Jupyter sin la configuración de quien mide."""
    programs = programs or Path(sys.executable).parent
    private = home or course.parent / "casa"
    private.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "PYTHONPATH": str(course),
        "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)]),
        "JUPYTER_CONFIG_DIR": str(private),
        "JUPYTER_DATA_DIR": str(private),
        "IPYTHONDIR": str(private),
    }


def run(command: list[str], cwd: Path, env: Mapping[str, str], allowed: Iterable[int] = (0,)) -> str:
    """Ejecuta una orden hasta el final y devuelve lo que dijo.

    Errores
        Failed si acaba con un código que no está en ``allowed``.
    """
    done = subprocess.run(command, cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode not in allowed:
        raise Failed(f"«{' '.join(command)}» acabó con {done.returncode}:\n{done.stdout[-2000:]}")
    return done.stdout


def simulate(course: Path, target: Path, students: int) -> dict[str, dict]:
    """Deja en ``target`` las ``students`` primeras entregas honradas de una clase simulada y da su verdad."""
    everyone = target.with_name(target.name + "-simulada")
    # Dos de cada quince se apartan; con la mitad más sobra.
    command = ["-m", "autograder.cli", "simulate", ASSIGNMENT, "--students", str(students + students // 2)]
    run([sys.executable, *command, "--seed", "0", "--out", str(everyone)], course, environment(course))
    truth = json.loads((everyone / "truth.json").read_text(encoding="utf-8"))["students"]
    chosen = [name for name, facts in truth.items() if facts["kind"] not in NOT_HONEST][:students]
    for name in chosen:
        shutil.copytree(everyone / name, target / name)
    return {name: truth[name] for name in chosen}


def multiply(submitted: Path, target: Path, students: int) -> Path:
    """Una clase de ``students`` que repite, con otros nombres, las entregas de ``submitted``. Son enlaces duros."""
    originals = sorted(p for p in submitted.iterdir() if p.is_dir())
    for number in range(students):
        source = originals[number % len(originals)] / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        folder = target / f"e{number:06d}" / ASSIGNMENT
        folder.mkdir(parents=True)
        os.link(source, folder / source.name)
    return target
