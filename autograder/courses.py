"""Qué cursos hay: éste y los que otros hacen con él, cada uno en su repositorio.

Un curso de otro nombra su paquete en su ``pyproject.toml``, en la tabla
``project.entry-points."retropropagacion.courses"``, y se conoce al instalarlo. Del paquete ``algebra``,
``algebra/exercises/<lección>/<id>.py`` son sus ejercicios; lo demás del paquete
es la biblioteca que leen y llaman sus lecciones, como aquí ``course_lib``. Las
lecciones están en el ``solutions/`` de su carpeta. ``autograder new`` hace uno.
"""

import importlib.util
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from autograder.errors import MEND, CourseError

GROUP = "retropropagacion.courses"
OURS = ("autograder", "course_lib")
EXERCISES = "exercises"  # dentro del paquete, lo que al calificar no se ve
OWN = f"autograder.{EXERCISES}"


@cache
def installed() -> Mapping[str, str]:
    """Paquete → distribución de cada curso de otros instalado aquí."""
    return {point.value: point.dist.name if point.dist else point.value for point in metadata.entry_points(group=GROUP)}


def packages() -> tuple[str, ...]:
    """Los paquetes de los que sale un ejercicio o una lección: los nuestros y los de los otros cursos."""
    return (*OURS, *installed())


def libraries() -> tuple[str, ...]:
    """Los paquetes que leen y llaman las lecciones."""
    return ("course_lib", *installed())


def exercise_folders() -> dict[str, list[Path]]:
    """Paquete de ejercicios → sus carpetas; los nuestros, los primeros.

    Errores
        CourseError si un curso dice que está instalado y su paquete no aparece.
    """
    from autograder import exercises

    found = {OWN: [Path(top) for top in exercises.__path__]}
    for package in installed():
        found[f"{package}.{EXERCISES}"] = [folder / EXERCISES for folder in package_folders(package)]
    return found


def exercise_files() -> Iterator[tuple[str, Path]]:
    """El archivo de cada ejercicio, con su paquete; no se importa ninguno.

    Errores
        Los de ``exercise_folders``.
    """
    for package, tops in exercise_folders().items():
        files = (file for top in tops for file in top.glob("[!_.]*/[!_.]*.py"))
        yield from ((package, file) for file in sorted(files, key=lambda file: (file.parent.name, file.name)))


def package_of(folder: str) -> str:
    """El paquete con los ejercicios de una lección; de una que no los tiene, el del curso en que se trabaja."""
    found = exercise_folders()
    for package, tops in found.items():
        if any((top / folder).is_dir() for top in tops):
            return package
    here = Path.cwd().resolve()
    for package, tops in found.items():
        if package != OWN and any(here.is_relative_to(top.resolve().parents[1]) for top in tops):
            return package
    return OWN


def module_of(folder: str, id_: str) -> str:
    """El módulo que declara un ejercicio."""
    return f"{package_of(folder)}.{folder}.{id_}"


def file_of(folder: str, id_: str = "") -> str:
    """El archivo de un ejercicio, o la carpeta de una lección, como se nombran en los mensajes."""
    return path_in(package_of(folder), folder, id_)


def path_in(package: str, folder: str, id_: str = "") -> str:
    """``algebra.exercises`` → ``algebra/exercises/<lección>/<id>.py``; sin id, la carpeta."""
    return f"{package.replace('.', '/')}/{folder}/" + (f"{id_}.py" if id_ else "")


def named(folder: str, path: Path) -> str | None:
    """Cómo se nombra un archivo del curso de una lección: de su carpeta o, si el curso es de otro, de su paquete."""
    package = package_of(folder)
    for top in exercise_folders()[package]:
        near = top / folder if package == OWN else top.parent
        if path.is_relative_to(near):
            start = path_in(package, folder) if package == OWN else f"{package.removesuffix(f'.{EXERCISES}')}/"
            return start + path.relative_to(near).as_posix()
    return None


def title() -> str:
    """Cómo se llama el curso: el de otros que haya instalado o, sin ninguno, éste."""
    return ", ".join(installed().values()) or "Retropropagación paso a paso"


def package_folders(package: str) -> list[Path]:
    """Las carpetas del paquete de un curso instalado.

    Errores
        CourseError si no aparece.
    """
    spec = importlib.util.find_spec(package) if package.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise CourseError(
            f"El curso «{installed().get(package, package)}» dice que su paquete es «{package}», y no está. "
            "Entra en su carpeta e instálalo otra vez: pip install -e ."
        )
    return [Path(folder) for folder in spec.submodule_search_locations]


def declared_in(root: Path) -> list[str]:
    """Los paquetes que declara como curso el ``pyproject.toml`` de una carpeta; ninguno en la de éste.

    Errores
        CourseError si el archivo no se puede leer.
    """
    path = root / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
        points = project.get("entry-points", {}).get(GROUP, {})
        return [str(value) for value in points.values()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError) as error:  # tampoco es TOML, o no es UTF-8
        raise CourseError(f"{path} no se puede leer ({error}). Corrígelo y repite la orden.", MEND) from None


def check_installed(root: Path) -> None:
    """Comprueba que el curso de una carpeta es el que está instalado: si no, se mirarían los ejercicios de otro.

    Errores
        CourseError si no lo está, o si lo está el de otra carpeta.
    """
    for package in declared_in(root):
        if package not in installed():
            raise CourseError(
                f"El curso de {root} no está instalado en este entorno, y sin eso no se encuentran sus ejercicios. "
                "Desde esa carpeta ejecuta: pip install -e ."
            )
        places = [folder.resolve() for folder in package_folders(package)]
        if not any(place.is_relative_to(root) and ".venv" not in place.parts for place in places):
            raise CourseError(
                f"El curso instalado en este entorno es el de {places[0].parent}, y estás en {root}. "
                "Entra en aquella carpeta, o desde ésta ejecuta: pip install -e ."
            )
