"""Las cuentas que los widgets hacen en el navegador, ejecutadas en Node: las mismas de torch, NumPy y course_lib."""

import numpy as np
import pytest
import torch
from javascript import evaluate

from course_lib import descent, graph
from course_lib.graph import Node
from course_lib.widgets import GraphStepper, Mountain, SignalDepth
from course_lib.widgets.graph_stepper.examples import EXAMPLES

RNG = np.random.default_rng(3)


def close(got, want, name=""):
    """Iguales hasta el redondeo. ``strict``: sin él, un escalar se compara con toda la matriz y pasa."""
    want = np.asarray(want, dtype=float)
    np.testing.assert_allclose(np.array(got, dtype=float), want, rtol=1e-9, atol=1e-12, strict=True, err_msg=name)


def tensor(value, grad=False):
    return torch.tensor(value, dtype=torch.float64, requires_grad=grad)


# --- El grafo ---

TORCH = {
    "+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div, "neg": torch.neg, "exp": torch.exp,
    "log": torch.log, "sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "relu": torch.relu, "softplus": torch.nn.functional.softplus, "sum": torch.sum, "mean": torch.mean,
    "T": lambda z: z,
}  # fmt: skip


def everything():
    """Todas las operaciones que el navegador sabe rehacer, en un grafo."""
    x, y = Node(0.7, "x"), Node(-1.3, "y")
    first = graph.exp(x) + graph.log(x) - graph.sin(y) * graph.cos(x) + graph.tanh(y) / graph.sigmoid(y)
    second = graph.softplus(x) - graph.relu(y) + graph.relu(x) - (-y) + (x * y).sum() * y.mean()
    return first + second + x**3 + x**-1 + x**0.5 + x**0 + (x * y).T


@pytest.mark.parametrize("build", [*EXAMPLES.values(), everything], ids=lambda build: build.__name__)
def test_el_grafo_da_los_valores_y_los_gradientes_de_torch_con_otras_entradas(build):
    stepper = GraphStepper(build())
    nodes = stepper.spec["nodes"]
    # Positivas: en un logaritmo o una raíz no hay otra cosa que comparar.
    leaves = {name: float(RNG.uniform(0.2, 2)) for name in stepper.leaves}
    got = evaluate("graph_stepper/math.js", "m.compute(nodes, leaves)", nodes=nodes, leaves=leaves)

    tensors = []
    for node in nodes:
        inputs = [tensors[p] for p in node["parents"]]
        if not inputs:
            made = tensor(leaves.get(node["key"], node["value"]), grad=True)
        elif node["op"].startswith("**"):
            made = inputs[0] ** float(node["op"][2:])
        else:
            made = TORCH[node["op"]](*inputs)
        made.retain_grad()
        tensors.append(made)
    tensors[-1].backward()
    close(got["values"], [t.item() for t in tensors])
    close(got["grads"], [t.grad.item() for t in tensors])


# --- La red de juguete ---


def toy_links(x, y, beta, omega):
    """La cadena entera, de f0 a ℓ, en tensores."""
    links = {"f0": beta[0] + omega[0] * x}
    links["h1"] = torch.sin(links["f0"])
    links["f1"] = beta[1] + omega[1] * links["h1"]
    links["h2"] = torch.exp(links["f1"])
    links["f2"] = beta[2] + omega[2] * links["h2"]
    links["h3"] = torch.cos(links["f2"])
    links["f3"] = beta[3] + omega[3] * links["h3"]
    return links | {"loss": (links["f3"] - y) ** 2}


def test_la_red_de_juguete_y_su_empujoncito_son_los_de_torch():
    beta, omega, x, y, delta = RNG.normal(size=4), RNG.normal(size=4), 0.5, -0.3, -0.02
    state = {"x": x, "y": y, "beta": beta.tolist(), "omega": omega.tolist()}
    got = evaluate(
        "toy_explorer/math.js",
        """{ values: m.forward(state), slopes: m.backward(m.forward(state), state),
             push: m.push(state, { trait: "beta", k: 2 }, delta) }""",
        state=state,
        delta=delta,
    )
    b, w = tensor(beta, grad=True), tensor(omega, grad=True)
    links = toy_links(x, y, b, w)
    slopes = torch.autograd.grad(links["loss"], [*links.values(), b, w], retain_graph=True)
    for name, value, slope in zip(links, links.values(), slopes, strict=False):
        close(got["values"][name], value.item(), name)
        close(got["slopes"][name], slope.item(), name)
    close(got["slopes"]["beta"], slopes[-2])
    close(got["slopes"]["omega"], slopes[-1])
    moved = tensor(beta) + delta * torch.eye(4, dtype=torch.float64)[2]
    close(got["push"]["promised"], slopes[-2][2].item() * delta)
    close(got["push"]["real"], toy_links(x, y, moved, tensor(omega))["loss"].item() - links["loss"].item())


