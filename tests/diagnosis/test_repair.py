"""El error se busca en lo que escribió: qué cambio lo arregla, qué dice ese cambio y con quién no se intenta."""

import functools
import linecache

import numpy as np
import pytest

from autograder.diagnosis.diagnose import diagnose
from autograder.diagnosis.kinds import KINDS
from autograder.diagnosis.loops import rounds
from autograder.diagnosis.repair import Code, Repair, repaired, settle
from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases
from autograder.sandbox.attempts import attempt
from autograder.sandbox.call import call_function
from autograder.student.check import examine, written


def defined(source, id_, before="import numpy as np", name=None):
    """La función que define una celda, y que se puede volver a leer como en un cuaderno."""
    names = {"__name__": "__main__"}
    exec(before, names)
    where = f"<celda {abs(hash(source))}>"
    linecache.cache[where] = len(source), None, source.splitlines(keepends=True), where
    exec(compile(source, where, "exec"), names)
    return names[name or id_]


def found_in(source, id_, before="import numpy as np", name=None):
    """Los arreglos que se encuentran en una respuesta."""
    e, function = find_exercise(id_), defined(source, id_, before, name)
    cases = class_cases(e).cases
    outcomes = [call_function(function, [c.inputs[a] for a in e.args]) for c in cases]
    code = written(function)
    return code and repaired(e, cases, outcomes, code)


CAMPANA = "def derivada_campana(x):\n    u = -(x**2) / 2\n    du = -x\n    e = np.exp(u)\n    return {}\n"
SIGMOIDE = (
    "def derivada_sigmoide(z):\n    e = np.exp(-np.abs(z))\n    s = 1 / (1 + e)\n    otro = {}\n    return s * otro\n"
)


@pytest.mark.parametrize(
    "source, id_, kind, line",
    [
        (CAMPANA.format("-du * e"), "derivada_campana", "signo", None),  # sobra uno de los dos menos escritos
        (CAMPANA.format("3 * du * e"), "derivada_campana", "factor_de_mas", 5),
        (CAMPANA.format("du * e + x"), "derivada_campana", "termino_de_mas", 5),
        (CAMPANA.format("du * u"), "derivada_campana", "sin_funcion", 5),
        (CAMPANA.format("x * e"), "derivada_campana", "otra_variable", 5),
        (SIGMOIDE.format("1 + s"), "derivada_sigmoide", "signo", 4),
        (SIGMOIDE.format("np.abs(1 - s)"), "derivada_sigmoide", None, None),  # está bien: no hay nada que arreglar
    ],
)
def test_el_cambio_que_lo_arregla_dice_que_error_era(source, id_, kind, line):
    repair = found_in(source, id_)
    assert (repair and (repair.kind, repair.line)) == (kind and (kind, line))


SOFTMAX = (
    "def t1_jacobiano_softmax(z):\n    e = np.exp(z - z.max())\n    s = e / e.sum()\n    J = -np.outer(s, s)\n"
    "    for i in range(len(s)):\n        J[i, i] = {}\n    return J\n"
)
PASO = "def paso_gd(phi, g, alpha):\n    {}\n    return {}\n"


@pytest.mark.parametrize(
    "source, id_, kind, line",
    [
        (CAMPANA.format("du * e").replace("x**2", "x**3"), "derivada_campana", "potencia", 2),
        (CAMPANA.format("du * np.sin(e)"), "derivada_campana", "funcion_de_mas", 5),
        (SOFTMAX.format("s[i]"), "t1_jacobiano_softmax", "factor_que_falta", 6),  # la s de s·(1 − s)
        # Dividir por una norma, o cambiar toda una cuenta por un 1, es otro método y no un desliz: solo el sitio.
        (PASO.format("n = np.linalg.norm(g)", "phi - alpha * g / n"), "paso_gd", None, 3),
        (PASO.format("g = g / np.linalg.norm(g)", "phi - alpha * g"), "paso_gd", None, 2),
        # Una máscara en lo que solo depende de los tamaños sale bien por casualidad.
        (
            "def jacobiano_sesgo(Omega, h):\n    m = len(Omega)\n    return np.diag(np.arange(m) + 0.3)\n",
            "jacobiano_sesgo",
            None,
            None,
        ),
        # La inversa de lo que se multiplicó no falta: lo que se multiplicó, sobra.
        (
            "def lr_en_epoca(epoca, lr0, step_size, gamma):\n    lr = lr0 * gamma\n"
            "    for _ in range(epoca // step_size):\n        lr *= gamma\n    return lr\n",
            "lr_en_epoca",
            "factor_de_mas",
            2,
        ),
    ],
)
def test_un_arreglo_que_funciona_no_siempre_dice_lo_que_deshace(source, id_, kind, line):
    repair = found_in(source, id_)
    assert (repair and repair.kind, repair and repair.line) == (kind, line)


