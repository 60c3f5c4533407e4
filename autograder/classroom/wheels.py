"""Las ruedas que se reparten: el programa y, si el curso es otro, el suyo. Lo mismo, siempre con los mismos bytes.

Dentro van los paquetes que se instalan y nada más: las soluciones están en
``solutions/``, que no es un paquete. Las hace pip con el ``setuptools`` de este
entorno, sin red, en una carpeta de paso con fechas y permisos fijos.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from functools import cache
from pathlib import Path

from autograder.courses import OURS, declared_in
from autograder.errors import CourseError

NAME = "retropropagacion"
FOLDER = "wheels"
EPOCH = "315532800"  # 1980-01-01, la primera fecha que cabe en un zip
NOT_PUBLISHED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def wheels_for(root: Path) -> dict[str, bytes]:
    """Nombre → contenido de las ruedas que necesita un estudiante del curso de una carpeta.

    Errores
        CourseError si alguna falta o no se puede hacer.
    """
    name, content = engine_wheel(root)
    own = declared_in(root)
    return {name: content} | (dict([build_wheel(root, own)]) if own else {})


def engine_wheel(root: Path | None = None) -> tuple[str, bytes]:
    """La rueda de este programa: hecha de su repositorio o, en el de otro curso, la de su ``wheels/``.

    Errores
        CourseError si no hay de dónde sacarla, si hay varias o si no se puede hacer.
    """
    home = Path(__file__).resolve().parents[2]
    if _project(home).get("name") == NAME:
        return _own_wheel(home)
    found = sorted((root / FOLDER).glob(f"{NAME}-*.whl")) if root else []
    if len(found) == 1:
        return found[0].name, found[0].read_bytes()
    where = f"en {root / FOLDER}" if root else "en ningún curso"
    what = f"Hay {len(found)} ruedas {NAME}-*.whl {where} y hace falta una" if found else f"No hay rueda {where}"
    raise CourseError(
        f"{what}. Este programa se instaló sin su repositorio: ejecuta la orden desde un clon de él"
        + (", o deja ahí la rueda con que lo instalaste." if root else ".")
    )


@cache
def _own_wheel(home: Path) -> tuple[str, bytes]:
    return build_wheel(home, OURS)


def build_wheel(project: Path, packages: tuple[str, ...] | list[str]) -> tuple[str, bytes]:
    """El nombre y los bytes de la rueda de un proyecto, con esos paquetes.

    Errores
        CourseError si pip no la puede hacer; dice qué contestó.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-rueda-") as folder:
        stage, out = Path(folder, "proyecto"), Path(folder, "ruedas")
        _stage(project, packages, stage)
        order = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
        done = subprocess.run(
            [*order, "--disable-pip-version-check", "--wheel-dir", str(out), str(stage)],
            capture_output=True,
            text=True,
            errors="replace",
            # Lo que escribe ``setuptools`` por su cuenta lleva los permisos de quien ejecuta: que sean los mismos.
            umask=0o022 if os.name == "posix" else -1,
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0"},
        )
        made = sorted(out.glob("*.whl")) if out.is_dir() else []
        if done.returncode or len(made) != 1:
            said = (done.stderr.strip() or done.stdout.strip() or "no dijo nada").splitlines()[-1]
            raise CourseError(
                f"No se pudo hacer la rueda de {project} ({said}). Hacen falta pip y setuptools en este entorno: "
                "pip install setuptools"
            )
        return made[0].name, made[0].read_bytes()


def _stage(project: Path, packages: tuple[str, ...] | list[str], stage: Path) -> None:
    """Copia de un proyecto lo que entra en su rueda, con permisos fijos."""
    stage.mkdir()
    shutil.copy(project / "pyproject.toml", stage)
    about = _project(project)
    for pattern in filter(None, [_text(about.get("readme")), *about.get("license-files", ())]):
        for path in project.glob(pattern):
            shutil.copy(path, stage)
    for package in packages:
        shutil.copytree(project / package, stage / package, ignore=NOT_PUBLISHED)
    for path in stage.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _project(folder: Path) -> dict:
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError):
        return {}


def _text(value) -> str:
    return value if isinstance(value, str) else ""
