"""Lo que promete la lección 09: la red que no aprende, por qué, y la línea que la arregla."""

import math

import numpy as np
import pytest
from celdas import cell_with, run_cells, run_with_torch

from autograder.exercises.inicializacion.inicializa_he import keeps_the_signal
from course_lib import init

NINE = "09_inicializacion"


@pytest.fixture(scope="module")
def nueve():
    yield from run_with_torch(NINE)


def test_la_primera_red_no_se_mueve_y_con_otra_tasa_tampoco(nueve):
    losses = nueve["perdidas_primera"]
    assert len(losses) == 300
    np.testing.assert_allclose(losses, np.log(2), rtol=0, atol=5e-10)
    faster = nueve["entrena"](nueve["monta"](nueve["pequenos"]), lr=0.1)
    assert faster[-1] == pytest.approx(np.log(2), abs=2e-9)


def test_cambiando_una_linea_aprende_los_dos_brazos(nueve):
    losses = nueve["perdidas_segunda"]
    assert len(losses) == 300 and losses[0] == pytest.approx(np.log(2), abs=0.05)
    assert losses[-1] < 1e-3
    assert nueve["aciertos"] == 1


def test_entre_las_dos_funciones_que_sortean_solo_cambia_el_factor(nueve):
    rng, other = np.random.default_rng(0), np.random.default_rng(0)
    ratio = nueve["los_tuyos"](32, 5, rng) / nueve["pequenos"](32, 5, other)
    np.testing.assert_allclose(ratio, math.sqrt(6), rtol=1e-12)


def test_las_capas_de_la_red_que_no_aprende_son_las_de_pytorch(nueve):
    nn, torch = nueve["nn"], nueve["torch"]
    torch.manual_seed(0)
    weight = nn.Linear(32, 4000).weight.detach().numpy()
    assert 0.999 / math.sqrt(32) < np.abs(weight).max() <= 1 / math.sqrt(32)
    assert weight.var() == pytest.approx(1 / (3 * 32), rel=0.01)


def test_con_las_capas_de_pytorch_enteras_tampoco_aprende(nueve):
    """En la lección los sesgos van a 0; con los que sortea nn.Linear pasa lo mismo."""
    nn, torch = nueve["nn"], nueve["torch"]
    torch.manual_seed(0)
    widths = nueve["ANCHURAS"]
    layers = [layer for n, m in zip(widths, widths[1:], strict=False) for layer in (nn.Linear(n, m), nn.ReLU())]
    model = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    X, classes = torch.tensor(nueve["X"]), torch.tensor(nueve["clases"])
    for _ in range(300):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(X), classes)
        loss.backward()
        optimizer.step()
    assert loss.item() == pytest.approx(np.log(2), abs=1e-3)


def test_saliendo_de_unidades_iguales_hay_una_sola_y_no_sabe_hacer_la_uve(nueve):
    assert nueve["distintas"] == {"todo a 0": 1, "todo a 0.5": 1, "al azar": 8}
    t = np.abs(nueve["t"][:, 0])
    errors = {}
    for name, parameters in nueve["salidas"].items():
        out, _ = nueve["aprende_la_uve"](*parameters)
        errors[name] = np.mean((out - t) ** 2)
        if name == "todo a 0":
            np.testing.assert_allclose(out, t.mean(), rtol=0, atol=1e-6)
            assert round(t.mean(), 2) == 0.52
    assert errors["al azar"] < 1e-6 and errors["todo a 0.5"] > 0.05


def test_la_senal_y_el_gradiente_se_doblan_o_se_parten_por_la_mitad_en_cada_capa(nueve):
    for curves, last in ((nueve["senales"], -1), (nueve["gradientes"], 0)):
        for name, factor in (("σ = 1/16", 0.5), ("σ = 1/8", 1.0), ("σ = 1/4", 2.0)):
            ends = curves[name][last] / curves[name][-1 - last]
            assert 1 / 4 < ends / factor**20 < 4, name


def test_el_factor_medido_es_el_calculado(nueve):
    for n in (4, 32):
        for variance in (2 / n, 1 / n, 1 / (3 * n)):
            with_relu = nueve["factor_medido"](n, math.sqrt(variance), nueve["relu"])
            assert with_relu == pytest.approx(n * variance / 2, rel=0.06)
            assert nueve["factor_medido"](n, math.sqrt(variance), np.array) == pytest.approx(n * variance, rel=0.06)


def test_los_valores_de_control_de_he(nueve):
    assert nueve["cota_he_uniforme"](10) == pytest.approx(0.774597, abs=5e-7)
    assert nueve["cota_he_uniforme"](40) == pytest.approx(0.387298, abs=5e-7)
    first = nueve["model"][0].weight.detach().numpy()
    assert first.std() == pytest.approx(0.447214, rel=0.05)  # son 400 números


