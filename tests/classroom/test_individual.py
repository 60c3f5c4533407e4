"""Una tarea individual, de la lista a la nota: cada cual recibe lo suyo, y lo ajeno se juzga y se dice."""

import json
import shutil
from pathlib import Path

import pytest
from entregas import T1, Classroom, Draft, run_cli

from autograder.authoring.sources import solution_code
from autograder.classroom.answers import AnswerSheets
from autograder.classroom.replay import replayed
from autograder.classroom.report.ideas import phrase_of
from autograder.exercise import exercises_of
from autograder.grading import grade
from autograder.grading.dealing import dealt_path
from autograder.grading.release import read_release
from autograder.notebook.variant_code import read_code, write_code
from autograder.running.worker_process import Limits
from autograder.student import check as checking
from autograder.student.progress import in_words
from autograder.student.status import _unwritten
from autograder.student.whole import open_notebook

REPO = Path(__file__).parents[2]
ROSTER = "id,nombre\nana,Ana Ruiz\nluis,Luis Gil\neva,Eva Sanz\nluis,Luis G.\n../mal,Nadie\n"
SOLUTIONS = [solution_code(REPO, T1, number) for number in range(3)]


def individual(file, **changed) -> Draft:
    """El cuaderno de alguien, resuelto con la solución de cada una de sus variantes."""
    notebook = json.loads(Path(file).read_text(encoding="utf-8"))
    (source,) = ("".join(c["source"]) for c in notebook["cells"] if c["id"] == "variante")
    numbers = read_code(T1, source.split('"')[1])
    code = {id_: SOLUTIONS[number][id_] for id_, number in numbers.items()}
    return Draft(notebook, {**code, **changed}).solve()


def shared(room, *options):
    command = ["build", T1, "--roster", str(room.folder / "clase.csv"), "--db", room.db]
    return run_cli([*command, "--out", str(room.folder / "reparto"), *options], REPO)


@pytest.fixture(scope="module")
def dealt(tmp_path_factory):
    room = Classroom(tmp_path_factory.mktemp("individual"), REPO, T1, here=True)
    (room.folder / "clase.csv").write_text(ROSTER, encoding="utf-8")
    # Lo que construye y las soluciones de referencia se prueban en lo suyo, y aquí costarían la mitad del tiempo.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.classroom.individual.build", lambda root, names: [])
        patch.setattr(grade, "require_reference", lambda *_: [])
        rehearsal = shared(room, "--dry-run")
        before = sorted(path.name for path in room.folder.iterdir())
        run = shared(room, "--json")
        yield room, run, rehearsal, before


@pytest.fixture(scope="module")
def found(dealt):
    return {student["id"]: student for student in json.loads(dealt[1].out)["students"]}


def wrong_norm(variants):
    """Una norma mal hecha y cómo se llama: la de la variante que le tocó, y de las demás no dice nada."""
    return [
        ("def t1_norma(x):\n    return np.sign(x)", "signo"),
        ("def t1_norma(x):\n    return (x - 1) / np.linalg.norm(x)", "longitud_de_x"),
        ("def t1_norma(x):\n    return x / (1 + np.linalg.norm(x))", "uno_fuera"),
    ][variants["t1_norma"]]


@pytest.fixture(scope="module")
def graded(dealt, found):
    room = dealt[0]
    code, name = wrong_norm(found["eva"]["variants"])
    room.hand_in("ana", individual(found["ana"]["file"]))
    room.hand_in("luis", individual(found["ana"]["file"]))
    room.hand_in("eva", individual(found["eva"]["file"], t1_norma=code))
    room.hand_in("leo", Path(found["luis"]["file"]).read_bytes())
    room.hand_in("publica", (REPO / "notebooks" / f"{T1}.ipynb").read_bytes())
    torn = individual(found["luis"]["file"])
    torn.notebook["cells"] = [
        {**c, "source": 'VARIANTE = "0000"'} if c["id"] == "variante" else c for c in torn.notebook["cells"]
    ]
    (room.submitted / "luis").rename(room.submitted / "pepe")
    room.hand_in("luis", torn)
    return room.grade(), name


def test_cada_persona_de_la_lista_tiene_su_cuaderno_y_lo_malo_de_la_lista_se_dice(dealt, found):
    room, run, _, _ = dealt
    assert run.code == 1 and list(found) == ["ana", "luis", "eva"]
    warnings = json.loads(run.out)["warnings"]
    assert any("«luis» está dos veces" in w for w in warnings) and any("«../mal»" in w for w in warnings)
    for student in found.values():
        assert write_code(T1, student["variants"]) == student["code"] in Path(student["file"]).read_text()
    assert not [path for path in (REPO / "notebooks").iterdir() if path.is_dir()]


