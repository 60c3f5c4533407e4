"""Lo que promete la lección 13: cada paciente está enfermo, se cura con lo que dice su ficha y su revisión lo nota."""

import re

import numpy as np
import pytest
from celdas import SOLUTIONS, cell_with, run_cells, run_with_torch

LESSON = "13_receta_de_depuracion"


@pytest.fixture(scope="module")
def trece():
    """Los nombres que quedan tras la lección; no se mira el progreso de nadie."""
    yield from run_with_torch(LESSON, skipping=["progress("])


# Lo que se cambia en la celda de cada paciente: (lo que dice, lo que tiene que decir).
CURES = {
    1: [("Linear(rng.normal(size=(D_out, D_in)),", "Linear(np.sqrt(2 / D_in) * rng.normal(size=(D_out, D_in)),")],
    2: [("            Softmax(),\n", "")],
    3: [
        ("    suma = [np.zeros_like(p) for p in modelo.parameters()]\n", ""),
        ("            perdida = 0.0\n",
         "            perdida = 0.0\n            suma = [np.zeros_like(p) for p in modelo.parameters()]\n"),
    ],
    4: [
        ("pred = modelo(x)\n", "pred = modelo(x)[:, 0]\n"),
        ("        loss = (", "        assert pred.shape == y.shape\n        loss = ("),
    ],
    5: [
        ("np.abs((X - X.mean(axis=0)).T @ (y - y.mean()))",
         "np.abs((X[:60] - X[:60].mean(axis=0)).T @ (y[:60] - y[:60].mean()))"),
    ],
}  # fmt: skip
OTHER_CURES = {
    1: [("Linear(rng.normal(size=(D_out, D_in)), np.zeros(D_out))", "Linear.he(D_in, D_out, rng)")],
    2: [("Softmax(),\n        ]", "]")],
    4: [
        ("    for paso", "    y = y[:, None]\n    for paso"),
        ("        loss = (", "        assert pred.shape == y.shape\n        loss = ("),
    ],
}
REVIEWS = {1: "modelo = paciente_1()", 2: "modelo = paciente_2()", 3: "= paciente_3(red())", 4: "y_curva[:1]",
           5: "paciente_5(medidas, del_reves)"}  # fmt: skip


def review(trece, patient, changes, capsys):
    """La revisión de un paciente con su celda cambiada: los nombres que deja y lo que dice."""
    source = cell_with(LESSON, f"def paciente_{patient}(")
    for before, after in changes:
        assert source.count(before) == 1, before
        source = source.replace(before, after)
    capsys.readouterr()
    left = run_cells([source, cell_with(LESSON, REVIEWS[patient])], dict(trece))
    return left, capsys.readouterr().out


@pytest.mark.parametrize("patient", REVIEWS)
def test_cada_paciente_llega_enfermo_y_sin_ningun_error(trece, capsys, patient):
    left, said = review(trece, patient, [], capsys)
    assert left["altas"][patient] is False and f"Paciente {patient}: sigue en observación." in said


@pytest.mark.parametrize("patient, changes", [*CURES.items(), *OTHER_CURES.items()])
def test_con_la_cura_de_su_ficha_la_revision_le_da_el_alta(trece, capsys, patient, changes):
    left, said = review(trece, patient, changes, capsys)
    assert left["altas"][patient] is True and f"Paciente {patient}: de alta." in said
    assert "✗" not in said


# Lo que haría alguien que quita el síntoma y no la avería.
PATCHES = {
    1: [("rng.normal(size=(D_out, D_in))", "np.zeros((D_out, D_in))")],
    3: [("lr=0.1)", "lr=0.01)")],
    4: [("pred = modelo(x)\n", "pred = modelo(x)[:, 0]\n")],
    5: [("np.argsort(relacion)[-20:]", "np.argsort(relacion)[-5:].repeat(4)")],
}


@pytest.mark.parametrize("patient", PATCHES)
def test_con_un_remiendo_no_hay_alta(trece, capsys, patient):
    left, said = review(trece, patient, PATCHES[patient], capsys)
    assert left["altas"][patient] is False and "✗" in said


def test_la_tangente_mal_derivada_aprende_igual_y_solo_el_aparato_la_ve(trece, capsys):
    curves = trece["curvas"]
    assert curves["TanhB"][-1] < 1.2 * curves["TanhA"][-1] < 0.05
    run_cells([cell_with(LESSON, "escrito = capa.backward(dA)")], dict(trece))
    errors = [float(n) for n in re.findall(r"error relativo (\S+)", capsys.readouterr().out)]
    assert errors[0] < 1e-10 and errors[1] > 1e-2


def test_sin_los_aparatos_no_se_mide_y_se_dice_cuales_faltan(trece, capsys):
    def missing(*args):
        raise NotImplementedError

    run_cells([cell_with(LESSON, "escrito = capa.backward(dA)")], trece | {"error_relativo": missing})
    assert capsys.readouterr().out == "Antes de seguir, arregla error_relativo: su check dice qué le pasa.\n"
    after = run_cells([cell_with(LESSON, REVIEWS[3])], trece | {"norma_global": missing})
    assert "arregla norma_global" in capsys.readouterr().out and after["figura"] is None
    run_cells([cell_with(LESSON, "def receta(")], trece | {"norma_global": missing})
    assert "arregla norma_global" in capsys.readouterr().out
    run_cells([cell_with(LESSON, "def receta(")], trece | {"aparatos": False})
    assert "pon en verde tus aparatos" in capsys.readouterr().out


