"""GraphStepper en JupyterLab: se recorre con ratón y teclado, y cada número es el de torch.autograd."""

import re

import pytest
import torch

STEPPER = ".cl-graph-stepper"
# Otras entradas. Las demás cuentas, en course_lib/test_widgets_math.py.
CHANGES = {"x": -1.0, "ω_1": 2.5}
BIG = """
x, w = Node(0.5, "x"), Node(1.01, "w")
for _ in range(250):
    x = graph.sin(x * w)
grande = GraphStepper(x.named("salida"))
grande"""
ARRAYS = """
W, v = Node(np.arange(6.0).reshape(2, 3), "W"), Node([1.0, -1.0, 2.0], "v")
GraphStepper(((W @ v) ** 2).sum().named("ℓ"))"""
IMPORTS = """import numpy as np
from course_lib import graph
from course_lib.graph import Node
from course_lib.widgets import GraphStepper"""


def read_number(text):
    return float(text.replace("−", "-").replace("∞", "inf"))


def at_step(notebook, step, n=0):
    """El widget número n, cuando ya enseña ese paso."""
    notebook.page.locator(f"{STEPPER} >> nth={n}").and_(notebook.page.locator(f'[data-step="{step}"]')).wait_for()
    return notebook.page.locator(STEPPER).nth(n)


def table(stepper):
    """Lo que dice la tabla: {nodo: (valor, gradiente)}, con los textos tal cual."""
    cells = "rows => rows.map(r => [...r.children].map(c => c.textContent))"
    return {name: (value, grad) for name, _, value, grad in stepper.locator("tbody tr").evaluate_all(cells)}


def plain(name):
    """φ₂ es φ_2 en Python."""
    return re.sub("([₀-₉]+)", lambda m: "_" + m[1].translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")), name)


def check_against_torch(stepper, leaves):
    """Los números de la red de juguete, frente a PyTorch."""
    v = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in leaves.items()}
    h1 = torch.sin(v["β_0"] + v["ω_0"] * v["x"])
    h2 = torch.exp(v["β_1"] + v["ω_1"] * h1)
    h3 = torch.cos(v["β_2"] + v["ω_2"] * h2)
    out = (v["β_3"] + v["ω_3"] * h3 - v["y"]) ** 2
    out.backward()
    shown = {plain(name): pair for name, pair in table(stepper).items()}
    for name, tensor in v.items():
        value, grad = map(read_number, shown[name])
        assert value == pytest.approx(tensor.item(), rel=6e-4)
        assert grad == pytest.approx(tensor.grad.item(), rel=6e-4, abs=1e-12), name
    assert read_number(list(shown.values())[-1][0]) == pytest.approx(out.item(), rel=6e-4)


def test_los_numeros_son_los_de_torch_y_se_rehacen_al_cambiar_una_entrada(notebook):
    notebook.show("grafos.ipynb", IMPORTS, "GraphStepper.example('red_de_juguete')")
    stepper = at_step(notebook, 0)
    stepper.get_by_role("button", name="Al final").click()
    stepper.locator("summary").click()
    stepper.locator("details[open]").wait_for()
    leaves = {
        plain(f.get_attribute("aria-label")): read_number(f.input_value())
        for f in stepper.locator(".gs-field input").all()
    }
    check_against_torch(stepper, leaves)
    for name, value in CHANGES.items():
        pretty = re.sub(r"_(\d)", lambda m: "₀₁₂₃₄₅₆₇₈₉"[int(m[1])], name)
        field = stepper.get_by_role("textbox", name=pretty, exact=True)
        field.fill(str(value).replace(".", ","))  # la coma también vale
        field.press("Enter")
    check_against_torch(stepper, leaves | CHANGES)


