"""``check(funcion)``: compara con torch.autograd y explica el resultado en la celda."""

import contextlib
import functools
import inspect
import io
import os
import sys
import textwrap
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

from autograder.diagnosis.source import SEARCHING, Code
from autograder.errors import CourseError
from autograder.exercise import Exercise, exercise_ids, find_exercise
from autograder.judging import forbidden, messages, notebook_code
from autograder.judging.cases import class_cases, without_large
from autograder.judging.cpu_limit import TooLong, cpu_limit
from autograder.judging.render import Notice, Report, show
from autograder.judging.verdict import CALL_SECONDS, FAIL, PASS, Verdict, judge, verdict
from autograder.notebook.variant_code import NAME, BadCode, read_code
from autograder.sandbox.attempts import attempt
from autograder.sandbox.call import Outcome, call_function, can_limit, is_large
from autograder.sandbox.identify import exercise_of
from autograder.student import progress

PRINTED = 2_000  # caracteres de lo que imprime la función que se enseñan


class CheckFailed(AssertionError):
    """Solo la ve nbgrader: bajo ``nbgrader validate`` un fallo tiene que ser una excepción.

    ``_render_traceback_`` deja la explicación sola, sin la traza de nuestro
    código, y en renglones que nbgrader no recorta.
    """

    def _render_traceback_(self) -> list[str]:
        return [textwrap.fill(line, 80, drop_whitespace=False) for line in str(self).splitlines()]


def check(function: Callable) -> None:
    """Comprueba la función y enseña el resultado. No lanza: «Ejecutar todo» sigue.

    Errores
        CheckFailed si no es correcta y quien ejecuta es nbgrader.
    """
    report: Report | Notice
    try:
        exercise = identify(function)
        found, printed = examine(exercise, function)
        notes = [messages.only_here(only_here(function))]
        notes += [messages.untried()] if found.status == PASS and not can_limit() and _has_large(exercise) else []
        report = Report(exercise, found, printed, " ".join(filter(None, notes)))
        passed = found.status == PASS
        progress.record(exercise.id, passed, found.diagnosis)
    except CourseError as problem:
        report, passed = Notice(str(problem)), False
    if os.environ.get("NBGRADER_EXECUTION") and not passed:
        raise CheckFailed(report.text())
    show(report)


def identify(function: Any) -> Exercise:
    """El ejercicio al que responde una función, por el nombre con que está guardada; en un cuaderno con código, la
    variante que le tocó.

    Errores
        CourseError si no es una función, si su nombre no es el de ningún ejercicio o si el código no se entiende.
    """
    exercise = _named_by(function)
    code = vars(sys.modules["__main__"]).get(NAME)
    if code is None or not exercise.variants:
        return exercise
    try:
        return exercise.variant(read_code(exercise.lesson, code)[exercise.id])
    except BadCode as problem:
        raise CourseError(str(problem)) from None


def _named_by(function: Any) -> Exercise:
    name = exercise_of(function, vars(sys.modules["__main__"]), exercise_ids())
    if name is not None:
        return find_exercise(name)
    if callable(function):
        return find_exercise(getattr(function, "__name__", ""))
    if isinstance(function, str):
        return find_exercise(function)
    raise CourseError(
        f"check recibe una función y le llegó un objeto de tipo `{type(function).__name__}`. "
        "Escribe su nombre sin paréntesis: `check(mi_funcion)`."
    )


def examine(exercise: Exercise, function: Any) -> tuple[Verdict, str]:
    """El veredicto de una función y lo que imprimió mientras se probaba."""
    if isinstance(function, str) and function == exercise.id:
        raise CourseError(f"check recibe la función, no su nombre: quita las comillas y escribe `check({function})`.")
    if not callable(function):
        text = messages.not_a_function(exercise.id, type(function).__name__)
        return verdict(exercise, FAIL, text, step="exists"), ""
    read = _sources(function), exercise.forbids, _aliases(function)
    if banned := forbidden.uses(*read):
        text = messages.forbidden(banned, forbidden.measures(*read))
        return verdict(exercise, FAIL, text, step="forbidden"), ""
    case_set = class_cases(exercise) if can_limit() else without_large(class_cases(exercise))
    printed = _Bounded(PRINTED)

    def call(inputs):
        with _quiet(printed), cpu_limit(2 * CALL_SECONDS):
            return call_function(function, [inputs[name] for name in exercise.args], exercise.forbids)

    def call_or_stop(inputs):
        try:
            return call(inputs)
        except TooLong:
            return Outcome(stopped="time")

    return judge(case_set, call_or_stop, code=written(function)), printed.getvalue()


