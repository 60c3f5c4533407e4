"""Qué archivos ve un trabajador: lo que una entrega necesita, y nada más.

La lista es de lo que se enseña, no de lo que se tapa: el intérprete, los
paquetes de ``PACKAGES`` con los que ellos piden, y los módulos de ``course_lib``
(o de la biblioteca de otro curso) que usan las celdas publicadas de la tarea. La ponen igual bubblewrap
(``view_options``) y, donde no lo hay, Landlock (``readable_paths``).
"""

import ast
import csv
import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

from autograder.courses import EXERCISES, libraries
from autograder.sandbox import start
from autograder.sandbox.absent import NAMES

SCRATCH = "/entrega"  # la carpeta de usar y tirar, dentro de la vista
SANDBOX = Path(start.__file__).resolve().parent
# Lo que usan las celdas de un cuaderno del curso y las capas que encierran al trabajador.
PACKAGES = ("numpy", "matplotlib", "matplotlib-inline", "ipython", "ipywidgets", "anywidget", "fast-sugiyama")
LAYERS = ("landlockpy", "seccompy")
IMPORTED = ("numpy", "IPython", "traitlets", "matplotlib", "matplotlib_inline")  # sin esto no hay trabajador
INSIDE = ("bin", "lib", "lib64", "pyvenv.cfg")  # lo que se enseña de la carpeta de un intérprete


# — los módulos del curso —


def course_modules(sources: Iterable[str], forbids: Iterable[Iterable[str]]) -> frozenset[str]:
    """Los módulos del curso que se ven al calificar una tarea: de ``course_lib`` y de los otros cursos instalados.

    Formas
        ``sources`` es el código de sus celdas publicadas y ``forbids``, lo que
        prohíbe cada ejercicio. Se ve lo que esas celdas necesitan, y lo que
        algún ejercicio no prohíbe si funciona sin lo que prohíben todos.
    """
    return _course_modules(tuple(sources), tuple(map(tuple, forbids)))


