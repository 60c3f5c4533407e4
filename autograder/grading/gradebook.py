"""Apuntar notas en el gradebook de nbgrader: una conexión abierta y una transacción por entrega.

Se escribe en sus mismas tablas, fila a fila. Sus clases calculan las notas de
todo el curso cada vez que cargan una entrega, y la clase entera costaría el
cuadrado de su tamaño.
"""

import contextlib
import os
import sysconfig
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from nbformat import NotebookNode
from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties, SaveCells
from sqlalchemy import create_engine, delete, insert, inspect, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from traitlets.config import Config

from autograder.errors import CourseError
from autograder.grading.student_ids import normalized
from autograder.judging.verdict import NOT_JUDGED, Verdict
from autograder.os_errors import reason_and_place
from autograder.passwords import hide_passwords

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PATIENCE = 60  # segundos que se espera a quien prepara el gradebook, que tarda dos o tres
STUDENT, SUBMISSION, NOTEBOOK = (
    api.Student.__table__,
    api.SubmittedAssignment.__table__,
    api.SubmittedNotebook.__table__,
)
GRADE, COMMENT, ASSIGNMENT = api.Grade.__table__, api.Comment.__table__, api.Assignment.__table__


@dataclass(frozen=True)
class Score:
    """Lo que vale una celda en el gradebook, y el comentario que la acompaña."""

    score: float
    max_score: float
    pending: bool = False  # espera a una persona
    comment: str | None = None


