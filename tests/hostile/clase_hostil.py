"""La clase hostil: se planta, se vigila, se califica una vez y se mira qué quedó.

No es una prueba: la usan ``test_clase_hostil.py`` y ``tabla.py``.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import stat
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from ataque import Attack, Site
from entregas import T1, Run, load_course, run_cli

from autograder.grading import grade
from autograder.grading.student_ids import written
from autograder.running.worker_process import Limits

HONEST, BLANK = "estudiante_honrada", "estudiante_en_blanco"
LIMITS = Limits(cell=2.0, call=1.0, submission=8.0, wall_factor=4.0)
LOOK_EVERY = 0.2  # segundos entre dos miradas a los procesos que nacen


class Listener:
    """Un servidor en esta máquina que apunta quién llama."""

    def __init__(self, family: int, kind: int, address: Any):
        self.calls: list[bytes] = []
        self.socket = socket.socket(family, kind)
        self.socket.bind(address)
        if kind == socket.SOCK_STREAM:
            self.socket.listen(64)
        self.socket.settimeout(0.1)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while not self.stop.is_set():
            try:
                if self.socket.type == socket.SOCK_STREAM:
                    self.socket.accept()[0].close()
                    self.calls.append(b"")
                else:
                    self.calls.append(self.socket.recv(1000))
            except TimeoutError:
                continue
            except OSError:
                return

    def close(self) -> None:
        self.stop.set()
        self.thread.join()
        self.socket.close()


@dataclass
class Course:
    """Una clase plantada: dónde está cada cosa y qué secretos lleva."""

    folder: Path
    site: Site
    canaries: dict[str, str]
    listeners: dict[str, Listener] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        return self.folder / "salida"

    @property
    def json(self) -> Path:
        return self.folder / "notas.json"


@dataclass
class Graded:
    """Lo que quedó después de calificar."""

    course: Course
    run: Run
    seconds: float
    before: dict[str, str]
    after: dict[str, str]
    left: list[str]  # procesos que siguen vivos al acabar
    calls: dict[str, int]  # llamadas que recibió cada servidor

    def key(self, attack: Attack) -> str:
        """El nombre con que aparece en las notas, o entre lo apartado."""
        return written(os.fsdecode(attack.folder))

    def grades(self, attack: Attack) -> dict[str, Any]:
        return self.run.grades["students"][self.key(attack)]

    def printed(self, attack: Attack) -> str:
        """Lo que imprimió su código, según el cuaderno corregido."""
        notebook = json.loads(self._file("autograded", attack, "ipynb").read_text(encoding="utf-8"))
        outputs = [o for c in notebook["cells"] for o in c.get("outputs", ())]
        return "\n".join("".join(o["text"]) for o in outputs if o["output_type"] == "stream")

    def outputs(self, attack: Attack) -> list[dict[str, Any]]:
        notebook = json.loads(self._file("autograded", attack, "ipynb").read_text(encoding="utf-8"))
        return [o for c in notebook["cells"] for o in c.get("outputs", ())]

    def feedback(self, attack: Attack) -> str:
        return self._file("feedback", attack, "html").read_text(encoding="utf-8")

    def _file(self, kind: str, attack: Attack, ending: str) -> Path:
        return self.course.out / kind / self.key(attack) / T1 / f"{T1}.{ending}"


def wins(graded: Graded, attack: Attack) -> list[str]:
    """Lo que el ataque dice haber conseguido."""
    return re.findall(r"^VULNERADO.*", graded.printed(attack), re.MULTILINE)


def plant(folder: Path, root: Path, attacks: tuple[Attack, ...]) -> Course:
    """Escribe el curso, la casa de quien califica, los canarios y las entregas."""
    course, home = folder / "curso", folder / "casa"
    for name in ("solutions", "notebooks"):
        shutil.copytree(root / name, course / name)
    shutil.copy(root / "nbgrader_config.py", course)
    (course / "exchange").mkdir()  # la crea la configuración de nbgrader
    canaries = {
        name: f"CANARIO-{name}-{secrets.token_hex(16)}"
        for name in ("soluciones", "casa", "entorno", "entrega", "clave")
    }
    with (course / "solutions" / f"{T1}.md").open("a") as file:
        file.write(f"\n{canaries['soluciones']}\n")
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "id_rsa").write_text(canaries["casa"])
    (course / "retropropagacion.key").write_text(canaries["clave"])

    here = f"hostil-{secrets.token_hex(4)}"
    listeners = {
        "tcp": Listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        "udp": Listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        "unix": Listener(socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "s")),
        "abstracto": Listener(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{here}"),
    }
    ports = [listeners[k].socket.getsockname()[1] for k in ("tcp", "udp")]
    site = Site(course, home, *ports, str(folder / "s"), here)

    published = load_course(root, T1)
    honest = published.draft().solve().answer_question().insert(1, canaries["entrega"], "markdown")
    for student, draft in ((HONEST, honest), (BLANK, published.draft())):
        _write(site, student, draft.to_bytes())
    for attack in attacks:
        path = _write(site, attack.folder, attack.build(published.draft(), site))
        if attack.files is not None:
            attack.files(path.parent, site)
    return Course(folder, site, canaries, listeners)


def _write(site: Site, student: str | bytes, content: bytes) -> Path:
    path = site.submitted / os.fsdecode(student) / T1 / f"{T1}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


class Watcher:
    """Apunta todo proceso que desciende de éste, para comprobar luego que no queda ninguno."""

    def __init__(self):
        self.seen: set[psutil.Process] = set()
        self.began = time.time()
        self.before = set(psutil.Process().children(recursive=True))
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.stop.wait(LOOK_EVERY):
            self.seen |= set(psutil.Process().children(recursive=True)) - self.before

    def survivors(self) -> list[str]:
        """Los que siguen vivos, y los huérfanos nacidos de un padre templado."""
        self.stop.set()
        self.thread.join()
        # Morir no es instantáneo, y otra prueba puede tener los suyos a medio acabar. Los que dejan los
        # ataques duran hasta 20 s: quien sobrevive de verdad sigue aquí a los 10.
        deadline = time.monotonic() + 10
        while (left := self._alive()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left

    def _alive(self) -> list[str]:
        alive = {p for p in self.seen if p.is_running()}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                ours = "sandbox/start.py" in " ".join(process.cmdline()) and process.create_time() >= self.began
                if ours and process.ppid() in (0, 1):
                    alive.add(process)
        return [str(p) for p in alive if _name(p) not in ("", "resource_tracker")]


def _name(process: psutil.Process) -> str:
    """El nombre de un proceso; el que recoge los semáforos de multiprocessing es nuestro y dura lo que pytest."""
    with contextlib.suppress(psutil.Error):
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return "resource_tracker" if "resource_tracker" in " ".join(process.cmdline()) else process.name() or "?"
    return ""


@contextlib.contextmanager
def lowered(course: Course):
    """Topes bajos, y secretos en el entorno de quien califica."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "limits", lambda: LIMITS)
        patch.setenv("CANARIO_ENTORNO", course.canaries["entorno"])
        patch.setenv("HOME", str(course.site.home))
        yield


