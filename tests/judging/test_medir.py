"""Quien mide en lugar de derivar no aprueba: o un caso lo deja sin cifras, o se ve al leer lo que usa.

La tabla de lo que no se puede distinguir está en ``tramposos.NOTHING_TO_MEASURE``. Tampoco se distingue a quien mide
con más cifras que float64 (``np.longdouble``, ``fractions``), ni a quien antes arregla los datos a mano.
"""

import numpy as np
import pytest
from tramposos import NOTHING_TO_MEASURE, cheats, measured

from autograder.exercise import FORBIDDEN, MEASURES, all_exercises, find_exercise, with_variants
from autograder.judging import forbidden, messages, notebook_code
from autograder.judging.cases import class_cases
from autograder.judging.compare import difference
from autograder.judging.verdict import FAIL, judge
from autograder.sandbox.call import call_function

EXERCISES = with_variants(all_exercises().values())
DERIVED = [key for key, exercise in EXERCISES.items() if exercise.id not in NOTHING_TO_MEASURE]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("id_", DERIVED)
def test_ninguna_manera_de_medir_pasa(id_):
    exercise = EXERCISES[id_]
    # Los sorteos y los extremos, que es donde falla, primero; con cien mil números medir no acabaría.
    cases = [case for case in class_cases(exercise).cases[::-1] if not case.large]

    def passes(cheat):
        with np.errstate(all="ignore"):
            return all(
                difference(
                    measured(exercise, dict(case.inputs), cheat.slope),
                    case.expected,
                    exercise.returns,
                    exercise.rtol,
                    exercise.atol,
                )
                is None
                for case in cases
            )

    assert [cheat.name for cheat in cheats() if passes(cheat)] == []


def test_lo_que_se_mide_es_la_funcion_de_cada_ejercicio():
    """Si la función que se mide fuese otra, la prueba de arriba no demostraría nada: en un dato manso se acercan."""
    (central,) = (cheat for cheat in cheats() if cheat.name == "central, h = 1e-05")
    for id_ in DERIVED:
        exercise = EXERCISES[id_]
        found = [
            difference(
                measured(exercise, dict(case.inputs), central.slope), case.expected, exercise.returns, 1e-3, 1e-3
            )
            for case in class_cases(exercise).cases
            if not case.large
        ]
        assert None in found, id_


def test_la_tabla_de_lo_que_no_se_mide_solo_nombra_ejercicios():
    assert set(NOTHING_TO_MEASURE) <= set(EXERCISES) and all(NOTHING_TO_MEASURE.values())


BELL = "def derivada_campana(x):\n    "


@pytest.mark.parametrize(
    "source",
    [
        BELL + "return np.exp(-(x + 1e-30j) ** 2 / 2).imag / 1e-30",
        BELL + "i = (-1) ** 0.5\n    return np.exp(-(x + 1e-30 * i) ** 2 / 2).imag / 1e-30",
        BELL + "return np.imag(np.exp(-(x + complex(0, 1e-30)) ** 2 / 2)) / 1e-30",
        BELL + "t = np.complex128(x)\n    return campana(t)",
        BELL + "return np.poly1d(np.polyfit([x - 1, x, x + 1], [1, 2, 3], 2)).deriv()(x)",
        BELL + "return np.polynomial.Polynomial.fit(puntos, alturas, 4).deriv()(x)",
        "from numpy.polynomial import Polynomial as P\n" + BELL + "return P([1, 2]).deriv()(x)",
        "from numpy import gradient as g\n" + BELL + "return g(puntos, alturas)[2]",
        "from scipy.differentiate import derivative\n" + BELL + "return derivative(campana, x).df",
        "from scipy.optimize import approx_fprime\n" + BELL + "return approx_fprime([x], campana)[0]",
        "import mpmath as mp\n" + BELL + "return float(mp.diff(campana, x))",
        "def diferencias_finitas(f, x):\n    return f(x + 1) - f(x)\n"
        + BELL
        + "return diferencias_finitas(campana, x)",
        "def de_un_lado(f, x, e):\n    return (f(x + e) - f(x)) / e\n" + BELL + "return de_un_lado(campana, x, 1e-8)",
        "from course_lib.gradcheck import gradcheck\n" + BELL + "return gradcheck(campana, x, 0)",
    ],
)
def test_con_herramientas_de_medir_se_dice_que_eso_es_medir(source):
    aliases = notebook_code.imported_names([source])
    used = forbidden.uses([source], FORBIDDEN, aliases)
    assert used and forbidden.measures([source], FORBIDDEN, aliases)
    text = messages.forbidden(used, measuring=True)
    assert "eso es medir, no derivar" in text and "hace el trabajo por ti" not in text


@pytest.mark.parametrize(
    "source", ["import torch\ntorch.relu(x)", "from course_lib.layers import Linear\nLinear(W, b)"]
)
def test_lo_prohibido_que_no_mide_no_se_llama_medir(source):
    assert forbidden.uses([source], FORBIDDEN) and not forbidden.measures([source], FORBIDDEN)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    complejo = imag = 3\n    return complejo * imag * x",
        "def f(complex):\n    return complex * 2",
        "def f(x):\n    return x.real",
        "def f(x):\n    'j = 1j'\n    return np.imagine(x)",
    ],
)
def test_no_se_confunde_con_medir(source):
    assert forbidden.uses([source], FORBIDDEN) == []


def test_un_ejercicio_que_pida_medir_lo_admite():
    allowed = [name for name in FORBIDDEN if name not in MEASURES]
    for source in ("def f(x):\n    return g(x + 1j).imag", "def f(x):\n    return np.gradient(x)"):
        assert forbidden.uses([source], allowed) == []


def test_lo_que_mide_por_un_camino_escondido_se_dice_igual_al_ejecutarse():
    def primer_gradiente(x):
        return vars(np)["gradient"](np.array([x, x + 1.0]))[0] * 0 + 2 * x + 3

    exercise = find_exercise("primer_gradiente")
    verdict = judge(
        class_cases(exercise),
        lambda inputs: call_function(primer_gradiente, [inputs[name] for name in exercise.args], exercise.forbids),
    )
    assert verdict.status == FAIL and "eso es medir, no derivar" in verdict.message
