"""``autograder status``: lo hecho, lo siguiente y los errores, sin ejecutar ningún cuaderno."""

import json
import shutil

import pytest
from entregas import run_cli

from autograder.student import progress


@pytest.fixture
def met():
    """Un error declarado, uno de la tabla de clases y un ejercicio pasado después de fallar."""
    progress.record("t1_lineal", False, "numerador")
    progress.record("t1_lineal", False, "numerador")
    progress.record("t1_norma", False, "signo_que_nadie_declara")
    progress.record("primer_gradiente", False, "traspuesta")
    progress.record("primer_gradiente", True)


def test_se_recuerdan_los_errores_con_sus_veces_y_un_archivo_raro_no_cuenta(met):
    assert progress.load()["t1_lineal"] == {"passed": False, "tries": 2, "mistakes": {"numerador": 2}}
    progress.path().write_text('{"t1_lineal": {"tries": 1, "mistakes": {"a": "b"}}, "t1_norma": {"mistakes": 3}}')
    assert progress.load() == {}


def test_los_errores_se_dicen_con_palabras_y_con_el_apartado(met, root):
    run = run_cli(["status"], root)
    assert run.code == 0 and "✓ primer_gradiente (1)" in run.out and "· t1_lineal (1)" in run.out
    (lineal,) = [line for line in run.out.splitlines() if line.startswith("  t1_lineal:")]
    assert "Cuenta filas" in lineal and "(2 veces)" in lineal and "Vuelve a leer «" in lineal
    assert "  t1_norma: signo que nadie declara." in run.out
    (solved,) = [line for line in run.out.splitlines() if line.startswith("  primer_gradiente:")]
    assert "la traspuesta." in solved and solved.endswith("Ya lo tienes bien.")
    assert run.out.rstrip().endswith("Siguiente: autograder hint t1_lineal")


def test_en_el_cuaderno_tambien(met, capsys):
    progress.progress()
    shown = capsys.readouterr().out
    assert "Con lo que te has confundido:\n  t1_lineal: Cuenta filas" in shown and "primer_gradiente:" not in shown
    assert shown.rstrip().endswith("Siguiente: t1_lineal, en tarea_jacobiano")


def test_de_un_cuaderno_se_dice_lo_que_sigue_sin_escribir(tmp_path, lesson00, t1, root):
    (tmp_path / "00_presentacion.ipynb").write_bytes(lesson00.draft().to_bytes())
    (tmp_path / "otra.ipynb").write_bytes(t1.draft().solve("t1_lineal").to_bytes())
    (tmp_path / "rota.ipynb").write_text('{"cells": [')
    run = run_cli(["status", str(tmp_path)], root)
    assert run.code == 0 and "○ primer_gradiente (1), sin escribir" in run.out
    assert "○ t1_lineal (1)\n" in run.out and "○ t1_norma (1), sin escribir" in run.out
    assert "Aviso: rota.ipynb está cortado" in run.out and "Siguiente: primer_gradiente, en 00_pres" in run.out
    found = json.loads(run_cli(["status", str(tmp_path / "otra.ipynb"), "--json"], root).out)
    (lesson,) = found["lessons"]
    assert lesson["lesson"] == "tarea_jacobiano" and found["next"] == next(iter(lesson["exercises"]))
    assert [id_ for id_, e in lesson["exercises"].items() if e["written"]] == ["t1_lineal"]


def test_donde_no_hay_cuadernos_se_dice_donde_los_hay(tmp_path, root):
    (tmp_path / "notebooks").mkdir()
    run = run_cli(["status", str(tmp_path)], root)
    assert run.code == 2 and f"¿Querías {tmp_path / 'notebooks'}?" in run.err
    shutil.rmtree(tmp_path / "notebooks")
    assert "Di cuál" in run_cli(["status", str(tmp_path)], root).err
    assert "No encuentro" in run_cli(["status", str(tmp_path / "no.ipynb")], root).err
