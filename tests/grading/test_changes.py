"""Volver a juzgar lo mismo: a quién le cambia la nota, cuándo se apunta y cuándo se espera a una persona.

Con un curso mínimo cuya declaración y cuya solución se editan entre dos órdenes.
"""

import json
import shutil
from dataclasses import replace

import pytest
from curso_minimo import MiniCourse
from entregas import Classroom, load_course
from nbgrader.api import Gradebook

from autograder import cache
from autograder.authoring.build import build
from autograder.grading import assignment
from autograder.grading.changes import Change, Changes

LESSON = "90_mini"
ONCE, TWICE, THRICE = (f"def mini_cuadrado(x):\n    return {n} * x" for n in (1, 2, 3))
_published: dict[tuple[bytes, bytes], bytes] = {}


class Class(Classroom):
    """La clase del curso mínimo: ana contesta 2x, beto 3x, y la hoja de cloe está en blanco."""

    def __init__(self, course: MiniCourse, empty_gradebook):
        self.course = course
        course.edit_declaration('lesson="90_mini"', 'lesson="90_mini", forbids=("torch", "course_lib")')
        self.publish()
        super().__init__(course.root.parent / "clase", course.root, LESSON, here=True)
        shutil.copy(empty_gradebook, self.folder / "gradebook.db")
        published = load_course(course.root, LESSON)
        for student, answer in (("ana", TWICE), ("beto", THRICE), ("cloe", None)):
            draft = published.draft()
            self.hand_in(student, draft.put("mini_cuadrado", answer) if answer else draft)

    def edit(self, old: str, new: str) -> None:
        """Cambia la declaración y publica otra vez."""
        self.course.edit_declaration(old, new)
        self.publish()

    def publish(self) -> None:
        """Como ``build``, que tarda más de un segundo; lo que ya construyó otra prueba se copia."""
        key = self.course.lesson.read_bytes(), self.course.declaration.read_bytes()
        made = self.course.notebook, self.course.declaration.with_name("diagnosticos.json")
        if key not in _published:
            build(self.course.root)
            _published[key] = [path.read_bytes() for path in made]
        self.course.notebook.parent.mkdir(exist_ok=True)
        for path, data in zip(made, _published[key], strict=True):
            path.write_bytes(data)

    def believe_in(self, factor: int, before: int) -> None:
        """La referencia y las soluciones pasan a decir que la derivada es ``factor``·x."""
        self.course.edit_lesson(f"{before}.0 * np.asarray(x, dtype=float)", f"{factor}.0 * np.asarray(x, dtype=float)")
        both = {2: "np.add(np.asarray(x), np.asarray(x))", 3: "np.asarray(x) * 3"}
        self.course.edit_lesson(both[before], both[factor])
        self.edit(f"oracle=lambda x: {before} * x", f"oracle=lambda x: {factor} * x")

    def points(self) -> dict[str, float | None]:
        """Lo apuntado en el gradebook."""
        with Gradebook(self.db) as book:
            found = {s.student.id: s for s in book.assignment_submissions(LESSON)}
            return {
                name: book.find_grade("test_mini_cuadrado", LESSON, LESSON, name).auto_score for name in sorted(found)
            }

    def manual(self, student: str, cell: str, **values) -> None:
        with Gradebook(self.db) as book:
            grade = book.find_grade(cell, LESSON, LESSON, student)
            for field, value in values.items():
                setattr(grade, field, value)
            book.db.commit()

    def files(self) -> dict[str, bytes]:
        """Todo lo que hay en la clase y en el curso."""
        found = (p for top in (self.folder, self.course.root) for p in sorted(top.rglob("*")))
        return {str(p): p.read_bytes() for p in found if p.is_file() and "__pycache__" not in p.parts}


@pytest.fixture
def group(tmp_path, monkeypatch, empty_gradebook) -> Class:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    course = MiniCourse(tmp_path / "curso", monkeypatch)
    yield Class(course, empty_gradebook)
    course.forget()


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """A quién se ha juzgado, en orden."""
    seen: list[str] = []
    real = assignment.judge_submission

    def watched(submission, *rest):
        seen.append(submission.student)
        return real(submission, *rest)

    monkeypatch.setattr(assignment, "judge_submission", watched)
    return seen


