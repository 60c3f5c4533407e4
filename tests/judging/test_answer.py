"""Ejercicios cuya respuesta es una propiedad: qué se admite, qué se dice y qué ve quien la mira."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.diagnosis.declared import declared
from autograder.errors import CourseError
from autograder.exercise import Exercise, Misconception
from autograder.judging.answer import flaw, right_answer
from autograder.judging.cases import CaseSet, live_class_cases
from autograder.judging.fingerprint import cases_fingerprint, diagnosis_fingerprint
from autograder.judging.verdict import judge
from autograder.sandbox.call import Outcome, call_function

SAYS = "Su longitud debería ser 1."


def unit(got, x):
    """Un vector unitario en la dirección de ``x``: el signo da igual."""
    if abs(np.linalg.norm(got) - 1) > 1e-9:
        return SAYS
    return None if abs(abs(got @ x) - np.linalg.norm(x)) < 1e-9 * np.linalg.norm(x) else "No va en la dirección de x."


AXIS = Exercise(
    id="eje", lesson="90_mini", title="Un eje", points=2, args=("x",), returns={"u": "(D,)"},
    examples=(dict(x=np.array([3.0, -4.0])),), edge_cases=(dict(x=np.array([0.5])),),
    draw=lambda rng: dict(x=rng.normal(size=3)), accept=unit,
    misconceptions=(
        Misconception("sin_dividir", wrong=lambda ok, x: x, hint="¿Cuánto mide?"),
        Misconception("al_cuadrado", wrong=lambda ok, x: x / (x @ x), hint="¿Falta una raíz?"),
    ),
    hints=("¿Una?", "Dos.", "Tres."), takeaway="Un eje son dos vectores.",
)  # fmt: skip


def right(x):
    return x / np.linalg.norm(x)


def cases(exercise=AXIS, answer=right) -> CaseSet:
    """Los casos, como si la solución de la lección fuera ``answer``."""
    return replaced(live_class_cases(replace(exercise, accept=None, oracle=answer)), exercise)


def replaced(case_set, exercise):
    return CaseSet(exercise, case_set.cases)


def run(f, case_set=None):
    return judge(case_set or cases(), lambda inputs: call_function(f, list(inputs.values())))


@pytest.mark.parametrize("f", [right, lambda x: -right(x), lambda x: list(right(x)) and right(x).astype(np.longdouble)])
def test_cualquier_respuesta_que_lo_cumple_aprueba(f):
    found = run(f)
    assert (found.status, found.points, found.message) == ("pass", 2.0, "Un eje son dos vectores.")


@pytest.mark.parametrize(
    "f, step, says",
    [
        (lambda x: None, "type", "¿Falta el `return`?"),
        (lambda x: right(x).tolist(), "type", "llegó una lista"),
        (lambda x: right(x).astype(np.float32), "type", "float32"),
        (lambda x: right(x)[:, None], "shape", "sobra o falta un eje"),
        (lambda x: right(x) * np.nan, "finite", "NaN"),
        (lambda x: right(x) * 2, "values", SAYS),
        (lambda x: np.eye(len(x))[0] * 1.0, "values", "No va en la dirección de x."),
    ],
)
def test_tipo_forma_y_nan_se_dicen_como_siempre_y_lo_demas_lo_dice_accept(f, step, says):
    found = run(f)
    assert (found.status, found.step, found.points) == ("fail", step, 0.0) and says in found.message


def test_en_un_caso_secreto_no_se_ensena_lo_que_dice_accept():
    loud = replace(AXIS, accept=lambda got, x: f"x vale {x}")
    secret = CaseSet(loud, tuple(replace(case, public=False) for case in cases().cases))
    found = run(right, secret)
    assert found.status == "fail" and "x vale" not in found.text + found.call
    broken = replace(secret, exercise=replace(AXIS, accept=lambda got, x: 1 / 0))
    found = run(right, broken)
    assert found.status == "not_judged" and "ZeroDivision" not in found.text


@pytest.mark.parametrize("accept", [lambda got, x: 1 / 0, lambda got, x: True, lambda got, x: " ", lambda got: None])
def test_si_falla_accept_no_es_culpa_de_la_respuesta(accept):
    found = run(right, cases(replace(AXIS, accept=accept)))
    assert (found.status, found.points, found.step) == ("not_judged", None, "accept")
    assert "No es culpa suya" in found.message


def test_accept_recibe_arrays_corrientes_que_puede_tocar():
    seen = []

    class Own(np.ndarray):
        pass

    def look(got, x):
        seen.append(type(got) is np.ndarray and got.dtype == np.float64)
        got *= 0
        x *= 0

    (case, *_) = cases().cases
    given, data = np.arange(2).view(Own), case.inputs["x"].copy()
    assert flaw(replace(AXIS, accept=look), case, given) is None
    assert seen == [True] and given.tolist() == [0, 1]
    np.testing.assert_array_equal(case.inputs["x"], data)


def test_varias_salidas_le_llegan_juntas_y_anidadas():
    pair = replace(
        AXIS, returns={"u": "(D,)", "otros": ["(D,)"]}, misconceptions=(),
        accept=lambda got, x: None if np.allclose(got[0], -got[1][0]) and len(got[1]) == 2 else "Opuestos.",
    )  # fmt: skip
    case_set = cases(pair, lambda x: (x, [-x, x]))
    assert run(lambda x: (2 * x, [-2 * x, x]), case_set).status == "pass"
    assert run(lambda x: (x, [x, x]), case_set).message == "Opuestos."
    assert "una lista de 2 arrays" in run(lambda x: (x, [-x]), case_set).message


def test_un_error_tipico_se_reconoce_aunque_en_algun_caso_accept_lo_admita():
    case_set = cases()
    for wrong in AXIS.misconceptions:
        found = run(lambda x, wrong=wrong: wrong.wrong(right(x), x), case_set)
        assert (found.status, found.diagnosis, found.hint) == ("fail", wrong.name, wrong.hint)
    # Apartarse de la solución no es equivocarse: la opuesta, declarada como error, no se reconoce.
    opposite = replace(AXIS, misconceptions=(Misconception("opuesto", wrong=lambda ok, x: -ok, hint="¿?"),))
    case_set = cases(opposite)
    assert declared(case_set, [Outcome(value=-case.expected) for case in case_set.cases]) is None


def test_la_huella_no_ve_que_respuesta_buena_se_guardo_y_si_lo_que_accept_dice():
    def mark(exercise, answer=right):
        return cases_fingerprint({"eje": cases(exercise, answer)})

    first = mark(AXIS)
    assert first == mark(AXIS) == mark(AXIS, lambda x: -right(x))
    assert first == mark(replace(AXIS, accept=lambda got, x: unit(got, x) and "Otra frase."))
    # Mira lo que dice de cada error típico, y la forma de la solución.
    assert first != mark(replace(AXIS, accept=lambda got, x: None))
    assert first != mark(AXIS, lambda x: right(x)[:, None])
    assert first != mark(replace(AXIS, misconceptions=(replace(AXIS.misconceptions[0], wrong=lambda ok, x: ok),)))
    assert first != mark(replace(AXIS, accept=None, oracle=right))
    seen = {diagnosis_fingerprint({"eje": cases(AXIS, answer)}) for answer in (right, lambda x: -right(x))}
    assert len(seen) == 1


def test_hace_falta_oracle_o_accept_y_no_los_dos():
    for change in ({"accept": None}, {"oracle": right}):
        with pytest.raises(ValueError, match="hace falta oracle"):
            replace(AXIS, **change)


def test_sin_la_leccion_no_hay_respuesta_de_muestra_y_se_dice():
    with pytest.raises(CourseError, match="su muestra es la solución de solutions/90_mini.md"):
        right_answer(AXIS)
