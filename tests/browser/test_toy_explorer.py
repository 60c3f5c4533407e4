"""El explorador de la red de juguete en un JupyterLab de verdad: con ratón y teclado, contra torch.autograd."""

import numpy as np
import pytest
import torch

CELL = "from course_lib.widgets import ToyExplorer\nw = ToyExplorer()"
ROOT = ".cl-toy-explorer"
READ = """view => Object.fromEntries([...document.querySelectorAll('.cl-toy-explorer')[view]
  .querySelectorAll('[data-value]')].map(e => [e.dataset.key, [Number(e.dataset.value), e.textContent]]))"""
START = {"x": 0.5, "y": 0.3, "beta": [0.1, -0.4, 0.7, 0.2], "omega": [1.1, -0.8, 0.6, -1.5]}


def loss_of(x, y, beta, omega):
    """La cadena entera, de f0 a ℓ, en tensores."""
    f0 = beta[0] + omega[0] * x
    h1 = torch.sin(f0)
    f1 = beta[1] + omega[1] * h1
    h2 = torch.exp(f1)
    f2 = beta[2] + omega[2] * h2
    h3 = torch.cos(f2)
    f3 = beta[3] + omega[3] * h3
    return {"f0": f0, "h1": h1, "f1": f1, "h2": h2, "f2": f2, "h3": h3, "f3": f3, "loss": (f3 - y) ** 2}


def expected(state, pushed=("omega", 0), delta=0.1):
    """Lo que tiene que leerse en pantalla, según torch."""
    beta, omega = (torch.tensor(state[n], dtype=torch.float64, requires_grad=True) for n in ("beta", "omega"))
    links = loss_of(state["x"], state["y"], beta, omega)
    slopes = torch.autograd.grad(links["loss"], [*links.values(), beta, omega], retain_graph=True)
    want = {name: value.item() for name, value in links.items()}
    want |= {f"d_{name}": slope.item() for name, slope in zip(links, slopes, strict=False)}
    for trait, slope in zip(("beta", "omega"), slopes[-2:], strict=True):
        want |= {f"d_{trait}_{k}": slope[k].item() for k in range(4)}
    moved = {"beta": beta.detach().clone(), "omega": omega.detach().clone()}
    moved[pushed[0]][pushed[1]] += delta
    after = loss_of(state["x"], state["y"], **moved)["loss"].item()
    return want | {"promised": want[f"d_{pushed[0]}_{pushed[1]}"] * delta, "real": after - want["loss"]}


def check(notebook, view=0, **push):
    """Compara con torch todos los números de una vista; lo escrito es el mismo número con menos cifras."""
    got, want = notebook.page.evaluate(READ, view), expected(notebook.state(ROOT, view), **push)
    assert set(got) == set(want)
    for key, (value, written) in got.items():
        assert value == pytest.approx(want[key], rel=1e-9, abs=1e-12), key
        assert float(written.replace("−", "-")) == pytest.approx(want[key], rel=6e-3, abs=1e-12), key