def test_la_linea_es_la_de_lo_escrito_con_su_docstring_y_sus_comentarios():
    source = (
        'def derivada_campana(x):\n    """La derivada."""\n    # primero, lo de dentro\n\n    u = -(x**2) / 2\n'
        "    return x * np.exp(u)\n"
    )
    repair = found_in(source, "derivada_campana")
    assert repair.kind == "signo" and repair.line == 6


def test_tambien_se_mira_en_la_funcion_del_cuaderno_a_la_que_llama():
    source = (
        "def dentro(x):\n    return -x**2 / 3\n\n"
        "def derivada_campana(x):\n    e = np.exp(dentro(x))\n    return -x * e\n"
    )
    repair = found_in(source, "derivada_campana")
    assert repair.kind == "otra_constante" and repair.line is None  # la línea sería de otra función


def test_la_respuesta_a_otra_cosa_no_se_arregla_con_un_cambio():
    assert found_in("def derivada_campana(x):\n    return np.tanh(3 * x) - 0.2 * x**3\n", "derivada_campana") is None


def test_el_arreglo_no_se_ensena():
    source = CAMPANA.format("-du * e")
    verdict, _ = examine(find_exercise("derivada_campana"), defined(source, "derivada_campana"))
    assert verdict.diagnosis and "du * e" not in verdict.text


@pytest.mark.parametrize(
    "source",
    [
        "derivada_campana = lambda x: x * np.exp(-x**2 / 2)\n",
        "import functools\nderivada_campana = functools.partial(lambda k, x: k * x * np.exp(-x**2 / 2), 1)\n",
        "class F:\n    def __call__(self, x):\n        return x * np.exp(-x**2 / 2)\nderivada_campana = F()\n",
        "def fuera():\n    k = 1\n    def derivada_campana(x):\n        return k * x * np.exp(-x**2 / 2)\n"
        "    return derivada_campana\nderivada_campana = fuera()\n",
        "def igual(f):\n    return f\n@igual\ndef derivada_campana(x):\n    return x * np.exp(-x**2 / 2)\n",
        "def derivada_campana(x):\n" + "    x = x + 0\n" * 80 + "    return x * np.exp(-x**2 / 2)\n",
        "def derivada_campana(x):\n    return x * np.exp(-x**2 / 2) if x else input()\n",
        "def derivada_campana(x):\n    return x * np.exp(-x**2 / 2) + 1e-3 * np.random.rand()\n",
    ],
    ids=["lambda", "partial", "objeto", "con_variables_de_fuera", "decorada", "larga", "espera", "azar"],
)
def test_con_lo_que_no_es_una_funcion_corriente_no_se_intenta(source):
    assert found_in(source, "derivada_campana") is None


def test_una_funcion_hecha_con_exec_no_tiene_codigo_y_se_mira_solo_lo_que_da():
    names = {"np": np, "__name__": "__main__"}
    exec("def derivada_campana(x):\n    return x * np.exp(-x**2 / 2)\n", names)
    verdict, _ = examine(find_exercise("derivada_campana"), names["derivada_campana"])
    assert verdict.diagnosis == "pierde_el_menos"


