"""Lo que queda en el gradebook de nbgrader, y lo que una segunda orden cambia y lo que no."""

import copy
import shutil
import sqlite3

import nbformat
import pytest
from entregas import QUESTION, T1, Classroom
from nbgrader.api import Gradebook
from puntos import MANUAL, TOTAL
from sqlalchemy import event

from autograder.authoring.sources import solution_code
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading import assignment
from autograder.judging.verdict import FAIL, NOT_JUDGED, PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.standing import Entry

RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"


@pytest.fixture(scope="module")
def graded(tmp_path_factory, root, t1):
    """Cuatro entregas de T1: bien, con una confusión, en blanco e ilegible."""
    group = Classroom(tmp_path_factory.mktemp("libro") / "clase", root, T1)
    group.hand_in("ana", t1.draft().solve().answer_question())
    group.hand_in("beto", t1.draft().solve().put("t1_lineal", "def t1_lineal(A, x):\n    return A"))
    group.hand_in("cloe", t1.draft())
    group.hand_in("dora", t1.draft().solve().to_bytes()[:9_000])
    return group, group.grade("--workers", "2")


def grades_of(group: Classroom, student: str, assignment: str | None = None) -> dict[str, tuple]:
    """Por celda: (automática, manual, hay que mirarla)."""
    with Gradebook(group.db) as book:
        (notebook,) = book.find_submission(assignment or group.assignment, student).notebooks
        return {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in notebook.grades}


def comments_of(group: Classroom, student: str) -> dict[str, str | None]:
    with Gradebook(group.db) as book:
        (notebook,) = book.find_submission(group.assignment, student).notebooks
        return {c.name: c.auto_comment for c in notebook.comments}


@pytest.mark.parametrize("student", ["ana", "beto", "cloe", "dora"])
def test_las_notas_del_gradebook_son_las_del_json(graded, student):
    group, run = graded
    found = grades_of(group, student)
    for id_, expected in run.grades["students"][student]["exercises"].items():
        assert found[id_ if id_ == QUESTION else f"test_{id_}"][0] == expected["points"]
    with Gradebook(group.db) as book:
        assert book.find_submission(T1, student).score == run.grades["students"][student]["score"]


def test_los_maximos_del_gradebook_son_los_declarados(graded):
    group, run = graded
    with Gradebook(group.db) as book:
        cells = {c.name: c.max_score for c in book.find_notebook(T1, T1).grade_cells}
        assert book.find_assignment(T1).max_score == run.grades["max_score"] == TOTAL
    assert cells.pop(QUESTION) == MANUAL
    assert cells == {e.test_id: e.points for e in exercises_of(T1).values()}


def test_quien_falla_lee_por_que_en_el_comentario_automatico(graded):
    comments = comments_of(graded[0], "beto")
    assert "debe tener forma (3, 2)" in comments["t1_lineal"] and "Cuenta filas" in comments["t1_lineal"]
    assert comments["t1_norma"] is None


def test_lo_que_nadie_contesto_lleva_su_comentario(graded):
    comments = comments_of(graded[0], "cloe")
    assert comments[QUESTION] == "Sin respuesta." and "Todavía no has escrito" in comments["t1_lineal"]


def test_lo_que_no_se_pudo_juzgar_espera_a_una_persona(graded):
    found = grades_of(graded[0], "dora")
    assert set(found.values()) == {(None, None, True)}


def test_la_pregunta_escrita_espera_a_una_persona_solo_si_hay_respuesta(graded):
    group, run = graded
    assert grades_of(group, "ana")[QUESTION] == (None, None, True)
    assert grades_of(group, "cloe")[QUESTION] == (0.0, None, False)
    pending = {s: r["pending_manual"] for s, r in run.grades["students"].items()}
    assert pending == {"ana": MANUAL, "beto": 0.0, "cloe": 0.0, "dora": TOTAL}


def test_el_informe_en_html_ensena_la_nota_y_el_diagnostico(graded):
    html = graded[0].feedback("beto").read_text(encoding="utf-8")
    assert '<html lang="es">' in html and "t1_lineal" in html and "beto" in html


def test_el_cuaderno_corregido_lo_puede_leer_nbgrader(graded):
    notebook = nbformat.read(graded[0].autograded("beto"), as_version=4)
    nbformat.validate(notebook)
    outputs = {c.id: [o.output_type for o in c.outputs] for c in notebook.cells if c.id.startswith("test_")}
    assert outputs["test_t1_lineal"] == ["display_data", "error"] and outputs["test_t1_norma"] == ["display_data"]


# — calificar otra vez —


@pytest.fixture
def mini(classroom, lesson00):
    """Una clase de la lección 00 con dos entregas."""
    classroom.hand_in("ana", lesson00.draft().put("primer_gradiente", RIGHT))
    classroom.hand_in("beto", lesson00.draft().put("primer_gradiente", WRONG))
    return classroom


@pytest.fixture
def judged(monkeypatch):
    """Los estudiantes cuyo código se ha ejecutado, en orden."""
    names, real = [], assignment.judge_submission

    def spy(submission, *args, **kwargs):
        names.append(submission.student)
        return real(submission, *args, **kwargs)

    monkeypatch.setattr(assignment, "judge_submission", spy)
    return names


