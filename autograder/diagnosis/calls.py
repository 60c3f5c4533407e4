"""En qué se equivoca uno al llamar a una función: la que es, con qué, y en qué orden."""

import ast
import copy

from autograder.diagnosis.syntax import UNARY, UNLIKELY, Names, binary, call, function_name, minus, moved, number, odd


def function_call(node: ast.Call, names: Names):
    """Lo propio de esa función y, de cualquiera, dos argumentos cambiados."""
    name = function_name(node)
    for functions, numpy_only, fewest, rule in _CALLS:
        if name in functions and len(node.args) >= fewest and (is_numpy(node) or not numpy_only):
            yield from rule(node, names)
    if name not in IN_ORDER:
        for k in range(len(node.args) - 1):
            swapped = [*node.args[:k], node.args[k + 1], node.args[k], *node.args[k + 2 :]]
            yield "operandos_cambiados", ast.Call(node.func, swapped, node.keywords)


def is_numpy(node: ast.Call) -> bool:
    """Si se llama a una función de ``np``."""
    return isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "np"


def _unary(node: ast.Call, names: Names):
    name, inner = function_name(node), node.args[0]
    yield "sin_funcion", inner
    for point in moved(inner, names):
        yield "otro_eslabon", call(f"np.{name}", point)
    yield "otro_eslabon", call(f"np.{name}", node)
    for other in UNARY:
        yield odd("otra_funcion", name, other), call(f"np.{other}", inner)
    yield "signo", call(f"np.{name}", minus(inner))
    yield "factor_que_falta", number(1.0)
    yield UNLIKELY + "factor_de_mas", binary(node, ast.Mult(), inner)


def _bounded(node: ast.Call, names: Names):
    """``maximum`` y ``minimum``: la ReLU, casi siempre."""
    name, (inner, *others) = function_name(node), node.args
    if len(others) != 1:
        return
    yield "sin_funcion", inner
    yield "otra_funcion", call("np.minimum" if name == "maximum" else "np.maximum", *node.args)
    yield "valor_absoluto", call("np.abs", inner)
    yield from _written(inner, "np.tanh({})", "1 / (1 + np.exp(-({})))", "(({}) > 0) * 1.0", "np.log1p(np.exp({}))")
    yield "otra_constante", call(f"np.{name}", inner, number(1))


def _written(inner: ast.expr, *texts: str):
    """Otra función del mismo argumento."""
    for text in texts:
        yield "otra_funcion", ast.parse(text.format(ast.unparse(inner)), mode="eval").body


def _outer(node: ast.Call, names: Names):
    if len(node.args) != 2:
        return
    a, b = node.args
    yield "traspuesta", call("np.outer", b, a)
    yield "otra_operacion", binary(a, ast.Mult(), b)
    yield "otra_operacion", binary(a, ast.MatMult(), b)
    yield "factor_que_falta", a
    yield "factor_que_falta", b
    yield "factor_que_falta", call("np.outer", call("np.ones_like", a), b)
    yield "factor_que_falta", call("np.outer", a, call("np.ones_like", b))
    yield "otra_variable", call("np.outer", a, a)
    yield "otra_variable", call("np.outer", b, b)


def _diagonal(node: ast.Call, names: Names):
    yield "sin_funcion", node.args[0]


def _where(node: ast.Call, names: Names):
    if len(node.args) != 3:
        return
    test, yes, no = node.args
    yield "sin_funcion", yes
    yield "otra_variable", no
    yield "operandos_cambiados", call("np.where", test, no, yes)


def _filled(node: ast.Call, names: Names):
    other = {"zeros": "ones", "zeros_like": "ones_like", "ones": "zeros"}[function_name(node)]
    yield "otra_constante", ast.Call(ast.parse(f"np.{other}", mode="eval").body, node.args, node.keywords)


def _norm(node: ast.Call, names: Names):
    yield from _written(node.args[0], "np.abs({}).sum()", "np.sum({})", "np.abs({}).max()", "np.sum(({}) ** 2)")


def _of_a_sum(node: ast.Call, names: Names):
    """f(a + b) como f(a) + b, o como a + f(b)."""
    inner = node.args[0]
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, (ast.Add, ast.Sub)):
        one, other = (ast.Call(node.func, [part, *node.args[1:]], []) for part in (inner.left, inner.right))
        yield "otra_operacion", binary(one, inner.op, inner.right)
        yield "otra_operacion", binary(inner.left, inner.op, other)


def _reduced(node: ast.Call, names: Names):
    """``sum``, ``mean`` y ``max``: una por otra, sin ella, o por otro eje."""
    name = function_name(node)
    if not isinstance(node.func, ast.Attribute):
        return
    inner = node.args[0] if is_numpy(node) and node.args else node.func.value
    if name in ("sum", "mean"):
        new = copy.deepcopy(node)
        new.func.attr = "mean" if name == "sum" else "sum"
        yield ("media_por_suma" if name == "sum" else "suma_por_media"), new
    yield "sin_funcion", inner
    for place, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            for axis in (0, 1, None):
                new = copy.deepcopy(node)
                new.keywords[place].value = number(axis)
                yield "otro_eje", new


def _total(node: ast.Call, names: Names):
    """``sum`` por un producto o por el mayor."""
    whole = node.args[0] if node.args else node.func.value
    yield "otra_operacion", call("np.prod", whole)
    yield "otra_operacion", call("np.max", whole)


def _walked(node: ast.Call, names: Names):
    """``reversed(…)`` y ``list(…)``: en el otro orden."""
    if len(node.args) == 1 and isinstance(node.func, ast.Name):
        yield "al_reves", node.args[0]


def _range(node: ast.Call, names: Names):
    """Los bucles que empiezan tarde o acaban pronto, o se recorren al revés."""
    args = node.args
    last = args[0] if len(args) == 1 else args[1]
    first = number(0) if len(args) == 1 else args[0]
    yield "al_reves", call("reversed", node)
    if len(args) < 3:
        shorter = binary(last, ast.Sub(), number(1))
        later = binary(first, ast.Add(), number(1))
        yield "entradas_que_faltan", ast.Call(node.func, [first, shorter], [])
        yield "entradas_que_faltan", ast.Call(node.func, [later, last], [])


IN_ORDER = ("zip", "enumerate", "insert", "append", "range", "reversed", "len")  # cambiar sus argumentos no dice nada
# Funciones, si solo valen las de ``np``, cuántos argumentos por lo menos, y su regla.
_CALLS = (
    (UNARY, True, 1, _unary),
    (("maximum", "minimum"), True, 2, _bounded),
    (("outer",), True, 2, _outer),
    (("diag",), True, 1, _diagonal),
    (("where",), True, 3, _where),
    (("zeros", "zeros_like", "ones"), True, 0, _filled),
    (("norm",), False, 1, _norm),
    ((*UNARY, "maximum"), False, 1, _of_a_sum),
    (("sum",), False, 0, _total),
    (("sum", "mean", "max"), False, 0, _reduced),
    (("reversed", "list"), False, 1, _walked),
    (("range",), False, 1, _range),
)
