"""El banco de los widgets: cuánto pasa desde que se pulsa o se arrastra hasta que la página ha cambiado.

``python bench/widgets.py`` escribe la tabla en la salida; con ``--escribe`` la deja además en
docs/rendimiento.md. Abre un JupyterLab de verdad en un navegador sin ventana y mide dentro de la página, por
turnos: nuestro widget y la misma figura hecha con ``ipywidgets`` y matplotlib. Todo va en milisegundos.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import timeit
from datetime import date
from importlib.metadata import version
from pathlib import Path

from page import Failed, machine, publish, say

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
GOAL = 16  # ms, en el p95: un cuadro a 60 por segundo
TURN = 20  # sucesos seguidos de cada uno

CELLS = {
    "imports": "%matplotlib inline\nimport numpy as np, matplotlib.pyplot as plt, ipywidgets\n"
    "from course_lib import toy_network\n"
    "from course_lib.widgets import GraphStepper, JacobianExplorer, MLPFlow, Mountain, SignalDepth, ToyExplorer\n"
    "from course_lib.widgets import DigitPad, Playground",
    "stepper": "stepper = GraphStepper.example('red_de_juguete')\nstepper",
    "explorer": "ToyExplorer()",
    "jacobian": "JacobianExplorer('softmax', x=[1, -0.5, 2, 0.8, -1.5])",
    "flow": "MLPFlow()",
    "mountain": "Mountain()",
    "signal": "SignalDepth()",
    "digits": "DigitPad(lambda X: np.full((len(X), 10), 0.1))",
    "playground": "Playground(dataset='XOR')",
    "stepper_matplotlib": """
view, nodes = max(stepper.spec["views"], key=lambda v: len(v["nodes"])), stepper.spec["nodes"]
order = sorted(i for i, *_ in view["nodes"])  # los que se ven: cada paso cambia el dibujo
def paso(step):
    seen = order[:step]
    place = {i: (x, -y) for i, x, y, _ in view["nodes"]}
    fig, ax = plt.subplots(figsize=(11, 3.5)); ax.axis("off")
    ax.set_xlim(-20, view["size"][0]); ax.set_ylim(-view["size"][1], 60)
    for child, k, _, x, y in view["edges"]:
        parent = nodes[child]["parents"][k]
        ax.annotate("", place[child], place[parent], arrowprops={"arrowstyle": "->"})
        if parent in seen: ax.text(x, -y + 6, nodes[parent]["name"], size=7)
    for i, point in place.items():
        box = {"boxstyle": "round", "fc": "w" if i in seen else "0.9"}
        ax.text(*point, nodes[i]["name"], ha="center", va="center", bbox=box)
    plt.show()
slider = ipywidgets.IntSlider(0, 0, len(order))
ipywidgets.VBox([slider, ipywidgets.interactive_output(paso, {"step": slider})])""",
    "explorer_matplotlib": """
