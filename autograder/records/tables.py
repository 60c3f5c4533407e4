"""Las tablas de un gradebook: las de nbgrader, con las columnas que se usan, y las nuestras.

Las de nbgrader se repiten aquí porque importarlas de él cuesta dos segundos, y
casi todas las órdenes solo leen. ``test_tables.py`` comprueba que son las suyas.
"""

from sqlalchemy import Boolean, Column, DateTime, Float, Integer, Interval, MetaData, String, Table, Text, inspect
from sqlalchemy.engine import Connection

NBGRADER, OURS = MetaData(), MetaData()


def _id(name: str = "id") -> Column:
    return Column(name, String(32), primary_key=name == "id")


ASSIGNMENT = Table("assignment", NBGRADER, _id(), Column("name", String(128)), Column("duedate", DateTime))
NOTEBOOK = Table("notebook", NBGRADER, _id(), Column("name", String(128)), _id("assignment_id"))
CELL = Table("base_cell", NBGRADER, _id(), Column("name", String(128)), _id("notebook_id"), Column("type", String(50)))
GRADE_CELL = Table("grade_cells", NBGRADER, _id(), Column("max_score", Float))
SOURCE = Table("source_cell", NBGRADER, _id(), Column("name", String(128)), _id("notebook_id"))
STUDENT = Table(
    "student",
    NBGRADER,
    Column("id", String(128), primary_key=True),
    *(Column(name, String(128)) for name in ("first_name", "last_name", "email", "lms_user_id")),
)
SUBMISSION = Table(
    "submitted_assignment",
    NBGRADER,
    _id(),
    _id("assignment_id"),
    Column("student_id", String(128)),
    Column("timestamp", DateTime),
    Column("extension", Interval),
)
COPY = Table(
    "submitted_notebook",
    NBGRADER,
    _id(),
    _id("assignment_id"),  # la entrega: SUBMISSION.id
    _id("notebook_id"),
    Column("flagged", Boolean),
    Column("late_submission_penalty", Float),
)
GRADE = Table(
    "grade",
    NBGRADER,
    _id(),
    _id("cell_id"),
    _id("notebook_id"),  # la copia entregada: COPY.id
    *(Column(name, Float) for name in ("auto_score", "manual_score", "extra_credit")),
    Column("needs_manual_grade", Boolean),
)
COMMENT = Table(
    "comment",
    NBGRADER,
    _id(),
    _id("cell_id"),
    _id("notebook_id"),
    *(Column(name, Text) for name in ("auto_comment", "manual_comment")),
)


def _attempt() -> list[Column]:
    """De qué intento es una fila: el primero de cada estudiante es el 1."""
    return [
        Column("assignment", String(128), primary_key=True),
        Column("student", String(128), primary_key=True),
        Column("attempt", Integer, primary_key=True, autoincrement=False),
    ]


ASIDE = "docente"  # así va, entre los avisos de un intento, el que es solo para quien califica
ATTEMPT = Table(
    "retro_attempts",
    OURS,
    *_attempt(),
    Column("judged", DateTime, nullable=False),  # cuándo se juzgó, en UTC
    Column("handed_in", DateTime),  # cuándo se entregó, si se sabe
    # Huellas: de lo entregado, de eso con aquello con que se juzga, y de lo que se dice de una respuesta.
    *(Column(name, String(64), nullable=False) for name in ("handed", "digest", "texts", "diagnosis")),
    Column("notebook", String(64), nullable=False),  # sha256 del cuaderno corregido
    # En JSON: los avisos, la huella de cada respuesta y la nota manual de las que cambiaron después de corregirse.
    *(Column(name, Text, nullable=False) for name in ("messages", "answers", "changed")),
)
VERDICT = Table(
    "retro_verdicts",
    OURS,
    *_attempt(),
    Column("exercise", String(128), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("points", Float),
    Column("max_points", Float, nullable=False),
    *(Column(name, String(128)) for name in ("diagnosis", "step")),
    Column("message", Text, nullable=False),
    *(Column(name, Text) for name in ("hint", "call")),
)
# Las notas que cambió una persona al revisar, y por qué; lo que pone el formgrader no pasa por aquí.
MARK = Table(
    "retro_marks",
    OURS,
    *(Column(name, String(128), primary_key=True) for name in ("assignment", "student", "exercise")),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Float) for name in ("old", "new")),  # la nota manual; None, ninguna
    Column("reason", Text, nullable=False),
    *(Column(name, Text) for name in ("old_comment", "new_comment")),  # lo que lee el estudiante
    Column("moment", DateTime, nullable=False),  # en UTC
    Column("who", String(128), nullable=False),  # el usuario de la máquina
    Column("undoes", Integer),  # el número de la que deshace
)
# Con qué publicación registró nbgrader las celdas de cada tarea.
RELEASE = Table(
    "retro_releases", OURS, Column("assignment", String(128), primary_key=True), Column("release", String(64))
)


def missing(connection: Connection) -> set[str]:
    """Las tablas que faltan, de nbgrader o nuestras."""
    return {*NBGRADER.tables, *OURS.tables, "alembic_version"} - set(inspect(connection).get_table_names())
