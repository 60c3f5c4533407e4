"""Lo que prometen las lecciones 10 y 10b: se ejecutan enteras y se miran sus números."""

from math import erf, log, sqrt

import numpy as np
import pytest
from celdas import cell_with, run_cells, run_with_torch

TEN, TEN_B = "10_regularizacion", "10b_batchnorm"
CEILING = 100 * (1 + erf(1 / sqrt(2))) / 2  # Φ(1), el de la recta ideal


@pytest.fixture(scope="module")
def diez():
    yield from run_with_torch(TEN)


@pytest.fixture(scope="module")
def diez_b():
    yield from run_with_torch(TEN_B)


def test_los_tres_montones_no_comparten_ejemplos(diez):
    parts = [diez["X"], diez["X_val"], diez["sobre"][0]]
    assert [len(part) for part in parts] == [60, 400, 10000]
    assert len(np.unique(np.concatenate(parts), axis=0)) == 10460


def test_la_recta_ideal_acierta_lo_que_dice_la_teoria(diez):
    X, y = diez["nubes"](400_000, np.random.default_rng(0))
    assert round(CEILING, 2) == 84.13
    assert 100 * np.mean((X @ [0.6, 0.8] > 0) == (y.ravel() == 1)) == pytest.approx(CEILING, abs=0.2)


def test_sin_freno_memoriza_y_cuanto_mas_entrena_menos_acierta_en_lo_nuevo(diez):
    (seen_20, new_20), (seen_2000, new_2000) = diez["tras"][20], diez["tras"][2000]
    assert seen_2000 == 100 > seen_20
    assert new_2000 < 76 < new_20
    assert diez["sin_freno"]["validar"][-1] > 3 * min(diez["sin_freno"]["validar"])


def test_la_perdida_de_validacion_baja_toca_fondo_pronto_y_acaba_muy_por_encima(diez):
    watched = diez["vivo"].history["validar"]
    assert len(watched) == 250 and 5 <= watched.argmin() < 50
    assert watched[-1] > 1.3 * watched.min() and watched[0] > 1.3 * watched.min()


def test_early_stopping_para_cien_pasos_despues_del_mejor(diez):
    assert diez["t"] == diez["vigia"].best + 100 < 200
    assert diez["perdida"](diez["red_nueva"](), diez["X_val"], diez["y_val"]) > diez["vigia"].loss


def test_el_mejor_de_mil_a_cara_o_cruz_engana(diez):
    assert diez["aciertan"].max() > 65 and diez["nuevas"] == pytest.approx(50, abs=1)


def test_el_decaimiento_propio_y_el_de_pytorch_dan_las_mismas_perdidas(diez):
    assert len(diez["perdidas_torch"]) == 500 and diez["diferencia"] < 1e-12


def test_la_lambda_buena_esta_entre_medias_y_con_una_enorme_la_red_no_dice_nada(diez):
    losses = diez["con_lambda"]
    assert min(losses, key=losses.get) == 0.03
    assert losses[1] == pytest.approx(log(2), abs=5e-3)


def test_las_tres_curas_se_quedan_a_un_punto_del_techo_y_la_red_sin_freno_a_siete(diez):
    on_test = diez["en_test"]
    assert on_test["sin freno"] < CEILING - 6
    cured = [value for name, value in on_test.items() if name != "sin freno"]
    assert len(cured) == 3 and all(abs(value - CEILING) < 1 for value in cured)


@pytest.mark.parametrize(
    "name, wrong, cell, left",
    [
        ("parada_temprana", lambda val, paciencia: (0, 0), "a_tiempo, cinco", "a_tiempo"),
        ("paso_weight_decay", lambda w, g, lr, lam: w - lr * g - lam * w, "frenada, uno", "frenada"),
        ("dropout_forward", lambda a, v, p: a * v, "class MiDropout", "con_dropout"),
        ("dropout_invertido_backward", lambda dout, v, p: dout, "class MiDropout", "con_dropout"),
    ],
)
def test_con_una_funcion_mala_no_se_entrena_y_se_dice_cual(diez, capsys, name, wrong, cell, left):
    after = run_cells([cell_with(TEN, cell)], {**diez, name: wrong})
    assert f"arregla {name}" in capsys.readouterr().out
    assert after[left] is None
    run_cells([cell_with(TEN, "en_test =")], after)  # y la tabla del final sale con lo que haya


