"""Una clase con una bomba de memoria de cada clase, en una máquina de 1,5 GB: nadie honrado pierde un punto.

La máquina pequeña es un grupo de control de memoria: si se pasa, el núcleo mata
dentro de él. Se mira que mate lo que ejecuta entregas, nunca a quien califica.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from ataque import function
from entregas import T1, Classroom, load_course
from puntos import AUTO

MACHINE = 1536 * 2**20
HONEST = 4

FILL = """
import mmap, os, time
def llena(mb, s=2):
    m = mmap.mmap(-1, mb * 2**20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for k in range(0, len(m), 4096): m[k] = 1
    return m
def hijos(n, tarea, s=2):
    for _ in range(n):
        try: pid = os.fork()
        except OSError: break
        if pid == 0:
            try: guardado = tarea(); time.sleep(s)
            finally: os._exit(0)
"""

# Lo que hace cada una en una celda propia. Todas acaban solas en pocos segundos.
SETUPS = {
    "procesos": "hijos(40, lambda: llena(50))\ntime.sleep(2)",
    "procesos_y_a_otra_cosa": "hijos(40, lambda: llena(50), 4)",
    "un_proceso": "m = llena(2500)",
    "ceros_que_se_tocan_tarde": "import numpy as np\na = np.zeros(2500 * 2**17)\ntime.sleep(1)\na += 1",
    "compartida": "m = mmap.mmap(-1, 2500 * 2**20)\nfor k in range(0, len(m), 4096): m[k] = 1",
    "bifurcar_despues_de_llenar": (
        "m = llena(150)\ndef otra():\n    for k in range(0, len(m), 4096): m[k] = 2\nhijos(20, otra)"
    ),
    "hilos": (
        "import threading\ndef tarea():\n    m = llena(50)\n    time.sleep(2)\n"
        "for _ in range(50): threading.Thread(target=tarea).start()"
    ),
    "muchos_trozos": (
        "def trozos():\n    m = llena(240)\n    libc = __import__('ctypes').CDLL(None)\n    import ctypes\n"
        "    a = ctypes.addressof(ctypes.c_char.from_buffer(m))\n"
        "    for k in range(0, len(m), 8192): libc.mprotect(ctypes.c_void_p(a + k), 4096, 1)\n"
        "hijos(8, trozos)\ntime.sleep(2)"
    ),
    "sockets": (
        "import socket\ndef pares():\n    todos = [socket.socketpair() for _ in range(100)]\n"
        "    for a, b in todos:\n        a.setblocking(False)\n        a.setsockopt(1, 7, 10**8)\n"
        "        try:\n            while True: a.send(b'x' * 65536)\n        except OSError: pass\n    return todos\n"
        "hijos(12, pares)\ntime.sleep(2)"
    ),
    "tuberias": (
        "import fcntl\ndef tubos():\n    todos = [os.pipe() for _ in range(100)]\n    for a, b in todos:\n"
        "        os.set_blocking(b, False)\n"
        "        for orden in (lambda: fcntl.fcntl(b, 1031, 2**20), *[lambda: os.write(b, b'x' * 65536)] * 16):\n"
        "            try: orden()\n            except OSError: pass\n    return todos\n"
        "hijos(50, tubos)\ntime.sleep(2)"
    ),
    "disco": "for k in range(3):\n    with open(str(k), 'wb') as f: f.write(b'x' * 60 * 2**20)\nm = llena(2000)",
    "cache": (
        "leido = 0\nfor carpeta, _, archivos in os.walk('/usr/lib'):\n    for nombre in archivos:\n"
        "        if leido > 2**30: break\n        try: leido += len(open(os.path.join(carpeta, nombre), 'rb').read())\n"
        "        except OSError: pass"
    ),
    "nombres_condicionales": "if 1:\n    " + "=".join(f"z{k}" for k in range(14_000)) + "=0\n",
    "funciones_muy_hondas": (
        "def z0():\n  " + "=".join(f"z{k}" for k in range(4_000)) + "=0\n  return " + "lambda:" * 180
        + "(" + ",".join(f"z{k}" for k in range(4_000)) + ",)\n"
    ),
    "imagenes": (
        "from IPython.display import Image, display\nfor _ in range(200):\n"
        "    display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + os.urandom(1_000_000), format='png'))"
    ),
    "salidas": (
        "for k in range(200): print('\\N{GRINNING FACE}' * 10_000)\n"
        "from IPython.display import HTML\nHTML('<b>' * 600_000)"
    ),
}  # fmt: skip

FRAME = """
import json, os, struct
def trama(texto):
    cuerpo = struct.pack('<I', len(texto)) + texto
    return struct.pack('<Q', len(cuerpo)) + cuerpo
def manda(texto, veces):
    for _ in range(veces):
        v = memoryview(trama(texto))
        while v: v = v[os.write(3, v):]
"""
TREE = 'manda(json.dumps({"value": [{"a": i} for i in range(31_000)], "again": 1}).encode(), 30)\nos._exit(0)'
BRACES = 'manda(b"[" + b"{}," * 2_700_000 + b"0]", 3)\nreturn b * 0'
LEAK = "import __main__ as m\nm.fuga = getattr(m, 'fuga', []) + [b'x' * 40 * 2**20]\nreturn b * 0"
# Lo que hace cada una en la respuesta de un ejercicio, delante de la celda que la prepara.
CALLS = {
    "respuestas_cortas": ("", LEAK),
    "arboles": (FRAME, TREE),
    "llaves": (FRAME, BRACES),
}


@contextmanager
def small_machine(skip_or_fail):
    """Un grupo de control de memoria con el tope puesto; da la carpeta y el nombre de su contador de muertes."""
    versions = (
        (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.oom_control"),
        (Path("/sys/fs/cgroup"), "memory.max", "memory.events"),
    )
    for root, limit, deaths in versions:
        folder = root / f"bombas-{os.getpid()}"
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            (folder / limit).write_text(str(MACHINE))
        except OSError:  # esta versión no está al mando de la memoria
            folder.rmdir()
            continue
        try:
            yield folder, deaths
        finally:
            folder.rmdir()
        return
    skip_or_fail("un grupo de control de memoria que se pueda crear (hace falta ser root)")


@pytest.fixture(scope="module")
def bombed(root, tmp_path_factory, skip_or_fail):
    """La clase ya calificada en la máquina pequeña."""
    course = load_course(root, T1)
    group = Classroom(tmp_path_factory.mktemp("bombas"), root, T1)
    for k in range(HONEST):
        group.hand_in(f"honrada{k}", course.draft().solve().insert(2, "import time\ntime.sleep(0.5)"))
    for name, source in SETUPS.items():
        prepared = source if source.startswith(("if ", "def z0")) else FILL + source
        draft = course.draft().solve()
        group.hand_in(f"bomba_{name}", draft.insert(draft.position("preparacion") + 1, prepared))
    for name, (source, body) in CALLS.items():
        draft = course.draft().solve().put("t1_producto_escalar", function("t1_producto_escalar", body))
        group.hand_in(f"bomba_{name}", draft.insert(draft.position("preparacion") + 1, source))
    notes = group.folder / "notas.json"
    command = ["grade", T1, "--submitted", str(group.submitted), "--out", str(group.out), "--db", group.db]
    command += ["--json", str(notes), "--workers", "2", "--quiet"]
    with small_machine(skip_or_fail) as (folder, deaths):
        run = subprocess.run(
            [sys.executable, "-c", f"import sys; from autograder.cli import main; sys.exit(main({command!r}))"],
            cwd=root,
            preexec_fn=lambda: (folder / "cgroup.procs").write_text(str(os.getpid())),
            capture_output=True,
            text=True,
            timeout=900,
        )
        killed = (folder / deaths).read_text()
    grades = json.loads(notes.read_text(encoding="utf-8"))["students"] if notes.is_file() else {}
    return run, grades, killed


def test_la_orden_acaba_bien_aunque_la_clase_quiera_llenar_la_maquina(bombed):
    run, grades, killed = bombed
    assert run.returncode in (0, 1), f"{run.returncode}\n{run.stdout}\n{run.stderr}\n{killed}"
    assert len(grades) == HONEST + len(SETUPS) + len(CALLS)


def test_ninguna_entrega_honrada_pierde_un_punto(bombed):
    _, grades, _ = bombed
    assert {name: g["score"] for name, g in grades.items() if name.startswith("honrada")} == {
        f"honrada{k}": AUTO for k in range(HONEST)
    }


def test_ninguna_bomba_gana_lo_que_no_contesto(bombed):
    _, grades, _ = bombed
    for name in CALLS:
        assert grades[f"bomba_{name}"]["exercises"]["t1_producto_escalar"]["status"] != "pass"
