"""``autograder archive``: guarda el curso en un zip comprobado y deja la clase por estrenar."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "al acabar el curso, lo guarda en un zip comprobado y deja la clave y el gradebook por estrenar"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", nargs="?", help="comprueba antes que es la única del gradebook")
    parser.add_argument("--out", metavar="ZIP", help="dónde dejarlo (por omisión, archivos/curso_FECHA.zip)")
    parser.add_argument("--yes", action="store_true", help="lo hace; sin esto solo dice qué haría")
    parser.add_argument("--dry-run", action="store_true", help="dice qué haría, y no cambia nada")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--submitted", metavar="CARPETA", help="entregas (por omisión, submitted/)")
    where = "dónde están autograded/ y feedback/ (por omisión, la raíz)"
    parser.add_argument("--results", metavar="CARPETA", dest="out_folder", help=where)
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.classroom.year.closing import run_archive
    from autograder.course import Course, find_root

    return run_archive(args, Course(find_root()))
