"""La solución de referencia se juzga antes que a nadie. Lo que dice lint, en tests/authoring/test_lint.py."""

import shutil

import pytest
from entregas import Classroom

from autograder.grading import assignment, reference

LESSON = "00_presentacion"


@pytest.fixture
def group(tmp_path, root, lesson00, empty_gradebook):
    """Una clase con su propia copia del curso: la solución se puede estropear."""
    course = tmp_path / "curso"
    for name in ("notebooks", "solutions"):
        (course / name).mkdir(parents=True)
    shutil.copy(root / "notebooks" / f"{LESSON}.ipynb", course / "notebooks")
    shutil.copy(root / "solutions" / f"{LESSON}.md", course / "solutions")
    shutil.copy(root / "nbgrader_config.py", course)
    made = Classroom(tmp_path / "clase", course, LESSON, here=True)
    shutil.copy(empty_gradebook, made.folder / "gradebook.db")
    made.hand_in("ana", lesson00.draft().solve())
    return made


def spoil(group, old: str, new: str) -> None:
    path = group.root / "solutions" / f"{LESSON}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def asked(monkeypatch) -> list:
    """Cada vez que se juzga una solución."""
    seen = []
    real = reference.judge_submission
    monkeypatch.setattr(reference, "judge_submission", lambda *args: seen.append(args) or real(*args))
    return seen


def test_una_solucion_equivocada_para_la_clase_y_dice_el_caso_y_lo_que_salio(group):
    spoil(group, "return 2 * x + 3", "return 2 * x + 3 if abs(x) > 1 else 0.25")
    run = group.grade()
    assert run.code == 2 and not group.out.exists()
    first = run.err.splitlines()[0]
    assert first.startswith(
        f"La solución de referencia de «primer_gradiente» (solutions/{LESSON}.md) no saca el máximo"
    )
    assert "0.25" in first and "ejemplo" in first and "x = " in first


def test_se_juzga_una_vez_y_otra_si_cambia(group, asked):
    assert group.grade("--no-feedback").code == 0
    rounds = len(asked)
    assert rounds >= 2  # la de referencia y las otras
    assert group.grade("--no-feedback").code == 0 and len(asked) == rounds
    spoil(group, "return 2 * x + 3", "return 3 + 2 * x")
    assert group.grade("--no-feedback").code == 0 and len(asked) == 2 * rounds


def test_un_curso_sin_soluciones_lo_dice_y_sigue(group):
    (group.root / "solutions" / f"{LESSON}.md").unlink()
    run = group.grade()
    assert run.code == 0 and run.grades["students"]["ana"]["score"] == 1.0
    assert run.err.count("\n") == 1 and f"No está solutions/{LESSON}.md" in run.err


def test_si_la_maquina_no_deja_juzgarla_se_avisa_y_se_intenta_otra_vez(group, asked, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(
            reference, "judge_submission", lambda s, a, *rest: assignment._not_judged(a, "Se agotó el reloj.")
        )
        run = group.grade("--no-feedback")
    assert run.code == 0 and "no se pudo juzgar: Se agotó el reloj." in run.err
    group.grade("--no-feedback")
    assert asked


def test_una_leccion_ilegible_se_explica(group):
    (group.root / "solutions" / f"{LESSON}.md").write_bytes("---\ntítulo: x\n---\n".encode("cp1252"))
    run = group.grade()
    assert run.code == 2 and "no está en UTF-8" in run.err
