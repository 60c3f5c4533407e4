"""Poner un tope a la memoria que un trozo de código pide, en este mismo proceso."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

ROOM = 2**30  # bytes que se pueden pedir, además de los que ya se tienen


def can_limit() -> bool:
    """Si aquí se puede: hace falta que el sistema cuente la memoria pedida, como Linux."""
    return resource is not None and _asked() is not None


@contextlib.contextmanager
def memory_limit(room: int = ROOM) -> Iterator[None]:
    """Quien pida más de ``room`` bytes recibe un MemoryError; donde no se puede, no limita."""
    asked = _asked()
    if resource is None or asked is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = asked + room
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _asked() -> int | None:
    """Los bytes de memoria virtual de este proceso; None si no se sabe."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * resource.getpagesize()
