"""La clase inventada: la misma con la misma semilla, con todo lo que pasa en un aula y con la verdad al lado."""

import ast
import contextlib
import hashlib
import io
import json
import random
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pytest
from puntos import AUTO

from autograder import cli
from autograder.authoring.build import build
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.dealing import deal as deal_variants
from autograder.judging.cases import class_cases
from autograder.judging.verdict import judge
from autograder.notebook.variant_code import write_code
from autograder.sandbox.call import call_function
from autograder.simulation.kinds import KINDS
from autograder.simulation.simulate import RECIPE, deal, simulate

REPO = Path(__file__).parents[2]
TASK = "tarea_jacobiano"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Una copia del curso con sus cuadernos recién construidos."""
    root = tmp_path_factory.mktemp("curso")
    shutil.copy(REPO / "nbgrader_config.py", root)
    shutil.copytree(REPO / "solutions", root / "solutions")
    build(root)
    return root


@pytest.fixture(scope="module")
def classroom(root, tmp_path_factory):
    """Una clase de 30 y su verdad."""
    out = tmp_path_factory.mktemp("clase") / "submitted"
    return out, simulate(root, TASK, 30, 0, out)


def digest(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def of_kind(truth, kind):
    return [student for student, data in truth["students"].items() if data["kind"] == kind]


def submission(classroom, kind):
    """El cuaderno del primer estudiante de una clase, y lo que debe sacar."""
    out, truth = classroom
    student = of_kind(truth, kind)[0]
    path = out / student / TASK / f"{TASK}.ipynb"
    return nbformat.read(path, as_version=4), truth["students"][student]


def answers(nb):
    """Id → código de la respuesta; de las repetidas, la última."""
    found = {}
    for cell in nb.cells:
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and meta.get("solution"):
            found[meta["grade_id"]] = cell.source
    return found


def with_status(data, *statuses):
    return [id_ for id_, e in data["exercises"].items() if e["status"] in statuses]


def test_la_misma_semilla_da_los_mismos_bytes_y_otra_no(root, classroom, tmp_path):
    out, truth = classroom
    assert simulate(root, TASK, 30, 0, tmp_path / "otra_vez") == truth
    assert digest(tmp_path / "otra_vez") == digest(out)
    simulate(root, TASK, 30, 1, tmp_path / "otra_semilla")
    assert digest(tmp_path / "otra_semilla") != digest(out)


def test_una_clase_de_30_tiene_de_todo(classroom):
    _, truth = classroom
    kinds = Counter(data["kind"] for data in truth["students"].values())
    assert set(kinds) == set(KINDS) and sum(kinds.values()) == 30
    assert kinds["bucle_infinito"] == 1 and kinds["todo_bien"] >= 3


def test_cada_confusion_de_cada_ejercicio_aparece(classroom):
    _, truth = classroom
    seen = {(id_, e["diagnosis"]) for data in truth["students"].values() for id_, e in data["exercises"].items()}
    declared = {(id_, m.name) for id_, e in exercises_of(TASK).items() for m in e.misconceptions}
    assert declared <= seen


def test_la_verdad_queda_escrita_con_su_formato(classroom):
    out, truth = classroom
    assert json.loads((out / "truth.json").read_text(encoding="utf-8")) == truth
    assert (truth["assignment"], truth["seed"]) == (TASK, 0)
    assert list(truth["students"]) == [f"estudiante{n:02d}" for n in range(1, 31)]
    for data in truth["students"].values():
        assert list(data["exercises"]) == list(exercises_of(TASK))
        points = [e["points"] for e in data["exercises"].values()]
        assert data["score"] == (None if None in points else sum(points))


def test_cada_entrega_se_lee_menos_la_truncada(classroom):
    out, truth = classroom
    for student, data in truth["students"].items():
        path = out / student / TASK / f"{TASK}.ipynb"
        if data["kind"] == "archivo_truncado":
            with pytest.raises(json.JSONDecodeError):
                json.loads(path.read_text(encoding="utf-8"))
        else:
            nbformat.validate(nbformat.read(path, as_version=4))


def test_ninguna_entrega_usa_torch_ni_autograder_en_sus_respuestas(classroom):
    out, truth = classroom
    for student, data in truth["students"].items():
        if data["kind"] in ("archivo_truncado", "error_de_sintaxis"):
            continue
        nb = nbformat.read(out / student / TASK / f"{TASK}.ipynb", as_version=4)
        for source in answers(nb).values():
            names = {n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)}
            assert not names & {"torch", "autograder", "frozen", "check"}, source


def test_el_juez_da_a_cada_respuesta_lo_que_dice_la_verdad(classroom):
    out, truth = classroom
    cases = {id_: class_cases(e) for id_, e in exercises_of(TASK).items()}
    checked = 0
    for student, data in truth["students"].items():
        if data["kind"] in ("archivo_truncado", "error_de_sintaxis", "funcion_renombrada"):
            continue  # ahí no hay función a la que llamar
        nb = nbformat.read(out / student / TASK / f"{TASK}.ipynb", as_version=4)
        own = [c.source for c in nb.cells if c.id == "auxiliar-propia"]
        for id_, source in answers(nb).items():
            expected = data["exercises"].get(id_)
            if expected is None or "while True" in source:
                continue
            space = {"np": np}
            with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
                for code in (*own, source):
                    exec(code, space)
                args = exercises_of(TASK)[id_].args
                found = judge(cases[id_], lambda inputs, f=space[id_], a=args: call_function(f, [inputs[n] for n in a]))
            got = (found.status, found.points, found.diagnosis)
            assert got == tuple(expected[k] for k in ("status", "points", "diagnosis")), (student, data["kind"], id_)
            checked += 1
    assert checked > 250


def test_la_verdad_de_cada_clase_de_rotura(classroom):
    out, truth = classroom
    everything = {e: 0 for e in exercises_of(TASK)}
    assert submission(classroom, "todo_bien")[1]["score"] == AUTO
    assert submission(classroom, "en_blanco")[1]["score"] == 0.0
    assert len(with_status(submission(classroom, "en_blanco")[1], "missing")) == len(everything)
    truncated = truth["students"][of_kind(truth, "archivo_truncado")[0]]
    assert truncated["score"] is None and len(with_status(truncated, "not_judged")) == len(everything)
    for kind, status in [
        ("error_de_sintaxis", "error"),
        ("bucle_infinito", "error"),
        ("celda_de_respuesta_borrada", "missing"),
        ("funcion_renombrada", "fail"),
    ]:
        data = truth["students"][of_kind(truth, kind)[0]]
        assert len(with_status(data, status)) == 1 and len(with_status(data, "pass")) == len(everything) - 1, kind


def test_las_roturas_estan_en_el_cuaderno(classroom, root):
    released = nbformat.read(root / "notebooks" / f"{TASK}.ipynb", as_version=4)
    blank, _ = submission(classroom, "en_blanco")
    assert blank == released

    nb, data = submission(classroom, "error_de_sintaxis")
    with pytest.raises(SyntaxError):
        ast.parse(answers(nb)[with_status(data, "error")[0]])
    nb, data = submission(classroom, "bucle_infinito")
    assert "while True:" in answers(nb)[with_status(data, "error")[0]]
    nb, data = submission(classroom, "celda_de_respuesta_borrada")
    assert with_status(data, "missing")[0] not in answers(nb)
    nb, data = submission(classroom, "funcion_renombrada")
    assert f"def {with_status(data, 'fail')[0]}_final(" in answers(nb)[with_status(data, "fail")[0]]

    nb, _ = submission(classroom, "celda_de_correccion_borrada")
    assert len(nb.cells) == len(released.cells) - 1 and answers(nb).keys() == answers(released).keys()
    nb, _ = submission(classroom, "auxiliar_en_celda_propia")
    assert len(nb.cells) == len(released.cells) + 1


def test_de_la_celda_duplicada_cuenta_la_ultima(classroom):
    nb, data = submission(classroom, "celda_duplicada")
    ids = [c.metadata.get("nbgrader", {}).get("grade_id") for c in nb.cells]
    repeated = {i for i in ids if i and ids.count(i) == 2}
    assert len({c.id for c in nb.cells}) == len(nb.cells)
    assert sorted(data["exercises"][i]["status"] for i in repeated) == ["fail", "pass"]


def test_la_pregunta_escrita_se_responde_o_no(classroom):
    def written(nb):
        return next(c.source for c in nb.cells if c.cell_type == "markdown" and c.metadata.get("nbgrader"))

    assert "*Escribe aquí tu respuesta.*" in written(submission(classroom, "sin_pregunta_escrita")[0])
    answered = written(submission(classroom, "todo_bien")[0])
    assert "*Escribe aquí tu respuesta.*" not in answered and len(answered) > 60


def test_quien_acierta_de_otra_manera_usa_las_otras_soluciones(classroom):
    usual, other = (answers(submission(classroom, kind)[0]) for kind in ("todo_bien", "otras_soluciones"))
    assert any(usual[id_] != other[id_] for id_ in usual)


def test_el_reparto_no_repite_ejercicio_y_llega_a_todos():
    exercises = exercises_of(TASK)
    most = max(len(e.misconceptions) for e in exercises.values())
    for hands in (1, most, 9, 40):
        dealt = deal(exercises, hands, random.Random(0))
        assert all(len(hand) >= 3 for hand in dealt)
        seen = {(id_, m.name) for hand in dealt for id_, m in hand.items()}
        if hands >= most:
            assert len(seen) == sum(len(e.misconceptions) for e in exercises.values())


def test_hay_como_mucho_un_bucle_infinito_por_cada_30(root, tmp_path):
    truth = simulate(root, TASK, 61, 3, tmp_path / "c")
    assert len(of_kind(truth, "bucle_infinito")) <= 3
    assert RECIPE.count("bucle_infinito") == 1 and len(RECIPE) == 30


def test_una_leccion_con_un_solo_ejercicio_tambien_se_simula(root, tmp_path):
    truth = simulate(root, "00_presentacion", 30, 0, tmp_path / "c")
    seen = {data["exercises"]["primer_gradiente"]["diagnosis"] for data in truth["students"].values()}
    assert {"olvida_termino_lineal", "devuelve_funcion", "no_baja_exponente"} <= seen


def test_repetir_borra_la_simulacion_anterior_y_nada_mas(root, tmp_path):
    out = tmp_path / "submitted"
    simulate(root, TASK, 5, 0, out)
    (out / "notas.txt").write_text("mío")
    simulate(root, TASK, 2, 0, out)
    assert sorted(p.name for p in out.iterdir()) == ["estudiante01", "estudiante02", "notas.txt", "truth.json"]
    (out / "ana").mkdir()
    with pytest.raises(CourseError, match="no son de una simulación"):
        simulate(root, TASK, 2, 0, out)
    assert (out / "ana").is_dir() and (out / "estudiante02").is_dir()


def test_la_orden_simulate_cuenta_lo_que_hizo_y_dice_que_sigue(root, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(root)
    options = ["--students", "3", "--out", str(tmp_path / "s")]
    assert cli.main(["simulate", TASK, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("3 entregas en")
    assert lines[-1] == f"Siguiente: autograder grade {TASK} --submitted {tmp_path / 's'}"
    assert cli.main(["simulate", "nada", *options]) == 2
    assert "Tareas que hay: " in capsys.readouterr().err


def test_una_clase_individual_tiene_un_codigo_por_cabeza_y_los_errores_de_su_variante(root, tmp_path):
    key = b"k" * 32
    truth = simulate(root, TASK, students=4, seed=1, out=tmp_path, key=key)
    codes = set()
    for student, expected in truth["students"].items():
        text = (tmp_path / student / TASK / f"{TASK}.ipynb").read_text(encoding="utf-8")
        numbers = deal_variants(key, TASK, student)
        codes.add(write_code(TASK, numbers))
        assert write_code(TASK, numbers) in text and set(expected["exercises"]) == set(exercises_of(TASK))
        for id_, found in expected["exercises"].items():
            names = {m.name for m in exercises_of(TASK)[id_].variant(numbers[id_]).misconceptions}
            assert found["diagnosis"] is None or found["diagnosis"] in names
    assert len(codes) == 4
