"""Lo que promete el diagnóstico, medido con el corpus: mejorarlo sube estos números, y no pueden bajar sin decirlo."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from autograder.authoring.sources import lessons
from autograder.diagnosis.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        import diagnostico
    finally:
        sys.path.remove(str(ROOT / "bench"))
    return diagnostico


@pytest.fixture(scope="module")
def looked_up(bench):
    """El corpus, solo con lo que dio cada respuesta: leer también lo escrito lo mide el banco, que tarda minutos."""
    rows = (row for lesson in lessons(ROOT) for row in bench.corpus(ROOT, lesson, reads=False))
    return [row for row in rows if row["what"] == "corpus"]


@pytest.fixture(scope="module")
def apart(bench):
    """Las que no se usan para ajustar nada, como las nombra ``check``."""
    rows = (row for lesson in lessons(ROOT) for row in bench.corpus(ROOT, lesson, "apartadas"))
    return [row for row in rows if row["what"] == "apartadas"]


def test_cuatro_de_cada_cinco_se_nombran_bien_sin_leer_lo_escrito(looked_up):
    results = Counter(row["result"] for row in looked_up)
    assert len(looked_up) > 800
    assert results["bien"] >= 0.8 * len(looked_up)
    assert results["mal"] <= 0.03 * len(looked_up)


def test_leyendo_lo_escrito_se_nombran_casi_todas(apart):
    results = Counter(row["result"] for row in apart)
    assert len(apart) > 200
    assert results["bien"] >= 0.9 * len(apart)
    assert results["mal"] <= 0.01 * len(apart)


def test_los_disparates_se_dejan_en_paz(bench, looked_up, apart):
    nonsense = [row["name"] for row in (*looked_up, *apart) if row["label"] == "otro"]
    named = [name for name in nonsense if name is not None and name not in bench.PLACES]
    assert len(nonsense) > 30 and len(named) <= len(nonsense) // 20


def test_ninguna_clase_es_un_cajon_de_sastre(looked_up):
    named = Counter(row["name"] for row in looked_up if row["name"] in KINDS)
    assert named.most_common(1)[0][1] <= 0.15 * len(looked_up)