def test_se_recorre_con_raton_y_teclado_y_dos_vistas_van_al_mismo_paso(notebook):
    notebook.show("grafo_2.ipynb", IMPORTS, "w = GraphStepper.example('grafo_2')\nw", "w")
    page, stepper = notebook.page, at_step(notebook, 0)
    # La figura fija está en la celda, para quien no pinta widgets, y aquí no se ve.
    assert page.locator(".cl-still").count() == 2
    assert not any(still.is_visible() for still in page.locator(".cl-still").all())
    stepper.get_by_role("button", name="Adelante").click()
    assert at_step(notebook, 1).locator(".cl-live").inner_text() == "Paso adelante. La entrada a es 2."
    page.keyboard.press("Enter")  # el foco sigue en «Adelante»
    for key, step in [("ArrowRight", 3), ("ArrowLeft", 2), ("End", 12), ("ArrowRight", 12), ("Home", 0)]:
        page.keyboard.press(key)
        at_step(notebook, step)
    stepper.locator(".gs-stage").focus()
    told = {}
    for step in range(1, 13):
        page.keyboard.press("ArrowRight")
        told[step] = at_step(notebook, step, 1).locator(".cl-live").inner_text()  # la otra vista
    assert told[3] == "Paso adelante. g = a + b = 2 + 3 = 5."
    assert told[7] == "Paso atrás. Se empieza en la salida: ∂J/∂J = 1."
    assert told[8].endswith("Llega 1, la derivada local es ∂J/∂g = h = 4, y se reparte 1 × 4 = 4.")
    assert told[10].endswith("A b aún le falta una rama.")
    assert "se suma: 4 + 5 = 9." in told[12]
    assert "4 + 5 = 9" in stepper.locator(".gs-grad").all_text_contents()
    notebook.assert_kernel("w.step, w.phase", "12 fin")

    # Lo que cambia una celda se ve en las dos vistas.
    notebook.python("w.step = 3\nw.leaves = {'a': 10}")
    for n in (0, 1):
        assert "10 + 3 = 13" in at_step(notebook, 3, n).locator(".cl-live").inner_text()
    # Lo que se escribe en una, en la otra y en Python.
    stepper.get_by_role("textbox", name="b", exact=True).fill("−1,5")
    page.keyboard.press("Enter")
    other = page.locator(STEPPER).nth(1).get_by_role("textbox", name="b", exact=True)
    assert other.input_value() == "−1.5"
    notebook.assert_kernel("w.leaves", "{'a': 10.0, 'b': -1.5}")

    # Reproducir y parar con el espacio.
    stepper.locator(".gs-stage").focus()
    page.keyboard.press("Space")
    stepper.get_by_role("button", name="Parar").wait_for()
    at_step(notebook, 4)
    page.keyboard.press("Space")
    stepper.get_by_role("button", name="Reproducir").wait_for()
    stepper.get_by_role("button", name="Reiniciar").click()
    at_step(notebook, 0)

    # Con el kernel reiniciado sigue funcionando aquí, y lo dice.
    notebook.restart()
    stepper.get_by_role("button", name="Al final").click()
    at_step(notebook, 12, 1)
    assert "El kernel ya no tiene este dibujo" in stepper.locator(".gs-warning").inner_text()


