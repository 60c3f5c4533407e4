"""Lo que cuenta se calcula al leer: igual con --force y sin él, tras una nota manual y tras otra entrega."""

import nbformat
import pytest
from entregas import QUESTION, T1, Classroom
from nbgrader.api import Gradebook
from puntos import AUTO, MANUAL, TOTAL, WORTH

from autograder.exercise import exercises_of
from autograder.judging.verdict import FAIL, NOT_JUDGED, PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.standing import Entry, Item, Person, Standing

LINEAL = "t1_lineal"


@pytest.fixture(scope="module")
def url(root, tmp_path_factory):
    return f"sqlite:///{tmp_path_factory.mktemp('libro') / 'gradebook.db'}"


@pytest.fixture
def book(root, url):
    with Book(url, T1, nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)) as opened:
        yield opened


@pytest.fixture
def student(request):
    """Cada prueba, con su estudiante en el mismo gradebook."""
    return request.node.name[:100]


def entry(student, essay="una", lineal=PASS, code="a", unanswered=(), **more):
    statuses = {e.id: (lineal if e.id == LINEAL else PASS) for e in exercises_of(T1).values()}
    verdicts = {id_: verdict(exercises_of(T1)[id_], status, "Un mensaje.") for id_, status in statuses.items()}
    answers = dict.fromkeys(verdicts, "a") | {LINEAL: code, QUESTION: essay}
    more = {"handed": f"{essay}{code}", "answers": answers, "unanswered": frozenset(unanswered)} | more
    return Entry(student, verdicts, **more)


def mark(url, student, cell, score, clear=True):
    """Lo que hace el formgrader al poner una nota, o, sin ``clear``, quien la pone con la biblioteca de nbgrader."""
    with Gradebook(url) as theirs:
        grade = theirs.find_grade(cell, T1, T1, student)
        grade.manual_score = score
        grade.needs_manual_grade = grade.needs_manual_grade and not clear
        theirs.db.commit()


def essay_of(book, student):
    found = book.standing(student)
    return found.score, found.pending, found.to_json()["exercises"][QUESTION]


def test_la_pregunta_escrita_esta_en_las_notas_con_su_estado(book, url, student):
    book.save(entry(student))
    score, pending, essay = essay_of(book, student)
    assert (score, pending) == (AUTO, MANUAL)
    assert (essay["status"], essay["points"], essay["max_points"]) == ("pending", None, MANUAL)
    assert "manual" not in essay and essay["message"] == "La corrige una persona."
    mark(url, student, QUESTION, 3.5)
    score, pending, essay = essay_of(book, student)
    assert (score, pending) == (AUTO + 3.5, 0.0)
    assert (essay["status"], essay["points"], essay["manual"], essay["auto"]) == ("graded", 3.5, 3.5, None)


def test_en_blanco_es_un_cero_y_lo_que_no_se_pudo_leer_no_es_nada(book, student):
    book.save(entry(student, unanswered=[QUESTION]))
    assert essay_of(book, student)[1:][1] | {"message": ""} == {
        "status": "missing", "points": 0.0, "max_points": MANUAL, "diagnosis": None, "message": "", "written": True,
    }  # fmt: skip
    unread = {e.id: verdict(e, NOT_JUDGED, "Está cortado.") for e in exercises_of(T1).values()}
    book.save(Entry(student, unread, handed="rota"))
    found = book.standing(student).to_json()
    assert {e["status"] for e in found["exercises"].values()} == {"not_judged"} and found["pending_manual"] == TOTAL
    assert {e["points"] for e in found["exercises"].values()} == {None}


def test_una_nota_manual_esta_en_las_notas_y_cuenta_ella(book, url, student):
    book.save(entry(student, lineal=FAIL))
    mark(url, student, f"test_{LINEAL}", 0.5)
    found = book.standing(student)
    given = found.to_json()["exercises"][LINEAL]
    assert (given["status"], given["auto"], given["manual"], given["points"]) == ("fail", 0.0, 0.5, 0.5)
    counted = sum(e["points"] or 0 for e in found.to_json()["exercises"].values())
    assert found.score == counted == AUTO - WORTH[LINEAL] + 0.5


