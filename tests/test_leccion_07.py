"""Lo que promete la lección 07: se ejecuta entera y se miran sus números, contra la teoría y contra torch."""

import numpy as np
import pytest
from celdas import cell_with, code_cells, run_cells

SEVEN = "07_descenso_de_gradiente"


@pytest.fixture(scope="module")
def siete():
    return run_cells(code_cells(SEVEN), {"__name__": "leccion_07"})


def test_la_direccion_que_mas_baja_es_la_contraria_al_gradiente(siete):
    np.testing.assert_allclose(siete["rumbos"][siete["mejor"]], [-0.6, 0.8], atol=0.01)
    assert -siete["cambios"].min() == pytest.approx(1000, rel=0.01)
    assert (siete["cambios"] < 0).sum() == 180


def test_los_valores_de_control_del_programa(siete):
    np.testing.assert_allclose(siete["caminos"]["decay 0.999"][3], [64.929614, -1.619245], atol=5e-7)
    assert siete["vueltas"] == 60
    assert siete["baja"](lambda x: siete["tuple_norm"](x) ** 0.5)[0] == 111
    assert siete["final"][0] == pytest.approx(4.5976e-11, rel=1e-4)
    gradient = np.hypot(*siete["gradient"](siete["final"]))
    assert gradient == pytest.approx(9.2e-11, rel=0.01) and gradient / siete["epsilon"] == pytest.approx(9e9, rel=0.05)
    last_rate = 0.2 * 0.999**60
    assert last_rate == pytest.approx(0.188, abs=5e-4)


def test_con_decay_un_medio_se_queda_a_118_metros(siete):
    assert np.linalg.norm(siete["caminos"]["decay 0.5"][-1]) == pytest.approx(118, abs=0.5)


def test_cada_tasa_multiplica_por_lo_que_dice_la_teoria(siete):
    for name, distances in siete["medidas"].items():
        rate = {"0.33": 1 / 3}.get(name[4:], float(name[4:]))
        want = max(abs(1 - 2 * rate), abs(1 - 4 * rate))
        assert distances[-1] / distances[-2] == pytest.approx(want, rel=1e-6), name
    assert min(siete["medidas"], key=lambda name: siete["medidas"][name][-1]) == "α = 0.33"


def test_se_rompe_en_el_paso_que_se_habia_calculado(siete):
    assert siete["paso"] == np.ceil(siete["previsto"]) == 1038
    first = siete["paso_gd"](siete["salida"], siete["gradiente_cuadratica"](siete["salida"]), 0.6)
    second = siete["paso_gd"](first, siete["gradiente_cuadratica"](first), 0.6)
    start, one, two = map(siete["altura"], (siete["salida"], first, second))
    assert one < start < two  # el primero aún baja


def test_el_limite_separa_llegar_de_divergir(siete):
    for X in (siete["X"], siete["Z"]):
        limit = 2 / siete["curvaturas"](X)[-1]
        hessian = 2 / 240 * X.T @ X
        np.testing.assert_allclose(siete["curvaturas"](X), np.linalg.svd(hessian)[1][::-1], rtol=1e-6)
        assert siete["todos"](X, 0.99 * limit, 2000).startswith("tras 2000 pasos")
        assert "DIVERGE: en el paso 17" in siete["todos"](X, 1.01 * limit, 20_000)
    assert "DIVERGE: en el paso 66" in siete["todos"](siete["X"], 0.01, 1000)


def test_normalizados_aprenden_en_diez_pasos(siete):
    best = siete["mejor_posible"]
    found = float(siete["todos"](siete["Z"], 0.5, 10).split()[-1])
    assert found == pytest.approx(best, rel=1e-3)
    curves = siete["curvaturas"](siete["X"]), siete["curvaturas"](siete["Z"])
    assert curves[0][-1] / curves[0][0] > 100_000 and curves[1][-1] / curves[1][0] < 1.1


def test_un_dato_acierta_en_promedio_y_el_lote_se_equivoca_como_la_raiz(siete):
    np.testing.assert_allclose(siete["sueltos"].mean(axis=0), siete["entero"], rtol=1e-10)
    noise = np.sqrt(np.mean(np.sum((siete["sueltos"] - siete["entero"]) ** 2, axis=1)))
    # El último que calcula la celda es el de los lotes de 64.
    assert siete["tipico"] == pytest.approx(noise / 8, rel=0.05)


def test_los_caminantes_de_los_dos_valles(siete):
    count = siete["acaban_en_el_hondo"]
    assert [(count(2, noise), count(-2, noise)) for noise in (0, 3, 6)] == [(0, 100), (39, 98), (65, 69)]


def test_por_pasos_bajan_igual_y_por_gradientes_gana_el_de_un_dato(siete):
    runs = {name: sobra for name, (_, sobra) in siete["carrera"].items()}
    whole, few, one = (runs[name] for name in ("todos", "lotes de 16", "un dato"))
    for noisy in (few, one):
        assert noisy[10] == pytest.approx(whole[10], rel=0.1)
    assert one[:240].min() < 10 < 0.01 * whole[1]
    assert whole[300] < 1e-6 < few[-50:].mean() < one[-50:].mean()


def test_el_suelo_va_con_la_tasa_y_con_el_lote(siete):
    floor = {name: heights[-30:].mean() for name, heights in siete["alturas"].items()}
    one = floor["un dato, 0.03"]
    assert 2 < one / floor["un dato, 0.015"] < 2.6
    assert 15 < one / floor["lotes de 16, 0.03"] < 25
    assert siete["aprendido"] == pytest.approx(60 + 2.1 * 80 - 0.8 * 10, rel=0.02)
    assert floor["lo mismo, barajando"] < floor["un dato, 1/(20 + t)"] / 10 < one / 100


def test_el_limite_tambien_se_ve_en_una_red(siete):
    below, above = siete["ruta"].values()
    assert np.all(np.diff(below) < 0) and max(above) > 300 * above[0]
    assert above[-1] < 0.01
    # Donde cae, su tasa ya cabe.
    rate = 1.05 * 2 / siete["mayor"]
    assert rate < 2 / siete["mayor_curvatura"](siete["fila"])[0]


@pytest.mark.parametrize(
    "name, text",
    [
        ("descenso_cuadratica", "plots.trails"),
        ("gradiente_cuadratica", "def recorre"),
        ("paso_gd", "previsto = "),
        ("gradiente_minilote", "mejor_posible = "),
        ("gradiente_minilote", "carrera, figura"),
    ],
)
@pytest.mark.parametrize("written", [True, False])
def test_con_una_funcion_mala_o_sin_escribir_se_dice_cual_y_no_se_sigue(siete, capsys, name, text, written):
    def missing(*args):
        raise NotImplementedError

    names = {**siete, name: (lambda *args: args[0] * 0.5) if written else missing}
    # listas mira las funciones de su cuaderno: el de la prueba.
    run_cells([cell_with(SEVEN, "PRUEBAS = {")], names)
    capsys.readouterr()
    if text == "mejor_posible = ":
        text = "def perdida(phi, X)"
    run_cells([cell_with(SEVEN, text)], names)
    out = capsys.readouterr().out
    assert f"arregla {name}" in out and "DIVERGE" not in out