def test_un_ensayo_no_escribe_nada_y_dice_que_la_clave_se_hara(dealt):
    _, _, rehearsal, before = dealt
    assert "No se ha escrito nada. Y aún no hay clave" in rehearsal.out and before == ["clase.csv", "submitted"]


def test_repartir_otra_vez_da_lo_mismo_y_no_pisa_el_trabajo_de_nadie(dealt, found):
    room = dealt[0]
    files = {s["file"]: Path(s["file"]).read_bytes() for s in found.values()}
    again = json.loads(shared(room, "--json").out)
    assert again["students"] == list(found.values()) and not again["new_key"]
    assert all(Path(file).read_bytes() == data for file, data in files.items())
    mine = Path(found["ana"]["file"])
    mine.write_bytes(individual(mine).to_bytes())
    refused = shared(room)
    assert refused.code == 2 and "puede ser el trabajo de alguien" in refused.err
    mine.write_bytes(files[str(mine)])


def test_quien_resuelve_sus_variantes_saca_todo_y_un_error_se_diagnostica_con_las_suyas(graded):
    run, name = graded
    ana, eva = (run.grades["students"][who] for who in ("ana", "eva"))
    assert (ana["score"], ana["messages"]) == (run.grades["max_auto_score"], [])
    assert eva["exercises"]["t1_norma"]["diagnosis"] == name and eva["score"] == ana["score"] - 1


def test_con_el_codigo_de_otra_persona_se_juzga_como_en_casa_y_se_avisa_a_quien_califica(graded, found):
    run, _ = graded
    pepe, code = run.grades["students"]["pepe"], found["ana"]["code"]
    assert pepe["score"] == run.grades["max_auto_score"] and code in pepe["messages"][0]
    assert f"pepe: {code}, que es el de ana" in run.out


def test_un_codigo_ilegible_se_juzga_con_lo_que_le_toco(graded):
    luis = graded[0].grades["students"]["luis"]
    assert luis["score"] == graded[0].grades["max_auto_score"] and "le tocaron" in luis["messages"][0]


def test_el_cuaderno_publico_y_el_individual_sin_empezar_estan_en_blanco(graded):
    for who, note in (("publica", "no lleva código"), ("leo", "no es el de esta entrega")):
        student = graded[0].grades["students"][who]
        assert {e["status"] for e in student["exercises"].values()} == {"missing"} and note in student["messages"][0]


def test_calificar_otra_vez_no_cambia_nada(dealt, graded):
    again = dealt[0].grade()
    assert again.grades == graded[0].grades


def test_sin_el_reparto_un_cuaderno_individual_espera_a_una_persona(dealt, graded, tmp_path):
    room = Classroom(tmp_path / "otra", REPO, T1, here=True)
    shutil.copy(dealt[0].folder / "retropropagacion.key", room.folder)
    room.hand_in("ana", dealt[0].path("ana").read_bytes())
    run = room.grade()
    ana = run.grades["students"]["ana"]
    assert run.code == 1 and ana["exercises"]["t1_lineal"]["points"] is None
    assert f"{dealt_path(Path('retropropagacion.key'), T1)}" in ana["messages"][0]


def test_si_casi_nadie_trae_el_suyo_lo_que_ha_cambiado_es_el_reparto(dealt, found, capsys):
    from autograder.grading.summary import Summary, print_summary

    class Nothing:
        ignored = skipped = ()
        down, lost, absent = [], [], ()
        accept, feedback, autograded, max_score, name = False, "", "", 20, T1

    foreign = {f"e{k}": "0, que es el de nadie de la clase" for k in range(4)}
    print_summary(Nothing, Summary(students=5, foreign=foreign), Nothing, Nothing, Nothing, None, Nothing)
    shown = capsys.readouterr().out
    assert "4 de 5 entregas traen un código de variante que no es el que les toca" in shown and "e1:" not in shown


def test_en_casa_check_y_hint_hablan_de_la_variante_del_cuaderno(monkeypatch):
    import sys

    main = sys.modules["__main__"]
    declared = exercises_of(T1)["t1_norma"]
    assert checking.identify("t1_norma") is declared
    monkeypatch.setattr(main, "VARIANTE", write_code(T1, {"t1_norma": 2}).lower(), raising=False)
    assert checking.identify("t1_norma") is declared.variant(2)
    assert checking.identify("primer_gradiente").number == 0
    space = {"np": __import__("numpy")}
    exec(SOLUTIONS[2]["t1_norma"], space)
    verdict, _ = checking.examine(checking.identify("t1_norma"), space["t1_norma"])
    assert verdict.status == "pass"
    monkeypatch.setattr(main, "VARIANTE", "0000", raising=False)
    with pytest.raises(checking.CourseError, match="errata"):
        checking.identify("t1_norma")


