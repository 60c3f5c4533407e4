"""Cada lección se puede calificar como la tarea: una clase inventada saca lo que merece."""

import shutil
from pathlib import Path

import pytest
from entregas import run_cli

from autograder.authoring.sources import lessons
from autograder.grading import grade
from autograder.running.worker_process import Limits
from autograder.simulation.compare import compare, read_students

ROOT = Path(__file__).parents[2]
KINDS = 17  # una entrega de cada clase
# Las que dependen de lo que pide la lección. Las demás son manías de quien entrega, y con dos lecciones basta.
OF_THE_LESSON = {"todo_bien", "otras_soluciones", "en_blanco", "devuelve_lista", "confusiones"}
WITH_ALL = ("00_presentacion", "10_regularizacion")


@pytest.mark.parametrize("lesson", [name for name in lessons(ROOT) if name[:2].isdigit()])
def test_una_clase_con_entregas_de_todas_clases_saca_lo_que_merece(lesson, root, tmp_path, monkeypatch):
    monkeypatch.setattr(grade, "limits", lambda: Limits(cell=3.0, call=0.5, wall_factor=200))
    submitted, notes = tmp_path / "entregas", tmp_path / "notas.json"
    made = run_cli(["simulate", lesson, "--students", str(KINDS), "--seed", "1", "--out", str(submitted)], root)
    assert made.code == 0, made.err
    truth = read_students(submitted / "truth.json")
    if lesson not in WITH_ALL:
        for student in [student for student, found in truth.items() if found["kind"] not in OF_THE_LESSON]:
            shutil.rmtree(submitted / student)
            del truth[student]
    command = ["grade", lesson, "--submitted", str(submitted), "--out", str(tmp_path), "--json", str(notes)]
    command += ["--db", f"sqlite:///{tmp_path / 'notas.db'}", "--workers", "1", "--quiet", "--no-feedback"]
    run_cli(command, root)
    rows = compare(truth, read_students(notes))
    assert len(rows) == len(truth) >= len(OF_THE_LESSON) and not [row for row in rows if not row.right]
