"""Las preguntas que se hacen a la función de un estudiante, y cómo se leen sus respuestas sin creérselas."""

from functools import lru_cache
from typing import Any

from autograder.judging.cases import CaseSet
from autograder.running.worker_process import Limits, Stopped, Worker
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, StudentError


class NotCallable(TypeError):
    """A quien se preguntó no es una función; el mensaje es el nombre de su tipo."""


class Absent(LookupError):
    """No hay nada con ese nombre."""


class Unanswered(Exception):
    """Se acabó lo de la entrega entera, y de esta función no se sabe nada."""


def ask(
    worker: Worker, case_set: CaseSet, slot: int | None, public: bool, limits: Limits
) -> tuple[list[Outcome], str | None]:
    """Pregunta los casos públicos de un ejercicio, o los secretos, al hijo de un puesto o a quien ejecuta las celdas.

    Devuelve lo contestado y, si dejó de contestar, por qué.

    Errores
        Absent si no existe. NotCallable si no es una función. Unanswered si se acabó el tiempo de la entrega.
    """
    replies: list[dict[str, Any]] = []
    why = None
    try:
        # Cada petición son dos llamadas: la segunda mira si la función se repite. Se leen todas las
        # respuestas: una olvidada en el socket la leería el ejercicio siguiente.
        replies.extend(worker.ask_all(_frames(case_set, public), 2 * limits.call, limits.wall_factor, slot))
    except Stopped as stop:
        if stop.kind == "budget":
            raise Unanswered from None
        why = stop.kind
    if replies and "absent" in replies[0]:
        raise Absent
    if replies and "not_callable" in replies[0]:
        raise NotCallable(str(replies[0]["not_callable"])[:100])
    return list(map(outcome, replies)), why


def attempts(
    worker: Worker,
    name: str,
    slot: int | None,
    asked: tuple[list[list[str]], list[list[Any]], list[list[Any]]],
    seconds: float,
    limits: Limits,
) -> list[list[Any] | None]:
    """Lo que daría una función con cada arreglo, en unas entradas: ver ``sandbox/attempts.py``. Vacía si no contesta.

    Unidades
        ``seconds``, de CPU, para todos.
    """
    parts, edits, inputs = asked
    try:
        marked = [[wire.Value(value) for value in arguments] for arguments in inputs]
        request = {"op": "attempt", "name": name, "parts": parts, "edits": edits, "inputs": marked, "seconds": seconds}
        reply = worker.ask(request, 2 * seconds + 1, limits.wall_factor, slot)
    except (Stopped, wire.WireError):
        return []
    found = reply.get("found")
    if not isinstance(found, list) or len(found) > len(edits):
        return []
    return [_values(values, len(inputs)) for values in found]


def _values(values: Any, count: int) -> list[Any] | None:
    if not isinstance(values, list) or len(values) != count:
        return None
    return [wire.only_value(value) for value in values]


@lru_cache(maxsize=512)
def _frames(case_set: CaseSet, public: bool) -> list[bytes]:
    """Las peticiones de los casos públicos de un ejercicio, o de los secretos, escritas una vez para toda la clase."""
    exercise = case_set.exercise
    requests = [
        {
            "op": "call",
            "name": exercise.id,
            "args": wire.Value([case.inputs[a] for a in exercise.args]),
            "forbids": " ".join(exercise.forbids),  # de una vez: leer una lista de textos cuesta por texto
        }
        for case in case_set.cases
        if case.public == public
    ]
    return [wire.encode(request) for request in requests]


def outcome(reply: dict[str, Any]) -> Outcome:
    """Lee una respuesta sin creerse su forma."""
    if "unsent" in reply:
        return Outcome(value=wire.Opaque(f"resultado que no se puede enviar: {str(reply['unsent'])[:100]}"))
    after, used = reply.get("after"), reply.get("used")
    value = wire.only_value(reply.get("value"))
    return Outcome(
        value=value,
        error=error(reply.get("error")),
        after=tuple(map(wire.only_value, after[: wire.MAX_LEAVES])) if isinstance(after, (list, tuple)) else (),
        again=wire.only_value(reply["again"]) if "again" in reply else value,
        again_error=error(reply.get("again_error")),
        used=tuple(str(name)[:100] for name in used[:10]) if isinstance(used, list) else (),
    )


def error(data: Any) -> StudentError | None:
    """Una excepción del estudiante, tal como la cuenta su proceso; None si no la hubo."""
    if not isinstance(data, dict):
        return None
    line = data.get("line")
    return StudentError(
        type=str(data.get("type", "Exception"))[:100],
        message=str(data.get("message", ""))[:500],
        line=line if isinstance(line, int) else None,
        code=str(data.get("code", ""))[:500],
    )
