"""Lo juzgado que espera: una entrega que no ha cambiado no se apunta hasta saber a quién le cambia la nota.

Queda en la carpeta de caché de quien califica, un archivo por entrega que solo
lee su dueño, y nunca en la de la clase: no se puede confundir con una nota
apuntada. Un corte o un ensayo no pierden lo juzgado, y se borra al apuntarlo.
"""

import json
from dataclasses import asdict
from datetime import datetime

from autograder import cache
from autograder.grading.assignment import Assignment, Graded
from autograder.grading.handed import Handed
from autograder.judging.verdict import NOT_JUDGED, Verdict

KIND = "juzgadas"
PLAIN = ("student", "notebook", "handed", "digest", "texts", "diagnosis")  # campos que son texto


class Stage:
    """Las entregas juzgadas y sin apuntar de una tarea."""

    def __init__(self, assignment: Assignment):
        self.assignment = assignment
        self.loose: dict[str, Graded] = {}  # lo que no cupo en la caché, y lo que quedó a medias
        cache.forget_old(KIND)

    def key(self, handed: Handed) -> str:
        """La clave de una entrega: cambia con ella, con quién la hizo y con lo que la juzga y la explica."""
        a = self.assignment
        return "\0".join([handed.student, handed.digest(a.fingerprint), a.texts, a.diagnosis])

    def put(self, key: str, graded: Graded) -> None:
        """Guarda una entrega juzgada. La que quedó a medias no se recuerda de una orden a otra: se repite."""
        fields = {name: getattr(graded, name) for name in PLAIN} | {
            "verdicts": {id_: asdict(verdict) for id_, verdict in graded.verdicts.items()},
            "messages": list(graded.messages),
            "unanswered": sorted(graded.unanswered),
            "answers": dict(graded.answers),
            "timestamp": graded.timestamp and graded.timestamp.isoformat(),
        }
        unfinished = any(v.status == NOT_JUDGED for v in graded.verdicts.values())
        if unfinished or not cache.write(KIND, key, json.dumps(fields)):
            self.loose[key] = graded

    def get(self, key: str) -> Graded | None:
        """La entrega juzgada, o None."""
        if key in self.loose:
            return self.loose[key]
        try:
            fields = json.loads(cache.read(KIND, key) or "null")
            return Graded(
                **{name: fields[name] for name in PLAIN},
                verdicts={id_: Verdict(**values) for id_, values in fields["verdicts"].items()},
                messages=tuple(fields["messages"]),
                unanswered=frozenset(fields["unanswered"]),
                answers=fields["answers"],
                timestamp=fields["timestamp"] and datetime.fromisoformat(fields["timestamp"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def forget(self, key: str) -> None:
        """Olvida una entrega ya apuntada."""
        self.loose.pop(key, None)
        cache.forget(KIND, key)
