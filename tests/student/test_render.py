"""Cómo se ve un resultado: HTML que no ejecuta nada de fuera, texto sin HTML, y un kernel de verdad."""

import os
import re
from html.parser import HTMLParser

import nbformat
import pytest
from cuadernos import patient_client

from autograder.exercise import all_exercises
from autograder.judging.cases import class_cases
from autograder.judging.render import Notice, Report
from autograder.judging.verdict import judge, verdict
from autograder.sandbox.call import call_function

EXERCISES = all_exercises()
T1 = EXERCISES["t1_lineal"]


class Checker(HTMLParser):
    """Comprueba que cada etiqueta se cierra y apunta cuáles hay."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.roles = [], set(), []
        self.feed(text)
        self.close()
        assert not self.open, f"sin cerrar: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        self.roles += [value for key, value in attrs if key == "role"]
        # Un bloque dentro de un párrafo lo cerraría antes de tiempo.
        assert not ({"pre", "div", "p"} & {tag} and "p" in self.open[:-1])

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag


def report_of(function, printed="", exercise=T1):
    found = judge(class_cases(exercise), lambda inputs: call_function(function, [inputs[n] for n in exercise.args]))
    return Report(exercise, found, printed)


def angry(A, x):
    raise ValueError("<script>alert(1)</script> & `<b>código</b>`\n<img src=x onerror=alert(2)>")


REPORTS = [
    report_of(lambda A, x: A.T, printed="<script>"),
    report_of(lambda A, x: A),
    report_of(lambda A, x: A.T + 1, printed="a < b\n<script>alert(3)</script>\n"),
    report_of(angry, printed="<script>alert(4)</script>"),
    Report(T1, verdict(T1, "missing", "Sin hacer.")),
    Report(T1, verdict(T1, "not_judged", "No se pudo.")),
    Notice("un aviso <script>", title="<i>Título</i>"),
]


@pytest.mark.parametrize("report", REPORTS)
def test_el_html_esta_bien_formado_y_no_trae_nada_de_fuera(report):
    page = Checker(report._repr_html_())
    assert page.seen <= {"div", "p", "strong", "code", "pre", "a"}
    assert page.roles == ["status"] and 'lang="es"' in report._repr_html_()
    assert all(link.startswith('href="#') for link in re.findall(r'href="[^"]*', report._repr_html_()))
    assert "<script" not in report._repr_html_() and "<img" not in report._repr_html_()


@pytest.mark.parametrize("report", REPORTS[:6])
def test_el_texto_no_trae_html_y_empieza_por_signo_y_palabra(report):
    assert "<div" not in report.text() and "</" not in report.text().replace("</script>", "").replace("</b>", "")
    assert report.text().split(":")[0] in ("✓ Bien", "✗ Todavía no", "○ Sin hacer", "? No se pudo juzgar")
    assert repr(report) == report.text()


def test_lo_que_se_escapa_se_sigue_leyendo():
    shown = report_of(angry)._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>&lt;b&gt;código&lt;/b&gt;</code>" in shown


def test_aprobar_dice_los_puntos_y_suspender_no():
    assert "· 1 punto<" in REPORTS[0]._repr_html_() and "punto" not in REPORTS[1]._repr_html_()
    more = EXERCISES["t1_jacobiano_softmax"]
    assert f"· {more.points:g} puntos<" in Report(more, verdict(more, "pass", "Ya."))._repr_html_()


def test_lo_impreso_solo_se_ensena_al_fallar():
    assert "script" not in REPORTS[0].text()
    assert "Tu función imprimió: a < b\n<script>alert(3)</script>" in REPORTS[2].text()


# Un kernel de verdad. Una celda por situación; «Ejecutar todo» tiene que llegar al final.

CELLS = {
    "preparacion": "import numpy as np\nfrom autograder import check, hint, progress",
    "sin_definir": "check(t1_norma)",
    "otro_nombre": "check(no_existe)",
    "respuesta": "def t1_lineal(A, x):\n    return A",
    "equivocada": "check(t1_lineal)",
    "lanza": "def t1_vjp_relu(b, v):\n    print('<b>hola</b>')\n    return b[99]\ncheck(t1_vjp_relu)",
    "prohibida": "import torch.nn.functional as F\ndef t1_vjp_relu(b, v):\n    return F.relu(b)\ncheck(t1_vjp_relu)",
    "lambda": "t1_producto_escalar = lambda b, x: b\ncheck(t1_producto_escalar)",
    "alias": "def mia(x):\n    return x / np.linalg.norm(x)\nt1_norma = mia\ncheck(t1_norma)",
    "pista": "hint(t1_lineal)",
    "progreso": "progress()",
    "correcta": "def t1_lineal(A, x):\n    return A.T\ncheck(t1_lineal)",
}


def execute(root, folder, cells, **env):
    """Ejecuta un cuaderno en el kernel python3; da nombre de celda → salidas."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cells[name]) for name in cells])
    client = patient_client(notebook, folder, kernel_name="python3", allow_errors=True)
    path = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    client.execute(env=os.environ | {"PYTHONPATH": path, "JUPYTER_DATA_DIR": str(folder)} | env)
    return {name: cell.outputs for name, cell in zip(cells, notebook.cells, strict=True)}


