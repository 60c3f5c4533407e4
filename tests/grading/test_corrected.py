"""El cuaderno corregido: el del estudiante con sus veredictos, y los nombres que nbgrader pide, una vez cada uno."""

import copy
from collections import Counter

import nbformat
import pytest
from entregas import QUESTION, T1

from autograder.exercise import exercises_of
from autograder.grading.corrected import corrected, verdict_outputs
from autograder.judging.verdict import ERROR, FAIL, MISSING, NOT_JUDGED, PASS, verdict
from autograder.notebook.compose import compose
from autograder.notebook.read import clean_cells
from autograder.notebook.roles import Published
from autograder.running.judged import Judged

EXERCISES = exercises_of(T1)
LINEAL = EXERCISES["t1_lineal"]


@pytest.fixture(scope="module")
def published(root):
    return Published(nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4).cells)


def whole(draft, published, **marks):
    verdicts = {id_: verdict(e, PASS, "Bien.") for id_, e in EXERCISES.items()}
    notebook = compose(clean_cells(copy.deepcopy(draft.cells)), published, T1)
    keys = {id_: notebook.pieces[position].key for id_, position in marks.items()}
    found = corrected(notebook, Judged(verdicts, marks=keys), EXERCISES)
    nbformat.validate(found)
    return found


def ids(notebook):
    return [cell.id for cell in notebook.cells]


def named(notebook):
    return Counter(c.metadata["nbgrader"]["grade_id"] for c in notebook.cells if "nbgrader" in c.metadata)


def expected(published):
    return Counter([*published.answers, *published.essays, *published.tests])


@pytest.mark.parametrize("case", ["entero", "vacío", "sin metadatos", "tres veces", "todo en una celda"])
def test_cada_nombre_de_nbgrader_esta_una_vez_y_con_sus_metadatos(t1, published, case):
    draft = t1.draft().solve().answer_question()
    if case == "vacío":
        draft.notebook["cells"] = []
    elif case == "sin metadatos":
        for cell in draft.cells:
            cell["metadata"] = {}
            cell.pop("id")
    elif case == "tres veces":
        draft.notebook["cells"] = [copy.deepcopy(c) for c in draft.cells for _ in range(3)]
    elif case == "todo en una celda":
        draft.notebook["cells"] = []
        draft.insert(0, "\n".join(t1.code.values()))
    found = whole(draft, published)
    assert named(found) == expected(published)
    for cell in found.cells:
        if cell.id in published.by_id:
            assert cell.metadata == published.by_id[cell.id].metadata


def test_la_correccion_va_detras_de_la_celda_cuyo_check_se_juzgo_y_si_no_donde_estaba(t1, published):
    draft = t1.draft().solve()
    place = draft.position("t1_lineal")
    draft.insert(place + 1, "check(t1_lineal)  # aquí")
    found = ids(whole(draft, published, t1_lineal=place + 1))
    assert found.index("test_t1_lineal") == found.index(f"mia-celda-{place + 2}") + 1
    found = ids(whole(draft, published))
    assert found.index("test_t1_lineal") == found.index("t1_lineal") + 2


def test_las_celdas_del_estudiante_estan_todas_en_su_orden_y_sin_metadatos_de_nbgrader(t1, published):
    draft = t1.draft().solve()
    mine = {"nbgrader": {"grade": True, "points": 99, "grade_id": "trampa"}, "tags": ["solo_clase"]}
    draft.insert(3, "mia = 1", metadata=mine).insert(0, "nota", kind="markdown", metadata=mine)
    sources = [cell["source"] for cell in draft.cells]
    found = [c for c in whole(draft, published).cells]
    assert [c.source for c in found] == [s if isinstance(s, str) else "".join(s) for s in sources]
    assert found[0].metadata == {} and found[4].metadata == {}


def test_de_una_pregunta_en_trozos_no_se_pierde_ninguno_y_en_blanco_se_dice_donde_mirar(t1, published):
    draft = t1.draft().answer_question("Primera mitad.")
    copied = copy.deepcopy(draft.cell(QUESTION)) | {"source": "Segunda mitad."}
    draft.cells.insert(draft.position(QUESTION) + 1, copied)
    text = "\n".join(c.source for c in whole(draft, published).cells)
    assert "Primera mitad." in text and "Segunda mitad." in text
    loose = t1.draft().insert(2, "Mi respuesta, en otra celda.", kind="markdown")
    del loose.cells[loose.position(QUESTION)]
    found = whole(loose, published)
    assert "mira las demás celdas del cuaderno" in next(c.source for c in found.cells if c.id == QUESTION)


def test_las_imagenes_pegadas_en_la_pregunta_escrita_se_conservan(t1, published):
    draft = t1.draft().answer_question("![foto](attachment:foto.png)")
    draft.cell(QUESTION)["attachments"] = {
        "foto.png": {"image/png": "aGVsbG8="}, "mala.svg": {"image/svg+xml": "<svg onload='x()'/>"}, "rara": 3,
    }  # fmt: skip
    cell = next(c for c in whole(draft, published).cells if c.id == QUESTION)
    assert cell.attachments == {"foto.png": {"image/png": "aGVsbG8="}}


def test_un_aprobado_no_lleva_error():
    (shown,) = verdict_outputs(LINEAL, verdict(LINEAL, PASS, "Bien hecho."))
    assert shown.output_type == "display_data" and "Bien hecho." in shown.data["text/plain"]


@pytest.mark.parametrize("status", [FAIL, ERROR, MISSING, NOT_JUDGED])
def test_todo_lo_que_no_aprueba_lleva_un_error(status):
    """nbgrader da todos los puntos a una celda de corrección sin error."""
    outputs = verdict_outputs(LINEAL, verdict(LINEAL, status, "Falta algo."))
    assert [o.output_type for o in outputs] == ["display_data", "error"]
    assert "Falta algo." in outputs[-1].evalue


def test_el_veredicto_escapa_lo_que_escribio_el_estudiante():
    (shown, _) = verdict_outputs(LINEAL, verdict(LINEAL, FAIL, "llegó <script>alert(1)</script>"))
    assert "<script>" not in shown.data["text/html"]