def test_lo_que_se_lee_tiene_que_ser_lo_que_se_ejecuto():
    e = find_exercise("derivada_campana")
    cases = class_cases(e).cases
    function = defined(CAMPANA.format("-du * e"), e.id)
    outcomes = [call_function(function, [c.inputs["x"]]) for c in cases]
    other = CAMPANA.format("3 * du * e")
    code = Code(e.id, [other], lambda *asked: attempt(function.__globals__, e.id, *asked, 1.0))
    assert repaired(e, cases, outcomes, code) is None


def test_al_probar_no_se_imprime_ni_cambia_nada_de_fuera(capsys):
    source = (
        "llamadas = []\ndef derivada_campana(x):\n    llamadas.append(x)\n    print(x)\n"
        "    return x * np.exp(-x**2 / 2)\n"
    )
    function = defined(source, "derivada_campana")
    np.random.seed(3)
    expected = np.random.rand()
    np.random.seed(3)
    parts = [["def f(x):", "    llamadas.append(x)", "    print(x)", "    np.random.rand()", "    return x"]]
    found = attempt(function.__globals__, "f", parts, [[0, []]] * 5, [[2.0]], 1.0)
    assert found == [[2.0]] * 5 and capsys.readouterr().out == ""
    assert function.__globals__["llamadas"] == [] and np.random.rand() == expected


@pytest.mark.parametrize(
    "line",
    [
        "    while True: pass",
        "    return 10 ** 10 ** 8 and f(x)",
        "    return np.zeros(10**10)",
        "    raise SystemExit",
    ],
)
def test_un_arreglo_que_no_acaba_o_lo_pide_todo_no_estropea_los_demas(line):
    parts = [["def f(x):", "    return x"]]
    found = attempt({"np": np}, "f", parts, [[0, []], [0, [[1, line]]], [0, []]], [[1.0]], 3.0)
    assert found[0] == found[2] == [1.0] and found[1] is None


def test_con_el_tiempo_gastado_no_se_dice_nada_a_medias():
    e = find_exercise("derivada_campana")
    cases, function = class_cases(e).cases, defined(CAMPANA.format("-du * e"), e.id)
    outcomes = [call_function(function, [c.inputs["x"]]) for c in cases]
    some = Code(e.id, written(function).sources, lambda *asked: written(function).attempt(*asked)[:20])
    assert repaired(e, cases, outcomes, some) is None


@pytest.mark.parametrize(
    "found, kinds, line, expected",
    [
        (None, ("signo",), 3, ("signo", 3)),
        (None, ("signo", "factor_de_mas"), 3, ("una_linea", 3)),
        (None, ("signo", "factor_de_mas"), None, (None, None)),
        (None, ("signo", "otra_variable"), 3, ("signo", 3)),  # lo vago no estorba a lo particular
        ("una_componente", ("signo",), 3, ("signo", 3)),
        ("otra_variable", ("factor_de_mas",), 3, ("factor_de_mas", 3)),
        ("factor_que_falta", ("factor_de_mas",), 3, ("factor_de_mas", 3)),  # lo escrito dice si sobra o falta
        ("otra_constante", ("factor_de_mas",), 3, ("otra_constante", 3)),  # no se contradicen
        ("traspuesta", ("otra_variable",), 3, ("traspuesta", None)),  # no sale por casualidad
        (
            "otra_constante",
            ("otra_constante", "termino_de_mas"),
            None,
            (None, None),
        ),  # dos arreglos, y no dicen lo mismo
        ("factor_de_mas", ("potencia",), 3, ("potencia", 3)),
        (None, ("una_linea", "otra_variable"), 3, ("una_linea", 3)),  # lo vago no gana a un sitio
    ],
)
def test_si_los_numeros_y_lo_escrito_no_dicen_lo_mismo(found, kinds, line, expected):
    assert settle(found, Repair(frozenset(kinds), line)) == expected


def test_lo_que_la_tabla_puede_dar_por_casualidad_lo_decide_lo_escrito():
    repair = Repair(frozenset({"otra_operacion"}), 3)
    assert settle("signo", repair, sure=False) == ("otra_operacion", 3)
    assert settle("signo", repair, sure=True) == ("signo", None)


