"""Lo que prometen las lecciones 08 y 08b: se ejecutan enteras y se miran sus números."""

import numpy as np
import pytest
from celdas import cell_with, code_cells, run_cells, run_with_torch

EIGHT, EIGHT_B = "08_bloques_lego_por_lotes", "08b_un_clasificador_de_digitos"

# Lo que escribe, sin nota, quien hace la lección.
GRADCHECK = """
def mi_gradcheck(f, x, grad):
    if np.shape(grad) != x.shape:
        return False
    pendiente = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        mas, menos = x.copy(), x.copy()
        mas[i] += 1e-5
        menos[i] -= 1e-5
        pendiente[i] = (f(mas) - f(menos)) / 2e-5
    return np.allclose(pendiente, grad, atol=1e-6)
"""
SEQUENTIAL = """
class Secuencial(Layer):
    def __init__(self, bloques):
        self.bloques = bloques

    def forward(self, X):
        for bloque in self.bloques:
            X = bloque.forward(X)
        return X

    def backward(self, dZ):
        for bloque in reversed(self.bloques):
            dZ = bloque.backward(dZ)
        return dZ

    def parameters(self):
        return [p for bloque in self.bloques for p in bloque.parameters()]

    def gradients(self):
        return [g for bloque in self.bloques for g in bloque.gradients()]
"""
CHOICE, REVISION, LEARNS = "def elige(", "def revision(", "perdidas, figura = [], None"


@pytest.fixture(scope="module")
def ocho():
    return run_cells(code_cells(EIGHT), {"__name__": "leccion_08"})


@pytest.fixture(scope="module")
def ocho_b():
    yield from run_with_torch(EIGHT_B)


def test_la_red_de_bloques_aprende_la_curva(ocho):
    assert all(ocho["gradientes"].values()) and len(ocho["gradientes"]) == 4
    assert ocho["perdidas"][0] > 1 and ocho["perdidas"][-1] < 0.005


def test_lo_que_escribe_el_estudiante_sin_nota_se_usa(ocho, capsys):
    space = run_cells([GRADCHECK, cell_with(EIGHT, CHOICE), SEQUENTIAL, cell_with(EIGHT, REVISION)], dict(ocho))
    assert space["comprueba"] is space["mi_gradcheck"] and space["MiSecuencial"] is space["Secuencial"]
    assert all(space["gradientes"].values())
    out = capsys.readouterr().out
    assert "mi_gradcheck: el tuyo funciona" in out and "Secuencial: el tuyo funciona" in out
    assert "si fuera la media: False" in out
    after = run_cells([cell_with(EIGHT, LEARNS)], space)
    np.testing.assert_allclose(after["perdidas"], ocho["perdidas"], rtol=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        GRADCHECK.replace("return np.allclose(pendiente, grad, atol=1e-6)", "return True"),
        GRADCHECK.replace("mas, menos = x.copy(), x.copy()", "mas, menos = x, x"),
        GRADCHECK.replace("2e-5", "1e-5"),
    ],
    ids=["acepta todo", "estropea x", "sin el dos"],
)
def test_un_gradcheck_que_no_distingue_no_se_usa(ocho, capsys, wrong):
    space = run_cells([wrong, cell_with(EIGHT, CHOICE)], dict(ocho))
    assert space["comprueba"] is space["del_curso"]
    assert "mi_gradcheck: aún no" in capsys.readouterr().out


def test_un_secuencial_que_vuelve_en_el_mismo_orden_no_se_usa(ocho, capsys):
    space = run_cells(
        [SEQUENTIAL.replace("reversed(self.bloques)", "self.bloques"), cell_with(EIGHT, REVISION)], dict(ocho)
    )
    assert space["MiSecuencial"] is space["Sequential"]
    assert "Secuencial: aún no" in capsys.readouterr().out


@pytest.mark.parametrize("written", [True, False])
def test_con_un_bloque_malo_no_se_entrena_y_se_dice(ocho, capsys, written):
    def bad(dA, Z):
        if not written:
            raise NotImplementedError
        return dA

    cells = [cell_with(EIGHT, text) for text in ("class Relu(", REVISION, LEARNS)]
    after = run_cells(cells, {**ocho, "relu_backward": bad})
    assert after["perdidas"] == [] and after["figura"] is None
    assert "arregla lo que dice False" in capsys.readouterr().out