def written(function: Any) -> Code | None:
    """Lo que escribió, para buscar qué le falta; None si no es una función corriente que se pueda volver a escribir."""
    if not isinstance(function, types.FunctionType) or function.__closure__ or hasattr(function, "__wrapped__"):
        return None
    left = SEARCHING

    def tried(*asked: Any) -> list[list[Any] | None]:
        nonlocal left
        began = time.process_time()
        try:
            return attempt(function.__globals__, function.__name__, *asked, max(left, 0.0))
        finally:
            left -= time.process_time() - began

    return Code(function.__name__, _sources(function), tried)


def _has_large(exercise: Exercise) -> bool:
    """Si entre sus casos hay uno de muchos números."""
    return any(is_large(inputs.values()) for inputs in (*exercise.examples, *exercise.edge_cases))


def only_here(function: Any) -> list[str]:
    """Los paquetes que la función usa y que no están al calificar: allí fallaría, y conviene saberlo ya."""
    # De un archivo suyo, o de un paquete, puede venir ella misma.
    whole = [f"import {function.__module__}"] if isinstance(getattr(function, "__module__", None), str) else []
    return forbidden.outsiders([*whole, *_sources(function)], _aliases(function))


def _sources(function: Any) -> list[str]:
    """El código de la función y el de lo del cuaderno a lo que llama: funciones, clases, objetos que se llaman."""
    found: dict[Any, str] = {}
    seen: set[int] = set()
    pending = [function]
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if not isinstance(current, types.FunctionType):
            pending += _functions_in(current)
            continue
        try:
            # El sangrado de una función definida dentro de otra no debe impedir leerla.
            found[current] = inspect.cleandoc("\n" + inspect.getsource(current))
        except (OSError, TypeError):
            continue  # definida sin código a la vista (exec): no hay nada que leer
        called = [current.__globals__.get(name) for name in notebook_code.called_names(found[current])]
        # Las de una biblioteca, o las nuestras, no las escribió el estudiante.
        pending += [f for f in called if getattr(f, "__globals__", None) is current.__globals__]
        pending += [f for f in called if not isinstance(f, types.FunctionType)]
    return list(found.values())


def _functions_in(value: Any) -> list[Any]:
    """Las funciones con que se hizo algo que se llama y no es una: un ``partial``, o una clase del cuaderno."""
    if isinstance(value, functools.partial):
        return [value.func, *filter(callable, value.args)]
    kind = value if isinstance(value, type) else type(value)
    if kind.__module__ != "__main__":
        return []
    return [part for part in vars(kind).values() if isinstance(part, types.FunctionType)]


def _aliases(function: Any) -> dict[str, str]:
    """Nombre en el cuaderno → nombre completo de cada módulo o función importados."""
    names = {}
    made_of = (function, *_functions_in(function))
    for name, value in next((f.__globals__ for f in made_of if isinstance(f, types.FunctionType)), {}).items():
        if isinstance(value, types.ModuleType):
            names[name] = value.__name__
        elif callable(value) and getattr(value, "__module__", None) not in (None, "__main__", "builtins"):
            names[name] = f"{value.__module__}.{getattr(value, '__name__', name)}"
        elif isinstance(value, types.FunctionType):  # propia, aunque se llame `eval`
            names[name] = f"__main__.{name}"
    return names


class _Bounded(io.StringIO):
    """Guarda el principio de lo que se imprime y olvida el resto."""

    def __init__(self, limit: int):
        super().__init__()
        self.left = limit

    def write(self, text: str) -> int:
        kept = text[: self.left]
        self.left -= len(kept)
        super().write(kept)
        return len(text)


@contextlib.contextmanager
def _quiet(printed: io.StringIO) -> Iterator[None]:
    """Recoge lo que se imprime."""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield
