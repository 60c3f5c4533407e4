"""El veredicto: de los resultados de unas llamadas a una nota y una explicación.

Da igual dónde se ejecutó la función. En el cuaderno la llama el propio kernel;
al calificar, un proceso aparte del que solo llegan arrays.
"""

import builtins
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder.diagnosis.source import Code
from autograder.diagnosis.tables import section_of
from autograder.exercise import MEASURES, Exercise
from autograder.judging import messages
from autograder.judging.answer import BROKEN, flaw
from autograder.judging.cases import Case, CaseSet
from autograder.judging.compare import same
from autograder.sandbox.call import NEVER, Outcome, StudentError

PASS, FAIL, MISSING, ERROR, NOT_JUDGED = "pass", "fail", "missing", "error", "not_judged"
MACHINE = ("wall", "crowded", "once")  # paradas que pueden ser culpa de la máquina: no cuestan puntos

KNOWN_TYPES = {"Tensor", "function", "builtin_function_or_method", "method", "ufunc", "generator", "dict_keys", "map"}
CALL_SECONDS = 2.0  # CPU por llamada


@dataclass(frozen=True)
class Verdict:
    """Lo que se sabe de una respuesta.

    Unidades
        ``points`` son puntos de la nota; None si no se pudo juzgar.
    """

    exercise: str
    status: str
    points: float | None
    max_points: float
    message: str
    diagnosis: str | None = None
    hint: str | None = None
    call: str | None = None  # la llamada que falló, para enseñarla
    step: str | None = None  # en qué comprobación se paró

    def to_json(self) -> dict[str, Any]:
        """El veredicto en el formato de las notas en JSON."""
        keys = ("status", "points", "max_points", "diagnosis")
        return {k: v for k, v in asdict(self).items() if k in keys} | {"message": self.text}

    @property
    def text(self) -> str:
        """El mensaje y, si se reconoció el error, su pista y dónde se explica."""
        return " ".join(part for part in (self.message, self.hint, self.hint and self.again) if part)

    @property
    def again(self) -> str:
        """A qué apartado de la lección volver, o nada si no se sabe."""
        title = section_of(self.exercise)[0]
        return f"Vuelve a leer «{title}»." if title else ""


def verdict(exercise: Exercise, status: str, message: str, **details: Any) -> Verdict:
    """Un veredicto con los puntos que su estado vale."""
    points = {PASS: float(exercise.points), NOT_JUDGED: None}.get(status, 0.0)
    return Verdict(exercise.id, status, points, float(exercise.points), message, **details)


def judge(
    case_set: CaseSet,
    call: Callable[[Mapping[str, Any]], Outcome],
    seconds: float = CALL_SECONDS,
    code: Code | None = None,
) -> Verdict:
    """Llama a la función en cada caso y da el veredicto.

    ``call`` recibe las entradas de un caso y cuenta lo que pasó; si la función
    se detuvo (bucle, memoria) ya no se le pregunta más. ``seconds`` es el tope
    de CPU por llamada, para decirlo en el mensaje; ``code``, lo que escribió, si se tiene.
    """
    outcomes: list[Outcome] = []
    for case in case_set.cases:
        outcomes.append(call(case.inputs))
        if outcomes[-1].stopped:
            break
    return conclude(case_set, outcomes, seconds, code=code)


