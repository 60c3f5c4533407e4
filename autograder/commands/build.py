"""``autograder build``: construye notebooks/ desde solutions/."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "construye notebooks/ desde solutions/"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="LECCIÓN", nargs="*", help="sin .md (por omisión, todas)")
    parser.add_argument("--check", action="store_true", help="solo dice si notebooks/ está al día")


def run(args) -> int:
    from autograder.authoring.build import run_build

    return run_build(args)
