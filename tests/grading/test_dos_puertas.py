"""``nbgrader autograde`` y ``autograder grade``, dos puertas a la misma sala.

La misma clase, con lo corriente y lo hostil, entra por las dos, cada una en su
copia del curso y con la misma clave: quedan las mismas notas, los mismos
comentarios y los mismos cuadernos corregidos.
"""

import csv
import json
import os
import re
import resource
import shlex
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from contextlib import closing
from pathlib import Path

import pytest
from entregas import Draft
from nbgrader.converters import Autograde

from autograder import nbgrader_plugin

NAME = "00_presentacion"
TEST = "test_primer_gradiente"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"
MEMORY = 12 * 2**30  # de direcciones: torch ocupa la mitad; el título gigante, leído con nbformat, el doble
SECRET = "CANARIO-de-la-clave"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="los enlaces, las tuberías y los topes son de POSIX")


class Door:
    """Una copia del curso con la clase mezclada, y órdenes con la memoria contada."""

    def __init__(self, folder: Path, root: Path, draft: Draft):
        self.root = folder
        for name in ("autograder", "course_lib", "solutions", "notebooks"):
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(root / "nbgrader_config.py", folder)
        (folder / "retropropagacion.key").write_bytes(SECRET.encode().ljust(32, b"k"))
        hand_in(folder / "submitted", draft, folder / "retropropagacion.key")

    def run(self, *command: str, limit: float = 600) -> subprocess.CompletedProcess:
        env = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ.get('PATH', '')}",
            "JUPYTER_DATA_DIR": str(self.root / ".jupyter"),
        }
        return subprocess.run(
            [sys.executable, *command], cwd=self.root, env=env, capture_output=True, text=True, timeout=limit,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )  # fmt: skip

    def outcome(self) -> dict:
        """Lo que quedó apuntado y los cuadernos corregidos."""
        with closing(sqlite3.connect(self.root / "gradebook.db")) as db:
            whose = (
                "join submitted_notebook n on n.id = x.notebook_id join submitted_assignment s"
                " on s.id = n.assignment_id join base_cell b on b.id = x.cell_id order by 1, 2"
            )
            grade = "select s.student_id, b.name, x.auto_score, x.manual_score, x.needs_manual_grade, s.timestamp"
            comment = "select s.student_id, b.name, x.auto_comment"
            return {
                "grades": db.execute(f"{grade} from grade x {whose}").fetchall(),
                "comments": db.execute(f"{comment} from comment x {whose}").fetchall(),
                "students": sorted(row[0] for row in db.execute("select id from student")),
                "files": {
                    p.relative_to(self.root).as_posix(): p.read_bytes()
                    for p in (self.root / "autograded").rglob("*") if not p.is_dir()
                },
            }  # fmt: skip


def hand_in(submitted: Path, draft: Draft, key: Path) -> None:
    """La clase mezclada: una carpeta de cada clase."""
    right, wrong = (draft.put("primer_gradiente", code).to_bytes() for code in (RIGHT, WRONG))

    def folder(student: str, content: bytes | None = right, name: str = f"{NAME}.ipynb") -> Path:
        place = submitted / student / NAME
        place.mkdir(parents=True, exist_ok=True)
        if content is not None:
            (place / name).write_bytes(content)
        return place

    folder("ana")
    folder("beto", wrong)
    folder("Jose\u0301")
    folder("renombrado", name="mi entrega (final).ipynb")
    os.mkfifo(folder("tuberia", None) / f"{NAME}.ipynb")
    (folder("enlace", None) / f"{NAME}.ipynb").symlink_to(submitted / "ana" / NAME / f"{NAME}.ipynb")
    (submitted / "tarea_enlazada").mkdir()
    (submitted / "tarea_enlazada" / NAME).symlink_to(submitted / "ana" / NAME)
    beside = folder("al_lado")
    (beside / "clave.txt").symlink_to(key)
    (beside / "datos").mkdir()
    (beside / "datos" / "de_ana.txt").symlink_to(submitted / "ana" / NAME / f"{NAME}.ipynb")
    os.mkfifo(beside / "datos.csv")
    (folder("fecha_imposible") / "timestamp.txt").write_text("99999-99-99 00:00:00 UTC")
    (folder("fecha_rara") / "timestamp.txt").write_text("9" * 300 + "1 m9")
    (folder("fecha_buena") / "timestamp.txt").write_text("2026-11-01 10:00:00 UTC")
    os.mkfifo(folder("fecha_tuberia") / "timestamp.txt")
    folder("dos", name="uno.ipynb")
    folder("dos", wrong, name="dos.ipynb")
    folder("dos_y_el_bueno")
    folder("dos_y_el_bueno", wrong, name="\x1b[31mcopia\x1b[2J.ipynb")
    folder("ansi", wrong, name="\x1b[31mROJO\x1b[2J\x1b]0;t\x07.ipynb")
    heading = {"cell_type": "heading", "level": 200_000_000, "source": "a", "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [heading]}]}
    folder("titulo_gigante", json.dumps(old).encode())
    folder("hondo", b"[" * 200_000)
    folder("celdas_no_lista", json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}).encode())
    folder("muere", draft.put("primer_gradiente", "import os\nos._exit(0)").to_bytes())
    folder("vacia", None)
    folder("a*b")
    folder("<img src=x onerror=alert(1)>")
    folder("Zoé"), folder("Zoe\u0301", wrong)
    (submitted / "largo").symlink_to("a" * 300)


