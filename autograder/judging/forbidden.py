"""Detectar en el código lo que haría el trabajo del ejercicio.

Se lee el AST, nunca se ejecuta. Lo que importa es el módulo al que se llega,
no cómo se le llamó: ``import torch.nn.functional as F`` delata a ``F.relu``.
"""

import ast
import symtable
from collections.abc import Iterable, Mapping
from functools import lru_cache

MAX_DOTS = 20  # una cadena de mil puntos sólo sirve para entretener a quien la lee
STANDARD_ALIASES = {"np": "numpy", "plt": "matplotlib.pyplot"}


def uses(sources: Iterable[str], forbids: Iterable[str], aliases: Mapping[str, str] | None = None) -> list[str]:
    """Nombres prohibidos que aparecen en los trozos de código, sin repetir.

    Formas
        ``sources`` es el código de la función y de las que llama; ``aliases``
        traduce nombre local → nombre completo del módulo o función importados.
        ``forbids`` admite un módulo ("torch") o un nombre ("np.gradient").
    """
    banned = [_expand(name, STANDARD_ALIASES) for name in forbids]
    found: dict[str, None] = {}
    for source in sources:
        tree = _parse(source)
        outside = called_names(source)
        # Un nombre de fuera sólo significa eso si aquí no lo tapa una variable.
        names = {n: full for n, full in {**STANDARD_ALIASES, **(aliases or {})}.items() if n in outside}
        names |= imports(tree)
        for written, full in _mentions(tree, names):
            if any(full == b or full.startswith(b + ".") for b in banned):
                found[written] = None
    return list(found)


def imports(tree: ast.AST) -> dict[str, str]:
    """Traduce cada nombre importado en un árbol a su nombre completo."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # `import a.b` enlaza a; `import a.b as c` enlaza a.b.
                top = alias.name.split(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


@lru_cache(maxsize=256)
def called_names(source: str) -> frozenset[str]:
    """Nombres que un trozo de código toma de fuera. Sus parámetros y variables no cuentan, se llamen como se llamen."""
    try:
        pending = [symtable.symtable(_without_magics(source), "celda", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found = set()
    while pending:
        scope = pending.pop()
        pending += scope.get_children()
        outermost = scope.get_type() == "module"
        found |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (outermost or s.is_global())}
    return frozenset(found)


def reachable(cells: Iterable[str], name: str) -> list[str]:
    """El código de las funciones de un cuaderno a las que se llega desde una, ella incluida."""
    definitions: dict[str, str] = {}
    for source in cells:
        definitions |= _definitions(source)
    found: dict[str, str] = {}
    pending = [name]
    while pending:
        current = pending.pop()
        if current in definitions and current not in found:
            found[current] = definitions[current]
            pending += called_names(definitions[current])
    return list(found.values())


@lru_cache(maxsize=256)
def _definitions(source: str) -> dict[str, str]:
    """Nombre → código de cada función, clase o variable del primer nivel de una celda."""
    found: dict[str, str] = {}
    lines = _without_magics(source).splitlines()
    for node in _parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = _text(lines, node)
        elif isinstance(node, ast.Assign):
            found |= {t.id: _text(lines, node) for t in node.targets if isinstance(t, ast.Name)}
    return found


def notebook_imports(cells: Iterable[str]) -> dict[str, str]:
    """Nombre → nombre completo de todo lo que importan las celdas de un cuaderno."""
    names: dict[str, str] = {}
    for source in cells:
        names |= imports(_parse(source))
    return names


@lru_cache(maxsize=256)
def _parse(source: str) -> ast.Module:
    """El árbol de una celda sin sus magias; vacío si ni así se puede leer. Quien lo recibe no lo cambia.

    Se recuerda porque cada ejercicio de una entrega vuelve a leer las mismas celdas.
    """
    try:
        return ast.parse(_without_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def _without_magics(source: str) -> str:
    """El mismo texto con las líneas de magias (%…, !…) en blanco, para no mover las demás."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def _text(lines: list[str], node: ast.stmt) -> str:
    """El trozo de código de una definición, con sus decoradores."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _expand(name: str, names: Mapping[str, str]) -> str:
    head, _, tail = name.partition(".")
    head = names.get(head, head)
    return f"{head}.{tail}" if tail else head


def _mentions(tree: ast.AST, names: Mapping[str, str]):
    """Pares (como está escrito, nombre completo) de cada nombre, atributo e importación."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Name) and node.id in names:
            yield node.id, names[node.id]
        elif isinstance(node, ast.Attribute) and (written := _dotted(node)):
            yield written, _expand(written, names)


def _dotted(node: ast.expr) -> str | None:
    """«a.b.c», o None si no es un nombre con puntos o es más largo que cualquiera que se prohíba."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < MAX_DOTS:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
