"""Repartir el juicio entre procesos de verdad: lo mismo con uno que con dos, y nadie sin nota si muere alguno."""

import os
import signal
import threading
from contextlib import closing, suppress
from dataclasses import replace

import psutil
import pytest
from procesos import alive, all_gone, wait_for

from autograder.grading import pool
from autograder.grading.assignment import Graded, load_assignment
from autograder.grading.handed import Handed
from autograder.grading.pool import grade_all
from autograder.running.worker_process import Limits

# Poca CPU y mucho reloj: con otros procesos al lado, 0,3 s de cálculo pueden tardar mucho más.
LIMITS = Limits(cell=2.0, call=0.3, wall_factor=100.0)
ANSWERS = {
    "bien": "def primer_gradiente(x):\n    return 2 * x + 3",
    "mal": "def primer_gradiente(x):\n    return 2 * x",
    "muere": "import os\nos._exit(0)",
    "bucle": "def primer_gradiente(x):\n    while True: pass",
    "error": "def primer_gradiente(x):\n    return 1 / 0",
}


@pytest.fixture(scope="module")
def assignment(root):
    return load_assignment(root, "00_presentacion", b"k" * 32)


def handed(student: str, content: bytes) -> Handed:
    return Handed(student, {"00_presentacion.ipynb": content})


@pytest.fixture(scope="module")
def group(lesson00) -> list[Handed]:
    """Dieciséis entregas de todas clases, una de ellas ilegible."""
    names = [f"{name}_{n}" for n in range(3) for name in ANSWERS]
    drafts = {s: lesson00.draft().put("primer_gradiente", ANSWERS[s.split("_")[0]]).to_bytes() for s in names}
    return [handed(s, content) for s, content in {**drafts, "rota": b"{"}.items()]


def by_student(graded) -> dict[str, Graded]:
    found = {}
    for one in graded:
        assert one.student not in found, f"{one.student} dos veces"
        found[one.student] = one
    return found


@pytest.fixture(scope="module")
def alone(group, assignment) -> dict[str, Graded]:
    """Las notas con un solo proceso y sin sobresaltos."""
    return by_student(grade_all(group, assignment, 1, LIMITS))


def judges() -> list[psutil.Process]:
    """Los procesos que juzgan, arrancados por éste."""
    found = []
    for process in psutil.Process().children():
        try:
            command = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if "spawn_main" in command and alive(process):
            found.append(process)
    return found


def kill(processes: list[psutil.Process]) -> None:
    """Los mata. Al ver muerto a uno, quien reparte acaba con los demás: alguno puede no estar ya."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def family() -> set[psutil.Process]:
    """Todo lo que cuelga de este proceso, menos el vigilante de recursos de multiprocessing, que se queda."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "resource_tracker" not in " ".join(process.cmdline()) and alive(process):
                found.add(process)
    return found


def test_cada_una_tiene_la_nota_que_merece(alone, group):
    assert set(alone) == {h.student for h in group}
    statuses = {s: g.verdicts["primer_gradiente"].status for s, g in alone.items()}
    expected = {
        "bien": "pass",
        "mal": "fail",
        "muere": "error",
        "bucle": "error",
        "error": "error",
        "rota": "not_judged",
    }
    assert statuses == {s: expected[s.split("_")[0]] for s in alone}


def test_con_dos_procesos_salen_las_mismas_notas_y_los_mismos_cuadernos(alone, group, assignment):
    before = family()
    assert by_student(grade_all(iter(group), assignment, 2, LIMITS)) == alone
    assert wait_for(lambda: family() <= before), family() - before


@pytest.mark.parametrize("victims", [1, 2])
def test_si_matan_a_los_procesos_que_juzgan_nadie_se_queda_sin_nota(alone, group, assignment, victims):
    found, killed = {}, []
    with closing(grade_all(iter(group), assignment, 2, LIMITS)) as results:
        for graded in results:
            assert graded.student not in found
            found[graded.student] = graded
            if not killed:
                killed = judges()[:victims]
                kill(killed)
    assert len(killed) == victims and found == alone