def test_una_referencia_corregida_se_dice_antes_de_apuntar_y_una_nota_no_baja_sola(group, judged):
    group.believe_in(3, before=2)  # la declaración nace equivocada
    assert group.grade().code == 0 and group.points() == {"ana": 0.0, "beto": 2.0, "cloe": 0.0}
    group.believe_in(2, before=3)

    del judged[:]
    before = group.files()
    (group.folder / "notas.json").unlink()  # la que dejó la orden anterior
    dry = group.grade("--dry-run")
    assert dry.code == 0 and judged == ["ana", "beto", "cloe"]
    assert "Se recalifican 3; 1 baja, 1 sube" in dry.out and "No se ha apuntado nada" in dry.out
    assert "Bajan (1):\n  beto: 2 → 0 (mini_cuadrado 2 → 0)\n" in dry.out
    assert "Suben (1):\n  ana: 0 → 2 (mini_cuadrado 0 → 2)\n" in dry.out
    assert dry.out.strip().splitlines()[-1].endswith("--accept")
    assert group.files() == {path: raw for path, raw in before.items() if not path.endswith("notas.json")}

    del judged[:]
    run = group.grade()
    assert judged == []  # lo que juzgó el ensayo no se repite
    assert run.code == 1 and group.points() == {"ana": 2.0, "beto": 2.0, "cloe": 0.0}
    last = run.out.strip().splitlines()[-1]
    assert f"autograder grade {LESSON} --submitted {group.submitted}" in last and last.endswith("--accept")
    assert run.grades["students"]["beto"]["score"] == 2.0
    assert run.grades["changes"] == {
        "ana": {"before": 0.0, "after": 2.0, "saved": True, "exercises": {"mini_cuadrado": [0.0, 2.0]}},
        "beto": {"before": 2.0, "after": 0.0, "saved": False, "exercises": {"mini_cuadrado": [2.0, 0.0]}},
    }

    again = group.grade()  # sigue esperando, y sigue sin juzgarse
    assert again.code == 1 and judged == [] and "Se recalifica 1; 1 baja, 0 suben" in again.out
    accepted = group.grade("--accept")
    assert accepted.code == 0 and judged == [] and group.points() == {"ana": 2.0, "beto": 0.0, "cloe": 0.0}
    assert "✗ Todavía no" in group.autograded("beto").read_text(encoding="utf-8")
    quiet = group.grade()
    assert quiet.code == 0 and judged == [] and "ecalific" not in quiet.out and "changes" not in quiet.grades


def test_sin_build_no_se_califica_con_declaraciones_a_medio_cambiar(group):
    group.course.edit_declaration("oracle=lambda x: 2 * x", "oracle=lambda x: 3 * x")
    run = group.grade()
    assert run.code == 2 and run.err.strip().endswith(f"autograder build {LESSON}")


@pytest.mark.parametrize(
    "old, new",
    [
        ('lesson="90_mini", ', 'lesson="90_mini", rtol=1e-5, '),
        ('"course_lib")', '"course_lib", "np.gradient")'),
        ("rng.normal(size=4)", "rng.normal(size=6)"),
        ("np.array([0.5])", "np.array([0.25])"),
        ("points=2", "points=4"),
    ],
)
def test_lo_que_decide_la_nota_recalifica_a_la_clase_y_se_dice(group, judged, old, new):
    group.grade("--no-feedback")
    del judged[:]
    group.edit(old, new)
    run = group.grade()
    assert run.code == 0 and judged == ["ana", "beto", "cloe"] and "Se recalifican 3; 0 bajan" in run.out


def test_una_pista_nueva_llega_a_los_informes_sin_volver_a_juzgar(group, judged):
    group.grade()
    group.manual("ana", "mini_pregunta", manual_score=3.0, needs_manual_grade=False)
    group.edit('hint="¿Cuántos factores cambian?"', 'hint="¿Cuántas veces aparece x?"')
    group.edit("recibe dos aportes.", "recibe la suma de dos.")
    group.edit("oracle=lambda x: 2 * x", "oracle=lambda x: x + x")
    del judged[:]
    group.hand_in("dora", load_course(group.course.root, LESSON).draft().put("mini_cuadrado", TWICE.replace("2 *", "")))
    group.grade()
    assert judged == ["dora"]
    group.edit("¿Cuántas veces aparece x?", "¿Y el otro factor?")
    group.edit("recibe la suma de dos.", "los suma.")
    del judged[:]
    points = group.points()
    run = group.grade()
    assert judged == [] and run.code == 0 and group.points() == points and "ecalific" not in run.out
    said = {name: found["exercises"]["mini_cuadrado"] for name, found in run.grades["students"].items()}
    assert "¿Y el otro factor?" in said["dora"]["message"] and "los suma." in said["ana"]["message"]
    assert "¿Y el otro factor?" in group.feedback("dora").read_text(encoding="utf-8")
    assert "los suma." in group.feedback("ana").read_text(encoding="utf-8")
    with Gradebook(group.db) as book:
        comment = book.find_comment("mini_cuadrado", LESSON, LESSON, "dora")
        assert "¿Y el otro factor?" in comment.auto_comment
        assert book.find_comment("mini_pregunta", LESSON, LESSON, "cloe").auto_comment == "Sin respuesta."
        assert not book.find_grade("mini_pregunta", LESSON, LESSON, "ana").needs_manual_grade
    before = group.files()
    assert group.grade().code == 0 and group.files() == before


