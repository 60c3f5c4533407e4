"""Carpetas que no se sabe de quién son: se nombran, y a nadie más le cuestan nada."""

import json
import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from autograder.grading.archive import Archive

RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
MOODLE = "Maria Fernanda de los Angeles Rodriguez Villavicencio_1234567_assignsubmission_file_retropropagacion_2026"


@pytest.fixture
def right(lesson00):
    return lesson00.draft().put("primer_gradiente", RIGHT)


def once(pairs):
    """Un objeto de JSON sin claves repetidas."""
    found = dict(pairs)
    assert len(found) == len(pairs), [key for key, _ in pairs]
    return found


def scores(run):
    return {student: found["score"] for student, found in run.grades["students"].items()}


def test_quien_se_llama_como_otro_no_le_quita_la_nota(classroom, lesson00, right):
    """Con nota de antes, y sin ella: ninguna de las dos carpetas se apunta, y las demás sí."""
    classroom.hand_in("José", right)
    classroom.hand_in("ana", right)
    assert scores(classroom.grade()) == {"José": 1.0, "ana": 1.0}
    before = classroom.autograded("José").read_bytes()
    for folder in ("Jose\u0301", "K1", "\u212a1"):
        classroom.hand_in(folder, lesson00.draft())
    run = classroom.grade()
    if len(list(classroom.submitted.iterdir())) != 5:
        pytest.skip("en este disco son la misma carpeta")
    assert run.code == 1 and scores(run) == {"ana": 1.0}
    assert set(run.grades["ignored"]) == {"José", "Jose\\u0301", "K1", "\u212a1"}
    assert "Apartadas y sin calificar (4):" in run.out and "  K1: se confunde con" in run.out
    assert run.out.rstrip().endswith(
        "Siguiente: arregla las carpetas apartadas y repite la orden; lo ya calificado no se repite."
    )
    assert classroom.autograded("José").read_bytes() == before
    with Gradebook(classroom.db) as book:
        assert {s.id: s.score for s in book.students} == {"José": 1.0, "ana": 1.0}
    shutil.rmtree(classroom.submitted / "Jose\u0301")
    shutil.rmtree(classroom.submitted / "\u212a1")
    run = classroom.grade()
    assert (run.code, scores(run), run.grades["ignored"]) == (0, {"José": 1.0, "K1": 0.0, "ana": 1.0}, {})


@pytest.mark.skipif(os.name != "posix", reason="estos nombres son de POSIX")
def test_ningun_nombre_para_a_la_clase(classroom, right):
    strange = ["😀" * 62 + "\udcff", "\x1b[2J\x1b]0;t\x07\udcff", MOODLE, " ", "a\\b\"c'd", "=1+1"]
    longest = "山" * 85  # 255 bytes: cabe, con lo que se escribe debajo
    for name in ("ana", longest, *strange):
        classroom.hand_in(name, right)
    (classroom.submitted / "enlace").symlink_to("a" * 300)
    run = classroom.grade()
    assert run.code == 1 and run.err == ""
    assert scores(run) == {"ana": 1.0, longest: 1.0}
    assert classroom.feedback(longest).is_file()
    assert len(run.grades["ignored"]) == len(strange) + 1
    assert all(c.isprintable() or c == "\n" for c in run.out)
    text = (classroom.folder / "notas.json").read_text(encoding="utf-8")
    json.loads(text, object_pairs_hook=once)
    with Gradebook(classroom.db) as book:
        assert {s.id for s in book.students} == {"ana", longest}


def test_si_todas_estan_apartadas_tambien_se_dice(classroom, right):
    classroom.hand_in("a*b", right)
    run = classroom.grade()
    assert run.code == 1 and "0 entregas de 00_presentacion.\n" in run.out
    assert run.grades["students"] == {} and list(run.grades["ignored"]) == ["a*b"]


