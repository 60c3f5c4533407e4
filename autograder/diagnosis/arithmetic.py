"""En qué se equivoca uno al escribir una cuenta: productos, sumas, cocientes, potencias, signos y comparaciones."""

import ast

from autograder.diagnosis.syntax import (
    UNLIKELY,
    Names,
    binary,
    call,
    function_name,
    is_number,
    is_size,
    minus,
    moved,
    number,
    untransposed,
)


def _product(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    if is_number(a, 2) or is_number(b, 2):
        yield "valor_por_derivada", binary(b if is_number(a, 2) else a, ast.Pow(), number(2))
    yield "factor_que_falta", a
    yield "factor_que_falta", b
    for one, other in ((a, b), (b, a)):
        yield "factor_que_falta", binary(call("np.ones_like", one), ast.Mult(), other)
        if isinstance(one, ast.Compare) and len(one.ops) == 1:
            mask = ast.Compare(other, one.ops, one.comparators)
            yield "otra_variable", binary(mask, ast.Mult(), other)
    yield from _spread_out(node)
    yield "otra_operacion", binary(a, ast.Add(), b)
    yield "otra_operacion", binary(a, ast.Div(), b)
    yield "otra_operacion", binary(a, ast.Sub(), b)
    if not is_number(b):
        yield "~factor_de_mas", binary(node, ast.Mult(), b)
    if not is_number(a):
        yield "~factor_de_mas", binary(a, ast.Mult(), node)
    for argument in names.arguments:
        yield UNLIKELY + "factor_de_mas", binary(node, ast.Mult(), ast.Name(argument, ast.Load()))
    yield "difundido", call("np.outer", a, b)
    yield "difundido", call("np.outer", b, a)
    yield "otra_operacion", binary(a, ast.MatMult(), b)
    if (pattern := one_minus(a, b)) is not None:
        s = pattern
        square = binary(s, ast.Pow(), number(2))
        for point in names:
            if not (isinstance(s, ast.Name) and s.id == point):
                z = ast.Name(point, ast.Load())
                yield "otro_eslabon", binary(z, ast.Mult(), binary(number(1), ast.Sub(), z))
        sigma = ast.parse(f"1 / (1 + np.exp(-({ast.unparse(s)})))", mode="eval").body
        yield "otro_eslabon", binary(sigma, ast.Mult(), binary(number(1), ast.Sub(), sigma))
        yield "derivada_de_otra_activacion", binary(number(1), ast.Sub(), square)
        yield "otra_operacion", binary(s, ast.Mult(), binary(number(1), ast.Add(), s))
        yield "factor_que_falta", s


def _spread_out(node: ast.BinOp):
    """(a + b)·c con el factor en un solo sumando."""
    for inner, outer, left in ((node.left, node.right, True), (node.right, node.left, False)):
        if (
            isinstance(inner, ast.BinOp)
            and isinstance(inner.op, (ast.Add, ast.Sub))
            and (left or isinstance(node.op, ast.Mult))
        ):
            yield "factor_que_falta", binary(binary(inner.left, node.op, outer), inner.op, inner.right)
            yield "factor_que_falta", binary(inner.left, inner.op, binary(inner.right, node.op, outer))


def one_minus(a: ast.expr, b: ast.expr) -> ast.expr | None:
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
    yield "traspuesta", binary(untransposed(a), ast.MatMult(), b)
    yield "traspuesta", binary(a, ast.MatMult(), untransposed(b))
    yield "operandos_cambiados", binary(b, ast.MatMult(), a)
    yield "operandos_cambiados", binary(untransposed(b), ast.MatMult(), untransposed(a))
    yield "operandos_cambiados", binary(b, ast.MatMult(), untransposed(a))
    yield "operandos_cambiados", binary(untransposed(b), ast.MatMult(), a)
    yield "otra_operacion", binary(a, ast.Mult(), b)
    yield "otra_operacion", binary(untransposed(a), ast.Mult(), b)
    yield "otra_operacion", binary(a, ast.Mult(), untransposed(b))
    yield "difundido", call("np.outer", a, b)
    yield "factor_que_falta", binary(call("np.ones_like", a), ast.MatMult(), b)
    yield "factor_que_falta", binary(a, ast.MatMult(), call("np.ones_like", b))
    yield "factor_que_falta", a
    yield "factor_que_falta", b
    yield "factor_que_falta", untransposed(a)
    yield "factor_que_falta", untransposed(b)


def _sum(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    subtracts = isinstance(node.op, ast.Sub)
    yield "signo", binary(a, ast.Add() if subtracts else ast.Sub(), b)
    yield "signo", binary(minus(a), ast.Sub() if subtracts else ast.Add(), b)
    if subtracts:
        yield "signo", binary(b, ast.Sub(), a)
    yield "termino_que_falta", a
    yield "termino_que_falta", minus(b) if subtracts else b
    if subtracts:
        yield "termino_que_falta", b
    yield "factor_de_mas", binary(a, node.op, binary(a, ast.Mult(), b))
    yield "factor_de_mas", binary(binary(a, ast.Mult(), b), node.op, b)
    yield "otra_operacion", binary(a, ast.Mult(), b)
    for one in (a, b):  # un sumando contado dos veces
        if not is_number(one):
            yield "termino_de_mas", binary(node, node.op if one is b else ast.Add(), one)


def _quotient(node: ast.BinOp, names: Names):
    a, b = node.left, node.right
    yield "factor_que_falta", a
    yield from _spread_out(node)
    if (z := _sigmoid(node)) is not None:
        for text in ("np.tanh({})", "np.maximum({}, 0)", "np.exp({})"):
            yield "otra_funcion", ast.parse(text.format(ast.unparse(z)), mode="eval").body
        yield "sin_funcion", z
    yield "otra_operacion", binary(a, ast.Mult(), b)
    yield "operandos_cambiados", binary(b, ast.Div(), a)
    yield "factor_de_mas", binary(node, ast.Div(), b)
    if not is_number(b):
        yield "factor_que_falta", binary(number(1), ast.Div(), b)
        yield "factor_de_mas", binary(a, ast.Div(), binary(number(2), ast.Mult(), b))
        yield "potencia", binary(a, ast.Div(), binary(b, ast.Pow(), number(2)))
        yield "potencia", binary(a, ast.Div(), call("np.sqrt", b))
    if isinstance(node.op, ast.FloorDiv):
        yield "otra_operacion", binary(a, ast.Div(), b)
        yield "otra_operacion", binary(a, ast.Mod(), b)
        yield "otra_funcion", call("round", binary(a, ast.Div(), b))
    if is_size(b):
        yield "suma_por_media", a
    if isinstance(b, ast.Attribute) and b.attr == "size":
        shape = ast.Attribute(b.value, "shape", ast.Load())
        for axis in (0, 1, -1):
            length = ast.Subscript(shape, number(axis), ast.Load())
            yield "otra_constante", binary(a, ast.Div(), length)


def _sigmoid(node: ast.BinOp) -> ast.expr | None:
    """La z de 1/(1 + exp(−z)), si lo es."""
    if is_number(node.left, 1) and isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Add):
        for part in (node.right.left, node.right.right):
            if isinstance(part, ast.Call) and function_name(part) == "exp" and isinstance(part.args[0], ast.UnaryOp):
                return part.args[0].operand
    return None


def _power(node: ast.BinOp, names: Names):
    a, n = node.left, node.right
    yield "potencia", a
    yield "otra_operacion", binary(n, ast.Mult(), a)
    yield "otra_operacion", binary(a, ast.Mult(), n)
    if is_number(n):
        yield "potencia", binary(a, ast.Pow(), number(n.value + 1))
        if n.value > 1:
            yield "potencia", binary(a, ast.Pow(), number(n.value - 1))
    else:
        yield "operandos_cambiados", binary(n, ast.Pow(), a)
        yield "otra_constante", binary(a, ast.Pow(), binary(n, ast.Add(), number(1)))
        yield "otra_constante", binary(a, ast.Pow(), binary(n, ast.Sub(), number(1)))


def operation(node: ast.BinOp, names: Names):
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


def negative(node: ast.UnaryOp, names: Names):
    if isinstance(node.op, ast.USub):
        yield "signo", node.operand


def comparison(node: ast.Compare, names: Names):
    if len(node.ops) != 1:
        return
    left, right = node.left, node.comparators[0]
    if isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        other = ast.NotEq if isinstance(node.ops[0], ast.Eq) else ast.Eq
        yield "operandos_cambiados", ast.Compare(left, [other()], [right])
        return
    for point in moved(left, names):
        yield "otra_variable", ast.Compare(point, node.ops, [right])
    for op in (ast.Gt, ast.GtE, ast.Lt, ast.LtE):
        yield "umbral", ast.Compare(left, [op()], [right])
    if is_number(right, 0):
        yield "umbral", ast.Compare(left, [ast.Gt()], [number(1)])
        yield "valor_por_derivada", call("np.maximum", left, number(0))
        yield "valor_por_derivada", left
        yield "sin_funcion", call("np.ones_like", left)
        sigma = f"(1 / (1 + np.exp(-({ast.unparse(left)}))))"
        yield "otra_funcion", call("np.sign", left)
        yield "umbral", call("np.heaviside", left, number(0.5))
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
