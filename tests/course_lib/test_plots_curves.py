"""Las curvas dicen lo que dibujan, y lo que no han podido dibujar."""

import math
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from dibujo import read

from course_lib import plots

LOSS = np.exp(-np.arange(30) / 8)


def test_la_tangente_lleva_su_pendiente():
    made = plots.function(lambda x: (1 + 4 * x) ** 2, (-1, 1), point=0.5, title="(1 + 4x)²")
    texts = read(made)
    assert "(1 + 4x)²" in texts
    assert "En x = 0.5, f(x) = 9 y la tangente tiene pendiente 24." in texts


def test_los_ejes_llevan_los_nombres_de_quien_los_dibuja():
    texts = read(plots.function(math.cos, (0, 4), point=0.0, xlabel="f_2", ylabel="h_3"))
    assert {"f₂", "h₃"} <= set(texts)
    assert "En f₂ = 0, h₃ = 1 y la tangente tiene pendiente 0." in texts


def test_donde_la_funcion_no_esta_definida_hay_un_hueco_y_se_dice():
    for log in (math.log, np.log):
        made = plots.function(log, (-1, 3))
        read(made)
        assert "Aviso: 101 de 401 valores sin dibujar (NaN o infinitos); el primero, en x = -1." in made.alt
    assert "sin dibujar" in plots.function(lambda x: 1 / x, (-1, 1)).alt


def test_en_un_codo_no_hay_tangente():
    made = plots.function(lambda x: max(x, 0.0), (-2, 2), point=0)
    assert "En x = 0 no hay tangente" in made.alt
    assert "En x = -0.5 no hay tangente: f no está definida ahí." in plots.function(math.log, (-1, 1), point=-0.5).alt


def test_relu_dice_que_en_cero_la_derivada_es_cero():
    made = plots.relu()
    assert {"ReLU(z)", "ReLU'(z)"} <= set(read(made))
    assert "el curso toma 0" in made.alt


def test_la_perdida_se_describe_con_sus_extremos():
    made = plots.curves({"pérdida": [3.0, 1.0, 0.5, 2.0]}, "época", "pérdida")
    assert {"época", "pérdida"} <= set(read(made))
    assert "empieza en 3 y acaba en 2; mínimo 0.5 en 2, máximo 3 en 0" in made.alt


def test_varias_curvas_se_distinguen_sin_el_color():
    made = plots.curves({f"capa {n}": LOSS * n for n in range(1, 7)}, "época", "norma", log=True)
    assert {f"capa {n}" for n in range(1, 7)} <= set(read(made))
    assert made.svg.count("stroke-dasharray") >= 5


def test_un_nan_deja_un_hueco_y_se_dice():
    made = plots.curves({"a": [1, np.nan, 2, np.inf], "b": [1, 2, 3, 4]}, "época", "pérdida")
    read(made)
    assert "a. Aviso: 2 de 4 valores sin dibujar (NaN o infinitos); el primero, en época = 1." in made.alt
    assert "b. Aviso" not in made.alt


def test_en_escala_logaritmica_un_cero_es_un_hueco():
    made = plots.curves({"a": [1.0, 0.0, -1.0, 0.1]}, "época", "norma", log=True)
    read(made)
    assert "Aviso: 2 de 4 valores sin dibujar (NaN, infinitos o no positivos); el primero, en época = 1." in made.alt


def test_las_posiciones_pueden_no_ser_0_1_2():
    picture = plots.curves(
        {"todos": [5, 2], "uno": [5, 3, 1]}, "gastado", "pérdida", x={"todos": [0, 240], "uno": [0, 1, 2]}
    )
    assert "todos: empieza en 5 y acaba en 2; mínimo 2 en 240, máximo 5 en 0." in picture.alt
    assert "máximo 5 en 1" in plots.curves({"uno": [5, 3]}, "paso", "pérdida", start=1).alt
    for x in ({"todos": [0, 1]}, {"todos": [0, 240], "uno": [0, 1]}, {"todos": [240, 0], "uno": [0, 1, 2]}):
        with pytest.raises(ValueError, match="x debe traer para"):
            plots.curves({"todos": [5, 2], "uno": [5, 3, 1]}, "gastado", "pérdida", x=x)


@pytest.mark.parametrize("values, log", [([np.nan] * 3, False), ([0.0, -1.0], True), ([np.inf], True)])
def test_sin_nada_que_dibujar_tambien_se_dice(values, log):
    made = plots.curves({"a": values}, "época", "pérdida", log=log)
    assert "sin valores que dibujar" in read(made)
    assert "no hay ningún valor que dibujar" in made.alt


def test_un_nombre_con_etiquetas_o_dolares_se_escribe_tal_cual():
    texts = read(plots.curves({"<b>&": LOSS, "$5 y $6": LOSS, "_oculta": LOSS}, "época", "coste_total"))
    assert {"<b>&", "$5 y $6", "_oculta", "coste_total"} <= set(texts)


def test_el_dibujo_es_el_mismo_cada_vez_y_no_deja_nada_puesto():
    before = dict(matplotlib.rcParams)
    one, two = (plots.curves({"a": LOSS}, "época", "pérdida") for _ in range(2))
    assert one == two
    assert dict(matplotlib.rcParams) == before
    assert not {"#010203", "<?xml"} & set(one.svg.split('"')) and "metadata" not in one.svg


def test_no_se_carga_pyplot():
    code = "import sys; from course_lib import plots; plots.relu(); print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: plots.function(3, (0, 1)), TypeError, "^f debe ser una función de x y llegó un int"),
        (lambda: plots.function(math.sin, (1, 0)), ValueError, r"^x_range debe ser \(desde, hasta\).* llegó \(1, 0\)"),
        (lambda: plots.function(math.sin, 3), ValueError, r"^x_range debe ser .* llegó 3: prueba"),
        (lambda: plots.function(math.sin, (0, math.nan)), ValueError, "^x_range debe ser"),
        (lambda: plots.function(math.sin, (0, 1), point=2), ValueError, "^point debe estar entre 0 y 1 y vale 2"),
        (
            lambda: plots.function(lambda x: None, (0, 1)),
            TypeError,
            "^f debe devolver un número y devolvió un NoneType",
        ),
        (lambda: plots.function(lambda x: [x], (0, 1)), TypeError, "^f debe devolver un número y devolvió un list"),
        (lambda: plots.curves([1, 2], "x", "y"), TypeError, "^series debe ser un diccionario y llegó un list"),
        (lambda: plots.curves({}, "x", "y"), ValueError, "^series debe tener entre 1 y 6 curvas y tiene 0"),
        (lambda: plots.curves({n: [1] for n in range(7)}, "x", "y"), ValueError, "^series .* y tiene 7: repártelas"),
        (lambda: plots.curves({"a": []}, "x", "y"), ValueError, r"^«a» debe tener forma \(T,\) .* llegó con \(0,\)"),
        (lambda: plots.curves({"a": 3}, "x", "y"), ValueError, r"^«a» debe tener forma \(T,\) .* llegó con \(\)"),
        (lambda: plots.curves({"a": [[1, 2]]}, "x", "y"), ValueError, r"^«a» debe tener .* llegó con \(1, 2\)"),
        (lambda: plots.curves({"a": ["b"]}, "x", "y"), TypeError, "^«a» debe ser una lista de números y no se puede"),
    ],
)
def test_los_argumentos_equivocados_se_explican(call, error, message):
    with pytest.raises(error, match=message):
        call()