def test_lo_que_cambia_despues_de_corregirse_espera_otra_vez_y_conserva_su_nota(book, url, student):
    book.save(entry(student))
    mark(url, student, QUESTION, 1.0)
    book.save(entry(student, "otra"))
    for _ in range(2):  # y se queda así hasta que se mire, aunque se juzgue otra vez lo mismo
        score, pending, essay = essay_of(book, student)
        assert (score, pending, essay["status"]) == (AUTO + 1, MANUAL, "pending")
        assert (essay["manual"], essay["changed"]) == (1.0, True)
        assert essay["message"].startswith(f"Cambió después de corregirse, cuando tenía 1 de {MANUAL:g}")
        book.save(entry(student, "otra"))
    book.save(entry(student, "otra", code="b"))  # una entrega más, con la misma redacción
    assert essay_of(book, student)[1] == MANUAL
    with Gradebook(url) as theirs:
        assert theirs.find_grade(QUESTION, T1, T1, student).needs_manual_grade  # el formgrader también lo dice
    mark(url, student, QUESTION, 1.0)  # la mira, y vale lo mismo
    assert essay_of(book, student)[:2] == (AUTO + 1, 0.0) and "changed" not in essay_of(book, student)[2]
    book.save(entry(student, "otra", code="c"))
    assert essay_of(book, student)[1] == 0.0


@pytest.mark.parametrize("again", ["en blanco", "ilegible"])
def test_borrar_lo_corregido_tambien_es_cambiarlo(book, url, student, again):
    book.save(entry(student))
    mark(url, student, QUESTION, MANUAL)
    blank = entry(student, "", unanswered=[QUESTION])
    book.save(blank if again == "en blanco" else Entry(student, {}, handed="rota"))
    assert [item.id for item in book.standing(student).changed] == [QUESTION]


def test_el_codigo_que_una_persona_corrigio_tambien(book, url, student):
    book.save(entry(student, lineal=FAIL))
    mark(url, student, f"test_{LINEAL}", 0.5)
    book.save(entry(student, "otra", lineal=FAIL))  # cambia otra cosa
    assert book.standing(student).changed == []
    book.save(entry(student, "otra", lineal=FAIL, code="b"))
    assert [item.id for item in book.standing(student).changed] == [LINEAL]
    mark(url, student, f"test_{LINEAL}", 0.25)
    book.save(entry(student, "otra", lineal=PASS, code="b"))  # la misma, con la referencia corregida
    assert [item.id for item in book.standing(student).changed] == [LINEAL]
    assert book.standing(student).items[LINEAL].points == 0.25


def test_lo_que_es_solo_para_quien_califica_no_llega_al_estudiante(book, student):
    mine, both = "De la hora no se sabe nada.", "Se ha leído igual."
    book.save(entry(student, messages=(mine, both), asides=frozenset({mine})))
    found = book.standing(student)
    assert found.messages == [mine, both] == found.to_json()["messages"] and found.for_student == [both]
    book.note(student, [*found.messages, "Otro."], "cuaderno")
    assert book.standing(student).for_student == [both, "Otro."]


def test_lo_que_escribio_una_persona_se_distingue_de_lo_de_la_maquina(book, url, student):
    book.save(entry(student, lineal=FAIL))
    item = book.standing(student).items[LINEAL]
    assert (item.comment, item.remark) == ("Un mensaje.", None)
    with Gradebook(url) as theirs:
        theirs.find_comment(LINEAL, T1, T1, student).manual_comment = "Lo mío."
        theirs.db.commit()
    item = book.standing(student).items[LINEAL]
    assert (item.comment, item.remark) == ("Lo mío.", "Lo mío.")


def test_juzgar_otra_vez_lo_mismo_no_hace_esperar_a_nadie(book, url, student):
    book.save(entry(student))
    mark(url, student, QUESTION, 2.0)
    book.save(entry(student))
    assert essay_of(book, student)[:2] == (AUTO + 2, 0.0)


def test_quien_pone_la_nota_sin_quitar_la_marca_tambien_ha_corregido(book, url, student):
    book.save(entry(student))
    mark(url, student, QUESTION, 2.0, clear=False)
    assert essay_of(book, student)[:2] == (AUTO + 2, 0.0)