class Book:
    """El gradebook abierto para una tarea de un solo cuaderno."""

    def __init__(
        self, url: str, assignment: str, release: NotebookNode, config: Config | None = None, read_only: bool = False
    ):
        """Abre (o crea) el gradebook y registra la tarea con sus celdas.

        Con ``read_only`` no cambia nada: la tarea tiene que estar ya.

        Errores
            CourseError si no se puede abrir, o si la tarea cambió de celdas
            cuando ya había notas.
        """
        self.url, self.assignment = url, assignment
        _put_scripts_on_path()
        try:
            with _one_at_a_time(url):
                self.gradebook = api.Gradebook(url)
                self.renamed = [] if read_only else self._register(url, assignment, release)
        except (SQLAlchemyError, OSError) as error:
            raise _cannot_open(url, error) from None
        penalties = AssignLatePenalties(config=config or Config())
        penalties.init_plugin()
        self.late_penalty = penalties.plugin_inst.late_submission_penalty
        self.db = self.gradebook.db
        self.db.expire_all()
        master = self.gradebook.find_notebook(assignment, assignment)
        self.notebook_id, self.assignment_id, self.duedate = master.id, master.assignment_id, master.assignment.duedate
        self.grade_cells = {c.id: (c.name, float(c.max_score)) for c in master.grade_cells}
        self.solution_cells = {c.id: c.name for c in master.solution_cells}
        self.db.commit()

    def _register(self, url: str, assignment: str, release: NotebookNode) -> list[tuple[str, str]]:
        """Deja el gradebook listo y devuelve los ids de estudiante que ha habido que escribir de otra forma."""
        _finish_creating(self.gradebook)
        renamed = _normalize_ids(self.gradebook)
        self.gradebook.update_or_create_assignment(assignment)
        resources = {"nbgrader": {"notebook": assignment, "assignment": assignment, "db_url": url}}
        try:
            # Es el preprocesador con el que nbgrader registra una tarea al publicarla.
            SaveCells().preprocess(release, resources)
        except RuntimeError:
            self.close()
            raise CourseError(
                f"En este gradebook ya hay notas de {assignment} con otras celdas: alguien añadió o quitó "
                "ejercicios. Califica con un gradebook nuevo (--db sqlite:///otro.db) o recupera la versión anterior."
            ) from None
        return renamed

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.gradebook.close()

    def save(
        self,
        student: str,
        verdicts: Mapping[str, Verdict],
        unanswered: Collection[str],
        timestamp: datetime | None = None,
        same: bool = False,
    ) -> None:
        """Apunta una entrega entera o nada.

        Formas
            ``verdicts`` va por id de ejercicio; ``unanswered`` son los ids de
            las preguntas escritas que siguen como se publicaron. ``same`` dice si es
            la misma entrega que ya estaba apuntada.
        """
        try:
            self._save(student, verdicts, unanswered, timestamp, same)
        except IntegrityError:
            # Otra orden creó las mismas filas entretanto: ya están, y esta vez se encuentran.
            self._save(student, verdicts, unanswered, timestamp, same)

    def _save(
        self,
        student: str,
        verdicts: Mapping[str, Verdict],
        unanswered: Collection[str],
        timestamp: datetime | None,
        same: bool,
    ) -> None:
        try:
            notebook, extension = self._notebook(student, timestamp)
            known = self._rows(GRADE, notebook, self.grade_cells)
            for cell, (name, _) in self.grade_cells.items():
                auto = self.auto_score(name.removeprefix("test_"), verdicts, unanswered)
                before = known.get(cell)
                if same and before is not None and before.auto_score == auto:
                    continue  # lo que una persona ya revisó sigue revisado
                # Como hace nbgrader: lo que ya tenía nota manual se marca para que se revise.
                manual = before.manual_score if before is not None else None
                values = {"auto_score": auto, "needs_manual_grade": auto is None or manual is not None}
                self._write(GRADE, before, notebook, cell, values)
            texts = dict.fromkeys(self.solution_cells.values()) | _comments(verdicts)
            self._comment(notebook, texts | dict.fromkeys(unanswered, "Sin respuesta."))
            self._penalise(student, notebook, timestamp, extension)
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise

    def comment(self, student: str, verdicts: Mapping[str, Verdict]) -> None:
        """Cambia los comentarios de esos ejercicios en una entrega ya apuntada, y nada más."""
        try:
            self._comment(self._find(student), _comments(verdicts))
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise

    def _comment(self, notebook: str, texts: Mapping[str, str | None]) -> None:
        known = self._rows(COMMENT, notebook, self.solution_cells)
        for cell, name in self.solution_cells.items():
            if name in texts:
                self._write(COMMENT, known.get(cell), notebook, cell, {"auto_comment": texts[name]})

    def _notebook(self, student: str, timestamp: datetime | None) -> tuple[str, timedelta | None]:
        """El id del cuaderno entregado, creando lo que falte, y la prórroga de la entrega."""
        mine = (SUBMISSION.c.assignment_id == self.assignment_id) & (SUBMISSION.c.student_id == student)
        row = self.db.execute(select(SUBMISSION.c.id, SUBMISSION.c.extension).where(mine)).first()
        if row is not None:
            if timestamp is not None:
                self.db.execute(update(SUBMISSION).where(mine).values(timestamp=timestamp))
            copy = (NOTEBOOK.c.notebook_id == self.notebook_id) & (NOTEBOOK.c.assignment_id == row.id)
            return self.db.execute(select(NOTEBOOK.c.id).where(copy)).scalar_one(), row.extension
        if self.db.execute(select(STUDENT.c.id).where(STUDENT.c.id == student)).first() is None:
            self.db.execute(insert(STUDENT).values(id=student))
        submission, notebook = api.new_uuid(), api.new_uuid()
        values = {"assignment_id": self.assignment_id, "student_id": student, "timestamp": timestamp}
        self.db.execute(insert(SUBMISSION).values(id=submission, **values))
        values = {"notebook_id": self.notebook_id, "assignment_id": submission, "flagged": False}
        self.db.execute(insert(NOTEBOOK).values(id=notebook, **values))
        return notebook, None

    def _rows(self, table, notebook: str, cells: Collection[str]) -> dict:
        # Por celda y cuaderno: es el índice que tienen estas tablas.
        mine = table.c.cell_id.in_(list(cells)) & (table.c.notebook_id == notebook)
        return {row.cell_id: row for row in self.db.execute(select(table).where(mine))}

    def _write(self, table, row, notebook: str, cell: str, values: dict) -> None:
        if row is None:
            self.db.execute(insert(table).values(id=api.new_uuid(), cell_id=cell, notebook_id=notebook, **values))
        else:
            self.db.execute(update(table).where(table.c.id == row.id).values(**values))

    @staticmethod
    def auto_score(name: str, verdicts: Mapping[str, Verdict], unanswered: Collection[str]) -> float | None:
        """La nota automática de una celda. La manual, que puso una persona, no se toca nunca."""
        found = verdicts.get(name)
        if found is not None:
            return None if found.status == NOT_JUDGED else found.points
        # La pregunta escrita la mira una persona, salvo si nadie la contestó.
        return 0.0 if name in unanswered else None

    def _penalise(self, student: str, notebook: str, timestamp: datetime | None, extension: timedelta | None) -> None:
        """El descuento por retraso, con el complemento que diga nbgrader_config.py."""
        penalty = None
        if timestamp is not None and self.duedate is not None:
            late = (timestamp - self.duedate - (extension or timedelta())).total_seconds()
            if late > 0:
                score = sum(s.score for s in self._scores(notebook).values())
                penalty = self.late_penalty(student, score, late)
                penalty = None if penalty is None else min(max(0.0, penalty), score)
        self.db.execute(update(NOTEBOOK).where(NOTEBOOK.c.id == notebook).values(late_submission_penalty=penalty))

    def _scores(self, notebook: str) -> dict[str, Score]:
        found = {}
        for cell, row in self._rows(GRADE, notebook, self.grade_cells).items():
            name, maximum = self.grade_cells[cell]
            base = row.manual_score if row.manual_score is not None else row.auto_score
            pending = base is None
            found[name] = Score(float(base or 0.0) + float(row.extra_credit or 0.0), maximum, pending)
        return found

    def cells(self, student: str) -> dict[str, Score]:
        """Por celda evaluable o de respuesta, lo que hay apuntado; vacío si no hay entrega."""
        notebook = self._find(student)
        if notebook is None:
            return {}
        found = self._scores(notebook)
        for cell, row in self._rows(COMMENT, notebook, self.solution_cells).items():
            name = self.solution_cells[cell]
            base = found.get(name, Score(0.0, 0.0))
            comment = row.manual_comment or row.auto_comment
            found[name] = Score(base.score, base.max_score, base.pending, comment)
        return found

    def points(self, student: str) -> dict[str, tuple[float | None, float | None]]:
        """Por celda evaluable, la nota automática y la que puso una persona; vacío si no hay entrega."""
        notebook = self._find(student)
        rows = self._rows(GRADE, notebook, self.grade_cells) if notebook is not None else {}
        return {self.grade_cells[cell][0]: (row.auto_score, row.manual_score) for cell, row in rows.items()}

    def penalty(self, student: str) -> float:
        """Lo descontado por retraso."""
        notebook = self._find(student)
        query = select(NOTEBOOK.c.late_submission_penalty).where(NOTEBOOK.c.id == notebook)
        return float(self.db.execute(query).scalar() or 0.0)

    def students(self) -> set[str]:
        """Los ids de quienes están en el gradebook, con entrega o sin ella."""
        return set(self.db.execute(select(STUDENT.c.id)).scalars())

    def has(self, student: str) -> bool:
        """Si ya hay una entrega de este estudiante."""
        return self._find(student) is not None

    def _find(self, student: str) -> str | None:
        mine = (SUBMISSION.c.assignment_id == self.assignment_id) & (SUBMISSION.c.student_id == student)
        join = SUBMISSION.join(NOTEBOOK, NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        where = mine & (NOTEBOOK.c.notebook_id == self.notebook_id)
        return self.db.execute(select(NOTEBOOK.c.id).select_from(join).where(where)).scalar()


def _comments(verdicts: Mapping[str, Verdict]) -> dict[str, str | None]:
    """El comentario de cada ejercicio; ninguno si tiene todos los puntos."""
    # PostgreSQL no guarda el carácter nulo.
    return {id_: None if v.points == v.max_points else v.text.replace("\0", "") for id_, v in verdicts.items()}


def totals(cells: Mapping[str, Score]) -> tuple[float, float]:
    """Nota y puntos que esperan a una persona, de lo que devuelve ``Book.cells``."""
    return sum(c.score for c in cells.values()), sum(c.max_score for c in cells.values() if c.pending)


@contextlib.contextmanager
def _one_at_a_time(url: str) -> Iterator[None]:
    """Mientras una orden crea el gradebook o registra la tarea, las demás esperan: nbgrader no cuenta con ellas.

    Errores
        CourseError si quien lo tiene no acaba.
    """
    address = make_url(url)
    taken = CourseError("Otra orden lleva mucho tiempo preparando este gradebook. Espera a que acabe y repítela.")
    if address.get_backend_name() == "postgresql":
        with create_engine(address, poolclass=NullPool).connect() as connection:
            connection.execute(text(f"SET lock_timeout = '{PATIENCE}s'"))
            try:
                connection.execute(text("SELECT pg_advisory_lock(hashtext('retropropagacion'))"))
            except OperationalError:
                raise taken from None
            yield
        return
    with contextlib.ExitStack() as stack:
        if fcntl is not None and address.database and address.database != ":memory:":
            # La carpeta, y no el archivo: SQLite tiene ahí sus propios cierres, y así no queda nada que borrar.
            folder = os.open(Path(address.database).resolve().parent, os.O_RDONLY)
            stack.callback(os.close, folder)
            deadline = time.monotonic() + PATIENCE
            while not _locked(folder):
                if time.monotonic() > deadline:
                    raise taken
                time.sleep(0.05)
        yield


def _locked(folder: int) -> bool:
    """Si ya es nuestra; también donde el disco no sabe de cierres (algunos de red): ahí no hay nada que esperar."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _cannot_open(url: str, error: Exception) -> CourseError:
    why = reason_and_place(error) if isinstance(error, OSError) else str(error).splitlines()[0]
    return CourseError(hide_passwords(f"No se puede abrir el gradebook {url}: {why}", url))


def holds_grades(url: str, assignments: Collection[str]) -> bool:
    """Si un gradebook tiene notas automáticas de alguna de esas tareas. Ni lo crea ni lo cambia.

    Errores
        CourseError si no se puede abrir.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not (address.database and Path(address.database).is_file()):
        return False
    given = (
        select(GRADE.c.id)
        .join(NOTEBOOK, NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == NOTEBOOK.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .where(ASSIGNMENT.c.name.in_(list(assignments)), GRADE.c.auto_score.is_not(None))
    )
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            # Una orden que lo está creando puede no haber llegado a estas tablas.
            made = all(inspect(connection).has_table(t.name) for t in (GRADE, NOTEBOOK, SUBMISSION, ASSIGNMENT))
            return made and connection.execute(given.limit(1)).first() is not None
    except (SQLAlchemyError, OSError) as error:
        raise _cannot_open(url, error) from None


def _finish_creating(gradebook: api.Gradebook) -> None:
    """Apunta la versión de las tablas si falta: nbgrader la escribe al final, y un corte al crearlas la perdería."""
    with gradebook.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        if connection.execute(text("SELECT version_num FROM alembic_version")).first() is None:
            version = {"version": api.get_alembic_version()}
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)


def _normalize_ids(gradebook: api.Gradebook) -> list[tuple[str, str]]:
    """Pasa a NFC los ids de un gradebook de antes: con otro id, sus notas manuales serían de otra persona.

    Devuelve los que cambiaron, (antes, ahora). El que ya está en las dos formas
    se queda como está: decidir cuál vale es cosa de una persona.
    """
    ids = set(gradebook.db.execute(select(STUDENT.c.id)).scalars())
    loose = {id_: normalized(id_) for id_ in ids if normalized(id_) != id_}
    times = Counter(loose.values())
    renamed = [(before, now) for before, now in loose.items() if now not in ids and times[now] == 1]
    for before, now in renamed:
        mine = dict(gradebook.db.execute(select(STUDENT).where(STUDENT.c.id == before)).mappings().one())
        gradebook.db.execute(insert(STUDENT).values({**mine, "id": now}))
        gradebook.db.execute(update(SUBMISSION).where(SUBMISSION.c.student_id == before).values(student_id=now))
        gradebook.db.execute(delete(STUDENT).where(STUDENT.c.id == before))
    gradebook.db.commit()
    return renamed


def _put_scripts_on_path() -> None:
    """nbgrader llama a la orden ``alembic`` al crear un gradebook, y sin activar el entorno no está a la vista."""
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")
