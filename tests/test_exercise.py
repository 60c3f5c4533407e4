"""El registro de ejercicios: se encuentran por su id, y un id repetido o desconocido se explica."""

import dataclasses
import sys
import types

import pytest

from autograder import exercise as registry
from autograder import exercises
from autograder.errors import CourseError
from autograder.exercise import (
    all_exercises,
    exercises_of,
    find_exercise,
    module_name,
)

T1 = all_exercises()["t1_lineal"]


def test_un_ejercicio_se_encuentra_por_su_id():
    assert find_exercise("t1_lineal") is T1
    assert T1.signature == "t1_lineal(A, x)" and T1.test_id == "test_t1_lineal"


@pytest.mark.parametrize("asked, close", [("t1_lienal", "t1_lineal"), ("primer_gradinte", "primer_gradiente")])
def test_un_id_desconocido_propone_el_mas_parecido(asked, close):
    with pytest.raises(CourseError, match=f"«{asked}».*¿Querías «{close}»?"):
        find_exercise(asked)


def test_un_id_que_no_se_parece_a_nada_no_propone():
    with pytest.raises(CourseError) as caught:
        find_exercise("zzz")
    assert "Querías" not in str(caught.value)


@pytest.mark.parametrize(
    "lesson, module",
    [("00_presentacion", "presentacion"), ("tarea_jacobiano", "tarea_jacobiano"), ("13_receta_de_9", "receta_de_9")],
)
def test_el_modulo_se_llama_como_la_leccion_sin_su_numero(lesson, module):
    assert module_name(lesson) == module


def test_una_leccion_da_sus_ejercicios_en_orden_y_la_que_no_tiene_ninguno():
    assert list(exercises_of("tarea_jacobiano"))[:3] == ["t1_producto_escalar", "t1_lineal", "t1_forma_cuadratica"]
    assert list(exercises_of("00_presentacion")) == ["primer_gradiente"]
    assert exercises_of("99_no_existe") == {}


def test_cada_ejercicio_dice_su_leccion_y_los_puntos_suman_lo_acordado():
    by_lesson = {e.lesson for e in all_exercises().values()}
    assert all(e in exercises_of(e.lesson).values() for e in all_exercises().values())
    assert {"00_presentacion", "tarea_jacobiano"} <= by_lesson
    assert sum(e.points for e in exercises_of("tarea_jacobiano").values()) == 16


@pytest.fixture
def add_module(tmp_path, monkeypatch):
    """Añade un módulo de declaraciones que sólo existe durante la prueba."""

    def forget():
        all_exercises.cache_clear()
        exercises_of.cache_clear()

    def add(name, source="", **names):
        (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.setattr(exercises, "__path__", [*exercises.__path__, str(tmp_path)])
        if names:
            module = types.ModuleType(f"autograder.exercises.{name}")
            vars(module).update(names)
            monkeypatch.setitem(sys.modules, module.__name__, module)
        forget()

    yield add
    forget()


def test_un_id_repetido_se_rechaza_y_dice_donde(add_module):
    add_module("copia", OTRO=dataclasses.replace(T1, lesson="07_copia"))
    with pytest.raises(CourseError, match="«t1_lineal» está declarado dos veces: en 07_copia y en tarea_jacobiano"):
        all_exercises()


def test_un_modulo_nuevo_se_descubre_solo(add_module):
    add_module("nueva", NUEVO=dataclasses.replace(T1, id="otro_lineal", lesson="07_nueva"))
    assert find_exercise("otro_lineal").lesson == "07_nueva"
    assert list(registry.exercises_of("07_nueva")) == ["otro_lineal"]


def test_una_declaracion_que_importa_algo_que_falta_no_se_calla(add_module):
    add_module("rota", "import un_modulo_que_no_existe")
    with pytest.raises(ModuleNotFoundError, match="un_modulo_que_no_existe"):
        exercises_of("08_rota")


def test_una_declaracion_no_se_puede_cambiar():
    with pytest.raises(dataclasses.FrozenInstanceError):
        T1.points = 10
