"""Recoger una entrega: en bytes, sin seguir enlaces y sin esperar a nadie."""

import os
import pickle
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.grading.folder import MAX_BYTES
from autograder.grading.handed import Handed, collect, read_plain

posix = pytest.mark.skipif(os.name != "posix", reason="los enlaces y las tuberías son de POSIX")


@pytest.fixture
def ana(tmp_path):
    """La carpeta de ana, con su cuaderno."""
    folder = tmp_path / "submitted" / "ana"
    (folder / "mini").mkdir(parents=True)
    (folder / "mini" / "mini.ipynb").write_bytes(b'{"cells": []}')
    return folder


@pytest.fixture
def secret(tmp_path):
    """Un archivo que quien califica puede leer y ana no."""
    folder = tmp_path / "ajeno"
    folder.mkdir()
    (folder / "mini.ipynb").write_bytes(b"SECRETO")
    return folder


def test_recoge_los_cuadernos_tal_como_estan(ana):
    (ana / "mini" / "otro.ipynb").write_bytes(b"\xff\x00roto")
    (ana / "mini" / "datos.csv").write_bytes(b"1,2")
    assert collect(ana, "mini") == Handed(
        "ana", {"mini.ipynb": b'{"cells": []}', "otro.ipynb": b"\xff\x00roto"}, others=("datos.csv",)
    )


@pytest.mark.parametrize("assignment", ["mini", "otra"])
def test_sin_carpeta_no_hay_nada_y_no_es_un_problema(tmp_path, assignment):
    (tmp_path / "ana").mkdir()
    assert collect(tmp_path / "ana", assignment) == Handed("ana", {})


def test_un_archivo_en_el_lugar_de_la_carpeta_se_nombra(tmp_path):
    (tmp_path / "ana").mkdir()
    (tmp_path / "ana" / "mini").write_text("no soy una carpeta")
    assert collect(tmp_path / "ana", "mini") == Handed("ana", {}, others=("../mini",))
    assert collect(tmp_path / "ana" / "mini", "mini") == Handed("mini", {})


# — fuera de su sitio —


@pytest.mark.parametrize(
    "place, name",
    [
        ("mini.ipynb", "../mini.ipynb"),
        ("MINI/mini.ipynb", "../MINI/mini.ipynb"),
        ("mini/mini/mini.ipynb", "mini/mini.ipynb"),
        ("mini/a/b/mini.ipynb", "a/b/mini.ipynb"),
        ("entrega/mini.ipynb", "../entrega/mini.ipynb"),
        ("00_otra/mini (1).ipynb", "../00_otra/mini (1).ipynb"),  # en la carpeta de otra, si se llama como ésta
        ("mini/.mini.ipynb", ".mini.ipynb"),
        ("mini/.ipynb_checkpoints/mini-checkpoint.ipynb", ".ipynb_checkpoints/mini-checkpoint.ipynb"),
    ],
)
def test_se_recoge_este_donde_este(tmp_path, place, name):
    path = tmp_path / "ana" / place
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"cells": []}')
    assert collect(tmp_path / "ana", "mini", ["00_otra", "mini"]) == Handed("ana", {name: b'{"cells": []}'})


def test_lo_de_otras_lecciones_no_es_de_esta(ana):
    for place in ("00_otra/00_otra.ipynb", "00_Otra/x.pdf", "00_otra.ipynb"):
        (ana / place).parent.mkdir(exist_ok=True)
        (ana / place).write_bytes(b'{"cells": []}')
    assert collect(ana, "mini", ["00_otra", "mini"]) == Handed("ana", {"mini.ipynb": b'{"cells": []}'})


def test_el_bueno_se_lee_aunque_haya_demasiados_archivos(ana, monkeypatch):
    monkeypatch.setattr("autograder.grading.folder.MAX_FILES", 3)
    for k in range(9):
        (ana / "mini" / f"a{k}.txt").write_text("x")
    found = collect(ana, "mini")
    assert "mini.ipynb" in found.notebooks


