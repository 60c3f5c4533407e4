"""``autograder status``: lo hecho, lo siguiente y los errores que ya salieron."""

from autograder.commands.words import STUDENT

WHO, HELP = STUDENT, "dice qué tienes hecho, qué toca y con qué te has confundido"


def add_arguments(parser) -> None:
    what = "un cuaderno, o una carpeta con varios (por omisión, el curso entero)"
    parser.add_argument("where", metavar="CARPETA|CUADERNO", nargs="?", help=what)
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.student.status import run_status

    return run_status(args)
