"""Lo que un trabajador no puede hacer mientras nadie espera su respuesta, ni cuando ya no queda quien lo mire."""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from autograder.grading import worker_process
from autograder.grading.warm import Warm
from autograder.grading.worker_process import Stopped, Worker
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
        from autograder.grading.warm import Warm
        from autograder.grading.worker_process import Worker
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