def test_sin_arreglo_queda_lo_que_dicen_los_numeros():
    assert settle("signo", None) == ("signo", None) and settle(None, None) == (None, None)


def test_un_error_de_formas_tambien_se_arregla():
    source = "def t1_escalar_matriz(W, x, y):\n    r = W.T @ x - y\n    return 2 * np.outer(r, x)\n"
    e = find_exercise("t1_escalar_matriz")
    verdict, _ = examine(e, defined(source, e.id))
    assert verdict.status == "error" and verdict.diagnosis == "traspuesta"
    assert found_in(source, e.id).line == 2


def test_precision_y_medir_se_distinguen_leyendo():
    source = (
        "def t1_escalar_matriz(W, x, y):\n    W, x, y = (a.astype(np.float32) for a in (W, x, y))\n"
        "    return (2 * np.outer(W @ x - y, x)).astype(float)\n"
    )
    e = find_exercise("t1_escalar_matriz")
    function = functools.partial(examine, e)(defined(source, e.id))[0]
    assert function.diagnosis == "precision_float32"


def test_quien_mide_lo_tiene_escrito():
    source = (
        "def dl_domega0_explicita(x, y, beta, omega):\n    def perdida(w0):\n        f0 = beta[0] + w0 * x\n"
        "        f1 = beta[1] + omega[1] * np.sin(f0)\n        f2 = beta[2] + omega[2] * np.exp(f1)\n"
        "        return (beta[3] + omega[3] * np.cos(f2) - y) ** 2\n    h = 1e-3\n"
        "    return (perdida(omega[0] + h) - perdida(omega[0])) / h\n"
    )
    e = find_exercise("dl_domega0_explicita")
    assert examine(e, defined(source, e.id))[0].diagnosis == "medir"


def test_lo_que_recuerda_de_otras_llamadas_se_ve_al_escribirla_de_nuevo():
    source = (
        "def modo_directo(padres, locales, entrada, hechas={}):\n    for n in range(len(padres)):\n"
        "        if n not in hechas:\n            pares = zip(padres[n], locales[n])\n"
        "            hechas[n] = 1.0 if n == entrada else sum(l * hechas[p] for p, l in pares)\n"
        "    return np.array([float(hechas[n]) for n in range(len(padres))])\n"
    )
    e = find_exercise("modo_directo")
    assert examine(e, defined(source, e.id))[0].diagnosis == "acumula_estado"


@pytest.mark.parametrize(
    "before, after, kind",
    [
        ("for k in range(len(x) - 1):", "for k in range(len(x)):", "entradas_que_faltan"),
        ("for k in range(1, n):", "for k in range(0, n):", "entradas_que_faltan"),
        ("for k in range(n + 1):", "for k in range(n):", "una_linea"),  # una vuelta de más no es siempre un sumando
        ("for k in reversed(range(n)):", "for k in reversed(range(n - 1)):", "una_linea"),
        ("for k in range(f(n) * 2):", "for k in range(n):", ""),
        ("x = 3", "x = 4", ""),
    ],
)
def test_las_vueltas_que_faltan_o_sobran(before, after, kind):
    assert rounds([before, "    y[k] = x"], [(0, after)]) == kind
    summed = {"entradas_que_faltan": "termino_que_falta", "una_linea": "termino_de_mas"}.get(kind, kind)
    assert rounds([before, "    y += x"], [(0, after)]) == summed


def test_donde_hay_mas_de_una_respuesta_buena_no_se_busca():
    e = find_exercise("inicializa_he")
    source = (
        "def inicializa_he(D_in, D_out, semilla):\n    rng = np.random.default_rng(semilla)\n"
        "    return rng.normal(size=(D_out, D_in)) * 7\n"
    )
    function = defined(source, e.id)
    cases = class_cases(e)
    outcomes = [call_function(function, [c.inputs[a] for a in e.args]) for c in cases.cases]
    assert diagnose(cases, outcomes, written(function)) == diagnose(cases, outcomes)


def test_la_clase_que_solo_dice_el_sitio_existe():
    assert KINDS["una_linea"].teaches == "lugar"
