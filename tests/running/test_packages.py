"""Qué paquetes instalados se enseñan a un trabajador."""

from pathlib import Path

import numpy as np
import pytest

from autograder.running import packages, view


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """Como en un proceso recién arrancado y sin nada guardado."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    packages.entries.cache_clear()
    yield
    packages.entries.cache_clear()


def test_los_paquetes_son_los_que_hacen_falta_y_lo_que_piden():
    names = {entry.name for entry in packages.entries()}
    assert {"numpy", "matplotlib", "dateutil", "IPython", "ipywidgets", "traitlets", "typing_extensions.py"} <= names
    assert not names & {"torch", "sympy", "nbgrader", "jupyterlab", "pytest", "autograd"}
    assert {"torch", "nbgrader"} - set(packages.unseen()) == set()
    assert not {"numpy", "typing_extensions", "PIL"} & set(packages.unseen())


def test_si_no_se_sabe_de_quien_son_los_archivos_no_se_inventa(fresh, monkeypatch):
    """Debian instala sin decir qué archivos puso: se enseña todo menos lo conocido."""
    monkeypatch.setattr(packages, "_files_of", lambda package: ())
    assert packages.entries() is None and packages.unseen() == []
    folder = Path(np.__file__).parents[1]
    assert folder / "torch" in view._covered() and folder not in view._covered()


def test_lo_que_se_busco_una_vez_se_recuerda_hasta_que_se_instala_algo(fresh, monkeypatch):
    found = packages.entries()
    asked = []
    monkeypatch.setattr(packages, "_requirements", lambda: asked.append(1) or set())
    packages.entries.cache_clear()
    assert packages.entries() == found and not asked
    before = packages._installed()
    monkeypatch.setattr(packages, "_installed", lambda: before + " y otro más")
    packages.entries.cache_clear()
    assert packages.entries() is None and asked


def test_instalar_o_quitar_un_paquete_cambia_lo_que_hay(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "folders", lambda: (tmp_path,))
    before = packages._installed()
    (tmp_path / "nuevo.dist-info").mkdir()
    assert packages._installed() != before