def test_aunque_los_maten_antes_de_la_primera(alone, group, assignment):
    killed = []

    def kill_as_soon_as_seen():
        if wait_for(judges):
            killed.extend(judges())
            kill(killed)

    killer = threading.Thread(target=kill_as_soon_as_seen)
    killer.start()
    found = by_student(grade_all(group[:3], assignment, 2, LIMITS))
    killer.join()
    assert killed and found == {s: alone[s] for s in found} and len(found) == 3


class Deadly(Handed):
    """Una entrega que mata a todo proceso que la recibe."""

    def __reduce__(self):
        return os._exit, (1,)


def test_la_que_tumba_siempre_a_quien_la_juzga_queda_para_una_persona_y_las_demas_con_su_nota(alone, group, assignment):
    deadly = Deadly("mortal", {"00_presentacion.ipynb": group[0].notebooks["00_presentacion.ipynb"]})
    found = by_student(grade_all([*group[:4], deadly, *group[4:8]], assignment, 2, LIMITS))
    lost = found.pop("mortal")
    assert found == {h.student: alone[h.student] for h in group[:8]}
    (verdict,) = lost.verdicts.values()
    assert (verdict.status, verdict.points) == ("not_judged", None)
    assert "murió dos veces. La mira una persona." in verdict.message
    assert "primer_gradiente" in lost.notebook  # su código sigue en el cuaderno corregido, para quien la mire


def test_lo_que_la_maquina_no_dejo_juzgar_se_repite_a_solas(assignment, lesson00):
    asleep = lesson00.draft().put("primer_gradiente", "import time\ndef primer_gradiente(x):\n    time.sleep(60)")
    limits = replace(LIMITS, wall_factor=4.0)
    found = by_student(grade_all([handed("dormida", asleep.to_bytes())], assignment, 1, limits))
    assert found["dormida"].again is None and found["dormida"].verdicts["primer_gradiente"].status == "not_judged"


def test_cerrar_el_generador_a_mitad_no_deja_procesos(group, assignment):
    before = family()
    results = grade_all(iter(group * 50), assignment, 2, LIMITS)
    next(results)
    assert family() - before
    results.close()
    assert wait_for(lambda: family() <= before), family() - before


def test_un_fallo_al_recoger_tampoco_los_deja(group, assignment):
    before = family()

    def broken():
        yield from group[:2]
        raise RuntimeError("se cayó la red")

    with pytest.raises(RuntimeError, match="se cayó la red"):
        list(grade_all(broken(), assignment, 2, LIMITS))
    assert wait_for(lambda: family() <= before), family() - before


def test_no_se_recogen_mas_entregas_que_las_que_caben_en_camino(group, assignment):
    """La memoria no crece con la clase: se leen según se van juzgando."""
    taken = 0

    def counted():
        nonlocal taken
        for n in range(40):
            taken += 1
            yield replace(group[0], student=f"e{n}")

    with closing(grade_all(counted(), assignment, 2, LIMITS)) as results:
        for given, _ in enumerate(results, 1):
            assert taken <= given + 2 * pool.IN_FLIGHT
    assert taken == 40


def test_si_matan_a_quien_reparte_no_queda_nadie_esperando(root, tmp_path, group):
    """Con kill -9 nadie avisa a los procesos que juzgan: tienen que darse cuenta solos."""
    import pickle
    import subprocess
    import sys

    (tmp_path / "clase.pickle").write_bytes(pickle.dumps(group * 100))
    code = (
        "import pickle, sys; from pathlib import Path\n"
        "from autograder.grading.assignment import load_assignment\n"
        "from autograder.grading.pool import grade_all\nfrom autograder.running.worker_process import Limits\n"
        "group = pickle.loads(Path(sys.argv[2]).read_bytes())\n"
        "assignment = load_assignment(Path(sys.argv[1]), '00_presentacion', b'k' * 32)\n"
        "for one in grade_all(group, assignment, 2, Limits()): print(one.student, flush=True)"
    )
    env = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", code, str(root), str(tmp_path / "clase.pickle")]
    parent = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert parent.stdout.readline().strip()
        below = psutil.Process(parent.pid).children(recursive=True)
        assert len(below) >= 4  # los dos que juzgan, el padre templado del que ya contestó y quien los vigila
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert all_gone(below), [p for p in below if alive(p)]
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
