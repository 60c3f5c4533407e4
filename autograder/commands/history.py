"""``autograder history``: los intentos de una persona, con sus notas y sus motivos."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "enseña los intentos de una persona, qué cambió en cada uno y qué notas puso alguien a mano"


def add_arguments(parser) -> None:
    parser.add_argument("student", metavar="ESTUDIANTE", help="su id, su nombre o su correo")
    parser.add_argument("assignment", metavar="TAREA", nargs="?", help="por omisión, todas las que tenga")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--roster", metavar="CSV", help="lista de clase, si el gradebook no sabe los nombres")
    parser.add_argument("--json", action="store_true", help="escribe el historial en JSON")


def run(args) -> int:
    from autograder.classroom.complaint import run_history
    from autograder.course import Course, find_root

    return run_history(args, Course(find_root()))