@pytest.fixture(scope="module")
def doors(tmp_path_factory, root, lesson00):
    """Las dos copias, ya calificadas, y lo que dijo cada orden."""
    draft = lesson00.draft()
    ours, theirs = (Door(tmp_path_factory.mktemp(name) / "curso", root, draft) for name in ("grade", "nbgrader"))
    mine = ours.run("-m", "autograder.cli", "grade", NAME, "--quiet", "--json", "notas.json")
    other = theirs.run("-m", "nbgrader", "autograde", NAME)
    return (ours, mine), (theirs, other)


def test_las_dos_puertas_dejan_lo_mismo(doors):
    (ours, mine), (theirs, other) = doors
    # Hay carpetas apartadas y entregas sin juzgar: las dos lo dicen con su código de salida.
    assert (mine.returncode, other.returncode) == (1, 1), mine.stderr + other.stderr
    left, right = ours.outcome(), theirs.outcome()
    for part in left:
        assert right[part] == left[part], part
    scores = {student: score for student, cell, score, *_ in left["grades"] if cell == "test_primer_gradiente"}
    for student in ("ana", "José", "renombrado", "al_lado", "fecha_imposible", "fecha_rara", "fecha_tuberia"):
        assert scores[student] == 1.0, student
    assert scores["beto"] == scores["muere"] == 0.0
    assert {s for s, score in scores.items() if score is None} >= {
        "tuberia",
        "enlace",
        "tarea_enlazada",
        "dos",
        "hondo",
    }
    assert left["students"] == sorted(scores) and not {"a*b", "Zoé", "largo"} & set(scores)


def test_nada_de_lo_que_habia_al_lado_se_copia(doors):
    for door, _ in doors:
        files = door.outcome()["files"]
        assert {Path(name).name for name in files} == {f"{NAME}.ipynb"}
        assert not any(SECRET.encode() in content for content in files.values())


def test_el_registro_nombra_lo_apartado_y_no_lleva_ordenes_de_terminal(doors):
    _, (_, other) = doors
    said = re.sub(r"\x1b\[[0-9;]*m", "", other.stderr)  # los colores con que nbgrader escribe el nivel
    assert all(c.isprintable() or c == "\n" for c in said), sorted({c for c in said if not c.isprintable()})
    assert "31mROJO" not in said.replace("\\u001b[31mROJO", "")  # el nombre, con lo que no se ve escrito
    assert "Apartadas y sin calificar (5):" in said and "Zoé: se confunde con «Zoe" in said
    assert "beto: 0 de 1" in said and "Traceback" not in said


