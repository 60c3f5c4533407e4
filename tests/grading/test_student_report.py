"""Lo que lee un estudiante: su nombre, títulos, qué hacer ahora y nada de lo que solo sirve a quien califica."""

import ast
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from docente import for_teachers
from entregas import QUESTION, T1
from informe_de_muestra import attempt, item, sample

from autograder.exercise import all_exercises, exercises_of
from autograder.grading.feedback import FeedbackExporter, render
from autograder.grading.student_report import student_report
from autograder.judging.verdict import NOT_JUDGED, PASS
from autograder.records.standing import Item, Person, Standing

ROOT = Path(__file__).resolve().parents[2]
# De aquí sale todo lo que llega a un informe: lo que dice el juez, lo que se avisa de una entrega y la plantilla.
SPEAKING = (
    *("judging/messages", "judging/render", "judging/verdict", "judging/compare", "judging/below", "judging/answer"),
    *(
        "notebook/read",
        "notebook/compose",
        "notebook/variant_code",
        "grading/candidates",
        "grading/folder",
        "grading/submission",
    ),
    *("grading/corrected", "grading/student_report", "running/judge", "running/judged", "running/run"),
    *("running/outputs", "sandbox/call", "sandbox/moments", "diagnosis/kinds", "diagnosis/diagnose"),
    *("diagnosis/relations", "diagnosis/partial", "diagnosis/traces", "os_errors"),
)


