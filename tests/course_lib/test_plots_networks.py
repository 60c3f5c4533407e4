"""El MLP dibujado lleva la forma de cada capa y de cada parámetro."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from dibujo import read

from course_lib import mlp, plots


def test_cada_paso_lleva_las_formas_de_sus_parametros():
    made = plots.mlp([3, 4, 2])
    texts = read(made)
    for written in ("(3,)", "Ω₀ (4, 3)", "β₀ (4,)", "h₁ = ReLU(f₀)", "Ω₁ (2, 4)", "β₁ (2,)", "f₁ = β₁ + Ω₁h₁", "(2,)"):
        assert written in texts
    assert [t for t in texts if t in ("x", "h₁", "f₁")] == ["x", "h₁", "f₁"]
    assert "Ω₁ es (2, 4)" in made.alt
    assert "f₀ = β₀ + Ω₀x" in texts


def test_con_los_valores_cada_neurona_lleva_su_numero():
    rng = np.random.default_rng(0)
    sizes = [3, 5, 1, 2]
    betas, omegas = (
        [rng.normal(size=n) for n in sizes[1:]],
        [rng.normal(size=s) for s in zip(sizes[1:], sizes, strict=False)],
    )
    values = mlp.forward(np.array([0.5, 0.0, -2.0]), betas, omegas)
    texts = read(plots.mlp(sizes, values))
    for column in [*values.h, values.f[-1]]:
        assert {f"{v:.4g}" for v in column} <= set(texts)


def test_de_una_capa_ancha_se_dibujan_unas_pocas_neuronas_y_se_dice():
    made = plots.mlp([10, 40, 5])
    assert read(made).count("⋮") == 2
    assert made.svg.count("<circle") == 5 + 5 + 5
    assert "Se dibujan 5 neuronas de las capas con más de 6." in made.alt


def test_una_sola_capa_no_lleva_activacion():
    texts = read(plots.mlp([2, 1]))
    assert "f₀" in texts and not any("ReLU" in t for t in texts)


def test_un_nan_se_dibuja_y_se_dice():
    values = SimpleNamespace(h=[np.ones(2)], f=[np.array([np.nan])])
    made = plots.mlp([2, 1], values)
    assert "NaN" in read(made)
    assert "Aviso: en f₀ hay valores que no son números finitos" in made.alt


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: plots.mlp([3]), ValueError, r"^sizes debe ser una lista de dos o más enteros positivos y llegó \[3\]"),
        (lambda: plots.mlp([3, 0]), ValueError, "^sizes debe ser"),
        (lambda: plots.mlp([3, 2.5]), ValueError, r"^sizes debe ser .*2\.5"),
        (lambda: plots.mlp(3), ValueError, "^sizes debe ser .* llegó 3: prueba"),
        (lambda: plots.mlp([1, 1], 7), TypeError, "^values debe ser lo que devuelve mlp.forward y llegó un int"),
        (
            lambda: plots.mlp([2, 1], SimpleNamespace(h=[np.ones(3)], f=[np.ones(1)])),
            ValueError,
            r"^values debe tener los tamaños de sizes, \[2, 1\], y llegó con \(3,\), \(1,\): revísalos",
        ),
    ],
)
def test_los_argumentos_equivocados_se_explican(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_con_cinco_capas_lineales_cabe_en_el_ancho_del_texto():
    assert int(re.search(r'width="(\d+)"', plots.mlp([2, 4, 3, 5, 4, 2]).svg).group(1)) <= 740
