"""Lo que gastan un proceso y sus descendientes: se comprueba con procesos de esta misma prueba."""

import mmap
import os
import signal
import sys
from contextlib import contextmanager

import pytest
from procesos import wait_for

from autograder.running import usage

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="se lee en /proc")
MB = 2**20


@contextmanager
def child(body):
    """Un hijo que hace algo y se queda esperando hasta que acaba la prueba."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(ready)
        body()
        os.write(done, b".")
        signal.pause()
    os.close(done)
    try:
        assert os.read(ready, 1) == b"."
        yield pid
    finally:
        os.close(ready)
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def filled(size):
    """Memoria tocada, página a página."""
    data = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for start in range(0, size, usage.PAGE):
        data[start] = 1
    return data


def test_lo_compartido_se_cuenta_una_vez():
    """Diez hijos de quien ya llenó 64 MB no ocupan diez veces eso."""

    def share():
        kept.append(filled(64 * MB))
        for _ in range(10):
            if os.fork() == 0:
                signal.pause()

    kept = []
    with child(share) as pid:
        family = usage.family(pid)
        assert len(family) == 11 and family[0] == pid
        # Lo demás que ocupan es de quien prueba, que también lo comparte: cuánto, depende de lo que haya probado antes.
        assert usage.at_most(family) > 640 * MB
        assert 60 * MB < usage.proportional(family) < usage.at_most(family) / 4


def test_el_nieto_sin_padre_sigue_siendo_de_la_familia_si_alguien_lo_adopta():
    libc_prctl_subreaper = 36

    def orphan():
        import ctypes

        ctypes.CDLL(None).prctl(libc_prctl_subreaper, 1, 0, 0, 0)
        if os.fork() == 0:
            if os.fork() == 0:
                signal.pause()
            os._exit(0)

    with child(orphan) as pid:
        # El de en medio acabó y nadie lo recoge: también está, con la CPU que gastó.
        assert wait_for(lambda: len(usage.family(pid)) == 3)


def test_un_proceso_que_no_esta_no_gasta_ni_ocupa():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    assert usage.status(pid) is None
    assert (usage.cpu([pid]), usage.at_most([pid]), usage.proportional([pid]), usage.scratch(pid, "/")) == (0, 0, 0, 0)


def test_un_nombre_con_parentesis_no_descoloca_la_cuenta():
    def rename():
        with open("/proc/self/comm", "w") as file:
            file.write("a) Z 9 9 (b")

    with child(rename) as pid:
        found = usage.status(pid)
        assert found.cpu < 60 and not found.ended


def test_lo_disponible_es_lo_que_deja_el_tope_mas_estrecho(tmp_path, monkeypatch):
    limits = {"memory.max": "1000", "memory.current": "900", "memory.stat": "inactive_file 50\nactive_file 20\nanon 7"}
    for name, text in limits.items():
        (tmp_path / name).write_text(text)
    group = usage._Group(tmp_path, "memory.max", "memory.current", "")
    monkeypatch.setattr(usage, "_groups", lambda: [group])
    assert usage.available() == 170
    (tmp_path / "memory.max").write_text("max")
    assert usage.available() > MB