def test_una_carpeta_que_se_llama_como_un_cuaderno_no_lo_es(ana):
    (ana / "mini" / "mini.ipynb").unlink()
    (ana / "mini" / "mini.ipynb").mkdir()
    assert collect(ana, "mini") == Handed("ana", {})


# — enlaces y cosas que no son archivos —


def unread(folder):
    """Los problemas de una entrega de la que no se leyó nada."""
    found = collect(folder, "mini")
    assert found.notebooks == {} and b"SECRETO" not in pickle.dumps(found)
    return " ".join(found.problems)


@posix
def test_un_cuaderno_que_es_un_enlace_no_se_sigue(ana, secret):
    path = ana / "mini" / "mini.ipynb"
    path.unlink()
    path.symlink_to(secret / "mini.ipynb")
    assert "No se puede leer mini.ipynb: es un enlace y no se sigue" in unread(ana)


@posix
def test_un_enlace_a_ninguna_parte_tampoco(ana):
    path = ana / "mini" / "mini.ipynb"
    path.unlink()
    path.symlink_to(ana / "no_esta")
    assert "es un enlace" in unread(ana)


@posix
def test_una_carpeta_de_tarea_que_es_un_enlace_no_se_sigue(tmp_path, secret):
    folder = tmp_path / "ana"
    folder.mkdir()
    (folder / "mini").symlink_to(secret)
    assert "«mini» es un enlace y no se sigue: hacen falta los archivos" in unread(folder)


@posix
def test_una_carpeta_de_estudiante_que_es_un_enlace_no_se_sigue(tmp_path, ana):
    (tmp_path / "beto").symlink_to(ana)
    assert "«mini» es un enlace" in unread(tmp_path / "beto")


@posix
def test_una_hora_que_es_un_enlace_no_se_lee(ana, secret):
    (secret / "hora").write_text("2026-11-01 10:00:00 UTC")
    (ana / "mini" / "timestamp.txt").symlink_to(secret / "hora")
    found = collect(ana, "mini")
    assert found.timestamp is None and "es un enlace" in found.notes[0]


@posix
def test_una_tuberia_no_deja_esperando(ana):
    path = ana / "mini" / "mini.ipynb"
    path.unlink()
    os.mkfifo(path)
    os.mkfifo(ana / "mini" / "timestamp.txt")
    assert "no es un archivo corriente" in unread(ana)
    assert collect(ana, "mini").timestamp is None


