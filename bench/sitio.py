"""El banco de la web: cuánto tarda en construirse y cuánto pesa lo que pide su lección mayor.

``python bench/sitio.py`` escribe las tablas en la salida; con ``--escribe`` las deja además en docs/rendimiento.md.
Construye la web de una copia del curso tres veces: desde cero, ejecutando todas las lecciones; sin cambiar nada; y con
una frase más en una lección. Después la abre con Chromium, desde el disco, y suma lo que se pide; y la lección mayor,
además, como la abre un teléfono (``abrir.py``).
"""

import argparse
import gzip
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from abrir import opening
from page import Failed, machine, publish, say

ROOT = Path(__file__).resolve().parent.parent
GOAL_SECONDS, GOAL_KB = 20, 300
# Lo que se copia: los programas y lo que la construcción lee de la carpeta del curso.
COPIED = ("autograder", "course_lib", "solutions", "docs", "notebooks", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
COPIED += ("nbgrader_config.py", "LICENSE", "LICENSE-textos.md", "Makefile", "pyproject.toml")
EDITED, SAID = "03_red_de_juguete", "Hoy vas a recorrer"
DRAWING = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)
KINDS = {".html": "el texto", ".css": "los estilos", ".js": "los programas", ".woff2": "las letras"}


def build(course: Path, out: Path, cache: Path) -> tuple[float, float]:
    """Construye la web; devuelve segundos de reloj y de CPU, con los de Node y los de las lecciones."""
    env = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(course)}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "autograder.cli", "site", "--out", str(out)]
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    if done.returncode:
        raise Failed(f"La web no se construye: {done.stdout}{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def times(course: Path, out: Path, cache: Path) -> dict[str, tuple[float, float]]:
    """Los tres tiempos."""
    found = {}
    say("Desde cero…")
    found["desde cero, con las lecciones ejecutadas una a una"] = build(course, out, cache)
    say("Sin cambios…")
    found["otra vez, sin cambiar nada"] = build(course, out, cache)
    lesson = course / "solutions" / f"{EDITED}.md"
    text = lesson.read_text(encoding="utf-8")
    if SAID not in text:
        raise Failed(f"{lesson.name} ya no dice «{SAID}»: busca otra frase que cambiar.")
    lesson.write_text(text.replace(SAID, f"Sin prisa. {SAID}", 1), encoding="utf-8")
    say("Con una frase más en una lección…")
    found["con una frase más en una lección"] = build(course, out, cache)
    return found


def zipped(path: Path) -> int:
    """Bytes de un archivo como los manda un servidor: el texto, comprimido y sin sus dibujos."""
    content = path.read_bytes()
    if path.suffix == ".html":
        content = DRAWING.sub(b"", content)
    return len(content) if path.suffix in (".woff2", ".png") else len(gzip.compress(content, 9))


def asked(site: Path, page: str) -> list[Path]:
    """Los archivos que pide una página recién abierta, sin sus dibujos."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        raise Failed("Falta Chromium (Debian: apt install chromium).")
    urls: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.on("request", lambda request: urls.append(request.url))
        tab.goto((site / page).as_uri(), wait_until="networkidle")
        browser.close()
    outside = [url for url in urls if urlsplit(url).scheme not in ("file", "data", "blob")]
    if outside:
        raise Failed(f"{page} pide algo a otra máquina: {outside[0]}")
    files = {Path(unquote(urlsplit(url).path)) for url in urls if url.startswith("file:")}
    return sorted(path for path in files if path.suffix in KINDS)


def weights(site: Path) -> tuple[str, dict[str, int]]:
    """La lección que más pide y cuánto, por clase de archivo."""
    heaviest: tuple[str, dict[str, int]] = ("", {})
    for path in sorted(site.glob("[0-9t]*_*.html")):
        found = dict.fromkeys(KINDS.values(), 0)
        for file in asked(site, path.name):
            found[KINDS[file.suffix]] += zipped(file)
        if sum(found.values()) > sum(heaviest[1].values()):
            heaviest = (path.stem, found)
    return heaviest


def building(course: Path, out: Path) -> list[str]:
    """Lo que cuesta construirla, en una tabla."""
    course.mkdir()
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, course / name)
    measured = times(course, out, course.with_name("cache"))
    files = [path for path in out.rglob("*") if path.is_file()]
    return [
        "| Construir la web | reloj | CPU |",
        "|---|---|---|",
        *(f"| {name} | {wall:.0f} s | {cpu:.0f} s |" for name, (wall, cpu) in measured.items()),
        "",
        f"- Tras cambiar la prosa de una lección: **{list(measured.values())[-1][1]:.0f} s** de CPU (objetivo, "
        f"{GOAL_SECONDS}).",
        f"- La web entera son {len(files)} archivos y {sum(path.stat().st_size for path in files) / 1e6:.1f} MB.",
        "",
    ]


def reading(site: Path) -> list[str]:
    """Lo que pide la lección que más pide, y cuánto tarda en abrirse la mayor, en dos tablas."""
    say("Lo que pide cada lección…")
    lesson, pieces = weights(site)
    if not lesson:
        raise Failed(f"En {site} no hay ninguna lección: construye antes la web con make site.")
    total = sum(pieces.values()) / 1000
    return [
        f"Lo que pide al abrirse la lección que más pide, `{lesson}`, antes de sus dibujos:",
        "",
        "| Qué | kB, comprimido |",
        "|---|---|",
        *(f"| {name} | {size / 1000:.0f} |" for name, size in pieces.items()),
        f"| **todo** | **{total:.0f}** |",
        "",
        f"- **{total:.0f} kB**: {'dentro' if total <= GOAL_KB else 'fuera'} del objetivo ({GOAL_KB}). Los "
        "programas y las letras son los mismos en todas las páginas: la segunda lección pide solo su texto.",
        "- Ninguna página pide nada a otra máquina.",
        "",
        *opening(site),
    ]


def report(site: Path | None) -> str:
    """Las tablas; de una web ya construida, solo las de leerla."""
    said = "" if site is None else f" --web {site.name}"
    where = [
        f"Medido el {date.today():%Y-%m-%d} con `python bench/sitio.py{said}`: {machine()}. Carga de la máquina al "
        f"empezar: {os.getloadavg()[0]:.1f}.",
        "",
    ]
    if site is not None:
        return "\n".join(where + reading(site))
    with tempfile.TemporaryDirectory(prefix="banco-web-") as folder:
        out = Path(folder, "site")
        return "\n".join(where + building(Path(folder, "curso"), out) + reading(out))


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    parser = argparse.ArgumentParser(description="Mide cuánto tarda en construirse la web, cuánto pesa y cómo se abre.")
    parser.add_argument("--web", type=Path, metavar="CARPETA", help="una ya construida: entonces no se construye")
    parser.add_argument("--escribe", action="store_true", help="deja las tablas también en docs/rendimiento.md")
    args = parser.parse_args(argv)
    return publish(lambda: report(args.web and args.web.resolve()), "sitio", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
