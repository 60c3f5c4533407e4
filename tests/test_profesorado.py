"""docs/profesorado.md dice la verdad: el año entero, orden a orden, con una clase de 30 en una copia del curso."""

import os
import re
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass

import pytest
from moodle import Moodle, Participant
from test_contributing import COPIED

from autograder.simulation.simulate import simulate

T1 = "tarea_jacobiano"
STUDENTS = 30
BLOCK = re.compile(r"^```sh\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r"  # sale (?P<code>\d)")


@dataclass(frozen=True)
class Order:
    """Un renglón de la guía: la orden y con qué código sale."""

    section: str
    line: str
    code: int


def orders(text: str) -> list[Order]:
    """Las órdenes de la guía, en su orden."""
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        section = part.splitlines()[0]
        for block in BLOCK.finditer(part):
            for line in block["body"].splitlines():
                code = EXPECTED.search(line)
                found.append(Order(section, line.partition("  # ")[0], int(code["code"]) if code else 0))
    return found


class Year:
    """Una copia del curso con las entregas de una clase, tal como las descarga Moodle."""

    def __init__(self, folder, root):
        self.root = folder / "curso"
        self.root.mkdir()
        for name in (*COPIED, "docs", "binder", "LICENSE"):
            copy = shutil.copytree if (root / name).is_dir() else shutil.copy
            copy(root / name, self.root / name)
        truth = simulate(root, T1, STUDENTS + 5, 0, folder / "clase")
        # A quien agota el tiempo de CPU se le espera casi un minuto: de eso se ocupan otras pruebas.
        kinds = {student: found["kind"] for student, found in truth["students"].items()}
        ends = [student for student, kind in kinds.items() if kind != "bucle_infinito"]
        # Que no falte un archivo cortado: es lo que hay que mirar al recoger.
        self.students = sorted(ends, key=lambda student: kinds[student] != "archivo_truncado")[:STUDENTS]
        people = [Participant(100 + k, f"Persona {k:02}", f"persona{k:02}@ejemplo.es", MONDAY, "Enviado para calificar")
                  for k, _ in enumerate(self.students)]  # fmt: skip
        whole = next(k for k, student in enumerate(self.students) if kinds[student] == "todo_bien")
        people[whole] = Participant(100 + whole, "Marta Gil", "marta@ejemplo.es", MONDAY, "Enviado para calificar")
        self.moodle = Moodle(*people)
        handed = {100 + k: self._files(folder / "clase" / student) for k, student in enumerate(self.students)}
        (self.root / "calificaciones.csv").write_bytes(self.moodle.worksheet())
        (self.root / "entregas.zip").write_bytes(self.moodle.submissions(handed))
        again = dict(handed)
        again[100] = handed[100 + whole]  # quien vuelve a entregar, ahora bien
        (self.root / "entregas_2.zip").write_bytes(self.moodle.submissions(again))
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        }

    @staticmethod
    def _files(folder):
        return {path.name: path.read_bytes() for path in folder.rglob("*.ipynb")}

    def run(self, order: Order) -> str:
        """Ejecuta un renglón y devuelve lo que dijo."""
        done = subprocess.run(
            ["bash", "-c", order.line], cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=600
        )
        said = done.stdout + done.stderr
        assert done.returncode == order.code, f"«{order.line}» sale con {done.returncode}:\n{said[-3000:]}"
        assert "Traceback" not in said
        return said


MONDAY = "domingo, 31 de enero de 2027, 20:00"


@pytest.fixture(scope="module")
def guide(root) -> list[Order]:
    return orders((root / "docs/profesorado.md").read_text(encoding="utf-8"))


# Lo que la guía pone de ejemplo y aquí es de verdad.
EXPORT = re.compile(r"export (?P<name>\w+)=(?P<example>\S+)")


def test_la_guia_se_puede_seguir_de_principio_a_fin(guide, root, postgres, cluster, tmp_path_factory):
    year = Year(tmp_path_factory.mktemp("anno"), root)
    real = {"NOTAS": postgres.get_uri(), "CLUSTER": cluster.scheduler_address}
    said: dict[str, str] = {}
    for order in guide:
        if example := EXPORT.fullmatch(order.line):
            year.environment[example["name"]] = real.pop(example["name"])
            continue
        said[order.section] = said.get(order.section, "") + year.run(order)
        if order.line.startswith("autograder moodle return"):
            changed = year.moodle.upload_worksheet((year.root / "moodle/calificaciones.csv").read_bytes())
            assert changed > 0 and f"{changed} notas en la hoja" in said[order.section]
    assert not real
    assert "1 entregada otra vez" in said["Entregan otra vez"]
    assert "Juzgado ahora: igual." in said["Una reclamación"] and "1 → 0.5 de 1" in said["Una reclamación"]
    assert "No hay nada que archivar" in said["El curso que viene"]
    assert sorted(path.name for path in (year.root / "zips").iterdir())[0].endswith(".zip")
    kept = (year.root.parent / "curso-recuperado" / "feedback" / "marta@ejemplo.es" / T1 / f"{T1}.html").read_text()
    assert "La idea está bien: falló una traspuesta." in kept
