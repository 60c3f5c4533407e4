"""Una respuesta en piezas, también la que no es Python o está hecha para no acabar."""

import pytest

from autograder.classroom.similar import tokens
from autograder.classroom.similar.tokens import MAX_SOURCE, read_code, read_words


def texts(source):
    return [piece.text for piece in read_code(source).pieces]


def test_los_nombres_propios_los_comentarios_y_los_docstrings_no_cuentan():
    one = 'def f(x):\n    """Hace algo."""\n    total = x + 1.0  # sumo uno al principio\n    return total\n'
    other = "def g(dato):\n    y = dato + 1\n\n\n    return y"
    assert texts(one) == texts(other)


def test_lo_de_numpy_si_cuenta():
    assert texts("np.exp(x)") != texts("np.log(x)") and texts("x.T") != texts("x.sum")


def test_cada_pieza_sabe_donde_estaba():
    source = "def f(x):\n    return np.where(x > 0, x, 0)\n"
    for piece in read_code(source).pieces:
        assert source[piece.start : piece.end] == piece.text or piece.text == "V"


def test_los_nombres_y_los_comentarios_van_aparte():
    read = read_code("def f(x):\n    acumulado = x  # esto lo suma todo\n    return acumulado\n")
    assert read.names == {"acumulado"} and [c.text for c in read.comments] == ["esto lo suma todo"]


@pytest.mark.parametrize(
    "source", ["def f(:\n  return (", "'''", "\x00\x01", "é" * 50, "((((" * 20_000, "\t\n" * 20_000, ""]
)
def test_lo_que_no_es_python_se_lee_igual(source):
    read = read_code(source)
    assert all(0 <= p.start < p.end <= min(len(source), MAX_SOURCE) for p in read.pieces)


def test_las_palabras_se_comparan_sin_acentos_ni_mayusculas():
    assert [p.text for p in read_words("¡Más MEMORIA, más!").pieces] == ["mas", "memoria", "mas"]


def test_lo_que_no_acaba_de_leerse_sale_vacio(monkeypatch):
    monkeypatch.setattr(tokens, "SECONDS", 0.05)
    assert read_code("\t\n" * 9_000) == tokens.Read()
