"""Una cuenta escrita en Python, sin lo que no la cambia: ni envoltorios, ni el orden de una suma.

Sirve para comparar dos cuentas sin mirar cómo se llaman sus datos.
"""

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Solo cambian el tipo o el envase de lo que reciben.
WRAPPERS = {"array", "asarray", "float", "astype", "copy", "list", "tuple"}
COMMUTE = {"Add", "Mult", "Eq", "BitAnd", "BitOr"}


@dataclass(frozen=True)
class Node:
    """Una operación con sus operandos, o, sin operandos, un dato: un nombre o un número."""

    label: str
    parts: tuple["Node", ...] = ()
    operation: bool = True

    @property
    def is_number(self) -> bool:
        return not self.operation and bool(re.match(r"-?[\d.]", self.label))


def read(code: str) -> ast.Module:
    """El árbol de un trozo de código; sin las órdenes mágicas, y vacío si no es Python."""
    plain = textwrap.dedent(code)
    for text in (plain, re.sub(r"(?m)^(\s*)[%!].*$", r"\1pass", plain)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError):
            continue
    return ast.Module(body=[], type_ignores=[])


def statements(body: Iterable[ast.stmt]) -> Iterator[tuple[Node, int]]:
    """Las cuentas de unas instrucciones, en orden y con su línea, también las de dentro de un bucle o un ``if``."""
    for statement in body:
        match statement:
            case ast.Assign(value=value) | ast.Expr(value=value) | ast.Return(value=value) | ast.AnnAssign(value=value):
                found = [] if value is None else _elements(normal(value))
            case ast.AugAssign(target=target, op=op, value=value):
                found = [_operation(type(op).__name__, (normal(target), normal(value)))]
            case ast.For(iter=iterable):
                found = [Node("for", (normal(iterable),))]
            case ast.If(test=test) | ast.While(test=test):
                found = [Node("if", (normal(test),))]
            case _:
                found = []
        yield from ((node, statement.lineno if hasattr(statement, "lineno") else 1) for node in found)
        if not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            for inner in ("body", "orelse", "finalbody"):
                yield from statements(getattr(statement, inner, []))


def _elements(node: Node) -> list[Node]:
    """Los valores de una tupla o de un array escrito casilla a casilla; si no lo es, él mismo."""
    if node.label == "seq":
        return [element for part in node.parts for element in _elements(part)]
    return [node]


def normal(tree: ast.AST) -> Node:
    """La cuenta de un árbol de Python."""
    match tree:
        case ast.Name(id=name):
            return Node(name, (), False)
        case ast.Constant(value=bool() | str() | None | bytes()):
            return Node(repr(tree.value), (), False)
        case ast.Constant(value=int() | float()):
            return Node(f"{tree.value:g}", (), False)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = normal(operand)
            return Node(f"-{inner.label}", (), False) if inner.is_number else Node("neg", (inner,))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return normal(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return _operation(type(op).__name__, (normal(left), normal(right)))
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() as op], comparators=[right]):
            return Node("Gt" if isinstance(op, ast.Lt) else "GtE", (normal(right), normal(left)))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return Node(type(op).__name__, (normal(left), normal(right)))
        case ast.Call(func=func, args=args, keywords=keywords):
            return _call(func, [normal(a) for a in args], keywords)
        case ast.Attribute(value=value, attr=attr):
            inner = normal(value)
            return Node(attr, (inner,)) if inner.operation or attr == "T" else Node(f"{inner.label}.{attr}", (), False)
        case ast.Subscript(value=value, slice=index):
            inner, where = normal(value), normal(index)
            if not inner.operation and not where.operation:
                return Node(f"{inner.label}[{where.label}]", (), False)
            return Node("[]", (inner, where))
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return Node("seq", tuple(map(normal, elements)))
        case ast.Starred(value=value) | ast.FormattedValue(value=value):
            return normal(value)
    inner = [normal(child) for child in ast.iter_child_nodes(tree) if isinstance(child, (ast.expr, ast.comprehension))]
    return Node(type(tree).__name__, tuple(inner))


def _call(func: ast.expr, args: list[Node], keywords: list[ast.keyword]) -> Node:
    named = [(k.arg, normal(k.value)) for k in keywords if k.arg != "dtype"]
    if isinstance(func, ast.Attribute):
        label = func.attr
        # ``np.sum(x)`` y ``x.sum()`` son lo mismo.
        if not (isinstance(func.value, ast.Name) and func.value.id in ("np", "torch", "numpy", "math")):
            args = [normal(func.value), *args]
    else:
        label = func.id if isinstance(func, ast.Name) else ast.dump(func)
    if label in WRAPPERS and args:
        return args[0]
    return Node("()".join([label, *(name or "**" for name, _ in named)]) + "()", (*args, *(v for _, v in named)))


def _operation(label: str, parts: tuple[Node, Node]) -> Node:
    if label == "Mult":  # «1 * x» se escribe para enseñar el eslabón: es x
        for one, other in (parts, parts[::-1]):
            if one.is_number and float(one.label) == 1:
                return other
    return Node(label, parts)


def weight(node: Node) -> int:
    """Cuántas operaciones tiene una cuenta."""
    return (node.operation and node.label != "seq") + sum(map(weight, node.parts))


def subexpressions(node: Node) -> Iterator[Node]:
    """La cuenta y cada una de las que lleva dentro."""
    yield node
    for part in node.parts:
        yield from subexpressions(part)


def renamed(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Las mismas cuentas con cada nombre cambiado por su número de orden: dos iguales dicen lo mismo."""
    order: dict[str, str] = {}

    def change(node: Node) -> Node:
        if node.operation:
            return Node(node.label, tuple(map(change, node.parts)))
        return node if node.is_number else Node(order.setdefault(node.label, f"·{len(order)}"), (), False)

    return tuple(map(change, nodes))


def matches(wanted: Node, given: Node, names: Mapping[str, str], loose: bool) -> Iterator[Mapping[str, str]]:
    """Maneras de leer ``given`` como ``wanted``: a qué dato corresponde cada uno de los suyos.

    Sin ``loose``, cada dato solo se corresponde con él mismo. Con ``loose``, un número
    con cualquier número, y un nombre con un nombre o un número, siempre el mismo.
    """
    if not wanted.operation:
        if given.operation:
            return
        if not loose:
            if wanted.label == given.label:
                yield names
        elif wanted.is_number:
            if given.is_number:
                yield names
        elif names.get(wanted.label, given.label) == given.label:
            yield {**names, wanted.label: given.label}
        return
    if wanted.label != given.label or len(wanted.parts) != len(given.parts):
        return
    orders = [given.parts]
    if wanted.label in COMMUTE:
        orders.append(given.parts[::-1])
    for order in orders:
        yield from _each(wanted.parts, order, names, loose)


def _each(wanted, given, names, loose) -> Iterator[Mapping[str, str]]:
    if not wanted:
        yield names
        return
    for known in matches(wanted[0], given[0], names, loose):
        yield from _each(wanted[1:], given[1:], known, loose)
