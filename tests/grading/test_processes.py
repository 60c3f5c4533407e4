"""Repartir entre procesos: todo vuelve, aunque mueran, y lo que siempre los mata se aparta."""

import os
import time
from pathlib import Path

import pytest

from autograder.grading.processes import spread


def double(number: int) -> int:
    return 2 * number


def die_on_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def die_once(path: str) -> str:
    """Muere la primera vez que le toca ese archivo."""
    if not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    return "hecho"


def fail(number: int) -> None:
    raise ValueError(f"no me gusta el {number}")


def remember(folder: str) -> None:
    Path(folder, str(os.getpid())).touch()


def test_vuelven_todos_con_su_encargo():
    assert dict(spread(double, range(20), 2)) == {n: 2 * n for n in range(20)}


def test_el_que_siempre_mata_a_su_proceso_vuelve_sin_resultado_y_los_demas_con_el_suyo():
    assert dict(spread(die_on_three, range(8), 2, tries=5)) == {n: n if n != 3 else None for n in range(8)}


def test_una_muerte_suelta_se_repite(tmp_path):
    path = str(tmp_path / "visto")
    assert list(spread(die_once, [path], 1)) == [(path, "hecho")]


def test_lo_que_lanza_el_trabajo_llega_a_quien_reparte():
    with pytest.raises(ValueError, match="no me gusta el 0"):
        list(spread(fail, [0], 1))


def test_cada_proceso_se_prepara_una_vez(tmp_path):
    assert len(list(spread(double, range(12), 2, remember, (str(tmp_path),)))) == 12
    assert 1 <= len(list(tmp_path.iterdir())) <= 2


def test_no_se_pide_todo_de_golpe():
    asked = []

    def items():
        for n in range(100):
            asked.append(n)
            yield n

    results = spread(double, items(), 1)
    next(results)
    time.sleep(0.1)
    assert len(asked) < 10
    results.close()
