"""Las formas que encajan pasan; las que no, se explican."""

import numpy as np
import pytest

from course_lib.shapes import ShapeError, check_list, check_shape, describe


def test_una_forma_que_encaja_se_devuelve_en_float64():
    array = check_shape("X", [[1, 2, 3]], ("B", 3))
    assert array.dtype == np.float64
    assert array.shape == (1, 3)


def test_una_traspuesta_recibe_una_pista():
    with pytest.raises(ShapeError, match=r"dZ debe tener forma \(3, 5\) y llegó con \(5, 3\)\. ¿Querías dZ\.T\?"):
        check_shape("dZ", np.ones((5, 3)), (3, 5))


def test_un_vector_se_escribe_con_su_coma():
    with pytest.raises(
        ShapeError,
        match=r"b debe tener forma \(4,\) y llegó con \(4, 1\)\.$",
    ):
        check_shape("b", np.ones((4, 1)), (4,))


def test_unas_filas_desiguales_se_explican():
    with pytest.raises(ShapeError, match="longitudes distintas"):
        check_shape("W", [[1, 2], [3]], ("M", 2))


def test_un_float64_que_encaja_se_devuelve_sin_copiar():
    X = np.ones((2, 3))
    assert check_shape("X", X, ("B", 3)) is X
    assert check_shape("X", X.astype(np.float32), ("B", 3)).dtype == np.float64


def test_un_solo_ejemplo_donde_va_un_lote_recibe_una_pista():
    with pytest.raises(ShapeError, match=r"llegó con \(3,\)\. Si es un solo ejemplo, pasa X\[None, :\]\.$"):
        check_shape("X", np.ones(3), ("B", 3))


def test_los_ejes_que_sobran_se_cuentan():
    with pytest.raises(ShapeError, match=r"\(4,\)\. Cuenta los ejes: tiene 1 y se esperaban 2\.$"):
        check_shape("W", np.ones(4), ("M", 3))


def test_se_dice_que_eje_no_encaja():
    with pytest.raises(ShapeError, match=r"\(2, 5\)\. Mira el eje 1: mide 5 y se esperaba 3\.$"):
        check_shape("X", np.ones((2, 5)), ("B", 3))


@pytest.mark.parametrize(
    "value, text",
    [
        (2.5, "2.5"),
        ("10", "'10'"),
        (np.float64, "<class 'numpy.float64'>"),
        (np.ones(2), "array([1., 1.])"),
        (np.ones((3, 4)), "un ndarray con forma (3, 4)"),
        (list(range(50)), "un list"),
    ],
)
def test_lo_que_llego_se_nombra_en_una_linea(value, text):
    assert describe(value) == text


def test_una_lista_se_copia_y_un_array_suelto_se_explica():
    items = [1, 2]
    assert check_list("parameters", items, "usa una lista") == items
    assert check_list("parameters", items, "usa una lista") is not items
    with pytest.raises(TypeError, match=r"^parameters debe ser una lista y llegó un ndarray: usa una lista\.$"):
        check_list("parameters", np.ones(3), "usa una lista")
