"""Repetir el juicio de un intento: lo mismo que se entregó, con la misma clave y el mismo juez, sin apuntar nada."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.grading import grade
from autograder.grading.assignment import Assignment, grade_one, load_assignment, read_for
from autograder.grading.dealing import dealt_by
from autograder.grading.handed import Handed
from autograder.grading.key import key_path, load_key
from autograder.grading.secret_references import store_path
from autograder.grading.submission import Submission
from autograder.judging.verdict import Verdict
from autograder.records.standing import Attempt

RANDOM = (
    "Con lo mismo ha salido otra cosa: la respuesta depende del azar, de la hora o de lo que tarda. "
    "Vale lo apuntado, salvo que decidas otra cosa."
)
MOVED = (
    "Desde entonces ha cambiado aquello con que se juzga: el cuaderno publicado, una declaración, la clave o este "
    "programa. Lo que cambiaría en la clase lo dice: autograder grade {} --dry-run"
)
HALF = "Aquella vez se quedó a medias: la máquina no pudo acabar de juzgarla."


@dataclass(frozen=True)
class Replay:
    """Un intento juzgado otra vez. ``moved`` dice por qué puede salir otra cosa, o nada si todo es igual."""

    assignment: Assignment  # la de quien entregó, con sus variantes
    submission: Submission
    verdicts: Mapping[str, Verdict]
    why: str

    def code(self, id_: str) -> list[str]:
        """Lo que entregó de una celda: sus trozos y, si la función está en otra parte, ésa."""
        notebook = self.submission.notebook
        if notebook is None:
            return []
        if id_ in self.assignment.published.essays:
            return [piece.cell.source for piece in [*notebook.written(id_), *notebook.own_texts]]
        pieces = [*notebook.pieces_of(id_), notebook.defining(id_)]
        return list(dict.fromkeys(piece.cell.source for piece in pieces if piece is not None))


def replayed(root: Path, url: str, name: str, handed: Handed, attempt: Attempt) -> Replay:
    """Juzga otra vez un intento.

    Errores
        CourseError si falta la clave, o si el cuaderno publicado no está como se publicó.
    """
    where = key_path(url, root)
    key = load_key(where, lambda: True, keep=False)
    dealt = dealt_by(where, key, name, [handed.student])
    assignment = load_assignment(root, name, key, grade.limits(), store_path(where, name), dealt)
    graded = grade_one(handed, assignment, grade.limits())
    if graded.again is not None:  # como al calificar: una muerte sola no dice de quién es la culpa
        graded = grade_one(handed, assignment, grade.limits(), graded.again)
    submission, own, _ = read_for(handed, assignment)
    same = [id_ for id_, found in graded.verdicts.items() if equal(found, attempt.verdicts.get(id_))]
    why = ""
    if len(same) < len(graded.verdicts):
        moved = attempt.digest != handed.digest(assignment.fingerprint)
        why = HALF if not attempt.digest else MOVED.format(name) if moved else RANDOM
    return Replay(own, submission, graded.verdicts, why)


def equal(one: Verdict | None, other: Verdict | None) -> bool:
    """Si dos veredictos dicen lo mismo: el estado, los puntos y el error reconocido. Los textos no cuentan."""
    if one is None or other is None:
        return one is other
    return (one.status, one.points, one.diagnosis) == (other.status, other.points, other.diagnosis)
