"""``autograder doctor``: dice qué capas de aislamiento hay en esta máquina."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "dice qué capas de aislamiento hay en esta máquina"


def add_arguments(parser) -> None:
    """No lleva ninguno."""


def run(args) -> int:
    from autograder.grading.doctor import run_doctor

    return run_doctor(args)
