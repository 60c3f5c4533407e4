"""El grafo dibujado lleva los valores de la ida y los gradientes que vuelven, arista por arista."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from dibujo import SVG, read

from course_lib import graph as g
from course_lib import plots
from course_lib.graph import Node, topological_order
from course_lib.plots.picture import WIDEST
from course_lib.widgets.graph_stepper.examples import EXAMPLES

LEGEND = "Sobre cada arista, en azul, el valor que va; debajo, en cursiva y naranja, el gradiente que vuelve."


def two_branches():
    """El grafo 2 del temario: J = (a + b)(b + 1)."""
    a, b = Node(2.0, "a"), Node(3.0, "b")
    G, h = (a + b).named("g"), (b + 1).named("h")
    return (G * h).named("J")


def forty_nodes():
    """Una red 2-3-1 con sus parámetros: unos cuarenta nodos."""
    rng = np.random.default_rng(0)
    x = [Node(0.5, "x₁"), Node(-1.25, "x₂")]
    out = Node(0.1, "c")
    for i in range(3):
        z = Node(rng.normal(), f"b{i}")
        for j in range(2):
            z = z + Node(rng.normal(), f"w{i}{j}") * x[j]
        out = out + Node(rng.normal(), f"v{i}") * g.sin(z.named(f"z{i}")).named(f"h{i}")
    return ((out.named("f") - Node(0.3, "y")) ** 2).named("ℓ")


def split(picture):
    """Los textos en cursiva (gradientes) y los demás."""
    texts = list(ElementTree.fromstring(picture.svg).iter(f"{SVG}text"))
    italic = [t.text for t in texts if "italic" in (t.get("style") or "")]
    return italic, [t.text for t in texts if t.text not in italic]


def test_cada_arista_lleva_su_valor_y_su_gradiente():
    J = two_branches()
    J.backward()
    made = plots.graph(J)
    texts = read(made)
    italic, _ = split(made)
    # a: 4; b: 4 por g y 5 por h; g: 4; h: 5; J: 1; la constante 1 no lleva.
    assert sorted(t for t in italic if "=" not in t) == sorted("4 4 5 4 5 1".split())
    assert {"a", "b", "g", "a + b", "h", "b + 1", "J", "g × h", "20"} <= set(texts)


def test_un_nodo_que_se_usa_dos_veces_lleva_la_suma():
    J = two_branches()
    J.backward()
    made = plots.graph(J)
    italic, _ = split(made)
    assert [t for t in italic if "=" in t] in (["4 + 5 = 9"], ["5 + 4 = 9"])
    assert "b vale 3, gradiente 9" in made.alt and "g = a + b vale 5, gradiente 4" in made.alt


def test_una_suma_con_negativos_se_escribe_con_su_signo():
    x = Node(3.0, "x")
    y = (x * 2 - x).named("y")
    y.backward()
    italic, _ = split(plots.graph(y))
    assert [t for t in italic if "=" in t] in (["2 - 1 = 1"], ["-1 + 2 = 1"])


def test_un_nodo_multiplicado_por_si_mismo_lleva_dos_aristas():
    x = Node(3.0, "x")
    y = (x * x).named("y")
    y.backward()
    made = plots.graph(y)
    italic, _ = split(made)
    assert italic.count("3") == 2 and "3 + 3 = 6" in italic


def test_antes_de_backward_no_hay_gradientes_y_se_dice():
    made = plots.graph(two_branches())
    assert "Sin gradientes todavía: llama antes a backward()." in read(made)
    assert split(made)[0] == []


def test_se_pueden_dejar_fuera_los_gradientes():
    J = two_branches()
    J.backward()
    made = plots.graph(J, gradients=False)
    read(made)
    assert split(made)[0] == [] and "gradiente" not in made.alt


def test_una_hoja_sola_se_dibuja():
    assert "x" in read(plots.graph(Node(3.0, "x")))


def test_los_vectores_cortos_llevan_sus_numeros_y_los_arrays_su_forma():
    Omega = Node(np.arange(8.0).reshape(4, 2) - 3, "Ω")
    x = Node(np.array([1.0, -2.0]), "x")
    loss = ((Omega @ x).named("f") ** 2).sum().named("ℓ")
    loss.backward()
    texts = read(plots.graph(loss))
    assert {"[1, -2]", "(4, 2)", "(4,)", "Ω @ x"} <= set(texts)


def test_un_nan_se_dibuja_y_se_dice_donde_empieza():
    data = np.array([1.0, 2.0])
    root = (Node(data, "a").named("a") * Node(3.0, "b")).named("y")
    data[0] = np.nan  # el grafo no deja entrar un NaN, pero un array puede estropearse después
    made = plots.graph(root)
    assert "[NaN, 2]" in read(made)
    assert "Aviso: el valor de a no es un número finito; mira ahí primero." in made.alt


def test_un_gradiente_infinito_se_dice_donde_empieza():
    y = ((Node(1.0, "a") * 2).named("z") * 1e200).named("y")
    y._grad = y.parents[0]._grad = np.inf  # ningún camino normal llega hasta aquí: backward lo rechaza
    made = plots.graph(y)
    assert "∞" in read(made)
    assert "Aviso: el gradiente de y no es un número finito; mira ahí primero." in made.alt


def test_las_constantes_no_llevan_gradiente_y_una_entrada_sin_nombre_si():
    y = (Node(3.0) * 2).named("y")
    y.backward()
    made = plots.graph(y)
    assert split(made)[0] == ["2", "1"]
    assert "una entrada sin nombre vale 3, gradiente 2; y = 3 × 2 vale 6, gradiente 1" in made.alt


@pytest.mark.parametrize(
    "build, written",
    [
        (lambda a, b: a**2, "a²"),
        (lambda a, b: a**-3, "a⁻³"),
        (lambda a, b: a**0.5, "a^0.5"),
        (lambda a, b: -a, "-a"),
        (lambda a, b: a - b, "a - b"),
        (lambda a, b: 1 / (a * b), "1 / □"),
        (lambda a, b: a - 2 * b, "a - □"),
        (lambda a, b: (a * b) ** 2, "□²"),
        (lambda a, b: g.exp(a * b), "exp"),
        (lambda a, b: g.sigmoid(a), "sigmoid(a)"),
        (lambda a, b: (a * b) + (a / b), "+"),
        (lambda a, b: (a + b) - (a * b), "5 - 6"),
        (lambda a, b: -(a * b), "-□"),
        (lambda a, b: a.named("un nombre larguísimo") * b, "×"),
        (lambda a, b: a.named("un nombre larguísimo") ** 2, "□²"),
        (lambda a, b: a.named("f_0") + b.named("ω_12"), "f₀ + ω₁₂"),
    ],
)
def test_cada_operacion_se_lee(build, written):
    assert written in read(plots.graph(build(Node(2.0, "a"), Node(3.0, "b"))))


def boxes(picture):
    """Los rectángulos y los textos, como (izquierda, arriba, derecha, abajo), y los puntos de las aristas."""
    return _boxes(ElementTree.fromstring(picture.svg))


def rows(picture):
    """Lo mismo, renglón a renglón: un grafo ancho va en varios."""
    for group in ElementTree.fromstring(picture.svg).iter(f"{SVG}g"):
        if group.get("transform", "").startswith("translate(6 "):
            yield float(group.get("transform")[12:-1]), *_boxes(group)


def _boxes(svg):
    rects = [[float(r.get(k)) for k in ("x", "y", "width", "height")] for r in svg.iter(f"{SVG}rect")]
    rects = [(x, y, x + w, y + h) for x, y, w, h in rects]
    labels = []
    for t in svg.iter(f"{SVG}text"):
        if t.get("text-anchor") == "middle":
            x, y, half = float(t.get("x")), float(t.get("y")), 3.4 * len(t.text)
            labels.append((x - half, y - 9, x + half, y + 1))
    return rects, labels, [p.get("d") for p in svg.iter(f"{SVG}path") if p.get("fill") == "none"]


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def along(path):
    """Puntos de un trazo hecho de M, H y C."""
    x = y = 0.0
    for command, numbers in re.findall(r"([MHC])([-\d. ]+)", path):
        n = [float(v) for v in numbers.split()]
        if command == "M":
            x, y = n
        elif command == "H":
            yield from ((x + (n[0] - x) * t, y) for t in np.linspace(0.02, 0.98, 25))
            x = n[0]
        else:
            for t in np.linspace(0.02, 0.98, 25):
                k = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3]
                yield (
                    k[0] * x + k[1] * n[0] + k[2] * n[2] + k[3] * n[4],
                    k[0] * y + k[1] * n[1] + k[2] * n[3] + k[3] * n[5],
                )
            x, y = n[4:]


@pytest.mark.parametrize("build", [two_branches, forty_nodes])
def test_nada_se_solapa_ni_ninguna_arista_cruza_un_nodo(build):
    root = build()
    root.backward()
    made = plots.graph(root)
    read(made)
    bottom = 0.0
    for top, rects, labels, paths in rows(made):
        assert not [(a, b) for i, a in enumerate(rects) for b in rects[:i] if overlap(a, b)]
        assert not [(a, b) for i, a in enumerate(labels) for b in labels[:i] if overlap(a, b)]
        points = [p for path in paths for p in along(path)]
        assert len(points) > 50
        inside = [(r, p) for r in rects for p in points if r[0] + 1 < p[0] < r[2] - 1 and r[1] + 1 < p[1] < r[3] - 1]
        assert not inside
        crossed = [(box, p) for box in labels for p in points if box[0] < p[0] < box[2] and box[1] < p[1] < box[3]]
        assert not crossed
        assert top + min(r[1] for r in [*rects, *labels]) >= bottom  # cada renglón, debajo del anterior
        bottom = top + max(r[3] for r in [*rects, *labels])
    assert bottom


def test_un_grafo_que_no_cabe_se_parte_en_renglones_y_ninguno_es_mas_ancho_que_el_texto():
    root = EXAMPLES["red_de_juguete"]()
    root.backward()
    made = plots.graph(root)
    assert float(re.search(r'width="(\d+)"', made.svg).group(1)) <= WIDEST + 12
    assert len(list(rows(made))) > 1 and "va a trazos" in made.alt
    # Cada arista, una vez; y cada operación está donde le llegan las suyas.
    drawn = [text for _, _, _, paths in rows(made) for text in paths]
    assert len(drawn) == sum(len(node.parents) for node in topological_order(root)) + 1  # y la de la salida


def test_un_grafo_de_cuarenta_nodos_se_dibuja_a_tamano_natural():
    root = forty_nodes()
    root.backward()
    made = plots.graph(root)
    assert len(g.topological_order(root)) >= 38
    assert LEGEND in made.alt and 'font-size="12"' in made.svg
    # Sin escalar: la letra mide 12 píxeles, y lo que no cabe se desplaza.
    width, height, view = re.search(r'width="(\d+)" height="(\d+)" viewBox="0 0 ([\d ]+)"', made.svg).groups()
    assert view == f"{width} {height}"


def test_dibujar_no_cambia_los_gradientes_y_sale_siempre_igual():
    J = two_branches()
    J.backward()
    before = [np.array(n.grad) for n in g.topological_order(J)]
    assert plots.graph(J) == plots.graph(J)
    for node, grad in zip(g.topological_order(J), before, strict=True):
        np.testing.assert_array_equal(node.grad, grad)


def test_lo_que_no_se_puede_dibujar_se_explica():
    with pytest.raises(TypeError, match="^root debe ser un nodo"):
        plots.graph(3.0)
    x = Node(1.0, "x")
    for _ in range(250):
        x = g.sin(x)
    with pytest.raises(ValueError, match="^El grafo debe tener 200 nodos como mucho y tiene 251: dibuja"):
        plots.graph(x)
