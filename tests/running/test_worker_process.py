"""El trabajador: límites, muertes, tramas falsas y lo que un cuaderno puede hacer en él.

Cada prueba arranca el suyo y lo cierra. Solo se mira qué pasa; cómo se aísla, en
test_warm.
"""

import os
import sys
import threading
import time

import numpy as np
import psutil
import pytest
from cuadernos import composed
from procesos import alive, all_gone, wait_for

from autograder.exercise import exercises_of
from autograder.judging.cases import class_cases
from autograder.running import warm
from autograder.running.judge import judge_notebook
from autograder.running.worker_process import Limits, Stopped, Worker
from autograder.sandbox import wire

# El reloj solo cuenta donde se prueba el reloj: con otros procesos al lado, 0,3 s de cálculo tardan mucho más.
SECONDS, WALL = 5.0, 60.0


@pytest.fixture
def worker():
    with Worker(warm.current()) as started:
        cell(started, "")  # arrancar también gasta CPU: que no cuente en la prueba
        yield started


def cell(worker: Worker, source: str, seconds: float = SECONDS, wall_factor: float = WALL) -> dict:
    return worker.ask({"op": "cell", "source": source, "published": False}, seconds, wall_factor)


def call(worker: Worker, name: str, *args, seconds: float = SECONDS, wall_factor: float = WALL) -> dict:
    return worker.ask({"op": "call", "name": name, "args": wire.Value(list(args))}, seconds, wall_factor)


def text_of(reply: dict) -> str:
    """Todo lo que se ve en las salidas de una celda."""
    parts = []
    for output in reply["outputs"]:
        parts += [output.get("text", ""), output.get("data", {}).get("text/plain", ""), output.get("evalue", "")]
    return "".join(parts)


# — contestar —


def test_ejecuta_celdas_y_contesta_llamadas(worker):
    assert cell(worker, "import numpy as np\ndef doble(x):\n    return 2 * x")["error"] is None
    reply = call(worker, "doble", np.array([1.0, -2.0]))
    np.testing.assert_array_equal(reply["value"], [2.0, -4.0], strict=True)


def test_una_celda_que_falla_no_impide_las_siguientes(worker):
    assert cell(worker, "1 / 0")["error"]["type"] == "ZeroDivisionError"
    assert cell(worker, "a = 3\na")["error"] is None
    assert text_of(cell(worker, "a + 1")) == "4"


def test_check_y_hint_no_hacen_nada_al_calificar(worker):
    reply = cell(worker, "from autograder import check, hint, progress\ncheck(1)\nhint(2)\nprogress(certificate=True)")
    assert reply["error"] is None and reply["outputs"] == []


def test_lo_que_imprime_una_funcion_no_se_mezcla_con_la_respuesta(worker):
    cell(worker, "def f(x):\n    print('hola' * 10**6)\n    return x")
    assert call(worker, "f", np.ones(2))["value"].shape == (2,)


# — límites —


def test_una_celda_que_gasta_demasiada_cpu_se_para(worker):
    with pytest.raises(Stopped) as stop:
        cell(worker, "while True: pass", seconds=0.3)
    assert stop.value.kind == "time" and not worker.alive


def test_un_bucle_que_se_traga_las_interrupciones_tambien_se_para(worker):
    source = "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"
    with pytest.raises(Stopped) as stop:
        cell(worker, source, seconds=0.3)
    assert stop.value.kind == "time"


def test_una_llamada_que_gasta_demasiada_cpu_se_para(worker):
    cell(worker, "def f(x):\n    while True: pass")
    with pytest.raises(Stopped) as stop:
        call(worker, "f", 1.0, seconds=0.3)
    assert stop.value.kind == "time"


def test_esperar_sin_gastar_cpu_se_distingue_de_un_bucle(worker):
    with pytest.raises(Stopped) as stop:
        cell(worker, "import time\ntime.sleep(60)", seconds=0.5, wall_factor=2)
    assert stop.value.kind == "wall"


