"""``autograder restore``: recupera un curso archivado."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "recupera en una carpeta un curso archivado, si está como se guardó"


def add_arguments(parser) -> None:
    parser.add_argument("archive", metavar="ZIP", help="el que hizo «autograder archive»")
    parser.add_argument("--out", metavar="CARPETA", help="carpeta nueva (por omisión, la del zip con su nombre)")
    parser.add_argument("--dry-run", action="store_true", help="lo comprueba entero, y no escribe nada")
    parser.add_argument("--json", action="store_true", help="escribe el resultado en JSON")


def run(args) -> int:
    from autograder.classroom.year.restoring import run_restore

    return run_restore(args)
