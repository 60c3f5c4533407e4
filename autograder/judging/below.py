"""Lo que hay debajo de una celda: ¿pudo cambiar lo que una función usaba allí?

Se lee el AST. Ninguna nota sale de aquí: es para no volver a ejecutar un cuaderno
cuando lo que hay debajo solo define otras cosas, que es lo corriente.
"""

import ast
from collections.abc import Iterable
from functools import lru_cache

from autograder.courses import packages
from autograder.judging import notebook_code

PLAIN = {"numpy", "math", "typing", *packages()}  # importar esto no cambia nada


def needed_by(cells: Iterable[str], name: str) -> frozenset[str]:
    """Los nombres del cuaderno de los que depende una función, ella incluida; vacío si no se ve dónde se define."""
    sources = notebook_code.reachable(cells, name)
    return frozenset({name}.union(*map(notebook_code.called_names, sources))) if sources else frozenset()


def cannot_change(source: str, names: frozenset[str]) -> bool:
    """Si seguro que ejecutar una celda deja como estaba lo que tiene esos nombres."""
    bound = _only_defines(source) if len(source) <= notebook_code.LARGE else None
    return bound is not None and not bound & names


def after_check(source: str) -> str:
    """Lo que hay en una celda detrás de su último ``check``; toda ella si no se ve dónde está."""
    _, found, rest = source.rpartition("check(")
    return rest.partition(")")[2].lstrip(" ;") if found else source


def binds(source: str, names: frozenset[str]) -> bool:
    """Si una celda vuelve a dar valor a alguno de esos nombres."""
    return bool(notebook_code.bound_names(source) & names)


@lru_cache(maxsize=512)
def _only_defines(source: str) -> frozenset[str] | None:
    """Los nombres que da una celda que solo define funciones, importa lo de siempre o llama a check; si no, None."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(decorator_list=[]) if not _evaluates(node):
                found.add(node.name)
            case ast.Import(names) if all(a.name.partition(".")[0] in PLAIN for a in names):
                found |= {a.asname or a.name.partition(".")[0] for a in names}
            case ast.ImportFrom(str(module), names, 0) if module.partition(".")[0] in PLAIN:
                if any(a.name == "*" for a in names):
                    return None
                found |= {a.asname or a.name for a in names}
            case ast.Expr(ast.Constant()) | ast.Expr(ast.Call(ast.Name("check"), [ast.Name()], [])):
                pass
            case _:
                return None
    return frozenset(found)


def _evaluates(node: ast.FunctionDef) -> bool:
    """Si definir una función calcula algo: un valor por omisión o una anotación que no es un literal."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    notes = [a.annotation for a in every if a is not None and a.annotation is not None]
    defaults = [d for d in (*arguments.defaults, *arguments.kw_defaults) if d is not None]
    parts = [*notes, *defaults, *([node.returns] if node.returns else [])]
    return any(isinstance(inner, ast.Call) for part in parts for inner in ast.walk(part))
