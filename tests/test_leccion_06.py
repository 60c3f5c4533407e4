"""Lo que prometen las lecciones 06 y 06b: se ejecutan enteras y se miran sus números."""

import numpy as np
import pytest
from celdas import cell_with, run_cells, run_with_torch

SIX, SIX_B = "06_bucle_pytorch", "06b_pytorch_por_dentro"


@pytest.fixture(scope="module")
def seis():
    yield from run_with_torch(SIX)


@pytest.fixture(scope="module")
def seis_b():
    yield from run_with_torch(SIX_B)


def test_el_codigo_del_estudiante_y_pytorch_dan_las_mismas_cien_perdidas(seis):
    theirs, ours = seis["perdidas_torch"], seis["perdidas"]
    assert len(theirs) == len(ours) == 100
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12, strict=True)


def test_y_los_mismos_2285_parametros_al_final(seis):
    theirs = [p.detach().numpy() for p in seis["model"].parameters()]
    assert sum(p.size for p in theirs) == 2285
    for want, got in zip(theirs, seis["mios"], strict=True):
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-12, strict=True)


def test_se_parte_de_los_pesos_sorteados_y_no_de_los_entrenados(seis):
    for start, end in zip(seis["de_partida"], seis["model"].parameters(), strict=True):
        assert not np.shares_memory(start, end.detach().numpy())
        assert np.abs(start - end.detach().numpy()).max() > 1e-3


def test_son_mil_lotes_y_la_perdida_baja(seis):
    assert len(seis["lotes"]) == 1000
    assert seis["perdidas"][-1] < seis["perdidas"][0] / 3


def per_example(seis, X, Y, red):
    """Vale con llamar una vez por ejemplo: el gradiente del lote es la media."""
    return tuple([2 * g for g in part] for part in seis["gradientes_lote"](X, Y, red))


WRONG = {
    "gradientes_lote": lambda seis: lambda X, Y, red: per_example(seis, X, Y, red),
    "paso_momentum": lambda seis: lambda w, g, v, lr, mu: (w - lr * g, mu * v + g),
    "lr_en_epoca": lambda seis: lambda epoca, lr0, step_size, gamma: lr0,
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("written", [True, False])
def test_con_una_funcion_mala_o_sin_escribir_no_se_entrena_y_se_dice_cual(seis, capsys, name, written):
    def missing(*args):
        raise NotImplementedError

    wrong = WRONG[name](seis) if written else missing
    after = run_cells([cell_with(SIX, "def listas")], {**seis, name: wrong})
    assert f"arregla {name}" in capsys.readouterr().out
    assert after["perdidas"] == [] and after["figura"] is None


def test_la_celda_de_entrenar_se_puede_repetir(seis):
    again = run_cells([cell_with(SIX, "def listas")], dict(seis))
    np.testing.assert_array_equal(again["perdidas"], seis["perdidas"])


def test_la_tasa_acaba_en_los_valores_de_control(seis, seis_b):
    assert seis["tasas"][99] == 1.953125e-05
    assert seis["optimizador"].lr == 9.765625e-06
    assert seis["scheduler"].get_last_lr() == seis_b["scheduler"].get_last_lr() == [9.765625e-06]


def test_cuatro_tiran_de_un_peso_hacia_cada_lado_y_la_suma_no_pasa_de_uno(seis):
    pulls = np.array(seis["tiran"])
    assert (np.sum(pulls > 0), np.sum(pulls < 0), np.sum(pulls == 0)) == (4, 4, 2)
    assert 0 < pulls.sum() < pulls.max()


def test_el_programa_leido_linea_a_linea_es_el_de_la_06(seis, seis_b):
    assert seis["perdidas_torch"] == pytest.approx(seis_b["perdidas_torch"], abs=1e-12)
    assert seis_b["bien"] == pytest.approx(seis_b["perdidas_torch"], abs=1e-12)


def test_los_apuntes_solo_se_quedan_al_evaluar_sumando_tensores(seis_b):
    left = seis_b["cien_lotes"]
    assert left(entrena=True, item=False) == left(entrena=False, item=False, apunta=False) == 0
    assert left(entrena=False, item=False) == 100 * left(entrena=False, item=True) > 0


def test_sin_zero_grad_y_sin_momentum_es_momentum_con_mu_uno(seis_b):
    np.testing.assert_array_equal(seis_b["acumula"], seis_b["mu_uno"])
    assert seis_b["acumula"][0] == pytest.approx(23.2, abs=0.1)
    assert seis_b["acumula"][99] == pytest.approx(5.2, abs=0.1)
    assert max(seis_b["acumula"]) < 30


def test_cada_rotura_deja_la_curva_que_dice_la_leccion(seis_b):
    fine = seis_b["bien"]
    assert seis_b["acumula_con_momentum"][-1] > 100 * fine[0]
    assert 8 < seis_b["otro_lote"][-1] < 13
    for still in (seis_b["sin_atras"], seis_b["sin_paso"]):
        np.testing.assert_allclose(still, still[0], rtol=1e-12)
    assert seis_b["red_sin_atras"][0].bias.grad is None
    assert seis_b["red_sin_paso"][0].bias.grad is not None
    assert "optimizer.step" in str(seis_b["avisos"][0].message)


def test_con_la_suma_la_red_explota_o_muere(seis_b):
    losses = seis_b["con_suma"]
    assert not losses[0][-1] < 1e6  # escrito así, también vale un NaN
    for seed in (1, 2):
        assert max(losses[seed]) < 60 and 9 < losses[seed][-1] < 10
    assert seis_b["encendidas"] == 0


@pytest.mark.parametrize("line", ["pred", "loss"])
def test_sin_el_paso_adelante_o_sin_la_perdida_pytorch_protesta_en_el_segundo_lote(seis_b, line):
    assert seis_b["quita"](line).startswith("lote 1: Trying to backward through the graph a second time")


def test_las_tres_entropias_cruzadas_coinciden(seis_b):
    nn, logits, classes = seis_b["nn"], seis_b["logits"], seis_b["clases"]
    want = nn.CrossEntropyLoss()(logits, classes).item()
    assert nn.NLLLoss()(logits.log_softmax(1), classes).item() == pytest.approx(want, abs=1e-12)
    ours = seis_b["SoftmaxCrossEntropyLoss"]().forward(logits.numpy(), classes.numpy())
    assert ours == pytest.approx(want, abs=1e-12)
    assert nn.NLLLoss()(logits, classes).item() < 0


def test_el_clasificador_aprende_y_con_softmax_dos_veces_choca_con_el_suelo(seis_b):
    assert seis_b["aciertos"] > 0.9 and seis_b["aciertos_dos_veces"] > 0.9
    assert min(seis_b["dos_veces"]) > np.log(1 + 2 / np.e) > 3 * seis_b["perdidas_net"][-1]
    np.testing.assert_allclose(seis_b["log_dos_veces"], seis_b["perdidas_net"], rtol=0, atol=1e-12)
