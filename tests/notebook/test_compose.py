"""Rehacer el cuaderno que se califica."""

import copy

import nbformat
import pytest
from entregas import QUESTION, T1

from autograder.grading.handed import Handed
from autograder.grading.submission import read_submission
from autograder.notebook.compose import defined_names, rebuild, untouched
from autograder.notebook.read import clean_cells


@pytest.fixture
def release(root):
    return nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)


def cells_of(draft):
    return clean_cells(copy.deepcopy(draft.cells))


def source(notebook, id_):
    return next(c.source for c in notebook.cells if c.id == id_)


def test_lo_publicado_sin_tocar_vuelve_igual_y_sin_avisos(t1, release):
    notebook, messages = rebuild(cells_of(t1.draft()), release, T1)
    assert notebook == release and messages == []


def test_rehacer_no_cambia_la_publicacion(t1, release):
    before = copy.deepcopy(release)
    rebuild(cells_of(t1.draft().solve()), release, T1)
    assert release == before


def test_las_respuestas_se_ponen_en_su_sitio(t1, release):
    notebook, _ = rebuild(cells_of(t1.draft().solve()), release, T1)
    for id_, code in t1.code.items():
        assert source(notebook, id_) == code
    assert untouched(notebook, release) == {QUESTION}


def test_lo_bloqueado_se_repone_y_lo_libre_se_respeta(t1, release):
    draft = t1.draft().put("preparacion", "import torch").put("test_t1_lineal", "pass")
    free = next(c for c in draft.cells if c["cell_type"] == "code" and "nbgrader" not in c["metadata"])
    free["source"] = "# mis cuentas"
    notebook, messages = rebuild(cells_of(draft), release, T1)
    assert source(notebook, "preparacion") == source(release, "preparacion")
    assert source(notebook, "test_t1_lineal") == "check(t1_lineal)"
    assert source(notebook, free["id"]) == "# mis cuentas"
    assert messages == ["test_t1_lineal: la celda de corrección estaba cambiada; se ha repuesto la publicada."]


def test_las_celdas_propias_conservan_su_sitio_y_pierden_sus_metadatos(t1, release):
    draft = t1.draft()
    place = draft.position("t1_lineal")
    draft.insert(
        place, "def ayuda(): pass", metadata={"nbgrader": {"grade": True, "points": 9}, "tags": ["solo_clase"]}
    )
    notebook, _ = rebuild(cells_of(draft), release, T1)
    own = notebook.cells[place]
    assert own.source == "def ayuda(): pass" and own.metadata == {} and notebook.cells[place + 1].id == "t1_lineal"


def test_una_celda_propia_delante_de_todo_se_queda_delante(t1, release):
    notebook, _ = rebuild(cells_of(t1.draft().insert(0, "nota = 1")), release, T1)
    assert notebook.cells[0].source == "nota = 1" and len(notebook.cells) == len(release.cells) + 1


def test_una_copia_de_la_celda_de_preparacion_no_cuenta_como_propia(t1, release):
    draft = t1.draft()
    draft.insert(5, draft.cell("preparacion")["source"])
    notebook, _ = rebuild(cells_of(draft), release, T1)
    assert len(notebook.cells) == len(release.cells)


def test_los_ids_del_cuaderno_rehecho_son_unicos_y_valen_para_nbformat(t1, release):
    draft = t1.draft()
    for _ in range(3):
        draft.insert(2, "a = 1", id="repetido y con espacios")
    notebook, _ = rebuild(cells_of(draft), release, T1)
    nbformat.validate(notebook)
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)


def test_las_imagenes_pegadas_en_la_pregunta_escrita_se_conservan(t1, release):
    draft = t1.draft().answer_question("![foto](attachment:foto.png)")
    draft.cell(QUESTION)["attachments"] = {
        "foto.png": {"image/png": "aGVsbG8="}, "mala.svg": {"image/svg+xml": "<svg onload='x()'/>"}, "rara": 3,
    }  # fmt: skip
    found = read_submission(Handed("ana", {f"{T1}.ipynb": draft.to_bytes()}), T1, release)
    cell = next(c for c in found.notebook.cells if c.id == QUESTION)
    assert cell.attachments == {"foto.png": {"image/png": "aGVsbG8="}}


@pytest.mark.parametrize(
    "text, names",
    [
        ("def f(x):\n    def g(): pass\na = b = 1", {"f", "a", "b"}),
        ("%magia\ndef f(): pass", set()),
        ("def f(", set()),
        ("\0", set()),
        ("(" * 100_000, set()),
    ],
)
def test_nombres_que_define_una_celda(text, names):
    assert defined_names(text) == names
