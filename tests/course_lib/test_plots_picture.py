"""Una figura se lee sin verla, se guarda y no choca con otra."""

import re
import subprocess
import sys

import numpy as np
import pytest
from dibujo import read

from course_lib.plots.picture import picture
from course_lib.plots.svg import number, pretty, text


def test_el_texto_raro_no_rompe_el_svg():
    made = picture('<b>"&', "a < b \x00 \ud800", (100, 40), text(1, 1, "<script>&\x07"), ["x & y"], "<i>")
    assert read(made) == ["<script>&�", "x & y", "<i>"]
    assert "\x00" not in made.svg and "<b>" not in made.svg


def test_dos_figuras_distintas_no_comparten_identificadores_y_la_misma_sale_igual():
    one, again, other = (picture("t", "d", (9, 9), text(0, 0, body)) for body in "aab")
    assert one == again
    ids = [set(re.findall('id="([^"]+)"', each.svg)) for each in (one, other)]
    assert not ids[0] & ids[1]


def test_un_aviso_largo_se_parte_y_no_se_sale():
    made = picture("t", "d", (100, 20), "", ["palabra " * 40])
    lines = read(made)
    assert len(lines) > 3 and " ".join(lines) == ("palabra " * 40).strip()


def test_lo_ancho_se_desplaza_con_el_teclado_en_vez_de_encogerse():
    html = picture("t", "d", (3000, 20), "")._repr_mimebundle_()["text/html"]
    assert html.startswith('<div tabindex="0" style="overflow-x:auto')
    assert 'width="3000"' in html and 'style="max-width:none;' in html


def test_guardar_escribe_el_svg(tmp_path):
    made = picture("t", "d", (9, 9), text(0, 0, "ℓ"))
    path = made.save(tmp_path / "figura.svg")
    assert path.read_text(encoding="utf-8") == made.svg


def test_guardar_mal_se_explica(tmp_path):
    made = picture("t", "d", (9, 9), "")
    with pytest.raises(ValueError, match=r"debe acabar en \.svg y se llama a\.png: prueba con a\.svg"):
        made.save(tmp_path / "a.png")
    with pytest.raises(FileNotFoundError, match=r"^No existe la carpeta .*nada, donde iba a\.svg: créala antes\.$"):
        made.save(tmp_path / "nada" / "a.svg")


@pytest.mark.parametrize(
    "value, written",
    [
        (3, "3"),
        (-0.0, "0"),
        (-1.950318, "-1.95"),
        (0.731059, "0.7311"),
        (12345.678, "1.235e+04"),
        (1e-12, "1e-12"),
        (np.nan, "NaN"),
        (np.inf, "∞"),
        (-np.inf, "-∞"),
    ],
)
def test_los_numeros_llevan_cuatro_cifras(value, written):
    assert number(value) == written


def test_importar_los_dibujos_no_carga_matplotlib_ni_el_colocador():
    code = "import sys, course_lib.plots; print(sorted({'matplotlib', 'fast_sugiyama', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "name, written", [("f_0", "f₀"), ("∂ℓ/∂ω_12", "∂ℓ/∂ω₁₂"), ("coste_total", "coste_total"), ("1_000", "1_000")]
)
def test_los_indices_se_escriben_abajo(name, written):
    assert pretty(name) == written
