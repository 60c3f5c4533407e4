"""En qué se equivoca uno en cada sitio: de cada clase de nodo del árbol, lo que se escribe en su lugar y por qué.

Las reglas son una por clase de nodo y ninguna sabe de ejercicios; añadir una es escribirla y ponerla en la tabla.
"""

import ast
import copy
from collections.abc import Callable, Iterator

UNARY = ("sin", "cos", "exp", "log", "tanh", "sqrt", "abs", "square", "sign")


ODD = ("sqrt", "abs", "square", "sign", "log", "tanh")  # casi nadie las pone donde no van


UNLIKELY = "~"  # delante de la clase de un error que casi nadie comete: solo se nombra si nada más explica lo mismo


class Names(list):
    """Los nombres de una función; ``loops``, los que recorre un bucle, y ``under``, nombre → los que lleva dentro
    de una función aplicada: en ``s = exp(z)``, ``s`` → ``z``."""

    def __init__(self, function: ast.FunctionDef):
        super().__init__(_local_names(function))
        self.arguments = [a.arg for a in function.args.args]
        self.loops = {
            n.id
            for loop in ast.walk(function)
            if isinstance(loop, (ast.For, ast.comprehension))
            for n in ast.walk(loop.target)
            if isinstance(n, ast.Name)
        }
        self.under: dict[str, set[str]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                calls = [c for c in ast.walk(node.value) if isinstance(c, ast.Call)]
                inside = {n.id for c in calls for n in ast.walk(c) if isinstance(n, ast.Name)}
                self.under.setdefault(node.targets[0].id, set()).update(inside)


def _local_names(function: ast.FunctionDef) -> list[str]:
    found = [a.arg for a in function.args.args]
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in found:
            found.append(node.id)
    return found


def slips_at(node: ast.AST, names: Names) -> Iterator[tuple[str, ast.AST | None]]:
    for kind_of_node, rule in _RULES:
        if isinstance(node, kind_of_node):
            yield from rule(node, names)


def call(function: str, *args: ast.expr) -> ast.expr:
    return ast.Call(ast.parse(function, mode="eval").body, list(args), [])


def _binary(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, op, right)


def _load(name: ast.Name) -> ast.expr:
    return ast.Name(name.id, ast.Load())


def _number(value: float) -> ast.expr:
    return ast.Constant(value)


def _minus(e: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), e)


def _transposed(e: ast.expr) -> ast.expr:
    return ast.Attribute(e, "T", ast.Load())


def is_number(node: ast.AST, value: float | None = None) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
        and (value is None or node.value == value)
    )


