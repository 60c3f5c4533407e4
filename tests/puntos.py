"""Lo que vale la tarea T1, según sus declaraciones y su pregunta escrita: ninguna prueba lo repite a mano."""

from pathlib import Path

from autograder.authoring.sources import is_written, nbgrader_of, read_source
from autograder.exercise import exercises_of

T1 = "tarea_jacobiano"
WORTH = {e.id: float(e.points) for e in exercises_of(T1).values()}
AUTO = sum(WORTH.values())
MANUAL = float(sum(nbgrader_of(c)["points"] for c in read_source(Path(__file__).parents[1], T1).cells if is_written(c)))
TOTAL = AUTO + MANUAL
