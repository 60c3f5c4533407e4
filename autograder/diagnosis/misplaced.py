"""Lo que está en el sitio de otra cosa: un eje, una casilla, un índice, un renglón."""

import ast
from collections.abc import Iterator

from autograder.diagnosis.syntax import Names, function_name, is_number, number

LIKELY, POSSIBLE, ODD = range(3)  # por este orden se prueban los arreglos
REDUCING = ("sum", "mean", "max", "var", "std")

Place = tuple[str, ast.AST, ast.AST, int]  # (error, nodo, lo que iría en su sitio, lo probable que es)


def axes(node: ast.Call) -> Iterator[Place]:
    """Lo que se redujo de una vez, a lo largo de un eje; y lo que se redujo sin guardar el eje."""
    if function_name(node) not in REDUCING:
        return
    keep = ast.keyword("keepdims", ast.Constant(True))
    given = {k.arg for k in node.keywords}
    if "axis" in given:
        if "keepdims" not in given:
            yield "difundido", node, ast.Call(node.func, node.args, [*node.keywords, keep]), POSSIBLE
        return
    for axis in (0, 1):
        keywords = [*node.keywords, ast.keyword("axis", number(axis))]
        yield "otro_eje", node, ast.Call(node.func, node.args, keywords), POSSIBLE
        yield "otro_eje", node, ast.Call(node.func, node.args, [*keywords, keep]), POSSIBLE


def cells(node: ast.Subscript, names: Names) -> Iterator[Place]:
    """Una casilla que se cuenta desde el otro lado, que no cambia en cada vuelta, o con los índices cambiados."""
    index = node.slice
    if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Sub) and isinstance(index.right, ast.Name):
        yield "al_reves", index, index.right, LIKELY
    if isinstance(index, ast.Tuple) and len(index.elts) == 2 and isinstance(node.ctx, ast.Store):
        yield "traspuesta", index, ast.Tuple(index.elts[::-1], ast.Load()), LIKELY
    for place in index.elts if isinstance(index, ast.Tuple) else [index]:
        if is_number(place):
            for name in (*sorted(names.loops), *names.arguments):
                yield "otra_variable", place, ast.Name(name, ast.Load()), LIKELY


def repeated(function: ast.FunctionDef) -> Iterator[tuple[str, dict[ast.AST, ast.AST | None]]]:
    """El mismo despiste en todas las casillas de un array: contarlas desde el de al lado."""
    groups: dict[str, list[ast.Subscript]] = {}
    for node in ast.walk(function):
        match node:
            case ast.Subscript(value=ast.Name(id=base), ctx=ast.Load()) if is_number(node.slice):
                groups.setdefault(base, []).append(node)
    for group in groups.values():
        if len(group) > 1:
            for step in (1, -1):
                moved = {n: ast.Subscript(n.value, number(n.slice.value + step), ast.Load()) for n in group}
                yield "otra_variable", moved  # type: ignore[misc]


def statements_moved(
    function: ast.FunctionDef, lines: tuple[str, ...]
) -> Iterator[tuple[str, tuple[tuple[int, str], ...]]]:
    """Dos renglones seguidos, cambiados de orden; y el ``return`` que se metió en un bucle."""
    for node in ast.walk(function):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if not isinstance(body, list) or not body:
                continue
            for one, other in zip(body, body[1:], strict=False):
                simple = not hasattr(one, "body") and not hasattr(other, "body")
                if simple and not isinstance(other, ast.Return) and other.lineno == one.lineno + 1:
                    a, b = one.lineno - 1, other.lineno - 1
                    yield "al_reves", ((a, lines[b]), (b, lines[a]))
            if isinstance(node, (ast.For, ast.While)) and isinstance(body[-1], ast.Return):
                at = body[-1].lineno - 1
                depth = len(lines[at]) - len(lines[at].lstrip())
                for shallow in range(depth - 4, 3, -4):
                    yield "entradas_que_faltan", ((at, " " * shallow + lines[at].lstrip()),)
