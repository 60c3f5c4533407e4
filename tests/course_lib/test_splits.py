"""Los trozos no comparten ejemplos; una sola clase, o un trozo sin alguna, se explica."""

import numpy as np
import pytest

from course_lib.shapes import ShapeError
from course_lib.splits import split

X, Y = np.arange(20.0).reshape(10, 2), np.tile([0.0, 1.0], 5)


@pytest.mark.parametrize("y", [Y, Y[:, None]])
def test_cada_ejemplo_va_con_su_clase_y_a_un_solo_trozo(y):
    parts = split(X, y, [5, 3], 0)
    assert [(x.shape, c.shape) for x, c in parts] == [((5, 2), (5, *y.shape[1:])), ((3, 2), (3, *y.shape[1:]))]
    rows = np.concatenate([x[:, 0] for x, _ in parts]) / 2
    assert len(set(rows)) == 8
    np.testing.assert_array_equal(np.concatenate([c.ravel() for _, c in parts]), rows % 2)


def test_la_misma_semilla_reparte_igual_y_se_puede_repartir_todo():
    one, other = split(X, Y, [6, 4], 3), split(X, Y, [6, 4], np.random.default_rng(3))
    for (a, b), (c, d) in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, c)
        np.testing.assert_array_equal(b, d)
    assert sorted(np.concatenate([x[:, 0] for x, _ in one])) == sorted(X[:, 0])


def test_los_trozos_son_copias():
    ((part, _), *_) = split(X, Y, [10], 0)
    part[:] = -1
    assert X.min() == 0


@pytest.mark.parametrize(
    "X, y, sizes, error, message",
    [
        (X, np.ones(10), [5, 5], ValueError, r"^y debe traer al menos dos clases y solo trae la 1: así no hay qué"),
        (X, np.eye(10)[0], [5, 5], ValueError, r"^Al trozo \d, de 5 ejemplos, no le ha tocado ninguno de la clase 1"),
        (X, Y, [8, 3], ValueError, "^sizes suma 11 y solo hay 10 ejemplos"),
        (X, Y, [], ValueError, r"^sizes debe traer enteros positivos y llegó \[\]"),
        (X, Y, [5, 0], ValueError, "^sizes debe traer enteros positivos"),
        (X, Y, [0.8, 0.2], ValueError, "^sizes debe traer enteros positivos"),
        (X, Y, 8, TypeError, "^sizes debe ser una lista y llegó un int"),
        (X, Y[:9], [5], ShapeError, "^X e y deben traer los mismos ejemplos"),
        (X, np.full(10, np.nan), [5], ValueError, r"^y debe ser finito"),
    ],
)
def test_lo_que_no_se_puede_repartir_se_explica(X, y, sizes, error, message):
    with pytest.raises(error, match=message):
        split(X, y, sizes, 0)
