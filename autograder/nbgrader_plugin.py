"""La puerta de nbgrader a nuestro calificador: ``nbgrader autograde`` y los botones del formgrader.

nbgrader_config.py llama a ``install``, que pone lo de aquí en lugar de los pocos
métodos con que nbgrader abre lo que entregó un estudiante. Lo demás de nbgrader
sigue como está.

Hay que cambiar métodos porque lo que nbgrader deja configurar (la clase que
exporta, los preprocesadores, ``pre_convert_hook``) llega tarde: antes ha buscado
los cuadernos con ``glob``, ha abierto ``timestamp.txt`` y ha copiado lo que haya al
lado, siguiendo enlaces. Quien ha necesitado otro orden lleva una copia de sus
conversores (``grader_service``); seis métodos se leen mejor.
"""

import fnmatch
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback, NbGraderException
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory

from autograder import clean
from autograder.course import Course, check_structure, find_root, whole_url
from autograder.errors import CourseError
from autograder.grading.class_list import list_students
from autograder.grading.handed import holds, read_timestamp, stamped_folder
from autograder.grading.release import MARK, released
from autograder.records.gradebook import Book

# Las opciones van por la entrada: la lista de procesos enseña los argumentos, y la dirección puede llevar contraseña.
PROGRAM = "import json, sys; from autograder.cli import main; sys.exit(main(json.load(sys.stdin)))"


def autograde(self: Autograde) -> None:
    """En lugar de ``Autograde.start``: ejecuta ``autograder grade`` con lo que nbgrader tenga configurado.

    En otro proceso: JupyterLab dura semanas, y no debe cargar torch, ni juzgar con
    las declaraciones que leyó al arrancar, ni gastar la memoria de una entrega.

    Errores
        NbGraderException, que nbgrader convierte en su código de salida, si algo
        quedó apartado, sin juzgar o no se pudo ni empezar.
    """
    try:
        course = _course(self.coursedir)
        options = list(_options(self, course))
    except CourseError as problem:
        _stop(self, str(problem))
    code = _run(["grade", *options, self.coursedir.assignment_id], course.root, self.log.info)
    if code:
        _stop(self, "Hay algo que mirar: lo dice el texto de arriba." if code == 1 else "No se pudo calificar.")


def _stop(converter: Autograde, message: str) -> NoReturn:
    converter.log.error(message)  # nbgrader no enseña el texto de la excepción
    raise NbGraderException(message)


def _course(asked: CourseDirectory) -> Course:
    """El curso de quien llama: el de la raíz de nbgrader o, si ahí solo hay entregas, el de esta carpeta."""
    try:
        return Course(find_root(Path(asked.root)))
    except CourseError:
        return Course(find_root())


def _options(converter: Autograde, configured: Course) -> Iterator[str]:
    """Lo que se le pidió a nbgrader aparte de nbgrader_config.py, con las palabras de ``autograder grade``."""
    asked = converter.coursedir
    check_structure(asked.directory_structure)
    if not fnmatch.fnmatchcase(asked.assignment_id, asked.notebook_id):
        raise CourseError(f"{asked.assignment_id} tiene un solo cuaderno, que se llama igual: quita --notebook.")
    yield from ("--quiet", "--verbose")
    if converter.force:
        yield "--force"
    if converter.create_student != configured.create_students:
        yield "--create" if converter.create_student else "--no-create"
    home = Path(asked.root)
    for name, theirs, ours in (
        ("submitted", home / asked.submitted_directory, configured.folder("submitted")),
        ("autograded", home / asked.autograded_directory, configured.folder("autograded")),
        ("feedback", home / asked.feedback_directory, configured.folder("feedback")),
        ("db", whole_url(asked.db_url, home), configured.db_url),
        ("student", asked.student_id, configured.student),
        ("exclude", asked.student_id_exclude, configured.exclude),
    ):
        if theirs != ours:
            yield f"--{name}={theirs}"


def _run(arguments: list[str], root: Path, say: Callable[..., object]) -> int:
    """Ejecuta ``autograder`` aparte, desde la raíz del curso, y cuenta lo que dice según lo dice."""
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with running:
        json.dump(arguments, running.stdin)
        running.stdin.close()
        for line in running.stdout:
            # La línea de registro de nbgrader admite «%»; la nuestra trae nombres de cualquiera.
            say("%s", clean.line(line.rstrip("\n")))
    return running.returncode


