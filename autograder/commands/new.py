"""``autograder new``: empieza otro curso, en su propio repositorio."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "empieza otro curso, con un ejercicio de muestra"


def add_arguments(parser) -> None:
    parser.add_argument("folder", metavar="CARPETA", help="una que no exista; el curso se llamará como ella")
    parser.add_argument("--dry-run", action="store_true", help="dice qué se escribiría, y no escribe nada")
    parser.add_argument("--json", action="store_true", help="lo mismo, para que lo lea una máquina")


def run(args) -> int:
    from autograder.classroom.new_course import run_new

    return run_new(args)
