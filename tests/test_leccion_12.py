"""Lo que promete la lección 12: se ejecuta entera y se miran sus cuentas; de los tiempos no se afirma nada."""

import numpy as np
import pytest
from celdas import SOLUTIONS, cell_with, code_cells, run_cells

LESSON = "12_coste_computacional"


@pytest.fixture(scope="module")
def doce():
    return run_cells(code_cells(LESSON), {"__name__": LESSON, "display": lambda figure: None})


def test_los_exponentes_de_las_cuentas_son_dos_y_tres(doce):
    exponent = doce["cost"].exponent
    assert exponent(doce["pequenos"], doce["con_vector"]) == pytest.approx(2)
    assert exponent(doce["pequenos"], doce["con_matriz"]) == pytest.approx(3)


def test_los_dos_ordenes_dan_los_valores_de_control(doce):
    np.testing.assert_array_equal(doce["cuentas"][0], [50_000, 4_010_000])


def test_la_memoria_de_la_diagonal_crece_como_su_tamano_y_la_de_la_matriz_como_su_cuadrado(doce):
    exponents = {name: doce["cost"].exponent(doce["lados"], peaks) for name, peaks in doce["picos"].items()}
    assert exponents == {"con la matriz": pytest.approx(2, abs=0.1), "con la tuya": pytest.approx(1, abs=0.1)}


def test_los_dos_pasos_cuestan_unas_tres_veces_el_de_delante(doce):
    assert (doce["una"].forward, doce["una"].backward) == (2200, 4000)
    for layers in (2, 5, 40):
        both = doce["cost"].multiplications([30] * (layers + 1))
        assert (both.forward + both.backward) / both.forward == pytest.approx(3 - 1 / layers)


def test_los_gradientes_a_tramos_son_los_de_pytorch_y_bit_a_bit_los_de_siempre(doce):
    torch = pytest.importorskip("torch")
    gradients, weights, X, Y = (doce[name] for name in ("gradientes", "pesos_hondos", "X", "Y"))
    theirs = [torch.tensor(W, requires_grad=True) for W in weights]
    H = torch.tensor(X)
    for k, W in enumerate(theirs):
        H = H @ W.T if k == len(theirs) - 1 else torch.relu(H @ W.T)
    torch.nn.functional.mse_loss(H, torch.tensor(Y)).backward()
    whole = dict(gradients(X, Y, weights, 1))
    assert list(whole) == list(reversed(range(36)))
    for k, W in enumerate(theirs):
        np.testing.assert_allclose(whole[k], W.grad.numpy(), rtol=1e-9, atol=1e-12)
    for every in (2, 5, 6, 36):
        pieces = dict(gradients(X, Y, weights, every))
        assert all(np.array_equal(pieces[k], whole[k]) for k in whole)


def test_la_memoria_es_menor_con_tramos_de_raiz_de_k(doce):
    kilobytes = doce["kilobytes"]
    assert len(kilobytes) == 36 and 4 <= doce["mejor"] <= 9
    assert kilobytes[5] < 300 < kilobytes[0] and kilobytes[5] < kilobytes[0] / 2
    assert kilobytes[35] > 300


def test_la_red_que_no_cabia_se_para_en_el_primer_paso_y_con_tramos_aprende(doce, capsys):
    assert len(doce["perdidas"]) == 1
    doce["entrena"](1, 300)
    assert "no cabe. El primer paso pide" in capsys.readouterr().out
    assert doce["con_tramos"] == doce["sin_tope"] and len(doce["con_tramos"]) == 400
    assert doce["con_tramos"][-1] < 0.15 * doce["con_tramos"][0]


def test_el_gradiente_del_lote_es_la_media_de_los_de_sus_partes(doce):
    assert set(doce["media"]) == set(doce["de_todos"]) == set(range(36))
    for k, whole in doce["de_todos"].items():
        np.testing.assert_allclose(doce["media"][k], whole, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("machines, pieces", [(4, 1), (4, 4), (4, 8), (3, 5)])
def test_en_cadena_cada_maquina_trabaja_m_de_cada_m_mas_p_menos_uno(doce, machines, pieces):
    rows = doce["en_cadena"](machines, pieces)
    assert {len(row) for row in rows.values()} == {2 * (pieces + machines - 1)}
    assert all(sum(cell is not None for cell in row) == 2 * pieces for row in rows.values())
    # Un trozo no llega a una máquina antes que a la anterior, ni vuelve antes de llegar al final.
    for piece in map(str, range(1, pieces + 1)):
        forward = [row.index(piece) for row in rows.values()]
        back = [row.index("∂" + piece) for row in rows.values()]
        assert forward == sorted(set(forward)) and back[::-1] == sorted(set(back)) and back[-1] > forward[-1]


WRONG = {"una matriz": lambda d, v: np.outer(d, v), "sin escribir": None, "otra cosa": lambda d, v: d + v}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("cell", ["picos = {", "kilobytes = [", "de_todos =", "tramo, memoria =", "sin_tope, con"])
def test_con_diag_por_vector_mala_o_sin_escribir_se_dice_y_no_se_sigue(doce, capsys, monkeypatch, name, cell):
    def missing(d, v):
        raise NotImplementedError

    monkeypatch.setitem(doce, "diag_por_vector", WRONG[name] or missing)  # las funciones de la lección la buscan ahí
    run_cells([cell_with(LESSON, cell)], {**doce})
    assert "arregla diag_por_vector" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [lambda n, L: (1, 2), lambda n, L: 5, lambda n, L: None])
def test_con_multiplicaciones_mala_tampoco(doce, capsys, wrong):
    run_cells([cell_with(LESSON, "anchuras, cuentas =")], {**doce, "multiplicaciones": wrong})
    assert "arregla multiplicaciones" in capsys.readouterr().out


def test_el_exponente_de_strassen(doce):
    assert doce["con_siete"](32) == 7**5


def test_los_numeros_escritos_en_el_texto_son_verdad(doce):
    text = (SOLUTIONS / f"{LESSON}.md").read_text(encoding="utf-8")
    assert "6200/2200 = 2.8$" in text and round((2200 + 4000) / 2200, 1) == 2.8
    assert "con 36, 666." in text and 36 * 37 // 2 == 666
    assert "approx 2.807$" in text and round(np.log2(7), 3) == 2.807
    assert "$4/7$; con ocho, $8/11$" in text and (4 + 4 - 1, 8 + 4 - 1) == (7, 11)
