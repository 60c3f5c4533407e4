"""El progreso: sobrevive al reinicio y nunca rompe nada, esté como esté su archivo."""

import json

import pytest
from puntos import WORTH

from autograder.student import progress


def test_se_apuntan_los_intentos_y_lo_pasado_no_se_olvida(folder):
    for passed in (False, True, False):
        progress.record("t1_lineal", passed)
    assert progress.load() == {"t1_lineal": {"passed": True, "tries": 3}}
    assert progress.path().is_relative_to(folder)


def test_las_pistas_y_los_intentos_van_en_la_misma_ficha():
    progress.record("t1_norma", False)
    progress.record_hint("t1_norma")
    assert progress.hints_seen("t1_norma") == 1 and progress.hints_seen("t1_lineal") == 0
    assert progress.load()["t1_norma"] == {"passed": False, "tries": 1, "hints": 1}


def write(text):
    progress.path().parent.mkdir(parents=True)
    progress.path().write_bytes(text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b"\xff\xfe\x00",
        b'{"t1_lineal": 3}',
        b'{"t1_lineal": null}',
        b'{"t1_lineal": {"tries": "tres"}}',
        b'{"t1_lineal": {"hints": -5}}',
        b'{"t1_lineal": {"hints": [1]}}',
        b"[" * 100_000,
    ],
)
def test_un_archivo_roto_es_empezar_de_cero(content):
    write(content)
    assert progress.load() == {}
    progress.record("t1_lineal", True)
    progress.record_hint("t1_lineal")
    assert progress.load() == {"t1_lineal": {"passed": True, "tries": 1, "hints": 1}}


def test_un_archivo_roto_a_medias_conserva_lo_bueno():
    write(json.dumps({"t1_lineal": 3, "t1_norma": {"passed": True, "tries": 2}}).encode())
    assert progress.load() == {"t1_norma": {"passed": True, "tries": 2}}


def test_sin_poder_crear_la_carpeta_dura_lo_que_el_kernel(folder):
    folder.write_text("aquí hay un archivo, no una carpeta")
    progress.record("t1_lineal", True)
    progress.record_hint("t1_lineal")
    assert progress.load() == {"t1_lineal": {"passed": True, "tries": 1, "hints": 1}}


def test_con_un_archivo_que_no_se_puede_reescribir_tambien_avanza():
    progress.record_hint("t1_lineal")
    # Una carpeta donde iría el archivo a medias: se lee el progreso, pero no se puede guardar.
    progress.path().with_suffix(".tmp").mkdir()
    progress.record_hint("t1_lineal")
    progress.record_hint("t1_lineal")
    assert progress.hints_seen("t1_lineal") == 3
    progress.path().with_suffix(".tmp").rmdir()
    progress.record_hint("t1_lineal")
    assert json.loads(progress.path().read_text())["t1_lineal"]["hints"] == 4


def test_bajo_nbgrader_no_se_apunta_nada(monkeypatch, folder):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    progress.record("t1_lineal", True)
    assert not folder.exists() and progress.load() == {}


def test_progress_ensena_cada_leccion(capsys):
    progress.record("primer_gradiente", True)
    progress.record("t1_lineal", False)
    progress.progress()
    shown = capsys.readouterr().out
    assert "00_presentacion: 1 de 1" in shown and f"tarea_jacobiano: 0 de {len(WORTH)}" in shown
    assert "✓ primer_gradiente (1)" in shown and "· t1_lineal (1)" in shown and "○ t1_norma (1)" in shown
