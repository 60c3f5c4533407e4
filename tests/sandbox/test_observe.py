"""Lo prohibido se delata al ejecutarse, y quien mira no cambia nada de lo que había."""

import contextlib
import cProfile
import gc
import sys
import threading
import types

import numpy as np
import pytest

from autograder.sandbox.call import call_function
from autograder.sandbox.observe import MAX_LOOKS, Observer, observing
from course_lib import graph

FORBIDS = ("torch", "np.gradient", "course_lib")


def used(function) -> list[str]:
    return list(call_function(function, [np.array([3.0, 4.0])], FORBIDS).used)


ROOT = graph.Node(1.0)
MOVED = types.FunctionType(graph.topological_order.__code__, {"__name__": "otro", "__builtins__": __builtins__})


def elsewhere(x):
    """Una función del curso copiada con otras variables globales: todavía dice en qué archivo se escribió."""
    with contextlib.suppress(NameError):
        MOVED(ROOT)


@pytest.mark.parametrize(
    "function, found",
    [
        (lambda x: x / np.linalg.norm(x), []),
        (lambda x: graph.Node(x), ["course_lib"]),
        (lambda x: {"f": np.gradient}["f"](x), ["np.gradient"]),
        (elsewhere, ["course_lib"]),
        (lambda x: sys.setprofile(None), ["sys.setprofile"]),
        (lambda x: threading.setprofile(None), ["sys.setprofile"]),
        (lambda x: np.diff(x), []),
    ],
)
def test_se_apunta_lo_prohibido_y_nada_mas(function, found):
    assert used(function) == found


def test_tambien_en_otro_hilo_y_el_hilo_que_queda_deja_de_mirarse():
    stop, seen = threading.Event(), []

    def lasting():
        stop.wait()
        graph.Node(1.0)
        seen.append(sys.getprofile())

    def one(x):
        thread = threading.Thread(target=graph.Node, args=(1.0,))
        thread.start()
        thread.join()
        threading.Thread(target=lasting).start()

    assert used(one) == ["course_lib"]
    stop.set()
    while len(seen) < 2:  # se llama dos veces
        pass
    assert seen == [None, None]


def test_todo_queda_como_estaba():
    with observing(Observer(FORBIDS)):
        assert sys.getprofile() is not None and not gc.isenabled()
    assert sys.getprofile() is None and threading.getprofile() is None and gc.isenabled()


def test_quien_ya_estaba_midiendo_sigue_despues_y_no_lo_impide():
    def profile(*_): ...

    sys.setprofile(profile)
    try:
        assert used(lambda x: graph.Node(x)) == ["course_lib"]
        assert sys.getprofile() is profile
    finally:
        sys.setprofile(None)


def test_cprofile_sigue_midiendo_despues():
    def later(): ...

    profiler = cProfile.Profile()
    profiler.enable()
    assert used(lambda x: graph.Node(x)) == ["course_lib"]
    later()
    profiler.disable()
    profiler.create_stats()
    assert any(name == "later" for _, _, name in profiler.stats)


def test_cambiar_las_funciones_de_sys_no_lo_apaga(monkeypatch):
    monkeypatch.setattr(sys, "setprofile", lambda function: None)
    monkeypatch.setattr(sys, "getprofile", lambda: None)
    assert used(lambda x: graph.Node(x)) == ["course_lib"]


def test_mirar_no_acaba_con_el_tiempo_de_un_bucle_largo():
    observer = Observer(("course_lib",))
    with observing(observer):
        for _ in range(MAX_LOOKS):
            len(())
        assert sys.getprofile() is None  # desde aquí va a su velocidad
    with observing(observer):
        assert sys.getprofile() is None
