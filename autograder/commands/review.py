"""``autograder review``: contesta una reclamación: lo entregado, el juicio repetido y, si hace falta, otra nota."""

from autograder.commands.words import TEACHER, positive

WHO, HELP = TEACHER, "contesta una reclamación: enseña lo entregado, lo juzga otra vez y deja cambiar una nota"


def add_arguments(parser) -> None:
    parser.add_argument("student", metavar="ESTUDIANTE", help="su id, su nombre o su correo")
    parser.add_argument("assignment", metavar="TAREA", help="la tarea de que se trata")
    parser.add_argument("--exercise", metavar="ID", help="solo ese ejercicio (por omisión, todos)")
    parser.add_argument("--attempt", metavar="N", type=positive, help="ese intento (por omisión, el último)")
    parser.add_argument("--points", metavar="X", help="pone esa nota al ejercicio; hace falta decir por qué")
    parser.add_argument("--reason", metavar="TEXTO", help="por qué: lo leerá el estudiante en su informe")
    parser.add_argument("--undo", action="store_true", help="deshace el último cambio de nota de ese ejercicio")
    parser.add_argument("--dry-run", action="store_true", help="dice qué nota quedaría, y no la apunta")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--out", metavar="CARPETA", help="dónde están autograded/ y feedback/ (por omisión, la raíz)")
    parser.add_argument("--roster", metavar="CSV", help="lista de clase, si el gradebook no sabe los nombres")
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.classroom.complaint import run_review
    from autograder.course import Course, find_root

    return run_review(args, Course(find_root()))
