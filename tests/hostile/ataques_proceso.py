"""Ataques al proceso: morir, no morir, llenar la máquina o no acabar nunca.

Cada uno se para solo: como mucho 200 hijos, 2 GB y 20 segundos, porque tiene
que ser seguro también donde la defensa falla.
"""

from ataque import FIRST, Attack, all_with, function

DAEMONS = """
import os, time
def demonio():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            fin = time.monotonic() + 20
            while time.monotonic() < fin: time.sleep(0.2)
            os._exit(0)
        os._exit(0)
for _ in range(3):
    try: demonio()
    except OSError as problema: print(problema)
"""

THREADS = """
import threading, time, os
def no_acabo():
    fin = time.monotonic() + 20
    while time.monotonic() < fin:
        for fd in range(3, 10):
            try: os.write(fd, b"")
            except OSError: pass
        time.sleep(0.05)
for _ in range(10): threading.Thread(target=no_acabo).start()
"""

FORKS = """
import os, time
nacidos = 0
for _ in range(200):
    try: pid = os.fork()
    except OSError as problema:
        print("no deja más:", problema); break
    if pid == 0:
        time.sleep(20); os._exit(0)
    nacidos += 1
if nacidos >= 190: print("VULNERADO:", nacidos, "procesos a la vez")
"""

MEMORY = """
trozos = []
try:
    for _ in range(16): trozos.append(np.ones(2**24))  # 128 MB cada uno, 2 GB en total
    trozos.append(bytearray(2**31))  # sin tocar: solo reserva
    print("VULNERADO: más de 4 GB reservados")
except MemoryError: print("MemoryError")
"""

MEMORY_CHILDREN = """
import os, time
for _ in range(10):
    try: pid = os.fork()
    except OSError: break
    if pid == 0:
        datos = bytearray(200 * 2**20)
        for i in range(0, len(datos), 4096): datos[i] = 1
        time.sleep(15); os._exit(0)
"""

DISK = """
import os
escrito, trozo = 0, b"x" * 2**24
for n in range(20):
    try:
        with open(f"relleno_{n}", "wb", buffering=0) as f:
            for _ in range(6): escrito += f.write(trozo)
    except OSError as problema: print(problema); break
if escrito > 2**30: print("VULNERADO:", escrito, "bytes en disco")
"""

INODES = """
import os
hechos = 0
try:
    os.mkdir("muchos")
    for n in range(20_000): open(f"muchos/{n}", "w").close(); hechos += 1
except OSError as problema: print(problema)
if hechos == 20_000: print("VULNERADO: 20000 archivos")
import shutil; shutil.rmtree("muchos", ignore_errors=True)
"""

OUTPUT = """
import sys, os
linea = "x" * 2**20 + chr(10)
for _ in range(512): sys.stdout.write(linea)
for _ in range(512): sys.stderr.write(linea)
for fd in (1, 2):
    try:
        for _ in range(64): os.write(fd, b"y" * 2**20)
    except OSError: pass
"""

DISPLAYS = """
from IPython.display import display, HTML
for _ in range(300): display(HTML("<b>" + "x" * 2**20 + "</b>"))
class Enorme(Exception):
    def __str__(self): return "x" * 2**29
raise Enorme
"""

STUBBORN = """
import signal, time
for numero in range(1, 65):
    try: signal.signal(numero, lambda *a: None)
    except (OSError, ValueError): pass
try: signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
except (OSError, ValueError): pass
fin = time.monotonic() + 20
while time.monotonic() < fin:
    try:
        while time.monotonic() < fin: pass
    except BaseException: continue
"""

IN_C = """
import itertools
sum(itertools.repeat(1, 1_500_000_000))  # unos 15 s en C, sin mirar señales
"""

BACKTRACK = 'import re\nre.match(r"(a+)+$", "a" * 27 + "b")\nreturn np.zeros(FORMA)'

RECURSION = """
import sys
def hondo(n): return hondo(n + 1)
try: hondo(0)
except RecursionError: print("RecursionError")
sys.setrecursionlimit(10**6)
lista = []
for _ in range(200_000): lista = [lista]
repr(lista)
"""

