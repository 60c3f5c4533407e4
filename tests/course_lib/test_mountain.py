"""La montaña vista desde Python: lo que guarda, lo que rechaza y su figura fija."""

import numpy as np
import pytest
import traitlets
from dibujo import read

from course_lib import descent
from course_lib.shapes import ShapeError
from course_lib.widgets import Mountain
from course_lib.widgets.mountain import STEPS


def test_su_camino_es_el_de_descend():
    widget = Mountain(surface="barranco", start=(1, -1), lr=0.3, decay=0.9, noise=2.0, batch=4, seed=5)
    want = descent.descend("barranco", (1, -1), 0.3, decay=0.9, noise=2.0, batch=4, seed=5, steps=STEPS)
    np.testing.assert_array_equal(widget.path, want)


def test_otra_tirada_cambia_el_ruido_y_la_misma_lo_repite():
    widget = Mountain(noise=3.0)
    first, draws = widget.path, widget.draws
    widget.set_state({"seed": 1})  # lo que manda el botón
    assert widget.draws != draws and not np.array_equal(widget.path, first)
    widget.seed = 0
    np.testing.assert_array_equal(widget.path, first)


def test_el_navegador_recibe_las_mismas_montanas():
    sent = Mountain().mountains
    for name, mountain in descent.MOUNTAINS.items():
        assert (tuple(sent[name]["a"]), sent[name]["b"]) == (mountain.coefficients, mountain.b)


def test_la_figura_fija_dice_como_acaba():
    picture = Mountain(lr=0.2).picture()
    read(picture)
    assert "Montaña: cuenco. Tasa 0.2." in picture.alt and "La altura pasa de 17 a" in picture.alt
    noisy = Mountain(surface="dos valles", noise=3.0, batch=4, decay=0.9).picture()
    assert "que se multiplica por 0.9 en cada paso; ruido 3 con lotes de 4." in noisy.alt


def test_si_se_escapa_la_figura_fija_dice_en_que_paso():
    picture = Mountain(lr=0.9).picture()
    assert "Se escapa: en el paso 14 la altura ya es 3.329e+12." in picture.alt
    assert "Aviso: camino se sale de la figura en el paso" in picture.alt


@pytest.mark.parametrize(
    "options, message",
    [
        (dict(surface="pico"), "surface debe ser 'cuenco', 'barranco' o 'dos valles'"),
        (dict(start=[1, 2, 3]), r"start debe tener forma \(2,\)"),
        (dict(lr=2.5), "lr debe estar entre 0.0 y 2.0 y llegó 2.5: prueba 0.2"),
        (dict(decay=-0.1), "decay debe estar entre"),
        (dict(noise=11.0), "noise debe estar entre"),
        (dict(batch=0), "batch debe estar entre 1 y 100 y llegó 0: prueba 1"),
        (dict(seed=-1), "seed debe ser un entero ≥ 0"),
        (dict(paso=0.2), "no tiene la opción paso"),
    ],
)
def test_lo_que_no_vale_se_explica(options, message):
    with pytest.raises((ValueError, TypeError, ShapeError, traitlets.TraitError), match=message):
        Mountain(**options)
