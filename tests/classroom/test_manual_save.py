"""La nota de una persona queda donde la guarda el formgrader, y dos a la vez no se pisan."""

import sqlite3

import pytest
from entregas import QUESTION, T1
from mesa_manual import LINEAL, hurried, three
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError

from autograder.classroom.manual import save as saving
from autograder.classroom.manual.questions import BLANK, CHANGED, MARKED, WAITING
from autograder.classroom.manual.save import Conflict, Refused, read_points
from autograder.errors import CourseError

LEVELS = {"Los dos órdenes": "entera", "Tu medida": "a medias", "El otro orden": "nada", "Un error tuyo": "entera"}


@pytest.fixture(scope="module")
def group(root, t1, tmp_path_factory):
    return three(tmp_path_factory.mktemp("mano"), root, t1)


@pytest.fixture
def desk(group):
    return group.desk()


def answer(desk, student, question=QUESTION):
    asked, found = desk.read()
    return asked[question], next(a for a in found if (a.student, a.question) == (student, question))


def mark(desk, student, points, note="", levels=None, version=None, question=QUESTION):
    asked, seen = answer(desk, student, question)
    sent = {"points": points, "note": note, "levels": levels or {}, "version": version or seen.version}
    return desk.mark(asked, seen, sent)


def test_lo_que_espera_sale_de_lo_apuntado_con_su_estado(desk):
    asked, found = desk.read()
    assert list(asked) == [QUESTION, LINEAL] and len(asked[QUESTION].rubric) == 4
    states = {a.student: a.state for a in found if a.question == QUESTION}
    assert states == {"ana": WAITING, "beto": WAITING, "cloe": WAITING, "dana": BLANK, "eva": WAITING}
    (unjudged,) = (a for a in found if a.question == LINEAL)
    assert (unjudged.student, unjudged.state, unjudged.why) == ("eva", WAITING, "Un mensaje.")


def test_el_orden_y_las_etiquetas_no_dicen_de_quien_son_y_no_cambian(desk, group):
    _, found = desk.read()
    order = [(a.label, a.student) for a in found if a.question == QUESTION]
    assert [(a.label, a.student) for a in group.desk().read()[1] if a.question == QUESTION] == order
    assert len({label for label, _ in order}) == 5 and [s for _, s in order] != sorted(s for _, s in order)
    assert not any(label.casefold() in "anabetocloedanaeva" for label, _ in order)
    (group.folder / "retropropagacion.key").write_bytes(b"k" * 32)
    try:  # quien sabe los ids y no tiene la clave no puede saber cuál es de quién
        assert {a.label for a in group.desk().read()[1]}.isdisjoint(label for label, _ in order)
    finally:
        (group.folder / "retropropagacion.key").unlink()


def test_la_nota_y_el_comentario_los_ve_nbgrader_y_ya_no_espera(desk, group):
    saved = mark(desk, "ana", "2,5", "Bien visto.", LEVELS)
    assert (saved.state, saved.points, saved.levels, saved.note) == (MARKED, 2.5, LEVELS, "Bien visto.")
    with Gradebook(group.url) as theirs:
        grade = theirs.find_grade(QUESTION, T1, T1, "ana")
        comment = theirs.find_comment(QUESTION, T1, T1, "ana")
        assert (grade.manual_score, grade.needs_manual_grade, grade.score) == (2.5, False, 2.5)
        assert comment.manual_comment.startswith("Los dos órdenes: entera (1 de 1).\nTu medida: a medias (0.5 de 1).")
        assert comment.manual_comment.endswith("\n\nBien visto.")
        assert not theirs.find_submission_notebook(T1, T1, "ana").needs_manual_grade
    item = group.standing("ana").items[QUESTION]
    assert (item.status, item.points, item.remark) == ("graded", 2.5, comment.manual_comment)
    assert answer(desk, "ana")[1] == saved  # y al volver a abrir la página, está


def test_los_niveles_a_medias_se_guardan_y_sigue_esperando(desk):
    saved = mark(desk, "beto", "", levels={"Tu medida": "nada"})
    assert (saved.state, saved.points, saved.levels) == (WAITING, None, {"Tu medida": "nada"})
    assert mark(desk, "beto", "3").state == MARKED
    back = mark(desk, "beto", None)
    assert (back.state, back.points, back.note) == (WAITING, None, "")


