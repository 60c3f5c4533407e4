"""Las cuentas del informe: cada ejercicio, cada idea, cada entrega y quién espera."""

import pytest
from clase_apuntada import EXERCISES, NAME, QUESTION, entry, open_book, write_class
from sqlalchemy import text

from autograder.classroom.gradebook import opened
from autograder.classroom.report.measure import BLANK, RIGHT, UNJUDGED, WRONG, measure
from autograder.judging.verdict import FAIL
from autograder.records.reading import Reader


def measured(url):
    with opened(url) as db:
        return measure(Reader(db, NAME), EXERCISES)


@pytest.fixture(scope="module")
def url(tmp_path_factory, root):
    return write_class(tmp_path_factory.mktemp("clase"), root)


@pytest.fixture(scope="module")
def report(url):
    return measured(url)


def row(report, id_):
    return next(r for r in report.rows if r.id == id_)


def test_cada_estudiante_cuenta_una_vez_en_cada_ejercicio(report):
    assert (len(report.handed), report.absent) == (24, ["zoe"])
    assert all(sum(r.counts.values()) == 24 for r in report.rows)
    assert row(report, "t1_lineal").counts == {RIGHT: 17, WRONG: 6, UNJUDGED: 1}
    assert row(report, "t1_vjp_relu").counts == {RIGHT: 22, BLANK: 1, UNJUDGED: 1}
    assert [r.id for r in report.rows] == [*EXERCISES, QUESTION]


def test_lo_que_puso_una_persona_manda_y_ya_no_es_un_error(report):
    norma = row(report, "t1_norma")
    assert norma.counts == {RIGHT: 23, UNJUDGED: 1} and norma.mistakes == []


def test_la_pregunta_escrita_no_tiene_numeros_mientras_falte_alguien(report):
    asked = row(report, QUESTION)
    assert asked.title == "Pregunta escrita" and asked.counts == {RIGHT: 1, BLANK: 1, UNJUDGED: 22}
    assert asked.facility is None and asked.discrimination is None


def test_una_idea_se_suma_entre_ejercicios_y_cada_persona_cuenta_una_vez(report):
    first = report.to_repeat[0]
    assert first.idea.phrase == "confunden la forma con su traspuesta"
    assert len(first.students) == 10  # s04 y s05, en los dos ejercicios
    assert first.by_exercise == {"t1_lineal": 6, "t1_escalar_matriz": 6}


def test_los_errores_van_con_palabras_y_con_quienes(report):
    (mistake,) = row(report, "t1_lineal").mistakes
    assert mistake.phrase.startswith("dan el jacobiano en notación de numerador")
    assert mistake.students == [f"s0{k}" for k in range(6)]


def test_las_veces_son_respuestas_distintas_y_lo_que_estaba_en_blanco_no_cuenta(report):
    assert row(report, "t1_norma").tried == 23 and row(report, "t1_norma").tries == pytest.approx(24 / 23)
    assert row(report, "t1_vjp_relu").tried == 22 and row(report, "t1_vjp_relu").tries == 1


def test_el_progreso_compara_a_cada_cual_consigo_mismo(report):
    one, two = report.rounds
    assert (one.number, one.students, one.before) == (1, 23, None)
    assert (two.students, two.before, two.after) == (1, pytest.approx(8 / 11), pytest.approx(10 / 11))


def test_esperan_lo_no_juzgado_y_lo_que_nadie_ha_corregido(report):
    assert len(report.waiting) == 22 and "s03" not in report.waiting and "s21" not in report.waiting
    assert any(why.startswith("sin juzgar") for why in report.waiting["s22"])
    assert len(report.scores) == 2 and len(report.judged) == 23 and report.max_judged == 16


def test_la_discriminacion_es_la_correlacion_con_los_demas(report):
    # Quien falla t1_lineal falla también t1_escalar_matriz más veces que los demás.
    assert row(report, "t1_lineal").facility == pytest.approx(17 / 23)
    assert 0 < row(report, "t1_lineal").discrimination < 1
    assert row(report, "t1_dos_capas").discrimination is None  # todos igual: no separa a nadie


def test_un_gradebook_de_antes_tiene_notas_y_ningun_error(tmp_path, root):
    with open_book(tmp_path, root) as book:
        book.save(entry("ana", {"t1_norma": (FAIL, "signo")}))
        for table in ("retro_verdicts", "retro_attempts"):
            book.db.execute(text(f"DROP TABLE {table}"))
        book.db.commit()
    report = measured(book.url)
    assert not report.recorded and report.rounds == [] and report.ideas == []
    assert row(report, "t1_norma").counts == {WRONG: 1} and row(report, "t1_lineal").counts == {RIGHT: 1}


def test_una_clase_de_una_persona_que_acierta_todo(tmp_path, root):
    with open_book(tmp_path, root) as book:
        book.save(entry("ana", written=False))
    report = measured(book.url)
    assert report.to_repeat == [] and report.waiting == {}
    assert all(r.discrimination is None for r in report.rows)
