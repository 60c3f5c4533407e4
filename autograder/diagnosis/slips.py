"""En qué se equivoca uno en cada sitio: de cada clase de nodo del árbol, lo que se escribe en su lugar y por qué.

Las reglas son una por clase de nodo y ninguna sabe de ejercicios; añadir una es escribirla y ponerla en la tabla. Las
de las cuentas viven en ``arithmetic`` y las de las llamadas, en ``calls``.
"""

import ast
import copy
from collections.abc import Callable, Iterator

from autograder.diagnosis.arithmetic import comparison, negative, operation
from autograder.diagnosis.calls import function_call
from autograder.diagnosis.syntax import (
    UNLIKELY,
    Names,
    binary,
    call,
    crossed,
    is_number,
    load,
    minus,
    moved,
    number,
    untransposed,
    with_value,
)


def slips_at(node: ast.AST, names: Names) -> Iterator[tuple[str, ast.AST | None]]:
    for kind_of_node, rule in _RULES:
        if isinstance(node, kind_of_node):
            yield from rule(node, names)


def _attribute(node: ast.Attribute, names: Names):
    if node.attr == "T":
        yield "traspuesta", node.value


def _name(node: ast.Name, names: Names):
    if isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other != node.id:
                bare = other in names.under.get(node.id, ())
                yield "sin_funcion" if bare else "otra_variable", ast.Name(other, ast.Load())


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
    if isinstance(index, ast.Name) and index.id in names.loops:
        backwards = binary(number(-1), ast.Sub(), index)
        yield "al_reves", ast.Subscript(node.value, backwards, ast.Load())
    fixed = isinstance(index, ast.UnaryOp) or is_number(index)
    for step in (1, -1):
        beside = binary(index, ast.Add() if step > 0 else ast.Sub(), number(1))
        yield "otra_variable", ast.Subscript(node.value, beside, ast.Load())
    if fixed and isinstance(node.value, ast.Name):
        for k in range(4):
            yield "otra_variable", ast.Subscript(node.value, number(k), ast.Load())


def _constant(node: ast.Constant, names: Names):
    if not is_number(node):
        return
    for value in {0, 1, 2, 0.5, -node.value, node.value + 1, node.value - 1, 2 * node.value} - {node.value}:
        if value < 0 and node.value > 0 and value == -node.value:
            yield "signo", number(value)
        else:
            yield "otra_constante", number(value)


def _statement(node: ast.stmt, names: Names):
    value = node.value
    if value is None:
        return
    if isinstance(node, ast.AugAssign):
        missing = "factor_que_falta" if isinstance(node.op, (ast.Div, ast.Mult)) else "termino_que_falta"
        yield missing, None
        target = copy.deepcopy(node.target)
        target.ctx = ast.Store()
        yield missing, ast.Assign([target], value, lineno=0)
        other = {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(node.op))
        if other:
            yield "signo", ast.AugAssign(node.target, other(), value)
        if isinstance(node.target, ast.Subscript) and isinstance(node.target.slice, ast.Name):
            whole = ast.Name(getattr(node.target.value, "id", "_"), ast.Store())
            for what in (value, node.target.slice):  # a todo el vector, y no a una casilla
                yield "difundido", ast.Assign([whole], binary(load(whole), node.op, what), lineno=0)
        if isinstance(node.op, (ast.Div, ast.Mult)):
            return
        yield "factor_de_mas", ast.AugAssign(node.target, node.op, binary(number(2), ast.Mult(), value))
        return
    if isinstance(value, ast.Tuple):
        if isinstance(node, ast.Return) and len(value.elts) == 2:
            yield "salidas_cambiadas", ast.Return(ast.Tuple(value.elts[::-1], ast.Load()))
        for k, part in enumerate(value.elts):
            for kind, new in _wrapped(part):
                elements = [*value.elts[:k], new, *value.elts[k + 1 :]]
                yield kind, with_value(node, ast.Tuple(elements, ast.Load()))
        return
    pair = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and len(node.targets[0].elts) == 2
    for kind, new in _wrapped(value):
        # De dos cosas, al revés es cada una en el sitio de la otra.
        yield "operandos_cambiados" if pair and kind == "al_reves" else kind, with_value(node, new)
    for new in moved(value, names):
        yield "~otra_variable", with_value(node, new)
    for new in crossed(value, names):
        yield UNLIKELY + "operandos_cambiados", with_value(node, new)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        before = load(node.targets[0])
        if any(isinstance(n, ast.Name) and n.id == before.id for n in ast.walk(value)):
            yield "termino_de_mas", with_value(node, binary(before, ast.Add(), value))
            yield "termino_que_falta", None
    if isinstance(node, ast.Return):
        for other in names:
            yield "~otra_variable", ast.Return(ast.Name(other, ast.Load()))


def _expression_statement(node: ast.Expr, names: Names):
    """``lista.insert(0, x)``, ``lista.append(x)``: el orden, lo que se guarda, o no guardarlo."""
    added = node.value
    if not isinstance(added, ast.Call) or not isinstance(added.func, ast.Attribute) or not added.args:
        return
    if added.func.attr in ("insert", "append"):
        what = added.args[-1]
        place = ast.Attribute(added.func.value, "append", ast.Load())
        if added.func.attr == "insert":
            yield "al_reves", ast.Expr(ast.Call(place, [what], []))
        else:
            insert = ast.Attribute(added.func.value, "insert", ast.Load())
            yield "al_reves", ast.Expr(ast.Call(insert, [number(0), what], []))
        for kind, new in _wrapped(what):
            yield kind, ast.Expr(ast.Call(added.func, [*added.args[:-1], new], []))


def _wrapped(e: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Lo que se le puede hacer de más a un valor ya calculado."""
    if isinstance(e, ast.Constant):
        return
    yield "signo", minus(e)
    yield "factor_de_mas", binary(number(2), ast.Mult(), e)
    yield "factor_que_falta", binary(number(0.5), ast.Mult(), e)
    yield "traspuesta", untransposed(e)
    yield "traspuesta", ast.parse(f"({ast.unparse(e)}).T.reshape(({ast.unparse(e)}).shape)", mode="eval").body
    yield "valor_absoluto", call("np.abs", e)
    yield "~potencia", binary(e, ast.Pow(), number(2))
    yield "~otra_operacion", binary(number(1), ast.Div(), e)
    yield "al_reves", ast.Subscript(e, ast.Slice(None, None, number(-1)), ast.Load())
    yield "~factor_que_falta", call("np.ones_like", e)
    yield "solo_la_diagonal", ast.parse(f"np.diag(np.diag({ast.unparse(e)}))", mode="eval").body
    for size in ("len", "np.size"):
        yield "media_por_suma", ast.parse(f"({ast.unparse(e)}) / {size}({ast.unparse(e)})", mode="eval").body


def _condition(node: ast.If, names: Names):
    for value in (True, False):
        new = copy.copy(node)
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
    (ast.BinOp, operation),
    (ast.UnaryOp, negative),
    (ast.Compare, comparison),
    (ast.Call, function_call),
    (ast.Attribute, _attribute),
    (ast.Name, _name),
    (ast.Subscript, _subscript),
    (ast.Constant, _constant),
    ((ast.Assign, ast.AugAssign, ast.Return), _statement),
    (ast.Expr, _expression_statement),
    (ast.If, _condition),
    (ast.IfExp, _choice),
)
