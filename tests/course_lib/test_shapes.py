"""Las formas que encajan pasan; las que no, se explican."""

import numpy as np
import pytest

from course_lib.shapes import ShapeError, check_shape


def test_una_forma_que_encaja_se_devuelve_en_float64():
    array = check_shape("X", [[1, 2, 3]], ("B", 3))
    assert array.dtype == np.float64
    assert array.shape == (1, 3)


def test_una_traspuesta_recibe_una_pista():
    with pytest.raises(ShapeError, match=r"dZ debe tener forma \(3, 5\) y llegó con \(5, 3\)\. ¿Querías dZ\.T\?"):
        check_shape("dZ", np.ones((5, 3)), (3, 5))


def test_un_vector_se_escribe_con_su_coma():
    with pytest.raises(ShapeError, match=r"b debe tener forma \(4,\) y llegó con \(4, 1\)\.$"):
        check_shape("b", np.ones((4, 1)), (4,))


def test_unas_filas_desiguales_se_explican():
    with pytest.raises(ShapeError, match="longitudes distintas"):
        check_shape("W", [[1, 2], [3]], ("M", 2))
