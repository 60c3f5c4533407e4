"""Los dígitos son los de su fuente, vienen con el curso y nadie los estropea sin querer."""

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from course_lib.data import digits, load_digits


def test_el_archivo_es_el_de_scikit_learn_y_al_lado_dice_de_quien_es():
    raw = digits.FILE.read_bytes()
    told = digits.FILE.with_name("digits_fuente.txt").read_text(encoding="utf-8")
    assert len(raw) == 57_523 and hashlib.sha256(raw).hexdigest() in told
    assert "CC BY 4.0" in told and "Alpaydin" in told and "https://doi.org/10.24432/C50P49" in told


def test_son_1797_imagenes_de_64_pixeles_con_su_clase():
    X, c = load_digits()
    assert X.shape == (1797, 64) and X.dtype == np.float64 and (X.min(), X.max()) == (0, 1)
    assert np.unique(X).tolist() == [n / 16 for n in range(17)]
    assert c.shape == (1797,) and c.dtype == np.int64
    assert np.bincount(c).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_la_primera_imagen_es_un_cero():
    X, c = load_digits()
    ink = X[0].reshape(8, 8)
    assert c[0] == 0 and ink[3:5, 3:5].max() == 0 and ink.sum(axis=1).min() > 0  # un hueco en medio


def test_cada_vez_son_arrays_nuevos():
    X, c = load_digits()
    X[:], c[:] = 0, 0
    again, classes = load_digits()
    assert again.max() == 1 and classes.max() == 9


def test_si_falta_el_archivo_se_dice(monkeypatch, tmp_path):
    monkeypatch.setattr(digits, "FILE", tmp_path / "digits.csv.gz")
    with pytest.raises(FileNotFoundError, match="vuelve a instalarlo"):
        load_digits()


def test_no_hace_falta_nada_mas_que_numpy():
    code = "import sys; from course_lib.data import load_digits; load_digits(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_lo_que_se_instala_lleva_los_digitos_y_su_licencia(root):
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = declared["tool"]["setuptools"]["package-data"]["course_lib.data"]
    for name in (digits.FILE.name, "digits_fuente.txt"):
        assert any(Path(name).match(pattern) for pattern in patterns), name
