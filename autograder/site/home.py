"""La portada: qué es esto y para quién, un grafo que se mueve, el camino por las lecciones y cómo se empieza."""

import json
from collections.abc import Mapping
from pathlib import Path

from autograder.site.html import attribute, inline, raw, text
from autograder.site.syllabus import Lesson

MIME = "application/vnd.retropropagacion.widget+json"
FIRST_WIDGET = "graph_stepper"  # el que se ve nada más llegar

TITLE = "# Retropropagación paso a paso"
LEAD = """\
<p class="rp-lead">Cómo calcula una red neuronal sus gradientes, en español y desde cero: lo lees, lo mueves y lo programas tú.</p>
<p>Es para quien sabe derivar una función de una variable y escribir un bucle en Python. Cada función que escribes se compara
con <code>torch.autograd</code>; si algo no coincide, sabes en qué índice, qué error parece y qué preguntarte.</p>
<p class="rp-figures">{lessons} lecciones · {exercises} ejercicios · unas {hours} horas · gratis y sin registro</p>"""
TRY = """\
## Muévelo

Esta es la cuenta con la que empieza la lección de los grafos. Ve paso a paso: primero se calcula hacia delante y después
los gradientes vuelven, de la salida a las entradas."""
START = """\
## Cómo se empieza

Leer aquí
: No hace falta instalar nada: las figuras se mueven en esta página, también en un teléfono, y cada lección trae ejercicios
  rápidos. Para escribir tus funciones y que se corrijan hace falta Python, y para eso hay {ways}.
{online}
En tu ordenador
: Con Python 3.11 o posterior, `git` y `make`{clone}. Se abre JupyterLab con la primera lección. La primera vez tarda unos
  minutos y ocupa algo más de 1 GB."""
ONLINE = """
Sin instalar nada, en Binder
: [Abre el curso en JupyterLab](https://mybinder.org/v2/gh/{repo}/HEAD?urlpath=lab/tree/notebooks/{first}.ipynb). Tarda en
  arrancar y no guarda nada al cerrar: descarga antes tu cuaderno.

En Colab
: Cada lección tiene arriba su botón. Ejecuta lo primero la celda que instala el curso.
"""
TEACH = """\
## Si das clase

La tarea se reparte sin soluciones, se recoge de Moodle, se califica con casos secretos en un entorno aislado y se devuelve
con un informe por persona. El año entero, orden a orden: [la guía del profesorado]({guide}). Los textos se pueden copiar y
adaptar citando la procedencia ([licencias](licencias.md))."""


def home_page(
    lessons: list[Lesson], files: Mapping[str, str], folder: Path, toctrees: str, repo: str | None = None
) -> str:
    """La portada, en MyST. ``files`` son las lecciones construidas: lección → su archivo en ``folder``."""
    hours = round(sum(lesson.minutes for lesson in lessons) / 60)
    exercises = sum(lesson.exercises for lesson in lessons)
    page = [TITLE, raw(LEAD.format(lessons=len(lessons), exercises=exercises, hours=hours))]
    if stepper := widget(folder, files, FIRST_WIDGET):
        page += [TRY, raw(stepper)]
    page += ["## El camino", raw(_path(lessons, files)), _start(lessons, repo), TEACH.format(guide="profesorado.md")]
    return "\n\n".join([*page, toctrees]) + "\n"


def widget(folder: Path, files: Mapping[str, str], name: str) -> str | None:
    """El primer widget con ese nombre que hay en lo ya ejecutado, con su figura fija; None si no hay ninguno."""
    for file in files.values():
        if not file.endswith(".ipynb"):
            continue
        for cell in json.loads((Path(folder) / file).read_text(encoding="utf-8"))["cells"]:
            still = ""
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                held = data.get(MIME)
                if held and held.get("widget") == name:
                    return live(held, still)
                html = "".join(data.get("text/html", ()))
                still = html if "cl-still" in html else still
    return None


def live(held: Mapping, still: str) -> str:
    """Un widget en una página: su figura fija y, para quien la anime, su estado."""
    # «</» cerraría la etiqueta: en JSON se puede escribir de otra manera que dice lo mismo.
    state = json.dumps(held["state"], ensure_ascii=False).replace("</", "<\\/")
    tag = f'<script type="application/json" class="cl-state" data-widget="{attribute(held["widget"])}">{state}</script>'
    return f'<div class="cl-live">\n{still}\n{tag}\n</div>'


def _path(lessons: list[Lesson], files: Mapping[str, str]) -> str:
    items = "\n".join(_step(lesson, lesson.name in files) for lesson in lessons)
    return f'<ol class="rp-path">\n{items}\n</ol>'


def _step(lesson: Lesson, built: bool) -> str:
    name = f'<a href="{lesson.name}.html">{text(lesson.title)}</a>' if built else text(lesson.title)
    count = f"{lesson.exercises} ejercicio{'' if lesson.exercises == 1 else 's'}"
    return (
        f"<li><h3>{name}</h3><p>{inline(lesson.summary[:1].upper() + lesson.summary[1:])}.</p>"
        f'<p class="rp-facts">{lesson.minutes} minutos · {count}</p></li>'
    )


def _start(lessons: list[Lesson], repo: str | None) -> str:
    first = lessons[0].name if lessons else ""
    online = ONLINE.format(repo=repo, first=first) if repo else ""
    clone = f": `git clone https://github.com/{repo}` y, en esa carpeta, `make lab`" if repo else ", `make lab`"
    ways = "tres maneras" if repo else "que instalar el curso"
    return START.format(online=online, clone=clone, ways=ways)
