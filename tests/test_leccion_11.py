"""Lo que promete la lección 11: una recta no puede, las cuadráticas sí, y unas rampas aprenden a hacer lo mismo."""

import numpy as np
import pytest
from celdas import cell_with, code_cells, run_cells

from course_lib.widgets import Playground

ELEVEN = "11_caracteristicas_aprendidas"
TRAINING = "def la_de_la_casa"


@pytest.fixture(scope="module")
def once():
    return run_cells(code_cells(ELEVEN), {"__name__": ELEVEN})


def right(p, X, y):
    return int(np.sum((p(X) > 0.5) == y))


def test_la_mejor_recta_de_cada_monton_y_no_hay_otra_mejor(once):
    """Con todas las direcciones que ordenan los puntos de distinta manera, no solo con 720."""
    found = {}
    for name, (X, y) in once["datos"].items():
        i, j = np.triu_indices(len(X), 1)
        ties = np.sort(np.mod(np.arctan2(*(X[i] - X[j]).T[::-1]) + np.pi / 2, np.pi))
        angles = np.r_[(ties[:-1] + ties[1:]) / 2, (ties[-1] + ties[0] + np.pi) / 2]
        order = np.argsort(X @ [np.cos(angles), np.sin(angles)], axis=0)
        # De menor a mayor: los de debajo del corte, a la clase 0; los de encima, a la 1. O al revés.
        hits = np.vstack([np.zeros(len(angles)), np.cumsum(1 - 2 * y[order], axis=0)]) + y.sum()
        found[name] = int(max(hits.max(), len(X) - hits.min()))
    assert once["aciertos_recta"] == found == {"nubes": 120, "círculo": 87, "XOR": 93, "espiral": 81}


def test_un_triangulo_del_anillo_y_su_opuesto_dejan_el_disco_en_medio(once):
    """Lo que dice la demostración: el centro del disco está entre puntos del anillo, por todos los lados."""
    ring = once["datos"]["círculo"][0][60:]
    angles = np.sort(np.arctan2(ring[:, 1], ring[:, 0]))
    assert np.max(np.diff(np.r_[angles, angles[0] + 2 * np.pi])) < np.pi


def test_los_seis_numeros_puestos_a_mano_separan(once):
    assert right(once["modelo"](once["phi_xor"]), *once["datos"]["XOR"]) == 120
    assert right(once["modelo"](once["phi_circulo"]), *once["datos"]["círculo"]) >= 118


def test_tu_gradiente_con_la_regla_no_puede_y_con_las_seis_si(once):
    found = {key: right(once["modelo"](phi), *once["datos"][key[1]]) for key, phi in once["aprendidos"].items()}
    assert found["solo la regla", "nubes"] == 120 and found["solo la regla", "círculo"] == 72
    assert found["las seis", "círculo"] == 120 and found["las seis", "XOR"] >= 118
    assert abs(found["las seis", "espiral"] - found["solo la regla", "espiral"]) < 6


def test_las_que_sobran_pesan_diez_veces_menos(once):
    circle, xor = (np.abs(once["aprendidos"]["las seis", name]) for name in ("círculo", "XOR"))
    assert 10 * max(circle[[1, 2, 5]]) < min(circle[[3, 4]])
    assert 10 * max(xor[:5]) < xor[5]


@pytest.mark.parametrize("inputs, wanted", [(64, 2145), (784, 308505)])
def test_cuantas_cuadraticas_hay(inputs, wanted):
    one, linear = 1, inputs
    pairs = sum(1 for i in range(inputs) for j in range(i, inputs))
    assert one + linear + pairs == wanted


