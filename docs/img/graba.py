"""Graba las dos imágenes que se mueven del README, en un JupyterLab de verdad: ``python docs/img/graba.py``.

Escribe ``grafo.gif`` y ``check.gif`` al lado. Son GIF, y no APNG, porque GitHub pone un botón de parar a los GIF, y
quien pidió menos movimiento los ve quietos. Cada imagen es una lista de cuadros: lo que se ve y cuántos milisegundos.
"""

import argparse
import io
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WIDTH = 800  # lo que ocupa una imagen en un README, sin encoger: la letra se lee tal cual
LIMIT = 1_000_000  # bytes de cada una
# Los botones que JupyterLab pone sobre la celda elegida taparían lo que se escribe.
TIDY = ".jp-cell-toolbar, .jp-Notebook-footer { display: none !important; }"

# El primer ejercicio del curso: la lección ya cuenta cómo se resuelve, así que la imagen no destripa ninguno.
STATEMENT = "**Te toca.** Escribe `primer_gradiente(x)`, la derivada de $f(x) = x^2 + 3x$."
TYPED = ["def primer_gradiente(x):\n    ", "return ", "2 * ", "x ", "- 3"]
FIXED = [*TYPED[:-1], "+ 3"]
Frames = Iterator[tuple[Image.Image, int]]


def shot(page, x: float, y: float, height: float) -> Image.Image:
    """Un trozo de la página con el ancho de la imagen y con el cursor de escribir a la vista."""
    clip = {"x": x, "y": y, "width": WIDTH, "height": height}
    return Image.open(io.BytesIO(page.screenshot(clip=clip, caret="initial"))).convert("RGB")


def graph_frames(notebook) -> Frames:
    """Un grafo que se recorre hacia delante y hacia atrás, hasta que las dos ramas de b se suman."""
    cells = "from course_lib.widgets import GraphStepper", "GraphStepper.example('grafo_2')"
    notebook.show("grafo.ipynb", *cells)
    page = notebook.page
    box = page.locator(".cl-graph-stepper").bounding_box()
    # La tabla plegada de abajo no se abre: no hace falta enseñarla.
    place = box["x"] - 8, box["y"] - 4, box["height"] - 30
    page.get_by_role("button", name="Adelante").focus()
    yield shot(page, *place), 1000
    for step in range(1, 13):
        page.keyboard.press("Enter")
        page.locator(f'.cl-graph-stepper[data-step="{step}"]').wait_for()
        # Hacia delante se lee de un vistazo; hacia atrás hay una cuenta, y al acabar, la suma de las dos ramas.
        yield shot(page, *place), 450 if step < 7 else 900 if step < 12 else 2600


def check_frames(notebook) -> Frames:
    """Una respuesta con el signo cambiado, lo que dice ``check``, y la misma, corregida."""
    import nbformat

    name = notebook.lab.write("check.ipynb", "from autograder import check", "", "check(primer_gradiente)")
    path = notebook.lab.folder / name
    written = nbformat.read(path, as_version=4)
    written.cells.insert(1, nbformat.v4.new_markdown_cell(STATEMENT))
    nbformat.write(written, path)
    notebook.open(name)
    page = notebook.page
    page.add_style_tag(content=TIDY)
    cells = page.locator(".jp-Notebook .jp-Cell")
    _, statement, answer, checking = (cells.nth(n) for n in range(4))
    notebook.python("from autograder import check")
    # La celda, con sus bordes, ocupa justo el ancho de la imagen.
    size = page.viewport_size
    page.set_viewport_size({**size, "width": size["width"] + WIDTH - int(answer.bounding_box()["width"])})
    box = statement.bounding_box()
    place = box["x"], box["y"] - 4, 330

    def write(pieces: list[str], pause: int) -> Frames:
        answer.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        for piece in pieces:
            page.keyboard.insert_text(piece)
            yield shot(page, *place), pause

    def run(cell) -> None:
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        notebook.wait_idle()

    yield from write(TYPED, 350)
    run(answer)
    run(checking)
    checking.get_by_text("Todavía no").first.wait_for()
    yield shot(page, *place), 4500
    # Solo cambia el signo: lo demás ya está escrito.
    yield from list(write(FIXED, 900))[-1:]
    run(answer)
    run(checking)
    checking.get_by_text("Bien").first.wait_for()
    yield shot(page, *place), 3500


def save(frames: Frames, path: Path) -> None:
    """Un GIF que no para, con los mismos colores en todos los cuadros: si cada uno trajera los suyos, parpadearía.

    Errores
        SystemExit si pesa más de ``LIMIT``.
    """
    images, durations = zip(*frames, strict=True)
    used = Counter()
    for image in images:
        used.update({colour: count for count, colour in image.getcolors(image.width * image.height)})
    # Los más usados, tal cual, y no una media; de los que casi no se distinguen, uno: así el blanco es blanco.
    kept: dict[tuple[int, ...], tuple[int, ...]] = {}
    for colour, _ in used.most_common():
        kept.setdefault(tuple(value // 8 for value in colour), colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in list(kept.values())[:256] for value in colour])
    first, *rest = (image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images)
    first.save(path, save_all=True, append_images=rest, duration=durations, loop=0, disposal=1, optimize=False)
    size, seconds = path.stat().st_size, sum(durations) / 1000
    print(f"{path.name}: {size / 1000:.0f} kB, {first.width} × {first.height}, {len(images)} cuadros, {seconds:.1f} s")
    if size > LIMIT:
        raise SystemExit(f"{path} pesa {size} bytes y no puede pasar de {LIMIT}: quita cuadros.")


REELS: dict[str, Callable] = {"grafo": graph_frames, "check": check_frames}


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="Graba las imágenes que se mueven del README.")
    parser.add_argument("--en", type=Path, default=HERE, metavar="CARPETA", help="dónde dejarlas (docs/img)")
    args = parser.parse_args(argv)
    # Lo que ya saben hacer las pruebas de navegador: arrancar JupyterLab y manejar un cuaderno.
    sys.path.insert(0, str(ROOT))
    from tests.browser import conftest as tools

    with tempfile.TemporaryDirectory() as home, tools.running_lab(Path(home)) as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=tools.FLAGS)
        page = browser.new_page(viewport={"width": 1210, "height": 900}, locale="es-ES", reduced_motion="reduce")
        for name, film in REELS.items():
            notebook = tools.Notebook(page, lab)
            page.goto("about:blank")
            save(film(notebook), args.en / f"{name}.gif")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
