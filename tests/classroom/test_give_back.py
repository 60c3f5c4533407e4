"""Lo que se sube a Moodle, leído con sus reglas: solo cambian la nota y el comentario de quien tiene nota."""

import io
import re
import zipfile
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from entregas import QUESTION, T1
from moodle import ENGLISH, SPANISH, Moodle, Participant
from nbgrader.api import Gradebook
from puntos import AUTO, MANUAL, TOTAL
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from autograder.classroom.moodle.comments import comment
from autograder.classroom.moodle.give_back import give_back, write_reports
from autograder.classroom.moodle.store import ASIDE
from autograder.classroom.moodle.worksheet import Worksheet
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.archive import Archive, _stamp
from autograder.judging.verdict import FAIL, MISSING, NOT_JUDGED, PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.reading import Reader
from autograder.records.standing import Entry

ANA, JOSE, EVA, LUIS, MAR = 11, 12, 13, 14, 15
FIRST, MANY = "t1_producto_escalar", len(exercises_of(T1))
ANA_HAS = AUTO + MANUAL - 0.75


def spanish(number, decimals=2):
    return f"{number:.{decimals}f}".replace(".", ",")


def people(**options):
    names = {ANA: "Ana Gil", JOSE: "José Núñez", EVA: "Eva Sanz", LUIS: "Luis Ruiz", MAR: "Mar_Rey"}
    everyone = [Participant(n, name, f"{name.split()[0].split('_')[0].lower()}@x.es") for n, name in names.items()]
    return Moodle(*everyone, **{"maximum": TOTAL} | options)


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory, root):
    """Ana, corregida; José espera a una persona; de Eva no se pudo leer; Mar, casi en blanco; Zoe, de fuera."""
    path = tmp_path_factory.mktemp("clase") / "gradebook.db"
    release = nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)
    exercises = exercises_of(T1).values()
    with Book(f"sqlite:///{path}", T1, release) as book:
        for student, status in (("ana", PASS), ("josé", PASS), ("eva", NOT_JUDGED), ("mar", MISSING), ("zoe", PASS)):
            verdicts = {e.id: verdict(e, status, "") for e in exercises}
            if student == "mar":
                first = exercises_of(T1)[FIRST]
                verdicts[FIRST] = verdict(first, FAIL, "Mira la forma.")
            blank = frozenset({QUESTION}) if student == "mar" else frozenset()
            book.save(Entry(f"{student}@x.es", verdicts, unanswered=blank, handed="una", answers={QUESTION: student}))
        with Gradebook(f"sqlite:///{path}") as theirs:
            grade = theirs.find_grade(QUESTION, T1, T1, "ana@x.es")
            grade.manual_score, grade.needs_manual_grade = MANUAL - 0.75, False
            theirs.db.commit()
    return path


@contextmanager
def reading(path):
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        yield Reader(connection, T1)
    engine.dispose()


@pytest.fixture
def back(tmp_path, gradebook):
    """Prepara lo que se devuelve de una hoja: lo devuelto. Los informes de quien se diga están al día."""
    archive = Archive(T1, tmp_path / "autograded", tmp_path / "feedback")

    def go(sheet, reports=(), column=None):
        path = tmp_path / "hoja.csv"
        path.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
        with reading(gradebook) as reader:
            for student in reports:
                report = archive.report(student)
                report.parent.mkdir(parents=True, exist_ok=True)
                report.write_text(f"{_stamp(reader.standing(student))}\n<p>Informe de {student}</p>", encoding="utf-8")
            return give_back(reader, Worksheet(path), archive, tmp_path / "submitted", column)

    go.archive, go.folder = archive, tmp_path
    return go


def zipped(folder: Path, found) -> bytes:
    path = folder / "informes.zip"
    write_reports(path, found.reports)
    return path.read_bytes()


def test_moodle_lee_las_notas_de_quien_las_tiene_y_deja_en_paz_a_los_demas(back):
    moodle = people()
    raw = moodle.worksheet()
    found = back(raw)
    assert moodle.upload_worksheet(found.sheet) == 2
    assert {n: p.grade for n, p in moodle.people.items()} == {
        ANA: ANA_HAS, JOSE: None, EVA: None, LUIS: None, MAR: 0.0,
    }  # fmt: skip
    assert [n for n, p in moodle.people.items() if p.comment] == [ANA, MAR]
    assert found.left == {
        "josé@x.es": "falta mano", "eva@x.es": "sin juzgar", "luis@x.es": "sin entrega",
    }  # fmt: skip
    assert found.outside == ["zoe@x.es"] and f'"{spanish(ANA_HAS)}"' in found.sheet.decode()
    # Quitando esas cuatro celdas, es la misma hoja byte a byte.
    emptied = re.sub(rf'"({spanish(ANA_HAS)}|0,00|Nota: [^"]*)"', "", found.sheet.decode())
    assert emptied == raw.decode()


def test_subirla_otra_vez_no_cambia_nada_y_devolver_tampoco(back):
    moodle = people()
    moodle.upload_worksheet(back(moodle.worksheet()).sheet)
    again = moodle.worksheet()
    found = back(again)
    assert found.sheet == again and moodle.upload_worksheet(found.sheet, ignore_modified=True) == 0


def test_en_ingles_va_con_punto_y_sobre_otra_calificacion_se_dice(back):
    moodle = people(language=ENGLISH, maximum=TOTAL / 2)
    found = back(moodle.worksheet(mark="", newline="\r\n"))
    assert moodle.upload_worksheet(found.sheet) == 2
    assert moodle.people[ANA].grade == ANA_HAS / 2 and f",{ANA_HAS / 2},{TOTAL / 2:.2f},".encode() in found.sheet
    (said,) = found.said
    assert said.startswith(f"{T1} vale {TOTAL:g} y en Moodle la tarea se califica sobre {TOTAL / 2:g}: ")
    assert said.endswith("multiplicadas por 0,5.")
    assert f"Nota: {ANA_HAS / 2} de {TOTAL / 2:g}." in moodle.people[ANA].comment