# --- El jacobiano ---

FUNCTIONS = {
    "lineal": lambda x, W: W @ x,
    "relu": lambda x, W: torch.relu(x),
    "softmax": lambda x, W: torch.softmax(x, 0),
    "cuadrado": lambda x, W: x * x,
    "productos": lambda x, W: torch.stack([x[j % len(x)] * x[(j + 1) % len(x)] for j in range(len(W))]),
}


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_el_jacobiano_es_el_de_torch_traspuesto(kind):
    cases = []
    for D_x, D_y in [(1, 1), (1, 4), (2, 5), (3, 2), (5, 5)]:
        x = RNG.normal(size=D_x)
        x[0] = 0.0  # el pico de ReLU
        cases.append((x.tolist(), RNG.normal(size=(D_y, D_x)).tolist()))
    expression = "cases.map(([x, W]) => [m.FUNCTIONS[kind].y(x, W), m.FUNCTIONS[kind].J(x, W)])"
    got = evaluate("jacobian_explorer/math.js", expression, kind=kind, cases=cases)
    for (x, W), (y, J) in zip(cases, got, strict=True):
        close(y, FUNCTIONS[kind](tensor(x), tensor(W)))
        jacobian = torch.autograd.functional.jacobian(FUNCTIONS[kind], (tensor(x), tensor(W)))[0]
        close(J, jacobian.T)


# --- El MLP ---


@pytest.mark.parametrize("target", [{"y": [1.0, -2.0, 0.5, 3.0], "c": None}, {"y": None, "c": 2}], ids=["y", "c"])
@pytest.mark.parametrize("sizes", [(3, 4), (2, 3, 5, 8, 4)], ids=str)
def test_el_recorrido_por_la_red_da_lo_de_torch(sizes, target):
    betas = [RNG.normal(size=n).tolist() for n in sizes[1:]]
    omegas = [RNG.normal(size=(n, m)).tolist() for m, n in zip(sizes, sizes[1:], strict=False)]
    x = RNG.normal(size=sizes[0]).tolist()
    got = evaluate("mlp_flow/math.js", "m.run(net, x)", net={"betas": betas, "omegas": omegas, **target}, x=x)

    h, f, weights = [tensor(x, grad=True)], [], [tensor(w, grad=True) for w in omegas]
    for k, (beta, omega) in enumerate(zip(betas, weights, strict=True)):
        f.append(tensor(beta) + omega @ h[-1])
        if k + 1 < len(betas):
            h.append(torch.relu(f[-1]))
    if target["y"] is None:
        loss = torch.nn.functional.cross_entropy(f[-1], torch.tensor(target["c"]))
    else:
        loss = ((f[-1] - tensor(target["y"])) ** 2).sum()
    wanted = torch.autograd.grad(loss, [*f, *h, *weights])
    close(got["loss"], loss.item())
    for k in range(len(betas)):
        close(got["f"][k], f[k].detach(), f"f{k}")
        close(got["df"][k], wanted[k], f"df{k}")
        close(got["dh"][k], wanted[len(f) + k], f"dh{k}")
        close(got["dOmega"][k], wanted[len(f) + len(h) + k], f"dΩ{k}")


# --- La montaña ---


@pytest.mark.parametrize("surface", descent.MOUNTAINS)
def test_la_montana_baja_como_descend_y_su_gradiente_es_el_de_torch(surface):
    widget = Mountain(surface=surface, start=(1.3, -1), lr=0.3, decay=0.9, noise=2.0, batch=4, seed=5)
    given = {"start": widget.start, "lr": 0.3, "decay": 0.9, "noise": 2.0, "batch": 4}
    got = evaluate(
        "mountain/math.js",
        """{ path: m.descend(mountain, given, draws), far: m.descend(mountain, { ...given, lr: 3 }, draws).length,
             gradient: m.gradient(mountain, given.start), floor: m.bottom(mountain),
             levels: m.levels(mountain).map((l) => [...l.above, ...l.below].map((p) => m.height(mountain, p))) }""",
        mountain=widget.mountains[surface],
        given=given,
        draws=widget.draws,
    )
    close(got["path"], widget.path)
    escaping = descent.descend(surface, widget.start, 3, 0.9, 2.0, 4, 5, len(widget.draws))
    assert got["far"] == len(escaping)

    mountain, p = descent.MOUNTAINS[surface], tensor(widget.start, grad=True)
    sum([c * p[0] ** n for n, c in enumerate(mountain.coefficients)], mountain.b * p[1] ** 2).backward()
    close(got["gradient"], p.grad)
    xs = np.linspace(-3.4, 3.4, 100_001)
    assert got["floor"] == pytest.approx(min(np.polynomial.Polynomial(mountain.coefficients)(xs)), abs=1e-8)
    # Una línea de nivel es eso: todos sus puntos están a la misma altura, y cada una a la suya.
    heights = [np.array(line) for line in got["levels"]]
    assert all(np.ptp(line) < 1e-9 for line in heights) and len({round(line[0], 9) for line in heights}) == 12


