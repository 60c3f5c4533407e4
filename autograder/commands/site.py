"""``autograder site``: la web del curso, de ``solutions/``."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "construye la web del curso en site/, sin soluciones"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="LECCIÓN", nargs="*", help="sin .md (por omisión, todas)")
    parser.add_argument("--repo", metavar="DUEÑO/REPO", help="pone en cada lección los botones de Binder y Colab")
    parser.add_argument("--out", metavar="CARPETA", help="dónde se escribe (por omisión, site)")


def run(args) -> int:
    from autograder.site.build import run_site

    return run_site(args)
