"""Los dibujos del informe: lo que dicen y dónde lo ponen."""

import re

import pytest

from autograder.classroom.report.charts import HEIGHT, WIDTH, bar, scatter


def test_los_trozos_de_una_barra_suman_lo_que_hay_y_van_seguidos():
    text = bar([("right", 3), ("wrong", 0), ("blank", 1)], 8, 'bien, 3; "mal", 0')
    rects = re.findall(r'class="(\w+)" x="([\d.]+)" width="([\d.]+)"', text)
    assert rects == [("right", "0.00", "37.50"), ("blank", "37.50", "12.50")]
    assert "&#34;mal&#34;" in text  # el texto va en un atributo


def test_una_barra_sin_nadie_queda_vacia():
    assert bar([("right", 0)], 0, "nadie").count("<rect") == 1


@pytest.mark.parametrize("points", [[(1, 0.8, 0.4), (2, 0.81, 0.41)], [(1, 0.0, -1.0), (2, 1.0, 1.0)], [(1, 1.0, 0.2)]])
def test_cada_ejercicio_cae_dentro_y_donde_le_toca(points):
    text = scatter(points)
    placed = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', text)]
    assert len(placed) == len(points) and all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in placed)
    by_ease, by_split = sorted(points, key=lambda p: p[1]), sorted(points, key=lambda p: -p[2])
    where = {k: at for (k, _, _), at in zip(points, placed, strict=True)}
    assert [where[k][0] for k, _, _ in by_ease] == sorted(x for x, _ in placed)
    assert [where[k][1] for k, _, _ in by_split] == sorted(y for _, y in placed)


def test_lo_que_separa_poco_se_distingue_sin_color_y_se_dice():
    text = scatter([(1, 0.5, 0.1), (2, 0.5, 0.6)])
    assert text.count('class="poor"') == 1 and "discriminación 0,10" in text
