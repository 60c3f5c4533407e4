"""``autograder pack``: revisa un cuaderno antes de entregarlo y dice qué entregar."""

from autograder.commands.words import STUDENT

WHO, HELP = STUDENT, "revisa un cuaderno antes de entregarlo y dice qué entregar"


def add_arguments(parser) -> None:
    parser.add_argument("notebook", metavar="CUADERNO.ipynb", nargs="?", help="por omisión, la tarea que haya aquí")


def run(args) -> int:
    from autograder.student.terminal import run_pack

    return run_pack(args)
