"""Juzgar donde está check: qué momento cuenta, y quién muere con quién."""

import psutil
import pytest
from cuadernos import composed
from procesos import all_gone

from autograder.exercise import exercises_of
from autograder.judging.cases import class_cases, grading_cases
from autograder.running import warm
from autograder.running.judge import judge_notebook
from autograder.running.worker_process import Limits

LIMITS = Limits(cell=2.0, call=0.5, submission=30.0, wall_factor=60.0)
HEAD = "import numpy as np\nfrom autograder import check"
RIGHT = "def t1_lineal(A, x):\n    return A.T"
WRONG = "def t1_lineal(A, x):\n    return A"
DOT = "def t1_producto_escalar(b, x):\n    return b\ncheck(t1_producto_escalar)"


@pytest.fixture(scope="module")
def case_sets():
    chosen = ("t1_producto_escalar", "t1_lineal")
    return {id_: class_cases(exercises_of("tarea_jacobiano")[id_]) for id_ in chosen}


def judge(case_sets, *cells):
    sources = {f"celda-{k}": source for k, source in enumerate((HEAD, DOT, *cells), 1)}
    judged = judge_notebook(composed(sources), case_sets, limits=LIMITS)
    return judged, {id_: v.status for id_, v in judged.verdicts.items()}


def lineal(case_sets, *cells):
    judged, statuses = judge(case_sets, *cells)
    assert statuses["t1_producto_escalar"] == "pass"
    return judged, judged.verdicts["t1_lineal"]


@pytest.mark.parametrize(
    "later",
    [
        "del np, t1_lineal",
        "t1_lineal = 5",
        "def t1_lineal(A, x):\n    return np.gradient(A)",
        "np.ndarray.T = 3\nimport builtins\nbuiltins.len = None",
        "import os\nos._exit(0)",
        "import os\nos.kill(os.getpid(), 9)",
        "while True: pass",
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(): f()\nf()",
        "import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(5,)).start()",
    ],
)
def test_lo_que_pase_debajo_de_check_no_lo_toca(case_sets, later):
    judged, found = lineal(case_sets, RIGHT, "check(t1_lineal)", later)
    assert found.status == "pass" and judged.marks["t1_lineal"] == "celda-4"


@pytest.mark.parametrize(
    "later", ["; t1_lineal = None", "\ndel t1_lineal", "\nt1_lineal(np.eye(2), None).x", "\nnp = 3"]
)
def test_lo_que_hace_la_propia_celda_detras_de_su_check_tampoco(case_sets, later):
    assert lineal(case_sets, RIGHT, f"check(t1_lineal){later}")[1].status == "pass"


def test_lo_que_no_salia_donde_estaba_check_y_sale_al_final_cuenta_y_se_dice(case_sets):
    uses = "def t1_lineal(A, x):\n    return vuelta(A)"
    judged, found = lineal(case_sets, uses, "check(t1_lineal)", "vuelta = np.transpose")
    assert found.status == "pass" and "al final del cuaderno sí" in found.message
    _, found = lineal(case_sets, "check(t1_lineal)", RIGHT)
    assert found.status == "pass" and "al final" not in found.message  # en casa no llegó a decir nada


def test_de_dos_check_cuenta_el_que_pasa(case_sets):
    judged, found = lineal(case_sets, RIGHT, "check(t1_lineal)", WRONG, "print('otra vez')\ncheck(t1_lineal)")
    assert found.status == "fail"  # el último manda si ninguno es la celda publicada, y el final tampoco
    judged, found = lineal(case_sets, WRONG, "check(t1_lineal)", RIGHT, "check(t1_lineal)")
    assert found.status == "pass" and judged.marks["t1_lineal"] == "celda-6"


@pytest.mark.parametrize("call", ["check(t1_lineal)", "for _ in range(40): check(t1_lineal)", "%time check(t1_lineal)"])
def test_llamar_a_check_como_sea_y_cuantas_veces_sea(case_sets, call):
    warm.current(None)
    before = set(psutil.Process().children(recursive=True))
    _, found = lineal(case_sets, RIGHT, call)
    assert found.status == "pass"
    assert all_gone([p for p in psutil.Process().children(recursive=True) if p not in before])


@pytest.mark.parametrize(
    "body, status", [("import os\n    os._exit(0)", "error"), ("while True: pass", "error"), ("return A.T", "pass")]
)
def test_la_muerte_de_un_hijo_parado_solo_es_de_su_ejercicio(case_sets, body, status):
    judged, found = lineal(case_sets, f"def t1_lineal(A, x):\n    {body}", "check(t1_lineal)", "print('sigo')")
    assert found.status == status and judged.outputs["celda-5"][0].text == "sigo\n"
    assert not judged.stops


def test_lo_prohibido_se_lee_hasta_check_y_mas_abajo_no_cuenta(case_sets):
    below = "def t1_lineal(A, x):\n    return np.gradient(A)"
    assert lineal(case_sets, RIGHT, "check(t1_lineal)", below)[1].status == "pass"
    _, found = lineal(case_sets, "def t1_lineal(A, x):\n    return np.gradient(A)", "check(t1_lineal)")
    assert (found.status, found.step) == ("fail", "forbidden")
    _, found = lineal(case_sets, "  def t1_lineal(A, x):\n      return np.gradient(A)", "check(t1_lineal)")
    assert (found.status, found.step) == ("fail", "forbidden")  # IPython quita la sangría de una celda


