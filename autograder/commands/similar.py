"""``autograder similar``: respuestas que se parecen más de lo que se explica solo."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "señala respuestas que se parecen más de lo que se explica solo"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="una tarea ya calificada")
    parser.add_argument("--out", metavar="ARCHIVO", help="la página (por omisión, parecidos_TAREA.html)")
    parser.add_argument("--json", action="store_true", help="en lugar de la página, escribe las parejas en JSON")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--autograded", metavar="CARPETA", help="cuadernos corregidos (por omisión, autograded/)")


def run(args) -> int:
    from autograder.classroom.similar.run import run_similar

    return run_similar(args)