def test_una_red_sana_nace_cerca_de_ln_10_y_con_ceros_lo_clava(trece):
    loss = trece["SoftmaxCrossEntropyLoss"]()
    born = loss.forward(trece["red"]().forward(trece["X_entreno"]), trece["c_entreno"])
    assert 0.01 < abs(born - np.log(10)) < 0.2
    assert trece["al_nacer"] > 50
    dead = trece["paciente_6"]()
    assert loss.forward(dead.forward(trece["X_entreno"]), trece["c_entreno"]) == pytest.approx(np.log(10), abs=1e-12)
    assert trece["encendidas"] == 0 and min(trece["perdidas_6"]) > 2.29


def test_con_softmax_dos_veces_hay_un_suelo(trece):
    floor = np.log(np.e + 9) - 1
    assert floor == pytest.approx(1.461, abs=5e-4)
    assert floor < min(trece["de_memoria"]) < 1.6
    assert trece["memoriza"](trece["red"]())[-1] < 1e-3


def test_en_el_paciente_3_la_norma_avisa_antes_que_la_perdida(trece):
    losses, norms = np.array(trece["perdidas_3"]), np.array(trece["normas_3"])
    assert losses[15:25].mean() < losses[0] / 2 and losses[-20:].mean() > losses[0]
    assert norms[20] > 5 * norms[0] and norms[-1] > 20 * norms[0]
    assert trece["pesos_3"][-1] > 20 * trece["pesos_3"][0]


def test_curado_el_paciente_3_los_pesos_apenas_crecen(trece, capsys):
    left, _ = review(trece, 3, CURES[3], capsys)
    assert (round(left["pesos_3"][0]), round(left["pesos_3"][-1])) == (12, 14)
    assert left["normas_3"][-1] < left["normas_3"][0]


def test_el_paciente_4_se_planta_en_la_varianza(trece):
    assert trece["error"] == pytest.approx(np.var(trece["y_curva"].numpy()), rel=0.01)


def test_el_paciente_5_acierta_demasiado_y_curado_lo_que_una_moneda(trece, capsys):
    assert trece["acierta"] >= 0.8 and trece["acierta_del_reves"] >= 0.8
    left, _ = review(trece, 5, CURES[5], capsys)
    assert left["acierta"] + left["acierta_del_reves"] == pytest.approx(1)
    assert 0.3 < left["acierta"] < 0.7


def test_multiplicar_la_perdida_mueve_la_curva_de_sgd_y_no_la_de_adam(trece):
    sweep = {name: np.array(values) for name, values in trece["barrido"].items()}
    assert np.abs(sweep["Adam"] - sweep["Adam × 50"]).max() < 0.05
    assert np.abs(sweep["SGD"] - sweep["SGD × 50"]).max() > 0.5
    assert sweep["Adam"].max() > 0.9 and sweep["Adam"][-1] < sweep["Adam"].max() - 0.03


def test_dos_cambios_a_la_vez_esconden_el_malo(trece):
    changes = {name: round(100 * value) for name, value in trece["cambios"].items()}
    assert changes["como estaba"] == 87 and changes["las dos cosas"] == 91
    assert changes["solo momentum"] > changes["las dos cosas"] and changes["solo pesos chicos"] < 20


def test_el_historial_ensena_como_llego_cada_uno_y_como_esta(trece, capsys):
    review(trece, 2, CURES[2], capsys)
    first, *_, last = trece["historial"][2]
    assert first[-1] > 1.4 and last[-1] < 0.01
    left = run_cells([cell_with(LESSON, "cuadros = {}")], dict(trece))
    assert list(left["cuadros"]) == [f"paciente {n}" for n in (1, 2, 3, 4)]
    assert "hoy: empieza en" in left["cuadros"]["paciente 2"].alt


def test_la_receta_entera_da_de_alta_a_una_red_sana(trece):
    assert trece["altas"]["nuevo"] is True


def test_la_red_de_la_receta_acierta_lo_mismo_que_en_pytorch(trece):
    """Los mismos pesos, lotes y orden, con Adam: veinte épocas después, los mismos parámetros."""
    torch = pytest.importorskip("torch")
    model = trece["red"]()
    layers = model.layers[::2]
    weights = [torch.tensor(p, requires_grad=True) for p in model.parameters()]
    reference = torch.optim.Adam(weights, lr=0.003)
    X, c, rng = torch.tensor(trece["X_entreno"]), torch.tensor(trece["c_entreno"]), np.random.default_rng(0)
    for _ in range(20):
        for batch in rng.permutation(1000).reshape(20, 50):
            h = X[batch]
            for k in range(len(layers)):
                h = torch.nn.functional.linear(h, *weights[2 * k : 2 * k + 2])
                h = h.relu() if k + 1 < len(layers) else h
            reference.zero_grad()
            torch.nn.functional.cross_entropy(h, c[batch]).backward()
            reference.step()
    trece["entrena"](model, trece["Adam"](model.parameters(), lr=0.003))
    for ours, theirs in zip(model.parameters(), weights, strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=0, atol=1e-7, strict=True)
    assert trece["aciertos"](model) > 0.95


def test_los_enlaces_llevan_a_lecciones_con_su_numero():
    text = (SOLUTIONS / f"{LESSON}.md").read_text(encoding="utf-8")
    for number, lesson in re.findall(r"\[(\d+\w?)\]\((\w+)\.ipynb\)", text):
        assert lesson.startswith(f"{number}_")
