"""``autograder lint``: revisa que declaraciones, lecciones y cuadernos encajen."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "revisa que declaraciones, lecciones y cuadernos encajen"


def add_arguments(parser) -> None:
    parser.add_argument(
        "--deep", action="store_true", help="ejecuta además las lecciones: ¿algo de arriba da la respuesta?"
    )
    parser.add_argument("--times", action="store_true", help="solo escribe cuánto se tarda en cada lección, y por qué")


def run(args) -> int:
    from autograder.authoring.lint import run_lint

    return run_lint(args)
