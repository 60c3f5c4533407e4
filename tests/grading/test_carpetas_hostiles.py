"""Carpetas y archivos de entrega hechos para parar a quien los recoge."""

import os

import pytest

from autograder.grading.handed import MAX_BYTES, collect, folder_of, student_id
from autograder.grading.submission import Unreadable, read_cells

posix = pytest.mark.skipif(os.name != "posix", reason="los nombres que no son UTF-8 son de POSIX")


@posix
def test_dos_carpetas_distintas_no_son_el_mismo_estudiante(tmp_path):
    folders = [
        os.fsencode(tmp_path) + name for name in (b"/ana\xff", b"/ana\\xff", b"/" + b"\xff" * 200, b"/" + b"a" * 200)
    ]
    for folder in folders:
        os.mkdir(folder)
    ids = {student_id(path): path for path in tmp_path.iterdir()}
    assert len(ids) == len(folders)
    for name, path in ids.items():
        assert folder_of(tmp_path, name) == path
        # Cabe en un gradebook de PostgreSQL y en un nombre de carpeta, y se puede guardar en UTF-8.
        assert len(name) <= 128 and len(name.encode()) <= 255


@posix
def test_un_cuaderno_ilegible_con_nombre_raro_se_puede_apuntar(tmp_path):
    (tmp_path / "mini").mkdir()
    os.symlink(b"/etc/passwd", os.fsencode(tmp_path / "mini") + b"/\xff.ipynb")
    (problem,) = collect(tmp_path, "mini").problems
    assert "es un enlace" in problem and problem.encode()


def test_de_muchos_cuadernos_enormes_se_lee_el_bueno_y_poco_mas(tmp_path):
    folder = tmp_path / "mini"
    folder.mkdir()
    (folder / "mini.ipynb").write_bytes(b"{}")
    for k in range(40):
        with (folder / f"a{k}.ipynb").open("wb") as file:
            file.truncate(MAX_BYTES - 10)
    found = collect(tmp_path, "mini")
    assert found.notebooks["mini.ipynb"] == b"{}"
    assert sum(map(len, found.notebooks.values())) <= MAX_BYTES
    assert "Hay 41 cuadernos y sólo se han leído" in found.problems[-1]


def test_una_carpeta_cerrada_se_dice_y_no_para_a_nadie(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.grading.handed.os.listdir", denied)
    assert "No se puede abrir" in collect(tmp_path, "mini").problems[0]


def test_una_hora_que_rompe_a_quien_lee_fechas_no_cuenta(tmp_path):
    (tmp_path / "mini").mkdir()
    (tmp_path / "mini" / "timestamp.txt").write_text("9" * 300 + "1 m9")
    assert collect(tmp_path, "mini").timestamp is None


def test_un_titulo_antiguo_no_ocupa_lo_que_dice_su_nivel():
    raw = b'{"worksheets": [{"cells": [{"cell_type": "heading", "level": 90000000000, "source": "hola"}]}]}'
    (cell,), notes = read_cells(raw, "mini.ipynb")
    assert cell.cell_type == "markdown" and cell.source == "hola"
    assert "formato antiguo" in notes[0]


def test_un_json_que_al_leerlo_ocuparia_un_giga_no_se_lee():
    with pytest.raises(Unreadable, match="demasiadas listas"):
        read_cells(b'{"cells": [' + b"{}," * 2_000_000 + b"{}]}", "mini.ipynb")


def test_una_imagen_que_se_ensena_mil_veces_se_quita():
    image = '{"a.png": {"image/png": "' + "A" * 100_000 + '"}}'
    cell = '{"cell_type": "markdown", "source": %s, "attachments": %s}'

    def read(source):
        text = '{"cells": [' + cell % (source, image) + "]}"
        return read_cells(text.encode(), "mini.ipynb")

    (kept,), notes = read('"![x](attachment:a.png)"')
    assert "a.png" in kept.attachments and not notes
    (bare,), notes = read('"[a]: attachment:a.png ' + "![x][a] " * 1000 + '"')
    assert "attachments" not in bare and "se han quitado" in notes[0]
