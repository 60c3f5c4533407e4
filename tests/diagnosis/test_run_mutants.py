"""Los mutantes: qué se muta, y que ninguno puede con la construcción."""

import numpy as np
import pytest

from autograder.diagnosis.mutations import mutants
from autograder.diagnosis.run_mutants import prints_of
from autograder.diagnosis.steps import in_steps
from autograder.diagnosis.syntax import UNLIKELY

SOURCE = "def doble(x):\n    y = 2 * x\n    return y"


def job(*codes, **changes):
    base = dict(setup=["import numpy as np"], name="doble", args=("x",), names=["y"], rtol=1e-6, atol=1e-8)
    cases = [dict(x=np.array([1.0, 2.0])), dict(x=np.array([3.0, -1.0]))]
    return base | dict(cases=cases, codes=list(codes)) | changes


def kinds_of(source, name="doble"):
    return {kind.removeprefix(UNLIKELY) for kind, _ in mutants(source, name)}


@pytest.mark.parametrize(
    "body, kind",
    [
        ("return 2 * x", "factor_que_falta"),
        ("return x - y", "signo"),
        ("return x + y", "termino_que_falta"),
        ("return A.T @ x", "traspuesta"),
        ("return A @ x", "operandos_cambiados"),
        ("return (x > 0) * y", "umbral"),
        ("return (x > 0) * y", "derivada_de_otra_activacion"),
        ("return np.sin(x)", "otra_funcion"),
        ("return np.sin(x)", "sin_funcion"),
        ("return np.sin(x) * y", "otro_eslabon"),
        ("return x.sum(axis=0)", "otro_eje"),
        ("return x.sum()", "media_por_suma"),
        ("return x / y.size", "suma_por_media"),
        ("return x, y", "salidas_cambiadas"),
        ("return x[::-1] + [k for k in reversed(range(3))]", "al_reves"),
    ],
)
def test_cada_sitio_da_su_clase_de_error(body, kind):
    assert kind in kinds_of(f"def doble(x, y, A):\n    {body}")


def test_quien_no_sabe_algo_no_lo_sabe_en_ningun_sitio_parecido():
    codes = [code for _, code in mutants("def doble(x, y):\n    return (x + 2 * y, y + 2 * x)", "doble")]
    assert any("x + y" in code and "y + x" in code for code in codes)


def test_una_linea_se_escribe_en_pasos_y_hace_lo_mismo():
    source = (
        "def doble(x):\n    y = []\n    for k in range(2):\n        y.append(-x ** 2 * np.exp(x / 2) + k)\n    return y"
    )
    steps = in_steps(source, "doble")
    assert steps.count("paso_") >= 8 and len(steps.split("\n")) > 8
    results = []
    for code in (source, steps):
        space = {"np": np}
        exec(code, space)
        results.append(space["doble"](np.array([0.3, -1.2])))
    np.testing.assert_array_equal(*results)
    assert "otro_eslabon" in kinds_of(steps)


def test_ninguno_es_la_referencia():
    codes = [code for _, code in mutants(SOURCE, "doble")]
    assert len(codes) > 10 and SOURCE not in codes


def test_sin_esa_funcion_no_hay_mutantes():
    assert not list(mutants("x = 1", "doble")) and not list(mutants(SOURCE, "triple"))
    with pytest.raises(SyntaxError):
        list(mutants("def doble(:", "doble"))


def test_un_mutante_que_no_acaba_que_pide_memoria_o_que_muere_no_para_a_los_demas():
    good = "def doble(x):\n    print('hola')\n    return 3 * x"
    found = prints_of(
        job(
            good,
            "def doble(x):\n    while True: pass",
            "def doble(x):\n    return np.zeros(10**12)",
            "import os\ndef doble(x):\n    os._exit(3)",
            "def doble(:",
            "def doble(x):\n    raise KeyError",
            good,
        )
    )
    assert found[0] == found[6] and found[0][0][0][0] == "2"
    assert found[1] is None and found[3] is None and found[4] is None
    assert {cell[0] for cell in found[2][0]} == {cell[0] for cell in found[5][0]} == {"!"}