def test_una_pausa_de_quien_mira_no_cuenta_como_calculo(worker):
    """En una máquina ocupada, quien vigila puede tardar en leer: lo que entre tanto se contestó llegó a tiempo."""
    cell(worker, f"import time\ndef f(x):\n{burn(0.3)}    return x")
    frames = [wire.encode({"op": "call", "name": "f", "args": wire.Value([x])}) for x in range(5)]
    replies = worker.ask_all(frames, 1.0, WALL)
    assert next(replies)["value"] == 0
    assert wait_for(lambda: worker.cpu() - worker.born > 1.4)  # más de un tope entero, sin que nadie lea
    assert [reply["value"] for reply in replies] == [1, 2, 3, 4]


def burn(seconds: float | str) -> str:
    """El cuerpo de una función que gasta esa CPU."""
    return f"    fin = time.process_time() + {seconds}\n    while time.process_time() < fin: pass\n"


CHEAP = f"import time\ndef f(x):\n{burn(0.02)}    return x"


def test_muchas_respuestas_baratas_no_ponen_a_cero_los_relojes():
    """Cada una cabe en su tope; juntas, no caben en el de la entrega."""
    with Worker(warm.current(), budget=1.0) as worker:
        cell(worker, CHEAP)
        frames = [wire.encode({"op": "call", "name": "f", "args": wire.Value([1.0])})] * 500
        with pytest.raises(Stopped) as stop:
            list(worker.ask_all(frames, SECONDS, WALL))
    assert stop.value.kind == "budget" and worker.cpu() - worker.born < 5


def test_pasada_su_hora_el_trabajador_se_para_aunque_conteste():
    with Worker(warm.current(), deadline=time.monotonic() + 1.0) as worker, pytest.raises(Stopped) as stop:
        while True:
            cell(worker, "1 + 1")
    assert stop.value.kind == "budget"


# Hijos que gastan CPU y siguen vivos, que mueren sin que nadie los espere, o que nacen y mueren sin parar.
SPENDERS = {
    "vivos": "for _ in range(3):\n    if os.fork() == 0:\n        while True: pass\ntime.sleep(60)",
    "sin_recoger": "while True:\n    if os.fork() == 0: quema(); os._exit(0)\n    time.sleep(0.05)",
    "huerfanos": (
        "for _ in range(20):\n    if os.fork() == 0:\n        if os.fork() == 0: quema(0.2)\n        os._exit(0)\n"
        "    time.sleep(0.05)\ntime.sleep(60)"
    ),
    "recogidos": "while True:\n    if os.fork() == 0: quema(); os._exit(0)\n    os.wait()",
    "sin_dejar_rastro": (
        "import signal\ntry: signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nexcept OSError: pass\n"
        "while True:\n    if os.fork() == 0: quema(); os._exit(0)\n    try: os.wait()\n    except OSError: pass"
    ),
    "otros_hilos": (
        "import threading\nthreading.Thread(target=lambda: [os.fork() or quema(9) for _ in range(2)]).start()\n"
        "time.sleep(60)"
    ),
}
BURN = f"import os, time\ndef quema(s=0.03):\n{burn('s')}"


@pytest.mark.skipif(sys.platform != "linux", reason="fuera de Linux solo se ve al acabar")
@pytest.mark.parametrize("how", SPENDERS)
def test_la_cpu_de_los_hijos_se_cuenta_segun_la_gastan(worker, how):
    with pytest.raises(Stopped) as stop:
        cell(worker, BURN + SPENDERS[how], seconds=1.0)
    assert stop.value.kind == "time"


@pytest.mark.parametrize(
    "source", ["import os\nos._exit(0)", "import os\nos.abort()", "import ctypes\nctypes.string_at(0)"]
)
def test_un_trabajador_que_muere_lo_dice(worker, source):
    with pytest.raises(Stopped) as stop:
        cell(worker, source)
    assert stop.value.kind == "died" and not worker.alive