def _product(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    if is_number(a, 2) or is_number(b, 2):
        yield "valor_por_derivada", _binary(b if is_number(a, 2) else a, ast.Pow(), _number(2))
    yield "factor_que_falta", a
    yield "factor_que_falta", b
    for one, other in ((a, b), (b, a)):
        yield "factor_que_falta", _binary(call("np.ones_like", one), ast.Mult(), other)
        if isinstance(one, ast.Compare) and len(one.ops) == 1:
            mask = ast.Compare(other, one.ops, one.comparators)
            yield "otra_variable", _binary(mask, ast.Mult(), other)
    yield from _spread_out(node)
    yield "otra_operacion", _binary(a, ast.Add(), b)
    yield "otra_operacion", _binary(a, ast.Div(), b)
    yield "otra_operacion", _binary(a, ast.Sub(), b)
    if not is_number(b):
        yield "~factor_de_mas", _binary(node, ast.Mult(), b)
    if not is_number(a):
        yield "~factor_de_mas", _binary(a, ast.Mult(), node)
    for argument in names.arguments:
        yield UNLIKELY + "factor_de_mas", _binary(node, ast.Mult(), ast.Name(argument, ast.Load()))
    yield "difundido", call("np.outer", a, b)
    yield "difundido", call("np.outer", b, a)
    yield "otra_operacion", _binary(a, ast.MatMult(), b)
    if (pattern := _one_minus(a, b)) is not None:
        s = pattern
        square = _binary(s, ast.Pow(), _number(2))
        for point in names:
            if not (isinstance(s, ast.Name) and s.id == point):
                z = ast.Name(point, ast.Load())
                yield "otro_eslabon", _binary(z, ast.Mult(), _binary(_number(1), ast.Sub(), z))
        sigma = ast.parse(f"1 / (1 + np.exp(-({ast.unparse(s)})))", mode="eval").body
        yield "otro_eslabon", _binary(sigma, ast.Mult(), _binary(_number(1), ast.Sub(), sigma))
        yield "derivada_de_otra_activacion", _binary(_number(1), ast.Sub(), square)
        yield "otra_operacion", _binary(s, ast.Mult(), _binary(_number(1), ast.Add(), s))
        yield "factor_que_falta", s


def _spread_out(node: ast.BinOp):
    """(a + b)·c con el factor en un solo sumando."""
    for inner, outer, left in ((node.left, node.right, True), (node.right, node.left, False)):
        if (
            isinstance(inner, ast.BinOp)
            and isinstance(inner.op, (ast.Add, ast.Sub))
            and (left or isinstance(node.op, ast.Mult))
        ):
            yield "factor_que_falta", _binary(_binary(inner.left, node.op, outer), inner.op, inner.right)
            yield "factor_que_falta", _binary(inner.left, inner.op, _binary(inner.right, node.op, outer))


def _one_minus(a: ast.expr, b: ast.expr) -> ast.expr | None:
    """La s de s·(1 − s), si lo es."""
    for s, other in ((a, b), (b, a)):
        if (
            isinstance(other, ast.BinOp)
            and isinstance(other.op, ast.Sub)
            and is_number(other.left, 1)
            and ast.dump(other.right) == ast.dump(s)
        ):
            return s
    return None


def _matrix_product(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    yield "traspuesta", _binary(_untransposed(a), ast.MatMult(), b)
    yield "traspuesta", _binary(a, ast.MatMult(), _untransposed(b))
    yield "operandos_cambiados", _binary(b, ast.MatMult(), a)
    yield "operandos_cambiados", _binary(_untransposed(b), ast.MatMult(), _untransposed(a))
    yield "operandos_cambiados", _binary(b, ast.MatMult(), _untransposed(a))
    yield "operandos_cambiados", _binary(_untransposed(b), ast.MatMult(), a)
    yield "otra_operacion", _binary(a, ast.Mult(), b)
    yield "otra_operacion", _binary(_untransposed(a), ast.Mult(), b)
    yield "otra_operacion", _binary(a, ast.Mult(), _untransposed(b))
    yield "difundido", call("np.outer", a, b)
    yield "factor_que_falta", _binary(call("np.ones_like", a), ast.MatMult(), b)
    yield "factor_que_falta", _binary(a, ast.MatMult(), call("np.ones_like", b))
    yield "factor_que_falta", a
    yield "factor_que_falta", b
    yield "factor_que_falta", _untransposed(a)
    yield "factor_que_falta", _untransposed(b)


def _untransposed(e: ast.expr) -> ast.expr:
    return e.value if isinstance(e, ast.Attribute) and e.attr == "T" else _transposed(e)


def _sum(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    minus = isinstance(node.op, ast.Sub)
    yield "signo", _binary(a, ast.Add() if minus else ast.Sub(), b)
    yield "signo", _binary(_minus(a), ast.Sub() if minus else ast.Add(), b)
    if minus:
        yield "signo", _binary(b, ast.Sub(), a)
    yield "termino_que_falta", a
    yield "termino_que_falta", _minus(b) if minus else b
    if minus:
        yield "termino_que_falta", b
    yield "factor_de_mas", _binary(a, node.op, _binary(a, ast.Mult(), b))
    yield "factor_de_mas", _binary(_binary(a, ast.Mult(), b), node.op, b)
    yield "otra_operacion", _binary(a, ast.Mult(), b)
    for one in (a, b):  # un sumando contado dos veces
        if not is_number(one):
            yield "termino_de_mas", _binary(node, node.op if one is b else ast.Add(), one)


def _quotient(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    yield "factor_que_falta", a
    yield from _spread_out(node)
    if (z := _sigmoid(node)) is not None:
        for text in ("np.tanh({})", "np.maximum({}, 0)", "np.exp({})"):
            yield "otra_funcion", ast.parse(text.format(ast.unparse(z)), mode="eval").body
        yield "sin_funcion", z
    yield "otra_operacion", _binary(a, ast.Mult(), b)
    yield "operandos_cambiados", _binary(b, ast.Div(), a)
    yield "factor_de_mas", _binary(node, ast.Div(), b)
    if not is_number(b):
        yield "factor_que_falta", _binary(_number(1), ast.Div(), b)
        yield "factor_de_mas", _binary(a, ast.Div(), _binary(_number(2), ast.Mult(), b))
        yield "otra_operacion", _binary(a, ast.Div(), _binary(b, ast.Pow(), _number(2)))
        yield "otra_operacion", _binary(a, ast.Div(), call("np.sqrt", b))
    if isinstance(node.op, ast.FloorDiv):
        yield "otra_operacion", _binary(a, ast.Div(), b)
        yield "otra_operacion", _binary(a, ast.Mod(), b)
        yield "otra_funcion", call("round", _binary(a, ast.Div(), b))
    if is_size(b):
        yield "suma_por_media", a
    if isinstance(b, ast.Attribute) and b.attr == "size":
        shape = ast.Attribute(b.value, "shape", ast.Load())
        for axis in (0, 1, -1):
            length = ast.Subscript(shape, _number(axis), ast.Load())
            yield "otra_constante", _binary(a, ast.Div(), length)


def _sigmoid(node: ast.BinOp) -> ast.expr | None:
    """La z de 1/(1 + exp(−z)), si lo es."""
    if is_number(node.left, 1) and isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Add):
        for part in (node.right.left, node.right.right):
            if isinstance(part, ast.Call) and function_name(part) == "exp" and isinstance(part.args[0], ast.UnaryOp):
                return part.args[0].operand
    return None


def is_size(e: ast.expr) -> bool:
    """Si es un tamaño: ``a.size``, ``len(a)``, ``a.shape[0]``."""
    text = ast.unparse(e)
    return text.endswith(".size") or ".shape[" in text or text.startswith("len(")


def _power(node: ast.BinOp, names: Names):
    a, n = node.left, node.right
    yield "otra_operacion", a
    yield "otra_operacion", _binary(n, ast.Mult(), a)
    yield "otra_operacion", _binary(a, ast.Mult(), n)
    if is_number(n):
        yield "otra_operacion", _binary(a, ast.Pow(), _number(n.value + 1))
        if n.value > 1:
            yield "otra_operacion", _binary(a, ast.Pow(), _number(n.value - 1))
    else:
        yield "operandos_cambiados", _binary(n, ast.Pow(), a)
        yield "otra_constante", _binary(a, ast.Pow(), _binary(n, ast.Add(), _number(1)))
        yield "otra_constante", _binary(a, ast.Pow(), _binary(n, ast.Sub(), _number(1)))


def _operation(node: ast.BinOp, names: Names):
    rules = {
        ast.Mult: _product,
        ast.MatMult: _matrix_product,
        ast.Add: _sum,
        ast.Sub: _sum,
        ast.Div: _quotient,
        ast.FloorDiv: _quotient,
        ast.Pow: _power,
    }
    rule = rules.get(type(node.op))
    if rule:
        yield from rule(node, names)


def _negative(node: ast.UnaryOp, names: Names):
    if isinstance(node.op, ast.USub):
        yield "signo", node.operand


def _comparison(node: ast.Compare, names: Names):
    if len(node.ops) != 1:
        return
    left, right = node.left, node.comparators[0]
    if isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        other = ast.NotEq if isinstance(node.ops[0], ast.Eq) else ast.Eq
        yield "operandos_cambiados", ast.Compare(left, [other()], [right])
        return
    for point in _moved(left, names):
        yield "otro_eslabon", ast.Compare(point, node.ops, [right])
    for op in (ast.Gt, ast.GtE, ast.Lt, ast.LtE):
        yield "umbral", ast.Compare(left, [op()], [right])
    if is_number(right, 0):
        yield "umbral", ast.Compare(left, [ast.Gt()], [_number(1)])
        yield "valor_por_derivada", call("np.maximum", left, _number(0))
        yield "sin_funcion", left
        yield "sin_funcion", call("np.ones_like", left)
        sigma = f"(1 / (1 + np.exp(-({ast.unparse(left)}))))"
        yield "otra_funcion", call("np.sign", left)
        yield "umbral", call("np.heaviside", left, _number(0.5))
        at = ast.unparse(left)
        for text in (
            f"{sigma} * (1 - {sigma})",
            f"1 - np.tanh({at}) ** 2",
            f"({at}) * (1 - ({at}))",
            f"np.maximum({at}, 0) * (1 - np.maximum({at}, 0))",
            f"1 - np.maximum({at}, 0) ** 2",
            *(f"np.where({at} > 0, 1, {slope})" for slope in (0.01, 0.1, 0.2)),
        ):
            yield "derivada_de_otra_activacion", ast.parse(text, mode="eval").body


def odd(kind: str, *functions: str) -> str:
    return UNLIKELY + kind if any(f in ODD for f in functions) else kind


def function_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _function_call(node: ast.Call, names: Names):
    name, args = function_name(node), node.args
    numpy = (
        isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "np"
    )
    if numpy and name in UNARY and args:
        yield "sin_funcion", args[0]
        for point in _moved(args[0], names):
            yield "otro_eslabon", call(f"np.{name}", point)
        yield "otro_eslabon", call(f"np.{name}", node)
        for other in UNARY:
            yield odd("otra_funcion", name, other), call(f"np.{other}", args[0])
        yield "signo", call(f"np.{name}", _minus(args[0]))
        yield "factor_que_falta", _number(1.0)
        yield "~factor_de_mas", _binary(node, ast.Mult(), args[0])
    if numpy and name in ("maximum", "minimum") and len(args) == 2:
        yield "sin_funcion", args[0]
        yield "otra_funcion", call("np.minimum" if name == "maximum" else "np.maximum", *args)
        yield "valor_absoluto", call("np.abs", args[0])
        for text in ("np.tanh({})", "1 / (1 + np.exp(-({})))", "(({}) > 0) * 1.0", "np.log1p(np.exp({}))"):
            body = ast.parse(text.format(ast.unparse(args[0])), mode="eval").body
            yield "otra_funcion", body
        yield "otra_constante", call(f"np.{name}", args[0], _number(1))
    if numpy and name in ("diag", "sqrt", "outer", "dot", "array"):
        if name == "outer" and len(args) == 2:
            yield "traspuesta", call("np.outer", args[1], args[0])
            yield "otra_operacion", _binary(args[0], ast.Mult(), args[1])
            yield "otra_operacion", _binary(args[0], ast.MatMult(), args[1])
            yield "factor_que_falta", args[0]
            yield "factor_que_falta", args[1]
            yield "factor_que_falta", call("np.outer", call("np.ones_like", args[0]), args[1])
            yield "factor_que_falta", call("np.outer", args[0], call("np.ones_like", args[1]))
            yield "otra_variable", call("np.outer", args[0], args[0])
            yield "otra_variable", call("np.outer", args[1], args[1])
        elif name == "diag" and args:
            yield "sin_funcion", args[0]
    if numpy and name == "where" and len(args) == 3:
        yield "sin_funcion", args[1]
        yield "otra_variable", args[2]
        yield "operandos_cambiados", call("np.where", args[0], args[2], args[1])
    if numpy and name in ("zeros", "zeros_like", "ones", "eye"):
        for other in {"zeros": ("ones",), "zeros_like": ("ones_like",), "ones": ("zeros",), "eye": ()}[name]:
            yield "otra_constante", ast.Call(ast.parse(f"np.{other}", mode="eval").body, args, node.keywords)
    if name == "norm" and args:
        for text in ("np.abs({}).sum()", "np.sum({})", "np.abs({}).max()", "np.sum(({}) ** 2)"):
            yield "otra_funcion", ast.parse(text.format(ast.unparse(args[0])), mode="eval").body
    if (
        name in (*UNARY, "maximum")
        and args
        and isinstance(args[0], ast.BinOp)
        and isinstance(args[0].op, (ast.Add, ast.Sub))
    ):
        inner = args[0]
        one, other = (ast.Call(node.func, [part, *args[1:]], []) for part in (inner.left, inner.right))
        yield "otra_operacion", _binary(one, inner.op, inner.right)
        yield "otra_operacion", _binary(inner.left, inner.op, other)
    if name == "sum":
        yield "otra_operacion", call("np.prod", args[0] if args else node.func.value)
        yield "otra_operacion", call("np.max", args[0] if args else node.func.value)
    if name in ("sum", "mean", "max") and isinstance(node.func, ast.Attribute):
        if name in ("sum", "mean"):
            other = "mean" if name == "sum" else "sum"
            new = copy.deepcopy(node)
            new.func.attr = other
            yield ("media_por_suma" if name == "sum" else "suma_por_media"), new
        if isinstance(node.func, ast.Attribute):
            yield "sin_funcion", args[0] if numpy and args else node.func.value
        for number, keyword in enumerate(node.keywords):
            if keyword.arg == "axis":
                for axis in (0, 1, None):
                    new = copy.deepcopy(node)
                    new.keywords[number].value = _number(axis)
                    yield "otro_eje", new
    if name in ("reversed", "list") and len(args) == 1 and isinstance(node.func, ast.Name):
        yield "al_reves", args[0]
    if name == "range":
        yield from _ranges(node)
    if name in ("zip", "enumerate", "insert", "append", "range", "reversed", "len"):
        return
    if len(args) >= 2:
        for k in range(len(args) - 1):
            swapped = [*args[:k], args[k + 1], args[k], *args[k + 2 :]]
            yield "operandos_cambiados", ast.Call(node.func, swapped, node.keywords)


def _ranges(node: ast.Call):
    """Los bucles que empiezan tarde o acaban pronto, o se recorren al revés."""
    args = node.args
    last = args[0] if len(args) == 1 else args[1]
    first = _number(0) if len(args) == 1 else args[0]
    yield "al_reves", call("reversed", node)
    if len(args) < 3:
        shorter = _binary(last, ast.Sub(), _number(1))
        later = _binary(first, ast.Add(), _number(1))
        yield "entradas_que_faltan", ast.Call(node.func, [first, shorter], [])
        yield "entradas_que_faltan", ast.Call(node.func, [later, last], [])


def _attribute(node: ast.Attribute, names: Names):
    if node.attr == "T":
        yield "traspuesta", node.value


def _name(node: ast.Name, names: Names):
    if isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other != node.id:
                bare = other in names.under.get(node.id, ())
                yield "sin_funcion" if bare else "otra_variable", ast.Name(other, ast.Load())


def _moved(e: ast.expr, names: list[str]) -> Iterator[ast.expr]:
    """La misma expresión con una de sus variables, en todos sus sitios, cambiada por otra."""
    for old in sorted({n.id for n in ast.walk(e) if isinstance(n, ast.Name) and n.id in names}):
        for new in names:
            if new != old:
                twin = copy.deepcopy(e)
                for n in ast.walk(twin):
                    if isinstance(n, ast.Name) and n.id == old:
                        n.id = new
                yield twin


def _crossed(e: ast.expr, names: list[str]) -> Iterator[ast.expr]:
    """La misma expresión con dos de sus variables, cada una en el sitio de la otra."""
    used = list(dict.fromkeys(n.id for n in ast.walk(e) if isinstance(n, ast.Name) and n.id in names))
    for k, one in enumerate(used):
        for other in used[k + 1 :]:
            twin, moved = copy.deepcopy(e), {one: other, other: one}
            for n in ast.walk(twin):
                if isinstance(n, ast.Name) and n.id in moved:
                    n.id = moved[n.id]
            yield twin


def _subscript(node: ast.Subscript, names: Names):
    if not isinstance(node.ctx, ast.Load):
        return
    index = node.slice
    if isinstance(index, (ast.Tuple, ast.Slice)):
        if isinstance(index, ast.Tuple) and len(index.elts) == 2:
            yield "traspuesta", ast.Subscript(node.value, ast.Tuple(index.elts[::-1], ast.Load()), ast.Load())
        if isinstance(index, ast.Slice) and index.step is None:
            for text in ("1:", ":-1", ":2", ":"):
                yield "otra_variable", ast.parse(f"{ast.unparse(node.value)}[{text}]", mode="eval").body
        return
    for other in names:
        yield UNLIKELY + "otra_variable", ast.Name(other, ast.Load())
    number = isinstance(index, ast.UnaryOp) or is_number(index)
    for step in (1, -1):
        moved = _binary(index, ast.Add() if step > 0 else ast.Sub(), _number(1))
        yield "otra_variable", ast.Subscript(node.value, moved, ast.Load())
    if number and isinstance(node.value, ast.Name):
        for k in range(4):
            yield "otra_variable", ast.Subscript(node.value, _number(k), ast.Load())


def _constant(node: ast.Constant, names: Names):
    if not is_number(node):
        return
    for value in {0, 1, 2, 0.5, -node.value, node.value + 1, node.value - 1, 2 * node.value} - {node.value}:
        if value < 0 and node.value > 0 and value == -node.value:
            yield "signo", _number(value)
        else:
            yield "otra_constante", _number(value)


def _statement(node: ast.stmt, names: Names):
    value = node.value
    if value is None:
        return
    if isinstance(node, ast.AugAssign):
        yield "termino_que_falta", None
        target = copy.deepcopy(node.target)
        target.ctx = ast.Store()
        yield "termino_que_falta", ast.Assign([target], value, lineno=0)
        other = {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(node.op))
        if other:
            yield "signo", ast.AugAssign(node.target, other(), value)
        if isinstance(node.target, ast.Subscript) and isinstance(node.target.slice, ast.Name):
            whole = ast.Name(getattr(node.target.value, "id", "_"), ast.Store())
            for what in (value, node.target.slice):  # a todo el vector, y no a una casilla
                yield "difundido", ast.Assign([whole], _binary(_load(whole), node.op, what), lineno=0)
        if isinstance(node.op, (ast.Div, ast.Mult)):
            return
        yield "factor_de_mas", ast.AugAssign(node.target, node.op, _binary(_number(2), ast.Mult(), value))
        return
    if isinstance(value, ast.Tuple):
        if isinstance(node, ast.Return) and len(value.elts) == 2:
            yield "salidas_cambiadas", ast.Return(ast.Tuple(value.elts[::-1], ast.Load()))
        for k, part in enumerate(value.elts):
            for kind, new in _wrapped(part):
                elements = [*value.elts[:k], new, *value.elts[k + 1 :]]
                yield kind, _with_value(node, ast.Tuple(elements, ast.Load()))
        return
    for kind, new in _wrapped(value):
        yield kind, _with_value(node, new)
    for new in _moved(value, names):
        yield "~otra_variable", _with_value(node, new)
    for new in _crossed(value, names):
        yield UNLIKELY + "operandos_cambiados", _with_value(node, new)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        before = _load(node.targets[0])
        if any(isinstance(n, ast.Name) and n.id == before.id for n in ast.walk(value)):
            yield "termino_de_mas", _with_value(node, _binary(before, ast.Add(), value))
            yield "termino_que_falta", None
    if isinstance(node, ast.Return):
        for other in names:
            yield "~otra_variable", ast.Return(ast.Name(other, ast.Load()))


def _with_value(node: ast.stmt, value: ast.expr) -> ast.stmt:
    new = copy.deepcopy(node)
    new.value = value
    return new


def _expression_statement(node: ast.Expr, names: Names):
    """``lista.insert(0, x)``, ``lista.append(x)``: el orden, lo que se guarda, o no guardarlo."""
    call = node.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
        return
    if call.func.attr in ("insert", "append"):
        what = call.args[-1]
        place = ast.Attribute(call.func.value, "append", ast.Load())
        if call.func.attr == "insert":
            yield "al_reves", ast.Expr(ast.Call(place, [what], []))
        else:
            insert = ast.Attribute(call.func.value, "insert", ast.Load())
            yield "al_reves", ast.Expr(ast.Call(insert, [_number(0), what], []))
        for kind, new in _wrapped(what):
            yield kind, ast.Expr(ast.Call(call.func, [*call.args[:-1], new], []))


def _wrapped(e: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Lo que se le puede hacer de más a un valor ya calculado."""
    if isinstance(e, ast.Constant):
        return
    yield "signo", _minus(e)
    yield "factor_de_mas", _binary(_number(2), ast.Mult(), e)
    yield "factor_que_falta", _binary(_number(0.5), ast.Mult(), e)
    yield "traspuesta", _untransposed(e)
    yield "traspuesta", ast.parse(f"({ast.unparse(e)}).T.reshape(({ast.unparse(e)}).shape)", mode="eval").body
    yield "valor_absoluto", call("np.abs", e)
    yield "~otra_operacion", _binary(e, ast.Pow(), _number(2))
    yield "~otra_operacion", _binary(_number(1), ast.Div(), e)
    yield "al_reves", ast.Subscript(e, ast.Slice(None, None, _number(-1)), ast.Load())
    yield "~factor_que_falta", call("np.ones_like", e)
    yield "solo_la_diagonal", ast.parse(f"np.diag(np.diag({ast.unparse(e)}))", mode="eval").body
    for size in ("len", "np.size"):
        yield "media_por_suma", ast.parse(f"({ast.unparse(e)}) / {size}({ast.unparse(e)})", mode="eval").body


def _condition(node: ast.If, names: Names):
    for value in (True, False):
        new = copy.deepcopy(node)
        new.test = ast.Constant(value)
        yield "termino_que_falta", new


def _choice(node: ast.IfExp, names: Names):
    """``1 if i == c else 0``: siempre uno, siempre el otro, o el número con que se compara."""
    yield "factor_que_falta", node.body
    yield "termino_que_falta", node.orelse
    if isinstance(node.test, ast.Compare):
        yield "difundido", node.test.comparators[0]
    yield "operandos_cambiados", ast.IfExp(node.test, node.orelse, node.body)


_RULES: tuple[tuple[type | tuple[type, ...], Callable], ...] = (
    (ast.BinOp, _operation),
    (ast.UnaryOp, _negative),
    (ast.Compare, _comparison),
    (ast.Call, _function_call),
    (ast.Attribute, _attribute),
    (ast.Name, _name),
    (ast.Subscript, _subscript),
    (ast.Constant, _constant),
    ((ast.Assign, ast.AugAssign, ast.Return), _statement),
    (ast.Expr, _expression_statement),
    (ast.If, _condition),
    (ast.IfExp, _choice),
)