@pytest.fixture(scope="module")
def in_class(root, tmp_path_factory):
    return execute(root, tmp_path_factory.mktemp("jupyter"), CELLS)


@pytest.fixture(scope="module")
def validating(root, tmp_path_factory):
    chosen = ("preparacion", "respuesta", "equivocada", "sin_definir", "correcta")
    return execute(
        root, tmp_path_factory.mktemp("jupyter"), {n: CELLS[n] for n in chosen}, NBGRADER_EXECUTION="validate"
    )


def only(outputs):
    (output,) = outputs
    return output


@pytest.mark.parametrize(
    "cell, title, says",
    [
        ("equivocada", "✗ Todavía no: t1_lineal", "Cuenta filas"),
        ("lanza", "✗ Todavía no: t1_vjp_relu", "lanzó IndexError en la línea 3, <code>return b[99]</code>"),
        ("prohibida", "✗ Todavía no: t1_vjp_relu", "<code>F.relu</code>"),
        ("lambda", "✓ Bien: t1_producto_escalar", "Para llevar"),
        ("alias", "✓ Bien: t1_norma", "Para llevar"),
        ("pista", "Pista 1 de 3 · t1_lineal", "Antes de derivar, escribe la forma"),
        ("progreso", "Tu progreso", "✓ t1_norma"),
        ("correcta", "✓ Bien: t1_lineal", "· 1 punto"),
    ],
)
def test_en_un_kernel_se_ve_html_y_nada_lanza(in_class, cell, title, says):
    output = only(in_class[cell])
    assert output.output_type == "display_data"
    assert title in output.data["text/html"] and says in output.data["text/html"]
    assert title in output.data["text/plain"] and "<div" not in output.data["text/plain"]
    Checker(output.data["text/html"])


def test_en_un_kernel_lo_impreso_va_dentro_y_escapado(in_class):
    assert "&lt;b&gt;hola&lt;/b&gt;" in only(in_class["lanza"]).data["text/html"]


def test_en_un_kernel_falta_por_ejecutar_una_celda(in_class):
    output = only(in_class["sin_definir"])
    assert output.output_type == "error" and len(output.traceback) == 1
    assert output.traceback[0].startswith("Todavía no existe «t1_norma»")
    assert "no_existe" in "".join(only(in_class["otro_nombre"]).traceback)
    assert "Traceback" in "".join(only(in_class["otro_nombre"]).traceback)


def test_bajo_validate_un_fallo_es_un_error_sin_traza_nuestra(validating):
    output = only(validating["equivocada"])
    assert output.output_type == "error" and output.ename == "CheckFailed"
    shown = "\n".join(output.traceback)
    assert shown.startswith("✗ Todavía no: t1_lineal\nEl resultado debe tener forma")
    assert not any(ours in shown for ours in ("Traceback", "check.py", "<div", "\x1b["))


def test_bajo_validate_lo_demas_sigue_igual(validating):
    assert only(validating["sin_definir"]).traceback[0].startswith("Todavía no existe «t1_norma»")
    assert "✓ Bien: t1_lineal" in only(validating["correcta"]).data["text/plain"]


def test_cada_ejercicio_sabe_decir_que_esta_bien():
    for exercise in EXERCISES.values():
        page = Report(exercise, verdict(exercise, "pass", exercise.takeaway))._repr_html_()
        assert exercise.id in page and "Para llevar" in page
        Checker(page)
