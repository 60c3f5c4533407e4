"""Mirar una carpeta ajena: qué es un cuaderno y qué no, por lo que trae, y los zip."""

import io
import json
import os
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading import folder
from autograder.grading.folder import Found, is_rubbish, plain_name

NOTEBOOK = b'{"metadata": {}, "cells": []}'


def look(place, files):
    """Lo que se encuentra en una carpeta con esos archivos."""
    for name, raw in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    found = Found(expected="mini.ipynb")
    found.read(dict(found.list_folder(place, "")))
    return found


def zipped(files, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return made.getvalue()


@pytest.mark.parametrize(
    "name", ["mini.ipynb", "MINI.IPYNB", "mini.ipynb.txt", "mini.ipynb.json", "mini.txt", "mini.json", "mini",
             "mini.ipynb (1)", "mini.docx", "con espacios y ñ"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_un_cuaderno_lo_es_por_lo_que_trae(tmp_path, name, encoding):
    raw = (" \r\n" + NOTEBOOK.decode()).encode(encoding)
    found = look(tmp_path, {name: raw})
    assert (found.notebooks, found.others, found.problems) == ({name: raw}, [], [])


@pytest.mark.parametrize(
    "name, raw",
    [
        ("informe.pdf", b"%PDF-1.7"),
        ("mini.ipynb - Colab.pdf", b"%PDF-1.7"),
        ("T1.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": b"x"})),
        ("T1.odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text"})),
        ("T1.rar", b"Rar!\x1a\x07"),
        ("T1.tar.gz", b"\x1f\x8b\x08"),
        ("t1.py", b"def f(x): pass"),
        ("notas.json", json.dumps({"notas": [1]}).encode()),
        ("vacio.txt", b""),
    ],
)
def test_lo_que_no_es_un_cuaderno_se_nombra(tmp_path, name, raw):
    found = look(tmp_path, {name: raw})
    assert (found.notebooks, found.others, found.problems) == ({}, [name], [])


@pytest.mark.parametrize(
    "name",
    ["._mini.ipynb", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/._mini.ipynb", ".git/config", ".~lock.T1.odt#",
     "~$T1.docx", "__pycache__/a.pyc", "lost+found/x", "course_lib/graph.py", "a/.vscode/settings.json"],
)  # fmt: skip
def test_lo_que_dejan_los_programas_no_es_de_nadie(tmp_path, name):
    raw = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X" + bytes(60)
    for files in ({name: raw}, {"T1.zip": zipped({name: raw})}):
        found = look(tmp_path / str(len(files)), files)
        assert (found.notebooks, found.others, found.problems) == ({}, [], [])


# — zip —


@pytest.mark.parametrize(
    "inside", ["mini.ipynb", "ana/mini/T1.json", "a\\b\\mini.ipynb", "../../etc/mini.ipynb", "/mini.ipynb"]
)
def test_dentro_de_un_zip_se_lee_como_en_una_carpeta_y_no_se_escribe_nada(tmp_path, inside):
    found = look(tmp_path, {"T1.zip": zipped({inside: NOTEBOOK, "foto.jpg": b"x", "__MACOSX/._mini.ipynb": b"x"})})
    name = "T1.zip/" + inside.replace("\\", "/").lstrip("/")
    assert (found.notebooks, found.others, found.problems) == ({name: NOTEBOOK}, ["T1.zip/foto.jpg"], [])
    assert os.listdir(tmp_path) == ["T1.zip"]


def test_un_zip_se_reconoce_por_lo_que_es_y_no_por_su_nombre(tmp_path):
    assert list(look(tmp_path, {"mini.ipynb": zipped({"a.ipynb": NOTEBOOK})}).notebooks) == ["mini.ipynb/a.ipynb"]


def test_un_zip_dentro_de_otro_se_mira_y_mas_adentro_se_nombra(tmp_path):
    one = zipped({"mini.ipynb": NOTEBOOK})
    two = zipped({"1.zip": one})
    found = look(tmp_path, {"2.zip": two, "3.zip": zipped({"2.zip": two})})
    assert list(found.notebooks) == ["2.zip/1.zip/mini.ipynb"] and found.others == ["3.zip/2.zip/1.zip"]