def test_student_entiende_las_dos_formas_de_un_nombre_y_propone_los_parecidos(classroom, right):
    for name in ("Jose\u0301", "ana", "a*"):
        classroom.hand_in(name, right)
    for asked in ("José", "Jose\u0301"):
        run = classroom.grade("--student", asked)
        # De las demás carpetas no se preguntó nada.
        assert (run.code, scores(run), run.grades["ignored"]) == (0, {"José": 1.0}, {})
    run = classroom.grade("--student", "Ana")
    assert run.code == 2 and "No hay entrega de «Ana»" in run.err and "¿Querías decir «ana»?" in run.err
    run = classroom.grade("--student", "a?a*")  # como en nbgrader: un grupo
    assert run.code == 1 and scores(run) == {"ana": 1.0} and list(run.grades["ignored"]) == ["a*"]


def test_student_de_una_carpeta_apartada_dice_por_que(classroom, right):
    classroom.hand_in("ana=", right)
    run = classroom.grade("--student", "ana=")
    assert run.code == 2 and "«ana=» está apartada: su nombre lleva «=»" in run.err


def test_la_lista_de_clase_se_lee_en_la_misma_forma(classroom, right):
    classroom.hand_in("José", right)
    roster = classroom.folder / "lista.csv"
    roster.write_text("id\nJose\u0301\n\x1b[2Jfalta\n", encoding="utf-8")
    run = classroom.grade("--roster", str(roster))
    assert run.grades["students"]["José"]["messages"] == []
    assert "En la lista y sin entrega (1): " in run.out and "\x1b" not in run.out


# — un gradebook de antes —


def age(group, now, before, manual):
    """El gradebook como si ``now`` se hubiera calificado con el id de antes y una nota puesta a mano."""
    with closing(sqlite3.connect(group.folder / "gradebook.db")) as db, db:
        db.execute("update student set id = ?, first_name = 'Nombre' where id = ?", (before, now))
        db.execute("update submitted_assignment set student_id = ? where student_id = ?", (before, now))
        db.execute("update grade set manual_score = ?", (manual,))


def test_las_notas_de_antes_con_huella_en_el_id_siguen_donde_estaban(classroom, right):
    """Antes, un nombre de más de 100 caracteres se guardaba recortado y con su huella."""
    name = MOODLE.replace("_assignsubmission_", "_entrega_")  # uno de Moodle no se califica: se recoge
    long = f"{name}_con_su_grupo_y_su_turno"
    old = f"{long[:100]}~1b2c3d4e"
    classroom.hand_in("maria", right)
    classroom.grade()
    age(classroom, "maria", old, 0.75)
    (classroom.submitted / "maria").rename(classroom.submitted / long)
    classroom.hand_in(old, right)  # nadie puede ponerse ese id para cambiarla
    run = classroom.grade()
    assert run.code == 1 and run.grades["students"] == {} and len(run.grades["ignored"]) == 2
    (classroom.submitted / long).rename(classroom.submitted / "maria")
    assert scores(classroom.grade()) == {"maria": 1.0}
    with Gradebook(classroom.db) as book:
        assert {s.id: s.score for s in book.students} == {old: 0.75, "maria": 1.0}


def test_las_notas_de_un_gradebook_escrito_en_mac_son_de_la_misma_persona(classroom, right):
    """Los ids eran los nombres sin normalizar: la nota manual y los archivos pasan al id de ahora."""
    classroom.hand_in("José", right)
    classroom.grade()
    loose = "Jose\u0301"
    age(classroom, "José", loose, 0.25)
    for kind in ("autograded", "feedback"):
        (classroom.out / kind / "José").rename(classroom.out / kind / loose)
    with Gradebook(classroom.db) as book:
        for other in ("Dose\u0301", "Dosé"):
            book.add_student(other)
    assert scores(classroom.grade()) == {"José": 0.25}
    assert {p.name for p in (classroom.out / "autograded").iterdir()} == {"José"}
    with Gradebook(classroom.db) as book:
        # Quien está de las dos formas se queda así: juntarlas es cosa de una persona.
        assert {s.id for s in book.students} == {"José", "Dose\u0301", "Dosé"}
        assert book.find_student("José").first_name == "Nombre"


def test_renombrar_no_pisa_una_carpeta_que_ya_esta(tmp_path):
    for name in ("a", "b"):
        (tmp_path / "autograded" / name).mkdir(parents=True)
        (tmp_path / "autograded" / name / "x").write_text(name)
    Archive("mini", tmp_path / "autograded", tmp_path / "feedback").rename("a", "b")
    assert (tmp_path / "autograded" / "b" / "x").read_text() == "b"
