"""LiveTraining sin navegador: apunta, para, recorta y explica."""

import time

import numpy as np
import pytest
import torch
from dibujo import read

from course_lib.widgets import LiveTraining
from course_lib.widgets.live_training import MOST_POINTS


def points(live, name):
    """Las épocas y los valores que recibe el navegador."""
    (found,) = [each for each in live.drawn if each["name"] == name]
    return np.frombuffer(found["x"]), np.frombuffer(found["y"])


def test_el_bucle_de_range_apunta_y_termina():
    live = LiveTraining(epocas=100)
    for epoch in live.range():
        live.log(perdida=1 / (epoch + 1), norma=2.0)
    assert live.status == "terminado" and not live.stopped and live.count == 100
    np.testing.assert_array_equal(live.history["perdida"], 1 / np.arange(1, 101))
    np.testing.assert_array_equal(points(live, "norma")[1], np.full(100, 2.0))


def test_parar_corta_en_la_iteracion_siguiente():
    live = LiveTraining()
    for epoch in live.range(100):
        live.log(perdida=epoch)
        if epoch == 6:
            # Lo que manda el botón, por el mismo camino.
            live._handle_custom_msg({"type": "stop"}, [])
    assert live.stopped and live.status == "parado" and live.count == 7


def test_un_break_o_un_error_cierran_el_entrenamiento():
    live = LiveTraining()
    for epoch in live.range(10):
        live.log(perdida=1.0)
        if epoch == 3:
            break
    assert live.status == "terminado" and live.count == 4


def test_otro_entrenamiento_empieza_de_cero():
    live = LiveTraining()
    for _ in live.range(5):
        live.log(perdida=1.0)
        live.stop()
    for _ in live.range(3):
        live.log(coste=2.0)
    assert not live.stopped and list(live.history) == ["coste"] and live.count == 3


def test_parar_sin_entrenar_no_hace_nada():
    live = LiveTraining()
    live.stop()
    assert not live.stopped


def test_admite_el_tensor_de_la_perdida_sin_separarlo_del_grafo():
    live = LiveTraining()
    loss = (torch.ones(3, dtype=torch.float64, requires_grad=True) ** 2).sum()
    live.log(perdida=loss, norma=np.float32(0.5))
    assert live.history["perdida"].tolist() == [3.0] and loss.requires_grad


def test_no_manda_mas_de_veinte_envios_por_segundo():
    live, sent = LiveTraining(), []
    live.observe(lambda change: sent.append(change["new"]), "count")
    start = time.monotonic()
    for _ in live.range(20_000):
        live.log(perdida=1.0)
    assert len(sent) <= 2 + 20 * (time.monotonic() - start + 0.05)
    assert sent[-1] == 20_000


def test_con_muchos_puntos_manda_pocos_y_no_pierde_picos_ni_huecos():
    live, values = LiveTraining(), np.ones(10_001)
    values[1234], values[777], values[10_000] = 50.0, np.nan, 3.0
    for value in values:
        live.log(perdida=value)
    live._push()
    x, y = points(live, "perdida")
    assert len(x) <= MOST_POINTS + 60 and np.all(np.diff(x) > 0)
    assert (x[0], x[-1], y[-1]) == (0, 10_000, 3.0)
    assert y[x == 1234].tolist() == [50.0]
    assert len(live.history["perdida"]) == 10_001


def test_un_nan_se_avisa_con_su_epoca():
    live = LiveTraining()
    for value in (1.0, float("inf"), float("nan")):
        live.log(perdida=value)
    assert live.broken == "perdida vale ∞ en la época 1"


def test_una_serie_que_falta_deja_un_hueco():
    live = LiveTraining()
    live.log(perdida=1.0)
    live.log(perdida=2.0, norma=5.0)
    np.testing.assert_array_equal(live.history["norma"], [np.nan, 5.0])
    assert live.broken == ""


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda live: live.log(), "al menos un número con nombre"),
        (lambda live: live.log(perdida="0.5x"), "perdida debe ser un número y llegó un str"),
        (lambda live: live.log(perdida=torch.ones(2)), r"llegó con forma \(2,\): prueba perdida.item"),
        (lambda live: live.log(**{f"s{i}": 1.0 for i in range(7)}), "hasta 6 series"),
        (lambda live: live.range(), "¿Cuántas épocas?"),
        (lambda live: live.range(0), "count debe ser un entero positivo y llegó 0"),
        (lambda live: LiveTraining(epocas=2.5), "epocas debe ser un entero positivo y llegó 2.5"),
    ],
)
def test_lo_que_no_vale_se_explica(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call(LiveTraining())


def test_la_figura_fija_nunca_esta_vacia():
    live = LiveTraining()
    assert "Aún no hay puntos" in live.picture().alt
    for epoch in live.range(30):
        live.log(perdida=2.0**-epoch, norma=1.0)
    picture = live.picture()
    assert {"perdida", "norma", "época"} <= set(read(picture))
    assert "logarítmico" in picture.alt and "empieza en 1" in picture.alt


def test_sin_navegador_no_estorba(root, tmp_path):
    import nbformat
    from cuadernos import patient_client

    source = """from course_lib.widgets import LiveTraining
vivo = LiveTraining(epocas=5)
vivo"""
    loop = "for epoca in range(5):\n    vivo.log(perdida=1.0 / (epoca + 1))\n    if vivo.stopped:\n        break"
    cells = [source, loop, "print(vivo.status, vivo.count)", "vivo.picture()"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    patient_client(notebook, root, kernel_name="python3").execute()
    assert notebook.cells[2].outputs[0].text == "terminado 5\n"
    assert "image/svg+xml" in notebook.cells[0].outputs[0].data
    assert "empieza en 1" in notebook.cells[3].outputs[0].data["text/plain"]
