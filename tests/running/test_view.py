"""Qué se enseña: lo que una tarea necesita, deducido de sus celdas y de lo que prohíbe."""

import dataclasses
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.authoring.sources import lessons
from autograder.exercise import exercises_of
from autograder.grading.assignment import Assignment
from autograder.running import view

ALL = view.all_course_modules()
PLOTS = {"course_lib", "course_lib.plots", "course_lib.plots.graphs", "course_lib.shapes"}


@pytest.mark.parametrize(
    "sources, forbids, inside, outside",
    [
        ([], [["course_lib"]], set(), ALL),
        ([], [["torch"]], ALL, set()),
        ([], [["course_lib"], ["torch"]], ALL, set()),
        (
            [],
            [["course_lib.layers"]],
            {"course_lib.graph"},
            {"course_lib.layers", "course_lib.layers.linear", "course_lib.widgets.playground"},
        ),
        (
            ["from course_lib import plots"],
            [["course_lib"]],
            PLOTS,
            {"course_lib.graph", "course_lib.layers", "course_lib.mlp"},
        ),
        (["import course_lib.shapes as s"], [["course_lib"]], {"course_lib.shapes"}, {"course_lib.graph"}),
        (["%matplotlib inline\\n!ls"], [["course_lib"]], set(), ALL),
    ],
)
def test_se_ve_lo_que_usan_las_celdas_y_lo_que_algun_ejercicio_permite(sources, forbids, inside, outside):
    found = view.course_modules(sources, forbids)
    assert inside <= found and not outside & found


def test_de_cada_leccion_se_deduce_lo_suyo(root):
    shown = {}
    for name in lessons(root):
        release = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
        # De una tarea, aquí solo cuentan sus celdas y sus ejercicios.
        parts = dict.fromkeys(field.name for field in dataclasses.fields(Assignment))
        shown[name] = Assignment(**{**parts, "release": release, "exercises": exercises_of(name), "pages": {}}).modules
    # Los dibujos se ven en todas; lo que deriva, solo donde la lección lo usa.
    derives = ("graph", "layers", "mlp", "matrix_calculus", "toy_network", "gradcheck", "optim")
    for name in ("tarea_jacobiano", "00_presentacion", "01_regla_de_la_cadena"):
        assert not [m for m in shown[name] for part in derives if m.startswith(f"course_lib.{part}")]
    assert "course_lib.layers.linear" in shown["06_bucle_pytorch"]
    assert "course_lib.layers.linear" not in shown["05_retropropagacion_mlp"]
    assert not any(module.startswith("course_lib.widgets") for modules in shown.values() for module in modules)


def test_lo_que_landlock_concede_no_contiene_nada_de_lo_tapado():
    granted = [Path(p) for p in view.readable_paths(frozenset())]
    packages = Path(np.__file__).parents[1]
    for path in (packages / "torch", packages / "nbgrader", packages, Path(view.__file__), Path("/etc/passwd")):
        assert not any(path.is_relative_to(one) for one in granted), path
    assert any(Path(sys.executable).resolve().is_relative_to(one) for one in granted)
    assert any(Path(np.__file__).is_relative_to(one) for one in granted)