def test_en_la_red_que_no_aprende_todos_los_pesos_reciben_lo_mismo_casi_nada(nueve):
    sizes = [np.linalg.norm(layer.dW) for layer in nueve["lineales"]]
    assert len(sizes) == 21 and max(sizes) < 1e-8 and max(sizes) < 10 * min(sizes)
    biases = [np.linalg.norm(layer.db) for layer in nueve["lineales"]]
    assert biases[15] > 1e4 * biases[0]


def test_las_muertas_son_las_que_dice_el_texto(nueve):
    def dead(bias):
        units = nueve["encendidas"](nueve["monta"](nueve["init"].he_uniform, bias))
        return [int(np.sum(part == 0)) for part in units]

    fine, broken = dead(0.0), dead(-0.1)
    assert fine[0] == 0 and all(10 <= n <= 12 for n in fine[-4:])
    assert 1 / 5 < sum(fine) / 640 < 1 / 4
    assert broken[9:] == [32] * 11 and max(broken[:9]) < 32


def test_mas_adentro_los_ejemplos_se_parecen_mas(nueve):
    H, likeness = nueve["X"], []
    for layer in nueve["monta"](nueve["init"].he_uniform).layers[:-1]:
        H = layer.forward(H)
        if isinstance(layer, nueve["ReLU"]):
            unit = H / np.linalg.norm(H, axis=1, keepdims=True)
            likeness.append((unit @ unit.T).mean())
    assert likeness[0] < 0.5 and likeness[-1] > 0.98


def test_con_sesgos_negativos_no_hay_gradiente_que_la_arregle(nueve):
    net, criterion = nueve["monta"](nueve["init"].he_uniform, -0.1), nueve["SoftmaxCrossEntropyLoss"]()
    logits = net.forward(nueve["X"])
    assert np.ptp(logits, axis=0).max() == 0
    criterion.forward(logits, nueve["clases"])
    net.backward(criterion.backward())
    assert all(np.abs(layer.dW).max() < 1e-15 for layer in net.layers[::2])


@pytest.mark.parametrize("written", [True, False])
def test_sin_una_cota_buena_no_se_entrena_y_se_dice(nueve, capsys, written):
    def bad(D_in):
        if not written:
            raise NotImplementedError
        return np.sqrt(2 / D_in)

    cells = [cell_with(NINE, "def los_tuyos"), cell_with(NINE, "def probabilidad")]
    after = run_cells(cells, {**nueve, "cota_he_uniforme": bad})
    assert "arregla cota_he_uniforme" in capsys.readouterr().out
    assert after["perdidas_segunda"] == [] and after["figura"] is None


@pytest.mark.parametrize("bad", [lambda x, y, red: np.ones(len(red[0])), lambda x, y, red: None])
def test_sin_unas_normas_buenas_no_se_dibuja_y_se_dice(nueve, capsys, bad):
    after = run_cells([cell_with(NINE, "def vuelta")], {**nueve, "norma_delta": bad})
    assert "arregla norma_delta" in capsys.readouterr().out and after["figura"] is None


def test_leaky_con_raiz_de_cinco_da_la_cota_de_nn_linear(nueve):
    gain = nueve["nn"].init.calculate_gain("leaky_relu", math.sqrt(5))
    assert gain * math.sqrt(3 / 32) == pytest.approx(1 / math.sqrt(32), rel=1e-12)


@pytest.mark.parametrize("sort", ["normal", "uniforme", "torch"])
def test_cualquier_sorteo_de_he_se_admite_casi_siempre(nueve, sort):
    torch = nueve["torch"]

    def weights(D_in, D_out, seed):
        if sort == "torch":
            torch.manual_seed(seed)
            return torch.nn.init.kaiming_normal_(torch.empty(D_out, D_in, dtype=torch.float64)).numpy()
        make = nueve["init"].he_normal if sort == "normal" else nueve["init"].he_uniform
        return make(D_in, D_out, seed)

    for inputs in (dict(D_in=120, D_out=8), dict(D_in=8, D_out=120)):
        told = [keeps_the_signal(weights(**inputs, seed=n), **inputs, semilla=n) for n in range(500)]
        assert told == [None] * 500


@pytest.mark.parametrize(
    "weights, says",
    [
        (np.full((8, 120), 0.1), "Todos los pesos son iguales"),
        (np.zeros((8, 120)), "Todos los pesos son iguales"),
        (np.tile(init.he_normal(120, 1, 0), (8, 1)), "unidades con los mismos pesos"),
        (np.tile(init.he_normal(1, 8, 0), (1, 120)), "entradas con los mismos pesos"),
        (np.abs(init.he_normal(120, 8, 0)), "La media de tus pesos"),
        (2 * init.he_normal(120, 8, 0), "mayor de lo que pide una capa con 120 entradas"),
        (init.he_normal(120, 8, 0) / 2, "menor de lo que pide"),
        (1e200 * init.he_normal(120, 8, 0), "mayor"),
    ],
)
def test_a_quien_sortea_mal_se_le_dice_lo_que_se_ha_medido(weights, says):
    with np.errstate(all="ignore"):
        assert says in keeps_the_signal(weights, 120, 8, 0)
