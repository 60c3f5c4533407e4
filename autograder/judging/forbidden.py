"""Detectar en el código lo que haría el trabajo del ejercicio.

Se lee el AST, nunca se ejecuta. Lo que importa es el módulo al que se llega,
no cómo se le llamó: ``import torch.nn.functional as F`` delata a ``F.relu``.
Es la primera criba, la que dice qué se escribió. Lo que no se ve leyendo se ve
después: al calificar no está (``running/view.py``), y lo que está se delata al
ejecutarse (``sandbox/observe.py``).
"""

import ast
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.courses import libraries
from autograder.exercise import MEASURES
from autograder.judging.notebook_code import STANDARD_ALIASES, called_names, dotted, expand, imports, parse, remember

# Lo que hay al calificar: la biblioteca de Python, lo que usan las celdas publicadas y lo que define el cuaderno.
PRESENT = sys.stdlib_module_names | frozenset(
    "__main__ numpy matplotlib matplotlib_inline IPython ipywidgets anywidget course_lib autograder".split()
)
# Con esto se llega a cualquier módulo sin nombrarlo, o a quien mira lo que se ejecuta; ninguna derivada lo necesita.
LOADERS = tuple(
    "__import__ __builtins__ exec eval builtins importlib runpy get_ipython sys.modules sys._getframe".split()
)
COMPLEX = "complex"  # en lo prohibido, los números complejos: la función, un número como 1j y la parte imaginaria


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
    measured = {expand(name, STANDARD_ALIASES) for name in MEASURES}
    return bool(used) and any(full in measured for full in used.values())


def _used(sources: Iterable[str], forbids: Iterable[str], aliases: Mapping[str, str] | None) -> dict[str, str]:
    """Cada nombre prohibido, como está escrito, y lo que lo prohíbe, con su nombre entero."""
    banned = [expand(name, STANDARD_ALIASES) for name in forbids] + list(LOADERS)
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
        pairs += [(name, expand(name, names)) for name in read.mentioned if "." in name or name in names]
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


@remember
def _names_in(source: str) -> _Names | None:
    """Los nombres de un trozo de código, o None si no se entiende."""
    tree = parse(source)[0]
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
        elif isinstance(node, (ast.Name, ast.Attribute, ast.Call)) and (written := dotted(node)):
            mentioned[written] = None
        if isinstance(node, ast.Attribute) and node.attr == "imag":
            complexes[".imag"] = None
        elif isinstance(node, ast.Constant) and isinstance(node.value, complex):
            complexes[repr(node.value)] = None
    return _Names(imports(tree), imported, mentioned, complexes)
