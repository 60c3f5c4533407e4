"""Ataques que quieren puntos: engañar a la comparación, al veredicto o a quien lo transporta."""

from ataque import FIRST, IDS, Attack, all_with, function

LIAR = """
class Miente(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, dtype=bool)
    def __ne__(self, other): return np.zeros(self.shape, dtype=bool)
    def __array_function__(self, func, types, args, kwargs): return True
    def __array_ufunc__(self, *args, **kwargs): return np.zeros(self.shape)
    def __array_finalize__(self, other): pass
    def __len__(self): return 10**6
    def __bool__(self): return True
    __hash__ = None
"""

EQUAL = """
class IgualATodo(float):
    shape, dtype, ndim, size = (), np.dtype(float), 0, 1
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __len__(self): return 1
    def __iter__(self): return iter([self])
    def __getattr__(self, name): return lambda *a, **k: True
    def __hash__(self): return 0
"""

INTERFACE = '''
class Finge:
    """Dice que sus datos están donde no están, y que es lo que no es."""
    def __init__(self, shape): self.forma = shape
    @property
    def __class__(self): return np.ndarray
    @property
    def __array_interface__(self):
        return {"shape": self.forma, "typestr": "<f8", "data": (id(self), False), "version": 3}
    def __array__(self, dtype=None, copy=None): return np.zeros(self.forma).view(np.ndarray)
    def __eq__(self, other): return True
'''

FRAMES = """
import os, json, struct, socket
def trama(arbol, blobs=b""):
    texto = json.dumps(arbol).encode()
    cuerpo = struct.pack("<I", len(texto)) + texto + blobs
    return struct.pack("<Q", len(cuerpo)) + cuerpo
def a_todos(datos):
    for fd in range(3, 65):
        try: os.write(fd, datos)
        except OSError: pass
        try: socket.socket(fileno=os.dup(fd)).send(datos)
        except OSError: pass
"""

PATCH = """
import builtins
si = lambda *a, **k: True
nada = lambda *a, **k: None
np.allclose = np.array_equal = np.array_equiv = si
np.isclose = lambda a, b=None, **k: np.ones(np.shape(a), dtype=bool)
np.testing.assert_allclose = np.testing.assert_array_equal = np.testing.assert_array_almost_equal = nada
np.testing.assert_almost_equal = np.testing.assert_equal = nada
"""

TAMPER = """
import sys
for name, module in list(sys.modules.items()):
    if module is None: continue
    for attribute, value in (("run_call", lambda s, r: {"value": {"$": 1}, "status": "pass", "points": 1000}),
                             ("call_function", lambda f, a: type("O", (), dict(value=a[0], again=a[0], after=a,
                                                                  error=None, again_error=None))()),
                             ("describe_error", lambda e: None), ("difference", lambda *a: None)):
        if hasattr(module, attribute) and "sandbox" in name + str(getattr(module, "__file__", "")):
            setattr(module, attribute, value)
"""

SNIFF = """
import gc, sys, inspect
interesante = ("expected", "esperado", "ref", "reference", "oracle", "case_set", "case_sets", "mistaken", "ok")
def busca():
    marco = sys._getframe()
    while marco is not None:
        for nombre in interesante:
            if nombre in marco.f_locals or nombre in marco.f_globals:
                return marco.f_locals.get(nombre, marco.f_globals.get(nombre))
        marco = marco.f_back
    for info in inspect.stack():
        for nombre in interesante:
            if nombre in info.frame.f_locals: return info.frame.f_locals[nombre]
    for objeto in gc.get_objects():
        if type(objeto).__name__ in ("Case", "CaseSet", "Exercise", "Verdict", "Tensor"): return objeto
def roba(args, forma):
    encontrado = busca()
    if encontrado is not None:
        print("VULNERADO: referencia a la vista")
        if isinstance(encontrado, np.ndarray): return encontrado.copy()
    for objeto in gc.get_objects():
        if type(objeto) is np.ndarray and objeto.shape == forma and not any(objeto is a for a in args):
            return objeto.copy()
    return np.zeros(forma)
if busca() is not None: print("VULNERADO: referencia a la vista")
"""

