"""El formgrader de verdad, con un JupyterLab arrancado en la raíz del curso y entregas en que todo es hostil.

Lo que se mira es la página servida: qué pide, qué corre, qué atributos trae y si las casillas guardan.
"""

import shutil
import sqlite3
import sys
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from .conftest import PATIENCE, ROOT, Lab, new_tab, running_lab

sys.path.insert(0, str(ROOT / "tests" / "grading"))

from entregas import QUESTION, T1, Draft, judging_here, load_course, run_cli

from autograder.exercise import exercises_of

RUN = "window.hostil=1"
OUT = "http://127.0.0.1:9/espia"
HTML = f"""<script>{RUN}</script><img src="{OUT}.png" onerror="{RUN}"><img src="/espia.png"><img src=x onerror={RUN}>
<svg onload="{RUN}"><image href="{OUT}.svg"/></svg><iframe src="{OUT}" srcdoc="<script>parent.{RUN}</script>"></iframe>
<style>@import url({OUT}.css); body {{ background: url({OUT}.gif) }}</style><link rel=stylesheet href="{OUT}.css">
<video src="{OUT}.mp4" poster="{OUT}.png"></video><object data="{OUT}"></object><embed src="{OUT}"><base href="{OUT}">
<div style="position:fixed;inset:0;background:url({OUT}.png)" onclick="{RUN}" class="modal score nbgrader_cell">x</div>
<form name="formgrader" id="formgrader" action="{OUT}"><input class="score tabbable" name="grades" autofocus></form>
<a href="javascript:{RUN}" data-commandlinker-command="filebrowser:create-new-file" class="tabbable">a</a>
<details open ontoggle="{RUN}"><summary>s</summary></details><meta http-equiv="refresh" content="0;url={OUT}">
<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>"""
TAKEN = (QUESTION, f"{QUESTION}-comment", "test_t1_lineal", "statusmessage")
MARKDOWN = f"""{HTML}

# <span id="{QUESTION}">t</span>
[a](javascript:{RUN}) ![b]({OUT}.png) ![c][d] ![e](/espia.png) ![f](../espia.png) <https://example.org/>

[d]: {OUT}.png "t"

$\\href{{javascript:{RUN}}}{{x}} \\style{{background:url({OUT}.png)}}{{x}} $
$\\class{{score}}{{x}} \\cssId{{{QUESTION}}}{{y}}$
$$\\require{{html}}\\bbox[background:url({OUT}.png)]{{x}} \\unicode[{OUT}]{{x41}} \\text{{<img src=x onerror={RUN}>}}$$

```mermaid
%%{{init: {{"themeCSS": "* {{ background: url({OUT}.png) }}"}}}}%%
graph TD; A["<img src='{OUT}.png'>"]; click A href "javascript:{RUN}"
```

{"".join(f'<h1 id="{i}" name="{i}">.</h1>' for i in TAKEN)}
"""
OUTPUTS = f"""
from IPython.display import HTML, Latex, Markdown, display
display(HTML({HTML!r})); display(Markdown({MARKDOWN!r})); display(Latex({MARKDOWN!r}))
display({{"image/png": {'"' + HTML!r}, "text/plain": {HTML!r}}}, raw=True)
print({HTML!r}, "\\x1b[31m\\x1b]8;;{OUT}\\x07x")
raise type({HTML!r}, (Exception,), {{}})({HTML!r})
"""
TOPS = ("submitted", "autograded")
ESSAY = "Si $a<b$ y $b<c$, entonces a < c.\n\n```python\nif a<b: print('<p>')\n```\n\n<b>fin</b>"
# Un gradebook antiguo guarda cualquier nombre.
NAME = f"\"><img src=x onerror={RUN}><script>{RUN}<!-- 'ñ'&amp;\\".replace("/", "")

READY = "() => window.formgrader?.grades?.loaded && formgrader.comments?.loaded && window.MathJax?.loaded"
# Aquí un texto suyo no actúa: enlaces corrientes, lo que pone nbgrader con el nombre, y la fórmula de MathJax.
OF_THEIRS = """() => {
  const mine = ['href', 'data-link', 'data-order', 'data-mathml', 'title'];
  const theirs = ({ name, value }) => name.startsWith('on') && !/^toggle_name|^toggleAllNames|^create/.test(value)
    || /^\\s*javascript:/i.test(value) || /hostil|espia/i.test(value) && !mine.includes(name);
  return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(theirs)
    .map(({ name, value }) => `${e.tagName} ${name}=${value}`)); }"""


@dataclass
class Course:
    """Una clase ya calificada, con su servidor."""

    folder: Path
    lab: Lab
    ids: dict[str, str]  # estudiante → entrega, en las direcciones del formgrader

    def saved(self, student: str, table: str, column: str) -> dict[str, object]:
        """Lo apuntado a mano en cada celda."""
        query = f"""select base_cell.name, {table}.{column} from {table}, base_cell
            where base_cell.id = {table}.cell_id and {table}.notebook_id = ? and {table}.{column} is not null"""
        with sqlite3.connect(self.folder / "gradebook.db") as book:
            return dict(book.execute(query, (self.ids[student],)).fetchall())


