"""``autograder grade`` no pierde trabajo: cortada en cualquier momento, la orden siguiente acaba como si nada.

Los veinte cortes al azar son con SIGKILL a procesos que ejecutan la orden
entera. Nacen bifurcados de uno que ya cargó torch y nbgrader, que es lo que más
tarda y no escribe nada, y juzgan ellos mismos; dos cortes más son a la orden tal
cual se escribe en el terminal, con sus procesos que juzgan.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from entregas import Classroom, Course
from procesos import PATIENCE, alive, all_gone, wait_for

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="las señales y fork son de POSIX"),
]

KILLS, STUDENTS = 20, 16
# Una pausa en cada entrega: sin ella, la clase entera se calificaría entre dos miradas.
SLOW = "import time\ntime.sleep(0.05)\n"
ANSWERS = {
    "bien": "def primer_gradiente(x):\n    return 2 * x + 3",
    "mal": "def primer_gradiente(x):\n    return 2 * x",
    "error": "def primer_gradiente(x):\n    return 1 / 0",
}

# Atiende órdenes por la entrada: "start" bifurca un proceso que ejecuta la orden; "wait" espera a que acabe.
DRIVER = """
import json, os, signal, sys
sys.path.insert(0, sys.argv[1])
import torch
from autograder import cli
from autograder.grading import grade
from entregas import judging_here

for line in sys.stdin:
    request = json.loads(line)
    if "start" in request:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0), os.dup2(said, 1), os.dup2(said, 2)
            with judging_here():
                sys.exit(cli.main(request["start"]))
        print(pid, flush=True)
    else:
        print(os.waitstatus_to_exitcode(os.waitpid(request["wait"], 0)[1]), flush=True)