def test_la_senal_se_apaga_o_explota_y_con_batchnorm_aprenden_las_tres(diez_b):
    widths, curves = diez_b["anchuras"], diez_b["curvas"]
    assert widths["escala 0.5"][-1] < 1e-4 * widths["escala 0.5"][0] * 2
    assert widths["escala 3.0"][-1] > 500 * widths["escala 3.0"][0]
    assert 0.5 < widths["escala 1.4"][-1] / widths["escala 1.4"][0] < 2
    assert np.all(np.abs(np.array(curves["0.5 sin"]) - log(2)) < 0.02)
    assert len(curves["3.0 sin"]) < 10
    for net in diez_b["normalizadas"].values():
        assert diez_b["aciertos"](net, diez_b["X_nuevos"], diez_b["y_nuevos"]) > 95


def test_la_capa_propia_y_la_de_pytorch_dan_las_mismas_perdidas_y_apuntan_lo_mismo(diez_b):
    assert len(diez_b["perdidas_torch"]) == 160 and diez_b["diferencia"] < 1e-10
    ours = [layer for layer in diez_b["normalizadas"][0.5].layers if hasattr(layer, "media")]
    torch = pytest.importorskip("torch")
    fresh = diez_b["red_torch"](0.5)
    diez_b["entrena_torch"](fresh.train(), diez_b["reparte"]())
    theirs = [layer for layer in fresh if isinstance(layer, torch.nn.BatchNorm1d)]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one.media, other.running_mean.numpy(), atol=1e-10)
        np.testing.assert_allclose(one.varianza, other.running_var.numpy(), atol=1e-10)


def test_sin_eval_ordenar_por_clases_hunde_la_red_y_medir_la_estropea(diez_b):
    assert min(diez_b["bien"]) > 97 and diez_b["bien"][0] == pytest.approx(diez_b["bien"][1])
    shuffled, sorted_ = diez_b["mal"]
    assert shuffled > 90 and sorted_ < 60
    assert diez_b["despues"] < diez_b["bien"][0] - 3


def test_romper_se_puede_repetir(diez_b):
    again = run_cells([cell_with(TEN_B, "usada = ")], dict(diez_b))
    assert (again["bien"], again["mal"], again["despues"]) == (diez_b["bien"], diez_b["mal"], diez_b["despues"])


def test_sin_volver_a_train_la_red_se_queda_en_mitad_y_mitad(diez_b):
    forgot, fine = diez_b["con_olvido"], diez_b["perdidas_torch"]
    assert forgot[:4] == pytest.approx(fine[:4])  # hasta el primer olvido, lo mismo
    assert np.mean(forgot[-20:]) == pytest.approx(log(2), abs=0.01) and np.mean(fine[-20:]) < 0.3


def test_con_pesos_diez_veces_mayores_sale_lo_mismo_y_el_gradiente_es_diez_veces_menor(diez_b, capsys):
    run_cells([cell_with(TEN_B, "for veces in")], dict(diez_b))
    (y_1, g_1), (y_10, g_10) = (
        [float(part.split("=")[1]) for part in line.split(":")[1].split(",")[-2:]]
        for line in capsys.readouterr().out.replace("Y[0, 0]", "Y").splitlines()
    )
    assert y_1 == pytest.approx(y_10, abs=1e-3) and g_1 == pytest.approx(10 * g_10, rel=1e-2)


@pytest.mark.parametrize("name", ["batchnorm_forward", "batchnorm_backward"])
def test_sin_escribir_batchnorm_no_se_entrena_y_lo_demas_funciona(diez_b, capsys, name):
    def missing(*args):
        raise NotImplementedError

    cells = [cell_with(TEN_B, text) for text in ("informe =", "def funcionan", "def red_torch")]
    after = run_cells(cells, {**diez_b, name: missing})
    told = capsys.readouterr().out
    assert "falta escribir alguna de las dos" in told and "Antes de seguir, arregla" in told
    assert after["curvas"] == {} and after["diferencia"] is None
