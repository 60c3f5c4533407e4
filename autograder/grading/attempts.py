"""Lo que se entregó en cada intento, guardado junto al gradebook: con ello se contesta una reclamación.

``attempts/<tarea>/<estudiante>/<huella>.zip``, que solo lee su dueño. La huella es
la que el gradebook apunta de cada intento (``ATTEMPT.handed``): la misma entrega se
guarda una vez, se juzgue las que se juzgue, y al leerla se comprueba. Por dentro
los cuadernos van numerados, y ``entrega.json`` dice cómo se llamaban: un nombre
ajeno nunca es una ruta.
"""

import json
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.handed import Handed
from autograder.grading.key import key_path
from autograder.notebook.read import MAX_BYTES
from autograder.whole_files import replacing

FOLDER, ABOUT = "attempts", "entrega.json"
KEPT = 50  # entregas distintas que se guardan de cada persona en una tarea: de más, sobran las más viejas
MAX_ABOUT = 2**20  # bytes: nombres y avisos
LISTS = ("problems", "others", "notes")


def attempts_folder(db_url: str, root: Path) -> Path:
    """Dónde van: junto a la clave, que es decir junto al gradebook."""
    return key_path(db_url, root).parent / FOLDER


class Attempts:
    """Las entregas guardadas de una tarea."""

    def __init__(self, folder: Path, assignment: str):
        self.folder, self.assignment = folder, assignment

    def path(self, student: str, handed: str) -> Path:
        """El archivo de una entrega, por su huella."""
        return self.folder / self.assignment / student / f"{handed}.zip"

    def keep(self, handed: Handed) -> None:
        """Guarda lo entregado, entero o nada, si no lo estaba ya.

        Errores
            OSError si no cabe o no se puede: sin guardarla no se juzga.
        """
        path = self.path(handed.student, handed.digest(""))
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path, "wb", private=True) as file:
            _write(file, handed)
        _forget_oldest(path)

    def read(self, student: str, handed: str) -> Handed:
        """Una entrega guardada, comprobada.

        Errores
            CourseError si ya no está o no es la que se guardó.
        """
        path = self.path(student, handed)
        gone = f"{path} %s: de ese intento quedan las notas y los comentarios, y no lo entregado."
        try:
            found = _read(path)
        except FileNotFoundError:
            raise CourseError(gone % "no está, o es de antes de que se guardaran las entregas") from None
        except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):
            raise CourseError(gone % "no se puede leer") from None
        if found.student != student or found.digest("") != handed:
            raise CourseError(gone % "no es lo que se guardó") from None
        return found


def _write(file, handed: Handed) -> None:
    about = {
        "student": handed.student,
        "notebooks": list(handed.notebooks),
        "timestamp": handed.timestamp and handed.timestamp.isoformat(),
        **{name: list(getattr(handed, name)) for name in LISTS},
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        bundle.writestr(ABOUT, json.dumps(about))
        for number, raw in enumerate(handed.notebooks.values(), 1):
            bundle.writestr(f"{number}.ipynb", raw)


def _read(path: Path) -> Handed:
    with zipfile.ZipFile(path) as bundle:
        sizes = {info.filename: info.file_size for info in bundle.infolist()}
        # Alguien pudo cambiarlo: no se descomprime lo que nunca se habría recogido.
        if sizes[ABOUT] > MAX_ABOUT or sum(sizes.values()) > MAX_BYTES + MAX_ABOUT:
            raise ValueError("demasiado grande")
        about = json.loads(bundle.read(ABOUT))
        notebooks = {name: bundle.read(f"{number}.ipynb") for number, name in enumerate(about["notebooks"], 1)}
    when = about["timestamp"] and datetime.fromisoformat(about["timestamp"])
    lists = {name: tuple(about[name]) for name in LISTS}
    return Handed(about["student"], notebooks, timestamp=when, **lists)


def _forget_oldest(newest: Path) -> None:
    """Borra lo que pase del tope; nunca lo último."""
    files = sorted(newest.parent.glob("*.zip"), key=lambda path: path.stat().st_mtime_ns)
    for path in [path for path in files if path != newest][: max(0, len(files) - KEPT)]:
        path.unlink(missing_ok=True)
