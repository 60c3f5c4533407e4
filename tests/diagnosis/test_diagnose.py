"""El diagnóstico de lo que nadie declaró: qué se nombra, qué se dice antes, y cuándo se calla."""

from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.stored_diagnoses import Before
from autograder.diagnosis.diagnose import diagnose
from autograder.diagnosis.kinds import CASE_OF, KINDS, MISTAKABLE, VAGUE, agree
from autograder.exercise import all_exercises, find_exercise
from autograder.judging.cases import class_cases, grading_cases, hidden
from autograder.judging.verdict import conclude
from autograder.sandbox.call import Outcome, StudentError, call_function

ROOT = Path(__file__).resolve().parents[2]
KEY = b"k" * 32

# Errores que no están declarados: ejercicio, código y clases que valen.
NAMED = [
    ("t1_lineal", "def f(A, x): return A @ x", {"valor_por_derivada"}),
    ("t1_producto_escalar", "def f(b, x): return b[:, None]", {"columna_por_vector"}),
    ("t1_norma", "def f(x): return x / (2 * np.linalg.norm(x))", {"factor_que_falta"}),
    ("t1_norma", "def f(x): return -x / np.linalg.norm(x)", {"signo"}),
    ("t1_escalar_matriz", "def f(W, x, y): return 2 * (W @ x - y)", {"factor_que_falta"}),
    ("t1_escalar_matriz", "def f(W, x, y): return 2 * W.T @ (W @ x - y)", {"otra_variable"}),
    (
        "t1_jacobiano_softmax",
        "def f(y):\n s = np.exp(y - y.max()) / np.exp(y - y.max()).sum()\n return s * (1 - s)",
        {"solo_la_diagonal"},
    ),
    ("derivada_cinco", "def f(x):\n return np.log(1 + np.exp(np.sin((2 * x + 1) ** 2)))", {"valor_por_derivada"}),
    ("gradientes_capa", "def f(delta, h): return np.outer(delta, h), delta", {"salidas_cambiadas"}),
    ("grad_mse_lote", "def f(pred, y): return -2 * (pred - y) / pred.size", {"signo"}),
    (
        "derivada_cinco",
        "def f(x):\n g = lambda x: np.log(1 + np.exp(np.sin((2 * x + 1) ** 2)))\n return (g(x + 1e-5) - g(x)) / 1e-5",
        {"medir"},
    ),
]  # fmt: skip


def function_of(code):
    names = {"np": np}
    exec(code, names)
    return names["f"]


def outcomes_of(case_set, f):
    args = case_set.exercise.args
    with np.errstate(all="ignore"):
        return [call_function(f, [case.inputs[name] for name in args]) for case in case_set.cases]


@pytest.mark.parametrize("where", ["clase", "nota"])
@pytest.mark.parametrize("id_, code, kinds", NAMED, ids=[f"{id_}-{min(k)}" for id_, _, k in NAMED])
def test_lo_que_nadie_declaro_tiene_nombre_en_casa_y_al_calificar(id_, code, kinds, where):
    exercise = find_exercise(id_)
    case_set = class_cases(exercise) if where == "clase" else grading_cases(exercise, exercise.lesson, KEY)
    found = conclude(case_set, outcomes_of(case_set, function_of(code)))
    names = {m.name for m in exercise.misconceptions}
    assert found.diagnosis in kinds | names and found.hint


def per_output(change):
    def f(ok):
        return tuple(change(k, value) for k, value in enumerate(ok))

    return f


def answered(case_set, change):
    values = [change(case.expected) for case in case_set.cases]
    return [Outcome(value=v, again=v) for v in values]


def test_se_dice_antes_lo_que_esta_bien():
    case_set = class_cases(find_exercise("gradientes_juguete"))

    def last_one(ok):
        dbeta, domega = ok
        return dbeta, np.append(domega[:3], -domega[3])

    found = diagnose(case_set, answered(case_set, last_one))
    assert found.name == "signo" and found.hint.startswith("`dbeta` está bien; solo falla `domega[3]`.")


def test_un_error_en_una_capa_se_encuentra_en_esa_capa():
    case_set = class_cases(find_exercise("retropropagacion_mlp"))

    def first_layer(ok):
        dbetas, dOmegas = ok
        return dbetas, [-dOmegas[0], *dOmegas[1:]]

    found = diagnose(case_set, answered(case_set, first_layer))
    assert found.name == "signo" and "solo falla `dOmegas[0]`" in found.hint


