"""Qué archivos ve un trabajador: lo que una entrega necesita, y nada más.

La lista es de lo que se enseña, no de lo que se tapa: el intérprete, los
paquetes de ``packages.PACKAGES`` con los que ellos piden, y los módulos de ``course_lib``
(o de la biblioteca de otro curso) que usan las celdas publicadas de la tarea. La ponen igual bubblewrap
(``view_options``) y, donde no lo hay, Landlock (``readable_paths``).
"""

import ast
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from autograder.courses import EXERCISES, libraries
from autograder.running import packages
from autograder.sandbox import start
from autograder.sandbox.absent import NAMES

SCRATCH = "/entrega"  # la carpeta de usar y tirar, dentro de la vista
SANDBOX = Path(start.__file__).resolve().parent
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


# — lo que se enseña y lo que se tapa —


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
    found += packages.folders() if packages.entries() is None else ()
    found = [p for p in dict.fromkeys(found) if p.exists()]
    return [p for p in found if not any(p != other and p.is_relative_to(other) for other in found)]


def _system_libraries() -> list[Path]:
    """Las bibliotecas del sistema. Donde tienen su propia carpeta (Debian y parecidos), sin lo demás de /usr/lib."""
    own = Path("/usr/lib", sysconfig.get_config_var("MULTIARCH") or "")
    return [own, Path("/usr/lib/locale")] if own != Path("/usr/lib") and own.is_dir() else [Path("/usr/lib")]


def _covered() -> list[Path]:
    """Lo que se tapa dentro de lo que se enseña: las carpetas de paquetes, o solo lo peligroso si no se puede más."""
    folders = list(packages.folders())
    if packages.entries() is not None:
        return folders
    names = (*NAMES, "autograder", *libraries())
    return [folder / name for folder in folders for name in names if (folder / name).is_dir()]


def _shown(modules: Iterable[str]) -> list[Path]:
    """Lo que vuelve a enseñarse por encima de lo tapado."""
    return [*(packages.entries() or ()), *_course_paths(modules), SANDBOX]


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
