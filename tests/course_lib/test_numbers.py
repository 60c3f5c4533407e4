"""check_numbers convierte lo que son números y explica lo demás."""

import numpy as np
import pytest
import torch

from course_lib.numbers import check_numbers
from course_lib.shapes import ShapeError


@pytest.mark.parametrize(
    "value", [3, 2**70, True, [1, 2], np.float32(1.5), np.arange(4, dtype=np.uint8), torch.ones(2)]
)
def test_lo_que_son_numeros_se_convierte_en_un_array_nuevo(value):
    array = check_numbers("x", value)
    assert (type(array), array.dtype) == (np.ndarray, np.float64)
    np.testing.assert_array_equal(array, np.asarray(value, dtype=np.float64), strict=True)
    assert not np.shares_memory(array, np.asarray(value))


def test_un_array_que_ya_vale_tambien_se_copia():
    x = np.ones((2, 3))
    assert not np.shares_memory(check_numbers("x", x, (2, 3)), x)


@pytest.mark.parametrize(
    "value, expected, error, message",
    [
        (
            np.ones((3, 2)),
            ((2, 3),),
            ShapeError,
            r"^x debe tener forma \(2, 3\) y llegó con \(3, 2\)\. ¿Querías x\.T\?$",
        ),
        (np.ones((3, 1)), (("D",), ()), ShapeError, r"^x debe tener 0 o 1 ejes y llegó con forma \(3, 1\)\. .*ravel"),
        ([[1, 2], [3]], (), ShapeError, "¿Tienen sus filas longitudes distintas"),
        ("hola", (), TypeError, "^x debe contener números reales y llegó texto: pásalo como array float64"),
        (1j, (), TypeError, "^x debe contener números reales y llegó un número complejo"),
        (None, (), TypeError, "^x debe contener números reales y llegó un NoneType"),
        (
            torch.ones(2, requires_grad=True),
            (),
            TypeError,
            r"^x debe ser un array y llegó un tensor .* usa \.detach\(\)",
        ),
        (
            np.ones((0, 4)),
            (("B", 4),),
            ValueError,
            r"^x debe tener al menos un número y llegó vacío, con forma \(0, 4\)",
        ),
        ([1.0, np.nan], (), ValueError, r"^x debe ser finito y x\[1\] vale nan: busca"),
        (np.inf, (), ValueError, "^x debe ser finito y x vale inf: busca"),
        (10**400, (), ValueError, "^x debe caber en float64 y llegó un entero enorme: trabaja con su logaritmo"),
    ],
)
def test_lo_que_no_vale_se_explica_con_una_frase(value, expected, error, message):
    with pytest.raises(error, match=message) as caught:
        check_numbers("x", value, *expected)
    assert "\n" not in str(caught.value)
