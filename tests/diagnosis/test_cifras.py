"""Lo que promete el diagnóstico, medido con el corpus: mejorarlo sube estos números, y no pueden bajar sin decirlo."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from autograder.authoring.sources import lessons
from autograder.diagnosis.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def answers():
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        import diagnostico
    finally:
        sys.path.remove(str(ROOT / "bench"))
    return [row for lesson in lessons(ROOT) for row in diagnostico.corpus(ROOT, lesson)]


def test_tres_de_cada_cuatro_se_nombran_bien_y_casi_ninguna_mal(answers):
    results = Counter(result for *_, result, _, _ in answers)
    assert len(answers) > 800
    assert results["bien"] >= 0.77 * len(answers)
    assert results["mal"] <= 0.05 * len(answers)


def test_los_disparates_se_dejan_en_paz(answers):
    nonsense = [name for _, _, label, name, *_ in answers if label == "otro"]
    assert len(nonsense) > 30 and sum(name is not None for name in nonsense) <= len(nonsense) // 20


def test_ninguna_clase_es_un_cajon_de_sastre(answers):
    named = Counter(name for _, _, _, name, *_ in answers if name in KINDS)
    assert named.most_common(1)[0][1] <= 0.15 * len(answers)