def test_matarse_con_una_senal_es_morir(worker):
    with pytest.raises(Stopped) as stop:
        cell(worker, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n'sigo'")
    assert stop.value.kind == "died"


def test_un_trabajador_al_que_matan_desde_fuera_lo_dice(worker):
    killer = threading.Timer(0.3, worker.ps.kill)
    killer.start()
    with pytest.raises(Stopped) as stop:
        cell(worker, "import time\ntime.sleep(60)")
    assert stop.value.kind == "died" and not worker.alive


def test_pedir_demasiada_memoria_es_un_error_del_estudiante(worker):
    reply = cell(worker, "import numpy as np\nnp.ones(2**40)")
    # numpy lanza una subclase suya de MemoryError.
    assert "MemoryError" in reply["error"]["type"]
    assert text_of(cell(worker, "1 + 1")) == "2"


def test_100_mb_de_salida_se_recortan_y_se_dice(worker):
    text = text_of(cell(worker, "for _ in range(1000):\n    print('x' * 10**5)", seconds=20))
    assert len(text) < 300_000 and "salida recortada" in text


def test_muchas_salidas_pequenas_tambien_se_recortan(worker):
    assert len(cell(worker, "for k in range(5000):\n    display(k)")["outputs"]) < 500


def test_una_respuesta_que_no_cabe_se_dice_y_el_trabajador_sigue(worker):
    cell(worker, "import numpy as np\ndef f(x):\n    return np.zeros(2**24)")
    assert "unsent" in call(worker, "f", 1.0)
    assert text_of(cell(worker, "1 + 1")) == "2"


# — lo que queda al cerrar —


# Un hijo, y un nieto en otra sesión que pierde a su padre: la manera de escaparse de siempre.
CHILDREN = """
import os, time
if os.fork() == 0:
    time.sleep(120)
    os._exit(0)
between = os.fork()
if between == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(120)
    os._exit(0)
os.waitpid(between, 0)
"""


def descendants(worker: Worker) -> list[psutil.Process]:
    """Los procesos que hay debajo del trabajador, y en su espacio de procesos aunque no tengan padre."""
    return worker.ps.children(recursive=True)


def test_al_cerrar_mueren_los_hijos_del_trabajador():
    with Worker(warm.current()) as worker:
        cell(worker, CHILDREN)
        children = descendants(worker)
        # Quien ejecuta las celdas, su hijo y el nieto huérfano, que adopta el primero de su espacio.
        assert len([c for c in children if alive(c)]) == 3
    assert all_gone([worker.ps, *children])


def test_al_cerrar_mueren_los_hijos_aunque_el_trabajador_ya_hubiera_muerto():
    worker = Worker(warm.current())
    cell(worker, CHILDREN)
    # Se miran antes de que muera el trabajador, que después ya no tiene hijos.
    children = descendants(worker)
    with pytest.raises(Stopped) as stop:
        cell(worker, "os._exit(0)")
    assert stop.value.kind == "died" and not worker.alive
    assert len(children) == 3 and all_gone([worker.ps, *children])


def test_un_hijo_que_se_queda_con_el_socket_no_alarga_la_espera():
    """El trabajador muere y su hijo conserva abierto el otro extremo: no llegaría nunca el final."""
    worker = Worker(warm.current())
    with pytest.raises(Stopped) as stop:
        cell(worker, "import os, time\nif os.fork() == 0:\n    time.sleep(120)\nos._exit(0)", wall_factor=12)
    assert stop.value.kind == "died"


def test_lo_que_una_entrega_escribe_no_lo_ve_la_siguiente():
    with Worker(warm.current()) as worker:
        assert cell(worker, "open('apuntes.txt', 'w').write('x')")["error"] is None
        assert text_of(cell(worker, "import os\nos.listdir('.'), os.path.exists('apuntes.txt')")) == (
            "(['apuntes.txt'], True)"
        )
        folder = text_of(cell(worker, "print(os.getcwd(), end='')"))
        with Worker(warm.current()) as neighbour:
            assert text_of(cell(neighbour, "import os\nos.listdir('.')")) == "[]"
    with Worker(warm.current()) as after:
        assert text_of(cell(after, f"import os\nos.listdir('.'), os.listdir({folder!r})")) == "([], [])"


def test_la_carpeta_de_trabajo_desaparece_al_cerrar():
    with Worker(warm.current()) as worker:
        cell(worker, "open('apuntes.txt', 'w').write('x')")
        folder = text_of(cell(worker, "import os\nprint(os.getcwd(), end='')"))
    # Con la vista puesta nunca existió fuera; sin ella, se borra.
    assert not os.path.exists(os.path.join(folder, "apuntes.txt"))
    assert worker.folder is None or not worker.folder.exists()


def test_cerrar_dos_veces_no_molesta():
    worker = Worker(warm.current())
    worker.close()
    worker.close()
    assert not worker.alive


def test_si_muere_el_padre_templado_se_arranca_otro():
    first = warm.current()
    first.process.kill()
    first.process.wait()
    with Worker(warm.current()) as worker:
        assert text_of(cell(worker, "1 + 1")) == "2"
    assert warm.current() is not first


# — varias peticiones seguidas —


def test_varias_peticiones_dan_sus_respuestas_en_orden(worker):
    cell(worker, "def f(x):\n    return x + 1")
    frames = [wire.encode({"op": "call", "name": "f", "args": wire.Value([float(k)])}) for k in range(50)]
    assert [r["value"] for r in worker.ask_all(frames, SECONDS, WALL)] == [k + 1.0 for k in range(50)]


def test_peticiones_grandes_y_pequenas_no_se_atascan(worker):
    """Ninguno de los dos lados espera a que el otro lea."""
    cell(worker, "def f(x):\n    return x")
    sizes = [1, 15_000, 2, 3, 1_000, 1_000, 1_000, 16_000, 1]
    frames = [wire.encode({"op": "call", "name": "f", "args": wire.Value([np.ones(n)])}) for n in sizes]
    assert [r["value"].size for r in worker.ask_all(frames, SECONDS, WALL)] == sizes


def test_cada_peticion_tiene_sus_topes_y_las_de_antes_ya_contestaron(worker):
    cell(worker, "def f(x):\n    while x > 1: pass\n    return x")
    frames = [wire.encode({"op": "call", "name": "f", "args": wire.Value([x])}) for x in (0.0, 1.0, 2.0, 0.0)]
    replies = []
    with pytest.raises(Stopped) as stop:
        for reply in worker.ask_all(frames, 0.3, WALL):
            replies.append(reply["value"])
    assert replies == [0.0, 1.0] and stop.value.kind == "time" and not worker.alive


# — tramas falsas —

FORGE = """
import os, stat
for fd in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            os.write(fd, {data})
    except OSError:
        pass
{then}
"""
FORGED = {
    "basura": "b'hola' * 100",
    "longitud_enorme": "(2**62).to_bytes(8, 'little')",
    "json_roto": "(10).to_bytes(8, 'little') + (6).to_bytes(4, 'little') + b'{nojs}'",
    "array_que_miente": (
        "(lambda t: (4 + len(t)).to_bytes(8, 'little') + len(t).to_bytes(4, 'little') + t)"
        '(b\'{"value": {"$": {"a": ["float64", [1000000000000]]}}}\')'
    ),
    "no_es_un_objeto": "(lambda t: (4 + len(t)).to_bytes(8, 'little') + len(t).to_bytes(4, 'little') + t)(b'[1, 2]')",
}


@pytest.mark.parametrize("name", FORGED)
def test_una_trama_falsa_vale_como_muerte(worker, name):
    """Escribir en el descriptor heredado no da puntos ni tumba a quien califica."""
    with pytest.raises(Stopped) as stop:
        # Sin contestación verdadera detrás, lo único que llega es la falsa.
        cell(worker, FORGE.format(data=FORGED[name], then="os._exit(0)"), seconds=2)
    assert stop.value.kind == "died"


# — torch, órdenes y pantallas —


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.tensor(1.0)",
        "import torch.nn.functional as F\nF.relu(1.0)",
        "from torch import autograd\nautograd.grad",
        "import importlib\nimportlib.import_module('torch').ones(2)",
        "__import__('torch').autograd.grad()",
    ],
)
def test_torch_se_importa_vacio_y_usarlo_se_explica_sin_parar_la_celda(worker, source):
    reply = cell(worker, f"{source}\nprint('sigo')")
    assert reply["error"] is None and "sigo" in text_of(reply)
    # Nombrarlo no cuesta nada; hacer algo con él, sí.
    assert ("no está al calificar" in text_of(reply)) == (not source.endswith("autograd.grad"))


