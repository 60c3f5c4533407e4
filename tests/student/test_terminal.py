"""`autograder check` y `pack`: lo que dicen antes de entregar es lo que dará la nota."""

import copy
from argparse import Namespace

import pytest
from entregas import QUESTION, T1
from puntos import AUTO

from autograder.errors import CourseError
from autograder.student.terminal import run_check, run_pack


@pytest.fixture
def pack(tmp_path, capsys):
    """Lo que dice pack de un cuaderno: su código y su texto."""

    def said(draft, name=f"{T1}.ipynb", run=run_pack):
        path = tmp_path / name
        path.write_bytes(draft.to_bytes())
        code = run(Namespace(notebook=str(path), json=False))
        return code, capsys.readouterr().out

    return said


def test_un_cuaderno_entero_esta_completo_y_dice_sus_puntos(t1, pack):
    code, text = pack(t1.draft().solve().answer_question())
    assert (
        code == 0 and f"{AUTO:g} de {AUTO:g} puntos" in text and "Está completo." in text and "casos secretos" in text
    )


@pytest.mark.parametrize(
    "answer, said",
    [
        ("def t1_lineal(A, x)\n    return A.T", "Todavía no está bien: t1_lineal."),
        ("def t1_linear(A, x):\n    return A.T", "Todavía no está bien: t1_lineal."),
        ("def t1_lineal(A, x):\n    pass", "Todavía no está bien: t1_lineal."),
        ("def t1_lineal(A, x):\n    return A", "Todavía no está bien: t1_lineal."),
        (
            "import torch\ndef t1_lineal(A, x):\n    return torch.tensor(A).T.numpy()",
            "Todavía no está bien: t1_lineal.",
        ),
        ("", "Sin escribir: t1_lineal."),
        ("# lo hago luego", "Todavía no está bien: t1_lineal."),
        ("def t1_lineal(A, x):\n    # raise NotImplementedError\n    return A.T", None),
        ("t1_lineal = lambda A, x: A.T", None),
    ],
)
def test_pack_dice_lo_que_dira_la_nota(t1, pack, answer, said):
    code, text = pack(t1.draft().solve().answer_question().put("t1_lineal", answer))
    assert (code, "Está completo." in text) == ((0, True) if said is None else (1, False))
    assert said is None or said in text


def test_la_pregunta_escrita_sin_contestar_se_dice(t1, pack):
    code, text = pack(t1.draft().solve())
    assert code == 1 and f"Sin escribir: {QUESTION}." in text
    below = t1.draft().solve()
    below.cell(QUESTION)["source"] = "".join(below.cell(QUESTION)["source"]) + "\n\nPorque así cuesta menos."
    assert pack(below)[0] == 0
    spaces = t1.draft().solve()
    spaces.cell(QUESTION)["source"] = "".join(spaces.cell(QUESTION)["source"]).replace("\n", "\r\n") + "\r\n "
    assert f"Sin escribir: {QUESTION}." in pack(spaces)[1]


def test_la_celda_de_la_pregunta_escrita_borrada_se_dice(t1, pack):
    """Quien entrega no tiene a mano el cuaderno publicado: que había una pregunta lo dicen las declaraciones."""
    without = t1.draft().solve().answer_question()
    del without.cells[without.position(QUESTION)]
    code, text = pack(without)
    assert code == 1 and f"No está la celda de «{QUESTION}»" in text and "Está completo" not in text


@pytest.mark.parametrize("run", [run_check, run_pack])
def test_lo_que_no_es_un_cuaderno_se_explica_a_quien_lo_escribio(t1, tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    notebook = tmp_path / "notebooks" / f"{T1}.ipynb"
    notebook.write_bytes(t1.draft().to_bytes()[:2000])

    def why(path):
        with pytest.raises(CourseError) as problem:
            run(Namespace(notebook=str(path), json=False))
        return str(problem.value)

    assert "está cortado" in why(notebook) and "Ábrelo en JupyterLab" in why(notebook)
    assert f"es una carpeta, y hace falta un cuaderno. ¿Querías notebooks/{T1}.ipynb?" in why("notebooks")
    for name in (T1, f"{T1}.ipynb", f"notebooks/{T1}"):
        assert f"No encuentro {name}. ¿Querías notebooks/{T1}.ipynb?" in why(name)
    assert "¿Estás en la carpeta del curso?" in why("otra.ipynb")


def test_sin_metadatos_y_con_otro_nombre_se_entiende_igual(t1, pack):
    draft = t1.draft().solve()
    for cell in draft.cells:
        cell["metadata"] = {}
        cell.pop("id")
    code, text = pack(draft, f"{T1} (1).ipynb")
    assert code == 1 and f"debe llamarse {T1}.ipynb" in text and f"{AUTO:g} de {AUTO:g}" in text
    assert "Siguiente: arregla eso," in text


def test_una_celda_borrada_se_juzga_y_se_avisa(t1, pack):
    draft = t1.draft().solve().answer_question()
    del draft.cells[draft.position("test_t1_norma")]
    code, text = pack(draft)
    assert code == 0 and f"{AUTO:g} de {AUTO:g}" in text
    del draft.cells[draft.position("t1_norma")]
    assert "Sin escribir: t1_norma." in pack(draft)[1]


def test_un_archivo_demasiado_grande_se_dice_antes_de_entregarlo(t1, pack, monkeypatch):
    monkeypatch.setattr("autograder.notebook.read.MAX_BYTES", 2**10)
    code, text = pack(t1.draft().solve().answer_question())
    assert code == 1 and "no se leerá" in text


def test_check_juzga_donde_esta_check_y_no_al_final(t1, pack):
    draft = t1.draft().solve()
    code, text = pack(copy.deepcopy(draft).insert(len(draft.cells), "del np, t1_lineal"), run=run_check)
    assert code == 0 and f"{AUTO:g} puntos." in text
