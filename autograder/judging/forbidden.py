"""Detectar en el código lo que haría el trabajo del ejercicio.

Se lee el AST, nunca se ejecuta. Lo que importa es el módulo al que se llega,
no cómo se le llamó: ``import torch.nn.functional as F`` delata a ``F.relu``.
Es la primera criba, la que dice qué se escribió. Lo que no se ve leyendo se ve
después: al calificar no está (``running/view.py``), y lo que está se delata al
ejecutarse (``sandbox/observe.py``).
"""

import ast
import importlib
import re
import symtable
import sys
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from autograder.courses import libraries
from autograder.exercise import MEASURES

MAX_DOTS = 20  # una cadena de mil puntos solo sirve para entretener a quien la lee
MAX_RETRIES = 200_000  # caracteres que se releen, como mucho, buscando magias
LARGE = 5_000  # caracteres: lo mayor no se recuerda de una entrega a otra
MAX_READ = 100_000  # caracteres de una celda: leerla como Python ocupa cientos de veces más
MAX_SCOPES = 20  # funciones unas dentro de otras: cada nivel repite los nombres de todos los de fuera
# Lo que hay al calificar: la biblioteca de Python, lo que usan las celdas publicadas y lo que define el cuaderno.
PRESENT = sys.stdlib_module_names | frozenset(
    "__main__ numpy matplotlib matplotlib_inline IPython ipywidgets anywidget course_lib autograder".split()
)
STANDARD_ALIASES = {"np": "numpy", "plt": "matplotlib.pyplot"}
# Con esto se llega a cualquier módulo sin nombrarlo, o a quien mira lo que se ejecuta; ninguna derivada lo necesita.
LOADERS = tuple(
    "__import__ __builtins__ exec eval builtins importlib runpy get_ipython sys.modules sys._getframe".split()
)
COMPLEX = "complex"  # en lo prohibido, los números complejos: la función, un número como 1j y la parte imaginaria
MAGIC = re.compile(r"[%!?]")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)  # sus variables son suyas

_memories: list[Any] = []  # los que solo valen mientras se lee un cuaderno


