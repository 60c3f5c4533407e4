"""Las fuerzas se dibujan con su signo y con lo que suman."""

import pytest
from dibujo import read

from course_lib import plots
from course_lib.shapes import ShapeError


def test_cada_fuerza_lleva_su_nombre_y_su_signo_y_debajo_va_la_suma():
    made = plots.forces(["f_0", "f_1"], [0.5, -0.2])
    assert read(made)[:-1] == ["f₀", "+0.5", "f₁", "-0.2", "suman", "+0.3"]
    assert made.alt == "Fuerzas. f₀ 0.5, f₁ -0.2; suman: 0.3."


def test_sin_nombre_para_la_suma_no_se_suma():
    made = plots.forces(["a", "b"], [1.0, 2.0], total="")
    assert read(made)[:-1] == ["a", "+1", "b", "+2"] and made.alt == "Fuerzas. a 1, b 2."


def test_lo_que_baja_se_distingue_tambien_por_el_trazo():
    assert "dasharray" in plots.forces(["a"], [-1.0]).svg
    assert "dasharray" not in plots.forces(["a"], [1.0]).svg


def test_si_se_anulan_la_suma_es_cero_y_no_un_resto_de_redondeo():
    assert read(plots.forces(["a", "b", "c"], [0.1, 0.2, -0.3]))[-2] == "0"
    assert read(plots.forces(["a"], [0.0]))[-2] == "0"


def test_hace_falta_un_numero_finito_por_nombre():
    with pytest.raises(ShapeError):
        plots.forces(["a", "b"], [1.0])
    with pytest.raises(ValueError):
        plots.forces(["a"], [float("nan")])
