"""Una figura por pasos: un botón por dibujo, y todo lo que dicen, también con palabras."""

from xml.etree import ElementTree

import pytest

from course_lib import plots

FRAMES = {"una fuerza": plots.forces(["a"], [1.0]), "desde h_1": plots.walks(["h_1", "ℓ"], [["1", "2"]])}


def test_hay_un_boton_por_dibujo_y_se_empieza_en_el_primero():
    html = plots.steps(FRAMES)._repr_mimebundle_()["text/html"]
    root = ElementTree.fromstring(html)
    buttons, labels = root.findall("input"), root.findall("label")
    assert [button.get("type") for button in buttons] == ["radio", "radio"]
    assert [button.get("checked") is not None for button in buttons] == [True, False]
    assert [label.get("for") for label in labels] == [button.get("id") for button in buttons]
    assert [label.text for label in labels] == ["1 · una fuerza", "2 · desde h₁"]
    assert len({button.get("name") for button in buttons}) == 1


def test_cada_dibujo_esta_entero_y_el_texto_los_cuenta_todos():
    bundle = plots.steps(FRAMES)._repr_mimebundle_()
    assert bundle["text/html"].count('role="img"') == 2
    assert bundle["text/plain"] == f"1. una fuerza: {FRAMES['una fuerza'].alt}\n2. desde h₁: {FRAMES['desde h_1'].alt}"


def test_dos_figuras_en_una_pagina_no_comparten_botones():
    one, other = (plots.steps({"a": plots.forces(["a"], [value])}) for value in (1.0, 2.0))
    names = [ElementTree.fromstring(f._repr_mimebundle_()["text/html"]).find("input").get("name") for f in (one, other)]
    assert len(set(names)) == 2


def test_lo_que_no_son_dibujos_se_explica():
    with pytest.raises(TypeError, match="diccionario de dibujos"):
        plots.steps([plots.relu()])
    with pytest.raises(ValueError, match="vacío"):
        plots.steps({})
