"""La única comparación de arrays del proyecto: estricta con el tipo y la forma, y sin difundir nunca."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judging.compare import NotAnArray, as_float64, close, difference, first, same
from autograder.sandbox.wire import Opaque

TOL = 1e-6, 1e-8
ONE = {"J": "(n, m)"}
TWO = {"dX": "(B, D)", "db": "(D,)"}
NET = {"dbs": ["(D_k+1,)"], "dWs": ["(D_k+1, D_k)"]}
WANT = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
FLOATS = st.floats(-1e6, 1e6)


def step(got, want=WANT, returns=ONE):
    found = difference(got, want, returns, *TOL)
    return found and found.step


def text(got, want=WANT, returns=ONE):
    return difference(got, want, returns, *TOL).text


@pytest.mark.parametrize("dtype", ["int64", "int8", "uint8", "float64", "longdouble", "int32"])
def test_los_enteros_y_los_float_valen(dtype):
    assert step(WANT.astype(dtype)) is None


@pytest.mark.parametrize("value", [1, 1.0, True, np.float64(1), np.int8(1), np.True_, np.array(1), np.array(1.0)])
def test_un_numero_vale_donde_se_pide_un_numero(value):
    assert step(value, np.array(1.0), {"y": "()"}) is None


def test_un_array_de_bool_vale():
    assert step(np.eye(2) > 0, np.eye(2)) is None


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_el_orden_en_memoria_y_la_clase_del_array_no_importan():
    assert step(np.asfortranarray(WANT)) is None
    assert step(np.asmatrix(WANT)) is None
    assert step(WANT.astype(">f8")) is None


@pytest.mark.parametrize(
    "value, says",
    [
        (None, "None"),
        (WANT.tolist(), "una lista"),
        (tuple(WANT), "una tupla"),
        (WANT.astype("float32"), "float32"),
        (WANT.astype("float16"), "float16"),
        (np.float32(1), "float32"),
        (WANT.astype(complex), "complejo"),
        (1 + 0j, "complejo"),
        (WANT.astype(object), "object"),
        (np.array([["1", "2"]]), "<U1"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "datetime64"),
        ("[[1, 2, 3]]", "`str`"),
        ({"J": WANT}, "`dict`"),
        (len, "una función"),
        (np.sin, "una función"),
        (lambda: WANT, "una función"),
        (object(), "`object`"),
    ],
)
def test_lo_que_no_es_un_array_de_numeros_se_dice(value, says):
    assert step(value) == "type" and says in text(value)


@pytest.mark.parametrize(
    "type_name, says",
    [
        ("Tensor", "Tensor de PyTorch"),
        ("function", "una función"),
        ("ufunc", "una función"),
        ("array de tipo object", "de tipo object"),
        ("array de tipo str32", "array de tipo str32 y"),
        ("Cosa", "`Cosa`"),
    ],
)
def test_de_lo_que_no_viaja_se_dice_lo_mismo_con_solo_su_nombre(type_name, says):
    assert step(Opaque(type_name)) == "type" and says in text(Opaque(type_name))


def test_un_tensor_de_torch_se_reconoce():
    import torch

    assert "Tensor de PyTorch" in text(torch.ones(2, 3))


@pytest.mark.parametrize("value", [6.0, np.array([6.0]), WANT[:1], WANT[:, :1], WANT[None], WANT.ravel(), WANT.T])
def test_otra_forma_no_aprueba_aunque_se_pueda_difundir(value):
    assert step(value) == "shape"
    assert step(np.full((2, 3), 6.0), np.full((2, 3), 6.0)) is None
    assert step(np.full_like(value, 6.0), np.full((2, 3), 6.0)) == "shape"


@settings(max_examples=150, deadline=None)
@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3), FLOATS)
def test_dos_constantes_solo_coinciden_con_la_misma_forma(shapes, value):
    a, b = (np.full(shape, value) for shape in shapes.input_shapes)
    assert same(a, b, *TOL) == (a.shape == b.shape)
    assert step(a, b) == (None if a.shape == b.shape else "shape")
    if a.shape != b.shape:
        with pytest.raises(ValueError, match="formas"):
            close(a, b, *TOL)


@settings(max_examples=100, deadline=None)
@given(hnp.arrays("f8", hnp.array_shapes(max_dims=3), elements=FLOATS), st.data())
def test_cambiar_una_componente_se_ve_y_se_dice_cual(want, data):
    assert step(want.copy(), want) is None
    index = tuple(data.draw(st.integers(0, n - 1)) for n in want.shape)
    delta = data.draw(st.sampled_from([1.0, -3.0, np.nan, np.inf]))
    got = want.copy()
    got[index] += delta
    assume(not np.isclose(got[index], want[index], rtol=TOL[0], atol=TOL[1]))
    found = difference(got, want, ONE, *TOL)
    assert found.step == ("values" if np.isfinite(delta) else "finite")
    assert f"[{', '.join(map(str, index))}]" in found.text
    assert not same(got, want, *TOL)


def test_la_tolerancia_es_relativa_a_la_referencia():
    want = np.array([1e6, 1e-6, 0.0])
    assert step(want + [0.9, 0.9e-8, 0.9e-8], want) is None
    for k, delta in enumerate([1.1, 1.2e-8, 1.1e-8]):
        assert step(want + delta * np.eye(3)[k], want) == "values"


def test_infinito_o_nan_no_aprueban_donde_la_verdad_es_finita():
    for bad in (np.nan, np.inf, -np.inf):
        got = WANT.copy()
        got[1, 2] = bad
        assert step(got) == "finite" and "[1, 2]" in text(got)
    assert step(np.array([np.inf, 1]), np.array([np.inf, 1])) is None
    assert step(np.array([-np.inf, 1]), np.array([np.inf, 1])) == "values"


def test_comparar_no_avisa_de_nada():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        step(np.array([np.nan, np.inf, 1e308]), np.array([0.0, 1.0, -1e308]))


def test_primero_la_forma_luego_lo_finito_y_luego_los_valores():
    assert step([[np.nan]]) == "type"
    assert step(np.array([[np.nan]])) == "shape"
    assert step(np.where(WANT == 6, np.nan, 0.0)) == "finite"
    assert step(np.zeros((2, 3))) == "values"


def test_first_sigue_el_orden_de_lectura():
    assert first(np.array([[False, False], [True, True]])) == (1, 0)
    assert first(np.array(True)) == ()


# Varias salidas.

X, b = np.ones((4, 3)), np.arange(3.0)


@pytest.mark.parametrize(
    "got, want_step, says",
    [
        ((X, b), None, ""),
        ([X, b], None, ""),
        (None, "type", "Se esperaban 2 salidas, (dX, db), y la función no devuelve nada"),
        (X, "type", "llegó un solo valor"),
        ((X,), "type", "llegaron 1"),
        ((X, b, b), "type", "llegaron 3"),
        ((X, b.tolist()), "type", "una lista"),
        ((X, None), "type", "None"),
        ((X, b[:, None]), "shape", "`db` debe tener forma (3,), es decir (D,), y llegó con (3, 1)"),
        ((X.T, b), "shape", "`dX` debe tener forma (4, 3)"),
        ((X * np.nan, b[:2]), "shape", "`db`"),
        ((X * 2, b * np.nan), "finite", "`db[0]`"),
        ((X, b + [0, 0, 1]), "values", "`db[2]` debería valer 2 y vale 3"),
        ((b, X), "shape", "`dX`"),
    ],
)
def test_con_varias_salidas_el_mensaje_nombra_la_que_falla(got, want_step, says):
    assert step(got, (X, b), TWO) == want_step
    if want_step:
        assert says in text(got, (X, b), TWO)


DBS, DWS = [np.ones(3), np.ones(2)], [np.ones((3, 4)), np.ones((2, 3))]


@pytest.mark.parametrize(
    "got, want_step, says",
    [
        ((DBS, DWS), None, ""),
        ((tuple(DBS), tuple(DWS)), None, ""),
        ((DBS[:1], DWS), "type", "`dbs` debe ser una lista de 2 arrays y llegó una de 1"),
        ((np.ones(3), DWS), "type", "`dbs` debe ser una lista de 2 arrays y llegó un solo valor"),
        ((DBS, [DWS[0], DWS[1].T]), "shape", "`dWs[1]` debe tener forma (2, 3)"),
        ((DBS, [DWS[0], DWS[1] * 2]), "values", "`dWs[1][0, 0]`"),
        ((DBS[::-1], DWS), "shape", "`dbs[0]`"),
    ],
)
def test_con_listas_de_arrays_se_dice_cual(got, want_step, says):
    assert step(got, (DBS, DWS), NET) == want_step
    if want_step:
        assert says in text(got, (DBS, DWS), NET)


def test_same_compara_estructuras_enteras():
    assert same([X, (b, 1)], (X, [b, 1.0]), *TOL)
    assert not same([X], X, *TOL) and not same(X, [X], *TOL)
    assert not same([X, b], [X], *TOL) and not same(None, X, *TOL)


def test_as_float64_devuelve_una_copia():
    array = np.ones(2)
    as_float64(array)[0] = 5
    assert array[0] == 1
    with pytest.raises(NotAnArray):
        as_float64([1.0])
