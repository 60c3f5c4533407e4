"""Una función del estudiante, escrita por renglones: así se cambia uno solo, y un arreglo es lo que va en él."""

import ast
import copy
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.diagnosis.mutations import Changes

LINES = 60  # renglones de una función: en una mayor hay demasiado que probar
PARTS = 3  # la función y las del cuaderno a las que llama
# Lo que sale de la función: no se ejecuta mil veces. Nada de lo que se pide en el curso lo necesita.
BUSY = frozenset("input open exec eval compile breakpoint display plt time sleep os sys subprocess threading".split())

Lines = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Part:
    """Una función como la escribe Python: ``lines`` son sus renglones, y ``where``, cuál era cada uno."""

    name: str
    lines: tuple[str, ...]
    where: dict[int, int]


def parts_of(sources: Iterable[str], name: str) -> list[Part]:
    """La función de un ejercicio, la primera, y las demás que están en esos trozos de código.

    Vacía si la primera no está, si no es una función corriente y de un tamaño razonable, o si alguna espera, escribe o
    dibuja.
    """
    found: dict[str, Part] = {}
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if any(isinstance(n, ast.Name) and n.id in BUSY for n in ast.walk(tree)):
            return []
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name not in found:
                part = _part(node)
                if part is not None:
                    found[node.name] = part
    if name not in found:
        return []
    first = found.pop(name)
    return [first, *[found[other] for other in sorted(found)][: PARTS - 1]]


def _part(node: ast.FunctionDef) -> Part | None:
    if node.decorator_list or len(node.body) > LINES:
        return None
    original = copy.copy(node)
    if ast.get_docstring(node, clean=False) is not None:
        original.body = node.body[1:] or [ast.Pass(lineno=node.lineno)]
    text = ast.unparse(original)
    lines = text.split("\n")
    if len(lines) > LINES:
        return None
    again = ast.parse(text).body[0]
    mine, theirs = ([n for n in ast.walk(f) if isinstance(n, ast.stmt)] for f in (again, original))
    if len(mine) != len(theirs):
        return None
    return Part(node.name, tuple(lines), {a.lineno: getattr(b, "lineno", 1) for a, b in zip(mine, theirs, strict=True)})


class Writer:
    """Escribe solo los renglones que cambian: escribir la función entera por cada arreglo cuesta diez veces más."""

    def __init__(self, function: ast.FunctionDef, lines: tuple[str, ...]):
        self.lines = lines
        self.where: dict[ast.AST, tuple[ast.AST, str, int]] = {}
        self.owner: dict[ast.AST, ast.stmt] = {}
        pending: list[tuple[ast.AST, ast.stmt]] = [(function, function)]
        while pending:
            parent, owner = pending.pop()
            for field, value in ast.iter_fields(parent):
                for place, child in enumerate(value if isinstance(value, list) else [value]):
                    if isinstance(child, ast.AST):
                        self.where[child] = parent, field, place
                        self.owner[child] = child if isinstance(child, ast.stmt) else owner
                        pending.append((child, self.owner[child]))

    def with_changes(self, changes: Changes) -> Lines | None:
        """Los renglones con unos nodos cambiados (None quita la instrucción); None si no se puede escribir."""
        try:
            for node, new in changes.items():
                self._put(node, ast.Pass() if new is None else new)
            owners = {self.owner[node]: None for node in changes}
            found = []
            for owner in owners:
                parent, field, place = self.where[owner]
                value = getattr(parent, field)
                now = value[place] if isinstance(value, list) else value
                found.append(self._line(owner, now))
            return tuple(found) if found and None not in found else None
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
            return None
        finally:
            for node in changes:
                self._put(node, node)

    def _line(self, owner: ast.stmt, now: ast.AST) -> tuple[int, str] | None:
        """El renglón de una instrucción; de las que llevan otras dentro, el que las encabeza."""
        at = owner.lineno - 1
        before = self.lines[at]
        indent = before[: len(before) - len(before.lstrip())]
        if hasattr(now, "body") and isinstance(now, ast.stmt):
            inside, other = now.body, getattr(now, "orelse", [])
            now.body, now.orelse = [ast.Pass()], []
            try:
                text = ast.unparse(now).split("\n")[0]
            finally:
                now.body, now.orelse = inside, other
            return at, indent + ("el" if before.lstrip().startswith("elif ") else "") + text
        text = ast.unparse(now)
        return None if "\n" in text or owner.end_lineno != owner.lineno else (at, indent + text)

    def _put(self, node: ast.AST, new: ast.AST) -> None:
        parent, field, place = self.where[node]
        if isinstance(getattr(parent, field), list):
            getattr(parent, field)[place] = new
        else:
            setattr(parent, field, new)
