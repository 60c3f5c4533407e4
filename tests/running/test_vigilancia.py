"""Lo que un trabajador no puede hacer mientras nadie espera su respuesta, ni cuando ya no queda quien lo mire."""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from autograder.grading import processes
from autograder.running import usage, warm, worker_process
from autograder.running.warm import Warm
from autograder.running.worker_process import Stopped, Worker
from autograder.sandbox import wire

# Responde a la celda y no vuelve a leer; entre tanto, un hijo llena memoria.
DEAF = """
import os, sys, time
if os.fork() == 0:
    time.sleep(0.5)
    datos = bytearray(400 * 2**20)
    for i in range(0, len(datos), 4096): datos[i] = 1
    time.sleep(20)
for nombre, modulo in list(sys.modules.items()):
    if nombre.endswith("wire"): modulo.receive = lambda sock: time.sleep(20)
"""


@pytest.fixture
def worker():
    with Warm() as warm, Worker(warm) as one:
        yield one


def test_la_memoria_se_mira_tambien_mientras_se_le_manda_algo(worker, monkeypatch):
    monkeypatch.setattr(worker_process, "MEMORY", 300 * 2**20)
    frames = [wire.encode({"op": "cell", "source": source}) for source in (DEAF, "#" * 400_000)]
    with pytest.raises(Stopped) as stop:
        list(worker.ask_all(frames, 4, 4))
    assert stop.value.kind == "memory"


# Llena memoria sin prisa, entre respuesta y respuesta.
LEAK = "fuga = globals().get('fuga', [])\nfuga.append(bytearray(b'x' * 20 * 2**20))"


def test_contestar_deprisa_no_esconde_la_memoria(worker, monkeypatch):
    monkeypatch.setattr(worker_process, "MEMORY", 400 * 2**20)
    with pytest.raises(Stopped) as stop:
        list(worker.ask_all([wire.encode({"op": "cell", "source": LEAK})] * 100, 4, 10))
    assert stop.value.kind == "memory"


HIDDEN = {
    "hijos": "for _ in range(10):\n    if os.fork() == 0:\n        datos = b'x' * 50 * 2**20\n        time.sleep(60)",
    "mmap_tocado_despues": "m = mmap.mmap(-1, 600 * 2**20, flags=34)\nfor k in range(0, len(m), 4096): m[k] = 1",
    "ceros_de_numpy": "import numpy as np\na = np.zeros(600 * 2**17)\ntime.sleep(0.3)\na += 1",
    "hilos": (
        "import threading\ndef llena():\n    datos = b'x' * 15 * 2**20\n    time.sleep(60)\n"
        "for _ in range(40): threading.Thread(target=llena, daemon=True).start()"
    ),
    "disco": "for k in range(2):\n    with open(f'{k}', 'wb') as f: f.write(b'x' * 60 * 2**20)\na = b'x' * 300 * 2**20",
}


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.skipif(sys.platform != "linux", reason="es cosa de Linux")
def test_no_hay_donde_esconder_la_memoria(worker, monkeypatch, how):
    if how == "disco" and not worker.layers["disco"]:
        pytest.skip("sin disco de memoria, lo escrito no ocupa memoria")
    monkeypatch.setattr(worker_process, "MEMORY", 400 * 2**20)
    with pytest.raises(Stopped) as stop:
        cell(worker, f"import mmap, os, time\n{HIDDEN[how]}\ntime.sleep(60)")
    assert stop.value.kind == "memory"


def test_lo_que_comparten_los_hijos_no_se_cuenta_por_cada_uno(worker, monkeypatch):
    monkeypatch.setattr(worker_process, "MEMORY", 600 * 2**20)
    source = "datos = b'x' * 100 * 2**20\nfor _ in range(10):\n    if os.fork() == 0: time.sleep(60)\ntime.sleep(1)"
    assert cell(worker, f"import os, time\n{source}")["error"] is None
    assert worker.memory() > 100 * 2**20


def test_si_a_la_maquina_le_falta_memoria_se_para_a_quien_la_ocupa(worker, monkeypatch):
    monkeypatch.setattr(usage, "available", lambda: 2**20)
    assert cell(worker, "1 + 1")["error"] is None  # uno corriente no es el culpable
    with pytest.raises(Stopped) as stop:
        cell(worker, "datos = b'x' * 400 * 2**20\nimport time\ntime.sleep(60)")
    assert stop.value.kind == "crowded"


@pytest.mark.skipif(sys.platform != "linux", reason="es cosa de Linux")
def test_si_falta_memoria_el_nucleo_mata_antes_lo_del_estudiante(worker):
    """Todo lo suyo vale más como víctima que quien juzga, y quien juzga, más que quien reparte y escribe."""
    cell(worker, "import os, time\nfor _ in range(2):\n    if os.fork() == 0: time.sleep(60)")
    family = usage.family(worker.ps.pid)
    assert len(family) == 4 and {victim(pid) for pid in family} == {worker_process.FIRST_VICTIM}
    assert {judge for _, judge in processes.spread(victim_here, [None], 1)} == {warm.EXPENDABLE}
    assert victim(os.getpid()) < warm.EXPENDABLE < worker_process.FIRST_VICTIM


def victim(pid) -> int:
    with open(f"/proc/{pid}/oom_score_adj") as file:
        return int(file.read())


def victim_here(_) -> int:
    return victim(os.getpid())


def cell(worker: Worker, source: str) -> dict:
    return worker.ask({"op": "cell", "source": source}, 10, 10)


