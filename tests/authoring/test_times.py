"""Lo que se tarda en una lección: qué cuenta, qué no y dónde se escribe."""

import json

import pytest

from autograder import cli
from autograder.authoring.build import build
from autograder.authoring.sources import read_source
from autograder.authoring.times import Time, count_words, describe, measure, time_problems, with_time
from autograder.notebook.roles import DURATION


def time_of(course):
    return measure(read_source(course.root, "90_mini"), "90_mini")


@pytest.mark.parametrize(
    "markdown, words",
    [
        ("Tres palabras **justas**.", 3),
        ("Antes\n\n```python\nno cuenta = nada\n```\n\ny después", 3),
        ("La fórmula $a + b$ y `el código`:\n\n$$\\frac{uno}{dos}$$", 3),
        ('<details><summary>Lo plegado</summary>\n\ntambién <span style="color: red">se lee</span></details>', 5),
        ("[lección 01](01_regla_de_la_cadena.ipynb) <!-- nota mía -->", 2),
        ("| a | dos palabras |\n|---|---:|\n", 3),
        ('<svg><text x="1">dibujo</text></svg> visto&nbsp;así', 2),
        ("ida-vuelta, 3,5 y O'Neil", 4),
        ("", 0),
    ],
)
def test_se_cuentan_las_palabras_que_ve_quien_lee(markdown, words):
    assert count_words(markdown) == words


def test_cada_cosa_tarda_lo_suyo():
    assert Time(words=1500, cells=8, exercises=2, points=3, optional=False).minutes == 10 + 6 + 8 + 9


def test_cuentan_las_celdas_que_llegan_al_estudiante_y_no_la_respuesta_modelo(course):
    time = time_of(course)
    # Preparación, respuesta y corrección; la otra solución no le llega. La pregunta escrita es un ejercicio más.
    assert (time.cells, time.exercises, time.points) == (3, 2, 6)
    seen = "Una lección de prueba Te toca el cuadrado Escribe la derivada de Por qué Lo que te llevas"
    assert time.words == len(f"{seen} Hecho con honradez por tu nombre".split())


def test_lo_optativo_no_cuenta_ni_a_media_celda(course):
    before = time_of(course)
    course.edit_lesson("Hecho con honradez", "## Para quien quiera más\n\nUna parrafada.\n\n+++\n\nHecho con honradez")
    after = time_of(course)
    assert after.optional and not before.optional
    assert after.words == before.words - len("Hecho con honradez por tu nombre".split())
    course.edit_lesson("Escribe la derivada", "## Para quien quiera más\n\nEscribe la derivada")
    assert (time_of(course).cells, time_of(course).exercises) == (1, 0)


@pytest.mark.parametrize(
    "minutes, exercises, optional, said",
    [
        (61, 5, True, "**Unos 65 minutos**, con cinco ejercicios; «Para quien quiera más» va aparte."),
        (75, 1, False, "**Unos 75 minutos**, con un ejercicio."),
        (2, 0, False, "**Unos 5 minutos**."),
        (91, 0, False, "**Unas 2 horas**."),
        (139, 13, False, "**Unas 2 horas y media**, con 13 ejercicios."),
    ],
)
def test_la_duracion_se_dice_en_numeros_redondos_y_hacia_arriba(minutes, exercises, optional, said):
    words = 150 * (minutes - 4 * exercises)
    time = Time(words, cells=0, exercises=exercises, points=0, optional=optional)
    assert (time.minutes, describe(time)) == (minutes, said)
    assert DURATION.fullmatch(said)  # al calificar se reconoce, por si cambia después de entregar


def test_build_la_escribe_bajo_el_titulo_y_en_ningun_otro_sitio(course):
    build(course.root)
    cells = ["".join(cell["source"]) for cell in json.loads(course.notebook.read_text(encoding="utf-8"))["cells"]]
    assert cells[0].startswith("# Una lección de prueba\n\n**Unos 30 minutos**, con dos ejercicios.\n\n<svg")
    assert not any("minutos" in text for text in cells[1:])
    assert "minutos" not in course.lesson.read_text(encoding="utf-8")


def test_tardar_mas_no_cambia_el_id_de_la_celda(course):
    def first_cell():
        build(course.root)
        return json.loads(course.notebook.read_text(encoding="utf-8"))["cells"][0]

    before = first_cell()
    course.edit_lesson("Hecho con honradez", "palabra " * 3000 + "Hecho con honradez")
    after = first_cell()
    assert before["id"] == after["id"] and before["source"] != after["source"]


def test_una_leccion_sin_titulo_se_queda_como_estaba():
    assert with_time("Sin título\n## Esto no lo es", Time(0, 0, 0, 0, False)) == "Sin título\n## Esto no lo es"


def test_una_leccion_que_no_cabe_en_una_clase_se_dice_y_una_tarea_no(course):
    course.edit_lesson("Hecho con honradez", "palabra " * 9000 + "Hecho con honradez")
    nb = read_source(course.root, "90_mini")
    (problem,) = time_problems(nb, "90_mini")
    assert problem.startswith("solutions/90_mini.md: lo principal pide 88 minutos y no debe pasar de 75.")
    assert time_problems(nb, "tarea_mini") == []


def test_lint_times_ensena_las_cuentas(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert cli.main(["lint", "--times"]) == 0
    heads, row = capsys.readouterr().out.splitlines()
    assert heads.split() == ["lección", "palabras", "celdas", "ejercicios", "puntos", "minutos"]
    assert row.split() == ["90_mini", "24", "3", "2", "6", "28"]
