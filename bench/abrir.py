"""Cuánto tarda en verse y en dejarse usar la lección mayor de la web en un teléfono corriente.

El procesador se frena cuatro veces. El bloqueo es lo que pasa de 50 ms en cada tarea larga, desde el primer dibujo
hasta que la página se queda quieta: mientras dura, no atiende a quien la toca.
"""

import shutil
import sys
from pathlib import Path

from page import say, spread

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
SLOW = 4  # veces más lento
ENOUGH = 50  # ms: lo que puede durar una tarea sin que se note
TURNS = 5  # veces que se abre
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


def opening(site: Path) -> list[str]:
    """La tabla, en renglones."""
    from playwright.sync_api import sync_playwright
    from web_visitada import served

    from tests.browser.conftest import FLAGS

    largest = max(site.glob("[0-9t]*_*.html"), key=lambda path: path.stat().st_size)
    turns = []
    with served(site) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for turn in range(TURNS):
            say(f"{largest.stem}, frenada, {turn + 1} de {TURNS}…")
            turns.append(opened(browser, home + largest.name))
        browser.close()
    ms = {name: spread([turn[name] for turn in turns], 0) for name in turns[0]}
    return [
        f"La lección mayor, `{largest.stem}` ({largest.stat().st_size / 1000:.0f} kB con sus dibujos), en una ventana "
        f"de teléfono y con el procesador frenado {SLOW} veces; milisegundos, mediana y extremos de {TURNS} veces:",
        "",
        "| primer dibujo | cargada | bloqueo en total |",
        "|---|---|---|",
        f"| {ms['first']} | {ms['loaded']} | {ms['blocked']} |",
    ]