def test_los_nombres_de_la_lista_se_apuntan_y_salen_en_las_notas(book, url, student):
    book.save(entry(student))
    assert "name" not in book.standing(student).to_json()
    book.name({student: Person("Ruiz Gil, Ana", "ana@uni.es"), "nadie": Person("Nadie")})
    found = book.standing(student)
    assert (found.to_json()["name"], found.to_json()["email"]) == ("Ana Ruiz Gil", "ana@uni.es")
    assert found.who == f"{student} (Ana Ruiz Gil, ana@uni.es)"
    book.name({student: Person()})  # otra lista que no los dice no los borra
    book.name({student: Person("Ana Ruiz Gil")})  # ni la que los escribe de otra manera
    with Gradebook(url) as theirs:
        known = theirs.find_student(student)
        assert (known.last_name, known.first_name, known.email) == ("Ruiz Gil", "Ana", "ana@uni.es")
        assert "nadie" not in {s.id for s in theirs.students}


def test_lo_que_nadie_juzgo_deja_de_faltar_cuando_le_pone_nota_una_persona():
    lost = Item("f", "test_f", 2.0, verdict=verdict(exercises_of(T1)[LINEAL], NOT_JUDGED, "Se agotó."))
    assert Standing("ana", items={"f": lost}).unjudged == [lost] and lost.points is None
    by_hand = Item("f", "test_f", 2.0, manual=1.5, extra=0.25, verdict=lost.verdict)
    assert Standing("ana", items={"f": by_hand}).unjudged == [] and by_hand.to_json()["extra"] == 0.25
    assert Standing("ana", items={"f": by_hand}).score == 1.75


def test_una_clase_entera_dice_lo_mismo_por_todas_partes(tmp_path, root, t1):
    """Del formgrader al resumen, al JSON y al informe, con nombres."""
    group = Classroom(tmp_path / "clase", root, T1, here=True)
    group.hand_in("ana", t1.draft().answer_question("Una respuesta."))
    group.grade("--no-feedback")
    mark(group.db, "ana", QUESTION, 1.0)
    with Gradebook(group.db) as theirs:
        theirs.update_or_create_student("ana", first_name="Ana", last_name="Gil", email="ana@uni.es")
    group.hand_in("ana", t1.draft().answer_question("Otra, más larga."))
    run = group.grade()
    found = run.grades["students"]["ana"]
    assert (found["score"], found["pending_manual"], found["name"], found["email"]) == (
        1.0,
        4.0,
        "Ana Gil",
        "ana@uni.es",
    )
    assert "Cambió después de corregirse" in run.out
    assert f"  ana (Ana Gil, ana@uni.es): {QUESTION} (tenía 1 de 4)\n" in run.out
    html = group.feedback("ana").read_text(encoding="utf-8")
    assert "<h1>Ana Gil</h1>" in html and "ana · ana@uni.es" in html and "La cambiaste después" in html
    forced = group.grade("--force")
    assert forced.grades == run.grades


def test_la_lista_de_clase_pone_nombres_que_se_quedan(classroom, lesson00):
    """En las notas, el gradebook y el informe; también la próxima vez, sin la lista."""
    classroom.hand_in("ana", lesson00.draft().solve())
    classroom.hand_in("beto", lesson00.draft().to_bytes()[:500])
    roster = classroom.folder / "lista.csv"
    roster.write_text("id;Nombre completo;Correo\nana;Ana Gil Ruiz;ana@uni.es\nbeto;Gil, Beto;\ncloe;Cloe;\n", "utf-8")
    run = classroom.grade("--roster", str(roster))
    found = run.grades["students"]
    assert (found["ana"]["name"], found["ana"]["email"], found["beto"]["name"]) == (
        "Ana Gil Ruiz",
        "ana@uni.es",
        "Beto Gil",
    )
    assert "  beto (Beto Gil): " in run.out and found["cloe"]["score"] is None
    assert "Ana Gil Ruiz</h1>" in classroom.feedback("ana").read_text(encoding="utf-8")
    before = classroom.feedback("ana").read_bytes()
    again = classroom.grade().grades["students"]
    assert again["ana"] == found["ana"] and classroom.feedback("ana").read_bytes() == before
    with Gradebook(classroom.db) as theirs:
        assert theirs.find_student("ana").email == "ana@uni.es"