# --- La señal y su gradiente ---


@pytest.mark.parametrize("activation", ["ReLU", "ninguna"])
def test_la_senal_con_otra_sigma_mide_lo_que_en_python(activation):
    widget = SignalDepth(n=16, layers=7, seed=3, sigma=0.4, activation=activation)
    got = evaluate(
        "signal_depth/math.js",
        """{ ...m.scaled(sizes, sigma / m.he(16)), named: [m.he(16), m.xavier(16), m.nnLinear(16)],
             factor: m.factor(activation, 16, sigma) }""",
        sizes=widget.sizes[activation],
        sigma=widget.sigma,
        activation=activation,
    )
    close(got["signal"], widget.signal)
    close(got["gradient"], widget.gradient)
    gains = [torch.nn.init.calculate_gain(name) for name in ("relu", "linear")]
    # nn.Linear sortea entre −1/√n y 1/√n, y la desviación de eso es un tercio de raíz.
    close(got["named"], [*(gain / 4 for gain in gains), 1 / 4 / np.sqrt(3)])
    assert got["factor"] == pytest.approx(16 * 0.16 * (0.5 if activation == "ReLU" else 1))


# --- La superficie de decisión ---


def test_la_curva_de_nivel_pasa_por_todos_los_cruces_de_la_rejilla_y_por_ningun_otro_sitio():
    side, size, level = 32, 320, 0.4
    rows, columns = np.mgrid[:side, :side] / 7
    grid = np.sin(columns) * np.cos(1.3 * rows) + 0.1 * columns
    segments = evaluate("playground/math.js", "m.contour(grid, level)", grid=grid.ravel().tolist(), level=level)
    ends = np.array(segments).reshape(-1, 2) * (side - 1) / size
    left, top = np.floor(ends + 1e-9).astype(int).T
    across, down = (ends - np.stack([left, top], axis=1)).T
    # Los extremos caen en un lado de una casilla, donde el valor interpolado es el del nivel.
    right, bottom = np.minimum(left + 1, side - 1), np.minimum(top + 1, side - 1)
    value = (
        grid[top, left] + across * (grid[top, right] - grid[top, left]) + down * (grid[bottom, left] - grid[top, left])
    )
    assert np.all((np.abs(across) < 1e-9) | (np.abs(down) < 1e-9))
    np.testing.assert_allclose(value, level, atol=1e-9)
    above = grid > level
    crossings = np.sum(above[:, 1:] != above[:, :-1]) + np.sum(above[1:] != above[:-1])
    assert len({tuple(end) for end in np.round(ends, 6)}) == crossings


def test_una_parte_acertada_cae_en_su_apuesta():
    got = evaluate("playground/math.js", "values.map(m.bucket)", values=[0, 0.7499, 0.75, 0.95, 0.9501, 1])
    assert got == [0, 0, 1, 1, 2, 2]


# --- El papel de dibujar ---


def test_un_trazo_mancha_lo_que_dice_la_distancia_y_no_deja_huecos():
    start, end = [1.2, 2.7], [6.5, 4.1]
    blank, got = evaluate("digit_pad/ink.js", "[m.blank(), m.stroke(m.blank(), start, end)]", start=start, end=end)
    assert blank == [0] * 64
    centers = np.stack(np.meshgrid(np.arange(8) + 0.5, np.arange(8) + 0.5), axis=-1).reshape(-1, 2)
    steps = int(np.ceil(4 * np.hypot(*np.subtract(end, start))))
    points = np.array(start) + np.subtract(end, start) * (np.arange(1, steps + 1) / steps)[:, None]
    far = np.hypot(*(centers[:, None] - points[None]).transpose(2, 0, 1)).min(axis=1)
    close(got, np.floor(16 * np.clip(1.25 - far, 0, 1) + 0.5))


