"""El camino por el curso sale de la tabla del README y de las lecciones."""

from pathlib import Path

from autograder.authoring.sources import lessons
from autograder.site.syllabus import syllabus

ROOT = Path(__file__).resolve().parents[2]
SOURCE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
---

# {title}

**Al terminar sabrás**

- sumar con los dedos;
- restar.
"""


def test_estan_todas_las_lecciones_y_cada_una_dice_que_se_aprende():
    found = syllabus(ROOT)
    assert sorted(lesson.name for lesson in found) == lessons(ROOT)
    assert all(lesson.summary and lesson.minutes > 0 and lesson.exercises > 0 for lesson in found)


def test_el_orden_es_el_de_la_tabla_y_la_tarea_va_en_su_sitio():
    names = [lesson.name for lesson in syllabus(ROOT)]
    assert names.index("04b_la_cadena_con_vectores") + 1 == names.index("tarea_jacobiano")
    assert [lesson.number for lesson in syllabus(ROOT)][7] == "T1"


def test_una_leccion_que_no_esta_en_la_tabla_va_al_final_con_su_titulo(tmp_path):
    (tmp_path / "solutions").mkdir()
    for name, title in (("a_nueva", "Contar"), ("z_vieja", "Otra")):
        (tmp_path / "solutions" / f"{name}.md").write_text(SOURCE.format(title=title), encoding="utf-8")
    (tmp_path / "README.md").write_text("| [Z](notebooks/z_vieja.ipynb) | lo de siempre |\n", encoding="utf-8")
    assert [(one.name, one.title, one.summary) for one in syllabus(tmp_path)] == [
        ("z_vieja", "Z", "lo de siempre"),
        ("a_nueva", "Contar", "sumar con los dedos"),
    ]
