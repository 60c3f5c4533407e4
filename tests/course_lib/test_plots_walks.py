"""Los recorridos de un cambio: cada uno es el de encima con un eslabón más."""

import pytest
from dibujo import read

from course_lib import plots

LINKS = ["h_2", "h_3", "ℓ"]


def test_cada_recorrido_acaba_en_el_ultimo_eslabon_y_lleva_lo_que_se_mueve():
    made = plots.walks(LINKS, [["+1", "+3"], ["+1", "+0.2", "+0.6"]])
    written = read(made)
    assert [t for t in written if t in ("h₂", "h₃", "ℓ")] == ["h₃", "ℓ", "h₂", "h₃", "ℓ"]
    assert {"+1", "+3", "+0.2", "+0.6"} <= set(written)
    assert "Empujando h₂: h₂ se mueve +1, h₃ se mueve +0.2, ℓ se mueve +0.6." in made.alt


def test_lo_que_se_repite_va_a_trazos_y_el_eslabon_nuevo_no():
    assert "dasharray" not in plots.walks(LINKS, [["1", "2"]]).svg
    assert plots.walks(LINKS, [["1", "2"], ["1", "2", "3"]]).svg.count("dasharray") == 1


def test_un_recorrido_que_no_cabe_se_explica():
    with pytest.raises(ValueError, match=r"changes\[0\] debe tener entre 2 y 3 eslabones y tiene 1"):
        plots.walks(LINKS, [["1"]])