TRACE = """
import sys, threading, atexit, weakref, faulthandler, gc
faulthandler.enable(open("volcado.txt", "w"))
def traza(frame, event, arg):
    if event == "return" and frame.f_code.co_name in ("call_function", "run_call", "check", "assert_allclose"):
        for nombre in list(frame.f_locals):
            frame.f_locals[nombre] = True
    return traza
sys.settrace(traza); sys.setprofile(lambda *a: None); threading.setprofile(lambda *a: None)
sys.excepthook = threading.excepthook = sys.unraisablehook = lambda *a: None
sys.displayhook = lambda *a: None
"""

DEATHBED = (
    FRAMES
    + """
import atexit, weakref, gc
bien = trama({"outputs": [], "error": None, "status": "pass", "points": 16})
class Testamento:
    def __del__(self):
        a_todos(bien)
        raise SystemExit
for _ in range(3): Testamento()
ultimo = Testamento(); ultimo.yo = ultimo
weakref.finalize(ultimo, a_todos, bien)
atexit.register(a_todos, bien)
"""
)

IMPORTS = '''
import importlib, sys
codigo = """
def __getattr__(name): return lambda *a, **k: True
"""
for nombre in ("numpy", "usercustomize", "sitecustomize", "autograder", "torch", "json", "struct", "wire"):
    with open(nombre + ".py", "w") as f: f.write(codigo)
class Buscador:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("numpy.testing", "autograder", "torch")):
            return importlib.util.spec_from_file_location(name, "numpy.py")
    def __call__(self, path): return self
import importlib.util
sys.meta_path.insert(0, Buscador()); sys.path_hooks.insert(0, Buscador()); sys.path.insert(0, ".")
sys.path_importer_cache.clear()
for nombre in [n for n in sys.modules if n.startswith(("autograder", "numpy.testing"))]: del sys.modules[nombre]
import autograder
'''

CODECS = """
import codecs, json, struct, sys
codecs.register(lambda name: codecs.lookup("latin-1") if name != "latin-1" else None)
codecs.register_error("strict", lambda e: ("", e.end))
codecs.register_error("replace", lambda e: ("?", e.end))
json.encoder.encode_basestring_ascii = lambda s: '"pass"'
json.JSONEncoder.default = lambda self, o: {"status": "pass", "points": 1000}
"""

TORCH = """
import sys, os, importlib, importlib.util, ctypes, glob
def consigue():
    for nombre in [n for n in sys.modules if n.split(".")[0] in ("torch", "torchgen", "functorch")]:
        del sys.modules[nombre]
    importlib.invalidate_caches()
    for nombre in ("to" + "rch", "func" + "torch", "ja" + "x", "auto" + "grad"):
        try:
            modulo = importlib.import_module(nombre)
            if modulo.__file__: return modulo  # una carpeta vacía se importa y no sirve de nada
        except BaseException: pass
    sitios = [*sys.path, *glob.glob("/usr/lib/python3*/*-packages"), *glob.glob("/usr/local/lib/python3*/*-packages"),
              *glob.glob("/root/.pyenv/versions/*/lib/python3*/site-packages"), *glob.glob("/opt/*/lib/python3*/*")]
    for sitio in sitios:
        ruta = os.path.join(sitio, "torch", "__init__.py")
        try:
            spec = importlib.util.spec_from_file_location(
                "torch", ruta, submodule_search_locations=[os.path.dirname(ruta)])
            modulo = importlib.util.module_from_spec(spec); sys.modules["torch"] = modulo
            spec.loader.exec_module(modulo)
            return modulo
        except BaseException: sys.modules.pop("torch", None)
        for biblioteca in glob.glob(os.path.join(sitio, "torch", "lib", "libtorch*.so")):
            try: return ctypes.CDLL(biblioteca)
            except OSError: pass
    try:
        import pip._vendor
        return importlib.import_module("pip._vendor.torch")
    except BaseException: pass
    raise ImportError("no hay con qué derivar")
try:
    derivador = consigue()
    print("VULNERADO: se carga", derivador)
except ImportError as problema: print(problema)
"""

BY_STRING = """
def derivador():
    for orden in ("import torch as d", "import sympy as d", "from jax import numpy as d", "import autograd as d"):
        try:
            ambito = {}
            exec(orden, ambito)
            if not ambito["d"].__file__: continue  # una carpeta vacía se importa y no sirve de nada
            print("VULNERADO:", orden)
            return ambito["d"]
        except ImportError: pass
    raise ImportError("no hay con qué derivar")
try: derivador()
except ImportError as problema: print(problema)
"""

