"""Qué es cada celda."""

import time

import nbformat
import pytest

from autograder.notebook.read import CLASS_ONLY
from autograder.notebook.roles import Published, defines, is_prose


def cell(source, id_="mia", kind="code", **metadata):
    new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return new(source, id=id_, metadata=metadata)


PUBLISHED = Published(
    [
        cell("import numpy as np", "preparacion"),
        cell("raise NotImplementedError", "f", nbgrader={"solution": True, "grade_id": "f"}),
        cell("check(f)", "test_f", nbgrader={"grade": True, "grade_id": "test_f"}),
        cell("plot()", "figura", tags=[CLASS_ONLY]),
    ]
)


@pytest.mark.parametrize(
    "mine, id_",
    [
        (cell("lo que sea", nbgrader={"grade_id": "f"}), "f"),
        (cell("lo que sea", "f"), "f"),
        (cell(" check(f)\n"), "test_f"),
        (cell("import numpy as np", kind="markdown"), None),
        (cell("raise NotImplementedError"), None),  # el texto de una respuesta en blanco es el de muchas
        (cell(""), None),
    ],
)
def test_una_celda_se_conoce_por_su_nombre_por_su_id_o_por_su_texto(mine, id_):
    assert PUBLISHED.match(mine) == id_


def test_una_celda_solo_de_clase_se_salta_mientras_siga_como_se_publico():
    same, changed = cell("plot()"), cell("plot()\ndef g(): pass", "figura", tags=[CLASS_ONLY])
    assert PUBLISHED.skipped(PUBLISHED.match(same), same)
    assert not PUBLISHED.skipped(PUBLISHED.match(changed), changed)
    assert not PUBLISHED.skipped(None, cell("x", tags=[CLASS_ONLY]))


@pytest.mark.parametrize(
    "text, found",
    [
        ("def f(x):\n    pass", True),
        ("if a:\n    async  def f(): pass", True),
        ("%magia\ng = f = lambda x: x", True),
        ("f: int = 3", True),
        ("class f: pass", True),
        ("def f(", True),
        ("f == 3\nh(f=3)\ndef ff(): pass\n# def f(): pass", False),
        ("\0", False),
    ],
)
def test_si_un_texto_define_un_nombre(text, found):
    assert defines(text, "f") is found


@pytest.mark.parametrize(
    "text, found",
    [
        ("# Porque así cada paso es\n# matriz por vector.", True),
        ('"""Porque así cuesta menos."""', True),
        ("print('Porque así cuesta menos.')", True),
        ("Porque así cada paso es matriz por vector.", True),
        ("%%markdown\nPorque así cuesta menos.", True),
        ("# a = 1\n# print(a)", False),
        ("# abajo", False),
        ("print(2)", False),
        ("# Porque así cuesta menos\na = 1", False),
        ("!pip install numpy", False),
        ("np.dot?", False),
        ("%%time\nPorque sí, hombre", False),
        ("porque sí " * 10_000, False),
    ],
)
def test_un_texto_en_una_celda_de_codigo_es_un_texto_y_el_codigo_comentado_no(text, found):
    assert is_prose(text) is found


@pytest.mark.parametrize("text", ["a=" * 200_000, "(" * 400_000, " " * 400_000, "a " * 200_000 + "\n" * 200_000])
def test_mirar_un_texto_enorme_cuesta_lo_que_mide(text):
    began = time.process_time()
    assert not defines(text, "f")
    assert time.process_time() - began < 60  # con vuelta atrás serían horas


def test_lo_que_se_tarda_puede_haber_cambiado_desde_que_se_entrego():
    def text(minutes, rest="De qué va."):
        return f"# Título\n\n{minutes}{rest}"

    new = nbformat.v4.new_markdown_cell(text("**Unos 35 minutos**, con dos ejercicios.\n\n"), id="titulo")
    essay = nbformat.v4.new_markdown_cell("¿Por qué?", id="escrita", metadata={"nbgrader": {"solution": True}})
    published = Published([new, essay])
    for before in ("**Unos 30 minutos**, con un ejercicio.\n\n", "**Unas 2 horas y media**.\n\n", ""):
        assert published.untouched("titulo", text(before))
    assert not published.untouched("titulo", text("**Unos 35 minutos**.\n\n", rest="Mi respuesta."))
    assert not published.untouched("escrita", "**Unos 30 minutos**.\n¿Por qué?")
