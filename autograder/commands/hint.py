"""``autograder hint``: da la pista siguiente de un ejercicio."""

from autograder.commands.words import STUDENT

WHO, HELP = STUDENT, "da la pista siguiente de un ejercicio"


def add_arguments(parser) -> None:
    parser.add_argument("exercise", metavar="EJERCICIO", help="el nombre de su función, como t1_lineal")


def run(args) -> int:
    from autograder.student.hints import run_hint

    return run_hint(args)
