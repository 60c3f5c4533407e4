"""Las relaciones, las huellas y la tabla de clases: piezas sueltas."""

import numpy as np
import pytest

from autograder.diagnosis import relations, traces
from autograder.diagnosis.kinds import KINDS, choose
from autograder.diagnosis.prints import NOTHING, columns, print_of, weights
from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.sandbox.call import Outcome

RNG = np.random.default_rng(5)
A = [RNG.normal(size=shape) for shape in ((3, 3), (2, 2), (4, 4))]
V = [RNG.normal(size=n) for n in (3, 4, 5)]
PLAIN = Exercise(
    id="nada",
    lesson="prueba",
    title="",
    points=1,
    args=("x", "X"),
    returns={"y": "(n,)"},
    examples=(),
    draw=lambda rng: {},
    oracle=lambda x, X: x,
    misconceptions=(),
    hints=(),
    takeaway="",
)


def related(truth, got, derives=True, label="caso sorteado"):
    cases = [Case(dict(x=v, X=np.ones((k + 2, 2))), t, label) for k, (v, t) in enumerate(zip(V, truth, strict=True))]
    return relations.of_output(PLAIN, cases, got, truth, derives)


@pytest.mark.parametrize(
    "kind, truth, change",
    [
        ("signo", V, lambda a: -a),
        ("factor_de_mas", V, lambda a: 2 * a),
        ("factor_que_falta", V, lambda a: a / 2),
        ("al_reves", V, lambda a: a[::-1]),
        ("traspuesta", A, lambda a: a.T),
        ("columna_por_vector", V, lambda a: a[:, None]),
        ("solo_la_diagonal", A, lambda a: np.diag(np.diag(a))),
        ("solo_la_diagonal", A, np.diag),
        ("valor_absoluto", V, np.abs),
        ("difundido", V, lambda a: np.tile(a, (2, 1))),
        ("entradas_que_faltan", V, lambda a: a[:-1]),
        ("entradas_que_faltan", V, lambda a: np.append(0.0, a[1:])),
        ("entradas_que_faltan", V, lambda a: np.delete(a, 1)),
        ("entradas_que_faltan", V, lambda a: a[-1]),
        ("otro_eje", A, lambda a: a.sum(axis=0)),
        ("otro_eje", V, np.mean),
        ("medir", [v + 3 for v in V], lambda a: a + 1e-9),
        ("medir", V, lambda a: a * (1 + 1e-5)),
    ],
)
def test_cada_relacion_se_reconoce(kind, truth, change):
    got = [change(t) for t in truth]
    assert related(truth, got) == kind


def test_las_que_dependen_de_los_datos():
    truth = [v + 3 for v in V]
    assert related(truth, [t * v for t, v in zip(truth, V, strict=True)]) == "factor_de_mas"
    assert related(truth, [t / v for t, v in zip(truth, V, strict=True)]) == "factor_que_falta"
    assert related(truth, [t - v for t, v in zip(truth, V, strict=True)]) == "termino_que_falta"
    assert related(truth, [t / (k + 2) for k, t in enumerate(truth)]) == "media_por_suma"
    assert related(truth, [t * (k + 2) for k, t in enumerate(truth)]) == "suma_por_media"


def test_lo_que_llega_es_un_dato_o_la_pendiente_de_otra_activacion():
    truth = [v + 3 for v in V]
    assert related(truth, V) == "otra_variable"
    slopes = [1 - np.tanh(v) ** 2 for v in V]
    assert related([(v > 0) * 1.0 for v in V], slopes) == "derivada_de_otra_activacion"
    assert related(truth, slopes) is None  # ahí no se pide la pendiente de ninguna


def test_de_una_lista_de_arrays_se_mira_lo_que_falla():
    truth = [[v, 2 * v, v + 1] for v in V]
    got = [[-v, -2 * v, v + 1] for v in V]
    assert related(truth, got) == "signo"


def test_la_forma_de_la_traspuesta_con_otros_numeros():
    wide = [RNG.normal(size=(2, n)) for n in (3, 4, 5)]
    assert related(wide, [RNG.normal(size=w.shape[::-1]) for w in wide]) == "forma_traspuesta"


def test_cuanto_es_un_factor_constante():
    cases = [Case(dict(x=v, X=np.eye(2)), v, "caso sorteado") for v in V]
    assert relations.ratio(PLAIN, cases, [v / 2 for v in V], V) == "la mitad"
    assert relations.ratio(PLAIN, cases, [v / 2.2 for v in V], V) == ""
    assert relations.ratio(PLAIN, cases, [V[0] / 2, V[1] / 2, V[2]], V) == ""


def answered(values, expected):
    cases = [Case(dict(x=v, X=np.eye(2)), t, "caso sorteado") for v, t in zip(V, expected, strict=True)]
    return traces.whole(PLAIN, cases, [Outcome(value=v, again=a) for v, a in values])


def test_guardar_memoria_se_nota_al_repetir_o_al_cambiar_de_datos():
    expected = [np.array([1.5, 2.5]), np.array([3.5, 4.5]), np.array([5.5, 0.5])]
    assert answered([(t, 2 * t) for t in expected], expected) == "acumula_estado"
    first = expected[0]
    stuck = [*expected, expected[1]]
    cases = [Case(dict(x=V[0], X=np.eye(2)), t, "caso sorteado") for t in stuck]
    assert traces.whole(PLAIN, cases, [Outcome(value=first, again=first)] * 4) == "acumula_estado"
    assert answered([(t, t) for t in expected], expected) is None


def test_con_un_solo_caso_o_donde_no_se_cumple_no_hay_relacion():
    assert related(V, [-V[0], V[1], V[2]]) is None
    assert related(V, [-V[0], None, None]) is None
    assert related(V, [-V[0], -V[1], V[2] + 1]) is None


def test_medir_solo_se_dice_de_una_derivada():
    assert related(V, [v * (1 + 1e-5) for v in V], derives=False) is None


def test_la_huella_distingue_y_tolera():
    a = RNG.normal(size=(4, 3))
    one = print_of(a, 1e-6, 1e-8)
    assert one.shape == "4,3" and abs(print_of(a * (1 + 1e-7), 1e-6, 1e-8).number - one.number) <= one.slack
    other = a.copy()
    other[1, 2] += 1e-3
    assert abs(print_of(other, 1e-6, 1e-8).number - one.number) > one.slack
    assert print_of(a.T, 1e-6, 1e-8).shape == "3,4"
    assert print_of("texto", 1e-6, 1e-8).shape == NOTHING
    assert all(print_of(v, 1e-6, 1e-8).trivial for v in (0 * a, np.ones(3), a * np.nan))
    assert (np.abs(weights(50)) >= 1).all() and (np.abs(weights(50)) < 2).all() and (weights(50) < 0).any()


def test_la_respuesta_entera_va_detras_de_sus_salidas():
    assert columns(3.0, ["y"]) == [3.0]
    assert columns((1.0, 2.0), ["a", "b"]) == [1.0, 2.0, [1.0, 2.0]]
    assert columns(1.0, ["a", "b"]) == [None, None, None]


def test_si_varias_clases_ensenan_cosas_distintas_no_se_nombra_ninguna():
    assert choose([]) is None
    assert choose(["signo", "otra_variable"]) == "signo"
    assert choose(["factor_que_falta", "otra_constante"]) == "factor_que_falta"
    assert choose(["factor_que_falta", "termino_de_mas"]) is None
    assert choose(["operandos_cambiados", "otra_operacion"]) == "otra_operacion"
    assert all(id_ == kind.id and kind.name and kind.hint for id_, kind in KINDS.items())