def conclude(
    case_set: CaseSet,
    outcomes: list[Outcome],
    seconds: float = CALL_SECONDS,
    passed: int = 0,
    code: Code | None = None,
) -> Verdict:
    """El veredicto de unos resultados: manda el primer caso que falla. De los ``passed`` primeros ya se sabe que no."""
    exercise = case_set.exercise
    if banned := [name for name in (*exercise.forbids, *NEVER) if any(name in outcome.used for outcome in outcomes)]:
        return verdict(exercise, FAIL, messages.forbidden(banned[:1], banned[0] in MEASURES), step="forbidden")
    for case, outcome in list(zip(case_set.cases, outcomes, strict=False))[passed:]:
        problem = examine(exercise, case, outcome, seconds)
        if problem is None:
            continue
        status, step, text = problem
        from autograder.diagnosis.diagnose import diagnose  # quien acierta no espera a que se cargue

        found = diagnose(case_set, outcomes, code)
        return verdict(
            exercise,
            status,
            text,
            diagnosis=found.name if found else None,
            hint=found.hint if found else None,
            call=describe_call(exercise, case),
            step=step,
        )
    if len(outcomes) < len(case_set.cases):
        # Faltan respuestas y ninguna explica por qué: no aprueba lo que no contestó.
        return verdict(exercise, NOT_JUDGED, "No llegaron todas las respuestas de tu función.")
    return verdict(exercise, PASS, exercise.takeaway)


def examine(exercise: Exercise, case: Case, outcome: Outcome, seconds: float) -> tuple[str, str, str] | None:
    """Lo primero que falla en un caso, como (estado, paso, mensaje), o None."""
    if not case.public:
        outcome = discreet(outcome)
    if outcome.stopped:
        status = NOT_JUDGED if outcome.stopped in MACHINE else ERROR
        return status, "stopped", messages.stopped(outcome.stopped, seconds)
    if outcome.error is not None:
        if outcome.error.type == "NotImplementedError":
            return MISSING, "exists", messages.unanswered(exercise.id)
        return ERROR, "raised", messages.student_error(exercise.signature, outcome.error)
    found = flaw(exercise, case, outcome.value)
    if found is not None:
        text = found.text if case.public else messages.secret(found.step, exercise.returns)
        return NOT_JUDGED if found.step == BROKEN else FAIL, found.step, text
    for name, after in zip(exercise.args, outcome.after, strict=False):
        before = case.inputs[name]
        if not callable(before) and not same(after, before, 0.0, 0.0):
            return FAIL, "inputs", messages.changed_inputs(name)
    # Con otra alineación en memoria la última cifra de un producto puede bailar: de ahí el 1e-12.
    again = outcome.again is outcome.value or same(outcome.again, outcome.value, 1e-12, 1e-12)
    if outcome.again_error is not None or not again:
        return FAIL, "repeatable", messages.not_repeatable()
    return None


def discreet(outcome: Outcome) -> Outcome:
    """Lo que pasó en un caso secreto, sin los textos que eligió el estudiante.

    Las entradas secretas son las de toda la clase: en el mensaje de una
    excepción o en el nombre de una clase podrían salir enteras.
    """
    error = outcome.error
    if error is not None:
        name = error.type if isinstance(getattr(builtins, error.type, None), type) else "una excepción propia"
        line = error.line if error.line is not None and 0 < error.line < 10_000 else None
        error = StudentError(name, "", line)
    return replace(outcome, error=error, value=_unnamed(outcome.value))


_ARRAY_KINDS = re.compile(r"array de tipo (object|(str|bytes|void)\d{1,4}|(datetime|timedelta)64)")


def _unnamed(value: Any) -> Any:
    """El mismo valor; donde había un objeto de una clase del estudiante, sin el nombre de la clase."""
    if isinstance(value, (list, tuple)):
        return type(value)(_unnamed(part) for part in value)
    name = getattr(value, "type_name", None)
    if name is None or hasattr(builtins, name) or name in KNOWN_TYPES or _ARRAY_KINDS.fullmatch(name):
        return value
    return replace(value, type_name="una clase propia")


def describe_call(exercise: Exercise, case: Case) -> str:
    """La llamada que falló: con sus valores, o solo con sus formas si el caso es secreto."""
    if case.public:
        return f"{exercise.signature}, {case.label}, con\n{messages.inputs(dict(case.inputs))}"
    return f"{exercise.signature}, {case.label}, con entradas de formas {messages.input_shapes(dict(case.inputs))}"
