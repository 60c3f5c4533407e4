"""Quién entregó: las carpetas de una clase, cada una con el id de su estudiante, miradas una sola vez."""

import fnmatch
import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.folder import is_notebook_name, is_rubbish
from autograder.grading.handed import is_of, only_others
from autograder.grading.moodle_names import from_moodle
from autograder.grading.student_ids import BadName, normalized, similar, student_id, written
from autograder.os_errors import reason

PLACE = "<estudiante>/<tarea>/<tarea>.ipynb"
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")


@dataclass(frozen=True)
class Listing:
    """Lo que hay en una carpeta de entregas, mirado una sola vez: nadie vuelve a buscar una carpeta por un id.

    ``folders`` va de cada id, en orden, a su carpeta. ``ignored`` y ``skipped`` van
    del nombre de lo demás, escrito para que se pueda imprimir, a por qué no se
    califica: lo primero lo tiene que arreglar una persona; lo segundo no es de nadie.
    ``lessons`` son las que hay, para no confundir lo de una con lo de otra.
    """

    folders: dict[str, Path]
    ignored: dict[str, str]
    skipped: dict[str, str] = field(default_factory=dict)
    lessons: tuple[str, ...] = ()


def list_students(submitted: Path, assignment: str, lessons: Collection[str] = ()) -> Listing:
    """Las carpetas de estudiantes, las que no se sabe de quién son y las que no son de nadie.

    Es de un estudiante la que trae algo de la tarea, algo que no se entiende o
    nada; no la que trae solo otras ``lessons`` ni la que dejó un programa.

    Errores
        OSError si la carpeta de entregas no se puede leer.
    """
    claims: dict[str, list[Path]] = {}
    ignored: dict[str, str] = {}
    skipped: dict[str, str] = {}
    lessons = lessons if assignment in lessons else ()  # con otro nombre no se sabe qué es de qué
    with os.scandir(submitted) as entries:
        for entry in entries:
            folder, name = submitted / entry.name, written(entry.name)
            try:
                # Un enlace no se sigue ni para saber adónde va: un destino raro también falla al mirarlo.
                if entry.is_symlink():
                    ignored[name] = "es un enlace y no se sigue: pon en su lugar la carpeta."
                elif not entry.is_dir(follow_symlinks=False):
                    if why := _loose(name):
                        ignored[name] = why
                elif is_of(entry.name, lessons):
                    ignored[name] = f"se llama como una lección: se espera una carpeta por persona, {PLACE}."
                elif why := _nobody(folder, assignment, lessons):
                    skipped[name] = why
                else:
                    claims.setdefault(student_id(entry.name), []).append(folder)
            except BadName as problem:
                ignored[name] = f"su nombre {problem}. Cámbialo y repite la orden."
            except OSError as problem:
                ignored[name] = f"no se puede mirar: {reason(problem)}."
    folders = {id_: same[0] for id_, same in sorted(claims.items()) if len(same) == 1}
    for same in claims.values():
        # Ninguna manda sobre la otra: elegir daría a una persona la nota de otra, o perdería una entrega.
        names = [written(folder.name) for folder in same]
        for name in names if len(same) > 1 else ():
            others = ", ".join(f"«{other}»" for other in sorted(names) if other != name)
            ignored[name] = f"se confunde con {others}, que es el mismo nombre. Deja una sola y repite la orden."
    return Listing(folders, dict(sorted(ignored.items())), dict(sorted(skipped.items())), tuple(lessons))


def _loose(name: str) -> str | None:
    """Qué hacer con un archivo suelto entre las carpetas: puede ser lo de alguien; None si no lo parece."""
    if name.startswith("."):
        return None
    if name.casefold().endswith(ARCHIVES):
        return "es un archivo comprimido: si trae entregas, descomprímelo; si no, quítalo de aquí."
    if is_notebook_name(name) or "_assignsubmission_" in name:
        return f"está fuera de la carpeta de su estudiante: ponlo en {PLACE}."
    return None


