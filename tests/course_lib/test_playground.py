"""Playground sin navegador: datos con semilla, entrenamiento igual al de torch y mensajes."""

import numpy as np
import pytest
import torch
import traitlets
from dibujo import read

from course_lib.planar_data import DATASETS, featurize
from course_lib.widgets import Playground


@pytest.mark.parametrize(
    "activation, module",
    [
        ("ReLU", torch.nn.ReLU),
        ("sigmoide", torch.nn.Sigmoid),
        ("tanh", torch.nn.Tanh),
        ("ninguna", torch.nn.Identity),
    ],
)
def test_entrena_como_torch(activation, module):
    zone = Playground(
        dataset="espiral", seed=3, features=["x1", "x2", "x1x2"], hidden=(5, 3), lr=0.1, activation=activation
    )
    linear = [layer for layer in zone.network.layers if hasattr(layer, "W")]
    parts = []
    for layer in linear:
        copy = torch.nn.Linear(*layer.W.shape[::-1], dtype=torch.float64)
        copy.weight.data, copy.bias.data = torch.tensor(layer.W), torch.tensor(layer.b)
        parts += [copy, module()]
    model = torch.nn.Sequential(*parts[:-1])
    sgd = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    X, y = torch.tensor(featurize(zone.X, zone.features)), torch.tensor(zone.y)
    for _ in range(25):
        loss = torch.nn.functional.cross_entropy(model(X), y)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    zone.train(25)
    assert zone.losses[-1] == pytest.approx(loss.item(), rel=1e-9)
    new_X, new_y = torch.tensor(featurize(zone.new_X, zone.features)), torch.tensor(zone.new_y)
    new_loss = torch.nn.functional.cross_entropy(model(new_X), new_y).item()
    assert zone.new_loss == pytest.approx(new_loss, rel=1e-7) and len(zone.new_losses) == 25
    np.testing.assert_allclose(linear[0].W, model[0].weight.detach().numpy(), rtol=1e-7, atol=1e-10)


def test_sin_activacion_ocho_y_ocho_unidades_no_son_mas_que_una_recta():
    zone = Playground(dataset="círculo", hidden=[8, 8], activation="ninguna", lr=0.1)
    zone.train(300)
    P = np.random.default_rng(0).uniform(-1, 1, size=(50, 2))
    z = np.log(zone.answer(P)[0] / (1 - zone.answer(P)[0]))
    flat = np.c_[np.ones(50), P]
    np.testing.assert_allclose(flat @ np.linalg.lstsq(flat, z, rcond=None)[0], z, atol=1e-9)
    assert [A.shape for A in zone.answer(P)[1]] == [(50, 8), (50, 8)]


def test_el_ruido_mueve_los_puntos_y_sin_el_son_los_de_siempre():
    clean, same, noisy = (Playground(dataset="XOR", seed=2, noise=n) for n in (0.0, 0.0, 0.2))
    np.testing.assert_array_equal(clean.X, same.X)
    moved = noisy.X - clean.X
    assert np.std(moved) == pytest.approx(0.2, rel=0.15)
    np.testing.assert_array_equal(noisy.y, clean.y)
    assert not np.array_equal(clean.X, clean.new_X)


def test_con_mucho_ruido_los_puntos_que_no_ve_le_cuestan_mas():
    zone = Playground(dataset="círculo", seed=1, noise=0.3, hidden=[8, 8], lr=0.1)
    zone.train(600)
    assert zone.new_loss > 2 * zone.loss


def test_la_apuesta_se_olvida_al_empezar_de_nuevo():
    zone = Playground(ask_bet=True)
    zone.bet = "más del 95 %"
    zone.train(3)
    assert zone.bet == "más del 95 %"
    zone.dataset = "XOR"
    assert zone.bet == "" and zone.epoch == 0
    with pytest.raises(ValueError, match="bet debe ser"):
        zone.bet = "todos"


