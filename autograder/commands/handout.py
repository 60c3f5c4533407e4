"""``autograder handout``: lo que se reparte a una clase, sin soluciones."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "prepara lo que se reparte a una clase, sin soluciones"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", nargs="*", help="las lecciones del zip, por su nombre")
    parser.add_argument("--out", metavar="ZIP", help="dónde se escribe (por omisión, handout/TAREA.zip)")
    parser.add_argument("--individual", metavar="CARPETA", help="un zip por estudiante, con su cuaderno de esa carpeta")
    parser.add_argument("--course", metavar="CARPETA", help="en vez de un zip, el repositorio de todo el curso")
    parser.add_argument("--repo", metavar="DUEÑO/REPO", help="con --course: lleva además enlaces de Binder y Colab")
    parser.add_argument("--force", action="store_true", help="con --course: sustituye también lo que alguien cambió")
    parser.add_argument("--dry-run", action="store_true", help="dice qué se escribiría, y no escribe nada")
    parser.add_argument("--json", action="store_true", help="lo mismo, para que lo lea una máquina")


def run(args) -> int:
    from autograder.classroom.handout import run_handout

    return run_handout(args)
