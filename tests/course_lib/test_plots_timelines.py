"""Qué hay en cada sitio y cuándo: las casillas llenas se cuentan, y el paso atrás se distingue sin el color."""

import pytest
from dibujo import read

from course_lib import plots


def test_se_escribe_cada_casilla_y_se_cuentan_las_ocupadas():
    made = plots.timeline({"m_1": ["1", None, "∂1"], "m_2": [None, "1", None]}, "La cadena")
    texts = read(made)
    assert {"La cadena", "m₁", "m₂", "1", "∂1"} <= set(texts)
    assert "3 de 6 casillas ocupadas: el 50 %." in texts and "m_1: 1, nada, ∂1" in made.alt
    assert made.svg.count("stroke-dasharray:5 3") == 1 and made.svg.count("stroke-dasharray:2 3") == 3


def test_muchos_instantes_caben_en_el_ancho_del_texto():
    made = plots.timeline({"máquina 1": ["1"] * 40})
    assert float(made.svg.split('width="')[1].split('"')[0]) <= 760


@pytest.mark.parametrize("rows", [{}, {"a": []}, {"a": ["1"], "b": ["1", "2"]}])
def test_los_renglones_que_no_casan_se_dicen(rows):
    with pytest.raises(ValueError, match="los mismos instantes"):
        plots.timeline(rows)
