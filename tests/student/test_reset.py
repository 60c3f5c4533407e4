"""``autograder reset``: una celda como se publicó; la respuesta que había no se pierde."""

import json

import pytest
from entregas import run_cli

from autograder.notebook.individual import pages_of
from autograder.notebook.variant_code import counts, write_code

ANSWER = "def primer_gradiente(x):\n    return 'mi respuesta'"


@pytest.fixture
def notebook(tmp_path, lesson00):
    path = tmp_path / "00_presentacion.ipynb"
    draft = lesson00.draft().put("primer_gradiente", ANSWER)
    draft.cell("primer_gradiente")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hola"]}]
    path.write_text(json.dumps(draft.notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def answer(path, id_="primer_gradiente"):
    (found,) = [c for c in cells(path) if c["metadata"].get("nbgrader", {}).get("grade_id") == id_]
    return "".join(found["source"])


def kept(path):
    return sorted((path.parent / "respuestas_anteriores").glob("*"))


def test_deja_la_celda_como_se_publico_y_no_toca_nada_mas(notebook, lesson00):
    before = cells(notebook)
    run = run_cli(["reset", "primer_gradiente"], notebook.parent)
    assert run.code == 0 and "Reload Notebook from Disk" in run.out
    after = cells(notebook)
    changed = [k for k, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    (place,) = changed
    assert after[place]["outputs"] == [] and answer(notebook) == "".join(
        lesson00.draft().cell("primer_gradiente")["source"]
    )
    (old,) = kept(notebook)
    assert old.read_text(encoding="utf-8") == ANSWER and str(old.name) in run.out and old.suffix == ".py"


def test_se_puede_volver_atras_y_lo_de_entretanto_tambien_se_guarda(notebook):
    run_cli(["reset", "primer_gradiente"], notebook.parent)
    again = run_cli(["reset", "primer_gradiente"], notebook.parent)
    assert again.code == 0 and "ya está así" in again.out and len(kept(notebook)) == 1
    assert run_cli(["reset", "primer_gradiente", "--undo"], notebook.parent).code == 0
    assert answer(notebook) == ANSWER and len(kept(notebook)) == 1
    text = notebook.read_text(encoding="utf-8").replace("mi respuesta", "otra cosa")
    notebook.write_text(text, encoding="utf-8")
    run_cli(["reset", "primer_gradiente", "--undo"], notebook.parent)
    assert answer(notebook) == ANSWER and "otra cosa" in kept(notebook)[-1].read_text(encoding="utf-8")


def test_un_ensayo_no_cambia_nada(notebook):
    before = notebook.read_bytes()
    run = run_cli(["reset", "primer_gradiente", "--dry-run"], notebook.parent)
    assert run.code == 0 and "quedaría" in run.out and notebook.read_bytes() == before and not kept(notebook)
    found = json.loads(run_cli(["reset", "primer_gradiente", str(notebook), "--json"], notebook.parent).out)
    assert found["saved"] and found["old_answer"] == str(kept(notebook)[0])


def test_la_pregunta_escrita_tambien(tmp_path, t1):
    path = tmp_path / "tarea_jacobiano.ipynb"
    path.write_bytes(t1.draft().answer_question("Porque sí.").to_bytes())
    assert run_cli(["reset", "t1_pregunta_escrita", str(path)], tmp_path).code == 0
    assert "Escribe aquí tu respuesta" in answer(path, "t1_pregunta_escrita")
    (old,) = kept(path)
    assert old.suffix == ".md" and old.read_text(encoding="utf-8") == "Porque sí."


def test_lo_que_no_se_puede_se_dice_en_una_frase(notebook, tmp_path, lesson00):
    def says(*command):
        run = run_cli(["reset", *command], tmp_path)
        assert run.code == 2 and run.err.count("\n") == 1 and run.out == ""
        return run.err

    assert "¿Querías primer_gradiente" in says("primer_gradient")
    assert "No hay ningún ejercicio «zzz». Su nombre" in says("zzz")
    assert "Aquí no está tarea_jacobiano.ipynb, donde se pide t1_lineal" in says("t1_lineal")
    assert "no tiene la celda de t1_lineal, que es de tarea_jacobiano" in says("t1_lineal", str(notebook))
    assert "no hay qué deshacer" in says("primer_gradiente", "--undo")
    assert "No encuentro otra.ipynb" in says("primer_gradiente", "otra.ipynb")
    (tmp_path / "rota.ipynb").write_text('{"cells": [')
    assert "rota.ipynb está cortado" in says("primer_gradiente", "rota.ipynb")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / notebook.name).write_bytes(notebook.read_bytes())
    assert "Hay varios cuadernos de 00_presentacion" in says("primer_gradiente")


def test_en_un_cuaderno_individual_vuelve_el_enunciado_de_su_variante(tmp_path, t1):
    lesson = "tarea_jacobiano"
    pages, (id_, _) = pages_of(lesson), next(iter(counts(lesson).items()))
    (stub,) = [cell.source for cell in pages[f"{id_}/1"] if cell.metadata.get("nbgrader", {}).get("grade_id") == id_]
    code = f'VARIANTE = "{write_code(lesson, {id_: 1})}"'
    path = tmp_path / f"{lesson}.ipynb"
    path.write_bytes(t1.draft().insert(0, code).put(id_, "mi respuesta").to_bytes())
    assert run_cli(["reset", id_], tmp_path).code == 0
    assert answer(path, id_) == stub != "".join(t1.draft().cell(id_)["source"])
    assert f"{id_} (" in (out := run_cli(["status", str(path)], tmp_path).out)
    assert [line for line in out.splitlines() if f" {id_} (" in line][0].endswith("sin escribir")