def init_release(self: GenerateAssignment, assignment_id: str, student_id: str) -> bool:
    """En lugar de ``GenerateAssignment.init_destination``, que se salta lo que ya tenga carpeta en ``release/``.

    Sin apuntar en el gradebook la tarea no se puede calificar ni se ve en el formgrader, y un ``release/`` de antes
    del último ``autograder build`` no es lo publicado: las dos cosas se rehacen sin pedir ``--force``.
    """
    release = Path(self.coursedir.format_path(self.coursedir.release_directory, student_id, assignment_id))
    if self.force or not release.is_dir() or _is_released(self, assignment_id, release):
        return BaseConverter.init_destination(self, assignment_id, student_id)
    self.log.info("%s estaba sin apuntar en el gradebook, o es de otro «autograder build»: se rehace.", release)
    return True


def _is_released(converter: GenerateAssignment, assignment: str, release: Path) -> bool:
    """Si el gradebook conoce los cuadernos de la tarea y los de ``release/`` salieron de estas fuentes."""
    sources = [Path(path) for path in converter.notebooks]
    if any(_record(release / path.name) != _record(path) for path in sources):
        return False
    if converter.no_database:
        return True
    with Gradebook(converter.coursedir.db_url, converter.coursedir.course_id) as gradebook:
        try:
            known = {notebook.name for notebook in gradebook.find_assignment(assignment).notebooks}
        except MissingEntry:
            return False
    return known >= {path.stem for path in sources}


def _record(notebook: Path) -> str | None:
    """Lo que ``build`` apuntó en un cuaderno sobre cómo se publica; None si no es suyo o no está."""
    try:
        return json.loads(notebook.read_text(encoding="utf-8"))["metadata"][MARK]["release"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def settle_penalty(self: GenerateFeedback, assignment_id: str, student_id: str) -> None:
    """En lugar de ``GenerateFeedback.init_assignment``, que solo copia al informe lo que haya junto al cuaderno.

    El descuento por retraso depende de lo que se haya corregido a mano desde que se apuntó.
    """
    with Book(self.coursedir.db_url, assignment_id, None, self.config, read_only=True) as book:
        book.settle(book.standing(student_id))


def submitted_timestamp(self: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    """En lugar de ``NbGraderAPI.get_submitted_timestamp``, que se cuelga si ``timestamp.txt`` es una tubería."""
    folder = _submitted(self.coursedir) / student_id
    if os.path.islink(folder) or not os.path.isdir(folder):  # o se llama de otra forma: «José» con el acento aparte
        folder = list_students(folder.parent, assignment_id).folders.get(student_id, folder)
    return read_timestamp(stamped_folder(folder, assignment_id), _zone(self.coursedir))


def submitted_students(self: NbGraderAPI, assignment_id: str) -> set[str]:
    """En lugar de ``NbGraderAPI.get_submitted_students``: los mismos ids que se califican."""
    submitted = _submitted(self.coursedir)
    if not submitted.is_dir():
        return set()
    lessons = released(Path(self.coursedir.root))
    folders = list_students(submitted, assignment_id, lessons).folders
    return {id_ for id_, path in folders.items() if assignment_id == "*" or holds(path, assignment_id, lessons)}


def existing_timestamp(self: CourseDirectory, folder: str) -> datetime | None:
    """En lugar de ``CourseDirectory.get_existing_timestamp``, que no sobrevive a una fecha imposible."""
    return read_timestamp(Path(folder), _zone(self))


def _zone(course: CourseDirectory) -> tzinfo | None:
    """La zona horaria del curso; None, que es la de siempre, si no dice ninguna que exista: ``grade`` se queja."""
    try:
        return ZoneInfo(course.config["Retropropagacion"]["timezone"])
    except (TypeError, ValueError, OSError, LookupError):
        return None


def _submitted(course: CourseDirectory) -> Path:
    return Path(course.root) / course.submitted_directory


REPLACED = (
    (Autograde, "start", autograde),
    (GenerateAssignment, "init_destination", init_release),
    (GenerateFeedback, "init_assignment", settle_penalty),
    (NbGraderAPI, "get_submitted_timestamp", submitted_timestamp),
    (NbGraderAPI, "get_submitted_students", submitted_students),
    (CourseDirectory, "get_existing_timestamp", existing_timestamp),
)


def install() -> None:
    """Pone lo de aquí en su sitio, en este proceso.

    Errores
        RuntimeError si esta versión de nbgrader ya no tiene alguno de esos métodos:
        seguir sería calificar con el suyo, que no aísla nada.
    """
    for owner, name, _ in REPLACED:
        if not callable(getattr(owner, name, None)):
            raise RuntimeError(
                f"nbgrader ya no tiene {owner.__name__}.{name}, y por ahí entra este calificador. "
                "Usa la versión de nbgrader que dice constraints.txt, o califica con «autograder grade»."
            )
    for owner, name, ours in REPLACED:
        setattr(owner, name, ours)
