"""Lo que se arranca por adelantado: lo que seguro hará falta, y nada más."""

from types import SimpleNamespace

import pytest

from autograder.grading.ahead import Ahead
from autograder.grading.archive import Archive, _exporter, get_ready
from autograder.grading.class_list import students_in
from autograder.notebook.node import Node, markdown_cell

TASK = "tarea"


@pytest.fixture
def of(tmp_path):
    """Lo que hará falta con tres entregas: una sin juzgar, otra juzgada y otra, además, con su informe."""
    archive = Archive(TASK, tmp_path / "autograded", tmp_path / "feedback")
    for student in ("ana", "eva", "leo"):
        path = tmp_path / "submitted" / student / TASK / f"{TASK}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text("{}")
    written = [archive.notebook("eva"), archive.notebook("leo"), archive.report("leo")]
    for path in written:
        path.parent.mkdir(parents=True)
        path.write_text("")
    listing = students_in(tmp_path / "submitted", TASK, None)
    asked = {"force": False, "reports": True, "dry_run": False, "scheduler": None}
    return lambda options: Ahead.of(SimpleNamespace(**asked | options), listing, archive)


@pytest.mark.parametrize(
    "options, judging, reports",
    [
        ({}, 1, 2),
        ({"force": True}, 3, 3),
        ({"reports": False}, 1, 0),
        ({"dry_run": True}, 1, 0),
        ({"scheduler": "tcp://127.0.0.1:1"}, 0, 0),
    ],
)
def test_se_arranca_lo_que_seguro_hara_falta(of, options, judging, reports):
    assert of(options) == Ahead(judging, reports)


def test_preparar_los_informes_deja_cargada_la_plantilla():
    get_ready(Node(cells=[markdown_cell("# Hola", "a")], metadata=Node(), nbformat=4, nbformat_minor=5), TASK)
    assert _exporter().environment.cache


def test_lo_publicado_que_no_se_deja_pintar_no_para_a_nadie():
    get_ready(Node(cells=[3], metadata=Node()), TASK)
