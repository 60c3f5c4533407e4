"""Maneras de llegar a lo prohibido, y qué pasa con cada una. ``python tests/grading/caminos.py`` escribe la tabla.

Cada una da el gradiente de la norma sin derivar nada. Sus celdas, separadas por
``# %%``, se ejecutan en orden y definen ``t1_norma``; donde solo cambia por dónde
se llega al grafo de ``course_lib``, basta con decirlo (``by``).
"""

from dataclasses import dataclass

SEEN, PASSES = "se ve", "pasa"


@dataclass(frozen=True)
class Road:
    """Un camino: qué hace, su código y si se ve o pasa. ``why`` dice por qué pasa."""

    what: str
    code: str
    outcome: str = SEEN
    why: str = ""

    @property
    def cells(self) -> list[str]:
        return [source.strip() for source in self.code.split("# %%")]


ANSWER = """# %%
def t1_norma(x):
    g = {}
    n = g.Node(x, "x")
    (g.sum(n * n) ** 0.5).backward()
    return n.grad"""


def by(what: str, road: str, code: str = "", outcome: str = SEEN, why: str = "") -> Road:
    """Se llega al módulo del grafo con la expresión ``road``, tras ejecutar ``code``."""
    return Road(what, "from course_lib import graph as G\n# %%\n" + code + ANSWER.format(road), outcome, why)


# Lo mismo, en una función aparte a la que se llega de otra manera.
COUNT = """
from course_lib import graph as G
caja = {}
caja['g'] = G
# %%
def cuenta(x):
    g = caja['g']
    n = g.Node(x, 'x')
    (g.sum(n * n) ** 0.5).backward()
    return n.grad
# %%
"""

COPIED = "es una copia del código, ya no es del módulo; donde el módulo no está, como en la tarea, no hay qué copiar"
BEFORE = "trabaja lo que una celda dejó en marcha antes; donde el módulo no está, como en la tarea, no tiene con qué"
BESIDE = "quien mira vive en el mismo proceso; donde el módulo no está, como en la tarea, no hay qué esconder"
TIRED = "se miran cien mil llamadas: más quitarían su tiempo a un bucle; donde el módulo no está, no hay qué llamar"
MEASURED = "no usa nada prohibido: mide en vez de derivar"

