"""Lo que a alguien se le pudo olvidar: un factor, un sumando, una función.

Son arreglos que no salen de leer al revés los errores de ``mutations``: allí se quita lo que está, y aquí no está.
"""

import ast
from collections.abc import Iterator

from autograder.diagnosis.misplaced import LIKELY, ODD, POSSIBLE, REDUCING, axes, cells
from autograder.diagnosis.syntax import Names, binary, call, crossed, function_name, is_number, minus, number
from autograder.diagnosis.usage import born, curved_names, first_lines, names_in, used_factors

FEW = 8  # casillas que se prueban de factor o de sumando en cada sitio; de nombres, el doble
UNNEEDED = ("radians", "degrees", "exp2", "expm1", "log1p", "round", "sign", "ravel", "copy", "cumsum")
APPLIED = ("sin", "cos", "exp", "sqrt", "log", "tanh")
HOLDING = (ast.Assign, ast.Return, ast.AugAssign)

Insertion = tuple[str, ast.AST, ast.AST, int]  # (error, nodo, lo que iría en su sitio, lo probable que es)


def forgotten(function: ast.FunctionDef, names: Names) -> Iterator[Insertion]:
    """Lo que falta en un solo sitio de una función."""
    # En un índice no faltan factores, y un exponente mayor puede no acabarse de calcular.
    outside = {c for n in ast.walk(function) if isinstance(n, ast.Subscript) for c in ast.walk(n.slice)}
    powers = [n for n in ast.walk(function) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    outside |= {c for n in powers for c in ast.walk(n.right)}
    operands, sizes = _operands(function, names), _sizes(names)
    terms = list(_terms(function))
    births, curved = born(function, names), curved_names(function)
    data = [value for value in operands if not isinstance(value, ast.Name) or value.id in names.arguments]
    values, used = _derivatives(function), used_factors(function)
    for e, whole in terms:
        if e not in outside and not is_number(e):
            known = [v for v in operands if births.get(getattr(v, "id", ""), 0) < e.lineno]
            yield from _signs_and_factors(e, known, curved, used)
            yield from _addends(e, known)
            for size in sizes:
                # De un sumando solo, lo que se olvida es un factor.
                yield "suma_por_media" if whole else "factor_que_falta", e, binary(e, ast.Div(), size), POSSIBLE
                if whole:
                    yield "media_por_suma", e, binary(e, ast.Mult(), size), POSSIBLE
    for e in _factors(function):
        if e not in outside:
            yield from _functions(e, names, curved)
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for e in (node.left, node.right):
                if isinstance(e, (ast.Name, ast.Subscript)):
                    yield from _addends(e, data)
        if isinstance(node, ast.BinOp) and node not in outside:
            for new in crossed(node, names):
                yield "operandos_cambiados", node, new, POSSIBLE
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in values:
            yield "valor_por_derivada", node, values[node.id], LIKELY
        if isinstance(node, ast.Call):
            yield from axes(node)
            yield from _unneeded(node)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            if isinstance(node.targets[0], (ast.Name, ast.Subscript)):
                added = ast.AugAssign(node.targets[0], ast.Add(), node.value)
                yield "termino_que_falta", node, added, POSSIBLE
        elif isinstance(node, ast.Subscript):
            yield from cells(node, names)


DERIVATIVES = {
    "sin": "np.cos({z})",
    "cos": "-np.sin({z})",
    "tanh": "1 - np.tanh({z}) ** 2",
    "log": "1 / ({z})",
    "sqrt": "0.5 / np.sqrt({z})",
    "maximum": "({z}) > 0",
    "square": "2 * ({z})",
}


def _derivatives(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """De cada variable que es una función de algo, su derivada: lo que iría donde se puso el valor."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Call):
            text = DERIVATIVES.get(function_name(node.value))
            if text and node.value.args:
                inner = ast.unparse(node.value.args[0])
                found[node.targets[0].id] = ast.parse(text.format(z=inner), mode="eval").body
    return found


def _unneeded(node: ast.Call) -> Iterator[Insertion]:
    """Una función que sobra, de las que no conoce ``calls``: ``abs`` y las de un argumento."""
    if len(node.args) != 1 or node.keywords:
        return
    (inner,) = node.args
    if isinstance(node.func, ast.Name) and node.func.id == "abs":
        yield "valor_absoluto", node, inner, LIKELY
        yield "otra_funcion", node, binary(inner, ast.Pow(), number(2)), LIKELY
    elif ast.unparse(node.func) in (f"np.{name}" for name in UNNEEDED):
        yield "funcion_de_mas", node, inner, LIKELY


def _signs_and_factors(
    e: ast.expr, operands: list[ast.expr], curved: set[str], used: dict[type, set[str]]
) -> Iterator[Insertion]:
    yield "signo", e, minus(e), POSSIBLE
    # Falta el 2 o falta dividir entre 2: de más solo hay lo que está escrito, y eso se prueba al quitar.
    yield "factor_que_falta", e, binary(number(2), ast.Mult(), e), POSSIBLE
    yield "factor_que_falta", e, binary(e, ast.Div(), number(2)), POSSIBLE
    for value in operands:
        if (text := ast.unparse(value)) != ast.unparse(e):
            # Dividir por lo que se multiplicó es deshacerlo: sobraba.
            times, by = ("factor_de_mas" if text in used[op] else "factor_que_falta" for op in (ast.Div, ast.Mult))
            yield times, e, binary(value, ast.Mult(), e), POSSIBLE
            yield by, e, binary(e, ast.Div(), value), POSSIBLE
            if getattr(value, "id", "") in curved:
                rest = binary(number(1), ast.Sub(), value)
                yield "factor_que_falta", e, binary(rest, ast.Mult(), e), POSSIBLE
            mask = ast.Compare(value, [ast.Gt()], [number(0)])
            yield "factor_que_falta", e, binary(mask, ast.Mult(), e), ODD


def _addends(e: ast.expr, operands: list[ast.expr]) -> Iterator[Insertion]:
    for value in (*operands, number(1), number(2)):
        if ast.unparse(value) != ast.unparse(e):
            yield "termino_que_falta", e, binary(e, ast.Add(), value), POSSIBLE
            yield "termino_que_falta", e, binary(e, ast.Sub(), value), POSSIBLE
    yield "termino_que_falta", e, binary(number(1), ast.Sub(), e), POSSIBLE


def _functions(e: ast.expr, names: Names, curved: set[str]) -> Iterator[Insertion]:
    text = ast.unparse(e)
    yield "potencia", e, binary(e, ast.Pow(), number(2)), POSSIBLE
    yield "otra_operacion", e, binary(number(1), ast.Div(), e), ODD
    for name in APPLIED:
        yield "sin_funcion", e, call(f"np.{name}", e), POSSIBLE
    yield "sin_funcion", e, call("np.maximum", e, number(0)), POSSIBLE
    yield "sin_funcion", e, ast.parse(f"1 / (1 + np.exp(-({text})))", mode="eval").body, POSSIBLE
    # De lo que solo depende de los tamaños, una máscara o una pendiente saldrían bien por casualidad.
    if len(names_in(e) - {"np"} - names.sizes) > isinstance(e, ast.BinOp):
        kind = "otra_funcion" if isinstance(e, ast.Call) else "valor_por_derivada"
        yield kind, e, ast.Compare(e, [ast.Gt()], [number(0)]), POSSIBLE
        base = e.value if isinstance(e, ast.Subscript) else e
        slope = "factor_que_falta" if getattr(base, "id", "") in curved else kind  # de s·(1 − s), solo la s
        yield slope, e, ast.parse(f"({text}) * (1 - ({text}))", mode="eval").body, POSSIBLE


def _terms(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, bool]]:
    """Los sitios donde cabe un factor o un sumando, y si es todo lo que se guarda o una parte."""
    for node in ast.walk(function):
        found: list[ast.expr] = []
        if isinstance(node, HOLDING) and node.value is not None:
            if not isinstance(node.value, (ast.Tuple, ast.List)):
                yield node.value, True
        elif isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Load):
            found = node.elts
        elif isinstance(node, ast.ListComp):
            found = [node.elt]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            found = [node.left, node.right]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found = [node.right]
        elif isinstance(node, ast.Call) and node.args:
            name = function_name(node)
            if name in ("append", "insert"):
                found = node.args[-1:]
            elif name in (*APPLIED, *REDUCING, "outer", "maximum"):
                found = node.args[:1]
        for e in found:
            if not isinstance(e, (ast.Tuple, ast.List, ast.ListComp, ast.Starred)):
                yield e, False


def _factors(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Los sitios donde cabe una función: también cada factor."""
    found: list[ast.expr] = []
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp):
            found += [node.left, node.right]
        elif isinstance(node, ast.UnaryOp):
            found.append(node.operand)
        elif isinstance(node, HOLDING) and node.value is not None:
            found.append(node.value)
        elif isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Load):
            found += node.elts
        elif isinstance(node, ast.Call) and function_name(node) in ("outer", "append", "dot", "diag", *REDUCING):
            found += node.args
    return (e for e in found if isinstance(e, (ast.Name, ast.BinOp, ast.Subscript, ast.Call)))


def _operands(function: ast.FunctionDef, names: Names) -> list[ast.expr]:
    """Lo que se prueba de factor o de sumando: las casillas que se usan y las de al lado, los datos y las variables."""
    cells: dict[str, ast.expr] = {}
    indexed = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
            if isinstance(node.slice, (ast.Slice, ast.Tuple)):
                continue
            indexed.add(node.value.id)
            cells[ast.unparse(node)] = node
            for k in range(4) if is_number(node.slice) else ():
                near = ast.Subscript(node.value, number(k), ast.Load())
                cells.setdefault(ast.unparse(near), near)
    first = first_lines(function)
    whole = [ast.Name(n, ast.Load()) for n in sorted(names, key=lambda n: first.get(n, 0)) if n not in indexed]
    return [*list(cells.values())[:FEW], *whole[: 2 * FEW]]


def _sizes(names: Names) -> list[ast.expr]:
    texts = [t for name in names.arguments[:3] for t in (f"len({name})", f"{name}.shape[-1]", f"{name}.size")]
    return [ast.parse(text, mode="eval").body for text in texts]