def test_ni_los_ejercicios_ni_las_referencias_estan_a_la_vista(worker):
    for name in ("autograder.exercises.tarea_jacobiano", "autograder.judging.oracle"):
        assert cell(worker, f"import {name}")["error"]["type"] == "ModuleNotFoundError"


@pytest.mark.parametrize("source", ["!ls", "x = !ls", "%system ls", "import os\n%sx ls"])
def test_una_orden_del_sistema_se_explica_y_no_para_la_celda(worker, source):
    reply = cell(worker, f"{source}\nprint('sigo')")
    assert reply["error"] is None and "no se ejecutan al calificar" in text_of(reply) and "sigo" in text_of(reply)


def test_input_no_se_queda_esperando(worker):
    assert cell(worker, "input('¿n? ')", seconds=2)["error"]["type"] == "EOFError"


def test_matplotlib_y_display_dejan_sus_salidas(worker):
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    images = [o for o in cell(worker, source, seconds=20)["outputs"] if "image/png" in o.get("data", {})]
    assert len(images) == 1
    reply = cell(worker, "from IPython.display import HTML, Markdown\ndisplay(HTML('<b>a</b>'), Markdown('*b*'))\n7")
    kinds = [set(o["data"]) for o in reply["outputs"]]
    assert kinds == [{"text/html", "text/plain"}, {"text/markdown", "text/plain"}, {"text/plain"}]


