"""El tope de CPU de este proceso."""

import signal
import threading
import time

import pytest

from autograder.judging.cpu_limit import TooLong, cpu_limit

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="sin SIGPROF no hay tope")


def burn(seconds):
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass


def test_se_corta_lo_que_gasta_demasiado_y_un_except_exception_no_lo_traga():
    with pytest.raises(TooLong), cpu_limit(0.1):
        try:
            burn(10)
        except Exception:
            pytest.fail("se lo ha tragado")


def test_esperar_no_es_gastar():
    # Con margen: mientras duerme, otro hilo o el recolector de basura pueden gastar algo.
    with cpu_limit(0.5):
        time.sleep(0.7)


def test_al_salir_todo_queda_como_estaba():
    before = signal.getsignal(signal.SIGPROF)
    with cpu_limit(5):
        pass
    assert signal.getsignal(signal.SIGPROF) is before and signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_fuera_del_hilo_principal_no_limita_ni_falla():
    done = []

    def work():
        with cpu_limit(0.01):
            burn(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
