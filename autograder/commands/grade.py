"""``autograder grade``: califica las entregas de una tarea."""

import argparse
import os

from autograder.commands.words import TEACHER, positive

WHO, HELP = TEACHER, "califica las entregas de una tarea"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    parser.add_argument("--submitted", metavar="CARPETA", help="entregas (por omisión, submitted/)")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--out", metavar="CARPETA", help="adónde van autograded/ y feedback/ (por omisión, la raíz)")
    parser.add_argument("--autograded", metavar="NOMBRE", help="otro nombre para autograded/")
    parser.add_argument("--feedback", metavar="NOMBRE", help="otro nombre para feedback/")
    parser.add_argument("--json", metavar="ARCHIVO", help="escribe además las notas en JSON")
    parser.add_argument("--workers", metavar="N", type=positive, default=os.cpu_count() or 1, help="entregas a la vez")
    parser.add_argument("--student", metavar="ID", help="califica solo a un estudiante, o a los que encajen (a*)")
    parser.add_argument("--exclude", metavar="ID,ID", help="no mira las carpetas de estos estudiantes")
    whoever = "añade al gradebook a quien no esté (por omisión, sí)"
    parser.add_argument("--create", action=argparse.BooleanOptionalAction, help=whoever)
    parser.add_argument("--roster", metavar="CSV", help="lista de clase: avisa de quien no está o no entregó")
    parser.add_argument("--force", action="store_true", help="recalifica también lo que no ha cambiado")
    parser.add_argument("--dry-run", action="store_true", help="dice a quién le cambiaría la nota, y no apunta nada")
    parser.add_argument("--accept", action="store_true", help="apunta también las notas que bajan sin nueva entrega")
    parser.add_argument("--new-key", action="store_true", help="hace otra clave de los casos secretos y recalifica")
    parser.add_argument("--scheduler", metavar="URL", help="juzga en un clúster de Dask, tcp://…")
    parser.add_argument("--require-isolation", action="store_true", help="no califica si falta alguna capa")
    parser.add_argument("--no-feedback", action="store_true", help="deja los informes para la próxima vez")
    parser.add_argument("--quiet", action="store_true", help="sin barra de progreso")
    parser.add_argument("--verbose", action="store_true", help="dice una línea por entrega")


def run(args) -> int:
    from autograder.course import Course, find_root
    from autograder.grading.options import GradeOptions

    course = Course(find_root())
    options = GradeOptions.resolve(args, course)
    # Lo que sigue carga nbgrader: una configuración mala se dice antes.
    from autograder.grading.grade import run_grade

    return run_grade(options, course)
