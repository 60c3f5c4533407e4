"""La portada: qué es esto y para quién, un grafo que se mueve, el camino por las lecciones y cómo se empieza."""

from collections.abc import Container
from pathlib import Path

from autograder.authoring.links import binder_url
from autograder.authoring.sources import is_answer, is_test, read_source
from autograder.site.execute import executed
from autograder.site.html import inline, raw, text
from autograder.site.plan import Plan
from autograder.site.syllabus import Lesson
from course_lib.exported import is_widget, page_html
from course_lib.widgets.state import MIME

WIDGET, SHOWS = "graph_stepper", "GraphStepper"  # el que se ve nada más llegar, y cómo se reconoce en el código
GUIDE = "docs/profesorado.md"

TITLE = "# Retropropagación paso a paso"
LEAD = """\
<p class="rp-lead">Cómo calcula una red neuronal sus gradientes, en español y desde cero: lo lees, lo mueves y lo
programas tú.</p>
<p>Es para quien sabe derivar una función de una variable y escribir un bucle en Python. Cada función que escribes se
compara con <code>torch.autograd</code>; si algo no coincide, te dice dónde, qué error parece y qué preguntarte.</p>
<p class="rp-figures">{lessons} lecciones · {exercises} ejercicios · unas {hours} horas · gratis y sin registro</p>"""
TRY = """\
## Muévelo

Es un grafo de la lección [{title}]({name}.ipynb). Avanza paso a paso: primero se calcula cada valor, de las entradas a
la salida; después vuelven los gradientes. Antes de cada uno, apuesta cuánto va a valer."""
START = """\
## Cómo se empieza

### Leer aquí

No hace falta instalar nada: las figuras se mueven en la página, también en un teléfono, y cada lección trae ejercicios
rápidos. Para escribir tus funciones y que se corrijan hace falta Python: {ways}.
{online}
### En tu ordenador

Con Python 3.11 o posterior, `git` y `make`:

```sh
{clone}
make lab
```

Instala lo que hace falta en esa carpeta y abre JupyterLab por la primera lección. La primera vez tarda unos minutos y
ocupa algo más de 1 GB."""
ONLINE = """
### En Binder

[Abre el curso en JupyterLab]({binder}), sin instalar
nada. Tarda en arrancar y no guarda nada al cerrar: descarga antes tu cuaderno.

### En Colab

Cada lección tiene arriba su botón. Ejecuta lo primero la celda que instala el curso.
"""
TEACH = """\
## Si das clase

La tarea se reparte sin soluciones, se recoge de Moodle, se califica con casos secretos en un entorno aislado y se
devuelve con un informe por persona. El año entero, en [El curso, orden a orden](profesorado.md). Los textos se pueden
copiar y adaptar si se cita la procedencia."""


def home_page(plan: Plan, lessons: list[Lesson], toctrees: str) -> str:
    """La portada, en MyST: todas las lecciones del curso, aunque en esta web no estén todas."""
    hours = round(sum(lesson.minutes for lesson in lessons) / 60)
    exercises = sum(lesson.exercises for lesson in lessons)
    page = [TITLE, raw(LEAD.format(lessons=len(lessons), exercises=exercises, hours=hours))]
    if found := first_widget(plan, lessons):
        lesson, widget = found
        page += [TRY.format(title=lesson.title, name=lesson.name), raw(widget)]
    page += ["## El camino", raw(_path(lessons, plan.lessons)), _start(lessons, plan.repo)]
    page += [TEACH] if (Path(plan.root) / GUIDE).is_file() else []
    return "\n\n".join([*page, toctrees]) + "\n"


def first_widget(plan: Plan, lessons: list[Lesson]) -> tuple[Lesson, str] | None:
    """El primer GraphStepper que enseñan las lecciones de esta web: de cuál es, y en HTML; None si no lo hay."""
    for lesson in lessons:
        # Leerla es barato; ejecutarla, no: solo la que lo va a enseñar.
        if lesson.name in plan.lessons and SHOWS in "".join(
            c.source for c in read_source(plan.root, lesson.name).cells
        ):
            for cell in executed(plan.root, lesson.name):
                for output in () if is_answer(cell) or is_test(cell) else cell.get("outputs", ()):
                    if is_widget(output) and output["data"][MIME]["widget"] == WIDGET:
                        return lesson, page_html(output)
    return None


def _path(lessons: list[Lesson], built: Container[str]) -> str:
    items = "\n".join(_step(lesson, lesson.name in built) for lesson in lessons)
    return f'<ol class="rp-path">\n{items}\n</ol>'


def _step(lesson: Lesson, built: bool) -> str:
    name = f'<a href="{lesson.name}.html">{text(lesson.title)}</a>' if built else text(lesson.title)
    count = f"{lesson.exercises} ejercicio{'' if lesson.exercises == 1 else 's'}"
    return (
        f"<li><h3>{name}</h3><p>{inline(lesson.summary[:1].upper() + lesson.summary[1:])}.</p>"
        f'<p class="rp-facts">{lesson.minutes} minutos · {count}</p></li>'
    )


def _start(lessons: list[Lesson], repo: str | None) -> str:
    online = ONLINE.format(binder=binder_url(repo, f"{lessons[0].name}.ipynb")) if repo and lessons else ""
    clone = f"git clone https://github.com/{repo}.git curso\ncd curso" if repo else "# en la carpeta del curso"
    ways = "en Binder, en Colab o en tu ordenador" if repo else "instala el curso en tu ordenador"
    return START.format(online=online, clone=clone, ways=ways)