def test_autograder_check_lee_las_variantes_del_cuaderno_y_rechaza_un_codigo_roto(dealt, found, tmp_path):
    whole = open_notebook(Path(found["eva"]["file"]))
    assert {id_: e.number for id_, e in whole.exercises.items()} == found["eva"]["variants"]
    broken = tmp_path / f"{T1}.ipynb"
    broken.write_text(Path(found["eva"]["file"]).read_text().replace(found["eva"]["code"], "1234"))
    with pytest.raises(checking.CourseError, match=r"tarea_jacobiano.ipynb: El código de variante «1234»"):
        open_notebook(broken)


@pytest.mark.parametrize(
    "command, said",
    [
        (["--roster", "c.csv"], "Se reparte una tarea cada vez"),
        (["tarea_jacobiano", "00_presentacion", "--roster", "c.csv"], "Se reparte una tarea cada vez"),
        (["nada", "--roster", "c.csv"], "No existe notebooks/nada.ipynb"),
        (["00_presentacion", "--roster", "c.csv"], "Ningún ejercicio de 00_presentacion declara variantes"),
        (["tarea_jacobiano", "--roster", "no-hay.csv"], "No se puede leer la lista de clase no-hay.csv"),
        (["tarea_jacobiano", "--roster", "c.csv", "--out", "notebooks/x"], "está en notebooks/, que es de otra cosa"),
        (["tarea_jacobiano", "--out", "x"], "--out es de --roster"),
    ],
)
def test_lo_que_no_se_puede_repartir_se_dice(command, said):
    run = run_cli(["build", *command], REPO)
    assert run.code == 2 and said in run.err


def test_lo_publicado_para_todos_no_cambia():
    text = (REPO / "notebooks" / f"{T1}.ipynb").read_text(encoding="utf-8")
    assert "VARIANTE" not in text and read_release(REPO, T1)


def test_reset_y_status_conocen_la_celda_de_su_variante(found, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"{T1}.ipynb"
    path.write_bytes(individual(found["eva"]["file"]).to_bytes())
    run = run_cli(["reset", "t1_producto_escalar", str(path), "--json"], tmp_path)
    assert run.code == 0 and json.loads(run.out)["changed"]
    cells = {c["id"]: "".join(c["source"]) for c in json.loads(path.read_text())["cells"]}
    given = {c["id"]: "".join(c["source"]) for c in json.loads(Path(found["eva"]["file"]).read_text())["cells"]}
    assert cells["t1_producto_escalar"] == given["t1_producto_escalar"] and cells["t1_lineal"] != given["t1_lineal"]
    whole = open_notebook(path)
    assert [id_ for id_ in whole.exercises if _unwritten(whole, id_)] == ["t1_producto_escalar"]


def test_una_reclamacion_se_juzga_otra_vez_con_sus_variantes(dealt, graded, found):
    from autograder.grading.handed import collect
    from autograder.records.gradebook import Book

    room = dealt[0]
    with Book(room.db, T1, read_release(REPO, T1), read_only=True) as book:
        attempt = book.standing("eva").attempt
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "limits", lambda: Limits(wall_factor=100.0))
        again = replayed(REPO, room.db, T1, collect(room.submitted / "eva", T1), attempt)
    assert again.why == "" and again.verdicts["t1_norma"].diagnosis == graded[1]
    assert again.assignment.exercises["t1_norma"].number == found["eva"]["variants"]["t1_norma"]


def test_lo_que_se_le_dio_a_cada_cual_no_es_suyo(dealt, graded):
    sheets = AnswerSheets(REPO, dealt[0].out / "autograded", T1)
    eva, leo = sheets.of("eva"), sheets.of("leo")
    assert set(eva.code) == set(exercises_of(T1)) and eva.own == ()
    assert (leo.code, leo.texts, leo.own) == ({}, {}, ())


def test_un_error_de_una_variante_se_dice_con_su_pista(graded):
    norm = exercises_of(T1)["t1_norma"]
    (hint,) = (m.hint for m in norm.variant(1).misconceptions if m.name == "longitud_de_x")
    assert hint in phrase_of("t1_norma", "longitud_de_x", None, norm)
    assert in_words(norm, "longitud_de_x") == hint
