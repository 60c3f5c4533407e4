"""Lo que se enseña de una lección: el cuaderno publicado con las salidas que no son de nadie más."""

import json

import nbformat
import pytest

from autograder.authoring.build import build
from autograder.course import Course
from autograder.errors import CourseError
from autograder.site import published
from autograder.site.execute import VIEW
from autograder.site.published import lesson_page, without_links
from course_lib.widgets.state import MIME


@pytest.fixture
def shown(course, monkeypatch):
    """Función que da la página del curso mínimo si cada celda de código sacara esas salidas."""

    def page(*outputs):
        def executed(root, name):
            cells = [c for c in published.read_source(root, name).cells if not published_elsewhere(c)]
            for cell in cells:
                if cell.cell_type == "code":
                    cell.outputs = [nbformat.from_dict(output) for output in outputs]
            return cells

        monkeypatch.setattr(published, "executed", executed)
        return lesson_page(Course(course.root), "90_mini")

    return page


def published_elsewhere(cell) -> bool:
    return "otra_solucion" in cell.metadata.get("tags", ())


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def by_id(page):
    return {cell.id: cell for cell in page.cells}


def test_es_el_cuaderno_publicado_con_las_salidas_de_lo_que_no_se_contesta(course, shown):
    page, notebook = shown(stream("hola"))
    build(course.root)
    assert notebook == course.notebook.read_text(encoding="utf-8")
    assert [cell.source for cell in page.cells] == [cell.source for cell in nbformat.reads(notebook, 4).cells]
    cells = by_id(page)
    assert [output.text for output in cells["preparacion"].outputs] == ["hola"]
    assert cells["mini_cuadrado"].outputs == [] and cells["test_mini_cuadrado"].outputs == []


def test_una_salida_que_enseña_la_solucion_para_la_construccion(shown):
    with pytest.raises(CourseError, match="solutions/90_mini.md: la web enseñaría la solución"):
        shown(stream("doble = 2.0 * np.asarray(x, dtype=float)"))


def test_un_widget_lleva_su_estado_y_lo_que_pide_kernel_se_quita(shown):
    still = {"text/html": '<div class="cl-still"><svg></svg></div>', "text/plain": "una red"}
    state = {MIME: {"widget": "graph_stepper", "state": {"step": 3}}}
    live = {VIEW: {"model_id": "m"}, "text/plain": "GraphStepper: interactivo"}
    page, _ = shown(
        {"output_type": "display_data", "metadata": {}, "data": still | state},
        {"output_type": "display_data", "metadata": {}, "data": live},
    )
    (output,) = by_id(page)["preparacion"].outputs
    html = output.data["text/html"]
    assert 'data-widget="graph_stepper"' in html and json.dumps({"step": 3}, separators=(",", ":")) in html
    assert VIEW not in output.data


def test_la_misma_figura_dos_veces_no_repite_ids(shown):
    drawing = '<svg aria-labelledby="f0123456789-title"><title id="f0123456789-title">Una red</title></svg>'
    figure = {"output_type": "display_data", "metadata": {}, "data": {"text/html": drawing}}
    first, second = (output.data["text/html"] for output in by_id(shown(figure, figure)[0])["preparacion"].outputs)
    assert first == drawing and second == drawing.replace("f0123456789", "f0123456789-2")


def test_al_construir_una_parte_los_enlaces_a_lo_demas_son_texto():
    text = "La [lección 01](01_uno.ipynb) y la [02](02_dos.ipynb#sigue); el [glosario](glosario.md)."
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    assert without_links(notebook, {"01_uno"}).cells[0].source == (
        "La [lección 01](01_uno.ipynb) y la 02; el [glosario](glosario.md)."
    )
