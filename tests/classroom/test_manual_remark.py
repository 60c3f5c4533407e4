"""El comentario guarda los niveles y lo que se añade, y se vuelve a leer."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.rubric import Criterion, Level
from autograder.classroom.manual.remark import read, written

LEVELS = (Level("entera", 1.0, "todo"), Level("a medias", 0.5, "las formas. Y (algo) más"), Level("nada", 0.0, ""))
RUBRIC = (Criterion("Los dos órdenes", 1.0, LEVELS), Criterion("Tu medida: en µs", 1.5, LEVELS))


def test_dice_el_nivel_lo_que_vale_y_si_no_es_todo_que_se_vio():
    text = written(RUBRIC, {"Los dos órdenes": "entera", "Tu medida: en µs": "a medias"}, " Repasa el 05. ")
    assert text == (
        "Los dos órdenes: entera (1 de 1).\n"
        "Tu medida: en µs: a medias (0.75 de 1.5). Las formas. Y (algo) más.\n\nRepasa el 05."
    )


def test_lo_que_otro_escribio_en_el_formgrader_es_entero_el_comentario():
    assert read(RUBRIC, "Muy bien.\nLos dos órdenes: entera (1 de 1).") == (
        {},
        "Muy bien.\nLos dos órdenes: entera (1 de 1).",
    )
    assert read(RUBRIC, "Los dos órdenes: regular (1 de 1).") == ({}, "Los dos órdenes: regular (1 de 1).")
    assert read(RUBRIC, None) == ({}, "")


names = st.sampled_from([level.name for level in LEVELS])


@given(
    st.fixed_dictionaries({}, optional={criterion.name: names for criterion in RUBRIC}),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0")),
)
def test_lo_escrito_se_vuelve_a_leer(levels, note):
    assert read(RUBRIC, written(RUBRIC, levels, note)) == (levels, note.strip())
