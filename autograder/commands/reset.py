"""``autograder reset``: deja una respuesta como se publicó y guarda la que había."""

from autograder.commands.words import STUDENT

WHO, HELP = STUDENT, "deja una respuesta como se publicó, y guarda la que tenías"


def add_arguments(parser) -> None:
    parser.add_argument("exercise", metavar="EJERCICIO", help="el nombre de su función, como t1_lineal")
    parser.add_argument("notebook", metavar="CUADERNO.ipynb", nargs="?", help="por omisión, el de su lección")
    parser.add_argument("--undo", action="store_true", help="pone otra vez la última respuesta guardada")
    parser.add_argument("--dry-run", action="store_true", help="dice qué haría, y no cambia nada")
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.student.reset import run_reset

    return run_reset(args)
