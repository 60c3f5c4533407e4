"""Los bloques lego dibujados: lo que entra y sale de cada uno, y por dónde vuelve el gradiente."""

import re

import pytest
from dibujo import read

from course_lib import plots

ONE = dict(names=["Linear"], values=["X", "Z"], gradients=["dX", "dZ"], shapes=[("B", "n"), ("B", "m")])


def test_un_bloque_dice_lo_que_entra_lo_que_sale_y_lo_que_aprende():
    made = plots.blocks(**ONE, parameters=[("W, b", "dW, db")])
    assert set(read(made)) >= {"Linear", "X", "Z", "dX", "dZ", "W, b", "dW, db"}
    assert "Linear recibe X y da Z; Linear aprende W, b; hacia atrás, Linear recibe dZ y da dX" in made.alt


def test_cada_gradiente_va_a_trazos_y_el_vacio_no_se_dibuja():
    whole = plots.blocks(**ONE).svg.count("dasharray")
    ends = plots.blocks(**{**ONE, "gradients": ["", "dZ"]})
    assert whole == 2 and ends.svg.count("dasharray") == 1
    assert ends.alt.count("hacia atrás") == 1 and " y da ." not in ends.alt


@pytest.mark.parametrize("count", [1, 2, 4])
def test_cabe_en_el_ancho_del_texto(count):
    made = plots.blocks(["ReLU"] * count, ["Z"] * (count + 1), ["dZ"] * (count + 1), [(4, 3)] * (count + 1))
    assert float(re.search(r'width="(\d+)"', made.svg).group(1)) <= 760


@pytest.mark.parametrize(
    "changed, said",
    [
        (
            dict(values=["X"]),
            "Con 1 bloques van 2 valores, gradientes y formas, y 1 parameters, y llegaron 1, 2, 2 y 1",
        ),
        (dict(names=[]), "Con 0 bloques"),
        (dict(parameters=[None, None]), "llegaron 2, 2, 2 y 2"),
    ],
)
def test_lo_que_no_casa_se_dice(changed, said):
    with pytest.raises(ValueError, match=said):
        plots.blocks(**{**ONE, **changed})


def test_un_nombre_largo_se_encoge_hasta_caber_en_su_bloque():
    made = plots.blocks(["ReLU", "Softmax+CE"] * 2, ["Z"] * 5, [""] * 5, [(4, 3)] * 5)
    sizes = {name: float(size) for size, name in re.findall(r'font-size="([\d.]+)"[^>]*>(ReLU|Softmax\+CE)<', made.svg)}
    wide = float(re.search(r'<rect[^>]*width="([\d.]+)" height="92.0"', made.svg)[1])
    assert sizes["ReLU"] == 15 and sizes["Softmax+CE"] > 10 and 0.62 * sizes["Softmax+CE"] * 10 <= wide