def test_la_columna_y_el_vector_dan_la_perdida_que_dice_la_celda(ocho, capsys):
    run_cells([cell_with(EIGHT, "A − Y[:, None]")], dict(ocho))
    assert "(4, 4)   pérdida: 2.5" in (out := capsys.readouterr().out) and "mala: 1.25" in out


def test_el_clasificador_acierta_lo_mismo_que_pytorch(ocho_b):
    assert ocho_b["aciertos"] == ocho_b["aciertos_torch"] and len(ocho_b["aciertos"]) == 30
    assert ocho_b["aciertos"][-1] > 97
    for ours, theirs in zip(ocho_b["params"], ocho_b["model"].parameters(), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=0, atol=1e-12, strict=True)


def test_la_red_no_ha_visto_las_imagenes_de_prueba(ocho_b):
    seen = np.concatenate([who for _, who in ocho_b["lotes"]])
    assert not set(seen) & set(ocho_b["prueba"]) and set(seen) == set(ocho_b["entrena"])


def test_antes_de_aprender_acierta_una_de_cada_diez_y_pierde_log_diez(ocho_b):
    hits = np.mean(ocho_b["fotos"][0] == ocho_b["c"][ocho_b["prueba"]])
    assert 0.02 < hits < 0.25
    W1, b1, W2, b2 = ocho_b["de_partida"]
    X, classes = ocho_b["X"], ocho_b["c"]
    loss = ocho_b["SoftmaxCrossEntropyLoss"]().forward(np.maximum(X @ W1.T + b1, 0) @ W2.T + b2, classes)
    assert loss == pytest.approx(np.log(10), abs=0.05)


def test_los_valores_de_control_de_softmax_y_entropia_cruzada(ocho_b):
    want = [
        [-0.039051, 0.010503, 0.028549],
        [0.152744, 0.092644, -0.245388],
        [0.035069, -0.121323, 0.086255],
        [0.104965, -0.031009, -0.073956],
    ]
    np.testing.assert_allclose(ocho_b["softmax_ce_backward"](ocho_b["Z4"], ocho_b["Y4"]), want, atol=5e-7)
    assert ocho_b["perdida"](ocho_b["Z4"]) == pytest.approx(1.763741, abs=5e-7)


def test_por_separado_se_rompe_y_juntos_no(ocho_b):
    Z, Y = np.array([[0.0, 800.0]]), np.array([[1.0, 0.0]])
    with np.errstate(all="ignore"):
        _, _, apart = ocho_b["por_separado"](Z, Y)
    assert np.isnan(apart).all()
    np.testing.assert_allclose(ocho_b["softmax_ce_backward"](Z, Y), [[-1, 1]])


def test_el_gradcheck_que_se_trae_es_el_que_se_usa(ocho_b, capsys):
    run_cells([GRADCHECK + cell_with(EIGHT_B, "def comprueba")], dict(ocho_b))
    assert "True (tu gradcheck)" in capsys.readouterr().out


@pytest.mark.parametrize("written", [True, False])
def test_con_una_red_mala_no_se_entrena_y_se_dice(ocho_b, capsys, written):
    def bad(X, Y, W1, b1, W2, b2):
        if not written:
            raise NotImplementedError
        return [g / len(X) for g in ocho_b["backward_mlp_lotes"](X, Y, W1, b1, W2, b2)]

    cells = [cell_with(EIGHT_B, "def lista("), cell_with(EIGHT_B, "def foto(")]
    after = run_cells(cells, {**ocho_b, "backward_mlp_lotes": bad})
    assert after["aciertos"] == [] and after["figura"] is None
    assert "arregla backward_mlp_lotes" in capsys.readouterr().out


def test_unas_cuantas_unidades_apenas_se_encienden_y_apenas_aprenden(ocho_b):
    before, after, X = ocho_b["de_partida"], ocho_b["params"], ocho_b["X"][ocho_b["entrena"]]
    moved = np.abs(after[0] - before[0]).max(axis=1)
    lit = np.mean(X @ after[0].T + after[1] > 0, axis=0)
    assert 1 <= np.sum(moved < 0.1) < 16
    assert lit[moved < 0.1].max() < 0.1 < np.median(lit)
