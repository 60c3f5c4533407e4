"""``autograder coverage``: lo que se enseña de cada fuente, contado."""

import json

import pytest

from autograder import cli
from autograder.authoring import coverage as module
from autograder.authoring.coverage import coverage, read_inventory
from autograder.errors import CourseError

HEADER = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n---\n\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Un curso con una lección escrita y otra sin escribir."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "solutions" / "inventario.csv").write_text(
        "id,leccion,lineas,que_es\n000-01,01_una,1-2,Motivación\n000-02,01_una,3-4,Pérdida\n000-03,02_dos,5,Red\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(course, *ids):
    cells = "\n\n".join(f'+++ {{"fuentes": {json.dumps([id_])}}}\n\n## Pérdida\n\nLa motivación.' for id_ in ids)
    (course / "solutions" / "01_una.md").write_text(HEADER + cells + "\n", encoding="utf-8")


def run(json_=False):
    return cli.main(["coverage", *(["--json"] if json_ else [])])


def test_con_todo_ensenado_sale_con_0(course, capsys):
    write(course, "000-01", "000-02")
    assert run() == 0
    out = capsys.readouterr().out
    assert "2 de   2" in out and "sin escribir" in out
    assert "Enseñadas 2 de 2 en las lecciones escritas; el inventario entero tiene 3." in out


def test_lo_que_falta_se_nombra_con_su_sitio(course, capsys):
    write(course, "000-01")
    assert run() == 1
    assert "falta 000-02: Pérdida (fuente 000, líneas 3-4)" in capsys.readouterr().out


def test_lo_que_solo_lleva_el_id_se_dice(course, capsys):
    write(course, "000-01", "000-02")
    path = course / "solutions" / "01_una.md"
    path.write_text(path.read_text(encoding="utf-8").replace("La motivación.", "De otra cosa."), encoding="utf-8")
    assert run() == 1
    out = capsys.readouterr().out
    assert "000-01 solo está nombrado, y su celda no dice nada de «Motivación»: Motivación" in out
    assert "000-02 solo" not in out
    assert coverage(course)[0].named == {"000-01": ["no dice nada de «Motivación»"]}


def test_un_id_mal_escrito_se_dice(course, capsys):
    write(course, "000-01", "000-02", "000-99")
    assert run() == 1
    assert "000-99 no está en solutions/inventario.csv" in capsys.readouterr().out


def test_en_json_estan_los_ids(course, capsys):
    write(course, "000-02")
    assert run(json_=True) == 1
    una, dos = json.loads(capsys.readouterr().out)
    assert (una["taught"], una["missing"], dos["written"]) == (["000-02"], ["000-01"], False)


def test_lo_ensenado_en_otra_leccion_no_cuenta_alli(course):
    write(course, "000-01", "000-02", "000-03")
    una, dos = coverage(course)
    assert una.taught == ["000-01", "000-02"] and dos.missing == ["000-03"]


@pytest.mark.parametrize("text", ["", "otra,cosa\n1,2\n", "id,leccion,lineas,que_es\n000-01,a,1,x\n000-01,a,1,x\n"])
def test_un_inventario_roto_se_explica(course, capsys, text):
    (course / "solutions" / "inventario.csv").write_text(text, encoding="utf-8")
    if not text:
        (course / "solutions" / "inventario.csv").unlink()
    assert run() == 2
    assert "inventario.csv" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_el_inventario_se_lee_como_lo_guarde_una_hoja_de_calculo(course, encoding):
    path = course / "solutions" / "inventario.csv"
    before = read_inventory(course)
    path.write_bytes(path.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n").encode(encoding))
    assert read_inventory(course) == before


def test_el_inventario_del_curso_se_lee_entero(root):
    rows = read_inventory(root)
    assert len(rows) == 239 and rows["000-66"]["leccion"] == "tarea_jacobiano"


def test_las_lecciones_escritas_ensenan_todo_lo_suyo(root):
    wrong = {c.lesson: c.missing + c.unknown for c in coverage(root) if c.written and (c.missing or c.unknown)}
    assert not wrong


def test_ninguna_fila_esta_solo_nombrada(root):
    assert {id_: missing for c in coverage(root) for id_, missing in c.named.items()} == {}


def test_el_modulo_dice_que_hacer_sin_inventario(tmp_path):
    with pytest.raises(CourseError, match=module.INVENTORY):
        read_inventory(tmp_path)
