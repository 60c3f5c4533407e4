"""``autograder forget``: borra los datos de una persona."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "borra los datos de una persona de todos los sitios en que los deja este programa"


def add_arguments(parser) -> None:
    parser.add_argument("student", metavar="ESTUDIANTE", help="su id, su nombre entero o su correo")
    parser.add_argument("--yes", action="store_true", help="lo borra; sin esto solo dice qué borraría")
    parser.add_argument("--dry-run", action="store_true", help="dice qué borraría, y no cambia nada")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--submitted", metavar="CARPETA", help="entregas (por omisión, submitted/)")
    where = "dónde están autograded/ y feedback/ (por omisión, la raíz)"
    parser.add_argument("--out", metavar="CARPETA", dest="out_folder", help=where)
    parser.add_argument("--roster", metavar="CSV", help="lista de clase, si el gradebook no sabe los nombres")
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.classroom.year.forgetting import run_forget
    from autograder.course import Course, find_root

    return run_forget(args, Course(find_root()))