def test_lo_que_no_ha_cambiado_no_se_ejecuta_otra_vez(mini, judged):
    first = mini.grade()
    assert sorted(judged) == ["ana", "beto"]
    judged.clear()
    second = mini.grade()
    assert judged == [] and second.grades == first.grades and second.code == first.code == 0


def test_solo_se_recalifica_la_entrega_que_cambia(mini, judged, lesson00):
    mini.grade()
    judged.clear()
    mini.hand_in("beto", lesson00.draft().put("primer_gradiente", RIGHT))
    assert mini.grade().grades["students"]["beto"]["score"] == 1.0
    assert judged == ["beto"] and grades_of(mini, "beto")["test_primer_gradiente"][0] == 1.0


def test_si_se_borra_el_gradebook_se_vuelve_a_calificar(mini, judged):
    mini.grade()
    judged.clear()
    (mini.folder / "gradebook.db").unlink()
    mini.grade()
    assert sorted(judged) == ["ana", "beto"]


@pytest.fixture
def with_manual_score(mini):
    """La clase calificada, con una nota y un comentario puestos a mano a ana."""
    mini.grade()
    with Gradebook(mini.db) as book:
        given = book.find_grade("test_primer_gradiente", mini.assignment, mini.assignment, "ana")
        given.manual_score, given.extra_credit = 0.5, 0.25
        comment = book.find_comment("primer_gradiente", mini.assignment, mini.assignment, "ana")
        comment.manual_comment = "Explícame el paso."
        book.db.commit()
    return mini


def test_force_recalifica_a_todos_y_respeta_lo_que_puso_una_persona(with_manual_score, judged):
    run = with_manual_score.grade("--force")
    assert sorted(judged) == ["ana", "beto"]
    assert run.grades["students"]["ana"]["score"] == 0.75
    with Gradebook(with_manual_score.db) as book:
        given = book.find_grade("test_primer_gradiente", "00_presentacion", "00_presentacion", "ana")
        comment = book.find_comment("primer_gradiente", "00_presentacion", "00_presentacion", "ana")
        assert (given.manual_score, given.extra_credit, given.auto_score) == (0.5, 0.25, 1.0)
        assert not given.needs_manual_grade  # lo que una persona miró no ha cambiado
        assert comment.manual_comment == "Explícame el paso."


def test_una_nota_manual_sale_en_la_siguiente_orden_sin_recalificar(with_manual_score, judged):
    judged.clear()
    assert with_manual_score.grade().grades["students"]["ana"]["score"] == 0.75
    assert judged == []


def test_force_deja_una_copia_del_gradebook_anterior(with_manual_score):
    run = with_manual_score.grade("--force")
    (copy,) = with_manual_score.folder.glob("gradebook.db.*.bak")
    assert str(copy) in run.out
    with sqlite3.connect(copy) as db:
        assert db.execute("select count(*) from grade where manual_score = 0.5").fetchone() == (1,)


def test_sin_force_no_se_hacen_copias(mini):
    mini.grade()
    mini.grade()
    assert list(mini.folder.glob("*.bak")) == []