@pytest.mark.parametrize("name", DATASETS)
def test_cada_conjunto_se_aprende_y_la_semilla_lo_repite(name):
    first, second, other = (Playground(dataset=name, seed=s, lr=0.1) for s in (0, 0, 1))
    assert first.X.shape == (120, 2) and set(first.y) == {0, 1}
    np.testing.assert_array_equal(first.X, second.X)
    assert not np.array_equal(first.X, other.X)
    first.train(600)
    assert first.accuracy > 0.9 and first.state["epoch"] == first.epoch == 600


def test_xor_con_la_caracteristica_x1x2_no_necesita_capas():
    zone = Playground(dataset="XOR", features=["x1x2"], hidden=[], lr=0.3)
    zone.train(200)
    assert zone.accuracy > 0.97 and zone.state["units"] == []


def test_cambiar_la_red_empieza_de_cero_y_cambiar_lr_no():
    zone = Playground()
    zone.train(5)
    zone.lr = 0.3
    assert zone.epoch == 5
    zone.hidden = [3]
    assert zone.epoch == 0 and len(zone.state["units"]) == 3
    zone.train(5)
    zone.reset()
    assert zone.epoch == 0


def test_una_tanda_del_navegador_contesta_con_su_numero():
    zone = Playground()
    zone._handle_custom_msg({"type": "train", "steps": 7, "turn": "v-1"}, [])
    assert (zone.state["epoch"], zone.state["turn"]) == (7, "v-1")
    zone._handle_custom_msg({"type": "train", "steps": 10**9}, [])
    assert zone.epoch == 7 + 200  # nadie puede dejar el kernel ocupado para siempre
    zone._handle_custom_msg({"type": "reset"}, [])
    assert zone.epoch == 0


def test_la_superficie_es_la_probabilidad_de_la_clase_1():
    zone = Playground(dataset="nubes")
    zone.train(100)
    surface = np.frombuffer(zone.state["surface"], dtype=np.float32).reshape(32, 32)
    # Abajo a la izquierda está la nube 0; arriba a la derecha, la 1; la primera fila es la de arriba.
    assert surface[-4, 4] < 0.1 and surface[4, -4] > 0.9


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_si_diverge_se_dice_y_no_se_rompe():
    zone = Playground(hidden=[8, 8], features=["x1", "x2", "x1²"], lr=10.0)
    zone.network.layers[0].W *= 1e200
    zone.train(50)
    assert "diverge" in zone.state["trouble"] and zone.state["loss"] is None
    assert "NaN" in zone.picture().alt
    zone.reset()
    assert zone.state["trouble"] == "" and zone.train(1) < 10


@pytest.mark.parametrize(
    "options, message",
    [
        (dict(dataset="lunas"), "dataset debe ser 'nubes'"),
        (dict(activation="seno"), "activation debe ser 'ReLU', 'sigmoide', 'tanh' o 'ninguna'"),
        (dict(noise=0.6), "noise debe estar entre 0 y 0.5"),
        (dict(features=["x3"]), "elige al menos una"),
        (dict(features=[]), "elige al menos una"),
        (dict(hidden=[9]), "de 1 a 8 unidades"),
        (dict(hidden=[2, 2, 2, 2]), "hasta 3 capas"),
        (dict(seed=-1), "seed debe ser un entero ≥ 0"),
        (dict(lr=0.0), "lr debe estar entre 0 y 10"),
        (dict(unidades=3), "no tiene la opción unidades"),
    ],
)
def test_lo_que_no_vale_se_explica(options, message):
    with pytest.raises((ValueError, TypeError, traitlets.TraitError), match=message):
        Playground(**options)


def test_la_figura_fija_dice_como_va():
    zone = Playground(dataset="círculo")
    zone.train(50)
    picture = zone.picture()
    read(picture)
    assert "Datos: círculo, semilla 0" in picture.alt and "Época 50: pérdida" in picture.alt
    assert "capa 1: 6: de 0 a" in picture.alt and "capa 2: 4: " in picture.alt
