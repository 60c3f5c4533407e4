"""El banco de una página de la web: cuánto tarda en verse y en dejarse usar, y si sus widgets van al compás de la mano.

``python bench/sitio_pagina.py`` escribe las tablas en la salida; con ``--escribe`` las deja además en
docs/rendimiento.md. Hace falta la web ya construida (``make site``). El procesador se frena cuatro veces para abrir la
lección mayor, como en un teléfono corriente; los widgets se miden sin frenar, igual que en JupyterLab.
"""

import argparse
import gzip
import os
import shutil
import statistics
import sys
from datetime import date
from pathlib import Path

from page import Failed, machine, publish, say, spread
from widgets import GOAL, MEASURE, ROWS, quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
SLOW = 4  # veces más lento
ENOUGH = 50  # ms: lo que puede durar una tarea sin que se note; lo que pasa de ahí es bloqueo
TURNS = 5  # veces que se abre cada página
PAGES = {
    "stepper": ("graph_stepper", "02b_diferenciacion_automatica"),
    "explorer": ("toy_explorer", "03_red_de_juguete"),
    "jacobian": ("jacobian_explorer", "04_calculo_matricial"),
    "flow": ("mlp_flow", "05b_clasificacion"),
    "mountain": ("mountain", "07_descenso_de_gradiente"),
    "signal": ("signal_depth", "09_inicializacion"),
    "digits": ("digit_pad", "08b_un_clasificador_de_digitos"),
    "playground": ("playground", "06b_pytorch_por_dentro"),
}
WATCH = """globalThis.seen = { paint: {}, tasks: [] };
new PerformanceObserver(list => list.getEntries().forEach(e => { seen.paint[e.name] = e.startTime; }))
  .observe({ type: 'paint', buffered: true });
new PerformanceObserver(list => list.getEntries().forEach(e => seen.tasks.push([e.startTime, e.duration])))
  .observe({ type: 'longtask', buffered: true });"""
# Ya no queda nada por hacer: dos segundos sin una tarea larga.
QUIET = "() => performance.now() - Math.max(0, ...seen.tasks.map(([start, lasted]) => start + lasted)) > 2000"
READ = "() => ({ ...seen, loaded: performance.getEntriesByType('navigation')[0].loadEventEnd })"


def opened(browser, url: str) -> dict[str, float]:
    """Milisegundos hasta el primer dibujo, hasta que acaba de cargar, y de bloqueo, con el procesador frenado."""
    from web_visitada import ALIVE, PHONE, reading

    with reading(browser, PHONE) as reader:
        page = reader.page
        page.add_init_script(WATCH)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
        page.goto(url)
        page.wait_for_function(ALIVE)
        page.wait_for_function(QUIET)
        seen = page.evaluate(READ)
    first = seen["paint"]["first-contentful-paint"]
    blocked = sum(max(0, lasted - ENOUGH) for start, lasted in seen["tasks"] if start + lasted > first)
    return {"first": first, "loaded": seen["loaded"], "blocked": blocked}


def hands(browser, home: str, count: int) -> dict[str, list[list[float]]]:
    """Los milisegundos de cada suceso en cada widget: [hasta el DOM, hasta el cuadro]."""
    from web_visitada import reading

    found = {}
    for kind, (widget, lesson) in PAGES.items():
        say(f"{widget}…")
        with reading(browser) as reader:
            reader.open(f"{home}{lesson}.html")
            where = f"document.querySelector('.cl-alive:has(> script[data-widget={widget}])')"
            code = MEASURE.replace("OUTPUT", where)
            reader.page.evaluate(code, [kind, 0, 3])  # para calentar
            found[kind] = reader.page.evaluate(code, [kind, 0, count])
    return found


def report(site: Path, count: int) -> str:
    """Las tablas y lo que se concluye de ellas."""
    from playwright.sync_api import sync_playwright
    from web_visitada import served

    from tests.browser.conftest import FLAGS

    lessons = sorted(site.glob("[0-9t]*_*.html"), key=lambda path: path.stat().st_size)
    if not lessons:
        raise Failed(f"En {site} no hay ninguna lección: construye antes la web con make site.")
    load, largest = os.getloadavg()[0], lessons[-1]
    with served(site) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        turns = []
        for turn in range(TURNS):
            say(f"{largest.stem}, frenada, {turn + 1} de {TURNS}…")
            turns.append(opened(browser, home + largest.name))
        events, version = hands(browser, home, count), browser.version
        browser.close()
    ms = {name: spread([turn[name] for turn in turns], 0) for name in turns[0]}
    dom = {kind: quantiles([t[0] for t in times]) for kind, times in events.items()}
    frame = {kind: quantiles([t[1] for t in times]) for kind, times in events.items()}
    worst = max(p95 for _, p95 in dom.values())
    raw, zipped = largest.stat().st_size, len(gzip.compress(largest.read_bytes(), 9))
    rows = [
        f"| {ROWS[kind]} | {dom[kind][0]:.1f} | {dom[kind][1]:.1f} | {frame[kind][0]:.1f} | {frame[kind][1]:.1f} |"
        for kind in PAGES
    ]
    return "\n".join(
        (
            f"Medido el {date.today():%Y-%m-%d} con `python bench/sitio_pagina.py`: {machine()}; Chromium {version} "
            f"sin ventana ni GPU. Carga de la máquina al empezar: {load:.1f}.",
            "",
            f"La lección mayor, `{largest.stem}` ({raw / 1000:.0f} kB; {zipped / 1000:.0f} comprimida, con sus "
            f"dibujos), en una ventana de teléfono y con el procesador frenado {SLOW} veces. Milisegundos: mediana y "
            f"extremos de {TURNS} veces.",
            "",
            "| primer dibujo | cargada | bloqueo en total |",
            "|---|---|---|",
            f"| {ms['first']} | {ms['loaded']} | {ms['blocked']} |",
            "",
            f"Los widgets, en su lección y sin kernel, sin frenar. {count} sucesos de cada uno; milisegundos.",
            "",
            "| Qué se mueve | DOM, p50 | DOM, p95 | cuadro, p50 | cuadro, p95 |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"- El peor p95 hasta el DOM es de **{worst:.1f} ms**: {'dentro' if worst < GOAL else 'fuera'} del "
            f"objetivo ({GOAL} ms).",
            f"- La mediana de todos, {statistics.median(t[0] for times in events.values() for t in times):.1f} ms.",
        )
    )


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    parser = argparse.ArgumentParser(
        description="Mide una página de la web: cuándo se ve, cuándo responde y a qué ritmo."
    )
    parser.add_argument(
        "--web", type=Path, default=ROOT / "site", metavar="CARPETA", help="la web ya construida (site)"
    )
    parser.add_argument("--escribe", action="store_true", help="deja la tabla también en docs/rendimiento.md")
    parser.add_argument("--sucesos", type=int, default=100, metavar="N", help="sucesos de cada widget (100)")
    args = parser.parse_args(argv)
    return publish(lambda: report(args.web.resolve(), args.sucesos), "sitio_pagina", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
