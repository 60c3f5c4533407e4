"""El papel de dibujar sin navegador: lo pintado llega a la red como una fila, y lo que falla se dice."""

import numpy as np
import pytest
import traitlets
from dibujo import read

from course_lib.data import load_digits
from course_lib.widgets import DigitPad


def always(c):
    """Una red que siempre dice lo mismo, y los datos que ha visto."""
    seen = []

    def answer(X):
        seen.append(X)
        return 0.1 * (1 - np.eye(10)[[c]]) / 0.9 * 0.1 + 0.9 * np.eye(10)[[c]]

    return answer, seen


def test_lo_pintado_llega_como_una_fila_de_0_a_1():
    answer, seen = always(7)
    pad = DigitPad(answer)
    assert not seen and pad.state["probabilities"] is None  # el papel está en blanco
    pad.ink = [16, 8, *[0] * 62]
    (X,) = seen
    assert X.shape == (1, 64) and X[0, :3].tolist() == [1, 0.5, 0] and X.dtype == np.float64
    assert np.argmax(pad.state["probabilities"]) == 7
    pad.ink = [0] * 64
    assert pad.state["probabilities"] is None and "blanco" in pad.told()


def test_un_digito_del_curso_se_puede_poner_en_el_papel():
    X, _ = load_digits()
    answer, seen = always(0)
    pad = DigitPad(answer, ink=16 * X[0])
    np.testing.assert_array_equal(seen[0][0], X[0])
    assert "dice 0, con probabilidad 0.9" in pad.picture().alt


def test_la_figura_fija_lleva_una_barra_por_clase():
    made = DigitPad(always(3)[0], ink=[16] * 64).picture()
    texts = read(made)
    assert [t for t in texts if t in list("0123456789")] == list("0123456789")
    assert "La red dice 3" in made.alt


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda X: 1 / 0, "La red no ha podido contestar. ZeroDivisionError"),
        (lambda X: np.ones(3), r"diez probabilidades y contestó algo de forma (3,)"),
        (lambda X: np.full(10, np.nan), "diez probabilidades"),
        (lambda X: None, "diez probabilidades|no ha podido"),
    ],
)
def test_si_la_red_falla_se_dice_en_el_dibujo(answer, said):
    pad = DigitPad(answer, ink=[16] * 64)
    assert pad.state["probabilities"] is None and any(part in pad.state["trouble"] for part in said.split("|"))
    assert pad.state["trouble"] in pad.picture().alt


@pytest.mark.parametrize("ink", [[0] * 63, [17] * 64, [-1] * 64])
def test_una_tinta_que_no_es_se_explica(ink):
    with pytest.raises((ValueError, traitlets.TraitError), match="64 enteros de 0 a 16"):
        DigitPad(ink=ink)


def test_lo_que_no_es_una_funcion_se_explica():
    with pytest.raises(TypeError, match="pásala sin paréntesis"):
        DigitPad(np.ones(10))
