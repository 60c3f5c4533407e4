"""Lo que se arranca y se carga por adelantado, mientras aún se comprueba la tarea: lo que seguro hará falta."""

import importlib
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.exercise import exercises_of
from autograder.grading.archive import Archive, get_ready
from autograder.grading.assignment import Assignment, visible_modules
from autograder.grading.class_list import Listing
from autograder.grading.options import GradeOptions
from autograder.grading.pool import ready_to_judge
from autograder.grading.processes import Crew
from autograder.notebook import node
from autograder.running import warm
from autograder.running.worker_process import Limits

REPORTING = "autograder.grading.feedback"  # lo que tarda en cargarse de quien pinta informes…
EXPLAINING = "autograder.diagnosis.diagnose"  # …y de quien explica una respuesta equivocada
WORTH_SPREADING = 4  # informes por proceso: con menos, arrancarlos cuesta más que pintar


@dataclass(frozen=True)
class Ahead:
    """Cuántas entregas habrá que juzgar y cuántos informes habrá que pintar, por lo menos."""

    judging: int
    reports: int

    @classmethod
    def of(cls, options: GradeOptions, listing: Listing, archive: Archive) -> "Ahead":
        """Se juzgan las que no tienen cuaderno corregido o, con --force, todas; se pintan ésas y las sin informe."""
        if options.scheduler:
            return cls(0, 0)  # juzgan otros, y hasta que no acaben no hay nada que pintar
        judged = {student: archive.notebook(student).is_file() for student in listing.folders}
        due = {student for student, done in judged.items() if options.force or not done}
        missing = {student for student, done in judged.items() if done and not archive.report(student).is_file()}
        return cls(len(due), len(due | missing) if options.reports and not options.dry_run else 0)


def prepare_parent(root: Path, name: str) -> None:
    """Arranca ya el padre templado de quienes van a juzgar: carga mientras aquí se hace lo demás.

    La tarea aún no se ha comprobado; si no vale, o es otra, ``load_assignment`` lo dirá o éste no se usará.
    """
    with suppress(Exception):
        release = node.loads((root / "notebooks" / f"{name}.ipynb").read_bytes())
        warm.prepare(visible_modules(release, exercises_of(name)))


def start_crew(crew: Crew, workers: int, ahead: Ahead, assignment: Assignment, limits: Limits) -> None:
    """Arranca los procesos que juzgarán y pintarán: se bifurcan de éste y heredan lo que carga aquí una vez."""
    many = max(ahead.judging, ahead.reports) >= WORTH_SPREADING * workers
    if many and ahead.judging:
        _load(EXPLAINING)
    if many and ahead.reports:
        get_ready(assignment.release, assignment.name)
    crew.start(max(ahead.judging, ahead.reports if many else 0), warm.lend)
    if ahead.judging and ahead.reports and not many:
        # Los pocos informes se pintan aquí: que se cargue mientras juzgan otros.
        threading.Thread(target=_load, args=(REPORTING,), daemon=True).start()
    ready_to_judge(crew, assignment, limits, soon=ahead.judging > 0)


def _load(module: str) -> None:
    """Carga un módulo por adelantado; si no se puede, lo dirá quien lo use."""
    with suppress(ImportError):
        importlib.import_module(module)
