"""Lo que muere o se para mientras se juzga: solo cuesta puntos si muere otra vez a solas y en el mismo sitio.

Se mata al trabajador, a su guardián o al padre templado en cada etapa, desde
fuera, como haría el núcleo al quedarse sin memoria.
"""

import contextlib
import signal
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import nbformat
import psutil
import pytest
from entregas import Draft
from procesos import all_gone

from autograder.grading.assignment import Assignment, Graded, grade_one, load_assignment
from autograder.grading.handed import Handed
from autograder.running import warm, worker_process
from autograder.running.judged import Judged
from autograder.running.warm import Warm
from autograder.running.worker_process import Limits, Worker

EXERCISE = "primer_gradiente"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"
LIMITS = Limits(cell=5.0, call=2.0, wall_factor=100.0)
CELLS, PUBLIC, SECRET = range(3)  # con un solo ejercicio, las tandas de peticiones de un trabajador
# Con bubblewrap, el proceso que se arrancó es el suyo, y el padre templado, su hijo.
VICTIMS = {
    "trabajador": lambda worker: worker.ps,
    "guardián": lambda worker: worker.ps.parent(),
    "padre": lambda worker: worker.ps.parent().parent(),
}


@pytest.fixture(scope="module")
def assignment(root):
    return load_assignment(root, "00_presentacion", b"k" * 32)


@pytest.fixture
def honest(lesson00) -> Draft:
    return lesson00.draft().put(EXERCISE, RIGHT)


def handed(draft: Draft) -> Handed:
    return Handed("ana", {"00_presentacion.ipynb": draft.to_bytes()})


@pytest.fixture
def attack(monkeypatch):
    """Función que apunta golpes: (víctima, señal, qué trabajador, tanda). Cada uno cae tras la primera respuesta."""
    blows: list[tuple] = []
    state = {"worker": -1, "batch": 0}
    original_init, original_ask = Worker.__init__, Worker.ask_all

    def init(self, *args):
        original_init(self, *args)
        state["worker"], state["batch"] = state["worker"] + 1, -1

    def ask_all(self, frames, *limits):
        state["batch"] += 1
        mine = [b for b in blows if b[2:] == (state["worker"], state["batch"])]
        for number, reply in enumerate(original_ask(self, frames, *limits)):
            yield reply
            for victim, number_of_signal, *_ in mine if number == 0 else ():
                target = VICTIMS[victim](self)
                target.send_signal(number_of_signal)
                if number_of_signal == signal.SIGKILL:
                    # Lo ya pedido quizá esté contestado: que se note en la siguiente, muera quien muera.
                    assert all_gone([self.ps])

    monkeypatch.setattr(Worker, "__init__", init)
    monkeypatch.setattr(Worker, "ask_all", ask_all)
    monkeypatch.setattr(worker_process, "AHEAD", 1)
    return lambda *blow: blows.append(blow)


# Lo que dice cambia en cada ejecución: así se sabe de cuál sale.
TELLS = "import time\nmarca = f'SOPLO{time.monotonic_ns()}'\nprint(marca)"


@pytest.fixture
def with_helper(lesson00) -> Draft:
    """La segunda celda que se ejecuta no es la de la respuesta, pero define lo que ésta usa."""
    draft = lesson00.draft().put(EXERCISE, "def primer_gradiente(x):\n    return ayuda(x) + 3")
    draft.insert(0, f"def ayuda(x):\n    return 2 * x\n{TELLS}")
    return draft.insert(0, "1")


def shown(graded: Graded) -> str:
    """Lo que se enseña de una entrega, salvo el código que ella misma trae."""
    notebook = nbformat.reads(graded.notebook, as_version=4)
    outputs = [str(c.outputs) for c in notebook.cells if c.cell_type == "code"]
    return "".join(outputs) + graded.verdicts[EXERCISE].text + str(graded.messages)


def grade_alone(handed: Handed, assignment: Assignment, limits: Limits) -> Graded:
    """Juzga en este proceso y repite lo dudoso, como hace ``pool`` en otro."""
    graded = grade_one(handed, assignment, limits)
    while graded.again is not None:
        warm.close_current()
        graded = grade_one(handed, assignment, limits, graded.again)
    return graded


def status(graded: Graded) -> str:
    return graded.verdicts[EXERCISE].status


@pytest.mark.parametrize("stage", [CELLS, PUBLIC, SECRET], ids=["celda", "público", "secreto"])
@pytest.mark.parametrize("victim", VICTIMS)
def test_una_muerte_ajena_no_cuesta_nada(assignment, honest, attack, victim, stage):
    attack(victim, signal.SIGKILL, 0, stage)
    first = grade_one(handed(honest), assignment, LIMITS)
    assert first.again is not None or status(first) == "pass"
    assert status(grade_one(handed(honest), assignment, LIMITS, first.again)) == "pass"


def test_la_que_muere_otra_vez_a_solas_es_suya(assignment, honest, attack):
    attack("trabajador", signal.SIGKILL, 0, PUBLIC)
    attack("trabajador", signal.SIGKILL, 1, PUBLIC)
    graded = grade_alone(handed(honest), assignment, LIMITS)
    assert status(graded) == "error" and "también a solas" in graded.verdicts[EXERCISE].message


def test_la_que_muere_cada_vez_en_un_sitio_la_mira_una_persona(assignment, with_helper, attack):
    attack("trabajador", signal.SIGKILL, 0, PUBLIC)
    attack("trabajador", signal.SIGKILL, 1, CELLS)
    assert status(grade_alone(handed(with_helper), assignment, LIMITS)) == "not_judged"


