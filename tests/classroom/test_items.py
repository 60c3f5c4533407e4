"""Facilidad y discriminación, con números hechos a mano."""

from math import sqrt

import pytest

from autograder.classroom.report.items import ENOUGH, correlation, discrimination, facility


def test_la_facilidad_es_la_parte_de_los_puntos_y_lo_no_juzgado_no_cuenta():
    assert facility([(2.0, 2.0), (0.0, 2.0), (1.0, 2.0), None]) == pytest.approx(0.5)
    assert facility([None]) is None and facility([]) is None


def test_la_biserial_puntual_es_la_de_los_libros():
    right, total = [1, 1, 1, 0, 0], [5.0, 4.0, 3.0, 2.0, 1.0]
    # (M₁ − M₀)/s · √(pq), con s la desviación típica de la población.
    expected = (4 - 1.5) / sqrt(2) * sqrt(0.6 * 0.4)
    assert correlation(right, total) == pytest.approx(expected)


def test_el_propio_ejercicio_no_entra_en_el_total():
    everyone = [{"a": (float(k % 2), 1.0), "b": (float(k // 2 % 2), 1.0)} for k in range(ENOUGH)]
    assert discrimination("a", everyone) == pytest.approx(0.0, abs=1e-12)


def test_con_pocos_o_todos_iguales_no_hay_numero():
    varied = [{"a": (float(k % 2), 1.0), "b": (float(k % 2), 1.0)} for k in range(ENOUGH)]
    assert discrimination("a", varied) == pytest.approx(1.0)
    assert discrimination("a", varied[1:]) is None
    assert discrimination("a", [{"a": (1.0, 1.0), "b": p["b"]} for p in varied]) is None
    assert discrimination("a", [{"a": (1.0, 1.0)}] * ENOUGH) is None
