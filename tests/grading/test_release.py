"""El cuaderno publicado se comprueba: no se califica contra uno en el que alguien trabajó."""

import json
import shutil

import nbformat
import pytest
from entregas import Classroom

from autograder.authoring.sources import solution_code
from autograder.errors import CourseError
from autograder.grading import release
from autograder.grading.release import read_release, record

T1 = "tarea_jacobiano"


@pytest.fixture
def course(tmp_path, root):
    """La raíz de un curso con sus cuadernos, que se pueden estropear."""
    for name in ("notebooks", "solutions"):
        shutil.copytree(root / name, tmp_path / "curso" / name)
    shutil.copy(root / "nbgrader_config.py", tmp_path / "curso")
    return tmp_path / "curso"


def edit(course, change, name=T1) -> None:
    """Cambia el JSON de un cuaderno, como lo haría JupyterLab al guardar."""
    path = course / "notebooks" / f"{name}.ipynb"
    data = json.loads(path.read_text(encoding="utf-8"))
    cells = {c["metadata"].get("nbgrader", {}).get("grade_id", str(n)): c for n, c in enumerate(data["cells"])}
    change(data, cells)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def solve(data, cells):
    cells["t1_lineal"]["source"] = "def t1_lineal(A, x):\n    return A.T"


def add_cell(data, cells):
    data["cells"].append({"cell_type": "markdown", "id": "mia", "metadata": {}, "source": "Probando"})


def remove_cell(data, cells):
    data["cells"].pop(3)


def move_cell(data, cells):
    data["cells"][3], data["cells"][4] = data["cells"][4], data["cells"][3]


def edit_text(data, cells):
    cells["0"]["source"][0] = "# Tarea T1: el jacobiano\n"


def change_points(data, cells):
    cells["test_t1_lineal"]["metadata"]["nbgrader"]["points"] = 10


def unlock(data, cells):
    cells["preparacion"]["metadata"]["nbgrader"]["locked"] = False


def another_grade_id(data, cells):
    cells["t1_lineal"]["metadata"]["nbgrader"]["grade_id"] = "t1_linea"


def change_type(data, cells):
    cells["t1_lineal"]["cell_type"] = "raw"


def change_id(data, cells):
    cells["t1_lineal"]["id"] = "otra"


def tag(data, cells):
    cells["t1_lineal"]["metadata"]["tags"] = ["solo_clase"]  # al calificar no se ejecutaría


def paste_image(data, cells):
    cells["0"]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}


def drop_record(data, cells):
    del data["metadata"]["retropropagacion"]["release"]


def drop_metadata(data, cells):
    del data["metadata"]["retropropagacion"]


WORKED_IN = [
    solve, add_cell, remove_cell, move_cell, edit_text, change_points, unlock, another_grade_id, change_type, change_id,
    tag, paste_image, drop_record, drop_metadata,
]  # fmt: skip


@pytest.mark.parametrize("change", WORKED_IN, ids=lambda change: change.__name__)
def test_un_cuaderno_en_el_que_alguien_trabajo_no_se_usa(course, change):
    edit(course, change)
    with pytest.raises(CourseError) as refused:
        read_release(course, T1)
    said = str(refused.value)
    assert "autograder build tarea_jacobiano" in said.splitlines()[-1] and "cópialo antes a otra carpeta" in said


def test_abrirlo_ejecutarlo_y_guardarlo_en_jupyterlab_no_cuenta(course):
    def touch(data, cells):
        data["metadata"]["kernelspec"] = {"display_name": "Otro", "name": "python3"}
        data["metadata"]["language_info"] = {"name": "python", "version": "3.13.1", "file_extension": ".py"}
        data["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
        data["cells"][0]["metadata"]["collapsed"] = True
        for cell in data["cells"]:
            cell["source"] = "".join(cell["source"]) if isinstance(cell["source"], list) else cell["source"]
            cell["metadata"] |= {"trusted": True, "jupyter": {"source_hidden": False}, "scrolled": True}
            if cell["cell_type"] == "code":
                cell |= {"execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
                cell["source"] += "\n"
            if "points" in (info := cell["metadata"].get("nbgrader", {})):
                info["points"] = float(info["points"])

    edit(course, touch)
    path = course / "notebooks" / f"{T1}.ipynb"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # y pasar por un git que cambia los finales de línea
    assert read_release(course, T1).cells


def test_el_registro_de_otra_leccion_no_vale(course):
    notebooks = course / "notebooks"
    other = json.loads((notebooks / "00_presentacion.ipynb").read_text(encoding="utf-8"))
    edit(course, lambda data, cells: data["metadata"].update(other["metadata"]))
    with pytest.raises(CourseError, match="no lleva el registro"):
        read_release(course, T1)
    edit(course, lambda data, cells: data["metadata"]["retropropagacion"].update(assignment=T1))
    with pytest.raises(CourseError, match="alguien ha trabajado en él"):
        read_release(course, T1)
    shutil.copy(notebooks / "00_presentacion.ipynb", notebooks / f"{T1}.ipynb")
    with pytest.raises(CourseError, match="no lleva el registro"):
        read_release(course, T1)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": []}', "\x00\x01"])
def test_un_cuaderno_ilegible_se_explica(course, content):
    (course / "notebooks" / f"{T1}.ipynb").write_text(content)
    with pytest.raises(CourseError, match="autograder build tarea_jacobiano"):
        read_release(course, T1)


def test_unas_declaraciones_mas_nuevas_que_el_cuaderno_no_se_usan(course, monkeypatch):
    monkeypatch.setattr(release, "grading_fingerprint", lambda name: "otra-huella")
    with pytest.raises(CourseError, match="declaraciones de tarea_jacobiano han cambiado.*autograder build"):
        read_release(course, T1)


def test_la_carpeta_vacia_no_saca_los_puntos_de_quien_resolvio_la_tarea_en_notebooks(course, lesson00):
    """Y la orden que se da es la que lo arregla, sin haber apuntado nada entretanto."""

    def work_in_it(data, cells):
        cells["primer_gradiente"]["source"] = solution_code(course, lesson00.assignment)["primer_gradiente"]

    group = Classroom(course.parent / "clase", course, lesson00.assignment, here=True)
    group.path("ana").parent.mkdir(parents=True)
    edit(course, work_in_it, lesson00.assignment)
    run = group.grade()
    assert run.code == 2 and run.err.strip().endswith(f"ejecuta: autograder build {lesson00.assignment}")
    assert not (group.folder / "gradebook.db").exists() and not group.out.exists()


def test_build_apunta_las_mismas_celdas_que_se_leen(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        assert notebook.metadata.retropropagacion.release == record(notebook, path.stem)
