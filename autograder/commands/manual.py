"""``autograder manual``: corregir lo que corrige una persona, en una página de esta máquina."""

import argparse

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "abre una página para corregir las preguntas escritas, con su rúbrica"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--out", metavar="CARPETA", help="dónde está autograded/ (por omisión, en la raíz)")
    parser.add_argument("--port", metavar="N", type=_port, default=0, help="puerto (por omisión, uno libre)")
    parser.add_argument("--no-browser", action="store_true", help="no abre el navegador: enseña la dirección")
    parser.add_argument("--names", action="store_true", help="enseña de quién es cada respuesta")
    parser.add_argument("--json", action="store_true", help="enseña en JSON lo que espera, sin abrir la página")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"debe ser un número entre 1 y 65535 y es «{text}»")
    return int(text)


def run(args) -> int:
    from pathlib import Path

    from autograder.course import Course, find_root

    course = Course(find_root())
    autograded = (
        Path(args.out) / Path(course.folder_name("autograded")).name if args.out else course.folder("autograded")
    )
    from autograder.classroom.manual.run import run_manual
    from autograder.grading.options import as_given

    return run_manual(
        course,
        args.assignment,
        as_given(args, ("db", "out")),
        args.db or course.db_url,
        autograded,
        args.port,
        not args.no_browser,
        args.names,
        args.json,
    )
