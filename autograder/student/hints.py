"""``hint(funcion)`` y ``autograder hint``: la pista siguiente de un ejercicio."""

from typing import Any

from autograder.errors import CourseError
from autograder.judging.render import Notice, show
from autograder.student import progress
from autograder.student.check import identify


def hint(function: Any) -> None:
    """Enseña la pista siguiente. Acepta la función o su nombre entre comillas."""
    try:
        show(next_hint(function))
    except CourseError as problem:
        show(Notice(str(problem)))


def next_hint(function: Any) -> Notice:
    """La pista que toca, y recuerda que ya se dio.

    Errores
        CourseError, como ``identify``.
    """
    exercise = identify(function)
    seen = progress.hints_seen(exercise.id)
    total = len(exercise.hints)
    if seen >= total:
        every = " ".join(f"{k}. {text}" for k, text in enumerate(exercise.hints, 1))
        return Notice(f"Ya viste las {total}. {every}", title=f"Pistas de {exercise.id}")
    progress.record_hint(exercise.id)
    return Notice(exercise.hints[seen], title=f"Pista {seen + 1} de {total} · {exercise.id}")


def run_hint(args) -> int:
    """`autograder hint EJERCICIO`: la pista siguiente."""
    print(next_hint(args.exercise).text())
    if identify(args.exercise).variants:
        print("Si tu cuaderno lleva un código de variante, pide la pista en él: las de otro enunciado no te sirven.")
    return 0