# Dos entregas a la vez, o dos intentos de una, no tienen con qué hablarse; y la memoria, dónde esconderse.
ALLOWED = """
os.preadv(f, [bytearray(1)], 0)
fcntl.fcntl(f, fcntl.F_GETFL)
mmap.mmap(f, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ).madvise(mmap.MADV_DONTNEED)
signal.getsignal(signal.SIGCHLD)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
len(os.sched_getaffinity(0))
open("mio", "w").truncate(10)
""".strip().splitlines()
DENIED = """
fcntl.flock(f, fcntl.LOCK_EX)
fcntl.lockf(f, fcntl.LOCK_SH)
fcntl.fcntl(f, fcntl.F_GETLK, bytes(32))
fcntl.fcntl(f, fcntl.F_OFD_SETLK, bytes(32))
fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_RDLCK)
fcntl.fcntl(f, fcntl.F_NOTIFY, fcntl.DN_ACCESS)
fcntl.fcntl(f, fcntl.F_SETOWN, 1)
fcntl.fcntl(f, 1031, 2**20)
os.pipe()
os.pipe2(os.O_CLOEXEC)
os.posix_fadvise(f, 0, 0, os.POSIX_FADV_DONTNEED)
os.posix_fadvise(f, 0, 0, os.POSIX_FADV_RANDOM)
os.preadv(f, [bytearray(1)], 0, os.RWF_NOWAIT)
mmap.mmap(f, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ).madvise(mmap.MADV_WILLNEED)
mmap.mmap(f, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ).madvise(21)
mmap.mmap(f, 0, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
mmap.mmap(-1, 4096)
ask(libc.madvise, ctypes.c_void_p(0), ctypes.c_size_t(0), 3 + 2**32)
ask(libc.readahead, f, ctypes.c_long(0), ctypes.c_size_t(1))
ask(libc.sysinfo, ctypes.create_string_buffer(200))
ask(libc.mq_open, b"/hostil", 0o102, 0o600, None)
ask(libc.vmsplice, f, None, ctypes.c_size_t(0), 0)
ask(libc.mlock, None, ctypes.c_size_t(0))
ask(libc.syncfs, f)
socket.socketpair()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.sched_setaffinity(0, {0})
os.setpriority(os.PRIO_PROCESS, 0, 5)
os.statvfs("/")
""".strip().splitlines()
PREPARE = """
import ctypes, fcntl, mmap, os, signal, socket
libc = ctypes.CDLL(None, use_errno=True)
f = os.open(os.__file__, os.O_RDONLY)
def ask(call, *args):
    ctypes.set_errno(0)
    if call(*args) == -1: raise OSError(ctypes.get_errno(), "")
"""


@pytest.fixture(scope="module")
def locked(skip_or_fail):
    with Warm() as warm, Worker(warm) as one:
        if not one.layers["seccomp"]:
            skip_or_fail("seccomp")
        assert cell(one, PREPARE)["error"] is None
        yield one


@pytest.mark.parametrize("source", DENIED)
def test_lo_que_dos_entregas_comparten_sin_querer_no_se_puede_usar(locked, source):
    assert cell(locked, source)["error"]["type"] == "PermissionError"


def test_quien_es_un_trabajador_no_dice_cuantos_procesos_hicieron_los_demas():
    """Los números de proceso son de todos: quien los supiera oiría a otra entrega que bifurca sin parar."""
    who = "import os; f'{os.getuid()} {os.getpid()} {os.getppid()} {os.getsid(0)} {os.getpgid(0)}'"
    with Warm() as warm:
        found = []
        for _ in range(2):
            with Worker(warm) as one:
                found.append(cell(one, who)["outputs"][0]["data"]["text/plain"].strip("'").split())
    (first, *rest), (second, *same) = found
    assert rest == same
    # Sin ser root no hay más usuario que uno; siéndolo, y uno detrás de otro, los pid de fuera casi se tocan.
    assert first == second == "0" or abs(int(first) - int(second)) > 1000  # uno detrás de otro, sus pid casi se tocan


@pytest.mark.parametrize("source", ALLOWED)
def test_lo_que_hace_falta_se_puede_usar(locked, source):
    assert cell(locked, source)["error"] is None


@pytest.mark.parametrize(
    "source", ["await asyncio.sleep(0.01, 7)", "await asyncio.gather(una(), una())", "await asyncio.to_thread(abs, -7)"]
)
def test_await_en_una_celda_funciona_sin_sockets(locked, source):
    reply = cell(locked, f"import asyncio\nasync def una():\n    return 7\n{source}")
    assert reply["error"] is None and "7" in reply["outputs"][-1]["data"]["text/plain"]


@pytest.mark.parametrize(
    "call",
    ["libc.prctl(1, 0, 0, 0, 0)", "libc.syscall(157, ctypes.c_ulong(2**32 + 1), 0, 0, 0, 0)"],
    ids=["prctl", "con_64_bits"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="es cosa de Linux")
def test_si_matan_a_quien_califica_el_trabajador_muere_aunque_no_quiera(call):
    """Con kill -9 nadie avisa: lo mata el núcleo, y no se le deja renunciar a ello."""
    source = f"import ctypes, time\nlibc = ctypes.CDLL(None)\n{call}\ntime.sleep(20)"
    code = textwrap.dedent(f"""
        from autograder.running.warm import Warm
        from autograder.running.worker_process import Worker
        warm = Warm()
        worker = Worker(warm)
        print(worker.ps.pid, flush=True)
        worker.ask({{"op": "cell", "source": {source!r}}}, 15, 2)
    """)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        student = psutil.Process(int(parent.stdout.readline()))
        time.sleep(1)  # lo que tarda en renunciar, si lo dejan
        assert student.is_running()
        parent.kill()
    gone, alive = psutil.wait_procs([student], timeout=10)
    for process in alive:
        os.kill(process.pid, 9)
    assert not alive