def _remember(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Que cada trozo se lea una vez en su cuaderno, y lo pequeño, que suele ser lo publicado, una vez en la clase."""
    small = lru_cache(maxsize=256)(read)
    memory = lru_cache(maxsize=None)(lambda source: small(source) if len(source) <= LARGE else read(source))
    _memories.append(memory)
    return memory


def uses(sources: Iterable[str], forbids: Iterable[str], aliases: Mapping[str, str] | None = None) -> list[str]:
    """Nombres prohibidos que aparecen en los trozos de código, sin repetir.

    Formas
        ``sources`` es el código de la función y de las que llama; ``aliases``
        traduce nombre local → nombre completo del módulo o función importados.
        ``forbids`` admite un módulo ("torch") o un nombre ("np.gradient").
    """
    return list(_used(sources, forbids, aliases))


def measures(sources: Iterable[str], forbids: Iterable[str], aliases: Mapping[str, str] | None = None) -> bool:
    """Si de lo prohibido lo que se usa son maneras de medir una derivada; los argumentos, como en ``uses``."""
    used = _used(sources, forbids, aliases)
    measured = {_expand(name, STANDARD_ALIASES) for name in MEASURES}
    return bool(used) and any(full in measured for full in used.values())


def _used(sources: Iterable[str], forbids: Iterable[str], aliases: Mapping[str, str] | None) -> dict[str, str]:
    """Cada nombre prohibido, como está escrito, y lo que lo prohíbe, con su nombre entero."""
    banned = [_expand(name, STANDARD_ALIASES) for name in forbids] + list(LOADERS)
    found: dict[str, str] = {}
    for source in sources:
        read = _names_in(source)
        if read is None:  # no se entiende, así que no se puede ser fino: basta con que lo nombre
            found |= {b: b for b in banned if re.search(rf"\b{b.rpartition('.')[2]}\b", source)}
            continue
        outside = called_names(source)
        # Un nombre de fuera solo significa eso si aquí no lo tapa una variable.
        known = {**dict.fromkeys((*LOADERS, COMPLEX)), **STANDARD_ALIASES, **(aliases or {})}
        names = {n: full or n for n, full in known.items() if n in outside}
        names |= read.imports
        pairs = [(name, name) for name in read.imported]
        pairs += [(name, _expand(name, names)) for name in read.mentioned if "." in name or name in names]
        for written, full in pairs:
            # Manda lo más concreto: `course_lib.gradcheck` mide, y `course_lib` a secas, no se sabe.
            if reasons := [b for b in banned if full == b or full.startswith(b + ".")]:
                found[written] = max(reasons, key=len)
        if COMPLEX in banned:
            found |= dict.fromkeys(read.complexes, COMPLEX)
    return found


def outsiders(sources: Iterable[str], aliases: Mapping[str, str]) -> list[str]:
    """Los paquetes que usan unos trozos de código y que no están al calificar; ``aliases``, como en ``uses``."""
    found: dict[str, None] = {}
    present = PRESENT | set(libraries())
    for source in sources:
        read = _names_in(source)
        imported = read.imported if read else ()
        full = [*imported, *(aliases[name] for name in called_names(source) if name in aliases)]
        found |= {top: None for name in full if (top := name.partition(".")[0]) not in present}
    return list(found)


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
        elif isinstance(node, ast.Assign) and (written := _dotted(node.value)):
            full = _expand(written, ChainMap(names, STANDARD_ALIASES))
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


@_remember
def called_names(source: str) -> frozenset[str]:
    """Nombres que un trozo de código toma de fuera. Sus parámetros y variables no cuentan, se llamen como se llamen."""
    if len(source) > MAX_READ or _levels(source) > MAX_SCOPES:
        return frozenset(re.findall(r"[^\W\d]\w*", source))  # sin tanta finura: todo lo que nombra
    try:
        pending = [symtable.symtable("\n".join(_parse(source)[1]), "celda", "exec")]
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
    deepest, pending = 0, [(_parse(source)[0], 0)]
    while pending:
        node, level = pending.pop()
        if node is not None:
            level += isinstance(node, (*DEFINITIONS, *SCOPES))
            deepest = max(deepest, level)
            pending += [(child, level) for child in ast.iter_child_nodes(node)]
    return deepest


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


def notebook_imports(cells: Iterable[str]) -> dict[str, str]:
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


@_remember
def _read_cell(source: str) -> tuple[list[tuple[str, str, bool]], dict[str, str]]:
    """Lo que define una celda, como (nombre, código, si seguro que se ejecuta), y lo que significan sus nombres."""
    tree, lines = _parse(source)
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


def _parse(source: str) -> tuple[ast.Module | None, list[str]]:
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


def _expand(name: str, names: Mapping[str, str]) -> str:
    head, _, tail = name.partition(".")
    head = names.get(head, head)
    return f"{head}.{tail}" if tail else head


@dataclass(frozen=True)
class _Names:
    """Los nombres de un trozo de código, cada uno una vez, tal como están escritos.

    ``imports`` los traduce, ``imported`` es lo que dicen las importaciones y
    ``mentioned``, los demás, con puntos o sin ellos. ``complexes`` es lo escrito con números complejos.
    """

    imports: dict[str, str]
    imported: dict[str, None]
    mentioned: dict[str, None]
    complexes: dict[str, None]


@_remember
def _names_in(source: str) -> _Names | None:
    """Los nombres de un trozo de código, o None si no se entiende."""
    tree = _parse(source)[0]
    if tree is None:
        return None
    imported: dict[str, None] = {}
    mentioned: dict[str, None] = {}
    complexes: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name: None for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {f"{node.module}.{alias.name}": None for alias in node.names}
        elif isinstance(node, (ast.Name, ast.Attribute, ast.Call)) and (written := _dotted(node)):
            mentioned[written] = None
        if isinstance(node, ast.Attribute) and node.attr == "imag":
            complexes[".imag"] = None
        elif isinstance(node, ast.Constant) and isinstance(node.value, complex):
            complexes[repr(node.value)] = None
    return _Names(imports(tree), imported, mentioned, complexes)


def _dotted(node: ast.expr) -> str | None:
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
