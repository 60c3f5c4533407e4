"""De qué archivos nuestros depende un módulo: se leen, no se ejecutan."""

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from autograder.courses import packages


def sources(starts: Iterable[str], without: Iterable[str] = ()) -> dict[str, bytes]:
    """Módulo → sus bytes: los de ``starts`` y los nuestros que importan, también dentro de una función.

    Lo que solo se alcanza a través de uno de ``without`` no entra, ni él tampoco.
    """
    found: dict[str, bytes] = {}
    pending, skipped = list(starts), set(without)
    while pending:
        name = pending.pop()
        if name in found or name in skipped or name.split(".")[0] not in packages():
            continue
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.origin:
            continue
        found[name] = read(spec.origin)
        package = name if spec.submodule_search_locations is not None else name.rpartition(".")[0]
        pending += _imported(found[name], package)
    return dict(sorted(found.items()))


def read(path: str | Path) -> bytes:
    """Los bytes de un archivo: con los finales de línea de otro sistema es el mismo programa."""
    return Path(path).read_bytes().replace(b"\r\n", b"\n")


@lru_cache(maxsize=512)
def _imported(source: bytes, package: str) -> tuple[str, ...]:
    """Los módulos que importa un archivo; ``from paquete import módulo`` es ese módulo.

    Por su texto: los ejercicios de una lección comparten casi todo lo que importan.
    """
    return tuple(_imports(source, package))


def _imports(source: bytes, package: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                yield f"{base}.{alias.name}" if _is_module(base, alias.name) else base


def _is_module(base: str, name: str) -> bool:
    spec = importlib.util.find_spec(base) if base.split(".")[0] in packages() else None
    if spec is None or spec.submodule_search_locations is None:
        return False
    return importlib.util.find_spec(f"{base}.{name}") is not None