@pytest.mark.parametrize("exercise", all_exercises().values(), ids=lambda e: e.id)
def test_lo_que_no_es_prueba_de_nada_no_se_nombra(exercise):
    case_set = class_cases(exercise)

    def each(value, change):
        return type(value)(each(v, change) for v in value) if isinstance(value, (list, tuple)) else change(value)

    declared = {m.name for m in exercise.misconceptions}
    for change in (lambda a: 0 * a, lambda a: a * np.nan, lambda a: a + 0.123):
        found = diagnose(case_set, answered(case_set, lambda ok, c=change: each(ok, lambda a: c(np.asarray(a)))))
        assert found is None or found.name in declared
    raised = [Outcome(error=StudentError("ValueError", "")) for _ in case_set.cases]
    found = diagnose(case_set, raised)
    assert found is None or found.name in declared
    assert diagnose(case_set, [Outcome(stopped="time")]) is None


@pytest.mark.parametrize("exercise", all_exercises().values(), ids=lambda e: e.id)
def test_ruido_no_es_ningun_error(exercise):
    rng = np.random.default_rng(3)
    case_set = class_cases(exercise)

    def noise(value):
        if isinstance(value, (list, tuple)):
            return type(value)(noise(v) for v in value)
        return np.asarray(value) + rng.normal(size=np.shape(value)) * (1 + np.abs(value))

    assert diagnose(case_set, answered(case_set, noise)) is None


def test_de_un_caso_secreto_no_se_dice_nada():
    exercise = find_exercise("t1_norma")
    case_set = grading_cases(exercise, exercise.lesson, KEY)
    public = sum(case.public for case in case_set.cases)
    outcomes = answered(case_set, lambda ok: ok)
    wrong = [Outcome(value=-c.expected, again=-c.expected) for c in case_set.cases[public:]]
    assert diagnose(case_set, [*outcomes[:public], *wrong]) is None
    secret = hidden(case_set)
    assert diagnose(secret, answered(secret, lambda ok: 2 * ok)) is None


def test_un_caso_extremo_confirma_y_no_desmiente():
    exercise = find_exercise("derivada_cinco")
    case_set = class_cases(exercise)
    outcomes = answered(case_set, lambda ok: -np.asarray(ok))
    last = next(k for k, case in enumerate(case_set.cases) if case.label.startswith("caso extremo"))
    outcomes[last] = Outcome(value=np.array(77.0), again=np.array(77.0))
    assert diagnose(case_set, outcomes).name == "signo"
    outcomes[0] = Outcome(value=np.array(77.0), again=np.array(77.0))
    assert diagnose(case_set, outcomes) is None


def test_de_mas_de_dos_ejes_no_hay_traspuesta_sino_ejes_en_otro_orden():
    case_set = class_cases(find_exercise("a_denominador"))
    found = diagnose(case_set, answered(case_set, lambda ok: ok.transpose(1, 0, 2)))
    assert found is None or found.name != "traspuesta"
    found = diagnose(case_set, outcomes_of(case_set, function_of("def f(J): return np.swapaxes(J, 1, 2)")))
    assert found.name == "otro_eje" and "los ejes van en otro orden" in found.hint


def test_lo_que_tiene_otra_forma_no_es_una_variable_por_otra():
    case_set = class_cases(find_exercise("retropropagar"))
    code = "def f(Js, delta):\n total = Js[0]\n for J in Js[1:]:\n  total = total @ J\n return total"
    assert diagnose(case_set, outcomes_of(case_set, function_of(code))).name == "otra_forma"


def test_lo_que_dice_cada_salida_por_su_cuenta_manda_si_es_mas_particular():
    case_set = class_cases(find_exercise("grad_neurona_sigmoide"))
    found = diagnose(case_set, answered(case_set, lambda ok: (ok[0][:2], ok[1])))
    assert found.name == "entradas_que_faltan" and found.hint.startswith("`dx` está bien: falla `dw`.")


def test_un_caso_particular_es_de_otra_clase_y_no_la_contradice():
    for kind, general in CASE_OF.items():
        assert {kind, general} <= set(KINDS) and kind not in CASE_OF.values()
        assert KINDS[kind].teaches in (KINDS[general].teaches, "promediar", "lugar", "activación") or agree(
            kind, general
        )
    assert all(kind in KINDS for kind in VAGUE | MISTAKABLE)


def test_las_pistas_preguntan_y_caben_en_dos_frases():
    for kind in KINDS.values():
        assert "?" in kind.hint or kind.id == "umbral"
        assert 1 <= sum(kind.hint.count(mark) for mark in ".?") <= 3
        assert len(kind.hint) < 140


def test_la_referencia_no_tiene_diagnostico():
    for lesson in ("tarea_jacobiano", "03_red_de_juguete"):
        before = Before(ROOT, lesson)
        for id_ in before.solutions:
            case_set = class_cases(find_exercise(id_))
            assert diagnose(case_set, answered(case_set, lambda ok: ok)) is None
