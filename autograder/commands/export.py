"""``autograder export``: las notas de una tarea en una hoja de cálculo."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "escribe las notas de una tarea en una hoja de cálculo, con una columna por ejercicio"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    parser.add_argument("--csv", metavar="ARCHIVO", help="dónde se escribe")
    excel = "con «;» y coma decimal, como lo abre una hoja de cálculo en español (por omisión, «,» y punto)"
    parser.add_argument("--decimal-comma", action="store_true", help=excel)
    parser.add_argument("--roster", metavar="CSV", help="lista de clase: nombres, y quien no ha entregado")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--dry-run", action="store_true", help="dice lo que haría, y no escribe nada")
    parser.add_argument("--json", action="store_true", help="las enseña en JSON, para un programa")


def run(args) -> int:
    from autograder.classroom.export import run_export

    return run_export(args)
