"""La cadena con los dos pasos: lo que se dibuja, lo que se dice con palabras y lo que se pide."""

import re

import pytest
from dibujo import read

from course_lib import plots

CHAIN = dict(
    names=["x", "z", "J"],
    operations=["Ω_0, β_0", "ReLU"],
    gradients=["∂J/∂x", "∂J/∂z", "1"],
    local=["Ω₀ᵀ", "𝕀"],
    shapes=[(3,), (2,), ()],
)


def test_lleva_cada_valor_su_forma_y_su_gradiente():
    written = read(plots.two_passes(**CHAIN))
    assert {"x", "z", "J", "(3,)", "(2,)", "()", "∂J/∂x", "∂J/∂z", "Ω₀, β₀", "Ω₀ᵀ"} <= set(written)


def test_cabe_en_el_ancho_del_texto_aunque_haya_nueve_valores():
    nine = dict(names=list("abcdefghi"), operations=["o"] * 8, gradients=["g"] * 9, local=["l"] * 8, shapes=[()] * 9)
    assert int(re.search(r'width="(\d+)"', plots.two_passes(**nine).svg).group(1)) <= 760


def test_el_texto_alternativo_cuenta_los_dos_pasos():
    alt = plots.two_passes(**CHAIN).alt
    assert "x → z (Ω₀, β₀); z → J (ReLU)" in alt
    assert "1, de forma (); ∂J/∂z, de forma (2,); ∂J/∂x, de forma (3,)" in alt


def test_un_gradiente_vacio_no_deja_vuelta():
    without = {**CHAIN, "gradients": ["", "∂J/∂z", "1"]}
    assert "Ω₀ᵀ" not in read(plots.two_passes(**without))


def test_si_las_listas_no_casan_lo_explica():
    with pytest.raises(ValueError, match="Con 3 valores van 2 operaciones.*llegaron 1, 3, 2 y 3"):
        plots.two_passes(**{**CHAIN, "operations": ["ReLU"]})