def literals(tree: ast.AST):
    """Los textos de un módulo que pueden ser una frase: ni sus docstrings ni lo que va sin espacios."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    yield from (text.value for text in texts if id(text) not in alone and " " in text.value.strip())


@pytest.mark.parametrize("module", SPEAKING)
def test_ninguna_frase_que_llega_a_un_informe_es_para_quien_califica(module):
    found = list(literals(ast.parse((ROOT / "autograder" / f"{module}.py").read_text(encoding="utf-8"))))
    assert [bad for text in found for bad in for_teachers(text)] == []


def test_ni_los_textos_de_las_declaraciones():
    said = [text for e in all_exercises().values() for text in (e.title, e.takeaway, *e.hints)]
    said += [m.hint for e in all_exercises().values() for m in e.misconceptions]
    assert [bad for text in said for bad in for_teachers(text)] == []


def test_la_regla_ve_lo_que_tiene_que_ver():
    for text in ("Pide al estudiante que", "la entrega de ana", "usa --force", "está en submitted/ana", "recalifica"):
        assert for_teachers(text)
    assert not for_teachers("Lo mirará una persona. La entrega pasó de 60 s. Un guion -- largo.")


# — un informe —


@pytest.fixture(scope="module")
def exporter():
    return FeedbackExporter()


@pytest.fixture(scope="module")
def cells(root):
    return nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def standing():
    return sample()


@pytest.fixture(scope="module")
def page(exporter, cells, standing):
    return BeautifulSoup(render(cells, standing, T1, exporter), "html.parser")


def test_el_titulo_es_su_nombre_y_los_ejercicios_van_por_el_suyo(page):
    assert page.h1.text == "Ana Gil" and page.title.text == "Tarea T1 · El jacobiano · Ana Gil"
    assert "e07 · ana@uni.es" in page.select_one(".retro-tarea").text
    head = page.select_one(".retro").text
    assert "Jacobiano de una función lineal" in head and "t1_" not in head
    assert page.html["lang"] == "es"


def test_dice_que_hacer_ahora_en_orden_y_a_que_apartado_volver(page):
    steps = [" ".join(step.text.split()) for step in page.select(".retro-pasos li")]
    assert steps == [
        "Rehaz Jacobiano de una función lineal (0 de 1). Cuenta filas. Vuelve a leer «2 · La capa lineal».",
        "Repasa Jacobiano de la ReLU (0.5 de 1). Lee el comentario de quien lo corrigió. "
        "Vuelve a leer «3 · La ReLU y su matriz».",
        "Haz Gradiente de la norma (0 de 1). Vuelve a leer «5 · La norma».",
        "Rehaz Jacobiano de una red de dos capas (0 de 2). Vuelve a leer «7 · Dos capas».",
        "Repasa 12 · Con tus palabras, y con tu ordenador (2.5 de 4). Lee el comentario de quien lo corrigió.",
    ]
    for link in page.select(".retro a, .retro-caja a"):
        place = page.find(id=link["href"].removeprefix("#"))
        assert place is not None, link
    section = page.select_one(".retro-pasos li a[href^='#cell-id']")
    assert section.text in page.find(id=section["href"].removeprefix("#")).text


def test_cada_correccion_dice_lo_suyo_y_lo_que_puso_una_persona_con_su_motivo(page):
    boxes = {box["id"]: " ".join(box.text.split()) for box in page.select(".retro-caja")}
    assert boxes["test_t1_lineal"] == (
        "✗ Todavía no: Jacobiano de una función lineal · 0 / 1 Difiere J[0] y x2. Pista: Cuenta filas. "
        "La llamada que falló:t1_lineal(A, x), con A = 1 Vuelve a leer «2 · La capa lineal»."
    )
    changed = boxes["test_t1_jacobiano_relu"]
    assert "La máquina dio 0; una persona lo miró y puso 0.5." in changed and "salvo un signo" in changed
    assert "Tu medida: nada (0 de 1)." in boxes[QUESTION] and "sin corregir / 1" in boxes["test_t1_vjp_relu"]
    # De una celda de corrección no queda ni el código ni la salida: lo dice la caja.
    assert "check(t1_lineal)" not in page.text and "check(t1_dos_capas)" not in page.text


def test_ni_comillas_invertidas_ni_dolares_a_la_vista(page):
    prose = BeautifulSoup(str(page), "html.parser").select(".retro, .retro-caja, .jp-RenderedMarkdown")
    for tag in (t for p in prose for t in p.select("code, pre")):
        tag.decompose()
    text = " ".join(p.get_text(" ") for p in prose)
    assert "`" not in text and "$" not in text and len(page.select("math")) > 50


def test_lo_que_es_solo_para_quien_califica_no_sale(page):
    assert "Faltan celdas de corrección («Gradiente de la norma»)" in page.select_one(".retro").text
    assert "timestamp" not in page.text and for_teachers(page.get_text(" ")) == []


def test_de_un_archivo_que_no_se_leyo_el_motivo_se_dice_una_vez_y_que_lo_entregue_otra_vez(exporter, cells):
    why = f"{T1}.ipynb está cortado (línea 8, de 8)."
    items = [item(id_, NOT_JUDGED, verdict={"message": why}, unread=True) for id_ in exercises_of(T1)]
    found = Standing("e08", Person("Beto"), "copia", attempt(why), {i.id: i for i in items})
    shown = BeautifulSoup(render(cells, found, T1, exporter), "html.parser")
    assert shown.text.count("está cortado") == 1 and "Todavía sin nota." in shown.text
    (step,) = shown.select(".retro-pasos li")
    assert step.text.startswith("Entrega otra vez el cuaderno.")


def test_con_todo_bien_no_hay_nada_que_rehacer(exporter, cells):
    found = Standing("e09", Person("Cloe"), "copia", attempt(), {"t1_norma": item("t1_norma", PASS)})
    shown = BeautifulSoup(render(cells, found, T1, exporter), "html.parser")
    assert "No hay nada que rehacer." in shown.text and not shown.select(".retro-pasos")


def test_lo_que_cambio_despues_de_corregirse_se_le_dice_a_quien_lo_cambio(cells):
    changed = Item(QUESTION, QUESTION, 4.0, manual=1.0, changed=True)
    found = student_report(Standing("e", copy="c", attempt=attempt(), items={QUESTION: changed}), T1, {}, [])
    (part,) = found.parts
    assert part.state.startswith("La cambiaste después") and part.points == 1.0 and found.steps == []
    assert part.title == "Pregunta escrita"


def test_de_lo_que_se_califico_sin_apuntar_veredictos_se_dice_lo_que_se_sabe():
    """Otra tarea del mismo gradebook, o una de antes de que hubiera registro."""
    items = [Item(id_, id_, 2.0, points) for id_, points in (("bien", 2.0), ("mal", 0.5), ("espera", None))]
    found = student_report(Standing("e", copy="c", items={i.id: i for i in items}), "otra", {}, [])
    assert [part.look for part in found.parts] == ["good", "bad", "wait"]
    assert found.task == "otra" and found.messages == () and found.score == 2.5
