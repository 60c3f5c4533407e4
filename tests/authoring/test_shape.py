"""La forma de una lección: el dibujo del principio, los «Te toca», el resumen y lo que va detrás."""

import pytest

from autograder.authoring.shape import shape_problems
from autograder.authoring.sources import read_source

SUMMARY = "## Lo que te llevas\n"


def shape(course, name="90_mini"):
    return shape_problems(read_source(course.root, "90_mini"), name)


def test_el_curso_minimo_tiene_la_forma(course):
    assert shape(course) == []


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("### Te toca: el cuadrado", "## El cuadrado", "«mini_cuadrado» está bajo «## El cuadrado»: un ejercicio se"),
        ("### Te toca: el cuadrado", "### Te toca: el cuadrado\n\n#### Ojo", "está bajo «#### Ojo»"),
        ("### Te toca: el cuadrado", "### Te toca:", "está bajo «### Te toca:»"),
        (SUMMARY, "", "tiene 0 resúmenes"),
        (SUMMARY, SUMMARY * 2, "tiene 2 resúmenes"),
        (SUMMARY, f"## Para quien quiera más\n\n{SUMMARY}", "va justo detrás de «## Lo que te llevas»"),
        (SUMMARY, f"{SUMMARY}\n## Otra cosa\n\n## Para quien quiera más\n", "va justo detrás de «## Lo que te llevas»"),
        (SUMMARY, f"{SUMMARY}\n## Otra cosa\n", "detrás de «## Lo que te llevas» hay más apartados"),
        ("<svg", "<p", "no hay ningún dibujo en sus primeras 8 celdas"),
    ],
)
def test_lo_que_no_esta_en_su_sitio_se_dice(course, old, new, said):
    course.edit_lesson(old, new)
    (problem,) = shape(course)
    assert problem.startswith("solutions/90_mini.md: ") and said in problem


@pytest.mark.parametrize(
    "old, new",
    [
        ("### Te toca: el cuadrado", "## Te toca: el cuadrado"),
        ("### Te toca: el cuadrado", "### Te toca: el cuadrado\n\n```python\n# no es un encabezado\n```"),
        (SUMMARY, f"{SUMMARY}\n## Para quien quiera más\n\n### Uno"),
    ],
)
def test_lo_que_si_vale(course, old, new):
    course.edit_lesson(old, new)
    assert shape(course) == []


def test_la_tarea_tiene_su_propia_forma(course):
    course.edit_lesson("### Te toca: el cuadrado", "## 1 · El cuadrado")
    assert shape(course, "tarea_mini") == []
