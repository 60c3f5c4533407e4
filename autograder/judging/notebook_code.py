"""Leer el código de un cuaderno sin ejecutarlo: qué define cada celda, qué importa y qué nombres toma de fuera."""

import ast
import importlib
import re
import symtable
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from autograder.courses import libraries

MAX_DOTS = 20  # una cadena de mil puntos solo sirve para entretener a quien la lee
MAX_RETRIES = 200_000  # caracteres que se releen, como mucho, buscando magias
LARGE = 5_000  # caracteres: lo mayor no se recuerda de una entrega a otra
MAX_READ = 100_000  # caracteres de una celda: leerla como Python ocupa cientos de veces más
MAX_SCOPES = 20  # funciones unas dentro de otras: cada nivel repite los nombres de todos los de fuera
STANDARD_ALIASES = {"np": "numpy", "plt": "matplotlib.pyplot"}
MAGIC = re.compile(r"[%!?]")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)  # sus variables son suyas

_memories: list[Any] = []  # los que solo valen mientras se lee un cuaderno


def remember(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Que cada trozo se lea una vez en su cuaderno, y lo pequeño, que suele ser lo publicado, una vez en la clase."""
    small = lru_cache(maxsize=256)(read)
    memory = lru_cache(maxsize=None)(lambda source: small(source) if len(source) <= LARGE else read(source))
    _memories.append(memory)
    return memory


def reachable(cells: Iterable[str], name: str) -> list[str]:
    """El código de las funciones de un cuaderno a las que se llega desde una, ella incluida.

    Vacío si no se ve dónde se define.
    """
    definitions, _ = _read_notebook(tuple(cells))
    found: dict[str, None] = {}  # cada trozo una vez, defina un nombre o mil
    seen, pending = {name}, [name]
    while pending:
        for text in definitions.get(pending.pop(), ()):
            if text not in found:
                found[text] = None
                new = called_names(text) - seen
                seen |= new
                pending += new
    return list(found)


def imported_names(cells: Iterable[str]) -> dict[str, str]:
    """Nombre → nombre completo de todo lo que importan las celdas de un cuaderno."""
    return _read_notebook(tuple(cells))[1]


def bound_names(source: str) -> frozenset[str]:
    """Los nombres a los que una celda da valor fuera de sus funciones."""
    return frozenset(name for name, _, _ in _read_cell(source)[0])


def forget() -> None:
    """Olvida lo leído: lo de un cuaderno solo vale mientras se juzga."""
    _read_notebook.cache_clear()
    for memory in _memories:
        memory.cache_clear()


@lru_cache(maxsize=64)
def _read_notebook(cells: tuple[str, ...]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Los trozos que definen cada nombre de un cuaderno y los nombres importados; de cada nombre manda lo último."""
    definitions: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for source in cells:
        defined, imported = _read_cell(source)
        for name, text, always in defined:
            # Lo que se define en un `if` quizá no llegue a definirse: no borra lo de antes.
            if always:
                definitions[name] = [text]
            elif text not in definitions.get(name, [])[-1:]:
                definitions.setdefault(name, []).append(text)
        names |= imported
    return definitions, names


@remember
def _read_cell(source: str) -> tuple[list[tuple[str, str, bool]], dict[str, str]]:
    """Lo que define una celda, como (nombre, código, si seguro que se ejecuta), y lo que significan sus nombres."""
    tree, lines = parse(source)
    if tree is None:
        return [], {}
    defined, names = [], imports(tree)
    for node in tree.body:
        whole, always = _text(lines, node), isinstance(node, (*DEFINITIONS, ast.Assign, ast.AnnAssign))
        for part, bound in _bindings(node):
            text = _text(lines, part) if part is not node and _stands_alone(part, lines) else whole
            defined += [(name, text, always) for name in bound]
        # Una función propia que se llama `eval`, o como algo que trajo `from numpy import *`, ya no es eso.
        own = isinstance(node, ast.FunctionDef) and not node.decorator_list
        if own and names.get(node.name, "numpy").partition(".")[0] == "numpy":
            names[node.name] = f"__main__.{node.name}"
    return defined, names


def _bindings(statement: ast.stmt) -> Iterator[tuple[ast.stmt, set[str]]]:
    """Las instrucciones que definen nombres, también dentro de un `if` o un `try`, pero no de una función.

    Cada una, con los suyos: lo demás del `try` (importar torch por si está) no es parte de ella.
    """
    statements = [statement]
    while statements:
        current = statements.pop()
        bound: set[str] = set()
        pending: list[ast.AST] = [current]
        while pending:
            node = pending.pop()
            if isinstance(node, DEFINITIONS) and node is current:
                bound.add(node.name)
            elif isinstance(node, ast.stmt) and node is not current:
                statements.append(node)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                bound.add(node.id)
            elif not isinstance(node, SCOPES):
                pending += ast.iter_child_nodes(node)
        if bound:
            yield current, bound


def _stands_alone(statement: ast.stmt, lines: list[str]) -> bool:
    """Si una instrucción se puede leer sin lo que la rodea: no lleva otras dentro, o es una función, y abre renglón."""
    block = hasattr(statement, "body") or hasattr(statement, "cases")
    opens = not lines[statement.lineno - 1][: statement.col_offset].strip()
    return opens and (not block or isinstance(statement, DEFINITIONS))


def imports(tree: ast.AST) -> dict[str, str]:
    """Traduce a su nombre completo cada nombre importado en un árbol, y cada variable que es otro nombre de uno."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # `import a.b` enlaza a; `import a.b as c` enlaza a.b.
                top = alias.name.split(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if alias.name == "*":
                    names |= {name: f"{node.module}.{name}" for name in _public_names(node.module)}
                else:
                    names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Assign) and (written := dotted(node.value)):
            full = expand(written, ChainMap(names, STANDARD_ALIASES))
            names |= {target.id: full for target in node.targets if isinstance(target, ast.Name)}
    return names


def _public_names(module: str) -> list[str]:
    """Lo que trae ``from módulo import *``, si es NumPy o del curso: de otro no se carga nada por leer su nombre."""
    if module != "numpy" and not module.startswith(tuple(f"{name}." for name in libraries())):
        return []
    try:
        loaded = importlib.import_module(module)
    except ImportError:
        return []
    return getattr(loaded, "__all__", None) or [name for name in vars(loaded) if not name.startswith("_")]


@remember
def called_names(source: str) -> frozenset[str]:
    """Nombres que un trozo de código toma de fuera. Sus parámetros y variables no cuentan, se llamen como se llamen."""
    if len(source) > MAX_READ or _levels(source) > MAX_SCOPES:
        return frozenset(re.findall(r"[^\W\d]\w*", source))  # sin tanta finura: todo lo que nombra
    try:
        pending = [symtable.symtable("\n".join(parse(source)[1]), "celda", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found = set()
    while pending:
        scope = pending.pop()
        pending += scope.get_children()
        outermost = scope.get_type() == "module"
        found |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (outermost or s.is_global())}
    return frozenset(found)


def _levels(source: str) -> int:
    """Cuántas funciones, clases y comprensiones hay, como mucho, unas dentro de otras."""
    deepest, pending = 0, [(parse(source)[0], 0)]
    while pending:
        node, level = pending.pop()
        if node is not None:
            level += isinstance(node, (*DEFINITIONS, *SCOPES))
            deepest = max(deepest, level)
            pending += [(child, level) for child in ast.iter_child_nodes(node)]
    return deepest


def parse(source: str) -> tuple[ast.Module | None, list[str]]:
    """El árbol de una celda sin sus magias y sus líneas; sin árbol si ni así se puede leer.

    Solo se quita la línea que Python no entiende: una que empieza por % dentro
    de un paréntesis o de un texto no es una magia.
    """
    lines = re.sub(r"\r\n?", "\n", source).split("\n")
    # Como IPython: una celda que empieza sangrada se ejecuta sin esa sangría.
    if indent := re.match(r"[ \t]+", next(filter(str.strip, lines), "")):
        lines = [line.removeprefix(indent[0]) for line in lines]
    if len(source) > MAX_READ:
        return None, lines
    for _ in range(1 + MAX_RETRIES // (len(source) + 1)):
        try:
            return ast.parse("\n".join(lines)), lines
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if not 0 <= number < len(lines) or not MAGIC.search(lines[number]):
                break
            line = lines[number]
            lines[number] = line[: len(line) - len(line.lstrip())] + "pass"
        except (ValueError, RecursionError, MemoryError):
            break
    return None, lines


def _text(lines: list[str], node: ast.stmt) -> str:
    """El trozo de código de una definición, con sus decoradores."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    return "\n".join(lines[first - 1 : node.end_lineno])


def expand(name: str, names: Mapping[str, str]) -> str:
    """Un nombre con puntos, con su principio traducido: «np.sin» es «numpy.sin»."""
    head, _, tail = name.partition(".")
    head = names.get(head, head)
    return f"{head}.{tail}" if tail else head


def dotted(node: ast.expr) -> str | None:
    """«a.b.c», también con ``getattr``; None si no es un nombre con puntos o es larguísimo."""
    parts: list[str] = []
    while len(parts) < MAX_DOTS:
        match node:
            case ast.Attribute(value, attr):
                parts.append(attr)
            case ast.Call(ast.Name("getattr"), [value, ast.Constant(str(attr)), *_]):
                parts.append(attr)
            case _:
                break
        node = value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