def test_generate_feedback_no_copia_nada_y_export_da_las_notas(doors):
    _, (theirs, _) = doors
    # Lo que dejó ahí una versión anterior, que sí copiaba.
    old = theirs.root / "autograded" / "beto" / NAME / "clave.txt"
    old.write_text(SECRET)
    (theirs.root / "feedback" / "beto" / NAME / "clave.txt").write_text(SECRET)
    done = theirs.run("-m", "nbgrader", "generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    files = [p for p in (theirs.root / "feedback").rglob("*") if p.is_file()]
    assert {p.name for p in files} == {f"{NAME}.html"} and len(files) == len(theirs.outcome()["students"])
    old.unlink()
    assert theirs.run("-m", "nbgrader", "export", "--to", "notas.csv").returncode == 0
    with (theirs.root / "notas.csv").open(encoding="utf-8", newline="") as file:
        found = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert (found["ana"], found["beto"], found["José"]) == ("1.0", "0.0", "1.0")


BUTTONS = f"""
import json
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader

app = NbGrader()
app.initialize([])
api = NbGraderAPI(app.coursedir, parent=app)
pressed = {{name: api.autograde("{NAME}", name, force=name != "ana") for name in ("ana", "beto", "tuberia", "zoe")}}
feedback = api.generate_feedback("{NAME}", "beto")
rows = {{s["student"]: s["autograded"] for s in api.get_submissions("{NAME}")}}
print(json.dumps([pressed, feedback["success"], rows]))
"""


def test_los_botones_del_formgrader_pasan_por_la_misma_puerta(doors):
    _, (theirs, _) = doors
    before, paths = theirs.outcome(), [theirs.root / "autograded" / s / NAME / f"{NAME}.ipynb" for s in ("ana", "beto")]
    times = [path.stat().st_mtime_ns for path in paths]
    done = theirs.run("-c", BUTTONS)
    pressed, feedback, rows = json.loads(done.stdout.splitlines()[-1])
    assert [found["success"] for found in pressed.values()] == [True, True, False, False], pressed
    # Sin «force», lo que no ha cambiado no se repite; con él, sí.
    assert "ana: sin cambios" in pressed["ana"]["log"] and "beto: 0 de 1" in pressed["beto"]["log"]
    assert [path.stat().st_mtime_ns > then for path, then in zip(paths, times, strict=True)] == [False, True]
    assert "no es un archivo corriente" in pressed["tuberia"]["log"]
    assert "No hay entrega de «zoe»" in pressed["zoe"]["log"]
    assert feedback
    assert not list(theirs.root.glob("*.bak"))  # pulsar un botón no copia el gradebook cada vez
    after = theirs.outcome()
    assert (after["grades"], after["comments"]) == (before["grades"], before["comments"])
    # La lista del formgrader son los mismos estudiantes; ni la tubería ni la fecha imposible la paran.
    assert set(rows) == set(before["students"])
    assert rows["José"] and rows["fecha_buena"] and rows["fecha_imposible"] and rows["fecha_tuberia"]


def test_por_esta_puerta_una_nota_tampoco_baja_sola_y_la_orden_que_se_nombra_la_baja(doors):
    """Como si a beto lo hubiera calificado una referencia equivocada."""
    _, (theirs, _) = doors

    def score() -> float:
        return next(auto for who, cell, auto, *_ in theirs.outcome()["grades"] if (who, cell) == ("beto", TEST))

    with closing(sqlite3.connect(theirs.root / "gradebook.db")) as db, db:
        one = "select g.id from grade g join submitted_notebook n on n.id = g.notebook_id"
        one += " join submitted_assignment s on s.id = n.assignment_id join base_cell b on b.id = g.cell_id"
        one += f" where student_id = 'beto' and b.name = '{TEST}'"
        db.execute(f"update grade set auto_score = 1 where id = ({one})")
    pressed = theirs.run("-m", "nbgrader", "autograde", NAME, "--student=beto", "--force")
    assert pressed.returncode == 1 and score() == 1.0
    assert "beto: 1 → 0 (primer_gradiente 1 → 0)" in pressed.stderr
    named = shlex.split(re.search(r"apúntala con: autograder (.*)", pressed.stderr)[1])
    assert named[-3:] == ["beto", "--force", "--accept"]
    accepted = theirs.run("-m", "autograder.cli", *named)
    assert accepted.returncode == 0 and score() == 0.0, accepted.stderr


def test_las_carpetas_y_las_opciones_de_nbgrader_se_respetan(doors, tmp_path):
    _, (theirs, _) = doors
    shutil.copytree(theirs.root / "submitted" / "ana", tmp_path / "entregas" / "ana")
    shutil.copytree(theirs.root / "submitted" / "beto", tmp_path / "entregas" / "beto")
    where = [
        f"--CourseDirectory.{trait}={value}"
        for trait, value in (
            ("submitted_directory", tmp_path / "entregas"),
            ("autograded_directory", tmp_path / "corregidas"),
            ("feedback_directory", tmp_path / "informes"),
            ("db_url", f"sqlite:///{tmp_path / 'otro.db'}"),
        )
    ]
    options = ["--CourseDirectory.student_id_exclude=beto", "--Autograde.create_student=False"]
    refused = theirs.run("-m", "nbgrader", "autograde", NAME, *where, *options)
    assert refused.returncode == 1 and "ana: no está en el gradebook" in refused.stderr
    done = theirs.run("-m", "nbgrader", "autograde", NAME, *where, options[0])
    assert done.returncode == 0, done.stderr
    assert [p.name for p in (tmp_path / "corregidas").iterdir()] == ["ana"]
    assert (tmp_path / "informes" / "ana" / NAME / f"{NAME}.html").is_file()
    with closing(sqlite3.connect(tmp_path / "otro.db")) as db:
        assert db.execute("select id from student").fetchall() == [("ana",)]


def test_otra_estructura_de_carpetas_se_niega_y_lo_dice(doors):
    _, (theirs, _) = doors
    structure = "--CourseDirectory.directory_structure={student_id}/{nbgrader_step}/{assignment_id}"
    done = theirs.run("-m", "nbgrader", "autograde", NAME, structure)
    assert done.returncode == 1 and "es la única que se conoce" in done.stderr


def test_si_nbgrader_ya_no_tiene_el_metodo_no_se_sigue_con_el_suyo(doors, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(nbgrader_plugin, "REPLACED", ((Autograde, "arranca", print),))
        with pytest.raises(RuntimeError, match=r"Autograde\.arranca.*autograder grade"):
            nbgrader_plugin.install()
    # nbgrader sigue adelante tras un fallo corriente de nbgrader_config.py: éste lo para.
    _, (theirs, _) = doors
    plugin = theirs.root / "autograder" / "nbgrader_plugin.py"
    text = plugin.read_text(encoding="utf-8")
    plugin.write_text(text.replace('"get_existing_timestamp"', '"ya_no_existe"'), encoding="utf-8")
    try:
        done = theirs.run("-m", "nbgrader", "autograde", NAME)
    finally:
        plugin.write_text(text, encoding="utf-8")
    assert done.returncode == 1 and "nbgrader ya no tiene CourseDirectory.ya_no_existe" in done.stderr