"""


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root)}


class Driver:
    """El proceso del que nacen los demás."""

    def __init__(self, root: Path):
        command = [sys.executable, "-c", DRIVER, str(Path(__file__).parent)]
        self.process = subprocess.Popen(
            command, cwd=root, env=environment(root), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def tell(self, **request) -> int:
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def driver(root):
    running = Driver(root)
    yield running
    running.close()


def new_class(folder: Path, root: Path, course: Course) -> Classroom:
    """Dieciséis entregas de todas clases, con la misma clave secreta siempre."""
    group = Classroom(folder, root, course.assignment)
    for number in range(STUDENTS - 2):
        answer = list(ANSWERS.values())[number % len(ANSWERS)]
        group.hand_in(f"e{number:02}", course.draft().put("primer_gradiente", answer).insert(1, SLOW))
    group.hand_in("e_muere", course.draft().put("primer_gradiente", "import os\nos._exit(0)"))
    group.hand_in("e_rota", course.draft().to_bytes()[:900])
    (folder / "retropropagacion.key").write_bytes(b"k" * 32)
    return group


def arguments(group: Classroom, *options: str) -> list[str]:
    command = ["grade", group.assignment, "--submitted", str(group.submitted), "--out", str(group.out)]
    command += ["--db", group.db, "--json", str(group.folder / "notas.json"), "--quiet"]
    return [*command, *(options or ("--workers", "1"))]


def done(group: Classroom) -> int:
    """Cuántos cuadernos corregidos hay ya."""
    return len(list(group.out.glob("autograded/*/*/*.ipynb")))


def outcome(group: Classroom) -> dict:
    """Lo que queda al acabar: el gradebook, las notas y los archivos."""
    path = group.folder / "gradebook.db"
    with sqlite3.connect(path) as db:
        grades = db.execute(
            "select s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade,"
            " n.late_submission_penalty from grade g join base_cell b on b.id = g.cell_id"
            " join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"
        ).fetchall()
        comments = db.execute(
            "select s.student_id, b.name, c.auto_comment, c.manual_comment from comment c"
            " join base_cell b on b.id = c.cell_id join submitted_notebook n on n.id = c.notebook_id"
            " join submitted_assignment s on s.id = n.assignment_id"
        ).fetchall()
        students = [row[0] for row in db.execute("select id from student")]
        (version,) = db.execute("select version_num from alembic_version")
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    files = {p.relative_to(group.out).as_posix() for p in group.out.rglob("*") if p.is_file()}
    notebooks = {p.parts[-3]: p.read_bytes() for p in group.out.glob("autograded/*/*/*.ipynb")}
    return {
        "grades": sorted(grades, key=str),
        "comments": sorted(comments, key=str),
        "students": sorted(students),
        "version": version,
        "json": (group.folder / "notas.json").read_bytes(),
        "files": sorted(files),
        "notebooks": notebooks,
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, root, lesson00, driver):
    """La clase calificada de una vez: lo que queda y cuántos segundos tarda."""
    group = new_class(tmp_path_factory.mktemp("entera") / "clase", root, lesson00)
    began = time.monotonic()
    pid = driver.tell(start=arguments(group), said=str(group.folder / "dicho.txt"))
    code = driver.tell(wait=pid)
    assert code == 1, (group.folder / "dicho.txt").read_text()  # hay una ilegible
    found = outcome(group)
    assert len(found["grades"]) == len(found["students"]) == len(found["notebooks"]) == STUDENTS
    return found, time.monotonic() - began


def test_veinte_cortes_al_azar_acaban_en_el_mismo_gradebook(tmp_path, root, lesson00, driver, undisturbed):
    expected, whole = undisturbed
    group = new_class(tmp_path / "clase", root, lesson00)
    said = str(group.folder / "dicho.txt")
    rng = random.Random(20)
    kills, progress, startup, reach = 0, [], whole / 4, whole / 4
    while kills < KILLS:
        before, delay, began = done(group), rng.random(), time.monotonic()
        pid = driver.tell(start=arguments(group), said=said)
        if before == STUDENTS:
            time.sleep(reach * delay)  # solo faltan los informes y el resumen
        elif kills % 3:
            # Cuando ya trabaja: es cuando hay algo que perder.
            while done(group) == before and time.monotonic() - began < 10 * whole:
                time.sleep(0.002)
            startup = min(startup, time.monotonic() - began)
            time.sleep(0.1 * delay)
        else:
            time.sleep(startup * delay)  # mientras se prepara
        os.kill(pid, signal.SIGKILL)  # sin recoger todavía: el pid sigue siendo suyo
        if driver.tell(wait=pid) == -signal.SIGKILL:
            kills += 1
        else:
            reach /= 2  # acabó antes: cada vez queda menos por hacer
        progress.append(done(group))
    assert len({n for n in progress if 0 < n < STUDENTS}) >= 3, progress

    assert driver.tell(wait=driver.tell(start=arguments(group), said=said)) == 1, Path(said).read_text()[-2000:]
    found = outcome(group)
    # Un archivo a medio escribir se queda con otro nombre y no cuenta.
    found["files"] = [name for name in found["files"] if not name.endswith(".tmp")]
    for part, value in expected.items():
        assert found[part] == value, part

    # Y otra vez más no hace nada: ni juzga, ni apunta, ni escribe informes.
    marks = stamps(group)
    assert driver.tell(wait=driver.tell(start=arguments(group), said=said)) == 1
    assert stamps(group) == marks and outcome(group)["grades"] == expected["grades"]

    # Con --force, todo otra vez, y acaba igual.
    forced = arguments(group, "--force", "--workers", "1")
    assert driver.tell(wait=driver.tell(start=forced, said=said)) == 1
    again = stamps(group)
    assert all(again[path] > marks[path] for path in marks if path.endswith(".ipynb"))
    assert outcome(group)["grades"] == expected["grades"] and outcome(group)["json"] == expected["json"]
    assert len(list(group.folder.glob("gradebook.db.*.bak"))) == 1


def stamps(group: Classroom) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in group.out.rglob("*.*") if p.suffix in (".ipynb", ".html")}


def cut(group: Classroom, command: list[str], options: dict, stop: signal.Signals):
    """Empieza a calificar y lo corta en cuanto hay algo hecho; da el proceso, lo que dijo y quién colgaba de él."""
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    assert wait_for(lambda: done(group) >= 3 or running.poll() is not None)
    # Quieta mientras se mira quién cuelga de ella: si no, con la máquina ocupada podría acabar antes.
    running.send_signal(signal.SIGSTOP)
    below = psutil.Process(running.pid).children(recursive=True)
    if stop == signal.SIGINT:
        os.killpg(running.pid, signal.SIGINT)  # como el terminal: a todo el grupo
    else:
        running.kill()
    running.send_signal(signal.SIGCONT)
    return running, *running.communicate(timeout=PATIENCE), below


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL], ids=["ctrl_c", "kill_9"])
def test_la_orden_de_verdad_cortada_sigue_donde_estaba(tmp_path, root, lesson00, undisturbed, stop):
    """Con sus procesos que juzgan, que no deben quedarse."""
    expected, _ = undisturbed
    options = {"cwd": root, "env": environment(root), "text": True, "start_new_session": True}
    for attempt in range(5):  # con la máquina ocupada, la clase puede acabar entre dos miradas: esa vez no vale
        group = new_class(tmp_path / f"clase{attempt}", root, lesson00)
        command = [sys.executable, "-m", "autograder.cli", *arguments(group, "--workers", "2")]
        running, out, err, below = cut(group, command, options, stop)
        if (finished := done(group)) < STUDENTS:
            break
    assert 3 <= finished < STUDENTS
    if stop == signal.SIGINT:
        assert running.returncode == 2 and out == ""
        assert "repite la orden y seguirá donde estaba" in err and "Traceback" not in err, err
    assert all_gone(below), [p for p in below if alive(p)]

    marks = {path: when for path, when in stamps(group).items() if path.endswith(".ipynb")}
    again = subprocess.run(command, capture_output=True, timeout=600, **{**options, "start_new_session": False})
    assert again.returncode == 1, again.stderr
    assert {path: stamps(group)[path] for path in marks} == marks  # lo hecho no se repite
    found = outcome(group)
    for part in ("grades", "comments", "students", "json", "notebooks"):
        assert found[part] == expected[part], part


def test_varias_ordenes_a_la_vez_sobre_nada_acaban_todas_con_lo_mismo(tmp_path, root, lesson00, driver, undisturbed):
    """Ni gradebook, ni clave, ni carpetas: las tres los crean a la vez."""
    expected, _ = undisturbed
    group = new_class(tmp_path / "clase", root, lesson00)
    (group.folder / "retropropagacion.key").unlink()
    said = str(group.folder / "dicho.txt")
    command = arguments(group, "--student", "e0[0-2]")
    running = [driver.tell(start=command, said=said) for _ in range(3)]
    codes = [driver.tell(wait=pid) for pid in running]
    assert codes == [0, 0, 0], Path(said).read_text()
    found = outcome(group)
    mine = ("e00", "e01", "e02")
    assert found["grades"] == [row for row in expected["grades"] if row[0] in mine]
    assert found["comments"] == [row for row in expected["comments"] if row[0] in mine]
    assert found["students"] == list(mine) and not [name for name in found["files"] if name.endswith(".tmp")]


def test_un_corte_al_crear_el_gradebook_no_lo_deja_a_medias(tmp_path, root, lesson00, driver, undisturbed):
    """Crear el libro son muchas tablas y una orden externa: tampoco ahí se puede quedar inservible."""
    expected, whole = undisturbed
    group = new_class(tmp_path / "clase", root, lesson00)
    said = str(group.folder / "dicho.txt")
    database = group.folder / "gradebook.db"
    rng = random.Random(4)
    for _ in range(3):
        database.unlink(missing_ok=True)
        pid = driver.tell(start=arguments(group, "--student", "e00"), said=said)
        deadline = time.monotonic() + 10 * whole
        while not list(group.folder.glob("*gradebook.db*")) and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(rng.uniform(0, 0.3))
        os.kill(pid, signal.SIGKILL)
        driver.tell(wait=pid)
        assert driver.tell(wait=driver.tell(start=arguments(group, "--student", "e00"), said=said)) == 0
        assert outcome(group)["version"] == expected["version"]
        shutil.rmtree(group.out)
