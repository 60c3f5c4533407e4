"""De qué ejercicio es lo que recibe check."""

from functools import partial

import pytest

from autograder.sandbox.identify import exercise_of


def suma(a, b):
    return a + b


class Rara:
    @property
    def __name__(self):
        return ["no", "es", "texto"]

    def __call__(self): ...


RARE, WRAPPED = Rara(), partial(suma, 1)


@pytest.mark.parametrize(
    "value, namespace, found",
    [
        (suma, {}, "suma"),
        (suma, {"resta": suma}, "suma"),
        (lambda a: a, {}, None),
        (WRAPPED, {"resta": WRAPPED}, "resta"),
        (WRAPPED, {"suma": WRAPPED, "resta": WRAPPED}, "resta"),
        (RARE, {"suma": RARE}, "suma"),
        (3, {"suma": 3}, "suma"),
        (3, {}, None),
        (None, {"suma": None}, "suma"),
        (None, {}, None),
        (print, {}, None),
    ],
)
def test_vale_su_nombre_y_si_no_el_de_la_variable_que_lo_guarda(value, namespace, found):
    # En casa se conocen los ejercicios del curso y al calificar los de la tarea, cada uno en su orden.
    assert exercise_of(value, namespace, ["suma", "resta"]) == exercise_of(value, namespace, ["resta", "suma"]) == found