def test_los_informes_llegan_a_cada_cual_y_solo_los_que_estan_al_dia(back):
    moodle = people()
    stale = back.archive.report("josé@x.es")
    stale.parent.mkdir(parents=True)
    stale.write_text("<!-- de otras notas -->\n", encoding="utf-8")
    found = back(moodle.worksheet(), reports=["ana@x.es", "mar@x.es"])
    assert (found.stale, found.without_report) == (["josé@x.es"], ["eva@x.es"])
    raw = zipped(back.folder, found)
    assert raw == zipped(back.folder, found)
    moodle.upload_reports(raw)
    assert {n: list(p.files) for n, p in moodle.people.items() if p.files} == {
        ANA: ["comentarios.html"], MAR: ["comentarios.html"],
    }  # fmt: skip
    assert b"Informe de mar@x.es" in moodle.people[MAR].files["comentarios.html"]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:  # un nombre con «_» movería el número de sitio
        assert "Mar Rey_15_assignfeedback_file_/comentarios.html" in archive.namelist()


def test_primero_la_hoja_y_luego_los_informes_al_reves_moodle_se_salta_las_notas(back):
    moodle = people()
    found = back(moodle.worksheet(), reports=["ana@x.es"])
    moodle.upload_reports(zipped(back.folder, found))
    assert moodle.upload_worksheet(found.sheet) == 1 and moodle.people[ANA].grade is None
    assert moodle.upload_worksheet(found.sheet, ignore_modified=True) == 1 and moodle.people[ANA].grade == ANA_HAS


def test_lo_que_escribio_una_persona_en_moodle_se_queda(back):
    moodle = people()
    moodle.people[ANA].comment, moodle.people[JOSE].comment = "<p>Muy bien, Ana.</p>", "Ven a verme."
    moodle.people[JOSE].grade = 4.0
    found = back(moodle.worksheet())
    assert found.keeps == ["José Núñez (josé@x.es) (4,00)"]
    moodle.upload_worksheet(found.sheet)
    assert moodle.people[ANA].comment.startswith(f"<p>Muy bien, Ana.</p> Nota: {spanish(ANA_HAS)} de {TOTAL:g}.")
    assert (moodle.people[JOSE].comment, moodle.people[JOSE].grade) == ("Ven a verme.", 4.0)
    once = moodle.people[ANA].comment
    moodle.upload_worksheet(back(moodle.worksheet()).sheet, ignore_modified=True)
    assert moodle.people[ANA].comment == once


def test_el_comentario_lo_dice_en_palabras_y_sin_ids(gradebook):
    with reading(gradebook) as reader:
        said = {s: comment(reader.standing(f"{s}@x.es"), exercises_of(T1), "1,5", "20") for s in ("ana", "mar")}
    title = exercises_of(T1)[FIRST].title
    assert said["ana"] == (
        f"Nota: 1,5 de 20. Tienes bien los {MANY} ejercicios. Pregunta escrita: {spanish(MANUAL - 0.75)} de "
        f"{MANUAL:g}. El detalle está en comentarios.html."
    )
    assert f"Bien: 0 de {MANY} ejercicios. Para repasar: «{title}». Sin contestar: «" in said["mar"]
    assert f" y {MANY - 5} más. Pregunta escrita: 0 de {MANUAL:g}." in said["mar"] and "t1_" not in said["mar"]


def test_a_quien_moodle_no_deja_cambiar_no_se_le_toca(back):
    raw = people().worksheet().replace('",Sí,'.encode(), b'",No,', 1)
    found = back(raw)
    assert found.left["ana@x.es"] == "Moodle no deja cambiar su nota" and list(found.grades) == ["mar@x.es"]


def test_una_lista_corriente_recibe_dos_columnas(back):
    found = back("id;nombre completo\nana@x.es;Ana\njosé@x.es;José\n", reports=["ana@x.es"])
    first, ana, jose, _ = found.sheet.decode().split("\n")
    assert first == "id;nombre completo;Calificación;Comentarios" and jose == "josé@x.es;José"
    assert (
        ana.startswith(f'ana@x.es;Ana;{spanish(ANA_HAS)};"Nota: {spanish(ANA_HAS)} de {TOTAL:g}.')
        and found.reports == {}
    )


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda s: s.replace(",Calificación,", ",Otra,"), "le falta «Calificación»: Moodle no la aceptaría"),
        (lambda s: s.replace("Última modificación (calificación)", "x"), "le falta «Última modificación"),
        (lambda s: s.replace("@x.es", "@y.es"), "no hay nadie que esté en el gradebook"),
    ],
)
def test_una_hoja_a_la_que_le_falta_algo_se_dice(back, change, says):
    with pytest.raises(CourseError, match=re.escape(says)):
        back(change(people().worksheet().decode()))


def test_la_hoja_de_otra_tarea_se_nota_por_el_numero_de_cada_persona(back):
    for student, number in (("ana@x.es", 91), ("josé@x.es", 92), ("eva@x.es", EVA)):
        path = back.folder / "submitted" / student / ASIDE / f"{T1}.json"
        path.parent.mkdir(parents=True)
        path.write_text(f'{{"digest": "x", "number": "{number}"}}')
    with pytest.raises(
        CourseError, match="es de otra tarea de Moodle.*Ana Gil.* era el participante 91 y aquí es el 11"
    ):
        back(people().worksheet())


def test_las_dos_lenguas_de_mentira_tienen_las_mismas_palabras():
    assert SPANISH.keys() == ENGLISH.keys()
