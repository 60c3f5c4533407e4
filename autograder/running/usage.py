"""Lo que gastan un proceso y todos sus descendientes, y lo que le queda a esta máquina. Se lee en /proc.

Donde no hay /proc (macOS) lo cuenta psutil, con menos detalle.
"""

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc/self/stat").exists()
# De lo que ocupa un proceso, lo que no se puede tirar: lo leído de archivos vuelve a leerse.
OWN = (b"Pss_Anon:", b"Pss_Shmem:", b"SwapPss:")


@dataclass(frozen=True)
class Status:
    """Un proceso en un momento dado.

    Unidades
        ``cpu`` en segundos: la suya y la de los hijos que ya recogió. ``born``,
        en tics desde que arrancó la máquina: con el pid, dice cuál es.
    """

    cpu: float
    born: int
    ended: bool  # acabó y nadie lo ha recogido


def status(pid: int) -> Status | None:
    """Cómo está un proceso, o None si ya no está."""
    if not PROC:
        return _status_elsewhere(pid)
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            # El nombre del proceso lo elige él y puede llevar espacios y paréntesis: se cuenta desde el último.
            fields = file.read(1024).rpartition(b")")[2].split()
    except OSError:
        return None
    return Status(sum(map(int, fields[11:15])) / TICK, int(fields[19]), fields[0] in (b"Z", b"X"))


def _status_elsewhere(pid: int) -> Status | None:
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        used = process.cpu_times()
        spent = used.user + used.system + getattr(used, "children_user", 0) + getattr(used, "children_system", 0)
        return Status(spent, int(process.create_time() * 100), process.status() == psutil.STATUS_ZOMBIE)
    return None


def family(pid: int) -> list[int]:
    """El proceso y todos sus descendientes, cada padre antes que sus hijos; también los que acabaron sin recoger."""
    if not _lists_children():
        with contextlib.suppress(psutil.Error):
            return [pid, *(p.pid for p in psutil.Process(pid).children(recursive=True))]
        return [pid]
    found = [pid]
    for parent in found:  # crece mientras se recorre
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{parent}/task"):
                with contextlib.suppress(OSError), open(f"/proc/{parent}/task/{thread}/children", "rb") as file:
                    found += map(int, file.read().split())
    return found


def inner_pid(pid: int) -> int | None:
    """El pid de un proceso visto desde su propio espacio, o None si ya no está."""
    if not PROC:
        return pid
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status", "rb") as file:
        return next((int(line.split()[-1]) for line in file if line.startswith(b"NSpid:")), pid)
    return None


@cache
def _lists_children() -> bool:
    """Si el núcleo dice los hijos de cada proceso; si no, hay que mirar todos los de la máquina."""
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")


def cpu(pids: Iterable[int]) -> float:
    """Segundos de CPU de unos procesos, vivos o sin recoger, y de los que ya recogieron.

    Cada padre va antes que sus hijos: uno que acaba a mitad de la cuenta falta
    esta vez, pero nunca se cuenta dos.
    """
    return sum(found.cpu for found in map(status, pids) if found)


def at_most(pids: Iterable[int]) -> int:
    """Bytes propios de unos procesos, como mucho: lo que comparten por haberse bifurcado se cuenta en cada uno.

    No cuenta lo leído de archivos. Cuesta poco: no recorre sus páginas.
    """
    return sum(map(_own, pids))


def _own(pid: int) -> int:
    if not PROC:
        with contextlib.suppress(psutil.Error):
            return psutil.Process(pid).memory_info().rss
        return 0
    try:
        with open(f"/proc/{pid}/statm", "rb", buffering=0) as file:
            _, resident, shared, *_ = file.read(256).split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * PAGE


def proportional(pids: Iterable[int]) -> int:
    """Bytes propios de unos procesos: cada página compartida se reparte entre quienes la comparten.

    No cuenta lo leído de archivos. Recorre todas sus páginas: cuesta.
    """
    return sum(map(_proportional, pids))


def _proportional(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            return 1024 * sum(int(line.split()[1]) for line in file if line.startswith(OWN))
    except OSError:
        return _own(pid)


def scratch(pid: int, folder: str) -> int:
    """Bytes escritos en el disco de memoria que un proceso ve en ``folder``; 0 si no se puede mirar."""
    try:
        disk = os.statvfs(f"/proc/{pid}/root{folder}")
    except OSError:
        return 0
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize


def available() -> int:
    """Bytes que aún se pueden pedir aquí: los que quedan en la máquina, o en el contenedor si tiene su tope."""
    free = psutil.virtual_memory().available
    for group in _groups():
        with contextlib.suppress(OSError, ValueError, KeyError):
            free = min(free, group.left())
    return free


@dataclass(frozen=True)
class _Group:
    """Un grupo de control de memoria, con los nombres de sus archivos en la versión 1 o 2."""

    folder: Path
    limit: str
    usage: str
    prefix: str  # de los contadores que suman los subgrupos

    def left(self) -> int:
        limit = int((self.folder / self.limit).read_text())  # sin tope, «max»: ValueError
        stat = dict(line.split() for line in (self.folder / "memory.stat").read_text().splitlines())
        # Lo leído de archivos se puede tirar: no quita sitio.
        files = sum(int(stat[self.prefix + name]) for name in ("inactive_file", "active_file"))
        return limit - int((self.folder / self.usage).read_text()) + files


@cache
def _groups() -> list[_Group]:
    """Los grupos de control de memoria de este proceso, del suyo a la raíz."""
    found: list[_Group] = []
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return found
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root, names = Path("/sys/fs/cgroup"), ("memory.max", "memory.current", "")
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
            root = Path("/sys/fs/cgroup/memory")
        else:
            continue
        # Dentro de un contenedor la ruta es la de fuera: allí el suyo es la raíz que ve.
        own = root / path.lstrip("/")
        folders = [own, *own.parents] if own.is_dir() else [root]
        found += [_Group(f, *names) for f in folders if f.is_relative_to(root) and (f / names[0]).is_file()]
    return found