def test_un_punto_y_coma_calla_el_valor_de_la_ultima_linea(worker):
    assert cell(worker, "3;")["outputs"] == []


@pytest.mark.parametrize(
    "source", ["%timeit -n1 -r1 sum(range(3))", "%%time\na = 1", "import warnings\nwarnings.warn('x')"]
)
def test_las_magias_y_los_avisos_no_estropean_la_ejecucion(worker, source):
    assert cell(worker, source)["error"] is None


# — un cuaderno entero, con trabajadores que mueren —


@pytest.fixture(scope="module")
def case_sets():
    chosen = ("t1_producto_escalar", "t1_lineal", "t1_norma")
    return {id_: class_cases(exercises_of("tarea_jacobiano")[id_]) for id_ in chosen}


RIGHT = {
    "t1_producto_escalar": "def t1_producto_escalar(b, x):\n    return b",
    "t1_lineal": "def t1_lineal(A, x):\n    return A.T",
    "t1_norma": "def t1_norma(x):\n    return x / np.linalg.norm(x)",
}
QUICK = Limits(cell=1.0, call=0.3, submission=20.0, wall_factor=WALL)
# Para lo que duerme: se espera el reloj entero, y en él caben de sobra las que no duermen.
ASLEEP = Limits(cell=1.0, call=0.5, submission=20.0, wall_factor=6.0)


def notebook(extra: str | None = None, class_only: bool = False, **changed: str):
    """Un cuaderno con las tres respuestas y, si se pide, una celda propia delante."""
    own = {} if extra is None else {"propia": extra}
    cells = {"preparacion": "import numpy as np\nfrom autograder import check", **own, **RIGHT, **changed}
    return composed(cells, ("propia",) if class_only else ())


def statuses(judged) -> dict[str, str]:
    return {id_: v.status for id_, v in judged.verdicts.items()}


PASSED = dict.fromkeys(RIGHT, "pass")


@pytest.mark.parametrize(
    "extra", ["import os\nos._exit(1)", "while True: pass", "import time\ntime.sleep(60)", "1 / 0", "def f(:"]
)
def test_una_celda_propia_que_mata_o_se_cuelga_no_cuesta_ningun_punto(case_sets, extra):
    judged = judge_notebook(notebook(extra), case_sets, limits=ASLEEP if "sleep" in extra else QUICK)
    assert statuses(judged) == PASSED
    assert judged.outputs["celda-2"][-1].output_type == "error"


