"""Lo que prometen las lecciones 05 y 05b: se ejecutan enteras y se miran sus números."""

import numpy as np
import pytest
from celdas import cell_with, code_cells, run_cells


@pytest.fixture(scope="module")
def cinco():
    return run_cells(code_cells("05_retropropagacion_mlp"), {"__name__": "leccion_05"})


@pytest.fixture(scope="module")
def cinco_b():
    return run_cells(code_cells("05b_clasificacion"), {"__name__": "leccion_05b"})


def test_lo_que_le_pasa_a_la_perdida_al_empujar_es_lo_que_dice_el_texto(cinco):
    found = []
    for k, unit in ((3, 1), (2, 0), (1, 0)):
        moved = cinco["valores"].h[k].copy()
        moved[unit] += 0.001
        found.append(cinco["recorrido"](k, moved)[-1] - cinco["recorrido"](k, cinco["valores"].h[k])[-1])
    np.testing.assert_allclose(found, [0.003035, 0.002505, 0.010244], atol=5e-7)
    deltas = [cinco["delta2"][1], cinco["delta1"][0], cinco["delta0"][0]]
    np.testing.assert_allclose(deltas, [3.034, 2.504, 10.224], atol=5e-4)


def test_el_tensor_contraido_es_el_producto_exterior(cinco):
    np.testing.assert_array_equal(cinco["contraido"], np.outer(cinco["delta2"], cinco["valores"].h[2]))


def test_con_x_mil_veces_mayor_el_gradiente_crece_unas_44000(cinco):
    sizes = []
    for scale in (1, 1000):
        values = cinco["mlp"].forward(scale * cinco["x"], cinco["betas"], cinco["omegas"])
        back = cinco["mlp"].backward(values, 2 * (values.f[-1] - cinco["y"]), cinco["betas"], cinco["omegas"])
        sizes.append(np.linalg.norm(back.omega[0]))
    assert sizes[1] / sizes[0] == pytest.approx(44_000, rel=0.01)


def test_la_funcion_del_estudiante_aprende_la_curva(cinco):
    assert cinco["perdidas"][0] > 1
    assert cinco["perdidas"][-1] < 0.005


@pytest.mark.parametrize("wrong", ["sin mascara", "sin escribir"])
def test_con_una_retropropagacion_mala_no_se_entrena_y_se_dice_cual(cinco, capsys, wrong):
    def bad(x, y, red):
        if wrong == "sin escribir":
            raise NotImplementedError
        dbetas, d_omegas = cinco["retropropagacion_mlp"](x, y, red)
        return dbetas, [1.5 * d for d in d_omegas]

    source = cell_with("05_retropropagacion_mlp", "figura = plots.curves")
    after = run_cells([source], {**cinco, "retropropagacion_mlp": bad, "perdidas": None})
    assert after["perdidas"] is None and after["figura"] is None
    assert "arregla retropropagacion_mlp" in capsys.readouterr().out


def test_los_valores_de_control_de_la_red_332(cinco_b):
    np.testing.assert_allclose(cinco_b["dJ_df"], [-0.001696, 0.001696], atol=5e-7)
    np.testing.assert_allclose(cinco_b["atras"].x, [0.001831, -0.002442, -0.003052], atol=5e-7)
    assert (cinco_b["desde_la_derecha"], cinco_b["desde_la_izquierda"]) == (28, 63)


def test_las_fuerzas_suman_cero(cinco_b):
    assert cinco_b["fuerza"].sum() == pytest.approx(0, abs=1e-15)
    assert np.sum(cinco_b["fuerza"] > 0) == 1


def test_el_gradiente_del_estudiante_engana_a_la_red(cinco_b):
    before, after = (cinco_b["probabilidades"](x) for x in (cinco_b["partida"], cinco_b["x"]))
    assert before.argmax() == 0 and after.argmax() == 1
    assert np.linalg.norm(cinco_b["x"] - cinco_b["partida"]) < 0.81


def test_con_un_gradiente_malo_no_se_mueve_nada(cinco_b, capsys):
    source = cell_with("05b_clasificacion", "partida = ")
    run_cells([source], {**cinco_b, "dj_dx_red_332": lambda *args: np.zeros(3)})
    out = capsys.readouterr().out
    assert "arregla dj_dx_red_332" in out and "clase" not in out