def test_un_cuaderno_sin_permiso_se_dice(ana, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    # root lee sin permisos: se niega por él.
    monkeypatch.setattr("autograder.grading.folder.os.open", denied)
    assert "No se puede leer mini.ipynb" in unread(ana)


def test_un_cuaderno_enorme_no_se_lee(ana):
    with (ana / "mini" / "mini.ipynb").open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    assert "ocupa más de 50 MB." in unread(ana)


def test_el_tope_se_lee_entero(tmp_path):
    (tmp_path / "justo").write_bytes(b"x" * 100)
    assert read_plain(tmp_path / "justo", 100) == b"x" * 100
    with pytest.raises(OSError, match="ocupa más"):
        read_plain(tmp_path / "justo", 99)


def test_lo_bueno_se_lee_aunque_al_lado_haya_algo_que_no(ana, secret):
    with (ana / "mini" / "copia.ipynb").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    found = collect(ana, "mini")
    assert list(found.notebooks) == ["mini.ipynb"] and len(found.problems) == 1


# — la hora —


@pytest.mark.parametrize(
    "content",
    [
        b"2026-11-01 10:00:00.000000 UTC",  # lo que escribe el intercambio de nbgrader
        b"2026-11-01 10:00:00 UTC\n",
        b"\xef\xbb\xbf2026-11-01 10:00:00 UTC",
        "2026-11-01 10:00:00 UTC\r\n".encode("utf-16"),
        "2026-11-01 10:00:00 UTC".encode("utf-16-be"),
        b"2026-11-01T11:00:00+01:00",
        b"  01/11/2026 11:00  ",  # sin zona, la de Madrid
        "domingo, 1 de noviembre de 2026, 11:00".encode("cp1252"),
    ],
)
def test_la_hora_se_entiende_y_queda_en_utc(ana, content):
    (ana / "mini" / "timestamp.txt").write_bytes(content)
    found = collect(ana, "mini")
    assert found.timestamp == datetime(2026, 11, 1, 10) and found.notes == ()


def test_la_hora_que_no_dice_su_zona_es_la_del_curso(ana):
    (ana / "mini" / "timestamp.txt").write_text("01/11/2026 05:00")
    assert collect(ana, "mini", zone=ZoneInfo("America/Bogota")).timestamp == datetime(2026, 11, 1, 10)


def test_sin_carpeta_de_la_tarea_la_hora_esta_en_la_del_estudiante(tmp_path):
    (tmp_path / "mini.ipynb").write_bytes(b"{}")
    (tmp_path / "timestamp.txt").write_text("2026-11-01 10:00 UTC")
    found = collect(tmp_path, "mini")
    assert found.timestamp == datetime(2026, 11, 1, 10) and found.others == ()


def test_la_hora_que_el_estudiante_mete_en_sus_carpetas_no_es_la_de_entrega(ana):
    (ana / "mini" / "mia").mkdir()
    (ana / "mini" / "mia" / "timestamp.txt").write_text("2026-11-01 10:00 UTC")
    assert collect(ana, "mini").timestamp is None


@pytest.mark.parametrize(
    "content",
    [b"", b"ayer por la tarde", b"\xff\xfe\x00", b"99999-99-99", b"9" * 400, b"2026-11-01 10:00:00 UTC" + b" " * 2000,
     b"0001-01-01T00:00:00+23:59", b"2026-11-01 25:61:00 UTC", b"\0", b"9" * 300 + b"1 m9"],
)  # fmt: skip
def test_una_hora_que_no_se_entiende_se_dice_y_no_impide_calificar(ana, content):
    (ana / "mini" / "timestamp.txt").write_bytes(content)
    found = collect(ana, "mini")
    assert found.timestamp is None and list(found.notebooks) == ["mini.ipynb"] and found.problems == ()
    (note,) = found.notes
    assert "De timestamp.txt no se puede saber la hora" in note and len(note) < 400


# — la huella —


def test_la_huella_cambia_con_todo_lo_que_cambia_la_nota():
    base = Handed("ana", {"mini.ipynb": b"a"})
    others = [
        Handed("ana", {"mini.ipynb": b"b"}),
        Handed("ana", {"otro.ipynb": b"a"}),
        Handed("ana", {"mini.ipynb": b"a", "otro.ipynb": b"a"}),
        Handed("ana", {"mini.ipynb": b"a"}, ("No se puede leer x.ipynb.",)),
        Handed("ana", {"mini.ipynb": b"a"}, timestamp=datetime(2026, 11, 1)),
        Handed("ana", {"mini.ipynb": b"a"}, others=("x.pdf",)),
        Handed("ana", {"mini.ipynb": b"a"}, notes=("No se entiende la hora.",)),
    ]
    digests = {h.digest("clave") for h in (base, *others)} | {base.digest("otra clave")}
    assert len(digests) == len(others) + 2
    assert base.digest("clave") == Handed("beto", {"mini.ipynb": b"a"}).digest("clave")


@posix
def test_un_nombre_de_archivo_que_no_es_texto_tiene_huella(ana):
    os.link(ana / "mini" / "mini.ipynb", os.fsencode(ana / "mini") + b"/\xff.ipynb")
    assert len(collect(ana, "mini").digest("x")) == 64