def test_un_error_tipico_nuevo_se_reconoce_en_quien_no_estaba_bien(group, judged):
    group.grade()
    assert group.grade().grades["students"]["beto"]["exercises"]["mini_cuadrado"]["diagnosis"] != "sin_dos"
    del judged[:]
    group.course.edit_declaration("wrong=lambda ok, x: x,", "wrong=lambda ok, x: 3 * x,")
    run = group.grade()
    assert judged == ["beto", "cloe"] and run.code == 0 and "ecalific" not in run.out
    assert run.grades["students"]["beto"]["exercises"]["mini_cuadrado"]["diagnosis"] == "sin_dos"


def test_otra_entrega_baja_sin_pedir_permiso(group):
    group.grade()
    group.hand_in("ana", group.path("beto").read_bytes())
    run = group.grade()
    assert run.code == 0 and group.points()["ana"] == 0.0 and "changes" not in run.grades


def test_la_misma_entrega_a_otra_hora_es_otra_entrega(group):
    group.believe_in(3, before=2)
    group.grade()
    group.believe_in(2, before=3)
    (group.path("beto").parent / "timestamp.txt").write_text("2026-11-01 09:00:00 UTC")
    assert group.grade().code == 0 and group.points()["beto"] == 0.0


def test_sin_el_cuaderno_corregido_tampoco_baja_sola(group):
    """No se sabe si la entrega es la misma: se pregunta, y mientras tanto no hay informe que escribir."""
    group.believe_in(3, before=2)
    group.grade()
    group.believe_in(2, before=3)
    shutil.rmtree(group.out)
    run = group.grade()
    assert run.code == 1 and run.err == "" and group.points() == {"ana": 2.0, "beto": 2.0, "cloe": 0.0}
    assert group.feedback("ana").exists() and not group.feedback("beto").exists()
    assert group.grade("--accept").code == 0 and group.points()["beto"] == 0.0 and group.feedback("beto").exists()


def unjudged(submission, course, *rest):
    return assignment._not_judged(course, "El reloj se agotó.")


def test_lo_que_no_se_pudo_volver_a_juzgar_se_queda_como_estaba(group, monkeypatch):
    group.grade()
    group.edit("rng.normal(size=4)", "rng.normal(size=6)")
    with monkeypatch.context() as patch:
        patch.setattr(assignment, "judge_submission", unjudged)
        run = group.grade("--accept")
    assert run.code == 1 and "No se pudieron volver a juzgar y se quedan con su nota (3)" in run.out
    assert group.points() == {"ana": 2.0, "beto": 0.0, "cloe": 0.0}
    assert run.grades["students"]["ana"]["exercises"]["mini_cuadrado"]["status"] == "pass"
    assert group.grade().code == 0  # no era de la entrega: la vez siguiente se juzga


