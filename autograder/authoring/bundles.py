"""El front end de cada widget, junto en un módulo: ``course_lib/widgets/<widget>/bundle.js``, que hace esbuild.

Sus fuentes son módulos corrientes, que se importan unos a otros; quien estudia recibe el junto, sin instalar Node.
Uno más, el de ``page``, lleva todos los widgets con su estilo en un programa clásico: el de una página sin kernel, que
anda también desde ``file://``. La primera línea de cada uno lleva la huella de sus fuentes: para saber si está viejo
no hace falta rehacerlo.
"""

import hashlib
from pathlib import Path

from autograder import node

WIDGETS = Path("course_lib", "widgets")
NAME = "bundle.js"
PAGE = "page"
MODULE = ("--format=esm",)
PROGRAM = ("--format=iife", "--minify", "--loader:.css=text")
MARK = "// Lo junta «autograder build»: no se edita. Huella: "


def bundles(root: Path) -> list[Path]:
    """Las carpetas de los widgets que tienen front end. Un curso que usa los de este no tiene ninguna."""
    return sorted(path for path in (root / WIDGETS).glob("*/") if (path / f"{path.name}.js").is_file())


def renew_bundles(root: Path) -> list[Path]:
    """Junta los que han cambiado, y los devuelve.

    Errores
        CourseError si un módulo no se entiende o no hay con qué hacerlo.
    """
    return [_make(root, folder) for folder in bundles(root) if _made_from(folder) != fingerprint(root, folder)]


def stale_bundles(root: Path) -> list[str]:
    """Una frase por cada uno que no es el de sus fuentes. No escribe nada ni usa Node."""
    old = [folder for folder in bundles(root) if _made_from(folder) != fingerprint(root, folder)]
    return [f"{(WIDGETS / f.name / NAME).as_posix()} no es el de sus fuentes. Ejecuta: autograder build" for f in old]


def fingerprint(root: Path, folder: Path) -> str:
    """La huella de las fuentes de un widget, las comunes incluidas, y de la versión de esbuild."""
    if folder.name == PAGE:
        found = [path for path in sorted((root / WIDGETS).rglob("*")) if path.suffix in (".js", ".css")]
    else:
        found = sorted((root / WIDGETS).glob("*.js")) + sorted(folder.rglob("*.js"))
    sources = [path for path in found if path.name != NAME]
    # Como texto: git puede dar a un archivo los finales de línea de otro sistema.
    parts = [node.version_of("esbuild"), *(f"{p.name}\n{p.read_text(encoding='utf-8')}" for p in sources)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def bundled(root: Path, folder: Path) -> str:
    """El módulo junto de un widget, o el programa de una página."""
    how = PROGRAM if folder.name == PAGE else MODULE
    text = node.run("esbuild", "bin/esbuild", f"{folder.name}.js", "--bundle", "--charset=utf8", *how, cwd=folder)
    return f"{MARK}{fingerprint(root, folder)}\n{text}"


def _make(root: Path, folder: Path) -> Path:
    target = folder / NAME
    target.write_bytes(bundled(root, folder).encode("utf-8"))
    return target


def _made_from(folder: Path) -> str:
    path = folder / NAME
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix(MARK) if path.is_file() else ""
