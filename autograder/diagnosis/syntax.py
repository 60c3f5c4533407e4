"""Trozos de programa para armar un error: operaciones, llamadas y las variables de una función, como árboles."""

import ast
import copy
from collections.abc import Iterator

UNARY = ("sin", "cos", "exp", "log", "tanh", "sqrt", "abs", "square", "sign")


ODD = ("sqrt", "abs", "square", "sign", "log", "tanh")  # casi nadie las pone donde no van


UNLIKELY = "~"  # delante de la clase de un error que casi nadie comete: solo se nombra si nada más explica lo mismo


class Names(list):
    """Los nombres de una función; ``loops``, los que recorre un bucle, y ``under``, nombre → los que lleva dentro
    de una función aplicada: en ``s = exp(z)``, ``s`` → ``z``; ``sizes``, los que guardan un tamaño."""

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
        # Los nombres que guardan un tamaño, también los que salen de desempaquetar una forma.
        self.sizes = {
            n.id
            for a in ast.walk(function)
            if isinstance(a, ast.Assign) and (is_size(a.value) or ast.unparse(a.value).endswith(".shape"))
            for target in a.targets
            for n in ast.walk(target)
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


def call(function: str, *args: ast.expr) -> ast.expr:
    return ast.Call(ast.parse(function, mode="eval").body, list(args), [])


def binary(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, op, right)


def load(name: ast.Name) -> ast.expr:
    return ast.Name(name.id, ast.Load())


def number(value: float) -> ast.expr:
    return ast.Constant(value)


def minus(e: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), e)


def _transposed(e: ast.expr) -> ast.expr:
    return ast.Attribute(e, "T", ast.Load())


def untransposed(e: ast.expr) -> ast.expr:
    return e.value if isinstance(e, ast.Attribute) and e.attr == "T" else _transposed(e)


def is_number(node: ast.AST, value: float | None = None) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
        and (value is None or node.value == value)
    )


def is_size(e: ast.expr) -> bool:
    """Si es un tamaño: ``a.size``, ``len(a)``, ``a.shape[0]``."""
    text = ast.unparse(e)
    return text.endswith(".size") or ".shape[" in text or text.startswith("len(")


def odd(kind: str, *functions: str) -> str:
    return UNLIKELY + kind if any(f in ODD for f in functions) else kind


def function_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def moved(e: ast.expr, names: list[str]) -> Iterator[ast.expr]:
    """La misma expresión con una de sus variables, en todos sus sitios, cambiada por otra."""
    for old in sorted({n.id for n in ast.walk(e) if isinstance(n, ast.Name) and n.id in names}):
        for new in names:
            if new != old:
                twin = copy.deepcopy(e)
                for n in ast.walk(twin):
                    if isinstance(n, ast.Name) and n.id == old:
                        n.id = new
                yield twin


def crossed(e: ast.expr, names: list[str]) -> Iterator[ast.expr]:
    """La misma expresión con dos de sus variables, cada una en el sitio de la otra."""
    used = list(dict.fromkeys(n.id for n in ast.walk(e) if isinstance(n, ast.Name) and n.id in names))
    for k, one in enumerate(used):
        for other in used[k + 1 :]:
            twin, swapped = copy.deepcopy(e), {one: other, other: one}
            for n in ast.walk(twin):
                if isinstance(n, ast.Name) and n.id in swapped:
                    n.id = swapped[n.id]
            yield twin


def with_value(node: ast.stmt, value: ast.expr) -> ast.stmt:
    new = copy.copy(node)  # lo demás se comparte: nadie lo cambia, y copiarlo cuesta
    new.value = value
    return new
