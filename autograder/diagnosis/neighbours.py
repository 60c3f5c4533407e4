"""Lo que no es un error de cuenta sino de pregunta: el valor por la derivada, otra variable, otro ejercicio.

Se calcula al construir, con el oráculo del ejercicio y los de su lección, y va a la tabla con lo demás.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.diagnosis.prints import NOTHING, columns, print_of
from autograder.exercise import Exercise, exercises_of
from autograder.judging.cases import CaseSet
from autograder.judging.oracle import gradient_of, jacobian_of, value_of

DERIVING = ("gradient_of", "jacobian_of", "vjp_of")


def derives(exercise: Exercise) -> bool:
    """Si lo que se pide es una derivada: lo dice su oráculo."""
    return _maker(exercise) in DERIVING


def is_jacobian(exercise: Exercise) -> bool:
    """Si lo que se pide es un jacobiano."""
    return _maker(exercise) == "jacobian_of"


def _maker(exercise: Exercise) -> str:
    """La función que hizo el oráculo; vacía si no tiene o es suyo."""
    return getattr(exercise.oracle, "__qualname__", "").split(".")[0]


def rows(case_set: CaseSet) -> list[tuple[str, list]]:
    """Parejas (clase, huellas por salida y caso), como las de los mutantes."""
    return [(kind, row) for kind, f in _answers(case_set.exercise) if (row := _row(case_set, f)) is not None]


def _answers(exercise: Exercise) -> Iterator[tuple[str, Callable]]:
    inside = _closure(exercise.oracle)
    f = inside.get("f")
    if derives(exercise) and f is not None:
        as_is = inside.get("as_is") or ()
        cotangent = inside.get("cotangent")
        if cotangent is None:
            yield "valor_por_derivada", value_of(f, as_is)
            if _maker(exercise) == "gradient_of":
                given = set(np.atleast_1d(inside.get("wrt", ())).tolist())
                for other in exercise.args:
                    if other not in given and other not in as_is:
                        yield "otra_variable", gradient_of(f, other, as_is)
            else:
                for other in exercise.args:
                    if other != inside.get("wrt"):
                        yield "otra_variable", jacobian_of(f, other)
        else:
            value = value_of(f, as_is)
            yield "valor_por_derivada", lambda _c=cotangent, **i: value(**{k: v for k, v in i.items() if k != _c})
    for other in exercises_of(exercise.lesson).values():
        if other.id != exercise.id and other.oracle is not None and set(other.args) <= set(exercise.args):
            wanted = other.args
            oracle = other.oracle
            yield "otro_ejercicio", lambda _o=oracle, _w=wanted, **i: _o(**{k: i[k] for k in _w})


def _closure(function: Callable) -> dict[str, Any]:
    cells = getattr(function, "__closure__", None) or ()
    found = {}
    for name, cell in zip(function.__code__.co_freevars, cells, strict=False) if cells else ():
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def _row(case_set: CaseSet, f: Callable) -> list | None:
    e = case_set.exercise
    names = list(e.returns)
    width = len(names) + (len(names) > 1)
    found: list[list] = [[] for _ in range(width)]
    reached = False
    for case in case_set.cases:
        try:
            with np.errstate(all="ignore"):
                value = f(**case.inputs)
            prints = [print_of(v, e.rtol, e.atol) for v in columns(value, names)]
            row = [[p.shape, p.number, p.trivial] for p in prints]
            reached = True
        except Exception:
            row = [[NOTHING, float("nan"), True] for _ in range(width)]
        for column, cell in zip(found, row, strict=True):
            column.append(cell)
    return found if reached else None
