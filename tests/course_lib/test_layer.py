"""Todo lote pasa por aquí: el habitual, sin copiar; el raro se convierte o se explica."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.layers import Layer
from course_lib.layers.layer import check_batch
from course_lib.shapes import ShapeError

SIZE = st.integers(1, 6)


@given(SIZE, SIZE)
def test_un_lote_de_float64_pasa_sin_copiar(B, D):
    X = np.ones((B, D))
    for expected in (("B", "D"), ("B", D), (B, "D"), (B, D)):
        assert check_batch("X", X, expected) is X


@pytest.mark.parametrize(
    "value", [[[1, 2]], np.array([[1, 2]]), np.array([[1, 2]], np.float32), np.array([[True, False]]), [[1.0, 2.0]]]
)
def test_lo_que_son_numeros_se_convierte_a_float64(value):
    array = check_batch("X", value, ("B", 2))
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, np.asarray(value, float), strict=True)


@pytest.mark.parametrize(
    "shape", [lambda X: X[:, ::2], lambda X: X.T, lambda X: np.asfortranarray(X), lambda X: X[::-1]]
)
def test_una_vista_no_contigua_tambien_vale(shape):
    X = shape(np.arange(12.0).reshape(3, 4))
    assert check_batch("X", X, X.shape) is X


def test_los_numeros_enormes_no_son_infinitos():
    # La suma de sus cuadrados sí lo es: el camino corto no basta y se mira despacio, sin avisos de por medio.
    X = np.array([[1e300, -1e300]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(check_batch("X", X, ("B", 2)), X)


@pytest.mark.parametrize(
    "value, error, message",
    [
        (np.ones((3, 5)), ShapeError, r"^X debe tener forma \(B, 4\) y llegó con \(3, 5\)\. Mira el eje 1: mide 5 y"),
        (np.ones((4, 3)), ShapeError, r"^X debe tener forma \(B, 4\) y llegó con \(4, 3\)\. ¿Querías X\.T\?$"),
        (np.ones(4), ShapeError, r"y llegó con \(4,\)\. Si es un solo ejemplo, pasa X\[None, :\]\.$"),
        (np.ones((2, 3, 4)), ShapeError, r"y llegó con \(2, 3, 4\)\. Cuenta los ejes: tiene 3 y se esperaban 2\.$"),
        ([[1, 2, 3, 4], [1]], ShapeError, "longitudes distintas"),
        (
            np.ones((0, 4)),
            ValueError,
            r"^X debe tener al menos un número y llegó vacío, con forma \(0, 4\): dale datos",
        ),
        (np.array([[1, 2, np.nan, 4]]), ValueError, r"^X debe ser finito y X\[0, 2\] vale nan: busca"),
        (np.array([[1, -np.inf, 2, np.inf]]), ValueError, r"^X debe ser finito y X\[0, 1\] vale -inf: busca"),
        ([["1", "2", "3", "4"]], TypeError, "^X debe contener números reales y llegó texto: pásalo"),
        (np.ones((1, 4), complex), TypeError, "^X debe contener números reales y llegó un número complejo: pásalo"),
        (np.ones((1, 4), object), TypeError, "^X debe contener números reales y llegó un ndarray: pásalo"),
        (None, TypeError, "^X debe contener números reales y llegó un NoneType: pásalo"),
    ],
    ids="forma traspuesta un_ejemplo tres_ejes filas_desiguales vacio nan infinito texto complejo objetos None".split(),
)
def test_lo_que_no_vale_se_explica(value, error, message):
    with pytest.raises(error, match=message):
        check_batch("X", value, ("B", 4))


def test_una_capa_sin_parametros_no_tiene_gradientes():
    assert Layer().parameters() == Layer().gradients() == []
