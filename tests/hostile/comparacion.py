"""Los mismos ataques contra nbgrader de serie y otter, para la tabla de docs/seguridad.md.

``python tests/hostile/comparacion.py --otter CARPETA_DEL_VENV`` deja lo medido
en ``comparacion.json`` y, si se corta, sigue donde estaba. No forma parte de las pruebas. Se encierra a sí mismo
en unos espacios de procesos, montajes y red de usar y tirar; hace falta Linux
y ser root. Solo corren los ataques marcados como seguros (``stock``).
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE), str(HERE.parent / "grading")]

import psutil  # noqa: E402
from ataque import Attack, Site  # noqa: E402
from ataques import ATTACKS  # noqa: E402
from entregas import T1, load_course  # noqa: E402

from autograder.exercise import exercises_of  # noqa: E402

RESULT = HERE / "comparacion.json"
INSIDE = "HOSTIL_DENTRO"  # variable que dice que ya estamos encerrados
SECONDS = 120  # lo que se espera a cada orden

STUB = "check = hint = progress = lambda *a, **k: None\n"
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "serie"\n'


def hidden_test(exercise, solution: str) -> str:
    """La prueba que escribiría un docente: la referencia y unos casos, en el kernel del estudiante."""
    reference = re.sub(rf"^def {exercise.id}\(", "def _ref(", solution, flags=re.MULTILINE)
    cases = [[inputs[a].tolist() for a in exercise.args] for inputs in (*exercise.examples, *exercise.edge_cases)]
    return (
        f"{reference}\n\nfor _caso in {cases!r}:\n    _caso = [np.array(_a, dtype=float) for _a in _caso]\n"
        f"    np.testing.assert_allclose({exercise.id}(*_caso), _ref(*_caso), rtol=1e-6, atol=1e-8)"
    )


class Lab:
    """La carpeta donde pasa todo: un curso de nbgrader, una casa con secretos y un autograder de mentira."""

    def __init__(self, folder: Path, programs: Path | None):
        self.folder, self.programs = folder, programs
        self.course, self.home = folder / "curso", folder / "casa"
        (self.home / ".ssh").mkdir(parents=True)
        (self.home / ".ssh" / "id_rsa").write_text("CANARIO-casa")
        (folder / "modulos").mkdir()
        (folder / "modulos" / "autograder.py").write_text(STUB)
        self.course.mkdir()
        (self.course / "nbgrader_config.py").write_text(CONFIG)
        (self.course / "retropropagacion.key").write_text("CANARIO-clave".ljust(32, "-"))
        self.server = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        unix, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        unix.bind(str(folder / "s"))
        abstract.bind("\0hostil")
        for listener in (unix, abstract):
            listener.listen(16)
        self.listeners = [udp, unix, abstract]
        self.site = Site(
            self.course, self.home, self.server.getsockname()[1], udp.getsockname()[1], str(folder / "s"), "hostil"
        )
        self.published = load_course(ROOT, T1)
        self.tests = {id_: hidden_test(e, self.published.code[id_]) for id_, e in exercises_of(T1).items()}

    def environment(self, programs: Path) -> dict[str, str]:
        return {
            "PATH": f"{programs}:{os.defpath}", "HOME": str(self.home), "PYTHONPATH": str(self.folder / "modulos"),
            "LANG": "C.UTF-8", "CANARIO_ENTORNO": "CANARIO-entorno", "JUPYTER_CONFIG_DIR": str(self.home),
            "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        }  # fmt: skip

    def run(self, command: list[str], cwd: Path, programs: Path) -> tuple[int, float]:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=cwd, env=self.environment(programs), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            code = 124
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return code, time.monotonic() - began

    def leftovers(self) -> int:
        """Procesos que siguen vivos al acabar; se cuentan y se matan uno a uno."""
        time.sleep(0.5)
        found = []
        for process in psutil.process_iter():
            if process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
                process.kill()
        return len(found)


def say(attack: Attack, score: float | None, printed: str, seconds: float, left: int) -> str:
    """Lo que pasó, en pocas palabras."""
    points = {id_: e.points for id_, e in exercises_of(T1).items()}
    deserved = sum(points[id_] for id_ in attack.honest)
    parts = []
    if score is None:
        parts.append("**se queda sin nota**")
    elif score > deserved:
        parts.append(f"**{score:g} puntos, merecía {deserved:g}**")
    elif score < deserved:
        lost = deserved - score
        parts.append(f"pierde {lost:g} {'punto' if lost == 1 else 'puntos'}")
    if won := re.findall(r"^VULNERADO:? ?(.{0,40})", printed, re.MULTILINE):
        parts.append("**lo consigue**" if len(won) == 1 else f"**lo consigue ({len(won)} cosas)**")
    if re.search(r"onerror=|<script>alert|javascript:alert", printed) and "script" in attack.name:
        parts.append("**el código llega al navegador**")
    if left:
        parts.append(f"**deja {left} procesos vivos**")
    if seconds > 30:
        parts.append(f"tarda {seconds:.0f} s")
    return "; ".join(parts) or "nada"


def printed(path: Path) -> str:
    """Lo que imprimió, y lo que vería un navegador: los textos de flujo y el HTML de las salidas."""
    if not path.is_file():
        return ""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [o for c in cells for o in c.get("outputs", ())]
    texts = ["".join(o.get("text", "")) for o in outputs if o["output_type"] == "stream"]
    return "\n".join([*texts, *("".join(o.get("data", {}).get("text/html", "")) for o in outputs)])


def nbgrader(lab: Lab, found: dict[str, str]) -> Iterator[None]:
    """Apunta en ``found`` lo que consigue cada ataque que falte; para tras cada uno."""
    programs = Path(sys.executable).parent
    source = lab.published.draft()
    for id_, test in lab.tests.items():
        cell = source.cell(f"test_{id_}")
        cell["source"] = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
        cell["metadata"]["nbgrader"]["points"] = exercises_of(T1)[id_].points
        # De serie, el docente deja la solución en la celda de la respuesta.
        source.put(id_, f"### BEGIN SOLUTION\n{lab.published.code[id_]}\n# CANARIO-solucion\n### END SOLUTION")
    target = lab.course / "source" / T1 / f"{T1}.ipynb"
    target.parent.mkdir(parents=True)
    target.write_bytes(source.to_bytes())
    code, _ = lab.run(["nbgrader", "generate_assignment", T1, "--force"], lab.course, programs)
    if code:
        raise SystemExit("nbgrader generate_assignment falló")
    other = lab.course / "submitted" / "otra_persona" / T1 / f"{T1}.ipynb"
    other.parent.mkdir(parents=True)
    other.write_bytes(lab.published.draft().solve().insert(1, "CANARIO-entrega", "markdown").to_bytes())

    for attack in (a for a in ATTACKS if a.stock and a.name not in found):
        folder = lab.course / "submitted" / attack.name / T1
        folder.mkdir(parents=True)
        (folder / f"{T1}.ipynb").write_bytes(attack.build(lab.published.draft(), lab.site))
        code, seconds = lab.run(["nbgrader", "autograde", T1, "--student", attack.name], lab.course, programs)
        out = lab.course / "autograded" / attack.name / T1 / f"{T1}.ipynb"
        score = _gradebook_score(lab.course, attack.name) if code == 0 else None
        found[attack.name] = say(attack, score, printed(out), seconds, lab.leftovers())
        print(f"nbgrader {attack.name} ({code}, {seconds:.0f} s): {found[attack.name]}", flush=True)
        shutil.rmtree(folder.parent)
        shutil.rmtree(out.parent, ignore_errors=True)
        yield


def _gradebook_score(course: Path, student: str) -> float | None:
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        try:
            submission = book.find_submission(T1, student)
        except MissingEntry:
            return None
        grades = [g for n in submission.notebooks for g in n.grades if g.cell.name.startswith("test_")]
        return None if any(g.auto_score is None for g in grades) else float(sum(g.auto_score for g in grades))


def otter(lab: Lab, found: dict[str, str]) -> Iterator[None]:
    """Como ``nbgrader``, con ``otter run``."""
    folder = lab.folder / "otter"
    (folder / "tests").mkdir(parents=True)
    for id_, test in lab.tests.items():
        # Un doctest admite un bloque por función: ejecutar el texto entero es lo más corto.
        case = {"code": f">>> exec({test!r}, globals())", "hidden": True, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        content = {"name": id_, "points": exercises_of(T1)[id_].points, "suites": [suite]}
        (folder / "tests" / f"{id_}.py").write_text(f"OK_FORMAT = True\n\ntest = {content!r}\n", encoding="utf-8")
    (folder / "otter_config.json").write_text('{"pdf": false}\n')
    lab.run(["otter", "generate", "-t", "tests", "-o", "autograder.zip"], folder, lab.programs)

    def run(content: bytes) -> tuple[float | None, str, int, float]:
        """(puntos, lo que se vio, código de salida, segundos) de una entrega."""
        draft = json.loads(content)
        for cell in draft["cells"]:
            metadata = cell.get("metadata") if isinstance(cell, dict) else None
            info = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            if isinstance(info, dict) and info.get("grade_id") == "preparacion":
                cell["source"] = "import otter\ngrader = otter.Notebook()\n" + "".join(cell["source"])
        out = folder / "salida"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        (folder / "entrega.ipynb").write_text(json.dumps(draft))
        command = ["otter", "run", "entrega.ipynb", "-a", "autograder.zip", "-o", str(out), "--no-logo"]
        code, seconds = lab.run(command, folder, lab.programs)
        if not (out / "results.json").is_file():
            return None, "", code, seconds
        text = (out / "results.json").read_text(encoding="utf-8")
        score = sum(float(t["score"]) for t in json.loads(text)["tests"] if t.get("score") is not None)
        return score, text.replace("\\n", "\n"), code, seconds

    honest = run(lab.published.draft().solve().to_bytes())[0]
    if honest != sum(e.points for e in exercises_of(T1).values()):
        raise SystemExit(f"A una entrega sin error ninguno, otter le da {honest}: así no hay nada que comparar.")
    for attack in (a for a in ATTACKS if a.stock and a.name not in found):
        score, text, code, seconds = run(attack.build(lab.published.draft(), lab.site))
        found[attack.name] = say(attack, score, text, seconds, lab.leftovers())
        print(f"otter {attack.name} ({code}, {seconds:.0f} s): {found[attack.name]}", flush=True)
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--otter", type=Path, help="entorno con otter-grader; sin él, esa columna se deja como estaba")
    parser.add_argument("--desde-cero", action="store_true", help="repite también lo que ya está medido")
    args = parser.parse_args()
    if os.environ.get(INSIDE) != "1":
        command = ["unshare", "--net", "--pid", "--fork", "--mount", "--ipc", "--mount-proc", sys.executable]
        return subprocess.call([*command, *sys.argv], env={**os.environ, INSIDE: "1"})
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    result = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.is_file() and not args.desde_cero else {}
    with tempfile.TemporaryDirectory(prefix="hostil-", ignore_cleanup_errors=True) as folder:
        lab = Lab(Path(folder), args.otter / "bin" if args.otter else None)
        for peer in (nbgrader, otter) if lab.programs else (nbgrader,):
            for _ in peer(lab, result.setdefault(peer.__name__, {})):
                # Son decenas de minutos: un corte no tira lo medido.
                RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