def test_adivina_antes_dice_si_aciertas_y_por_que_no(notebook):
    notebook.show("adivina.ipynb", IMPORTS, "w = GraphStepper.example('grafo_2', step=6)\nw")
    stepper = at_step(notebook, 6)
    stepper.get_by_role("checkbox", name="Adivina antes").check()
    box, feedback = stepper.locator(".gs-ask input"), stepper.locator(".gs-feedback")

    def answer(text):
        box.fill(text)
        box.press("Enter")
        return feedback.inner_text()

    assert "un número" in answer("uno")
    assert answer("1") == "Sí: 1."
    at_step(notebook, 7)
    assert "∂J/∂g" in stepper.locator(".gs-ask").inner_text()
    assert "? en el paso atrás" not in stepper.inner_text() and "← ?" in stepper.locator(".gs-grad").all_text_contents()
    assert "recibe el valor del otro" in answer("5")  # J = g × h, con g = 5 y h = 4
    assert "otro signo" in answer("−4")
    assert answer("4,01") == "Sí: 4."  # una centésima de error relativo
    # Lo que cuenta cada paso, y nada más, es región viva: dos a la vez se oirían dos veces.
    assert stepper.locator(".gs-fields").locator("output, [role=status], [aria-live]").count() == 0
    assert answer("5") == "Sí: 5."
    assert "por esta rama" in stepper.locator(".gs-ask").inner_text()
    assert "Falta multiplicarla por lo que llega a h, que es 5" in answer("1")
    assert answer("5") == "Sí: 5."
    assert answer("4") == "Sí: 4."  # la de a
    assert "sumadas sus ramas" in stepper.locator(".gs-ask").inner_text()
    assert "falta sumarla" in answer("4")
    assert "Falta sumar lo que trae la rama de g" in answer("5")
    assert answer("9") == "Sí: 9."
    at_step(notebook, 12)
    assert stepper.locator(".gs-score").inner_text() == "Aciertos a la primera: 3 de 6"
    notebook.assert_kernel(
        "w.score, [p['right'] for p in w.predictions]", "(3, 6) [True, False, True, False, True, False]"
    )
    stepper.get_by_role("button", name="Reiniciar").click()
    at_step(notebook, 0)
    assert stepper.locator(".gs-score").inner_text() == "Aciertos a la primera: 0 de 0"

    # Bastan dos cifras: h = b + 1 = 0.01365 pasa por 0.014, que se desvía casi un 3 %.
    stepper.get_by_role("textbox", name="b", exact=True).fill("−0,98635")
    notebook.page.keyboard.press("Enter")
    notebook.python("w.step = 7")
    at_step(notebook, 7)
    assert "multiplícalo" in answer("0,013")
    assert answer("0,014") == "Sí: 0.01365."


def test_malas_entradas_grafos_grandes_y_arrays_se_leen_y_axe_no_protesta(notebook):
    f = "f = (graph.log(Node(2, 'u')) / Node(4, 't')).named('f')\nGraphStepper(f)"
    notebook.show("dificil.ipynb", IMPORTS, f, BIG, ARRAYS)
    page = notebook.page
    small, big, arrays = (page.locator(STEPPER).nth(n) for n in range(3))
    warning, field = small.locator(".gs-warning"), small.get_by_role("textbox", name="t", exact=True)
    for text in ("abc", "", "1e400", "NaN"):
        field.fill(text)
        field.press("Enter")
        assert "no es un número" in warning.inner_text() and "t sigue valiendo 4" in warning.inner_text()
    field.fill("0")
    assert warning.inner_text().startswith("Aviso: f = 0.6931 / 0 no es un número finito.")
    small.get_by_role("textbox", name="u", exact=True).fill("-3")
    assert "log(−3)" in warning.inner_text()
    small.get_by_role("button", name="Valores del principio").click()
    assert warning.inner_text() == ""

    # 502 nodos: se ve el tramo del paso, y se puede mirar otro o todos.
    assert big.locator("svg").count() == 1
    assert "502 nodos" in big.inner_text() and "Tramo 1 de 63" in big.inner_text()
    big.locator(".gs-stage").focus()
    page.keyboard.press("End")
    assert "Tramo 1 de 63" in big.inner_text()
    page.keyboard.press("Home")
    notebook.python("grande.step = 300")
    at_step(notebook, 300, 1)
    assert "Tramo 38 de 63" in big.inner_text()
    assert big.locator('.gs-node[data-state="now"]').count() == 1
    choice = big.get_by_role("combobox")
    choice.select_option("all")
    assert big.locator("svg").count() == 63
    choice.select_option("2")
    assert "Tramo 3 de 63" in big.inner_text() and big.locator("svg").count() == 1

    arrays.get_by_role("button", name="Al final").click()
    assert "Python" in arrays.locator(".gs-note").inner_text() and arrays.get_by_role("textbox").count() == 0
    assert arrays.get_by_role("checkbox").is_disabled()
    assert "(2, 3)" in arrays.locator(".gs-value").all_text_contents()
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []
    notebook.theme("JupyterLab Light")