def test_la_hora_de_entrega_del_intercambio_se_apunta(mini):
    (mini.path("ana").parent / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    (mini.path("beto").parent / "timestamp.txt").write_text("ayer por la tarde")
    assert mini.grade().code == 0
    with Gradebook(mini.db) as book:
        assert str(book.find_submission(mini.assignment, "ana").timestamp) == "2026-03-01 10:00:00"
        assert book.find_submission(mini.assignment, "beto").timestamp is None


# — el libro, por dentro —


@pytest.fixture
def release(root):
    return nbformat.read(root / "notebooks" / "00_presentacion.ipynb", as_version=4)


@pytest.fixture
def url(tmp_path, empty_gradebook):
    return f"sqlite:///{shutil.copy(empty_gradebook, tmp_path)}"


EXERCISE = exercises_of("00_presentacion")["primer_gradiente"]


def entry(student="ana", status=PASS, **more):
    return Entry(student, {EXERCISE.id: verdict(EXERCISE, status, "Un mensaje.")}, **more)


def totals(book, student="ana"):
    standing = book.standing(student)
    return standing.score, standing.pending


def save(book, student="ana", status=PASS):
    book.save(entry(student, status))
    return totals(book, student)


def content(url):
    """Todo lo que hay en el gradebook, tabla a tabla."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        return list(db.iterdump())


def test_lo_apuntado_da_la_nota_y_lo_pendiente(url, release):
    with Book(url, "00_presentacion", release) as book:
        assert not book.standing("ana").items and not book.standing("ana").handed
        assert save(book) == (1.0, 0.0)
        assert save(book, status=FAIL) == (0.0, 0.0)
        assert save(book, status=NOT_JUDGED) == (0.0, 1.0)
        assert book.standing("ana").items["primer_gradiente"].comment == "Un mensaje."


@pytest.fixture
def statements(url, release):
    """Un libro abierto y una función que cuenta lo que se ejecuta al apuntar: (órdenes, confirmaciones)."""
    with Book(url, "00_presentacion", release) as book:
        seen = {"orders": 0, "commits": 0, "stop_at": None}

        def before(*_):
            seen["orders"] += 1
            if seen["orders"] == seen["stop_at"]:
                raise KeyboardInterrupt

        def commit(*_):
            seen["commits"] += 1

        event.listen(book.engine, "before_cursor_execute", before)
        event.listen(book.engine, "commit", commit)

        def go(student="ana", status=PASS, stop_at=None):
            seen.update(orders=0, commits=0, stop_at=stop_at)
            book.save(entry(student, status))
            return seen["orders"], seen["commits"]

        yield book, go


def test_cada_entrega_es_una_sola_transaccion_que_no_mira_a_las_demas(statements):
    """El coste de apuntar una no crece con las que ya hay."""
    _, go = statements
    first = go("s00")
    assert first[1] == 1
    assert {go(f"s{n:02}") for n in range(1, 15)} == {first}
    assert go("s00", FAIL)[1] == 1


def test_una_entrega_se_apunta_entera_o_nada(statements, url):
    """Un corte en cualquier punto no deja un estudiante con media nota, y el libro sigue sirviendo."""
    book, go = statements
    go("otra")
    orders, _ = go("cuenta")
    before = content(url)
    for stop_at in range(1, orders + 1):
        with pytest.raises(KeyboardInterrupt):
            go(stop_at=stop_at)
        assert content(url) == before, stop_at
    assert not book.standing("ana").handed
    go()
    assert totals(book) == (1.0, 0.0)


def test_un_corte_al_recalificar_deja_la_nota_de_antes(statements, url):
    book, go = statements
    go()
    orders, _ = go()
    before = content(url)
    for stop_at in range(1, orders + 1):
        with pytest.raises(KeyboardInterrupt):
            go(status=FAIL, stop_at=stop_at)
        assert content(url) == before, stop_at
    assert totals(book) == (1.0, 0.0)


def test_un_corte_al_confirmar_deja_la_nota_de_antes(url, release, monkeypatch):
    with Book(url, "00_presentacion", release) as book:
        save(book)
        with monkeypatch.context() as patch:
            patch.setattr(book.db, "commit", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                save(book, status=FAIL)
        assert totals(book) == (1.0, 0.0)


def test_otras_celdas_con_notas_ya_puestas_se_rechazan_con_una_salida(url, release):
    with Book(url, "00_presentacion", release) as book:
        save(book)
    changed = nbformat.from_dict(release)
    changed.cells = [c for c in release.cells if c.id != "test_primer_gradiente"]
    with pytest.raises(CourseError, match="con otras celdas.*gradebook nuevo"):
        Book(url, "00_presentacion", changed)


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--force",), ("--accept",)])
def test_una_clase_ya_calificada_de_otra_version_se_queda_como_esta(mini, release, options):
    """Ni la nota, ni las páginas, ni una copia: se dice qué celdas cambiaron y por dónde se sale."""
    release.cells = [c for c in release.cells if c.id != "test_primer_gradiente"]
    with Book(mini.db, mini.assignment, release) as book:
        book.save(Entry("ana", {}))
    before = {path: path.read_bytes() for path in mini.folder.glob("*.db*")}
    run = mini.grade(*options)
    assert run.code == 2 and run.grades is None and "Copia del gradebook" not in run.out
    assert "se añadió primer_gradiente" in run.err and "no se ha tocado nada" in run.err
    assert "(--db sqlite:///otro.db --out otra)" in run.err and not mini.out.exists()
    assert {path: path.read_bytes() for path in mini.folder.glob("*.db*")} == before


def test_con_un_gradebook_nuevo_se_califica_la_version_de_ahora(mini, release):
    release.cells = [c for c in release.cells if c.id != "test_primer_gradiente"]
    with Book(mini.db, mini.assignment, release) as book:
        book.save(Entry("ana", {}))
    run = mini.grade("--db", f"sqlite:///{mini.folder / 'otro.db'}", "--out", str(mini.folder / "otra"))
    assert run.code == 0, run.err
    assert not mini.out.exists() and (mini.folder / "otra").is_dir()


def test_sin_entregas_las_celdas_pueden_cambiar(mini, release):
    fewer = copy.deepcopy(release)
    fewer.cells = [c for c in release.cells if c.id != "test_primer_gradiente"]
    Book(mini.db, mini.assignment, fewer).close()
    Book(mini.db, mini.assignment, release).close()
    with sqlite3.connect(mini.folder / "gradebook.db") as db:
        assert db.execute("select count(*) from grade_cells").fetchone() == (1,)


def test_un_gradebook_no_guarda_las_soluciones(graded, root):
    """El libro se puede prestar: lleva el enunciado y las notas, no las respuestas."""
    with sqlite3.connect(graded[0].folder / "gradebook.db") as db:
        stored = "".join(row[0] or "" for row in db.execute("select source from source_cell"))
    for code in solution_code(root, T1).values():
        assert code.strip().splitlines()[-1].strip() not in stored
