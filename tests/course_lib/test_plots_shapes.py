"""Las formas de una derivada, dibujadas: una casilla por número y la forma escrita debajo."""

import pytest
from dibujo import read

from course_lib import plots


def test_cada_caso_dice_lo_que_se_mueve_lo_que_se_mira_y_la_derivada():
    made = plots.shapes([("escalar–vector", (4,), ()), ("vector–matriz", (4, 3), (2,))])
    texts = read(made)
    assert texts[:4] == ["lo que mueves", "lo que miras", "la derivada", "escalar–vector"]
    assert texts[4:] == ["(4,)", "()", "(4,)", "vector–matriz", "(4, 3)", "(2,)", "(4, 3, 2)"]
    assert "se mueve (4, 3), se mira (2,) y la derivada tiene forma (4, 3, 2)" in made.alt


@pytest.mark.parametrize("moved, watched", [((), ()), ((3,), (2,)), ((2, 3), (4,)), ((8, 8), ())])
def test_hay_una_casilla_por_numero(moved, watched):
    def size(shape):
        total = 1
        for n in shape:
            total *= n
        return total

    boxes = plots.shapes([("x", moved, watched)]).svg.count("fill-opacity:.18")
    assert boxes == size(moved) + size(watched) + size(moved + watched)


@pytest.mark.parametrize("cases", [[], [("a", (9,), ())], [("a", (0,), ())], [("a", (2, 2), (2, 2))]])
def test_lo_que_no_cabe_se_dice(cases):
    with pytest.raises(ValueError, match="pasa al menos un caso|caben hasta tres ejes"):
        plots.shapes(cases)