def test_los_caminos_salen_y_cruzan_en_angulo_recto(once):
    assert len(once["caminos"]) == 8
    for path in once["caminos"]:
        assert once["salida_en"](path[-1]) >= 0.9 and len(path) < 200
        here = path[len(path) // 2]
        gradient = once["matrix_calculus"].numerical_jacobian(once["salida_en"], here)
        along = np.array([-gradient[1], gradient[0]])  # la dirección de la curva de nivel
        assert abs((path[len(path) // 2 + 1] - here) @ along) < 1e-6 * np.linalg.norm(gradient)


def test_con_dos_rampas_la_region_se_escapa_y_con_tres_no(once):
    far = 1e3 * np.c_[np.cos(np.linspace(0, 2 * np.pi, 721)), np.sin(np.linspace(0, 2 * np.pi, 721))]
    with np.errstate(over="ignore"):
        for units, closed in ((1, False), (2, False), (3, True), (6, True)):
            p = once["suma_de"](once["rampas"](units))
            assert np.all(p(far) > 0.5) == closed
            assert p(np.zeros((1, 2)))[0] < 0.5


def test_las_ocho_pruebas_dan_lo_que_se_cuenta(once):
    expected = [57, 100, 87, 100, 57, 100, 52, 100]
    assert [round(100 * accuracy) for accuracy in once["resultados"]] == expected


def test_con_mucho_ruido_una_perdida_baja_y_la_otra_acaba_subiendo():
    zone = Playground(dataset="espiral", hidden=[8, 8], lr=0.1, noise=0.5)
    zone.train(100)
    seen, unseen = zone.loss, zone.new_loss
    zone.train(400)
    assert zone.loss < seen and zone.new_loss > unseen


def test_las_tres_rampas_empiezan_hacia_la_izquierda_y_acaban_repartidas(once):
    before, after = (once["momentos"][k][1][0] for k in (0, -1))
    assert np.all(before[:, 0] < 0)
    directions = after / np.linalg.norm(after, axis=1, keepdims=True)
    assert np.max(np.triu(directions @ directions.T, 1)) < 0.5  # más de 60° entre cada dos
    assert np.all(once["momentos"][-1][1][1] > 0)


def test_cercan_el_disco_y_explican_el_radio(once):
    p, _ = once["mira"](once["momentos"][-1])
    assert right(p, *once["datos"]["círculo"]) == 120
    assert once["perdidas"][-1] < once["perdidas"][0] / 20
    x, start, end = once["partes"].values()
    assert x < 0.05 and 0.3 < start < 0.4 and end > 0.9


def test_y_son_los_mismos_pesos_que_da_torch(once):
    """La misma red, los mismos pasos y la entropía cruzada de verdad, sin objetivo falso."""
    torch = pytest.importorskip("torch")
    (b0, b1), (W0, W1) = once["sorteada"](3, 8)
    parameters = [torch.tensor(p, requires_grad=True) for p in (W0, b0, W1, b1)]
    X, y = once["datos"]["círculo"]
    rng, sgd = np.random.default_rng(0), torch.optim.SGD(parameters, lr=0.1)
    for _ in range(5):
        for i in rng.permutation(len(X)):
            hidden = torch.relu(torch.nn.functional.linear(torch.tensor(X[i]), *parameters[:2]))
            logit = torch.nn.functional.linear(hidden, *parameters[2:])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, torch.tensor([float(y[i])]).double())
            sgd.zero_grad()
            loss.backward()
            sgd.step()
    (beta, beta_1), (Omega, phi) = once["momentos"][5]
    for ours, theirs in zip((Omega, beta, phi, beta_1), parameters, strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-10, strict=True)


def test_la_retropropagacion_pegada_de_la_leccion_05_entrena_lo_mismo(once, capsys):
    (source,) = (s for s in code_cells("05_retropropagacion_mlp") if s.startswith("def retropropagacion_mlp"))
    pasted = run_cells([source], {"np": np})["retropropagacion_mlp"]
    after = run_cells([cell_with(ELEVEN, TRAINING)], {**once, "retropropagacion_mlp": pasted})
    assert after["retro"] is pasted and "entrena la tuya" in capsys.readouterr().out
    np.testing.assert_allclose(after["perdidas"], once["perdidas"], rtol=1e-9)


def test_con_una_retropropagacion_mala_no_se_entrena_y_se_dice(once, capsys):
    def bad(x, y, red):
        dbetas, d_omegas = once["la_de_la_casa"](x, y, red)
        return dbetas, [1.5 * d for d in d_omegas]

    after = run_cells([cell_with(ELEVEN, TRAINING)], {**once, "retropropagacion_mlp": bad})
    assert after["momentos"] == [] and after["figura"] is None
    assert "arregla retropropagacion_mlp (lección 05)" in capsys.readouterr().out


@pytest.mark.parametrize("name, start, size", [("dy_dphi", "phi_prueba = ", 6), ("dy_dx", "phi_huevo = ", 2)])
def test_sin_la_derivada_no_se_entrena_ni_se_camina(once, capsys, name, start, size):
    after = run_cells([cell_with(ELEVEN, start)], {**once, name: lambda phi, x1, x2: np.ones(size)})
    assert after["figura"] is None and f"arregla {name}" in capsys.readouterr().out


@pytest.mark.parametrize("name, units, seed, hits", [("círculo", 1, 0, 83), ("círculo", 2, 1, 104), ("XOR", 6, 1, 120)])
def test_las_pruebas_del_final(once, name, units, seed, hits):
    laps, _ = once["por_momentos"](
        once["la_de_la_casa"], once["sorteada"](units, seed), *once["datos"][name], vueltas=40
    )
    assert right(once["mira"](laps[-1])[0], *once["datos"][name]) == hits


def test_la_de_tres_con_otra_semilla_pierde_una_rampa(once):
    X, _ = once["datos"]["círculo"]
    laps, _ = once["por_momentos"](once["la_de_la_casa"], once["sorteada"](3, 3), *once["datos"]["círculo"], vueltas=40)
    (beta, _), (Omega, _) = laps[-1]
    assert list(np.max(X @ Omega.T + beta, axis=0) <= 0) == [False, False, True]
    np.testing.assert_array_equal(laps[-1][1][0][2], laps[20][1][0][2])  # ya no se mueve


def test_las_rampas_al_azar_necesitan_sesgo_para_la_espiral(once):
    found = [int(name.split(": ")[1]) for name in once["planos"]]
    assert found[0] == found[3] == 120 and max(found[1:3]) < 100
