"""El banco de los widgets: cuánto pasa desde que se pulsa o se arrastra hasta que la página ha cambiado.

``python bench/widgets.py`` escribe la tabla en la salida; con ``--escribe`` la deja además en
docs/rendimiento.md. Abre un JupyterLab de verdad en un navegador sin ventana y mide dentro de la página, por
turnos: nuestro widget y la misma figura hecha con ``ipywidgets`` y matplotlib. Todo va en milisegundos.

``python bench/widgets.py --pagina site/*.html`` mide en cambio los que encuentre vivos en unas páginas de la web del
curso, abiertas desde el disco y sin kernel.
"""

import argparse
import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
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
    "from course_lib.widgets import DigitPad, LiveTraining, Playground\n"
    "vivo = LiveTraining()\n"
    "for epoca in range(200): vivo.log(perdida=1 / (1 + epoca), norma=0.9**epoca)",
    "stepper": "stepper = GraphStepper.example('red_de_juguete')\nstepper",
    "explorer": "ToyExplorer()",
    "jacobian": "JacobianExplorer('softmax', x=[1, -0.5, 2, 0.8, -1.5])",
    "flow": "MLPFlow()",
    "mountain": "Mountain()",
    "signal": "SignalDepth()",
    "digits": "DigitPad(lambda X: np.full((len(X), 10), 0.1))",
    "playground": "Playground(dataset='XOR')",
    "live": "vivo",
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
    "live": "**LiveTraining**, mirar una época",
}
OURS = {
    "stepper": "graph-stepper",
    "explorer": "toy-explorer",
    "jacobian": "jacobian-explorer",
    "flow": "mlp_flow",
    "mountain": "mountain",
    "signal": "signal-depth",
    "digits": "digit-pad",
    "playground": "playground",
    "live": "live_training",
}
# El suceso se lanza dentro de la página: así no se cuenta lo que tarda en llegar desde Python.
MEASURE = """async ([kind, output, count]) => {
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
    const share = (turn * 0.618) % 1;  // de 0 a 1, y nunca cerca del anterior
    // Ida y vuelta por los pasos: en un tope ya no cambiaría nada.
    const forward = (length) => ((turn - 1) % (2 * length) < length ? 'ArrowRight' : 'ArrowLeft');
    if (kind === 'stepper') {
      const [back, ahead] = [...widget.querySelectorAll('button')].map(b => b.ariaDisabled === 'true');
      widget.turned = back || ahead ? ahead : widget.turned;
      return key(widget.querySelector('.gs-stage'), widget.turned ? 'ArrowLeft' : 'ArrowRight');
    }
    if (kind === 'explorer' || kind === 'signal') {
      const range = widget.querySelector('input[type=range]');
      range.value = String(3 * share - 1.5);
      return range.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (kind === 'mountain') {
      const rate = widget.querySelector('input[type=range]');
      rate.value = String(0.05 + 0.4 * share);
      return rate.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (kind === 'digits') return key(widget.querySelector('.cl-dp-paper'), ' ');
    if (kind === 'playground') return widget.querySelectorAll('input[type=checkbox]')[2 + (turn % 3)].click();
    if (['jacobian', 'flow', 'live'].includes(kind)) {
      const input = widget.querySelector(kind === 'jacobian' ? 'input[type=text]' : 'input[type=range]');
      input.value = String(kind === 'jacobian' ? 2 * share - 1 : turn % (kind === 'flow' ? 11 : input.max));
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


def browser_tests():
    """Lo que ya saben hacer las pruebas de navegador: arrancar JupyterLab y manejar un cuaderno."""
    place = ROOT / "tests" / "browser" / "conftest.py"
    spec = importlib.util.spec_from_file_location("browser_tests", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


Times = dict[str, list[list[float]]]  # por cada widget, los milisegundos de cada suceso: hasta el DOM y hasta el cuadro


@contextmanager
def chromium() -> Iterator:
    """Un navegador sin ventana.

    Errores
        Failed si no lo hay.
    """
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        raise Failed("Falta Chromium (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=browser_tests().FLAGS)
        yield browser
        browser.close()


def in_turns(page, outputs: dict, count: int) -> Times:
    """Los tiempos de ``count`` sucesos en cada sitio de una página, por turnos: así el ruido les toca a todos."""
    found: Times = {kind: [] for kind in outputs}
    for kind, output in outputs.items():
        page.evaluate(MEASURE, [kind, output, 3])  # para calentar
    for turn in range(0, count, TURN):
        say(f"sucesos {turn + 1} a {min(turn + TURN, count)} de cada uno…")
        for kind, output in outputs.items():
            found[kind] += page.evaluate(MEASURE, [kind, output, min(TURN, count - turn)])
    return found


def measure(count: int) -> tuple[Times, str]:
    """Los tiempos en JupyterLab, y la versión del navegador."""
    tools = browser_tests()
    with tempfile.TemporaryDirectory() as home, tools.running_lab(Path(home)) as lab, chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 6000})
        notebook = tools.Notebook(page, lab)
        say("JupyterLab y las figuras…")
        notebook.show("banco.ipynb", *CELLS.values())
        for selector in (".cl-graph-stepper", ".cl-toy-explorer", ".jp-OutputArea img >> nth=1"):
            page.wait_for_selector(selector, timeout=120_000)
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        places = {kind: cells.nth(list(CELLS).index(kind)).locator(".jp-OutputArea").first for kind in ROWS}
        return in_turns(page, {kind: place.element_handle() for kind, place in places.items()}, count), browser.version


def measure_pages(paths: list[Path], count: int) -> tuple[Times, str]:
    """Los tiempos de cada widget en la primera de esas páginas que lo lleve, y la versión del navegador."""
    found: Times = {}
    with chromium() as browser:
        for path in paths:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(path.resolve().as_uri())
            page.wait_for_function(
                "() => document.querySelectorAll('script.cl-state[data-widget]').length"
                " === document.querySelectorAll('.cl-alive').length"
            )
            here = {
                kind: page.locator(f".cl-live-part:has(> .cl-{name})")
                for kind, name in OURS.items()
                if kind not in found
            }
            new = {kind: place.first.element_handle() for kind, place in here.items() if place.count()}
            if new:
                say(f"{path.name}: {', '.join(OURS[kind] for kind in new)}")
                found |= in_turns(page, new, count)
            page.close()
        if not found:
            raise Failed("Ninguna de esas páginas lleva un widget vivo: pasa las de site/, p. ej. site/*.html.")
        return {kind: found[kind] for kind in OURS if kind in found}, browser.version


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


def table(found: Times, count: int) -> tuple[list[str], dict[str, tuple[float, float]]]:
    """La tabla con el peor de los nuestros, y la mediana y el p95 de cada uno hasta el DOM."""
    dom = {kind: quantiles([t[0] for t in times]) for kind, times in found.items()}
    frame = {kind: quantiles([t[1] for t in times]) for kind, times in found.items()}
    worst = max(dom[kind][1] for kind in found if kind in OURS)
    verdict = "dentro" if worst < GOAL else "fuera"
    return [
        f"Milisegundos desde el suceso hasta que cambia la página (DOM) y hasta el cuadro siguiente, ya pintado. "
        f"{count} sucesos de cada uno, en turnos de {TURN}.",
        "",
        "| Qué se mueve | DOM, p50 | DOM, p95 | cuadro, p50 | cuadro, p95 |",
        "|---|---|---|---|---|",
        *(
            f"| {ROWS[kind]} | {dom[kind][0]:.1f} | {dom[kind][1]:.1f} | {frame[kind][0]:.1f} | {frame[kind][1]:.1f} |"
            for kind in found
        ),
        "",
        f"- El peor p95 de los nuestros hasta el DOM es de **{worst:.1f} ms**: {verdict} del objetivo ({GOAL} ms).",
    ], dom


def report_pages(paths: list[Path], count: int) -> str:
    """Lo mismo, en unas páginas sin kernel."""
    load = os.getloadavg()[0]
    found, browser = measure_pages(paths, count)
    return "\n".join(
        [
            f"Medido el {date.today():%Y-%m-%d} con `python bench/widgets.py --pagina site/*.html`, en páginas de la "
            f"web del curso abiertas desde el disco, sin kernel: {machine()}; Chromium {browser} sin ventana ni GPU. "
            f"Carga de la máquina al empezar: {load:.1f}.",
            "",
            *table(found, count)[0],
        ]
    )


def report(count: int) -> str:
    """La tabla y lo que se concluye de ella."""
    load = os.getloadavg()[0]
    found, browser = measure(count)
    lines, dom = table(found, count)
    ours = list(OURS)
    pairs = [kind for kind in ours if f"{kind}_matplotlib" in ROWS]
    faster = " y ".join(f"{dom[f'{kind}_matplotlib'][0] / dom[kind][0]:.0f}" for kind in pairs)
    lines = [
        f"Medido el {date.today():%Y-%m-%d} con `python bench/widgets.py`: {machine()}; jupyterlab "
        f"{version('jupyterlab')}, anywidget {version('anywidget')}, matplotlib {version('matplotlib')}, Chromium "
        f"{browser} sin ventana ni GPU. Carga de la máquina al empezar: {load:.1f}.",
        "",
        *lines,
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
    parser.add_argument(
        "--pagina",
        nargs="+",
        type=Path,
        metavar="HTML",
        help="mide en estas páginas de la web, en vez de en JupyterLab",
    )
    args = parser.parse_args(argv)
    if args.pagina:
        return publish(lambda: report_pages(args.pagina, args.sucesos), "widgets en la web", args.escribe)
    return publish(lambda: report(args.sucesos), "widgets", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
