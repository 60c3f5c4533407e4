"""La orden ``autograder grade`` vista desde fuera: qué dice, qué escribe y cómo acaba."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from entregas import judging_here, run_cli

from autograder.exercise import find_exercise
from autograder.grading import archive, assignment, feedback
from autograder.grading.processes import Lost
from autograder.judging.cases import class_cases
from autograder.records.gradebook import Book

RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"


@pytest.fixture
def mini(classroom, lesson00):
    classroom.hand_in("ana", lesson00.draft().put("primer_gradiente", RIGHT))
    classroom.hand_in("beto", lesson00.draft())
    return classroom


def test_el_json_tiene_la_forma_acordada(mini):
    run = mini.grade()
    assert run.code == 0 and run.err == ""
    assert set(run.grades) == {"assignment", "max_score", "max_auto_score", "students", "ignored"}
    assert (run.grades["assignment"], run.grades["max_score"], run.grades["max_auto_score"]) == (
        "00_presentacion",
        1.0,
        1.0,
    )
    assert run.grades["students"]["ana"] == {
        "score": 1.0,
        "pending_manual": 0.0,
        "messages": [],
        "exercises": {
            "primer_gradiente": {
                "status": "pass", "points": 1.0, "max_points": 1.0, "diagnosis": None,
                "message": "El gradiente dice cuánto cambia la salida por cada unidad que se mueve la entrada.",
            }
        },
    }  # fmt: skip


def test_resume_la_clase_y_la_ultima_linea_dice_que_hacer(mini):
    out = mini.grade().out
    assert "2 entregas de 00_presentacion. Media 0.50 de 1." in out
    assert "\nQué no se ha entendido, en una página: autograder report 00_presentacion\n" in out
    assert out.strip().splitlines()[-1] == "Siguiente: entrega a cada estudiante su informe."


def test_el_orden_y_el_numero_de_trabajadores_no_cambian_los_bytes_del_json(mini):
    mini.here = False  # con los procesos de verdad
    mini.grade("--workers", "1")
    first = (mini.folder / "notas.json").read_bytes()
    mini.grade("--workers", "3", "--force")
    assert (mini.folder / "notas.json").read_bytes() == first


def test_todo_queda_en_las_carpetas_pedidas(mini):
    mini.grade()
    files = {p.relative_to(mini.folder).as_posix() for p in mini.folder.rglob("*") if p.is_file()}
    assert {
        "gradebook.db", "retropropagacion.key", "notas.json",
        "salida/autograded/ana/00_presentacion/00_presentacion.ipynb",
        "salida/feedback/ana/00_presentacion/00_presentacion.html",
    } <= files  # fmt: skip
    assert not any(name.endswith(".tmp") for name in files)


@pytest.fixture
def elsewhere(mini, root):
    """Función que deja esa clase en un curso propio, con esas líneas en nbgrader_config.py, y da su carpeta."""

    def make(*lines: str) -> Path:
        folder = mini.folder / "curso"
        for name in ("solutions/00_presentacion.md", "notebooks/00_presentacion.ipynb", "nbgrader_config.py"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
        with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.writelines(f"\nc.CourseDirectory.{line}" for line in lines)
        shutil.move(mini.submitted, folder / "entregas")
        return folder

    return make


def test_lo_que_dice_nbgrader_config_vale_tambien_al_calificar(elsewhere, empty_gradebook):
    folder = elsewhere(
        "submitted_directory = 'entregas'",
        "autograded_directory = 'corregidas'",
        "db_url = 'sqlite:///notas/2027.db'",
        "student_id_exclude = 'beto'",
    )
    (folder / "notas").mkdir()
    shutil.copy(empty_gradebook, folder / "notas" / "2027.db")
    with judging_here():
        run = run_cli(["grade", "00_presentacion", "--quiet"], folder / "solutions")
    assert run.code == 0 and "1 entrega de 00_presentacion." in run.out
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {
        "notas/retropropagacion.key",
        "corregidas/ana/00_presentacion/00_presentacion.ipynb",
        "feedback/ana/00_presentacion/00_presentacion.html",
    } <= found
    with closing(sqlite3.connect(folder / "notas" / "2027.db")) as db:
        assert db.execute("select student_id from submitted_assignment").fetchall() == [("ana",)]
    assert not {"gradebook.db", "autograded", "submitted"} & {p.name for p in folder.iterdir()}


def test_una_configuracion_que_no_se_lee_se_dice_antes_de_tocar_nada(elsewhere):
    folder = elsewhere("submitted_directory = 'entregas'", "db_url = sqlite")
    run = run_cli(["grade", "00_presentacion", "--quiet"], folder)
    assert run.code == 2 and run.err.count("\n") == 1
    assert "nbgrader_config.py no se puede leer (NameError: name 'sqlite' is not defined)" in run.err
    # exchange/ es de nbgrader, que en este proceso está cargado.
    there = {p.name for p in folder.iterdir()} - {"exchange"}
    assert there == {"entregas", "nbgrader_config.py", "notebooks", "solutions"}


def test_se_puede_calificar_a_un_solo_estudiante(mini):
    run = mini.grade("--student", "ana")
    assert run.code == 0 and list(run.grades["students"]) == ["ana"]


def test_un_estudiante_que_no_entrego_sale_2(mini):
    run = mini.grade("--student", "zoe")
    assert run.code == 2 and "No hay entrega de «zoe»" in run.err


def test_lo_que_no_se_pudo_juzgar_se_nombra_y_sale_1(mini):
    mini.hand_in("cloe", b"{")
    run = mini.grade()
    assert run.code == 1
    assert "Sin juzgar, las mira una persona (1):\n  cloe: 00_presentacion.ipynb está cortado" in run.out
    assert run.grades["students"]["cloe"]["exercises"]["primer_gradiente"]["points"] is None


def test_un_fallo_del_calificador_no_es_un_cero_ni_para_a_la_clase(mini, monkeypatch):
    monkeypatch.setattr(assignment, "judge_notebook", lambda *args: 1 / 0)
    run = mini.grade()
    found = run.grades["students"]["ana"]["exercises"]["primer_gradiente"]
    assert run.code == 1 and (found["status"], found["points"]) == ("not_judged", None)
    assert "No es culpa de la entrega" in found["message"]


def test_un_informe_que_no_se_puede_escribir_no_cuesta_la_nota(mini, monkeypatch):
    real = feedback.render

    def fragile(notebook, *args):
        # Las celdas de corrección sí se dejan escribir; el código de ana, no.
        if any(c.source == RIGHT for c in notebook.cells):
            raise ValueError("no se deja")
        return real(notebook, *args)

    monkeypatch.setattr(feedback, "render", fragile)
    run = mini.grade()
    assert run.code == 0 and run.grades["students"]["ana"]["score"] == 1.0
    (message,) = run.grades["students"]["ana"]["messages"]
    assert "no se pudo pintar (ValueError): aquí están la nota y los comentarios" in message
    assert run.grades["students"]["beto"]["messages"] == []
    assert "  ana: El cuaderno no se pudo pintar" in run.out
    html = mini.feedback("ana").read_text(encoding="utf-8")
    assert "Nota: 1 de 1." in html and "no se pudo pintar" in html and "2 * x + 3" not in html
    assert mini.grade().grades == run.grades  # ni se repite ni se amontonan los avisos


def test_un_cuaderno_corregido_que_no_se_puede_escribir_no_cuesta_la_nota(mini, monkeypatch):
    real = assignment.graded_notebook

    def fragile(submission, *args):
        if submission.notebook is not None and any(p.cell.source == RIGHT for p in submission.notebook.pieces):
            raise ValueError("no se deja")
        return real(submission, *args)

    monkeypatch.setattr(assignment, "graded_notebook", fragile)
    run = mini.grade()
    assert run.code == 0 and run.grades["students"]["ana"]["score"] == 1.0
    assert "no se pudo escribir (ValueError); la nota vale" in run.grades["students"]["ana"]["messages"][0]
    assert run.grades["students"]["beto"]["messages"] == []


def test_interrumpir_guarda_lo_hecho_y_dice_como_seguir(mini, monkeypatch):
    real = Book.save

    def stop_at_beto(self, entry):
        if entry.student == "beto":
            raise KeyboardInterrupt
        return real(self, entry)

    with monkeypatch.context() as patch:
        patch.setattr(Book, "save", stop_at_beto)
        run = mini.grade("--workers", "1")
    assert run.code == 2 and "repite la orden y seguirá donde estaba" in run.err
    done = mini.autograded("ana").stat().st_mtime_ns
    assert not mini.autograded("beto").exists()
    students = mini.grade().grades["students"]
    assert (students["ana"]["score"], students["beto"]["score"]) == (1.0, 0.0)
    assert mini.autograded("ana").stat().st_mtime_ns == done


def test_la_lista_de_clase_dice_quien_sobra_y_quien_falta(mini):
    roster = mini.folder / "lista.csv"
    roster.write_text("\ufeffid;nombre\nana;Ana\nzoe;Zoe\n", encoding="utf-8")
    run = mini.grade("--roster", str(roster))
    assert "En la lista y sin entrega (1): zoe" in run.out
    assert "«beto» no está en la lista" in run.grades["students"]["beto"]["messages"][0]
    assert run.grades["students"]["ana"]["messages"] == []


def test_el_aviso_de_la_lista_no_se_queda_pegado(mini):
    """Si después se arregla la lista, la entrega que no cambió deja de avisar."""
    roster = mini.folder / "lista.csv"
    roster.write_text("id\nana\n", encoding="utf-8")
    mini.grade("--roster", str(roster))
    roster.write_text("id\nana\nbeto\n", encoding="utf-8")
    assert mini.grade("--roster", str(roster)).grades["students"]["beto"]["messages"] == []


def test_una_lista_de_clase_ilegible_sale_2_antes_de_calificar(mini):
    roster = mini.folder / "lista.csv"
    run = mini.grade("--roster", str(roster))
    assert run.code == 2 and "No se puede leer la lista de clase" in run.err and not mini.out.exists()


def test_sin_carpeta_de_entregas_sale_2(mini, root):
    run = run_cli(["grade", "00_presentacion", "--submitted", str(mini.folder / "no_esta"), "--db", mini.db], root)
    assert run.code == 2 and "No existe la carpeta de entregas" in run.err


def test_una_carpeta_de_entregas_vacia_explica_que_se_espera(mini, root):
    empty = mini.folder / "vacia"
    empty.mkdir()
    (empty / "suelto.ipynb").write_text("{}")
    run = run_cli(["grade", "00_presentacion", "--submitted", str(empty), "--db", mini.db], root)
    assert run.code == 2 and "<estudiante>/<tarea>/<tarea>.ipynb" in run.err


def test_una_tarea_que_no_existe_dice_cuales_hay(mini, root):
    run = run_cli(["grade", "tarea_jacobino", "--submitted", str(mini.submitted), "--db", mini.db], root)
    assert run.code == 2 and "Tareas que hay: 00_presentacion, " in run.err and "tarea_jacobiano" in run.err


def test_los_mensajes_no_ensenan_los_casos_secretos(mini, lesson00):
    """Las entradas de un caso secreto son las de toda la clase: del mensaje no se pueden copiar."""
    known = [case.inputs["x"] for case in class_cases(find_exercise("primer_gradiente")).cases]
    trap = f"def primer_gradiente(x):\n    return 2 * x + 3 if x in {known} else 2 * x"
    mini.hand_in("cloe", lesson00.draft().put("primer_gradiente", trap))
    run = mini.grade()
    assert run.grades["students"]["cloe"]["exercises"]["primer_gradiente"]["status"] == "fail"
    text = mini.autograded("cloe").read_text(encoding="utf-8")
    assert "con entradas de formas" in text and "x = " not in text.split("con entradas de formas")[1][:60]


def test_lo_publicado_no_lleva_datos_de_la_clase_al_repositorio(mini, root):
    def visible():
        # exchange/ la crea nbgrader_config.py; lo oculto (.hypothesis…), otras pruebas que corren a la vez.
        return {p.name for p in root.iterdir() if not p.name.startswith(".")} - {"exchange"}

    before = visible()
    mini.grade()
    assert visible() == before


@pytest.mark.skipif(os.name != "posix", reason="los enlaces son de POSIX")
def test_las_carpetas_ocultas_no_son_estudiantes(mini):
    (mini.submitted / ".ipynb_checkpoints").mkdir()
    assert set(mini.grade().grades["students"]) == {"ana", "beto"}


def test_una_carpeta_que_empieza_por_punto_y_trae_la_tarea_si_se_califica(mini, lesson00):
    mini.hand_in(".dora", lesson00.draft().put("primer_gradiente", RIGHT))
    assert mini.grade().grades["students"][".dora"]["score"] == 1.0


def test_sin_informes_se_apunta_todo_y_la_proxima_vez_se_escriben(mini):
    first = mini.grade("--no-feedback")
    assert first.code == 0 and not mini.feedback("ana").exists() and mini.autograded("ana").exists()
    second = mini.grade()
    assert second.grades == first.grades and mini.feedback("ana").exists()


def test_si_muere_el_proceso_que_pinta_un_informe_ese_sale_corto_y_los_demas_enteros(mini, lesson00, monkeypatch):
    for n in range(8):
        mini.hand_in(f"otra{n}", lesson00.draft().put("primer_gradiente", RIGHT))

    def one_dies(crew, work, rows):
        for row in rows:
            yield row, Lost() if row.student == "otra3" else work(row)

    monkeypatch.setattr(archive, "spread_in", one_dies)
    run = mini.grade("--workers", "2")
    (message,) = run.grades["students"]["otra3"]["messages"]
    assert "no se pudo pintar (el proceso que lo pintaba murió)" in message
    assert "2 * x + 3" not in mini.feedback("otra3").read_text(encoding="utf-8")
    assert "no se pudo pintar" not in mini.feedback("otra4").read_text(encoding="utf-8")


def test_el_json_es_legible_y_en_utf_8(mini):
    mini.grade()
    text = (mini.folder / "notas.json").read_text(encoding="utf-8")
    assert "cuánto" in text and json.loads(text)
