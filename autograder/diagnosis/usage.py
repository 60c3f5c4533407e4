"""De dónde salen y para qué se usan las variables de una función: lo que hay que saber para ver qué falta en ella."""

import ast

from autograder.diagnosis.syntax import Names


def born(function: ast.FunctionDef, names: Names) -> dict[str, int]:
    """En qué renglón nace cada variable: antes no se puede usar. Con bucles no se sabe, y valen todas."""
    loops = names.loops or any(isinstance(n, ast.While) for n in ast.walk(function))
    return {} if loops else first_lines(function)


def first_lines(function: ast.FunctionDef) -> dict[str, int]:
    found: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = min(node.lineno, found.get(node.id, node.lineno))
    return found


def curved_names(function: ast.FunctionDef) -> set[str]:
    """Las variables que salen de una exponencial, o de una entre otra: de una sigmoide se olvida a menudo el 1 − s."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            ratio = isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Div)
            if "exp(" in ast.unparse(node.value) or (ratio and found & names_in(node.value)):
                found |= {name for target in node.targets for name in names_in(target)}
    return found


def names_in(e: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(e) if isinstance(n, ast.Name)}


def used_factors(function: ast.FunctionDef) -> dict[type, set[str]]:
    """Por qué se multiplica y por qué se divide en una función."""
    found: dict[type, set[str]] = {ast.Mult: set(), ast.Div: set()}
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp) and type(node.op) in found:
            found[type(node.op)].add(ast.unparse(node.right))
            if isinstance(node.op, ast.Mult):
                found[ast.Mult].add(ast.unparse(node.left))
        elif isinstance(node, ast.AugAssign) and type(node.op) in found:
            found[type(node.op)].add(ast.unparse(node.value))
    return found