def grade_class(course: Course, workers: int = 2) -> Graded:
    """Califica la clase una vez y mira lo que cambió."""
    command = ["grade", T1, "--submitted", str(course.site.submitted), "--out", str(course.out), "--quiet"]
    command += ["--db", f"sqlite:///{course.site.course / 'gradebook.db'}", "--json", str(course.json)]
    with ExitStack() as stack:
        for listener in course.listeners.values():
            stack.callback(listener.close)
        stack.enter_context(lowered(course))
        watcher = Watcher()
        before, began = snapshot(course), time.monotonic()
        run = run_cli([*command, "--workers", str(workers)], course.site.course)
        seconds = time.monotonic() - began
        left = watcher.survivors()
    grades = json.loads(course.json.read_text(encoding="utf-8")) if course.json.is_file() else None
    calls = {name: len(listener.calls) for name, listener in course.listeners.items()}
    run = Run(run.code, run.out, run.err, grades)
    return Graded(course, run, seconds, before, snapshot(course), left, calls)


def snapshot(course: Course) -> dict[str, str]:
    """Huella de todo lo que no debe cambiar: el curso, las entregas y la casa. Lo que escribe la nota sí cambia."""
    found = {}
    for top in (course.site.course, course.site.home):
        for folder, folders, files in os.walk(top):
            if folder == str(course.site.course):
                folders[:] = [name for name in folders if name != "attempts"]  # lo entregado, que guarda la nota
            for name in (*folders, *files):
                path = os.path.join(folder, name)
                if not name.startswith("gradebook.db") and not name.endswith(".referencias.key"):
                    found[path] = _fingerprint(path)
    return found


def _fingerprint(path: str) -> str:
    info = os.lstat(path)
    text = f"{stat.filemode(info.st_mode)} {info.st_uid}"
    if stat.S_ISLNK(info.st_mode):
        return f"{text} {os.readlink(path)}"
    if stat.S_ISREG(info.st_mode) and info.st_size < 2**27:
        return f"{text} {info.st_mtime_ns} {hashlib.sha256(Path(path).read_bytes()).hexdigest()}"
    return f"{text} {info.st_mtime_ns} {info.st_size}" if stat.S_ISREG(info.st_mode) else text
