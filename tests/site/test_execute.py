"""Ejecutar una lección: una vez mientras no cambie su código, y con una frase si algo falla."""

import pytest

from autograder.errors import CourseError
from autograder.site import execute


def outputs(cells):
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.fixture
def counted(monkeypatch, tmp_path):
    """Las lecciones que se ejecutan de verdad, sin ejecutarlas: cada celda «imprime» su primer renglón."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    done = []

    def run(root, name, cells):
        done.append(name)
        code = [cell.source for cell in cells if cell.cell_type == "code"]
        return [[{"output_type": "stream", "name": "stdout", "text": text.partition("\n")[0]}] for text in code]

    monkeypatch.setattr(execute, "_run", run)
    return done


def test_la_prosa_puede_cambiar_sin_ejecutar_nada_y_el_codigo_no(course, counted):
    before = outputs(execute.executed(course.root, "90_mini"))
    course.edit_lesson("Escribe la derivada de $x^2$.", "Escribe, con calma, la derivada de $x^2$.")
    assert outputs(execute.executed(course.root, "90_mini")) == before and counted == ["90_mini"]
    course.edit_lesson("import numpy as np\n", "import numpy as np  # NumPy\n")
    assert outputs(execute.executed(course.root, "90_mini")) != before and counted == ["90_mini"] * 2


def test_un_programa_del_curso_o_una_biblioteca_distintos_ejecutan_otra_vez(course, counted, monkeypatch):
    execute.executed(course.root, "90_mini")
    monkeypatch.setattr(execute, "version", lambda library: "otra")
    execute.executed(course.root, "90_mini")
    assert len(counted) == 2
    course.edit_declaration("points=2", "points=3")
    execute.executed(course.root, "90_mini")
    assert len(counted) == 3


def test_las_otras_soluciones_no_se_ejecutan(course, counted):
    sources = [cell.source for cell in execute.executed(course.root, "90_mini")]
    assert not [source for source in sources if "np.add" in source or "SOLUTION" in source]


def test_la_clave_mira_los_widgets_los_datos_y_lo_que_carga_un_estudiante(root):
    key = execute.fingerprint("00_presentacion", ["from autograder import check"])
    for name in ("course_lib.widgets.playground", "course_lib.plots.curves", "autograder.student.check", ".csv.gz"):
        assert name in key


def test_una_celda_que_falla_para_la_construccion_con_una_frase(course, capfd):
    course.edit_lesson("import numpy as np\n", "import numpy as np\n\nraise ValueError('no hay\\ndatos')\n")
    with pytest.raises(CourseError) as stopped:
        execute.executed(course.root, "90_mini")
    assert str(stopped.value) == (
        "solutions/90_mini.md, línea 20: la celda «preparacion» falla al ejecutarla y la web no se construye. "
        "ValueError: no hay datos"
    )
    assert capfd.readouterr() == ("", "Ejecutando solutions/90_mini.md…\n")
    assert stopped.value.code == 1


def test_un_mando_que_pide_kernel_deja_lo_que_enseñaba():
    view = {"output_type": "display_data", "data": {execute.VIEW: {"model_id": "caja"}, "text/plain": "interactive"}}
    said = {"output_type": "stream", "name": "stdout", "text": "x sube 0.001"}
    state = {
        "caja": {"state": {"children": ["IPY_MODEL_mando", "IPY_MODEL_salida"]}},
        "mando": {"state": {"value": 1.0}},
        "salida": {"state": {"outputs": [said]}},
    }
    assert execute._still([said, view], state) == [said, said]
    assert execute._still([view], {}) == [view]