EVIL_ERRORS = """
import os
class Muda(Exception):
    def __str__(self): raise Muda
    __repr__ = __str__
class Verbosa(Exception):
    def __str__(self): return "x" * 2**28
class Mortal(Exception):
    def __str__(self): os._exit(3)
    __repr__ = __str__
class Base(BaseException): pass
def anillo():
    a, b = ValueError("a"), ValueError("b")
    a.__context__, b.__context__ = b, a
    return a
"""

EVIL_REPR = """
class Malo:
    def __repr__(self): raise SystemExit("repr")
    __str__ = _repr_html_ = _repr_png_ = _ipython_display_ = __len__ = __bool__ = __hash__ = __repr__
    def __getattribute__(self, name):
        if name == "__class__": raise KeyboardInterrupt
        raise SystemExit(name)
Malo()
"""

ASKS = """
import getpass
for pregunta in (lambda: input("¿nota? "), lambda: getpass.getpass(), breakpoint):
    try: pregunta()
    except BaseException as problema: print(type(problema).__name__)
"""

SPUN = ("error", "not_judged")  # en una máquina muy ocupada, el reloj puede acabar antes que la CPU

HUGE = {
    "t1_lineal": function("t1_lineal", "return np.ones((1000, 1000))"),
    "t1_forma_cuadratica": function("t1_forma_cuadratica", "return [[0.0]] * 10**5"),
    "t1_jacobiano_relu": function("t1_jacobiano_relu", "return np.broadcast_to(1.0, (10**5, 10**6))"),
    "t1_vjp_relu": function("t1_vjp_relu", "return (v for v in range(10**9))"),
    "t1_jacobiano_softmax": function("t1_jacobiano_softmax", "a = []\na.append(a)\nreturn a"),
    "t1_dos_capas": function("t1_dos_capas", "return np.memmap('mapa', float, 'w+', shape=FORMA)"),
    "t1_escalar_matriz": function("t1_escalar_matriz", "return 10 ** 5000"),
    "t1_tensor_pesos": function("t1_tensor_pesos", "return np.ones((9, 1024, 1024))"),
    "t1_norma": function("t1_norma", "return {'grad': x}"),
}

# Dos entregas que se hablan: la primera deja un recado en todas partes y la segunda lo busca.
PLACES = '("/tmp", "/dev/shm", "/var/tmp", "/run", "/entrega", ".", "..", "/", "/dev/mqueue", "@home@", "@course@")'
LEAVE = f"""
import os, ctypes
for sitio in {PLACES}:
    try:
        with open(os.path.join(sitio, "recado_hostil"), "w") as f: f.write("recado_hostil")
        os.chmod(os.path.join(sitio, "recado_hostil"), 0o666)
    except OSError: pass
try:
    libc = ctypes.CDLL(None)
    libc.mq_open(b"/recado_hostil", 0o102, 0o666, None)
    libc.shmget(0x7e57, 4096, 0o1666)
    libc.semget(0x7e57, 1, 0o1666)
except AttributeError: pass
"""
FIND = f"""
import os, ctypes, time
for _ in range(10):
    for sitio in {PLACES}:
        if os.path.exists(os.path.join(sitio, "recado_hostil")): print("VULNERADO: recado en", sitio)
    time.sleep(0.05)
libc = ctypes.CDLL(None)
if libc.shmget(0x7e57, 4096, 0) >= 0 or libc.semget(0x7e57, 1, 0) >= 0: print("VULNERADO: memoria compartida")
if getattr(libc, "mq_open", lambda *a: -1)(b"/recado_hostil", 0) >= 0: print("VULNERADO: cola de mensajes")
"""

