"""Quién entregó: las carpetas de una clase, cada una con el id de su estudiante, miradas una sola vez."""

import fnmatch
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.student_ids import BadName, normalized, similar, student_id, written
from autograder.os_errors import reason


@dataclass(frozen=True)
class Listing:
    """Lo que hay en una carpeta de entregas, mirado una sola vez: nadie vuelve a buscar una carpeta por un id.

    ``folders`` va de cada id, en orden, a su carpeta; ``ignored``, del nombre de
    cada carpeta apartada, escrito para que se pueda imprimir, a por qué lo está.
    """

    folders: dict[str, Path]
    ignored: dict[str, str]


def list_students(submitted: Path, assignment: str) -> Listing:
    """Las carpetas de estudiantes, y las que no se sabe de quién son.

    Una que empieza por punto suele ser de un programa (.git): sólo cuenta si trae la tarea.

    Errores
        OSError si la carpeta de entregas no se puede leer.
    """
    claims: dict[str, list[Path]] = {}
    ignored: dict[str, str] = {}
    with os.scandir(submitted) as entries:
        for entry in entries:
            folder = submitted / entry.name
            try:
                # Un enlace no se sigue ni para saber adónde va: un destino raro también falla al mirarlo.
                if entry.is_symlink():
                    ignored[written(entry.name)] = "es un enlace y no se sigue: pon en su lugar la carpeta."
                    continue
                holds_it = not entry.name.startswith(".") or os.path.lexists(folder / assignment)
                if entry.is_dir(follow_symlinks=False) and holds_it:
                    claims.setdefault(student_id(entry.name), []).append(folder)
            except BadName as problem:
                ignored[written(entry.name)] = f"su nombre {problem}. Cámbialo y repite la orden."
            except OSError as problem:
                ignored[written(entry.name)] = f"no se puede mirar: {reason(problem)}."
    folders = {id_: same[0] for id_, same in sorted(claims.items()) if len(same) == 1}
    for same in claims.values():
        # Ninguna manda sobre la otra: elegir daría a una persona la nota de otra, o perdería una entrega.
        names = [written(folder.name) for folder in same]
        for name in names if len(same) > 1 else ():
            others = ", ".join(f"«{other}»" for other in sorted(names) if other != name)
            ignored[name] = f"se confunde con {others}, que es el mismo nombre. Deja una sola y repite la orden."
    return Listing(folders, dict(sorted(ignored.items())))


def students_in(submitted: Path, assignment: str, only: str | None, exclude: str = "") -> Listing:
    """Las carpetas de estudiantes: todas, o las de los ids que encajan con ``only``, menos las de ``exclude``.

    Quien pide a una persona no tiene que oír lo que pasa con otras carpetas; quien
    pide un grupo (``a*``), sí.

    Errores
        CourseError si no hay carpeta de entregas, está vacía o no tiene al estudiante pedido.
    """
    if not submitted.is_dir():
        raise CourseError(f"No existe la carpeta de entregas {submitted}. Indícala con --submitted.")
    found = list_students(submitted, assignment)
    excluded = set(normalized(exclude).split(","))
    for names in (found.folders, found.ignored):
        for name in excluded & set(names):
            del names[name]
    if only is not None:
        return _only(found, only, submitted)
    if not found.folders and not found.ignored:
        raise CourseError(
            f"{submitted} no tiene ninguna carpeta de estudiante: se espera <estudiante>/<tarea>/<tarea>.ipynb."
        )
    return found


def _only(found: Listing, only: str, submitted: Path) -> Listing:
    """Los pedidos con ``--student``. Un id no lleva ``*``, ``?`` ni corchetes: tal cual, encaja sólo consigo mismo."""
    wanted = normalized(only)
    folders = {id_: path for id_, path in found.folders.items() if fnmatch.fnmatchcase(id_, wanted)}
    if folders:
        return Listing(folders, found.ignored if wanted not in folders else {})
    for name in map(written, (only, wanted)):
        if name in found.ignored:
            raise CourseError(f"«{name}» está apartada: {found.ignored[name]}")
    near = " o ".join(f"«{id_}»" for id_ in similar(wanted, found.folders))
    clue = f" ¿Querías decir {near}?" if near else ""
    raise CourseError(f"No hay entrega de «{written(only)}» en {submitted}.{clue}")


def only_known(listing: Listing, students: Collection[str]) -> Listing:
    """Sin las carpetas de quien no está en el gradebook, que quedan apartadas."""
    unknown = {
        id_: "no está en el gradebook y se pidió no añadir a nadie." for id_ in listing.folders if id_ not in students
    }
    folders = {id_: path for id_, path in listing.folders.items() if id_ in students}
    return Listing(folders, dict(sorted({**listing.ignored, **unknown}.items())))