@lru_cache(maxsize=4)  # quien arranca el padre templado y quien lee la tarea preguntan lo mismo
def _course_modules(sources: tuple[str, ...], forbids: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    files = _course_files()
    banned = [[name for name in names if any(_inside(name, one) for one in libraries())] for names in forbids]
    needed = _closure(set().union(*(_imported(source, files) for source in sources)))
    allowed = {m for m in files if any(not any(_inside(m, b) for b in names) for names in banned)}
    return frozenset(needed | {m for m in allowed if _closure({m}) <= allowed | needed})


def _closure(modules: set[str]) -> set[str]:
    """Unos módulos del curso y todos los que importan."""
    found, pending = set(modules), list(modules)
    while pending:
        source = _course_files()[pending.pop()].read_text(encoding="utf-8")
        pending += (new := _imported(source, _course_files()) - found)
        found |= new
    return found


def all_course_modules() -> frozenset[str]:
    """Todos los módulos de las bibliotecas de los cursos."""
    return frozenset(_course_files())


def _inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@cache
def _course_files() -> Mapping[str, Path]:
    """Nombre → archivo de cada módulo de las bibliotecas; los ejercicios de un curso no son biblioteca."""
    found: dict[str, Path] = {}
    for library in libraries():
        spec = importlib.util.find_spec(library)
        if spec is None or not spec.submodule_search_locations:
            continue
        folder = Path(spec.submodule_search_locations[0]).resolve()
        files = {path: path.relative_to(folder.parent).with_suffix("").parts for path in sorted(folder.rglob("*.py"))}
        modules = {".".join(parts).removesuffix(".__init__"): path for path, parts in files.items()}
        found |= {name: path for name, path in modules.items() if not _inside(name, f"{library}.{EXERCISES}")}
    return found


def _imported(source: str, known: Mapping[str, Path]) -> set[str]:
    """Los módulos de ``known`` que importa un trozo de código, cada uno con los paquetes que lo contienen."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # una celda con magias: lo que use del curso está en otra
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    parts = [name.split(".") for name in found]
    return {".".join(p[:k]) for p in parts for k in range(1, len(p) + 1)} & set(known)


def _course_paths(modules: Iterable[str]) -> list[Path]:
    """Los archivos de unos módulos del curso, ya compilados si lo están, y los que no son de Python junto a ellos."""
    found: list[Path] = []
    for path in (_course_files()[name] for name in sorted(modules)):
        compiled = Path(importlib.util.cache_from_source(str(path)))
        found += [path, *([compiled] if compiled.is_file() else [])]
        if path.name == "__init__.py":
            found += [p for p in sorted(path.parent.iterdir()) if p.is_file() and p.suffix != ".py"]
    return found


# — los paquetes —


@cache
def package_entries() -> tuple[Path, ...] | None:
    """Lo que se enseña de las carpetas de paquetes; None si no se sabe qué archivos son de quién.

    Pasa con paquetes instalados sin pip (los de Debian, por ejemplo): entonces
    se enseña todo menos lo que se sabe que hay que tapar.
    """
    entries: set[Path] = set()
    folders = [str(folder.resolve()) for folder in _package_folders()]
    for name in _requirements():
        for file in _files_of(metadata.distribution(name)):
            for folder in folders:
                if file.startswith(folder + os.sep):
                    parts = file[len(folder) + 1 :].split(os.sep, 2)
                    # En __pycache__ conviven todos: de ahí, cada archivo por separado.
                    entries.add(Path(folder, *parts[: 2 if parts[0] == "__pycache__" else 1]))
    origins = [Path(spec.origin).resolve() for n in IMPORTED if (spec := importlib.util.find_spec(n)) and spec.origin]
    if not all(any(origin.is_relative_to(entry) for entry in entries) for origin in origins):
        return None
    return tuple(sorted(entry for entry in entries if entry.exists()))


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


def interpreter_paths() -> list[Path]:
    """Lo que el intérprete necesita leer: de su carpeta y de la del entorno, los programas y las bibliotecas."""
    found = [
        Path(p) for p in ("/lib", "/lib64", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime")
    ]
    found += _system_libraries()
    for prefix in dict.fromkeys(Path(p).resolve() for p in (sys.base_prefix, sys.prefix)):
        if prefix == Path("/usr"):  # el Python del sistema: junto a él está todo lo demás
            found += [*prefix.glob("bin/python3*"), Path(sysconfig.get_path("stdlib"))]
        else:
            found += [prefix / name for name in INSIDE]
    found += _package_folders() if package_entries() is None else ()
    found = [p for p in dict.fromkeys(found) if p.exists()]
    return [p for p in found if not any(p != other and p.is_relative_to(other) for other in found)]


def _system_libraries() -> list[Path]:
    """Las bibliotecas del sistema. Donde tienen su propia carpeta (Debian y parecidos), sin lo demás de /usr/lib."""
    own = Path("/usr/lib", sysconfig.get_config_var("MULTIARCH") or "")
    return [own, Path("/usr/lib/locale")] if own != Path("/usr/lib") and own.is_dir() else [Path("/usr/lib")]


@cache
def _package_folders() -> tuple[Path, ...]:
    """Las carpetas de paquetes de lo que se enseña: también las del Python del que salió el entorno."""
    found = [Path(p) for p in (*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))]
    for prefix in (Path(sys.prefix), Path(sys.base_prefix), Path("/usr")):
        found += prefix.glob("lib*/python3*/*-packages")
    return tuple(p for p in dict.fromkeys(p.resolve() for p in found) if p.is_dir())


def _covered() -> list[Path]:
    """Lo que se tapa dentro de lo que se enseña: las carpetas de paquetes, o solo lo peligroso si no se puede más."""
    folders = list(_package_folders())
    if package_entries() is not None:
        return folders
    names = (*NAMES, "autograder", *libraries())
    return [folder / name for folder in folders for name in names if (folder / name).is_dir()]


def unseen_packages() -> list[str]:
    """Los paquetes instalados que no se enseñan: importarlos falla igual con una capa que con otra."""
    if package_entries() is None:
        return []
    shown = {entry.name.partition(".")[0] for entry in package_entries()} | {"__pycache__", *libraries()}
    names = {path.name.partition(".")[0] for folder in _package_folders() for path in folder.iterdir()}
    return sorted(name for name in names - shown if name.isidentifier())


def _shown(modules: Iterable[str]) -> list[Path]:
    """Lo que vuelve a enseñarse por encima de lo tapado."""
    return [*(package_entries() or ()), *_course_paths(modules), SANDBOX]


def course_folders() -> list[Path]:
    """Las carpetas donde están las bibliotecas de los cursos, para que se puedan importar."""
    files = _course_files()
    return list(dict.fromkeys(files[name].parents[1] for name in libraries() if name in files))


def view_options(modules: Iterable[str]) -> list[str]:
    """Lo que bwrap enseña, solo para leer."""
    steps = [("--symlink" if p.is_symlink() else "--ro-bind", p) for p in interpreter_paths()]
    steps += [("--tmpfs", p) for p in _covered()]
    steps += [("--ro-bind", p) for p in _shown(modules)]
    options = ["--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", SCRATCH, "--chdir", SCRATCH]
    made: dict[Path, str] = {Path("/"): "--tmpfs"}
    for option, path in steps:
        for parent in reversed(path.parents):
            around = next(made[p] for p in (parent, *parent.parents) if p in made)
            # Lo de dentro de una carpeta enseñada ya está; en lo demás bwrap crearía estas carpetas de paso
            # cerradas para el usuario sin privilegios.
            if parent not in made and around != "--ro-bind":
                options += ["--dir", str(parent)]
                made[parent] = "--dir"
        source = {"--symlink": [os.readlink(path)] if path.is_symlink() else [], "--ro-bind": [str(path)]}
        options += [option, *source.get(option, []), str(path)]
        made[path] = option
    return options


def readable_paths(modules: Iterable[str]) -> list[str]:
    """Sin vista, lo que Landlock deja leer: lo mismo, carpeta a carpeta para poder saltarse lo tapado.

    Landlock solo concede: dentro de una carpeta concedida no se puede negar nada.
    """
    covered = {path.resolve() for path in _covered()}
    around = {parent for path in covered for parent in path.parents}
    readable: list[Path] = []
    seen: set[Path] = set()

    def grant(path: Path) -> None:
        # Sin seguir el enlace aquí, lib64 → lib concedería por detrás lo que se niega por delante.
        path = path.resolve()
        if path in covered or path in seen:
            return
        seen.add(path)
        if path in around:
            for child in path.iterdir():
                grant(child)
        else:
            readable.append(path)

    for path in interpreter_paths():
        grant(path)
    return [str(p) for p in (*readable, *_shown(modules), Path("/dev/urandom"))]


def readable_by_anyone() -> bool:
    """Si un usuario cualquiera puede leer lo que hace falta para ejecutar una entrega.

    Un Python instalado en /root, por ejemplo, solo lo lee root.
    """
    needed = [Path(sys.executable).resolve(), Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve(), SANDBOX]
    needed += course_folders()
    parents = {parent for path in needed for parent in path.parents}
    try:
        return all(p.stat().st_mode & 0o001 for p in parents) and all(p.stat().st_mode & 0o004 for p in needed)
    except OSError:
        return False  # si falta algo, ya lo dirá quien lo necesite