SYMPY_NORM = """
def t1_norma(x):
    sp = derivador()
    letras = sp.symbols(" ".join(f"x{i}" for i in range(x.size)) + " resto")[:-1]
    norma = sp.sqrt(sum(l * l for l in letras))
    return np.array([float(sp.diff(norma, l).subs(dict(zip(letras, x.tolist())))) for l in letras])
"""

ATTACKS = (
    Attack("parchea_numpy", "cambiar np.allclose, np.testing y compañía por funciones que dicen que sí", PATCH),
    Attack(
        "parchea_asarray",
        "que np.asarray, np.array y np.zeros_like devuelvan siempre lo mismo",
        "_ceros = np.zeros(1)\nnp.asarray = np.array = np.asanyarray = lambda *a, **k: _ceros",
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "parchea_builtins",
        "cambiar isinstance, round, abs, len, all y any de Python",
        "import builtins\nbuiltins.abs = builtins.round = lambda *a: 0\n"
        "builtins.all = builtins.any = builtins.isinstance = lambda *a: True",
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "parchea_check",
        "cambiar check y hint de autograder",
        "import autograder\nautograder.check = autograder.hint = check = hint = lambda *a, **k: 'bien: 1000 puntos'",
    ),
    Attack(
        "suplanta_autograder",
        "poner módulos propios en lugar de autograder y su juez",
        "import sys, types\nfor nombre in ('autograder', 'autograder.judging', 'autograder.judging.compare', "
        "'autograder.grading', 'sandbox'):\n    falso = types.ModuleType(nombre)\n"
        "    falso.check = falso.difference = falso.judge = falso.close = lambda *a, **k: None\n"
        "    sys.modules[nombre] = falso",
    ),
    Attack(
        "subclase_que_miente",
        "devolver una subclase de ndarray que dice ser igual a todo",
        LIAR,
        all_with("return np.full(FORMA, 7.25).view(Miente)"),
        honest=(),
    ),
    Attack(
        "objeto_igual_a_todo",
        "devolver un número que dice ser igual a todo",
        EQUAL,
        all_with("return IgualATodo(7.25)"),
        honest=(),
    ),
    Attack(
        "interfaz_de_array_falsa",
        "devolver objetos con __array_interface__ y __class__ falsos",
        INTERFACE,
        all_with("return Finge(FORMA)"),
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "tipos_tramposos",
        "máscaras, objetos, estructuras y NaN que se comparan a su favor",
        EQUAL,
        {
            "t1_lineal": function("t1_lineal", "return np.ma.masked_all(FORMA)"),
            "t1_forma_cuadratica": function(
                "t1_forma_cuadratica", "return np.full(FORMA, IgualATodo(1), dtype=object)"
            ),
            "t1_jacobiano_relu": function("t1_jacobiano_relu", "return np.full(FORMA, np.nan)"),
            "t1_vjp_relu": function("t1_vjp_relu", "return np.zeros(FORMA, dtype=[('a', float)])"),
            "t1_jacobiano_softmax": function("t1_jacobiano_softmax", "return np.broadcast_to(0.0, FORMA)"),
            "t1_dos_capas": function("t1_dos_capas", "return np.full(FORMA, np.inf, dtype=np.longdouble)"),
            "t1_escalar_matriz": function("t1_escalar_matriz", "return np.zeros(FORMA, dtype='U8')"),
            "t1_tensor_pesos": function("t1_tensor_pesos", "return np.matrix(np.zeros((1, 1)))"),
            "t1_norma": function("t1_norma", "return np.float64(0)"),
        },
    ),
    Attack(
        "trama_falsa",
        "escribir un veredicto inventado en todos los descriptores heredados",
        FRAMES + "a_todos(trama({'outputs': [], 'error': None, 'status': 'pass', 'points': 1000}) * 40)",
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "trama_en_la_llamada",
        "contestar la llamada con tramas propias, antes que el trabajador",
        FRAMES,
        all_with(
            "v = {'$': {'a': ['float64', [1]]}}\n"
            "d = {'status': 'pass', 'points': 9, 'value': v, 'again': v, 'after': [], 'error': None}\n"
            "a_todos(trama(d, b'0' * 8))\n"
            "return np.zeros(FORMA)"
        ),
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "trama_monstruosa",
        "tramas que dicen medir 2^62 bytes, o formas imposibles, para tumbar a quien las lee",
        FRAMES + "a_todos(struct.pack('<Q', 2**62) + b'x' * 100)",
        all_with(
            "a_todos(trama({'value': {'$': {'a': ['float64', [0, 10**30]]}}}))\n"
            "a_todos(trama({'value': {'$': {'a': ['float64', [-1]]}}}))\nreturn np.zeros(FORMA)"
        ),
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "cien_mil_salidas_falsas",
        "una respuesta con cien mil salidas, para entretener al calificador",
        FRAMES + "a_todos(trama({'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'a'}] * 100_000}))",
        honest=(),
        expects={"*": ("fail", "error")},
        stock=False,
    ),
    Attack(
        "un_millon_de_llaves",
        "respuestas de 8 MB hechas de llaves, que leídas ocupan cientos de MB y se guardan hasta el final",
        FRAMES,
        {"t1_norma": function("t1_norma", "a_todos(trama({'value': [{}] * 2_000_000}) * 9)\nreturn np.zeros(FORMA)")},
        expects={"t1_norma": "error"},
        stock=False,
    ),
    Attack(
        "cierra_el_socket",
        "cerrar o cambiar todos los descriptores",
        "import os\na, b = os.pipe()\nfor fd in range(3, 65):\n    if fd not in (a, b):\n"
        "        try: os.dup2(a, fd)\n        except OSError: pass\nos.closerange(3, 256)",
    ),
    Attack(
        "lee_el_futuro",
        "leer del socket las peticiones que vienen y contestarlas desde un hilo",
        FRAMES
        + """
import threading
def escucha():
    for _ in range(2000):
        for fd in range(3, 16):
            try:
                os.set_blocking(fd, False)
                datos = os.read(fd, 65536)
                if b"expected" in datos or b"esperad" in datos: print("VULNERADO: llega la respuesta con la pregunta")
                if datos: a_todos(trama({"value": 0.0, "again": 0.0, "after": [], "error": None, "status": "pass"}))
            except OSError: pass
threading.Thread(target=escucha, daemon=True).start()
""",
        honest=(),
        expects={"*": ("fail", "error", "not_judged")},
    ),
    Attack(
        "solo_los_ejemplos",
        "responder con una tabla de los ejemplos que se ven",
        edit=lambda draft, site: _memorise(draft),
        honest=(),
    ),
    Attack(
        "memoriza_entradas",
        "guardar lo que entra y devolverlo en las llamadas siguientes",
        "visto = []",
        all_with(
            "visto.append(ARGS)\nfor previa in visto[::-1]:\n    for a in previa[::-1]:\n"
            "        if np.shape(a) == FORMA: return a\nreturn np.zeros(FORMA)"
        ),
        honest=(),
        expects={"t1_producto_escalar": "fail"},
    ),
    Attack(
        "bien_solo_la_primera_vez",
        "acertar una llamada sí y otra no",
        "veces = [0]",
        {
            "t1_producto_escalar": function(
                "t1_producto_escalar", "veces[0] += 1\nreturn b if veces[0] % 2 else b + 1"
            ),
            "t1_lineal": function("t1_lineal", "veces[0] += 1\nreturn A.T if veces[0] < 4 else A.T * 0"),
        },
        honest=(),
    ),
    Attack(
        "marcos_y_gc",
        "buscar la referencia en los marcos de la pila y en el recolector de basura",
        SNIFF,
        all_with("return roba(ARGS, FORMA)"),
        honest=(),
    ),
    Attack(
        "lee_la_memoria",
        "leer con ctypes la memoria del proceso en busca de las respuestas",
        """
import ctypes
vecinos = []
for despl in range(0, 400_000, 8):
    vecinos.append(ctypes.c_double.from_address(id(vecinos) - despl).value if despl < 65536 else 0.0)
""",
        all_with("n = int(np.prod(FORMA))\nreturn np.resize(np.array(vecinos), n).reshape(FORMA)")
        | {"t1_norma": function("t1_norma", "return np.frombuffer(ctypes.string_at(8, 4096))")},
        expects={"t1_norma": "error"},
        honest=(),
    ),
    Attack(
        "cronometra",
        "deducir de los tiempos entre llamadas si la anterior estuvo bien",
        "import time\nmarcas = [time.perf_counter()]",
        all_with(
            "marcas.append(time.perf_counter())\n"
            "return np.full(FORMA, float(marcas[-1] - marcas[-2] > np.median(np.diff(marcas))))"
        ),
        honest=(),
    ),
    Attack(
        "ganchos_de_importacion",
        "meta_path, path_hooks y un numpy.py propio en la carpeta",
        IMPORTS,
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "ultimas_voluntades",
        "veredictos escritos desde __del__, atexit y weakref",
        DEATHBED,
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack("settrace", "cambiar variables del calificador con settrace, setprofile y excepthook", TRACE),
    Attack(
        "parchea_al_trabajador",
        "cambiar las funciones del propio trabajador",
        TAMPER,
        honest=(),
        expects={"*": ("fail", "error")},
    ),
    Attack(
        "codecs",
        "registrar códecs y cambiar json para que todo se escriba «pass»",
        CODECS,
        honest=(),
        expects={"*": ("fail", "error", "pass")[:2]},
    ),
    Attack(
        "letras_parecidas",
        "definir la función con una «а» cirílica",
        answers={"t1_lineal": "def t1_line\u0430l(A, x):\n    return A.T"},
        blank=True,
    ),
    Attack(
        "torch_por_cualquier_via",
        "cargar torch con importlib, su ruta, ctypes…",
        TORCH,
        all_with("return derivador.func.jacrev(lambda *a: a)(*ARGS)"),
        honest=(),
        expects={"*": ("error", "fail")},
    ),
    Attack(
        "prohibido_por_cadena",
        "cargar sympy o torch con exec para que no se vea en el código",
        BY_STRING,
        {"t1_norma": SYMPY_NORM.strip()},
        expects={"t1_norma": "fail"},
    ),
    Attack(
        "prohibido_de_lado",
        "lo prohibido, donde no se mira: bajo una condición, tras una magia o en una línea que empieza por %",
        "import sys, types\nfor nombre in ('torch', 'autograd'): sys.modules[nombre] = types.ModuleType(nombre)",
        {
            "t1_lineal": "if True:\n    def t1_lineal(A, x):\n        import autograd\n        return A.T",
            "t1_vjp_relu": "_ = %pwd\ndef t1_vjp_relu(b, v):\n    import torch\n    return (b > 0) * v",
            "t1_norma": "def t1_norma(x):\n    s = '''\n%'''; import torch; '''\n'''\n    return x / np.linalg.norm(x)",
            "t1_jacobiano_relu": function("t1_jacobiano_relu", "__import__('torch')\nreturn np.diag((b > 0) * 1.0)"),
            "t1_forma_cuadratica": "globals()['t1_forma_cuadratica'] = lambda A, x: __import__('torch')",
        },
        honest=(),
        expects=dict.fromkeys(
            ("t1_lineal", "t1_vjp_relu", "t1_norma", "t1_jacobiano_relu", "t1_forma_cuadratica"), "fail"
        ),
        stock=False,
    ),
    Attack(
        "prohibido_tras_una_magia",
        "una línea que el AST no entiende esconde la importación",
        answers={
            "t1_norma": "_ = %pwd\nimport torch\n"
            + function("t1_norma", "return torch.func.grad(torch.norm)(torch.tensor(x)).numpy()")
        },
        expects={"t1_norma": ("error", "fail")},
    ),
)


def _memorise(draft) -> None:
    """Cada respuesta es una tabla con los ejemplos y los casos extremos, y ceros en lo demás."""
    from autograder.exercise import exercises_of

    for id_, exercise in exercises_of("tarea_jacobiano").items():
        table = [
            ([list(map(float, inputs[a].ravel())) for a in exercise.args], exercise.oracle(**inputs).tolist())
            for inputs in (*exercise.examples, *exercise.edge_cases)
            if max(inputs[a].size for a in exercise.args) < 1000  # el de cien mil números no cabe en un cuaderno
        ]
        body = (
            f"tabla = {table!r}\nclave = [list(map(float, a.ravel())) for a in ARGS]\n"
            "for entrada, salida in tabla:\n    if entrada == clave and np.shape(salida) == FORMA:\n"
            "        return np.array(salida, dtype=float)\nreturn np.zeros(FORMA)"
        )
        draft.put(id_, function(id_, body))


assert {FIRST} < set(IDS)