def test_raton_y_teclado_dan_los_numeros_de_torch(notebook):
    notebook.show("juguete.ipynb", CELL, "w")
    page = notebook.page
    slider = page.get_by_role("slider", name="ω₁", exact=True)
    slider.wait_for()
    assert notebook.state(ROOT) == START
    check(notebook)

    # Mientras se arrastra, los números cambian aquí; el kernel no se entera hasta soltar.
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.42, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=4)
    dragged = notebook.state(ROOT)["omega"][1]
    assert dragged != -0.8
    check(notebook)
    assert notebook.python("print(w.omega[1])") == "-0.8"
    # Lo que llega del kernel a mitad no le quita el deslizador a quien lo tiene.
    notebook.python("w.omega = [1.1, -0.8, 0.6, 2]")
    notebook.wait_state(ROOT, omega=[1.1, -0.8, 0.6, 2])
    page.mouse.up()
    page.locator(ROOT).get_by_role("status").get_by_text("ω₁ = ").wait_for()
    notebook.assert_kernel("w.omega[1], w.omega[3]", f"{dragged} 2.0")
    check(notebook)

    # Flechas, Inicio y Fin en el deslizador; coma y menos en el campo.
    slider = page.get_by_role("slider", name="β₀", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    notebook.wait_state(ROOT, beta=[0.11, -0.4, 0.7, 0.2])
    slider.press("Home")
    slider.press("End")
    notebook.wait_state(ROOT, beta=[5, -0.4, 0.7, 0.2])
    check(notebook)
    field = page.get_by_role("textbox", name="x, escrito", exact=True)
    field.fill("−1,25")
    field.press("Enter")
    notebook.wait_state(ROOT, x=-1.25)
    check(notebook)
    notebook.assert_kernel("w.x, w.beta[0]", "-1.25 5.0")
    field.fill("uno")
    field.press("Enter")
    page.get_by_text("«uno» no es un número que quepa").wait_for()
    assert (field.input_value(), notebook.state(ROOT)["x"]) == ("−1.25", -1.25)

    # El empujoncito: otro parámetro y otro Δ.
    page.get_by_label("Parámetro que se empuja").select_option("β₂")
    field = page.get_by_role("textbox", name="Δ, escrito", exact=True)
    field.fill("-0,02")
    field.press("Tab")
    check(notebook, pushed=("beta", 2), delta=-0.02)

    rng = np.random.default_rng(0)
    new = {name: rng.normal(size=4).tolist() for name in ("beta", "omega")} | {"x": rng.normal(), "y": rng.normal()}
    notebook.python("\n".join(f"w.{name} = {value!r}" for name, value in new.items()))
    notebook.wait_state(ROOT, **new)
    check(notebook, pushed=("beta", 2), delta=-0.02)


def test_dos_vistas_desbordamiento_y_temas(notebook):
    notebook.show("juguete_dos.ipynb", CELL, "w", "w")
    page = notebook.page
    page.locator(ROOT).nth(1).wait_for()
    slider = page.get_by_role("slider", name="y", exact=True)
    slider.nth(0).focus()
    slider.nth(0).press("ArrowLeft")
    notebook.wait_state(ROOT, view=1, y=0.29)
    check(notebook, view=1)
    assert slider.nth(1).get_attribute("aria-valuetext") == "0.29"

    # Un exp que se desborda: una frase, y ni una barra rota.
    notebook.python("w.beta = [0, 800, 0, 0]")
    for view in (0, 1):
        notebook.wait_state(ROOT, view=view, beta=[0, 800, 0, 0])
        alert = page.locator(ROOT).nth(view).get_by_role("alert")
        assert "h₂ = exp(f₁) no cabe en un número" in alert.text_content()
    got = page.evaluate(READ, 0)
    assert (got["h2"][1], got["d_beta_1"][1], got["promised"][1]) == ("∞", "—", "—")
    widths = page.locator(f"{ROOT} .te-fill").evaluate_all("all => all.map(e => parseFloat(e.style.width))")
    assert all(0 <= width <= 50 for width in widths)
    assert "NaN" not in page.locator(f"{ROOT} .te-curve").nth(0).get_attribute("d")
    assert notebook.axe() == []
    # El camino de vuelta también funciona.
    notebook.python("w.beta = [0.1, -0.4, 0.7, 0.2]")
    notebook.wait_state(ROOT, beta=START["beta"])
    assert page.locator(ROOT).get_by_role("alert").count() == 0
    check(notebook)

    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []
    # Con colores forzados las barras siguen ahí: el navegador no les quita el fondo.
    page.emulate_media(forced_colors="active")
    fills = page.locator(f"{ROOT} .te-fill:not(.te-negative)").evaluate_all(
        "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert len(set(fills)) == 2  # el de los valores y el de las derivadas
    notebook.theme("JupyterLab Light")


def test_con_el_kernel_reiniciado_sigue_funcionando(notebook):
    notebook.show("juguete_reinicio.ipynb", CELL, "w")
    page = notebook.page
    slider = page.get_by_role("slider", name="ω₃", exact=True)
    slider.wait_for()
    notebook.restart()
    slider.focus()
    slider.press("ArrowRight")
    notebook.wait_state(ROOT, omega=[1.1, -0.8, 0.6, -1.49])
    check(notebook)
    page.get_by_text("El kernel ya no tiene este dibujo").wait_for()
    # Y al ejecutar otra vez, uno nuevo que sí habla con el kernel.
    notebook.run_all()
    slider.wait_for()
    notebook.wait_state(ROOT, omega=START["omega"])
    slider.focus()
    slider.press("ArrowRight")
    notebook.wait_state(ROOT, omega=[1.1, -0.8, 0.6, -1.49])
    notebook.assert_kernel("w.omega[3]", "-1.49")
