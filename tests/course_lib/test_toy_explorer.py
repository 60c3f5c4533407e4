"""El explorador de la red de juguete visto desde Python: lo que guarda, lo que rechaza y su figura fija."""

import numpy as np
import pytest
from dibujo import read

from course_lib import toy_network
from course_lib.shapes import ShapeError
from course_lib.widgets import ToyExplorer


def test_empieza_con_los_numeros_de_la_leccion():
    widget = ToyExplorer()
    assert (widget.x, widget.y) == (0.5, 0.3)
    assert toy_network.forward(widget.x, widget.y, widget.beta, widget.omega).loss == pytest.approx(0.950935, abs=5e-7)


def test_acepta_arrays_y_los_guarda_como_tuplas():
    widget = ToyExplorer(beta=np.arange(4), omega=[1, 2, 3, 4], x=np.float32(2), y=0)
    assert widget.beta == (0.0, 1.0, 2.0, 3.0)
    assert (widget.omega, widget.x, widget.y) == ((1.0, 2.0, 3.0, 4.0), 2.0, 0.0)
    assert type(widget.x) is float
    widget.beta = np.ones(4)
    assert widget.beta == (1.0,) * 4


@pytest.mark.parametrize(
    "data, error, message",
    [
        ({"beta": [1, 2, 3]}, ShapeError, r"beta debe tener forma \(4,\) y llegó con \(3,\)"),
        ({"omega": np.ones((4, 1))}, ShapeError, r"omega debe tener forma \(4,\) y llegó con \(4, 1\)"),
        ({"x": [0.5]}, ShapeError, r"x debe tener forma \(\) y llegó con \(1,\)"),
        ({"y": "mucho"}, TypeError, "y debe contener números reales y llegó texto"),
        ({"beta": [0, np.nan, 0, 0]}, ValueError, r"beta debe ser finito y beta\[1\] vale nan"),
        ({"x": np.inf}, ValueError, "x debe ser finito"),
    ],
)
def test_una_entrada_que_no_vale_se_explica(data, error, message):
    with pytest.raises(error, match=message):
        ToyExplorer(**data)
    widget = ToyExplorer()
    (name, value), before = *data.items(), ToyExplorer().get_state()
    with pytest.raises(error, match=message):
        setattr(widget, name, value)
    # Lo que había sigue ahí.
    assert widget.get_state(["beta", "omega", "x", "y"]) == {k: before[k] for k in ("beta", "omega", "x", "y")}


def test_una_celda_se_entera_de_los_cambios():
    widget, seen = ToyExplorer(), []
    widget.observe(lambda change: seen.append(change.new), "omega")
    # Lo que manda el navegador al soltar.
    widget.set_state({"omega": [1, 2, 3, 4]})
    assert seen == [(1.0, 2.0, 3.0, 4.0)]


def test_la_figura_fija_es_la_cadena_de_ahora():
    widget = ToyExplorer(x=-1, y=0)
    texts = read(widget.picture())
    assert "0.005877" in texts and texts[texts.index("∂ℓ/∂ω₀") + 1] == "0.07812"
    bundle = widget._repr_mimebundle_()[0]
    assert bundle["text/html"] == widget.picture()._repr_mimebundle_()["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_si_algo_se_desborda_la_figura_fija_lo_dice():
    picture = ToyExplorer(beta=[0, 800, 0, 0]).picture()
    assert "h2 debe caber en float64 y vale inf: prueba con beta y omega más pequeños." in picture.alt
    assert "h2 debe caber" in " ".join(read(picture))


def test_no_se_guarda_lo_que_no_existe():
    with pytest.raises(TypeError, match="gamma"):
        ToyExplorer(gamma=1)