def test_quien_miente_sobre_sus_hijos_solo_se_hace_dano(case_sets):
    liar = "import autograder\nautograder.check = lambda f: None\nimport os, gc\n"
    liar += "for o in gc.get_objects():\n    if type(o).__name__ == 'Moments':\n"
    liar += "        o.taken = {0: 1, 3: 10**6, 99: 1, 4: 1}; o.slots[3].close()"
    _, statuses = judge(case_sets, RIGHT, liar)
    assert statuses["t1_producto_escalar"] == "pass" and statuses["t1_lineal"] in ("pass", "error")


def test_sin_funcion_se_dice_por_que(case_sets):
    for cells, status, text in (
        ((), "missing", "Todavía no has escrito"),
        (("def t1_linear(A, x): return A.T",), "missing", "Todavía no has escrito"),
        (("1 / 0\ndef t1_lineal(A, x): return A.T",), "error", "ZeroDivisionError"),
        (("def t1_lineal(A, x:\n    return A.T",), "error", "no se puede leer como Python"),
        (("t1_lineal = 3",), "fail", "debe ser una función"),
        (("t1_lineal = 3", "check(t1_lineal)"), "fail", "debe ser una función"),
    ):
        _, found = lineal(case_sets, *cells)
        assert found.status == status and text in found.message, found.message


def test_lo_que_dijo_la_primera_vez_se_conserva_en_una_repeticion():
    exercises = exercises_of("tarea_jacobiano")
    chosen = ("t1_producto_escalar", "t1_lineal")
    cases = {id_: grading_cases(exercises[id_], "tarea_jacobiano", b"clave") for id_ in chosen}
    tells = "import time\nprint(time.monotonic_ns())"
    sources = {"a": HEAD, "b": DOT, "c": tells, "d": f"{WRONG}\ncheck(t1_lineal)"}
    notes = []
    first = judge_notebook(composed(sources), cases, limits=LIMITS, note=notes.append)
    (known,) = notes
    assert known.secret and not known.complete
    again = judge_notebook(composed(sources), cases, limits=LIMITS, first=known)
    assert again.verdicts == first.verdicts and first.verdicts["t1_lineal"].status == "fail"
    assert again.outputs == first.outputs


def test_con_un_hilo_en_marcha_tambien_cuenta_el_momento_y_quien_lo_espera_cuenta_al_final(case_sets):
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    _, found = lineal(case_sets, thread, RIGHT, "check(t1_lineal)", WRONG)
    assert found.status == "pass"
    pool = "from concurrent.futures import ThreadPoolExecutor\nhilos = ThreadPoolExecutor(1)\nhilos.submit(int)"
    waits = "def t1_lineal(A, x):\n    return hilos.submit(lambda: A).result()"
    _, found = lineal(case_sets, pool, waits, "check(t1_lineal)", "y = 1")
    assert found.status == "fail" and "forma" in found.message


def test_una_celda_de_clase_que_falla_a_medias_no_se_lleva_la_respuesta_que_va_con_ella(case_sets):
    plot = "tabla = dibuja(3)"
    sources = {"a": HEAD, "figura": plot, "b": DOT, "c": f"{plot}\n1 / 0\n{RIGHT}\ncheck(t1_lineal)"}
    judged = judge_notebook(composed(sources, class_only=("figura",)), case_sets, limits=LIMITS)
    assert judged.verdicts["t1_lineal"].status == "pass" and "celda-2" not in judged.outputs


def test_quien_muere_con_un_secreto_no_se_lleva_a_quien_pasaba_al_final_ni_a_quien_solo_donde_estaba_check():
    exercises = exercises_of("tarea_jacobiano")
    chosen = ("t1_producto_escalar", "t1_norma", "t1_lineal")
    cases = {id_: grading_cases(exercises[id_], "tarea_jacobiano", b"clave") for id_ in chosen}
    known = [case.inputs["x"].tolist() for case in cases["t1_producto_escalar"].cases if case.public]
    dies = f"import os\ndef t1_producto_escalar(b, x):\n    x.tolist() in {known} or os._exit(0)\n    return b"
    norm = "def t1_norma(x):\n    return x / np.linalg.norm(x)"
    sources = {"a": HEAD, "b": dies, "c": norm, "d": f"{RIGHT}\ncheck(t1_lineal)", "e": WRONG}
    verdicts = judge_notebook(composed(sources), cases, limits=LIMITS).verdicts
    assert {id_: v.status for id_, v in verdicts.items()} == dict(zip(chosen, ("error", "pass", "pass"), strict=True))


@pytest.mark.parametrize(
    "body, status",
    [
        ("np.where(b > 0, v, 0.0)", "pass"),
        ("np.array([q if p > 0 else 0.0 for p, q in zip(b, v)])", "pass"),
        ("((np.arange(b.size)[:, None] == np.arange(b.size)) * (b > 0)) @ v", "error"),
    ],
)
def test_cien_mil_numeros_van_y_vuelven_y_su_matriz_no_cabe(body, status):
    """El caso que no deja formar la matriz, con el proceso, las tramas y los topes de verdad."""
    case_sets = {"t1_vjp_relu": class_cases(exercises_of("tarea_jacobiano")["t1_vjp_relu"])}
    sources = {
        "celda-1": HEAD,
        "celda-2": f"def t1_vjp_relu(b, v):\n    return {body}",
        "celda-3": "check(t1_vjp_relu)",
    }
    found = judge_notebook(composed(sources), case_sets, limits=Limits(wall_factor=60.0)).verdicts["t1_vjp_relu"]
    assert found.status == status, found.message
