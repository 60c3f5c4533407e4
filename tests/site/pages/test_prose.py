"""Unas palabras se buscan donde son texto."""

import pytest

from autograder.site.pages.prose import find, said


@pytest.mark.parametrize(
    "apart",
    [
        "`nodo`",
        "$nodo$",
        "$$\nnodo\n$$",
        "```python\nnodo = 1\n```",
        "[el nodo](x.md)",
        "# El nodo",
        '<a href="#">nodo</a>',
    ],
)
def test_lo_que_no_es_texto_no_cuenta(apart):
    assert find([apart], said("nodo")) is None
    text = f"{apart}\n\nUn nodo."
    assert text[slice(*find([text], said("nodo"))[1:])] == "nodo"


def test_la_primera_manera_gana_aunque_este_mas_abajo():
    assert find(["un nodo", "otro **nodo**"], r"\*\*nodo\*\*", "nodo")[0] == 1


def test_las_palabras_pueden_cambiar_de_renglon_y_son_enteras():
    assert find(["el paso\natrás"], said("paso atrás"))
    assert find(["pasos atrás"], said("paso atrás")) is None
