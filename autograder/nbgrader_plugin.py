"""La puerta de nbgrader a nuestro calificador: ``nbgrader autograde`` y los botones del formgrader.

nbgrader_config.py llama a ``install``, que pone lo de aquí en lugar de los pocos
métodos con que nbgrader abre lo que entregó un estudiante. Lo demás de nbgrader
sigue como está.

Hay que cambiar métodos porque lo que nbgrader deja configurar (la clase que
exporta, los preprocesadores, ``pre_convert_hook``) llega tarde: antes ha buscado
los cuadernos con ``glob``, ha abierto ``timestamp.txt`` y ha copiado lo que haya al
lado, siguiendo enlaces. Quien ha necesitado otro orden lleva una copia de sus
conversores (``grader_service``); cinco métodos se leen mejor.
"""

import fnmatch
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback, NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder import clean
from autograder.grading.class_list import list_students
from autograder.grading.handed import read_timestamp

STRUCTURE = os.path.join("{nbgrader_step}", "{student_id}", "{assignment_id}")
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
    code = _run(["grade", *_options(self), self.coursedir.assignment_id], self.coursedir.root, self.log.info)
    if code:
        _stop(self, "Hay algo que mirar: lo dice el texto de arriba." if code == 1 else "No se pudo calificar.")


def _stop(converter: Autograde, message: str) -> NoReturn:
    converter.log.error(message)  # nbgrader no enseña el texto de la excepción
    raise NbGraderException(message)


def _options(converter: Autograde) -> list[str]:
    """Las opciones de nbgrader, con las palabras de ``autograder grade``."""
    course = converter.coursedir
    if course.directory_structure != STRUCTURE:
        _stop(converter, f"CourseDirectory.directory_structure debe ser «{STRUCTURE}»: es la única que se conoce.")
    if not fnmatch.fnmatchcase(course.assignment_id, course.notebook_id):
        _stop(converter, f"{course.assignment_id} tiene un solo cuaderno, que se llama igual: quita --notebook.")
    options = {
        "submitted": os.path.join(course.root, course.submitted_directory),
        "out": course.root,
        "autograded": course.autograded_directory,
        "feedback": course.feedback_directory,
        "db": course.db_url,
        "exclude": course.student_id_exclude,
    }
    if course.student_id != "*":
        options["student"] = course.student_id
    flags = ["--quiet", "--verbose"]
    if converter.force:
        flags.append("--force")
    if not converter.create_student:
        flags.append("--no-create")
    return [*(f"--{name}={value}" for name, value in options.items() if value), *flags]


def _run(arguments: list[str], root: str, say: Callable[..., object]) -> int:
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


def copy_nothing(self: GenerateFeedback, assignment_id: str, student_id: str) -> None:
    """En lugar de ``GenerateFeedback.init_assignment``, que sólo copia al informe lo que haya junto al cuaderno."""


def submitted_timestamp(self: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    """En lugar de ``NbGraderAPI.get_submitted_timestamp``, que se cuelga si ``timestamp.txt`` es una tubería."""
    folder = _submitted(self.coursedir) / student_id
    if os.path.islink(folder) or not os.path.isdir(folder):  # o se llama de otra forma: «José» con el acento aparte
        folder = list_students(folder.parent, assignment_id).folders.get(student_id, folder)
    return read_timestamp(folder / assignment_id)


def submitted_students(self: NbGraderAPI, assignment_id: str) -> set[str]:
    """En lugar de ``NbGraderAPI.get_submitted_students``: los mismos ids que se califican."""
    submitted = _submitted(self.coursedir)
    if not submitted.is_dir():
        return set()
    folders = list_students(submitted, assignment_id).folders
    return {id_ for id_, path in folders.items() if assignment_id == "*" or os.path.lexists(path / assignment_id)}


def existing_timestamp(self: CourseDirectory, folder: str) -> datetime | None:
    """En lugar de ``CourseDirectory.get_existing_timestamp``, que no sobrevive a una fecha imposible."""
    return read_timestamp(Path(folder))


def _submitted(course: CourseDirectory) -> Path:
    return Path(course.root) / course.submitted_directory


REPLACED = (
    (Autograde, "start", autograde),
    (GenerateFeedback, "init_assignment", copy_nothing),
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