ATTACKS = (
    Attack(
        "os_exit",
        "acabar con os._exit(0), que para muchos es «todo bien»",
        "import os\nos._exit(0)",
        {"t1_norma": "import os\n" + function("t1_norma", "os._exit(0)")},
        expects={"t1_norma": "error"},
    ),
    Attack(
        "sys_exit",
        "acabar con SystemExit y KeyboardInterrupt",
        "import sys\nsys.exit(0)",
        {
            "t1_norma": function("t1_norma", "raise SystemExit(0)"),
            "t1_lineal": function("t1_lineal", "raise KeyboardInterrupt"),
            "t1_vjp_relu": function("t1_vjp_relu", "raise GeneratorExit"),
        },
        expects={"t1_norma": "error", "t1_lineal": "error", "t1_vjp_relu": "error"},
    ),
    Attack(
        "aborta",
        "os.abort y una violación de memoria",
        "import os\nos.abort()",
        {"t1_norma": function("t1_norma", "import ctypes\nctypes.string_at(0)")},
        expects={"t1_norma": "error"},
    ),
    Attack(
        "se_mata",
        "mandarse SIGKILL y SIGSTOP",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGKILL)",
        stock=False,
    ),
    Attack(
        "mata_al_padre",
        "matar al padre, a su grupo y a todos",
        "import os, signal\npadre = os.getppid()\n"
        "for quien in (lambda: os.kill(padre, 9), lambda: os.killpg(os.getpgid(padre), 9), lambda: os.kill(-1, 9)):\n"
        "    try: quien()\n    except OSError as problema: print(problema)",
    ),
    Attack("hijos_que_sobreviven", "demonios que siguen vivos cuando la entrega acaba", DAEMONS),
    Attack("hilos_que_sobreviven", "hilos que no acaban y escriben en los descriptores", THREADS),
    Attack("bomba_de_procesos", "200 hijos a la vez", FORKS),
    Attack("bomba_de_memoria", "pedir más de 4 GB (2 de ellos llenos)", MEMORY),
    Attack("bomba_de_memoria_en_hijos", "2 GB repartidos entre diez hijos", MEMORY_CHILDREN),
    Attack("llena_el_disco", "escribir 2 GB en la carpeta de trabajo", DISK),
    Attack("veinte_mil_archivos", "agotar los inodos", INODES),
    Attack("un_giga_de_salida", "1 GB entre stdout, stderr y los descriptores 1 y 2", OUTPUT),
    Attack("un_giga_de_figuras", "300 MB de HTML y una excepción de 512 MB", DISPLAYS),
    Attack("terco", "ignorar todas las señales y no acabar", STUBBORN),
    Attack("bucle_en_c", "un bucle dentro de C que no mira señales", IN_C),
    Attack(
        "expresion_regular",
        "una expresión regular de coste exponencial en la respuesta",
        answers={"t1_norma": function("t1_norma", BACKTRACK)},
        expects={"t1_norma": SPUN},
    ),
    Attack(
        "espera_sin_gastar",
        "dormir sin gastar CPU en una respuesta",
        answers={"t1_norma": function("t1_norma", "import time\ntime.sleep(15)\nreturn x * 0")},
        expects={"t1_norma": "not_judged"},
    ),
    Attack("recursion", "desbordar la pila de Python y la de C", RECURSION),
    Attack(
        "excepciones_malvadas",
        "excepciones mudas, enormes, mortales o en anillo",
        EVIL_ERRORS + "raise Muda",
        {
            "t1_lineal": function("t1_lineal", "raise Muda"),
            "t1_norma": function("t1_norma", "raise Verbosa"),
            "t1_vjp_relu": function("t1_vjp_relu", "raise Mortal"),
            "t1_dos_capas": function("t1_dos_capas", "raise Base"),
            "t1_tensor_pesos": function("t1_tensor_pesos", "raise anillo()"),
            "t1_jacobiano_relu": function(
                "t1_jacobiano_relu", "raise ExceptionGroup('g', [ValueError('x' * 10**6)] * 50)"
            ),
        },
        expects=dict.fromkeys(
            ("t1_lineal", "t1_norma", "t1_vjp_relu", "t1_dos_capas", "t1_tensor_pesos", "t1_jacobiano_relu"), "error"
        ),
    ),
    Attack(
        "repr_malvado",
        "devolver objetos cuyo repr, len o clase ejecutan código",
        EVIL_REPR,
        all_with("return Malo()"),
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack("pregunta_al_terminal", "input, getpass y breakpoint", ASKS),
    Attack(
        "valores_enormes",
        "arrays de 64 MB, listas de un millón, generadores, memmap",
        answers=HUGE,
        expects=dict.fromkeys(HUGE, ("fail", "error", "not_judged")),
    ),
    Attack("recado_1_deja", "dejar un recado para otra entrega", LEAVE, stock=False),
    Attack("recado_2_busca", "encontrar el recado que dejó otra entrega", FIND, stock=False),
)

assert FIRST not in HUGE
