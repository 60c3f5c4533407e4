"""``autograder check``: comprueba un cuaderno entero en la terminal."""

from autograder.commands.words import STUDENT

WHO, HELP = STUDENT, "comprueba un cuaderno entero en la terminal"


def add_arguments(parser) -> None:
    parser.add_argument("notebook", metavar="CUADERNO.ipynb", help="el de una lección o una tarea")
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.student.terminal import run_check

    return run_check(args)