def test_la_muerte_del_padre_templado_nunca_es_suya_ni_dos_veces(assignment, honest, attack):
    attack("padre", signal.SIGKILL, 0, PUBLIC)
    attack("padre", signal.SIGKILL, 1, PUBLIC)
    graded = grade_alone(handed(honest), assignment, LIMITS)
    assert status(graded) == "not_judged" and "No es culpa de la entrega" in graded.verdicts[EXERCISE].message
    assert graded.digest == ""  # no queda como hecha: la próxima orden la repite


def test_tampoco_pierde_quien_dependia_de_la_celda_que_murio(assignment, with_helper, attack):
    attack("trabajador", signal.SIGKILL, 0, CELLS)
    first = grade_one(handed(with_helper), assignment, LIMITS)
    assert status(first) == "error" and first.again is not None
    second = grade_one(handed(with_helper), assignment, LIMITS, first.again)
    assert status(second) == "pass"
    assert "SOPLO" not in shown(second) and "La primera vez no acabó y a solas sí" in shown(second)


@pytest.mark.parametrize("stage", [CELLS, SECRET], ids=["celda", "secreto"])
def test_un_trabajador_parado_se_repite_a_solas(assignment, honest, attack, stage):
    attack("trabajador", signal.SIGSTOP, 0, stage)
    limits = Limits(cell=5.0, call=2.5, wall_factor=1.0)
    assert status(grade_alone(handed(honest), assignment, limits)) == "pass"


def test_un_padre_templado_parado_se_cambia_por_otro(assignment, honest, monkeypatch):
    monkeypatch.setattr(worker_process, "START_SECONDS", 4.0)
    stopped = warm.current(assignment.modules)
    with Worker(stopped) as worker:
        VICTIMS["padre"](worker).send_signal(signal.SIGSTOP)
    graded = grade_one(handed(honest), assignment, LIMITS)
    assert status(graded) == "not_judged" and graded.again is not None
    monkeypatch.setattr(worker_process, "START_SECONDS", 60.0)
    assert status(grade_one(handed(honest), assignment, LIMITS, graded.again)) == "pass"
    assert stopped.process.poll() is not None


# — una repetición no enseña nada del estudiante —


WAYS = {
    "excepción": "raise ValueError(marca)",
    "clase": "return type(marca, (), {})()",
    "número": "return time.monotonic_ns() / 7",
    "no es una función": None,
}


@pytest.mark.parametrize("way", WAYS)
def test_de_la_repeticion_no_sale_ningun_texto_suyo(assignment, lesson00, way):
    body = WAYS[way]
    source = f"def primer_gradiente(x):\n    {body}" if body else "primer_gradiente = type(marca, (), {})()"
    draft = lesson00.draft().put(EXERCISE, source)
    draft.insert(draft.position(EXERCISE), TELLS)
    known = Judged()  # pudo ver los casos secretos, y no se sabe hasta dónde llegó
    graded = grade_one(handed(draft), assignment, LIMITS, known)
    assert status(graded) in ("error", "fail")
    said = shown(graded)
    assert "SOPLO" not in said and not any(
        len(word) > 9 for word in "".join(c if c.isdigit() else " " for c in said).split()
    )
    assert "desde esta celda no se guardan las salidas" in said


# — hilos —


def test_varios_hilos_de_un_proceso_dan_las_mismas_notas_y_no_dejan_nada(assignment, lesson00):
    sources = [RIGHT, WRONG, "import os\nos._exit(1)", "def primer_gradiente(x):\n    return 1 / 0"] * 2
    group = [handed(lesson00.draft().put(EXERCISE, source)) for source in sources]
    expected = [grade_one(h, assignment, LIMITS) for h in group]
    before = set(psutil.Process().children(recursive=True))
    with ThreadPoolExecutor(4) as threads:
        # A la vez: sin la barrera, un hilo solo podría hacerlo todo.
        barrier = threading.Barrier(4)

        def own_parent():
            parent = weakref.ref(warm.current(assignment.modules))
            barrier.wait()
            return parent

        parents = [threads.submit(own_parent) for _ in range(4)]
        parents = [future.result() for future in parents]
        assert len({ref().process.pid for ref in parents}) == 4
        found = list(threads.map(lambda h: grade_one(h, assignment, LIMITS), group))
        during = set(psutil.Process().children(recursive=True)) - before
    assert found == expected
    assert len(during) >= 4 and all_gone(list(during))


def test_el_padre_templado_de_un_hilo_se_va_con_el():
    kept = []

    def body():
        with Worker(warm.current()) as worker:
            kept.extend([psutil.Process(warm.current().process.pid), worker.ps])

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert len(kept) == 2 and all_gone(kept)


def test_pedir_otros_modulos_cambia_de_padre_templado():
    one = warm.current()
    assert warm.current() is one
    other = warm.current(frozenset())
    assert other is not one and other.alive and not one.alive
    warm.close_current()


@pytest.mark.parametrize("kind", ["SIGKILL", "SIGSTOP"])
def test_un_padre_templado_que_muere_o_se_para_al_arrancar_no_deja_a_nadie_esperando(monkeypatch, tmp_path, kind):
    (tmp_path / "start.py").write_text(f"import os, signal\nos.kill(os.getpid(), signal.{kind})")
    monkeypatch.setattr(warm.files, "SANDBOX", tmp_path)
    monkeypatch.setattr(warm, "START_SECONDS", 2)
    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(warm.CannotStart, match="no arrancó"):
        Warm(view=False)
    assert set(psutil.Process().children(recursive=True)) <= before


def test_un_trabajador_no_sobrevive_a_su_padre_templado_parado():
    """Parado no se entera de que su socket se cerró: lo mata el núcleo."""
    with Warm() as parent, contextlib.closing(Worker(parent)) as worker:
        family = [victim(worker) for victim in VICTIMS.values()]
        family[-1].send_signal(signal.SIGSTOP)
        parent.close()
        assert all_gone(family)