def test_el_teclado_no_se_sale_del_papel_y_vuelve_del_reves_una_casilla():
    got = evaluate(
        "digit_pad/ink.js",
        """{ moves: moves.map(([at, key]) => m.step(at, key)), flipped: m.flip([0, 16, 8, 9], 1),
             other: m.flip([0, 16, 8, 9], 2) }""",
        moves=[(0, "ArrowLeft"), (0, "ArrowUp"), (0, "ArrowRight"), (0, "ArrowDown"), (63, "ArrowRight")]
        + [(63, "ArrowDown"), (8, "ArrowLeft")],
    )
    assert got == {"moves": [0, 0, 1, 8, 63, 63, 8], "flipped": [0, 0, 8, 9], "other": [0, 16, 16, 9]}


# --- Las escalas y los números ---


@pytest.mark.parametrize("low, high", [(0, 19), (-0.03, 0.002), (0.1, 0.1001), (-5e6, 3e7)])
def test_las_marcas_de_un_eje_son_redondas_y_caben(low, high):
    marks = np.array(evaluate("live_training/scales.js", "m.ticks(low, high)", low=low, high=high))
    step = np.diff(marks)
    assert 1 <= len(step) <= 5 and low <= marks[0] and marks[-1] <= high * (1 + 1e-9)
    assert float(f"{step.mean():.6e}".split("e")[0]) in (1, 2, 5) and np.ptp(step) < 1e-6 * step.mean()


def test_un_eje_reparte_lo_que_cabe_y_deja_fuera_lo_que_no():
    y = [4.0, 2.0, float("nan"), -1.0, 0.5, float("inf")]
    got = evaluate(
        "live_training/scales.js",
        """{ plain: y.map(m.vertical(y, false).at), log: y.map(m.vertical(y, true).at),
             flat: m.vertical([2, 2], false).at(2),
             none: m.vertical([], true).marks, decades: m.decades(-2, 3), nearest: m.nearest([0, 2, 5], 4) }""",
        y=y,
    )
    known = np.array([4.0, 2.0, np.nan, -1.0, 0.5, np.nan])
    close(got["plain"], (known + 1) / 5)
    with np.errstate(invalid="ignore"):
        close(got["log"], (np.log2(known) + 1) / 3)
    assert (got["flat"], got["none"], got["nearest"]) == (0.5, [1, 10], 2)
    close(got["decades"], [0.01, 1, 100])


@pytest.mark.parametrize(
    "expression, want",
    [
        ("[0, -0.00012345, 1234.5678, 123456, -1/0, 0/0, 0.1 + 0.2].map((x) => m.format(x))",
         ["0", "−1.23e−4", "1235", "1.23e5", "−∞", "NaN", "0.3"]),
        ("['−1,5', ' 2.25 ', '1e3', 'uno', ''].map(m.parse)", [-1.5, 2.25, 1000, None, None]),
        ("[m.subscript(12), m.tenTo(-7)]", ["₁₂", "1e−7"]),
        ("[0.7, 1, 1.5, 23, 501, 3e-5].map(m.roundUp)", [1, 1, 2, 50, 1000, 5e-5]),
        ("[m.largest([-3, 2, NaN, -Infinity]), m.largest([])]", [3, 0]),
        ("m.line([[0, 1], [2, 3], [4, NaN], [5, 6], [7, 8]])", "M0.0 1.0L2.0 3.0M5.0 6.0L7.0 8.0"),
        ("[m.signed(0), m.signed(2), m.signed(-1)].flat()", [245, 245, 245, 240, 165, 40, 86, 180, 233]),
    ],
)  # fmt: skip
def test_los_numeros_se_escriben_y_se_leen(expression, want):
    got = evaluate("common/numbers.js", expression)
    plain = [None if value != value else value for value in got] if isinstance(got, list) else got
    assert plain == (pytest.approx(want) if isinstance(want, list) and isinstance(want[0], (int, float)) else want)


def test_softmax_no_se_desborda_y_los_bytes_de_python_se_leen_aunque_no_empiecen_en_un_multiplo_de_ocho():
    data = np.frombuffer(b"\0" + RNG.normal(size=5).tobytes(), dtype=np.uint8).tolist()
    z = [1000.0, 999.0, -3.0]
    expression = "[m.softmax(z), m.unpack(new DataView(Uint8Array.from(data).buffer, 1), Float64Array)]"
    softmax, floats = evaluate("common/numbers.js", expression, z=z, data=data)
    close(softmax, torch.softmax(tensor(z), 0))
    close(floats, np.frombuffer(bytes(data[1:])))
