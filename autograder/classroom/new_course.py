"""El esqueleto de otro curso: ``autograder new CARPETA``.

Lo que escribe está en ``templates/course``, tal como queda. El curso nuevo tiene un
ejercicio con su lección y su prueba, y depende de este programa por la rueda de
``wheels/``: no hace falta que nadie lo publique.
"""

import importlib.util
import json
import keyword
import os
import re
import sys
from pathlib import Path

from autograder.classroom.handout import TEMPLATES, fill, torch_index
from autograder.classroom.wheels import FOLDER, engine_wheel
from autograder.course import CONFIG, find_root
from autograder.errors import CourseError
from autograder.reading import ZONE

NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
LONGEST = 60
# Carpetas del propio curso: su paquete no puede llamarse como una de ellas.
FOLDERS = {"solutions", "notebooks", "tests", "wheels", "source", "release", "submitted", "autograded", "feedback"}
FOLDERS |= {"exchange", "handout", "build", "dist", "exercises", "retropropagacion"}
RENAMED = {"gitignore": ".gitignore"}


def skeleton(name: str, wheel: str, index: str = "") -> dict[str, bytes]:
    """Ruta → contenido de un curso que se llama así, usa esa rueda y pide torch a ese índice, si se dice alguno."""
    package, top = package_name(name), TEMPLATES / "course"
    found = {}
    for path in sorted(p for p in top.rglob("*.j2") if p.is_file()):
        inside = path.relative_to(top).as_posix().removesuffix(".j2")
        values = {"name": name, "package": package, "wheel": wheel, "torch_index": index, "timezone": ZONE}
        target = re.sub(r"^package/", f"{package}/", RENAMED.get(inside, inside))
        found[target] = fill(f"course/{inside}", **values)
    return found


def package_name(name: str) -> str:
    """El paquete de un curso: ``algebra-lineal`` → ``algebra_lineal``.

    Errores
        CourseError si el nombre no sirve, o si ese paquete ya existe.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise CourseError(
            f"«{name}» no sirve como nombre de curso, y el de la carpeta lo es: letras minúsculas sin tilde, números y "
            f"guiones, empezando por una letra y {LONGEST} como mucho. Por ejemplo: autograder new algebra-lineal"
        )
    package = name.replace("-", "_")
    taken = "es una palabra de Python" if keyword.iskeyword(package) or keyword.issoftkeyword(package) else ""
    if package in FOLDERS:
        taken = "se llama igual que una carpeta o un paquete que el curso ya tiene"
    elif package in sys.stdlib_module_names or _installed(package):
        taken = "ya es el nombre de un paquete instalado aquí"
    if taken:
        raise CourseError(
            f"El paquete del curso se llamaría «{package}», y {taken}. Elige otro nombre para la carpeta."
        )
    return package


def _installed(package: str) -> bool:
    # Lo que hay en la carpeta desde la que se escribe la orden no está instalado.
    path = [folder for folder in sys.path if folder not in ("", str(Path.cwd()))]
    kept, sys.path = sys.path, path
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return True
    finally:
        sys.path = kept


def check_folder(folder: Path) -> None:
    """Comprueba que ahí se puede empezar un curso: no hay nada, o una carpeta vacía (o con solo su ``.git``).

    Errores
        CourseError si no.
    """
    if folder.is_symlink() or folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} existe y no es una carpeta. Elige otro nombre.")
    there = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.is_dir() else []
    if there:
        some = ", ".join(there[:3]) + ("…" if there[3:] else "")
        raise CourseError(
            f"{folder} no está vacía: tiene {some}. Un curso se empieza en una carpeta nueva: elige otra."
        )
    for above in folder.parents:
        if (above / CONFIG).is_file() and (above / "solutions").is_dir():
            raise CourseError(
                f"{folder} está dentro de otro curso, el de {above}. Cada curso va en su repositorio: elige una "
                f"carpeta de fuera, por ejemplo {above.parent / folder.name}"
            )


def run_new(args) -> int:
    """`autograder new CARPETA`: escribe el esqueleto de un curso."""
    folder = Path(os.path.normpath(Path(args.folder).absolute()))  # sin «..»; un enlace se queda como está
    package = package_name(folder.name)
    check_folder(folder)
    here = _course_here()
    wheel, content = engine_wheel(here)
    files = skeleton(folder.name, wheel, torch_index(here)) | {f"{FOLDER}/{wheel}": content}
    constraints = Path(__file__).resolve().parents[2] / "constraints.txt"
    # Las versiones con que está probado; donde el programa se instaló de su rueda no están.
    files |= {"constraints.txt": constraints.read_bytes()} if constraints.is_file() else {}
    if not args.dry_run:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    if args.json:
        said = {"folder": str(folder), "written": not args.dry_run, "package": package}
        print(json.dumps(said | {"files": sorted(files)}, ensure_ascii=False, indent=1))
        return 0
    for path in sorted(files):
        print(f"  {path}")
    if args.dry_run:
        print(f"Se escribirían {len(files)} archivos en {folder}. Siguiente: la misma orden sin --dry-run")
    else:
        print(f"Escrito {folder}, un curso con un ejercicio. Siguiente: cd {folder} && make test")
    return 0


def _course_here() -> Path | None:
    """El curso en el que se está, si se está en uno: de su ``wheels/`` puede salir la rueda del nuevo."""
    try:
        return find_root()
    except CourseError:
        return None
