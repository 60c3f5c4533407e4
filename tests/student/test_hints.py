"""Las pistas: de una en una, y después todas."""

import pytest

from autograder.errors import CourseError
from autograder.exercise import all_exercises
from autograder.student import progress
from autograder.student.hints import hint, next_hint


def t1_lineal(A, x):
    raise NotImplementedError


T1 = all_exercises()["t1_lineal"]


@pytest.mark.parametrize("asked", [t1_lineal, "t1_lineal"])
def test_van_de_una_en_una_y_luego_todas(asked):
    given = [next_hint(asked) for _ in range(4)]
    assert [notice.message for notice in given[:3]] == list(T1.hints)
    assert given[0].title == "Pista 1 de 3 · t1_lineal"
    assert "Ya viste las 3" in given[3].message and all(text in given[3].message for text in T1.hints)
    assert next_hint(asked) == given[3]


def test_las_de_un_ejercicio_no_gastan_las_de_otro():
    next_hint("t1_lineal")
    assert next_hint("t1_norma").title.startswith("Pista 1 de 3")


def test_tras_reiniciar_el_kernel_sigue_la_que_tocaba():
    next_hint("t1_lineal")
    progress._memory.clear()  # lo único que un reinicio se lleva
    assert next_hint("t1_lineal").message == T1.hints[1]


def test_con_el_archivo_roto_empieza_por_la_primera():
    progress.path().parent.mkdir(parents=True)
    progress.path().write_text('{"t1_lineal": {"hints": "muchas"}}')
    assert next_hint("t1_lineal").message == T1.hints[0]


def test_sin_poder_guardar_tambien_avanzan(folder):
    folder.write_text("no es una carpeta")
    assert [next_hint("t1_lineal").message for _ in range(3)] == list(T1.hints)


def test_un_nombre_que_no_existe_propone_el_mas_parecido(capsys):
    with pytest.raises(CourseError, match="¿Querías «t1_lineal»?"):
        next_hint("t1_lienal")
    hint("t1_lienal")
    assert "¿Querías «t1_lineal»?" in capsys.readouterr().out


@pytest.mark.parametrize("nonsense", [3, None, [t1_lineal]])
def test_pedir_pistas_de_lo_que_no_es_una_funcion_no_lanza(nonsense, capsys):
    hint(nonsense)
    assert "función" in capsys.readouterr().out


def test_se_ensena_en_la_terminal(capsys):
    hint(t1_lineal)
    assert capsys.readouterr().out == f"Pista 1 de 3 · t1_lineal: {T1.hints[0]}\n"
