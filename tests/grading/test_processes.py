"""Repartir entre procesos: todo vuelve, aunque mueran o se paren, y lo que siempre los mata se aparta."""

import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from procesos import all_gone

from autograder.grading import process_loop, processes, working_process
from autograder.grading.processes import Crew, Lost, spread, spread_in
from autograder.running import warm
from autograder.running.warm import CannotStart
from autograder.running.worker_process import Worker


@pytest.fixture
def forked(monkeypatch):
    """Los procesos se bifurcan aunque otra prueba haya dejado hilos: son de sus bibliotecas y aquí no se usan."""
    monkeypatch.setattr(processes, "can_fork", lambda: True)


def double(number: int) -> int:
    return 2 * number


def die_on_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def die_once(path: str) -> str:
    """Muere la primera vez que le toca ese archivo."""
    if not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    return "hecho"


def stop_once(path: str) -> str:
    """Se queda parado la primera vez que le toca ese archivo, como con Ctrl-Z."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    return "hecho"


def answer_half_and_die(path: str) -> str:
    """La primera vez, muere a media respuesta."""
    if not Path(path).exists():
        Path(path).touch()
        process_loop._upward((10**6).to_bytes(8, "little") + b"la mitad")
        os._exit(1)
    return "hecho"


def note_and_die(number: int) -> None:
    process_loop.note(f"iba por el {number}")
    os._exit(1)


def fail(number: int) -> None:
    raise ValueError(f"no me gusta el {number}")


def remember(folder: str) -> None:
    Path(folder, str(os.getpid())).touch()


def test_vuelven_todos_con_su_encargo():
    assert dict(spread(double, range(20), 2)) == {n: 2 * n for n in range(20)}


def test_el_que_siempre_mata_a_su_proceso_vuelve_sin_resultado_y_los_demas_con_el_suyo():
    assert dict(spread(die_on_three, range(8), 2)) == {n: n if n != 3 else Lost() for n in range(8)}


def test_una_muerte_suelta_se_repite(tmp_path):
    path = str(tmp_path / "visto")
    assert list(spread(die_once, [path], 1)) == [(path, "hecho")]


def test_el_que_se_queda_parado_tambien_y_no_sobrevive(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "SILENCE", 6.0)
    before = set(psutil.Process().children(recursive=True))
    path, seen = str(tmp_path / "visto"), set()
    for item, result in spread(stop_once, [path], 1):
        seen = set(psutil.Process().children(recursive=True)) - before
        assert (item, result) == (path, "hecho")
    assert all_gone(list(seen))


def test_una_respuesta_a_medias_no_deja_a_nadie_esperando(tmp_path):
    path = str(tmp_path / "visto")
    assert dict(spread(answer_half_and_die, [path], 1)) == {path: "hecho"}


def test_lo_ultimo_que_apunto_un_proceso_que_muere_no_se_pierde():
    assert list(spread(note_and_die, [7], 1)) == [(7, Lost("iba por el 7"))]


def test_el_que_no_lee_lo_que_se_le_manda_no_para_a_quien_reparte(tmp_path, monkeypatch):
    """Los datos de arranque no caben en ningún búfer y quien tenía que leerlos no lo hace: muerto, o parado."""
    started = []

    class Deaf(subprocess.Popen):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            started.append(self)
            if len(started) < 3:
                self.send_signal(signal.SIGKILL if len(started) == 1 else signal.SIGSTOP)

    monkeypatch.setattr(subprocess, "Popen", Deaf)
    monkeypatch.setattr(processes, "START_SECONDS", 5.0)
    monkeypatch.setattr(processes, "FAILED_STARTS", 100)  # en una máquina ocupada, el bueno también puede tardar
    big = "x" * 10**7
    assert dict(spread(double, [1, 2], 1, len, big)) == {1: 2, 2: 4}


def test_si_los_procesos_no_arrancan_se_dice(monkeypatch):
    monkeypatch.setattr(working_process, "PROGRAM", "import sys; sys.exit(3)")
    with pytest.raises(CannotStart, match="mueren al arrancar"):
        list(spread(double, [1], 1))


def test_lo_que_lanza_el_trabajo_llega_a_quien_reparte():
    with pytest.raises(ValueError, match="no me gusta el 0"):
        list(spread(fail, [0], 1))


def test_cada_proceso_se_prepara_una_vez(tmp_path):
    assert len(list(spread(double, range(12), 2, remember, str(tmp_path)))) == 12
    assert 1 <= len(list(tmp_path.iterdir())) <= 2


def test_no_se_pide_todo_de_golpe():
    asked = []

    def items():
        for n in range(100):
            asked.append(n)
            yield n

    results = spread(double, items(), 1)
    next(results)
    time.sleep(0.1)
    assert len(asked) < 10
    results.close()


def whoami(_: int) -> int:
    return os.getpid()


def test_los_mismos_procesos_hacen_un_trabajo_y_despues_otro(tmp_path):
    with Crew(2) as crew:
        crew.start(5)
        early = {process.process.pid for process in crew.processes}
        known = [psutil.Process(pid) for pid in early]
        assert len(early) == 2  # nunca más de los que se piden
        assert {pid for _, pid in spread_in(crew, whoami, range(20))} <= early
        assert dict(spread_in(crew, double, range(20), remember, str(tmp_path))) == {n: 2 * n for n in range(20)}
        assert {path.name for path in tmp_path.iterdir()} == {str(pid) for pid in early}
    assert all_gone(known)


def test_si_muere_uno_que_aun_no_sabia_que_hacer_se_arranca_otro():
    with Crew(1) as crew:
        crew.start(1)
        crew.processes[0].process.kill()
        crew.processes[0].process.wait()
        assert dict(spread_in(crew, double, range(3))) == {0: 0, 1: 2, 2: 4}


def test_los_que_no_llegaron_a_hacer_nada_se_van_sin_decir_nada(capfd):
    with Crew(2) as crew:
        crew.start(2)
        early = [psutil.Process(process.process.pid) for process in crew.processes]
    assert all_gone(early) and capfd.readouterr().err == ""


def test_el_bifurcado_no_tiene_abierta_la_conversacion_de_otro(forked):
    """Si la tuviera, aquél no se enteraría de que quien reparte ha muerto."""
    with Crew(2) as crew:
        crew.start(2)
        first, second = crew.processes
        first.socket.close()
        first.process.wait(30)
        assert first.process.ended and not second.process.ended
        crew.processes.remove(first)


def test_lo_primero_que_hace_cada_bifurcado_es_lo_que_se_le_presta(forked, tmp_path):
    lent = []

    @contextmanager
    def lend():
        number = len(lent)
        lent.append(number)
        yield lambda: (tmp_path / f"{number}-{os.getpid()}").touch()

    with Crew(2) as crew:
        crew.start(2, lend)
        assert dict(spread_in(crew, double, range(4))) == {n: 2 * n for n in range(4)}
        pids = [process.process.pid for process in crew.processes]
        assert {path.name for path in tmp_path.iterdir()} == {f"{n}-{pid}" for n, pid in enumerate(pids)}


def test_con_hilos_en_marcha_no_se_bifurca():
    """Un hijo heredaría sus cerrojos, quizá echados, y no a quien los abriría."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with Crew(1) as crew:
            crew.start(1)
            assert isinstance(crew.processes[0].process, subprocess.Popen)
    finally:
        done.set()
        thread.join()


def test_los_que_juzgan_se_bifurcan_con_un_hermano_cada_uno_y_ninguno_carga_nada(forked, tmp_path):
    modules = frozenset()
    warm.prepare(modules)
    mine = warm.current(modules)
    try:
        with Crew(2) as crew:
            crew.start(2, warm.lend)
            found = [kind for _, kind in spread_in(crew, kind_of_parent, [modules] * 6)]
        assert found == ["_Twin"] * 6
        assert warm.current(modules) is mine and mine.alive
    finally:
        warm.close_current()


def kind_of_parent(modules: frozenset) -> str:
    """Qué padre templado usa este proceso; que da trabajadores, también."""
    with Worker(warm.current(modules)):
        return type(warm.current(modules).process).__name__