def _nobody(folder: Path, assignment: str, lessons: Collection[str]) -> str | None:
    """Por qué una carpeta no es de ningún estudiante de la tarea; None si lo es."""
    holds_it = os.path.lexists(folder / assignment)
    if (not holds_it) if folder.name.startswith(".") else is_rubbish((folder.name,)):
        return "es de un programa, no de una persona."
    # Casi todas tienen la carpeta de la tarea, y esas no hay que mirarlas.
    if not holds_it and (others := only_others(folder, assignment, lessons)):
        return f"solo trae otras lecciones: {', '.join(others)}."
    return None


def students_in(
    submitted: Path, assignment: str, only: str | None, exclude: str = "", lessons: Collection[str] = ()
) -> Listing:
    """Las carpetas de estudiantes: todas, o las de los ids que encajan con ``only``, menos las de ``exclude``.

    Quien pide a una persona no tiene que oír lo que pasa con otras carpetas; quien
    pide un grupo (``a*``), sí.

    Errores
        CourseError si no hay carpeta de entregas, está vacía o no tiene al estudiante pedido.
    """
    if not submitted.is_dir():
        raise CourseError(f"No existe la carpeta de entregas {submitted}. Indícala con --submitted.")
    found = list_students(submitted, assignment, lessons)
    excluded = set(normalized(exclude).split(","))
    for names in (found.folders, found.ignored, found.skipped):
        for name in excluded & set(names):
            del names[name]
    if only is not None:
        return _only(found, only, submitted)
    _not_moodle(found, submitted, assignment)
    if not found.folders and all(why == _loose(name) for name, why in found.ignored.items()):
        there = ", ".join([*found.ignored, *found.skipped][:5])
        clue = f" Hay: {there}." if there else ""
        raise CourseError(f"{submitted} no tiene ninguna carpeta de estudiante: se espera {PLACE}.{clue}")
    return found


def _not_moodle(found: Listing, submitted: Path, assignment: str) -> None:
    """Aparta las carpetas que puso Moodle: calificadas tal cual, cada una sería un estudiante con ese nombre tan largo.

    Errores
        CourseError si son casi todas: es el zip descomprimido, y hay una orden que lo recoge.
    """
    theirs = from_moodle([*found.folders, *found.ignored])
    if not theirs:
        return
    if 2 * len(theirs) > len(found.folders) + len(found.ignored):
        more = f" y {len(theirs) - 1} más" if len(theirs) > 1 else ""
        raise CourseError(
            f"{submitted} parece el zip de Moodle descomprimido («{theirs[0]}»{more}), y no se ha calificado nada: así "
            "no se sabe de quién es cada entrega ni cuándo llegó. Saca de ahí esas carpetas y recoge el zip, con la "
            "hoja de calificaciones de la tarea: "
            f"autograder moodle collect {assignment} ENTREGAS.zip --worksheet HOJA.csv"
        )
    collect = f"la puso Moodle: sácala de aquí y recoge su zip con «autograder moodle collect {assignment} …»."
    for name in theirs:
        found.folders.pop(name, None)
        found.ignored[name] = collect


def _only(found: Listing, only: str, submitted: Path) -> Listing:
    """Los pedidos con ``--student``. Un id no lleva ``*``, ``?`` ni corchetes: tal cual, encaja solo consigo mismo."""
    wanted = normalized(only)
    folders = {id_: path for id_, path in found.folders.items() if fnmatch.fnmatchcase(id_, wanted)}
    if folders:
        return replace(found, folders=folders, ignored=found.ignored if wanted not in folders else {}, skipped={})
    aside = found.ignored | found.skipped
    for name in map(written, (only, wanted)):
        if name in aside:
            raise CourseError(f"«{name}» está apartada: {aside[name]}")
    near = " o ".join(f"«{id_}»" for id_ in similar(wanted, found.folders))
    clue = f" ¿Querías decir {near}?" if near else ""
    raise CourseError(f"No hay entrega de «{written(only)}» en {submitted}.{clue}")


def only_known(listing: Listing, students: Collection[str]) -> Listing:
    """Sin las carpetas de quien no está en el gradebook, que quedan apartadas."""
    unknown = {
        id_: "no está en el gradebook y se pidió no añadir a nadie." for id_ in listing.folders if id_ not in students
    }
    folders = {id_: path for id_, path in listing.folders.items() if id_ in students}
    return replace(listing, folders=folders, ignored=dict(sorted({**listing.ignored, **unknown}.items())))