def hostile(draft: Draft) -> Draft:
    """Una entrega en que cada texto intenta algo."""
    bundle = {"image/svg+xml": HTML, "image/png": f'"{HTML}', "text/html": HTML}
    draft.answer_question(MARKDOWN)
    draft.insert(1, MARKDOWN + "![x](attachment:a.png)", "markdown", attachments={"a.png": bundle})
    draft.insert(2, HTML, "raw", metadata={"format": "text/html", "raw_mimetype": "text/html"})
    draft.insert(draft.position("preparacion") + 1, OUTPUTS)
    for cell in draft.cells:
        cell["metadata"] |= {"tags": [f'"{HTML}'], "alt": HTML, "title": HTML}
    draft.notebook["metadata"] |= {"title": HTML, "kernelspec": {"name": "bash", "display_name": HTML}}
    draft.notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    return draft


@pytest.fixture(scope="module")
def course(tmp_path_factory, chromium):
    """Tres entregas: una corriente, una hostil y otra hostil de alguien cuyo id también lo es."""
    home = tmp_path_factory.mktemp("formgrader")
    folder = home / "curso"
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    published = load_course(ROOT, T1)
    drafts = {"ana": published.draft().answer_question(ESSAY)}
    drafts |= {student: hostile(published.draft()) for student in ("mal", "peor")}
    for student, draft in drafts.items():
        path = folder / "submitted" / student / T1 / f"{T1}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(draft.to_bytes())
    with judging_here():
        run = run_cli(["grade", T1, "--quiet"], folder)
    assert run.code == 0, run.err
    for top in ("submitted", "autograded"):
        (folder / top / "peor").rename(folder / top / NAME)
    with sqlite3.connect(folder / "gradebook.db") as book:
        book.execute(
            "update student set id = ?, first_name = ?, last_name = ?, email = ? where id = 'peor'", [NAME] * 4
        )
        book.execute("update submitted_assignment set student_id = ? where student_id = 'peor'", [NAME])
        rows = book.execute("""select submitted_assignment.student_id, submitted_notebook.id from submitted_notebook
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id""").fetchall()
    with running_lab(home, folder) as lab:
        yield Course(folder, lab, dict(rows))


