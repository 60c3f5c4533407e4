"""El registro de ejercicios: se encuentran por su id, y un id repetido o desconocido se explica."""

import dataclasses
import importlib
import json
import pickle
import subprocess
import sys

import pytest

from autograder import exercise as registry
from autograder import exercises
from autograder.errors import CourseError
from autograder.exercise import (
    FORBIDDEN,
    MEASURES,
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
    "lesson, folder",
    [("00_presentacion", "presentacion"), ("tarea_jacobiano", "tarea_jacobiano"), ("13_receta_de_9", "receta_de_9")],
)
def test_la_carpeta_se_llama_como_la_leccion_sin_su_numero(lesson, folder):
    assert module_name(lesson) == folder


def test_una_leccion_da_sus_ejercicios_en_orden_y_la_que_no_tiene_ninguno():
    assert list(exercises_of("tarea_jacobiano"))[:3] == ["t1_producto_escalar", "t1_lineal", "t1_jacobiano_relu"]
    assert list(exercises_of("00_presentacion")) == ["primer_gradiente"]
    assert exercises_of("99_no_existe") == {}


def test_cada_ejercicio_dice_su_leccion_y_los_puntos_suman_lo_acordado():
    by_lesson = {e.lesson for e in all_exercises().values()}
    assert all(e in exercises_of(e.lesson).values() for e in all_exercises().values())
    assert {"00_presentacion", "tarea_jacobiano"} <= by_lesson
    assert sum(e.points for e in exercises_of("tarea_jacobiano").values()) == 16


DECLARATION = """
from dataclasses import replace
from autograder.exercises.tarea_jacobiano.t1_lineal import EXERCISE as T1
EXERCISE = replace(T1, id="{id}", lesson="{lesson}", order={order})
"""


@pytest.fixture
def add_exercise(tmp_path, monkeypatch):
    """Añade el archivo de un ejercicio que solo existe durante la prueba."""
    monkeypatch.setattr(exercises, "__path__", [*exercises.__path__, str(tmp_path)])
    modules = dict(sys.modules)

    def forget():
        importlib.invalidate_caches()
        registry.exercise_ids.cache_clear()
        registry._declared.cache_clear()

    def add(lesson, id_, source=DECLARATION, order=0):
        folder = tmp_path / module_name(lesson)
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        (folder / f"{id_}.py").write_text(source.format(id=id_, lesson=lesson, order=order), encoding="utf-8")
        forget()
        return folder

    yield add
    for name in sys.modules.keys() - modules:
        if name.startswith("autograder.exercises."):
            del sys.modules[name]
    forget()


def test_un_id_repetido_se_rechaza_y_dice_donde(add_exercise):
    add_exercise("07_copia", "t1_lineal")
    said = "«t1_lineal» está declarado dos veces: en .*copia/t1_lineal.py y en .*tarea_jacobiano/t1_lineal.py"
    with pytest.raises(CourseError, match=said):
        all_exercises()


def test_un_archivo_nuevo_se_descubre_solo_y_cada_uno_va_en_su_lugar(add_exercise):
    add_exercise("07_nueva", "a_lineal", order=20)
    add_exercise("07_nueva", "z_lineal", order=10)
    assert find_exercise("a_lineal").lesson == "07_nueva"
    assert list(exercises_of("07_nueva")) == ["z_lineal", "a_lineal"]
    assert {"a_lineal", "z_lineal"} <= all_exercises().keys()


@pytest.mark.parametrize(
    "source, said",
    [
        ("import un_modulo_que_no_existe", "rota.py, línea 1: no se puede leer .*un_modulo_que_no_existe"),
        ("\nx = (", "rota.py, línea 2: no se puede leer .*SyntaxError"),
        ("x = 1", "rota.py no declara ningún ejercicio: le falta «EXERCISE = Exercise"),
        (DECLARATION.replace("{id}", "otra"), "rota.py declara «otra», y el archivo se llama como su ejercicio"),
        (
            DECLARATION.replace("{lesson}", "09_x"),
            "«rota» dice que es de la lección «09_x» y está en .*«mala»",
        ),
    ],
)
def test_un_archivo_que_no_vale_se_explica(add_exercise, source, said):
    add_exercise("08_mala", "rota", source)
    for ask in (lambda: find_exercise("rota"), lambda: exercises_of("08_mala"), all_exercises):
        with pytest.raises(CourseError, match=said):
            ask()
    assert find_exercise("t1_lineal") is not None  # los demás se siguen encontrando


def test_una_carpeta_sin_init_se_explica(add_exercise):
    (add_exercise("08_mala", "una") / "__init__.py").unlink()
    with pytest.raises(CourseError, match="Falta autograder/exercises/mala/__init__.py"):
        find_exercise("t1_lineal")


def test_pedir_un_ejercicio_solo_importa_el_suyo_y_una_leccion_los_suyos():
    """Los nombres de los módulos de ejercicios que quedan cargados, sin lo que empieza por «_»."""
    code = """
import json, sys
from autograder.exercise import exercises_of, find_exercise
def loaded():
    names = (name.split(".")[2:] for name in sys.modules if name.startswith("autograder.exercises."))
    return sorted(".".join(name) for name in names if not name[-1].startswith("_"))
find_exercise("t1_lineal")
one = loaded()
exercises_of("00_presentacion")
print(json.dumps([one, loaded()]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    one, both = json.loads(done.stdout)
    assert one == ["tarea_jacobiano", "tarea_jacobiano.t1_lineal"]
    assert set(both) - set(one) == {"presentacion", "presentacion.primer_gradiente"}


def test_a_otro_proceso_viaja_el_nombre_y_alli_es_el_mismo():
    assert pickle.loads(pickle.dumps(T1)) is T1


def test_lo_prohibido_por_omision_lo_amplia_quien_quiera():
    assert "torch" in FORBIDDEN and "course_lib" in FORBIDDEN
    # Lo que mide no se prohíbe donde se pide medir.
    assert all(set(FORBIDDEN) - set(MEASURES) <= set(e.forbids) for e in all_exercises().values())


def test_una_declaracion_no_se_puede_cambiar():
    with pytest.raises(dataclasses.FrozenInstanceError):
        T1.points = 10
