"""``autograder coverage``: cuenta qué ideas de las fuentes se enseñan en cada lección."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "cuenta qué ideas de las fuentes se enseñan en cada lección"


def add_arguments(parser) -> None:
    parser.add_argument("--json", action="store_true", help="escribe la cuenta en JSON")


def run(args) -> int:
    from autograder.authoring.coverage import run_coverage

    return run_coverage(args)