@pytest.fixture(scope="module")
def tab(course, browser):
    """Una pestaña ya identificada que apunta cada error de consola y cada petición sospechosa."""
    tab = new_tab(browser, course.lab)
    tab.page.on("request", lambda r: tab.troubles.append(f"petición suya: {r.url}") if "espia" in r.url else None)
    tab.page.on("response", lambda r: tab.troubles.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    tab.page.goto(f"{course.lab.url}/api?token=t")
    yield tab
    tab.page.context.close()


def until(tab, found: Callable[[], object], wanted: object) -> None:
    """Espera a que lo apuntado sea eso: el navegador guarda cuando puede."""
    deadline = time.monotonic() + PATIENCE / 1000
    while found() != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found() == wanted, tab.troubles


def assert_clean(tab) -> None:
    """Ni corrió nada, ni se pidió nada, ni queda un atributo suyo."""
    assert tab.page.evaluate("() => window.hostil") is None
    assert tab.page.evaluate(OF_THEIRS) == []
    assert tab.troubles == []


def open_submission(course: Course, tab, student: str) -> list[str]:
    """Abre una entrega en el formgrader, con las casillas ya enganchadas, y devuelve los ids de las de nota."""
    tab.page.goto(f"{course.lab.url}/formgrader/submissions/{course.ids[student]}/")
    tab.page.wait_for_function(READY)
    return tab.page.locator("input.score").evaluate_all("boxes => boxes.map(b => b.id)")


def write(tab, box: str, value: str) -> None:
    """Escribe en una casilla y sale de ella, que es cuando el formgrader guarda."""
    found = tab.page.locator(f'[id="{box}"]')
    found.fill(value)
    found.blur()
    assert found.input_value() == value


def test_en_la_entrega_no_corre_nada_y_cada_casilla_guarda(course, tab):
    scores = open_submission(course, tab, "mal")
    assert len(scores) == len(exercises_of(T1)) + 1 and QUESTION in scores
    comments = tab.page.locator("textarea.comment").evaluate_all("boxes => boxes.map(b => b.id)")
    given = {name: str((number + 1) / 100) for number, name in enumerate(scores)}
    given |= {name: f"nota de {name}" for name in comments}
    for name, value in given.items():
        write(tab, name, value)
    until(tab, lambda: course.saved("mal", "grade", "manual_score"), {n: float(given[n]) for n in scores})
    wanted = {n.removesuffix("-comment"): given[n] for n in comments}
    until(tab, lambda: course.saved("mal", "comment", "manual_comment"), wanted)
    assert_clean(tab)


def test_tampoco_en_la_de_quien_tiene_un_nombre_hostil(course, tab):
    open_submission(course, tab, NAME)
    assert NAME in tab.page.locator(".breadcrumb").text_content()
    write(tab, QUESTION, "1.5")
    until(tab, lambda: course.saved(NAME, "grade", "manual_score"), {QUESTION: 1.5})
    assert_clean(tab)


def test_en_las_listas_tampoco_aunque_un_nombre_sea_hostil(course, tab):
    student = urllib.parse.quote(NAME)
    pages = ["manage_assignments", "gradebook", f"gradebook/{T1}", f"gradebook/{T1}/{T1}", f"manage_submissions/{T1}"]
    pages += ["manage_students", f"manage_students/{student}", f"manage_students/{student}/{T1}"]
    for page in pages:
        tab.page.goto(f"{course.lab.url}/formgrader/{page}")
        # Cada lista se pide aparte, con el nombre en la dirección: la de éste, con una barra invertida, no existe.
        tab.page.wait_for_load_state("networkidle")
        tab.troubles[:] = [t for t in tab.troubles if student not in page or "404" not in t]
        shown = tab.page.locator("body").text_content()
        assert "Loading" not in shown or student in page
        assert (NAME in shown) == (page.startswith("manage_s") or page == f"gradebook/{T1}/{T1}"), page
        assert_clean(tab)


@pytest.mark.parametrize(
    "page", ["api/students", "api/submitted_notebooks/{0}/{0}", "gradebook/{1}/{1}", "submissions/{1}/"]
)
def test_lo_que_se_abre_a_solas_tampoco_corre(course, tab, page):
    """El JSON del formgrader, sus páginas con nombres que vienen en la dirección y la de «no existe»."""
    tab.page.goto(f"{course.lab.url}/formgrader/{page.format(T1, urllib.parse.quote(NAME))}")
    tab.page.wait_for_load_state("networkidle")
    tab.troubles[:] = [t for t in tab.troubles if "404" not in t]  # no hay nada con ese nombre
    if page.startswith("submissions"):
        # Esa página es de Jupyter, que escapa lo suyo; nuestra política le quita el logotipo y un programa.
        tab.troubles.clear()
    assert_clean(tab)


def test_un_archivo_suelto_de_una_entrega_no_corre_en_el_servidor(course, tab):
    (course.folder / "autograded" / "mal" / T1 / "x.html").write_text(HTML, encoding="utf-8")
    answer = tab.page.goto(f"{course.lab.url}/formgrader/submissions/{course.ids['mal']}/x.html")
    assert answer.headers["content-security-policy"].endswith("default-src 'none'; sandbox")
    assert tab.page.evaluate("() => window.hostil") is None
    tab.troubles.clear()


@pytest.mark.parametrize("student", ["ana", "mal"])
def test_el_cuaderno_corregido_se_abre_en_jupyterlab_sin_pedir_nada(course, tab, student):
    page = tab.page
    page.goto(f"{course.lab.url}/lab/tree/autograded/{student}/{T1}/{T1}.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    submitted, shown = (nbformat.read(course.folder / top / student / T1 / f"{T1}.ipynb", 4) for top in TOPS)
    texts = sum(c.cell_type == "markdown" for c in shown.cells)
    painted = ".jp-Notebook .jp-MarkdownCell .jp-RenderedMarkdown > *:first-child"
    page.wait_for_function("([s, n]) => document.querySelectorAll(s).length >= n", arg=[painted, texts])
    page.wait_for_load_state("networkidle")
    # De un enlace a otro archivo, JupyterLab pregunta a su propio servidor si existe.
    tab.troubles[:] = [t for t in tab.troubles if "/api/resolvePath?" not in t]
    assert page.evaluate("() => window.hostil") is None
    assert page.evaluate(OF_THEIRS.replace("'*'", "'.jp-Notebook *'")) == []
    assert tab.troubles == []
    before, after = (answer_of(notebook) for notebook in (submitted, shown))
    assert "".join(before.split()) == "".join(after.split()).replace("textmermaid", "mermaid")


def answer_of(notebook) -> str:
    """Lo que se contestó a la pregunta escrita."""
    return next(c.source for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == QUESTION)


@pytest.mark.parametrize("student", ["ana", "mal"])
def test_el_informe_se_lee_sin_red_y_sin_programas(course, tab, student):
    page = tab.page
    page.goto("about:blank")
    page.set_content((course.folder / "feedback" / student / T1 / f"{T1}.html").read_text(encoding="utf-8"))
    page.wait_for_load_state("networkidle")
    assert page.locator("script").count() == 0
    assert page.locator("math").count() > 50
    assert_clean(tab)
