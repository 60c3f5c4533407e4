"""¿Hace ya el trabajo de un ejercicio algo que está definido o escrito en fórmulas más arriba?

Se ejecutan las celdas de la lección, resuelta, y antes de cada respuesta se prueban sus casos públicos con cada
función ya definida (con los argumentos en cualquier orden) y con cada fórmula de los textos. Cuesta lo que tarden
las celdas: es de ``autograder lint --deep``.
"""

import contextlib
import inspect
import io
import itertools
import types
from collections.abc import Container
from pathlib import Path

import numpy as np

from autograder.authoring.formulas import Formulas, in_text
from autograder.authoring.sources import (
    is_alternative,
    is_answer,
    is_test,
    nbgrader_of,
    source_lines,
    source_path,
    strip_markers,
)
from autograder.errors import CourseError
from autograder.exercise import Exercise, exercises_of, numbered
from autograder.judging.answer import flaw
from autograder.judging.cases import CaseSet, class_cases
from autograder.judging.cpu_limit import TooLong, cpu_limit
from autograder.sandbox.call import copy_value

SECONDS = 1.0  # de CPU, por prueba: quien tarda más no es la respuesta
MOST_ORDERS = 120


def given_problems(root: Path, nb, name: str, number: int = 0) -> list[str]:
    """Los ejercicios que ya resuelve algo de más arriba, uno por frase; con ``number``, los que tienen esa variante.

    Errores
        CourseError si una celda de la lección resuelta no se ejecuta.
    """
    declared = numbered(exercises_of(name), number)
    last = max((k for k, cell in enumerate(nb.cells) if is_answer(cell)), default=-1)
    space: dict = {"__name__": "__main__", "display": lambda *shown: None}
    formulas = Formulas()
    found = []
    with _aside():
        for cell, line in list(zip(nb.cells, source_lines(root, nb, name), strict=True))[: last + 1]:
            answer = nbgrader_of(cell).get("grade_id") if is_answer(cell) else None
            if answer and (exercise := declared.get(answer)):
                cases = class_cases(exercise)
                where = f"{source_path(name)}, línea {line}: «{exercise.key}»"
                if done := _function_that_passes(space, cases, declared):
                    found.append(f"{where} se aprueba llamando a {done}, que ya está definida. Pregunta otra cosa.")
                elif lines := formulas.answer(cases):
                    places = ", ".join(map(str, lines))
                    found.append(
                        f"{where} se aprueba copiando las fórmulas de la línea {places}. Pregunta por otra función."
                    )
            if cell.cell_type == "markdown":
                formulas.read(in_text(cell.source, line))
            elif not (is_alternative(cell) or is_test(cell)):
                _execute(strip_markers(cell.source), space, f"{source_path(name)}, línea {line}")
    return found


@contextlib.contextmanager
def _aside():
    """Lo que imprime una lección, y lo que le pide a NumPy, no sale de aquí."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        np.printoptions(),
        np.errstate(all="ignore"),
    ):
        yield


def _execute(code: str, space: dict, where: str) -> None:
    try:
        exec(compile(code, where, "exec"), space)
    except Exception as error:
        raise CourseError(f"{where}: la celda no se ejecuta. {type(error).__name__}: {error}") from None


def _function_that_passes(space: dict, cases: CaseSet, answers: Container[str]) -> str | None:
    """Cómo llamar a una función de la lección para que pase los casos del ejercicio, o None.

    Las que ha escrito el estudiante no cuentan.
    """
    exercise = cases.exercise
    for name, value in space.items():
        if isinstance(value, types.FunctionType) and value.__globals__ is space and name not in answers:
            for order in _orders(value, exercise):
                if passes(lambda value=value, order=order, **data: value(*(data[arg] for arg in order)), cases):
                    return f"{name}({', '.join(order)})"
    return None


def _orders(function, exercise: Exercise):
    """Maneras de darle a una función los argumentos del ejercicio, por posición."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    given = [p for p in inspect.signature(function).parameters.values() if p.kind in kinds]
    required = sum(p.default is inspect.Parameter.empty for p in given)
    most = min(len(given), len(exercise.args))
    every = (itertools.permutations(exercise.args, k) for k in range(most, max(required, 1) - 1, -1))
    return itertools.islice(itertools.chain.from_iterable(every), MOST_ORDERS)


def passes(function, cases: CaseSet) -> bool:
    """Si una función contesta bien a todos los casos."""
    for case in cases.cases:
        try:
            with cpu_limit(SECONDS):
                value = function(**{name: copy_value(data) for name, data in case.inputs.items()})
        except (Exception, TooLong):
            return False
        if flaw(cases.exercise, case, value) is not None:
            return False
    return True