@pytest.mark.parametrize(
    "body, status",
    [
        ("import os\n    os._exit(0)", "error"),
        ("while True: pass", "error"),
        ("import time; time.sleep(60)", "not_judged"),
    ],
)
def test_una_llamada_que_mata_o_se_cuelga_solo_pierde_su_ejercicio(case_sets, body, status):
    limits = ASLEEP if "sleep" in body else QUICK
    judged = judge_notebook(notebook(t1_lineal=f"def t1_lineal(A, x):\n    {body}"), case_sets, limits=limits)
    assert statuses(judged) == PASSED | {"t1_lineal": status}
    assert judged.verdicts["t1_lineal"].points == (None if status == "not_judged" else 0.0)
    assert judged.stalled == (status == "not_judged")


def test_varias_culpables_se_van_apartando_una_a_una(case_sets):
    bad = {"t1_lineal": "import os\nos._exit(0)", "t1_norma": "while True: pass"}
    judged = judge_notebook(notebook("import os; os._exit(2)", **bad), case_sets, limits=QUICK)
    assert statuses(judged) == {"t1_producto_escalar": "pass", "t1_lineal": "error", "t1_norma": "error"}
    assert "murió" in judged.verdicts["t1_lineal"].message and "bucle" in judged.verdicts["t1_norma"].message


def test_una_celda_solo_de_clase_no_se_ejecuta(case_sets):
    judged = judge_notebook(notebook("import os\nos._exit(1)", class_only=True), case_sets, limits=QUICK)
    assert statuses(judged) == PASSED and "celda-2" not in judged.outputs


def test_lo_que_no_cabe_en_el_presupuesto_de_la_entrega_dice_cuanto_era(case_sets):
    wait = "import time\nfin = time.process_time() + 0.8\nwhile time.process_time() < fin: pass\n"
    slow = {id_: wait + code for id_, code in RIGHT.items()}
    limits = Limits(cell=3.0, call=0.3, submission=1.0, wall_factor=300)
    judged = judge_notebook(notebook(**slow), case_sets, limits=limits)
    assert set(statuses(judged).values()) == {"error"}
    assert "pasó de 1 s de cálculo" in judged.verdicts["t1_lineal"].message


def test_quien_llama_a_otro_ejercicio_que_falla_lo_lee_una_vez(case_sets):
    changed = {
        "t1_lineal": "def t1_lineal(A, x):\n    return A",
        "t1_norma": "def t1_norma(x):\n    return t1_lineal(x, x) * 0",
    }
    judged = judge_notebook(notebook(**changed), case_sets, limits=QUICK)
    assert judged.verdicts["t1_norma"].message.startswith("`t1_norma` depende de `t1_lineal`")
    assert "depende" not in judged.verdicts["t1_lineal"].message


@pytest.mark.parametrize(
    "source",
    [
        "np.allclose = lambda *a, **k: True\nnp.asarray = lambda *a, **k: 1",
        "import sys\nsys.exit = lambda *a: None\nimport builtins\nbuiltins.abs = lambda x: 0",
        "class M(np.ndarray):\n    def __eq__(self, o): return True\n    def __sub__(self, o): return np.zeros(1)",
    ],
)
def test_cambiar_numpy_o_python_por_dentro_no_aprueba_nada(case_sets, source):
    wrong = "def t1_lineal(A, x):\n    return A * 0"
    judged = judge_notebook(notebook(source, t1_lineal=wrong), case_sets, limits=QUICK)
    assert judged.verdicts["t1_lineal"].status != "pass"


def test_ningun_trabajador_sobrevive_a_una_entrega(case_sets):
    warm.current()  # el padre templado sí se queda, para la siguiente
    before = set(psutil.Process().children(recursive=True))
    judge_notebook(notebook("import os\nos._exit(1)"), case_sets, limits=QUICK)
    assert all_gone([p for p in psutil.Process().children(recursive=True) if p not in before])
