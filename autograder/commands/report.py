"""``autograder report``: qué no ha entendido la clase, en una página."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "dice qué no ha entendido la clase, en una página"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="una tarea ya calificada")
    parser.add_argument("--out", metavar="ARCHIVO", help="la página (por omisión, informe_TAREA.html)")
    parser.add_argument("--csv", metavar="ARCHIVO", help="escribe además una fila por ejercicio")
    parser.add_argument("--json", action="store_true", help="en lugar de la página, escribe las cuentas en JSON")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--autograded", metavar="CARPETA", help="cuadernos corregidos (por omisión, autograded/)")


def run(args) -> int:
    from autograder.classroom.report.run import run_report

    return run_report(args)
