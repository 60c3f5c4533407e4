"""La rúbrica se lee de la solución de su pregunta, y lo que no cuadra se dice."""

import pytest

from autograder.authoring.rubric import read_rubric, written_questions

TABLE = """Un texto.

| parte | puntos | entera: 100 % | a medias: 50 % | nada: 0 % |
|---|---|---|---|---|
| Los **dos** órdenes | 1,5 | bien | solo formas | «da igual» |
| La medida | 2.5 | con causa | sin causa | sin medida |

Y otro texto."""


def test_la_tabla_da_criterios_puntos_y_niveles():
    first, second = read_rubric(TABLE, 4)
    assert (first.name, first.points, [level.name for level in first.levels]) == (
        "Los dos órdenes",
        1.5,
        ["entera", "a medias", "nada"],
    )
    assert (first.worth("a medias"), second.worth("entera"), second.worth("nada")) == (0.75, 2.5, 0)
    assert second.levels[1].text == "sin causa"


def test_sin_tabla_no_hay_rubrica_y_una_tabla_de_otra_cosa_no_lo_es():
    assert read_rubric("| n | K |\n|---|---|\n| 1 | 2 |\n", 4) == ()


@pytest.mark.parametrize(
    "old, new, why",
    [
        ("1,5", "2", "suma 4.5 y la pregunta vale 4"),
        ("a medias: 50 %", "a medias", "«a medias»"),
        ("entera: 100 %", "entera: 120 %", "«entera: 120 %»"),
        ("| 2.5 |", "| mucho |", "sus puntos"),
        ("| sin causa | sin medida |", "| sin causa |", "3 niveles"),
        ("La medida", "Los **dos** órdenes", "dos veces"),
    ],
)
def test_lo_que_no_cuadra_se_dice(old, new, why):
    assert old in TABLE
    with pytest.raises(ValueError, match=why.replace("|", r"\|")):
        read_rubric(TABLE.replace(old, new), 4)


def test_la_de_la_tarea_suma_lo_que_vale_y_no_se_publica(root):
    (question,) = written_questions(root, "tarea_jacobiano").values()
    assert question.id == "t1_pregunta_escrita" and len(question.rubric) == 4
    assert sum(criterion.points for criterion in question.rubric) == question.points == 4
    published = (root / "notebooks" / "tarea_jacobiano.ipynb").read_text(encoding="utf-8")
    assert question.rubric[0].levels[0].text not in published