def test_si_otra_persona_la_puso_entretanto_se_dice_y_no_se_pierde_nada(desk, group):
    _, seen = answer(desk, "cloe")
    mark(desk, "cloe", "1", "Lo de otra persona.")
    with pytest.raises(Conflict) as conflict:
        mark(desk, "cloe", "4", "Lo mío.", version=seen.version)
    assert (conflict.value.now.points, conflict.value.now.note) == (1.0, "Lo de otra persona.")
    assert group.standing("cloe").items[QUESTION].points == 1.0
    assert mark(desk, "cloe", "4", "Lo mío.", version=conflict.value.now.version).points == 4.0
    with Gradebook(group.url) as theirs:  # desde el formgrader es lo mismo
        theirs.find_grade(QUESTION, T1, T1, "cloe").manual_score = 2.0
        theirs.db.commit()
    with pytest.raises(Conflict):
        mark(desk, "cloe", "3", version=conflict.value.now.version)


def test_si_la_respuesta_cambio_se_dice_y_al_corregirla_otra_vez_se_quita_la_senal(desk, group):
    group.hand_in("fede", "La primera.")
    before = mark(desk, "fede", "2")
    group.hand_in("fede", "Otra, más larga.")
    with pytest.raises(Conflict) as conflict:
        mark(desk, "fede", "3", version=before.version)
    now = conflict.value.now
    assert (now.state, now.points) == (CHANGED, 2.0) and now.answer != before.answer
    assert mark(desk, "fede", "2", version=now.version).state == MARKED
    assert not group.standing("fede").changed and group.standing("fede").pending == 0


def test_lo_que_la_maquina_no_juzgo_tambien_se_corrige(desk, group):
    assert mark(desk, "eva", "1", "La cuenta está bien.", question=LINEAL).state == MARKED
    assert group.standing("eva").unjudged == []


def test_quien_dejo_la_pregunta_en_blanco_puede_tener_nota(desk, group):
    assert mark(desk, "dana", "0.5", "La contestó en papel.").state == MARKED
    assert mark(desk, "dana", None).state == BLANK and group.standing("dana").items[QUESTION].points == 0.0


@pytest.mark.parametrize("text", ["-1", "4.5", "nan", "1e9", "mucho", "1.2.3"])
def test_lo_que_no_es_una_nota_se_rechaza(desk, text):
    with pytest.raises(Refused, match="de 0 a 4"):
        mark(desk, "ana", text)


def test_los_puntos_se_escriben_con_coma_o_con_punto():
    assert (read_points(" 2,5 ", 4), read_points("2.5", 4), read_points("", 4), read_points(None, 4)) == (
        *(2.5, 2.5),
        *(None, None),
    )


def test_un_nivel_que_no_esta_en_la_rubrica_se_rechaza(desk):
    with pytest.raises(Refused, match="recárgala"):
        mark(desk, "ana", "1", levels={"Los dos órdenes": "regular"})
    with pytest.raises(Refused, match="caben"):
        mark(desk, "ana", "1", "x" * (saving.MAX_NOTE + 1))


def test_con_el_gradebook_ocupado_no_se_guarda_nada_a_medias(desk, group, monkeypatch):
    before = answer(desk, "ana")[1]
    monkeypatch.setattr(desk, "open", hurried(desk.open))
    with sqlite3.connect(group.folder / "gradebook.db") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            mark(desk, "ana", "1")
    monkeypatch.undo()
    assert answer(desk, "ana")[1] == before


def test_sin_tarea_o_sin_calificar_se_dice_que_hacer(group):
    from autograder.classroom.manual.desk import Desk

    with pytest.raises(CourseError, match="Tareas que hay: .*tarea_jacobiano"):
        Desk(group.desk().course, "no_existe", group.url, group.folder)
    with pytest.raises(CourseError, match="Tareas con entregas: tarea_jacobiano"):
        Desk(group.desk().course, "00_presentacion", group.url, group.folder)
    with pytest.raises(CourseError, match="No hay gradebook en .*califica antes la tarea"):
        Desk(group.desk().course, T1, f"sqlite:///{group.folder / 'otro.db'}", group.folder)
    assert not (group.folder / "otro.db").exists()
