"""La referencia: lo que da torch.autograd, con la entrada por delante y en float64."""

import copy
import subprocess
import sys

import numpy as np
import pytest
from anidados import assert_same

from autograder.exercise import all_exercises
from autograder.judging.oracle import TorchMissing, gradient_of, jacobian_of, load_torch, value_of, vjp_of

RNG = np.random.default_rng(0)
A, x, v = RNG.normal(size=(2, 3)), RNG.normal(size=3), RNG.normal(size=2)
EXACT = dict(rtol=1e-12, atol=1e-12, strict=True)


def test_el_jacobiano_lleva_la_entrada_por_delante():
    got = jacobian_of(lambda A, x: A @ x, wrt="x")(A=A, x=x)
    np.testing.assert_allclose(got, A.T, **EXACT)


def test_el_jacobiano_respecto_de_una_matriz_tiene_tres_ejes():
    got = jacobian_of(lambda A, x: A @ x, wrt="A")(A=A, x=x)
    assert got.shape == (2, 3, 2)
    np.testing.assert_allclose(got[1, :, 1], x, **EXACT)
    assert not got[1, :, 0].any()


def test_el_gradiente_tiene_la_forma_de_cada_variable():
    got = gradient_of(lambda A, x: (A @ x).sum(), wrt=("A", "x"))(A=A, x=x)
    np.testing.assert_allclose(got[0], np.tile(x, (2, 1)), **EXACT)
    np.testing.assert_allclose(got[1], A.sum(axis=0), **EXACT)


def test_el_vjp_multiplica_el_jacobiano_por_el_cotangente():
    got = vjp_of(lambda A, x: A @ x, wrt="x", cotangent="v")(A=A, x=x, v=v)
    np.testing.assert_allclose(got, A.T @ v, **EXACT)


def test_una_variable_que_no_es_dato_empieza_en_cero():
    X, W, dZ = RNG.normal(size=(4, 3)), RNG.normal(size=(2, 3)), RNG.normal(size=(4, 2))
    backward = vjp_of(lambda X, W, b: X @ W.T + b, wrt=("X", "W", "b"), cotangent="dZ", zeros={"b": "D_out"})
    for got, want in zip(backward(X=X, W=W, dZ=dZ), (dZ @ W, dZ.T @ X, dZ.sum(axis=0)), strict=True):
        np.testing.assert_allclose(got, want, **EXACT)


def test_el_valor_no_se_deriva_y_un_indice_llega_tal_cual():
    pick = value_of(lambda x, k: x.exp()[k], as_is=("k",))
    np.testing.assert_allclose(pick(x=x, k=1), np.exp(x[1]))


def test_una_lista_de_arrays_y_una_funcion_son_entradas_validas():
    total = value_of(lambda net, f: f(sum(part.sum() for part in net)), as_is=())
    assert total(net=[A, x], f=lambda t: 2 * t) == pytest.approx(2 * (A.sum() + x.sum()))


@pytest.mark.parametrize("exercise", [e for e in all_exercises().values() if e.oracle], ids=lambda e: e.id)
def test_cada_referencia_es_float64_y_no_toca_sus_entradas(exercise):
    inputs = exercise.draw(np.random.default_rng(1))
    before = copy.deepcopy(inputs)
    first, again = exercise.oracle(**inputs), exercise.oracle(**inputs)
    parts = first if isinstance(first, (list, tuple)) else [first]
    flat = [leaf for part in parts for leaf in (part if isinstance(part, (list, tuple)) else [part])]
    assert all(leaf.dtype == np.float64 and np.isfinite(leaf).all() for leaf in flat)
    assert_same(first, again)
    assert_same([v for v in inputs.values() if not callable(v)], [v for v in before.values() if not callable(v)])


def test_torch_trabaja_con_un_solo_hilo():
    assert load_torch().get_num_threads() == 1


def test_sin_torch_se_dice_como_instalarlo(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(TorchMissing, match=r"PyTorch.*make lab.*pip install torch"):
        load_torch.__wrapped__()


def test_leer_las_declaraciones_no_carga_torch(root):
    code = "import sys, autograder.exercise as e; e.all_exercises(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
