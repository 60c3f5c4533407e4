"""``autograder links``: escribe los enlaces de Binder y Colab para pegar en el README."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "escribe los enlaces de Binder y Colab para pegar en el README"


def add_arguments(parser) -> None:
    parser.add_argument("repo", metavar="DUEÑO/REPO", help="el repositorio público de GitHub")


def run(args) -> int:
    from autograder.authoring.links import run_links

    return run_links(args)
