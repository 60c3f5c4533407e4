"""Carpetas y archivos de entrega hechos para parar a quien los recoge."""

import contextlib
import os
from pathlib import Path

import pytest

from autograder.grading.class_list import list_students
from autograder.grading.folder import MAX_BYTES, plain_name
from autograder.grading.handed import collect
from autograder.notebook.read import Unreadable, read_cells

posix = pytest.mark.skipif(os.name != "posix", reason="los nombres que no son UTF-8 son de POSIX")


def listing(folder, *names):
    """Lo que se ve de una carpeta de entregas con esas carpetas dentro."""
    for name in names:
        os.makedirs(os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else name.encode(), b"mini"))
    return list_students(folder, "mini")


def test_cada_id_va_con_su_carpeta_y_en_orden(tmp_path):
    found = listing(tmp_path, "beto", "ana", "Jose\u0301")
    assert list(found.folders.items()) == [
        ("José", tmp_path / "Jose\u0301"), ("ana", tmp_path / "ana"), ("beto", tmp_path / "beto")
    ]  # fmt: skip
    assert found.ignored == {}


@posix
def test_lo_que_no_puede_ser_un_id_se_aparta_sin_llamarse_como_nadie(tmp_path):
    strange = [b"mal\xff", b"mal\\xff", b"mal\xff~1b2c3d4e", "😀".encode() * 62 + b"\xff", b"a" * 200, b" ", b"a\nb\tc"]
    found = listing(tmp_path, "ana", *strange)
    assert list(found.folders) == ["ana"]
    assert len(found.ignored) == len(strange)
    assert {"mal\\xff", "mal\\\\xff", "a\\u000ab\\u0009c"} <= set(found.ignored)
    assert all(why.isprintable() and "repite la orden" in why for why in found.ignored.values())


@pytest.mark.parametrize("twins", [("José", "Jose\u0301"), ("K1", "\u212a1")])
def test_dos_carpetas_para_un_id_se_apartan_las_dos(tmp_path, twins):
    found = listing(tmp_path, "zoe", *twins)
    if len(list(tmp_path.iterdir())) != len(twins) + 1:
        pytest.skip("en este disco son la misma carpeta")
    assert list(found.folders) == ["zoe"] and len(found.ignored) == len(twins)
    for name, why in found.ignored.items():
        assert all(f"«{other}»" in why for other in found.ignored if other != name)


@posix
def test_una_mayuscula_hace_otro_id(tmp_path):
    found = listing(tmp_path, "ana", "Ana", "Strauß", "Strauss")
    assert len(found.folders) == len(list(tmp_path.iterdir())) and found.ignored == {}


@posix
def test_un_enlace_no_se_sigue_ni_estorba(tmp_path):
    (tmp_path / "ana" / "mini").mkdir(parents=True)
    links = {"copia": tmp_path / "ana", "anillo": "anillo", "largo": "a" * 300, "roto": "no_esta", "ANA": "/etc/passwd"}
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    found = list_students(tmp_path, "mini")
    # Un enlace no puede apartar a quien sí entregó, se llame como se llame.
    assert list(found.folders) == ["ana"] and set(found.ignored) == set(links)
    assert all("es un enlace y no se sigue" in why for why in found.ignored.values())


@posix
def test_lo_que_no_son_carpetas_no_cuenta(tmp_path):
    os.mkfifo(tmp_path / "tubo")
    (tmp_path / "lista.csv").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".oculta").mkdir()
    (tmp_path / ".oculta" / "mini").symlink_to("a" * 300)
    found = list_students(tmp_path, "mini")
    # La oculta trae la tarea, aunque sea un enlace: es de alguien, y se dirá que no se pudo leer.
    assert (list(found.folders), found.ignored) == ([".oculta"], {})
    assert "es un enlace" in collect(found.folders[".oculta"], "mini").problems[0]


def test_una_carpeta_que_no_se_deja_mirar_se_aparta(tmp_path, monkeypatch):
    class Closed:
        name = "ana"

        def is_symlink(self):
            raise PermissionError(13, "Permission denied")

    @contextlib.contextmanager
    def scandir(_):
        yield [Closed()]

    monkeypatch.setattr("autograder.grading.class_list.os.scandir", scandir)
    assert list_students(tmp_path, "mini").ignored == {"ana": "no se puede mirar: no hay permiso."}


@posix
def test_dos_cuadernos_de_una_carpeta_no_se_quitan_el_nombre(tmp_path):
    folder = os.fsencode(tmp_path / "mini")
    os.mkdir(folder)
    plain = plain_name(os.fsdecode(b"a\xff.ipynb"))
    names = [
        b"a\xff.ipynb",
        b"a\\xff.ipynb",
        os.fsencode(plain),
        os.fsencode(plain) + b".ipynb",
        b"x" * 200 + b".ipynb",
    ]
    for number, name in enumerate(names):
        Path(os.fsdecode(os.path.join(folder, name))).write_text(str(number))
    found = collect(tmp_path, "mini")
    assert sorted(found.notebooks.values()) == [b"0", b"1", b"3", b"4"]  # el que no acaba en .ipynb no es un cuaderno


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
    assert "Hay 41 cuadernos y solo se han leído" in found.problems[-1]


def test_una_carpeta_cerrada_se_dice_y_no_para_a_nadie(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.grading.folder.os.scandir", denied)
    assert "No se puede abrir" in collect(tmp_path, "mini").problems[0]


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
