"""El certificado: lo pasado por lección y la fecha, y ningún dato que no se dé. No demuestra nada, y lo dice."""

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from autograder.exercise import all_exercises, exercises_of
from autograder.student import progress
from autograder.student.certificate import NO_PROOF, Certificate, Row, certify


class Text(HTMLParser):
    """El texto de una página, sin etiquetas."""

    def __init__(self, page):
        super().__init__()
        self.said = ""
        self.feed(page)

    def handle_data(self, data):
        self.said += data + "\n"


def test_cuenta_los_ejercicios_y_los_puntos_de_cada_leccion_y_el_total():
    declared = exercises_of("tarea_jacobiano")
    one, other, *_ = declared.values()
    state = {one.id: {"passed": True}, other.id: {"passed": False, "tries": 4}, "ya_no_existe": {"passed": True}}
    found = certify(all_exercises().values(), state)
    (row,) = [row for row in found.rows if row.lesson == "tarea_jacobiano"]
    assert (row.done, row.exercises) == (1, len(declared))
    assert (row.points, row.worth) == (one.points, sum(e.points for e in declared.values()))
    everything = all_exercises().values()
    assert (found.total.done, found.total.exercises) == (1, len(everything))
    assert (found.total.points, found.total.worth) == (one.points, sum(e.points for e in everything))


def test_las_lecciones_van_en_orden_y_lo_acabado_lleva_su_marca():
    state = {id_: {"passed": True} for id_ in exercises_of("00_presentacion")}
    found = certify(all_exercises().values(), state)
    assert [row.lesson for row in found.rows] == sorted(row.lesson for row in found.rows)
    marked = [row.lesson for row in found.rows if row.cells[0].startswith("✓")]
    assert marked == ["00_presentacion"]


CERTIFICATE = Certificate((Row("00_a", 1, 2, 1.0, 2.5), Row("01_b", 3, 3, 4.0, 4.0)), date(2026, 2, 3))


def test_dice_la_fecha_el_total_y_que_no_es_una_prueba():
    for said in (CERTIFICATE.text(), Text(CERTIFICATE._repr_html_()).said):
        assert "Lo hecho a 3 de febrero de 2026" in said and NO_PROOF in said
        total = re.sub(r"\s+", " ", said[said.index("Total") :])
        assert total.startswith("Total 4 de 5 5 de 6.5")
    assert "no es una nota ni demuestra quién lo hizo" in NO_PROOF


@pytest.mark.parametrize("month", range(1, 13))
def test_todos_los_meses_tienen_nombre(month):
    assert re.fullmatch(r"Lo hecho a 1 de [a-z]+ de 2026", Certificate((), date(2026, month, 1)).heading)


def test_sin_nombre_no_lleva_ninguno_y_el_que_se_da_no_puede_ser_codigo(folder):
    assert " por " not in CERTIFICATE.heading
    named = certify(all_exercises().values(), {}, name="  Ana\n<script>x</script> " + "z" * 200)
    assert named.name.startswith("Ana <script>") and len(named.name) == 80
    assert "<script>" not in named._repr_html_() and "<script>" in Text(named._repr_html_()).said


def test_progress_lo_ensena_y_no_guarda_el_nombre(capsys, folder):
    progress.record("primer_gradiente", True)
    for call in (dict(certificate=True), dict(certificate=True, name="Ana"), dict(name="Ana")):
        progress.progress(**call)
        shown = capsys.readouterr().out
        assert re.search(r"✓ 00_presentacion +1 de 1 +1 de 1", shown) and NO_PROOF in shown
        assert (" por Ana" in shown) == ("name" in call)
    assert "Ana" not in json.dumps(progress.load()) + progress.path().read_text()


def test_sin_nada_hecho_tambien_sale(capsys, folder):
    progress.progress(certificate=True)
    assert re.search(r"^Total +0 de \d+ +0 de \d+$", capsys.readouterr().out, re.MULTILINE)
