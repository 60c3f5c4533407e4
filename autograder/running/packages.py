"""Los paquetes instalados que se enseñan a un trabajador, y de qué carpetas; los demás, como si no estuvieran."""

import csv
import hashlib
import importlib.util
import json
import os
import site
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from autograder import cache as cached
from autograder.courses import libraries

# Lo que usan las celdas de un cuaderno del curso y las capas que encierran al trabajador.
PACKAGES = ("numpy", "matplotlib", "matplotlib-inline", "ipython", "ipywidgets", "anywidget", "fast-sugiyama")
LAYERS = ("landlockpy", "seccompy")
IMPORTED = ("numpy", "IPython", "traitlets", "matplotlib", "matplotlib_inline")  # sin esto no hay trabajador


@cache
def entries() -> tuple[Path, ...] | None:
    """Lo que se enseña de las carpetas de paquetes; None si no se sabe qué archivos son de quién.

    Pasa con paquetes instalados sin pip (los de Debian, por ejemplo): entonces
    se enseña todo menos lo que se sabe que hay que tapar.
    """
    key = _installed()
    if (known := cached.read("paquetes", key)) is not None:
        paths = json.loads(known)
        return None if paths is None else tuple(map(Path, paths))
    found = _look_for_entries()
    cached.write("paquetes", key, json.dumps(None if found is None else list(map(str, found))))
    return found


def _installed() -> str:
    """Qué paquetes hay y quién pregunta: al instalar o quitar uno cambia la fecha de su carpeta.

    De ello depende lo que se enseña, y buscarlo abre cientos de archivos.
    """
    inner = [part for folder in folders() for part in (folder, folder / "__pycache__") if part.is_dir()]
    dates = [(str(folder), folder.stat().st_mtime_ns) for folder in inner]
    program = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return repr((dates, sys.version, sys.executable, sys.prefix, sys.path, program))


def _look_for_entries() -> tuple[Path, ...] | None:
    found: set[Path] = set()
    tops = [str(folder.resolve()) for folder in folders()]
    for name in _requirements():
        for file in _files_of(metadata.distribution(name)):
            for folder in tops:
                if file.startswith(folder + os.sep):
                    parts = file[len(folder) + 1 :].split(os.sep, 2)
                    # En __pycache__ conviven todos: de ahí, cada archivo por separado.
                    found.add(Path(folder, *parts[: 2 if parts[0] == "__pycache__" else 1]))
    origins = [Path(spec.origin).resolve() for n in IMPORTED if (spec := importlib.util.find_spec(n)) and spec.origin]
    if not all(any(origin.is_relative_to(entry) for entry in found) for origin in origins):
        return None
    return tuple(sorted(entry for entry in found if entry.exists()))


def _files_of(package: metadata.Distribution) -> Iterator[str]:
    """Las rutas de los archivos de un paquete. Son miles: como texto, que como ``Path`` cuestan un segundo."""
    record, base = package.read_text("RECORD"), str(package.locate_file(""))
    names = (row[0] for row in csv.reader(record.splitlines())) if record else map(str, package.files or ())
    for name in names:
        yield os.path.normpath(os.path.join(base, name))


def _requirements() -> set[str]:
    """Los paquetes que hacen falta y los que ellos piden, si están instalados."""
    from packaging.requirements import InvalidRequirement, Requirement

    found: set[str] = set()
    pending = [*PACKAGES, *LAYERS]
    while pending:
        name = pending.pop()
        try:
            asked = metadata.requires(name) or ()
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        for text in asked:
            try:
                wanted = Requirement(text)
            except InvalidRequirement:
                continue
            if wanted.name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                pending.append(wanted.name)
    return found


@cache
def folders() -> tuple[Path, ...]:
    """Las carpetas de paquetes de lo que se enseña: también las del Python del que salió el entorno."""
    found = [Path(p) for p in (*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))]
    for prefix in (Path(sys.prefix), Path(sys.base_prefix), Path("/usr")):
        found += prefix.glob("lib*/python3*/*-packages")
    return tuple(p for p in dict.fromkeys(p.resolve() for p in found) if p.is_dir())


def unseen() -> list[str]:
    """Los paquetes instalados que no se enseñan: importarlos falla igual con una capa que con otra."""
    if entries() is None:
        return []
    shown = {entry.name.partition(".")[0] for entry in entries()} | {"__pycache__", *libraries()}
    names = {path.name.partition(".")[0] for folder in folders() for path in folder.iterdir()}
    return sorted(name for name in names - shown if name.isidentifier())