def test_lo_que_estaba_sin_juzgar_se_apunta_en_cuanto_se_juzga(group, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(assignment, "judge_submission", unjudged)
        assert group.grade().code == 1 and set(group.points().values()) == {None}
    run = group.grade()
    assert run.code == 0 and group.points()["ana"] == 2.0 and "ecalific" not in run.out


def test_con_force_tampoco_baja_sola(group, monkeypatch):
    group.grade()
    real = assignment.judge_submission

    def harsher(*args):
        found = real(*args)
        found.verdicts = {id_: replace(v, status="fail", points=0.0) for id_, v in found.verdicts.items()}
        return found

    monkeypatch.setattr(assignment, "judge_submission", harsher)
    run = group.grade("--force")
    assert run.code == 1 and group.points()["ana"] == 2.0
    assert run.out.strip().splitlines()[-1].endswith("--force --accept")
    assert group.grade("--force", "--accept").code == 0 and group.points()["ana"] == 0.0


def test_un_corte_no_pierde_lo_juzgado_ni_lo_da_por_apuntado(group, judged, monkeypatch):
    group.grade()
    points = group.points()
    group.edit("points=2", "points=4")
    real = assignment.judge_submission
    del judged[:]

    def cut(submission, *rest):
        if submission.student == "cloe":
            raise KeyboardInterrupt
        return real(submission, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(assignment, "judge_submission", cut)
        assert group.grade().code == 2
    assert judged == ["ana", "beto"] and group.points() == points
    assert group.grade().code == 0 and judged == ["ana", "beto", "cloe"] and group.points()["ana"] == 4.0


def test_lo_que_espera_solo_lo_lee_quien_califica_y_se_borra_al_apuntarlo(group):
    def waiting():
        return [p for p in cache.folder("juzgadas").iterdir() if p.is_file()]

    others = waiting()
    group.grade()
    group.edit("points=2", "points=4")
    group.grade("--dry-run")
    mine = [p for p in waiting() if p not in others]
    assert len(mine) == 3 and {p.stat().st_mode & 0o777 for p in mine} == {0o600}
    assert not any("juzgadas" in str(p) for p in group.files())
    group.grade()
    assert waiting() == others


def test_lo_que_una_persona_ya_reviso_no_vuelve_a_esperar(group):
    """Cambió la referencia de un ejercicio, no la redacción de nadie."""
    draft = json.loads(group.path("ana").read_text(encoding="utf-8"))
    next(c for c in draft["cells"] if c["id"] == "mini_pregunta")["source"] = "Porque los dos se mueven."
    group.hand_in("ana", json.dumps(draft).encode())
    group.grade()
    group.manual("ana", "mini_pregunta", manual_score=3.0, needs_manual_grade=False)
    group.edit("points=2", "points=4")
    run = group.grade()
    assert run.grades["students"]["ana"]["score"] == 7.0
    with Gradebook(group.db) as book:
        assert not book.find_grade("mini_pregunta", LESSON, LESSON, "ana").needs_manual_grade


def test_una_nota_puesta_a_mano_no_baja_porque_baje_la_automatica(group):
    group.believe_in(3, before=2)
    group.grade()
    group.manual("beto", "test_mini_cuadrado", manual_score=1.5, needs_manual_grade=False)
    group.believe_in(2, before=3)
    run = group.grade()
    assert run.code == 0 and run.grades["students"]["beto"]["score"] == 1.5


def test_un_ensayo_en_una_clase_sin_calificar_no_juzga_ni_deja_nada(group, judged):
    (group.folder / "gradebook.db").unlink()
    before = group.files()
    run = group.grade("--dry-run")
    assert run.code == 0 and judged == [] and group.files() == before
    assert "Nuevas o entregadas otra vez, sin juzgar todavía: 3." in run.out


def changed(before: float, after: float, lost: bool = False, **exercises) -> Change:
    return Change("ana", before, after, exercises, lost)


@pytest.mark.parametrize(
    "change, kind",
    [
        (changed(3.0, 2.0, a=(3.0, 2.0)), "down"),
        (changed(3.0, 4.0, a=(1.0, 0.0), b=(2.0, 4.0)), "up"),
        (changed(3.0, 3.0, a=(1.0, 0.0), b=(2.0, 3.0)), "same"),
        (changed(0.1 + 0.2, 0.3), "same"),
        (changed(3.0, 2.0, lost=True, a=(1.0, None)), "lost"),
        (changed(0.0, 1.0, a=(None, 1.0)), "up"),
    ],
)
def test_sube_o_baja_la_suma(change, kind):
    changes = Changes()
    changes.add(change)
    lists = {"down": changes.down, "up": changes.up, "lost": changes.lost}
    assert [name for name, found in lists.items() if found] == ([] if kind == "same" else [kind])
    assert changes.keeps_grade("ana", accept=False) is (kind in ("down", "lost"))
    assert changes.keeps_grade("ana", accept=True) is (kind == "lost")


def test_de_muchos_que_bajan_se_nombran_unos_cuantos():
    changes = Changes(again=30)
    for number in reversed(range(30)):  # según acaban
        changes.add(replace(changed(1.0, 0.0, a=(1.0, 0.0)), student=f"e{number:02}"))
    lines = list(changes.lines())
    assert lines[0].startswith("Se recalifican 30; 30 bajan, 0 suben") and lines[1] == "Bajan (30):"
    assert lines[2].startswith("  e00: ") and list(changes.to_json(accept=False))[0] == "e00"
    assert lines[-1] == "  … y 10 más." and len(lines) == 23 and len(changes.to_json(accept=False)) == 30
