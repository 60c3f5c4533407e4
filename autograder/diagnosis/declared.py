"""Reconocer qué confusión declarada explica una respuesta equivocada.

Una confusión la explica si da lo mismo que el estudiante en todos los casos
(valor, forma, NaN o tipo de excepción) y se aparta de la verdad en alguno.
"""

from collections.abc import Sequence
from typing import Any

from autograder.exercise import Misconception
from autograder.judging.answer import flaw
from autograder.judging.cases import CaseSet, Raised
from autograder.judging.compare import same
from autograder.sandbox.call import Outcome


def declared(case_set: CaseSet, outcomes: Sequence[Outcome]) -> Misconception | None:
    """La primera confusión declarada que reproduce los resultados, o None.

    Si la función se detuvo a medias se comparan los casos que llegó a contestar.
    """
    answered = [o for o in outcomes if o.stopped is None]
    if not answered:
        return None
    for misconception in case_set.exercise.misconceptions:
        predicted = case_set.mistaken[misconception.name]
        if _explains(case_set, misconception, predicted, answered):
            return misconception
    return None


def _explains(case_set: CaseSet, misconception: Misconception, predicted: tuple, outcomes: Sequence[Outcome]) -> bool:
    exercise = case_set.exercise
    tolerances = exercise.rtol, exercise.atol
    differs = False
    for case, mistake, outcome in zip(case_set.cases, predicted, outcomes, strict=False):
        if isinstance(mistake, Raised):
            if outcome.error is None or outcome.error.type != mistake.type:
                return False
            differs = True
            continue
        if outcome.error is not None:
            return False
        got, wrong, right = outcome.value, mistake, case.expected
        if misconception.output is not None:
            position = list(exercise.returns).index(misconception.output)
            got, wrong, right = (_output(v, position) for v in (got, wrong, right))
        if not same(got, wrong, *tolerances):
            return False
        # Con accept, apartarse de la solución no es equivocarse.
        mistaken = not same(wrong, right, *tolerances)
        differs = differs or (mistaken if exercise.accept is None else flaw(exercise, case, mistake) is not None)
    return differs


def _output(value: Any, position: int) -> Any:
    """La salida que se compara; None si no llegó una tupla tan larga."""
    return value[position] if isinstance(value, (list, tuple)) and position < len(value) else None