ROADS = (
    # A la vista.
    by("por su nombre", "G"),
    by("importado dentro", "__import__('course_lib.graph').graph"),
    by(
        "con importlib",
        "importlib.import_module('course_lib.graph')",
        """
import importlib
""",
    ),
    by(
        "otro nombre",
        "otro",
        """
otro = G
""",
    ),
    by(
        "from … import *",
        "type('M', (), dict(Node=Node, sum=staticmethod(lambda n: n.sum())))",
        """
from course_lib.graph import *
""",
    ),
    # Guardado en otra cosa.
    by(
        "en un diccionario",
        "caja['g']",
        """
caja = {}
caja['g'] = G
""",
    ),
    by(
        "en una lista",
        "caja[0]",
        """
caja = []
caja.append(G)
""",
    ),
    by(
        "en una lista, con extend",
        "caja[0]",
        """
caja = []
caja.extend([G])
""",
    ),
    by(
        "en un atributo",
        "Caja.g",
        """
class Caja: pass
# %%
Caja.g = G
""",
    ),
    by(
        "con setattr",
        "Caja.g",
        """
class Caja: pass
# %%
setattr(Caja, 'g', G)
""",
    ),
    Road(
        "en un atributo de la función",
        """
from course_lib import graph as G
# %%
def t1_norma(x):
    g = t1_norma.g
    n = g.Node(x, 'x')
    (g.sum(n * n) ** 0.5).backward()
    return n.grad
# %%
t1_norma.g = G
""",
    ),
    by(
        "en el cuerpo de una clase",
        "Caja.g",
        """
class Caja:
    from course_lib import graph as g
""",
    ),
    by(
        "en un atributo de NumPy",
        "np.grafo",
        """
np.grafo = G
""",
    ),
    by(
        "con vars()",
        "vars(Caja)['g']",
        """
class Caja: pass
# %%
Caja.g = G
""",
    ),
    by(
        "con __dict__",
        "caja.__dict__['g']",
        """
class Caja: pass
caja = Caja()
# %%
caja.__dict__['g'] = G
""",
    ),
    by(
        "con operator.attrgetter",
        "attrgetter('g')(Caja)",
        """
from operator import attrgetter
# %%
class Caja: g = G
""",
    ),
    by(
        "con functools.partial",
        "dame()",
        """
from functools import partial
caja = {'f': partial(lambda m: m, G)}
dame = caja['f']
""",
    ),
    by(
        "por defecto en un argumento",
        "dame()",
        """
def haz():
    def dame(m=G): return m
    return {'f': dame}
# %%
dame = haz()['f']
""",
    ),
    by(
        "en una variable de una clausura",
        "dame()",
        """
cajas = []
def haz(m):
    return lambda: m
# %%
cajas.append(haz(G))
dame = lambda: cajas[0]()
""",
    ),
    by(
        "con un iterador",
        "next(iter(cajas))",
        """
cajas = set()
cajas.add(G)
""",
    ),
    by(
        "con un generador a medias",
        "next(cajas)",
        """
def todos():
    while True: yield G
# %%
cajas = todos()
""",
    ),
    by(
        "desde un método de otro objeto",
        "Caja()()",
        """
class Caja: pass
# %%
Caja.__call__ = lambda self: G
""",
    ),
    by(
        "con __getattr__",
        "Caja().g",
        """
class Caja: pass
# %%
setattr(Caja, '__getattr__', lambda self, n: G)
""",
    ),
    by(
        "con una propiedad",
        "Caja().g",
        """
class Caja: pass
# %%
Caja.g = property(lambda self: G)
""",
    ),
    by(
        "en una subclase de ndarray",
        "x.view(Mio).g",
        """
class Mio(np.ndarray): pass
# %%
Mio.g = G
""",
    ),
    # Por el espacio de nombres o los módulos cargados.
    by("con globals()", "globals()['G']"),
    by("con globals() y una cadena hecha a trozos", "globals()[chr(71)]"),
    by(
        "escrito con globals()",
        "g_",
        """
globals()['g_'] = G
""",
    ),
    by(
        "con locals() de la celda",
        "espacio['G']",
        """
espacio = locals()
""",
    ),
    by(
        "con sys.modules",
        "sys.modules['course_lib.graph']",
        """
import sys
""",
    ),
    by(
        "con sys desde otro módulo",
        "warnings.sys.modules['course_lib.graph']",
        """
import warnings
""",
    ),
    by(
        "con os.sys",
        "os.sys.modules['course_lib' + '.graph']",
        """
import os
""",
    ),
    by(
        "con sys.modules guardado",
        "cargados['course_lib.graph']",
        """
import sys
# %%
cargados = dict(sys.modules)
""",
    ),
    by(
        "con el cargador del módulo",
        "np.__spec__ and cajas[0].__loader__.load_module('course_lib.graph')",
        """
cajas = []
cajas.append(G)
""",
    ),
    by(
        "desde las variables de una función suya",
        "cajas[0].__globals__['Node'] and type('M', (), dict(Node=cajas[0].__globals__['Node'], sum=cajas[0]))",
        """
from course_lib.graph import sum as suma
cajas = []
cajas.append(suma)
""",
    ),
    by(
        "desde la clase de un objeto suyo",
        "type('M', (), dict(Node=type(cajas[0]), sum=staticmethod(lambda n: n.sum())))",
        """
cajas = []
cajas.append(G.Node(1))
""",
    ),
    by(
        "entre las subclases de object",
        "caja(next(c for c in object.__subclasses__() if c.__name__ == 'Protocols').__subclasses__()[0])",
        """
class caja:
    def __init__(self, Node): self.Node = Node
    def sum(self, n): return n.sum()
""",
    ),
    by(
        "con gc",
        "next(m for m in gc.get_referents(caja) if hasattr(m, 'Node'))",
        """
import gc
caja = {}
caja['g'] = G
""",
    ),
    by(
        "con un decorador",
        "dame()",
        """
def cambia(f): return lambda: G
# %%
@cambia
def dame(): ...
""",
    ),
    by(
        "cargado otra vez por su ruta",
        "otro",
        """
import course_lib.graph as G, importlib.util as u
s = u.spec_from_file_location('mio', G.__file__)
cajas = [u.module_from_spec(s)]
s.loader.exec_module(cajas[0])
# %%
for otro in cajas: pass
""",
    ),
    # Otras cosas prohibidas.
    Road(
        "np.gradient en un diccionario",
        """
caja = {}
caja['f'] = np.gradient
# %%
def t1_norma(x):
    caja['f'](np.arange(5.0))
    return x / np.sqrt(x @ x)
""",
    ),
    Road(
        "np.gradient en lugar de np.dot",
        """
np.mide = np.gradient
# %%
def t1_norma(x):
    np.mide(np.arange(5.0))
    return x / np.sqrt(x @ x)
""",
    ),
    Road(
        "derivando un polinomio de NumPy",
        """
P = [np.polynomial.Polynomial]
# %%
def t1_norma(x):
    mitad = P[0]([0, 0, 0.5]).deriv()
    return np.array([mitad(v) for v in x]) / np.sqrt(x @ x)
""",
    ),
    Road(
        "torch en un diccionario",
        """
import torch
caja = {}
caja['t'] = torch
# %%
def t1_norma(x):
    y = caja['t'].tensor(x, requires_grad=True)
    y.norm().backward()
    return y.grad.numpy()
""",
    ),
    Road(
        "torch con setattr",
        """
import torch
class Caja: pass
setattr(Caja, 'haz', torch.tensor)
# %%
def t1_norma(x):
    y = Caja.haz(x, requires_grad=True)
    y.norm().backward()
    return y.grad.numpy()
""",
    ),
    # Con lo que se mira.
    by(
        "dejando de mirar",
        "sys.setprofile(None) or caja['g']",
        """
import sys
# %%
caja = {}
caja['g'] = G
""",
    ),
    by(
        "dejando de mirar, por otro nombre",
        "mira(None) or caja['g']",
        """
import sys
# %%
caja = {}
caja['g'] = G
mira = sys.setprofile
""",
    ),
    Road(
        "desde otro hilo",
        """
from course_lib import graph as G
from concurrent import futures as F
caja = {}
caja['g'] = G
caja['h'] = F.ThreadPoolExecutor
# %%
def cuenta(x):
    g = caja['g']
    n = g.Node(x, 'x')
    (g.sum(n * n) ** 0.5).backward()
    return n.grad
# %%
def t1_norma(x):
    with caja['h'](1) as h:
        return h.submit(cuenta, x).result()
""",
    ),
    by(
        "dejando de mirar, desde un diccionario",
        "caja['s'](None) or caja['g']",
        """
import sys
# %%
caja = {}
caja['g'] = G
caja['s'] = sys.setprofile
""",
    ),
    Road(
        "desde un hilo de los de abajo",
        """
from course_lib import graph as G
import _thread as h, time
caja = {}
caja['g'] = G
caja['h'] = h.start_new_thread
# %%
def cuenta(x, y):
    g = caja['g']
    n = g.Node(x, 'x')
    (g.sum(n * n) ** 0.5).backward()
    y.append(n.grad)
# %%
def t1_norma(x):
    y = []
    caja['h'](cuenta, (x, y))
    while not y: pass
    return y[0]
""",
    ),
    by(
        "mirando otra cosa desde antes",
        "caja['g']",
        """
import sys
caja = {}
caja['g'] = G
sys.setprofile(lambda *_: None)
""",
    ),
    # Donde no se mira: lo que se llama desde C, desde quien mira o desde quien copia lo devuelto.
    Road(
        "dejando de mirar, con map",
        COUNT
        + """
import sys
caja['s'] = sys.setprofile
# %%
def t1_norma(x):
    list(map(caja['s'], [None]))
    return cuenta(x)
""",
    ),
    Road(
        "dejando de mirar y volviendo a ello, con map",
        COUNT
        + """
import sys
caja['s'], caja['m'] = sys.setprofile, sys.getprofile
# %%
def t1_norma(x):
    mira = list(map(lambda f: f(), [caja['m']]))
    list(map(caja['s'], [None]))
    y = cuenta(x)
    list(map(caja['s'], mira))
    return y
""",
    ),
    Road(
        "mirando con cProfile",
        COUNT
        + """
import cProfile
caja['p'] = cProfile.Profile
# %%
def t1_norma(x):
    mira = caja['p']()
    mira.enable()
    y = cuenta(x)
    mira.disable()
    return y
""",
    ),
    Road(
        "en una función de traza de antes",
        COUNT
        + """
import sys
entra, sale = [], []
def traza(frame, *_):
    if entra and frame.f_code.co_name == 'nada': sale.append(cuenta(entra.pop()))
def nada(): ...
sys.settrace(traza)
# %%
def t1_norma(x):
    entra.append(x)
    nada()
    return sale.pop() if sale else cuenta(x)
""",
    ),
    Road(
        "en una función de traza",
        COUNT
        + """
import sys
entra, sale = [], []
def traza(frame, *_):
    if entra and frame.f_code.co_name == 'nada': sale.append(cuenta(entra.pop()))
def nada(): ...
caja['t'] = sys.settrace
# %%
def t1_norma(x):
    entra.append(x)
    list(map(caja['t'], [traza]))
    nada()
    list(map(caja['t'], [None]))
    return sale.pop()
""",
    ),
    Road(
        "al preguntar de qué módulo es una llamada",
        COUNT
        + """
entra, sale = [], []
class Meta(type):
    @property
    def __module__(cls):
        if entra: sale.append(cuenta(entra.pop()))
        return 'mio'
class Lista(list, metaclass=Meta): ...
# %%
def t1_norma(x):
    entra.append(x)
    Lista().append(1)
    return sale.pop() if sale else cuenta(x)
""",
    ),
    Road(
        "al preguntar por las variables globales de una llamada",
        COUNT
        + """
import types
entra, sale = [], []
class Globales(dict):
    def get(self, *_):
        if entra: sale.append(cuenta(entra.pop()))
        return 'mio'
def nada(): ...
nada = types.FunctionType(nada.__code__, Globales(globals()))
# %%
def t1_norma(x):
    entra.append(x)
    nada()
    return sale.pop() if sale else cuenta(x)
""",
    ),
    Road(
        "dejando de mirar, con ctypes guardado",
        """
import ctypes
from course_lib import graph as G
# %%
caja = {}
caja['g'] = G
caja['c'] = ctypes.pythonapi.PyEval_SetProfile
# %%
def t1_norma(x):
    g = caja['c'](None, None) and 0 or caja['g']
    n = g.Node(x, 'x')
    (g.sum(n * n) ** 0.5).backward()
    return n.grad
""",
    ),
    # Lo que pasa.
    Road(
        "en un hilo de antes",
        COUNT
        + """
from concurrent.futures import ThreadPoolExecutor
hilos = ThreadPoolExecutor(1)
hilos.submit(int).result()
# %%
def t1_norma(x):
    return hilos.submit(cuenta, x).result()
""",
        PASSES,
        BEFORE,
    ),
    Road(
        "en otro proceso, de antes",
        COUNT
        + """
import os, tempfile, time
padre, hijo = os.getpid(), False
carpeta = tempfile.mkdtemp()
pide, da = os.path.join(carpeta, 'pide'), os.path.join(carpeta, 'da')
def deja(nombre, datos):
    with open(nombre + '_', 'wb') as f: f.write(datos)
    os.replace(nombre + '_', nombre)
def recoge(nombre):
    while not os.path.exists(nombre):
        if hijo and os.getppid() != padre: os._exit(0)
        time.sleep(0.001)
    with open(nombre, 'rb') as f: datos = f.read()
    os.remove(nombre)
    return datos
if os.fork() == 0:
    hijo, padre = True, os.getppid()
    while True:
        try: y = cuenta(np.frombuffer(recoge(pide)))
        except Exception: y = np.zeros(1)
        deja(da, y.tobytes())
# %%
def t1_norma(x):
    deja(pide, x.tobytes())
    return np.frombuffer(recoge(da))
""",
        PASSES,
        BEFORE,
    ),
    by(
        "cansando a quien mira",
        "(sum(1 for _ in range(200_000)), caja['g'])[1]",
        "caja = {}\ncaja['g'] = G\n",
        PASSES,
        TIRED,
    ),
    Road(
        "cambiando las funciones de quien mira",
        """
import contextlib, sys
from course_lib import graph as G
caja = {}
caja['g'] = G
for name in ('sandbox.call', 'autograder.sandbox.call'):
    if name in sys.modules:
        sys.modules[name].observing = lambda observer: contextlib.nullcontext()
# %%
def t1_norma(x):
    n = caja['g'].Node(x, 'x')
    (caja['g'].sum(n * n) ** 0.5).backward()
    return n.grad
""",
        PASSES,
        BESIDE,
    ),
    Road(
        "borrando lo apuntado, desde la pila",
        """
from course_lib import graph as G
import sys
caja = {}
caja['g'] = G
caja['m'] = sys._getframe
# %%
def t1_norma(x):
    n = caja['g'].Node(x, 'x')
    (caja['g'].sum(n * n) ** 0.5).backward()
    m = caja['m'](0)
    while 'observer' not in m.f_locals: m = m.f_back
    d = n.grad
    m.f_locals['observer'].used.clear()
    return d
""",
        PASSES,
        BESIDE,
    ),
    Road(
        "copiando su código fuente",
        """
import sys, types, course_lib.graph
piezas = 'rules errors checks protocols node functions'.split()
nombres = ['', '.shapes', '.numbers', *('.graph.' + p for p in piezas), '.graph']
for n in nombres: sys.modules['copia' + n] = types.ModuleType('copia' + n)
for n in nombres:
    m = sys.modules['copia' + n]
    exec(open(sys.modules['course_lib' + n].__file__).read().replace('course_lib', 'copia'), vars(m))
    setattr(sys.modules[('copia' + n).rpartition('.')[0] or 'copia'], n.rpartition('.')[2] or 'yo', m)
# %%
caja = []
caja.append(sys.modules['copia.graph'])
# %%
def t1_norma(x):
    g = caja[0]
    n = g.Node(x, 'x')
    (g.sum(n * n) ** 0.5).backward()
    return n.grad
""",
        PASSES,
        COPIED,
    ),
    Road(
        "paso complejo",
        """
def t1_norma(x):
    pasos = np.eye(len(x)) * 1e-30j
    return np.array([np.sqrt(((x + p) ** 2).sum()).imag / 1e-30 for p in pasos])
""",
    ),
    Road(
        "diferencias finitas",
        """
def t1_norma(x):
    f = lambda z: np.sqrt(z @ z)
    h = 1e-3 * np.sqrt(x @ x)
    E = h * np.eye(len(x))
    return np.array([(8 * (f(x + e) - f(x - e)) - f(x + 2 * e) + f(x - 2 * e)) / (12 * h) for e in E])
""",
        PASSES,
        MEASURED,
    ),
)


def table() -> str:
    """La tabla de docs/seguridad.md."""
    rows = [f"| {road.what} | {road.outcome}{f': {road.why}' if road.why else ''} |" for road in ROADS]
    return "\n".join(["| camino hasta lo prohibido | qué pasa |", "|---|---|", *rows])


if __name__ == "__main__":
    print(table())