def test_dos_entradas_con_el_mismo_nombre_se_leen_las_dos(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("mini.ipynb", NOTEBOOK)
        archive.writestr("mini.ipynb", NOTEBOOK + b" ")
    assert sorted(look(tmp_path, {"T1.zip": made.getvalue()}).notebooks.values()) == [NOTEBOOK, NOTEBOOK + b" "]


def only_problem(found):
    assert found.notebooks == {} and found.others == []
    (problem,) = found.problems
    return problem


def test_una_bomba_no_se_descomprime(tmp_path):
    raw = zipped({"mini.ipynb": b" " * (folder.MAX_BYTES + 1)})
    assert len(raw) < 100_000
    assert "No se puede leer T1.zip/mini.ipynb: no cabe" in only_problem(look(tmp_path, {"T1.zip": raw}))


def test_una_bomba_que_miente_sobre_lo_que_ocupa_tampoco(tmp_path):
    raw = bytearray(zipped({"mini.ipynb": b"{" + b" " * 1_000_000}))
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    assert "T1.zip/mini.ipynb: está estropeado" in only_problem(look(tmp_path, {"T1.zip": bytes(raw)}))


def test_muchas_entradas_no_se_cargan(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "MAX_FILES", 20)
    raw = zipped({f"{k}.txt": b"" for k in range(30)})
    found = Found(files=20)
    (tmp_path / "T1.zip").write_bytes(raw)
    found.read({"T1.zip": tmp_path / "T1.zip"})
    assert "zip con demasiados archivos" in only_problem(found)


def with_link():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("mini.ipynb")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return made.getvalue()


def with_password():
    raw = bytearray(zipped({"mini.ipynb": NOTEBOOK}))
    for start, at in ((raw.index(b"PK\x03\x04"), 6), (raw.index(b"PK\x01\x02"), 8)):
        raw[start + at] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    "raw, why",
    [
        (with_link(), "mini.ipynb: es un enlace"),
        (with_password(), "mini.ipynb: está cifrado con una contraseña"),
        (zipped({"mini.ipynb": NOTEBOOK}, zipfile.ZIP_LZMA), "mini.ipynb: usa una compresión que no se lee"),
        (zipped({"mini.ipynb": NOTEBOOK})[:-10], "T1.zip: está estropeado"),
        (b"PK\x03\x04", "T1.zip: está estropeado"),
    ],
)
def test_lo_que_no_se_puede_leer_de_un_zip_se_dice(tmp_path, raw, why):
    assert why in only_problem(look(tmp_path, {"T1.zip": raw}))


@given(st.binary(max_size=200), st.integers(0, 300), st.integers(0, 255))
def test_un_zip_estropeado_de_cualquier_manera_no_para_a_nadie(tmp_path_factory, tail, at, byte):
    raw = bytearray(zipped({"mini.ipynb": NOTEBOOK, "a/b.txt": b"x" * 50}) + tail)
    raw[at % len(raw)] = byte
    found = look(tmp_path_factory.mktemp("zip"), {"T1.zip": bytes(raw)})
    assert found.notebooks or found.others or found.problems


# — topes —


def test_muchas_carpetas_y_muy_hondas_se_dejan_de_mirar_y_se_dice(tmp_path):
    found = look(tmp_path, {"a/" * 12 + "mini.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK})
    assert list(found.notebooks) == ["b.ipynb"] and "demasiados archivos o carpetas" in found.problems[0]
    found = Found(files=3)
    for k in range(9):
        (tmp_path / f"{k}.ipynb").write_bytes(NOTEBOOK)
    assert len(found.list_folder(tmp_path, "")) <= 3 and "no se han mirado todos" in found.problems[0]


@pytest.mark.skipif(os.name != "posix", reason="los enlaces y las tuberías son de POSIX")
def test_un_enlace_o_una_tuberia_no_se_abren_se_llamen_como_se_llamen(tmp_path):
    (tmp_path / "datos").symlink_to("/etc")
    os.mkfifo(tmp_path / "tubo")
    problems = look(tmp_path, {}).problems
    assert ["enlace" in problems[0], "no es un archivo corriente" in problems[1]] == [True, True]


def test_un_nombre_de_mac_se_escribe_como_se_lee_y_el_que_no_se_ve_con_su_huella():
    assert plain_name("Tarea de Jose\u0301.ipynb") == "Tarea de José.ipynb"
    for strange in ("a\x1b[2J.ipynb", "a\u202e.ipynb", "x" * 300, "a\udcff.ipynb"):
        assert plain_name(strange).isprintable() and "~" in plain_name(strange) and len(plain_name(strange)) < 250


def test_dos_puntos_no_son_basura():
    assert not is_rubbish(["..", "a"]) and is_rubbish(["a", ".b"])