def mueve(w):
    beta, omega, x = [0.1, -0.4, 0.7, 0.2], [w, -0.8, 0.6, -1.5], np.linspace(-2, 2, 120)
    f = [toy_network.forward(p, 0.3, beta, omega).f3 for p in x]
    d = toy_network.backward(toy_network.forward(0.5, 0.3, beta, omega), 0.5, 0.3, beta, omega)
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    left.plot(x, f); right.bar(range(8), [*d.beta, *d.omega]); plt.show()
slider = ipywidgets.FloatSlider(1.1, min=-3, max=3, step=0.05)
ipywidgets.VBox([slider, ipywidgets.interactive_output(mueve, {"w": slider})])""",
}
ROWS = {
    "stepper": "**GraphStepper**, un paso con la tecla →",
    "stepper_matplotlib": "el mismo grafo con `interactive_output` y matplotlib",
    "explorer": "**ToyExplorer**, arrastrar un deslizador",
    "explorer_matplotlib": "la misma curva y las mismas barras con `interactive_output` y matplotlib",
    "jacobian": "**JacobianExplorer**, escribir una entrada de cinco",
    "flow": "**MLPFlow**, arrastrar el paso",
    "mountain": "**la montaña**, arrastrar la tasa",
    "signal": "**SignalDepth**, arrastrar σ",
    "digits": "**DigitPad**, pintar una casilla",
    "playground": "**Playground**, poner o quitar una característica",
}
# El suceso se lanza dentro de la página: así no se cuenta lo que tarda en llegar desde Python.
# OUTPUT es dónde está el widget: aquí, la salida de una celda; en bench/sitio_pagina.py, un trozo de una página.
IN_LAB = "document.querySelectorAll('.jp-Notebook .jp-CodeCell')[cell].querySelector('.jp-OutputArea')"
MEASURE = """async ([kind, cell, count]) => {
  const output = OUTPUT;
  const widget = output.querySelector('.cl'), picture = () => output.querySelector('img')?.src;
  const after = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null); }));
  const key = (where, name) => where.dispatchEvent(new KeyboardEvent('keydown',
    { key: name, bubbles: true, cancelable: true }));
  let turn = window.turns?.[kind] ?? 0;
  const fire = () => {
    turn += 1;
    // Ida y vuelta por los pasos, sin llegar a un tope en el que ya no cambiaría nada.
    const forward = (length) => ((turn - 1) % (2 * length) < length ? 'ArrowRight' : 'ArrowLeft');
    if (kind === 'stepper') {
      const last = Number(widget.querySelector('.gs-counter').textContent.match(/de (\\d+)/)[1]);
      return key(widget.querySelector('.gs-stage'), forward(last));
    }
    if (kind === 'explorer' || kind === 'signal') {
      const range = widget.querySelector('input[type=range]');
      range.value = String(1.5 * Math.sin(turn));
      return range.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (kind === 'mountain') {
      const rate = widget.querySelector('input[type=range]');
      rate.value = String(0.25 + 0.2 * Math.sin(turn));
      return rate.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (kind === 'digits') return key(widget.querySelector('.cl-dp-paper'), ' ');
    if (kind === 'playground') return widget.querySelectorAll('input[type=checkbox]')[2 + (turn % 3)].click();
    if (kind === 'jacobian' || kind === 'flow') {
      const input = widget.querySelector(kind === 'flow' ? 'input[type=range]' : 'input[type=text]');
      input.value = String(kind === 'flow' ? turn % 11 : Math.sin(turn));
      return input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    key(output.querySelector('.noUi-handle'), forward(kind === 'stepper_matplotlib' ? 7 : 20));  // siete nodos se ven
  };
  const times = [];
  for (let n = 0; n < count; n++) {
    // Cada suceso empieza con la página quieta.
    await after();
    const before = picture();
    let observer;
    const changed = new Promise((done, fail) => {
      observer = new MutationObserver(() => {
        // Con matplotlib cuenta la figura nueva, no que se mueva el deslizador.
        if (widget || (picture() && picture() !== before)) done(performance.now());
      });
      observer.observe(output, { subtree: true, childList: true, attributes: true, characterData: true });
      setTimeout(() => fail(new Error(kind + ': la página no cambia')), 20000);
    });
    const start = performance.now();
    fire();
    const dom = await changed;
    observer.disconnect();
    times.push([dom - start, (await after()) - start]);
  }
  window.turns = { ...window.turns, [kind]: turn };
  return times;
}"""


def measure(count: int) -> tuple[dict[str, list[list[float]]], str]:
    """Los milisegundos de cada suceso, [hasta el DOM, hasta el cuadro], y la versión del navegador."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        raise Failed("Falta Chromium (Debian: apt install chromium).")
    # Lo que ya saben hacer las pruebas de navegador: arrancar JupyterLab y manejar un cuaderno.
    from tests.browser import conftest as tools

    found: dict[str, list[list[float]]] = {kind: [] for kind in ROWS}
    with (
        tempfile.TemporaryDirectory() as home,
        tools.running_lab(Path(home)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=tools.FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 6000})
        notebook = tools.Notebook(page, lab)
        say("JupyterLab y las figuras…")
        notebook.show("banco.ipynb", *CELLS.values())
        for selector in (".cl-graph-stepper", ".cl-toy-explorer", ".jp-OutputArea img >> nth=1"):
            page.wait_for_selector(selector, timeout=120_000)
        cells, code = list(CELLS), MEASURE.replace("OUTPUT", IN_LAB)
        for kind in ROWS:
            page.evaluate(code, [kind, cells.index(kind), 3])  # para calentar
        for turn in range(0, count, TURN):
            say(f"sucesos {turn + 1} a {min(turn + TURN, count)} de cada uno…")
            for kind in ROWS:
                found[kind] += page.evaluate(code, [kind, cells.index(kind), min(TURN, count - turn)])
        name = browser.version
        browser.close()
    return found, name


def placing() -> str:
    """Cuánto tarda en prepararse y colocarse un grafo grande, mirado en el propio Python."""
    from course_lib import graph
    from course_lib.widgets import GraphStepper

    node, weight = graph.Node(0.5, "x"), graph.Node(1.01, "w")
    for _ in range(250):
        node = graph.sin(node * weight)
    seconds = statistics.median(timeit.repeat(lambda: GraphStepper(node), number=1, repeat=5))
    return f"un grafo de {len(graph.topological_order(node))} nodos se prepara y se coloca en {1000 * seconds:.0f} ms"


def quantiles(values: list[float]) -> tuple[float, float]:
    """La mediana y el p95."""
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[18]


def report(count: int) -> str:
    """La tabla y lo que se concluye de ella."""
    load = os.getloadavg()[0]
    found, chromium = measure(count)
    dom = {kind: quantiles([t[0] for t in times]) for kind, times in found.items()}
    frame = {kind: quantiles([t[1] for t in times]) for kind, times in found.items()}
    rows = [
        f"| {name} | {dom[kind][0]:.1f} | {dom[kind][1]:.1f} | {frame[kind][0]:.1f} | {frame[kind][1]:.1f} |"
        for kind, name in ROWS.items()
    ]
    ours = [kind for kind in ROWS if not kind.endswith("_matplotlib")]
    worst = max(dom[kind][1] for kind in ours)
    verdict = "dentro" if worst < GOAL else "fuera"
    pairs = [kind for kind in ours if f"{kind}_matplotlib" in ROWS]
    faster = " y ".join(f"{dom[f'{kind}_matplotlib'][0] / dom[kind][0]:.0f}" for kind in pairs)
    lines = [
        f"Medido el {date.today():%Y-%m-%d} con `python bench/widgets.py`: {machine()}; jupyterlab "
        f"{version('jupyterlab')}, anywidget {version('anywidget')}, matplotlib {version('matplotlib')}, Chromium "
        f"{chromium} sin ventana ni GPU. Carga de la máquina al empezar: {load:.1f}.",
        "",
        f"Milisegundos desde el suceso hasta que cambia la página (DOM) y hasta el cuadro siguiente, ya pintado. "
        f"{count} sucesos de cada uno, en turnos de {TURN}.",
        "",
        "| Qué se mueve | DOM, p50 | DOM, p95 | cuadro, p50 | cuadro, p95 |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"- El peor p95 de los nuestros hasta el DOM es de **{worst:.1f} ms**: {verdict} del objetivo ({GOAL} ms).",
        f"- En la mediana, {faster} veces más rápido que pedirle a Python una figura nueva cada vez: los nuestros "
        "cambian la página sin esperar al kernel.",
        f"- En Python, y una sola vez, {placing()} (objetivo, 1 s).",
        "- El cuadro se pinta por software, y ahí entra la página entera de JupyterLab.",
    ]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    parser = argparse.ArgumentParser(description="Mide los widgets frente a `ipywidgets` y matplotlib.")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla también en docs/rendimiento.md")
    parser.add_argument(
        "--sucesos", type=int, default=100, metavar="N", help="pulsaciones o arrastres de cada uno (100)"
    )
    args = parser.parse_args(argv)
    return publish(lambda: report(args.sucesos), "widgets", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
