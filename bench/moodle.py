"""Lo que tarda una clase grande en venir de Moodle y en volver: recoger el zip, devolver la hoja y exportar.

``python bench/moodle.py`` copia el curso, hace el zip y la hoja de mil personas con unas pocas entregas simuladas, y
mide cada orden entera. Las notas se apuntan en el gradebook sin calificar, que se mide en ``calificador.py``; los
informes son todos uno de verdad. ``--escribe`` deja la tabla en docs/rendimiento.md.
"""

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from honest_class import ASSIGNMENT, copy_course, environment, run, simulate  # noqa: E402
from page import machine, publish, say  # noqa: E402

from autograder.exercise import exercises_of  # noqa: E402
from autograder.grading.archive import Archive, _stamp  # noqa: E402
from autograder.grading.release import read_release  # noqa: E402
from autograder.judging.verdict import FAIL, PASS, verdict  # noqa: E402
from autograder.records.gradebook import Book  # noqa: E402
from autograder.records.standing import Entry  # noqa: E402

STUDENTS, ORIGINALS = 1_000, 6
HEADER = (
    "Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima,"
    "La calificación puede ser cambiada,Última modificación (entrega),Última modificación (calificación),"
    "Comentarios de retroalimentación"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--personas", type=int, default=STUDENTS, help="cuántas hay en la clase")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla en docs/rendimiento.md")
    args = parser.parse_args()
    return publish(lambda: report(args.personas), "moodle", args.escribe)


def report(students: int) -> str:
    """La tabla, en Markdown."""
    with tempfile.TemporaryDirectory(prefix="moodle-") as folder:
        base = Path(folder)
        course = copy_course(base / "curso")
        truth = simulate(course, base / "pocas", ORIGINALS)
        originals = [base / "pocas" / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb" for name in sorted(truth)]
        sheet, package = _downloads(base, originals, students)
        out, db = base / "submitted", f"sqlite:///{base / 'gradebook.db'}"
        common = [ASSIGNMENT, "--db", db]
        collect = ["moodle", "collect", *common, str(package), "--worksheet", str(sheet), "--out", str(out)]
        back = ["moodle", "return", *common, "--worksheet", str(sheet), "--submitted", str(out)]
        back += ["--feedback", str(base / "feedback"), "--out", str(base / "vuelta")]
        measured = [_timed("`moodle collect`, la primera vez", collect, course)]
        measured.append(_timed("`moodle collect`, otra vez y sin cambios", collect, course))
        _record(course, base, db, students, _one_report(course, base, originals[0]))
        measured.append(_timed(f"`moodle return`, con {students} informes", back, course))
        measured.append(_timed("`export --csv`", ["export", *common, "--csv", str(base / "notas.csv")], course))
    rows = [f"| {what} | {wall:.1f} s | {cpu:.1f} s |" for what, wall, cpu in measured]
    intro = f"`python bench/moodle.py`: {machine()}; carga al acabar, {os.getloadavg()[0]:.1f}. {students} personas."
    return "\n".join([intro, "", "| orden | tarda | de CPU |", "|---|---|---|", *rows])


def _downloads(base: Path, originals: list[Path], students: int) -> tuple[Path, Path]:
    """La hoja y el zip, como los descarga Moodle."""
    sheet, package = base / "hoja.csv", base / "entregas.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive, sheet.open("w", encoding="utf-8-sig") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER.split(","))
        for k in range(students):
            number, name = 2_000_000 + k, f"Persona Número {k}"
            when = f"domingo, 31 de enero de 2027, {k % 24}:{k % 60:02d}"
            row = [f"Participante {number}", name, f"p{k}@x.es", "Enviado", "", "10,00", "Sí", when, "-", ""]
            rows.writerow(row)
            archive.write(originals[k % len(originals)], f"{name}_{number}_assignsubmission_file_/{ASSIGNMENT}.ipynb")
    return sheet, package


def _one_report(course: Path, base: Path, notebook: Path) -> str:
    """Un informe de verdad, sin su marca."""
    one = base / "una" / "p" / ASSIGNMENT / notebook.name
    one.parent.mkdir(parents=True)
    one.write_bytes(notebook.read_bytes())
    grade = ["grade", ASSIGNMENT, "--submitted", str(base / "una"), "--out", str(base), "--quiet"]
    _timed("grade", [*grade, "--db", f"sqlite:///{base / 'una.db'}"], course)
    text = (base / "feedback" / "p" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    return text.partition("\n")[2]


def _record(course: Path, base: Path, db: str, students: int, text: str) -> None:
    """Apunta las notas de todos, y deja a cada uno su informe."""
    exercises = list(exercises_of(ASSIGNMENT).values())
    archive = Archive(ASSIGNMENT, base / "autograded", base / "feedback")
    with Book(db, ASSIGNMENT, read_release(course, ASSIGNMENT)) as book:
        questions = frozenset(book.reader.solutions.values()) - {e.id for e in exercises}
        for k in range(students):
            judged = {e.id: verdict(e, FAIL if (k + n) % 3 else PASS, "") for n, e in enumerate(exercises)}
            book.save(Entry(f"p{k}@x.es", judged, unanswered=questions, handed=str(k)))
        for standing in book.standings([f"p{k}@x.es" for k in range(students)]):
            path = archive.report(standing.student)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{_stamp(standing)}\n{text}", encoding="utf-8")


def _timed(what: str, words: list[str], course: Path) -> tuple[str, float, float]:
    """Segundos de reloj y de CPU de una orden entera."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run([sys.executable, "-m", "autograder.cli", *words], course, environment(course), allowed=(0, 1))
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    say(f"{what}: {wall:.1f} s, {cpu:.1f} de CPU")
    return what, wall, cpu


if __name__ == "__main__":
    sys.exit(main())
