"""Los casos con que se juzga un ejercicio, con su referencia ya calculada."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.errors import MEND, CourseError
from autograder.exercise import Exercise
from autograder.judging.answer import made_by, right_answer
from autograder.judging.references import Kept, kept_cases
from autograder.sandbox.call import is_large

CLASS_DRAWS = 3  # casos sorteados en el cuaderno del estudiante
GRADING_DRAWS = 5  # casos secretos al calificar


@dataclass(frozen=True)
class Case:
    """Unas entradas y su respuesta.

    ``public`` dice si las entradas se pueden enseñar: las de un caso secreto
    son las mismas para toda la clase.
    """

    inputs: Mapping[str, Any]
    expected: Any
    label: str
    public: bool = True

    @property
    def large(self) -> bool:
        """Si los datos son de muchos números: es el que no deja formar la matriz, que ocuparía su cuadrado."""
        return is_large(self.inputs.values())


@dataclass(frozen=True, eq=False)
class CaseSet:
    """Los casos de un ejercicio y lo que daría en ellos cada confusión.

    Dos conjuntos solo son el mismo si son el mismo objeto: así se puede recordar algo de cada uno.
    """

    exercise: Exercise
    cases: tuple[Case, ...]

    @cached_property
    def mistaken(self) -> dict[str, tuple[Any, ...]]:
        """Por confusión, lo que devuelve en cada caso (o el tipo de su excepción)."""
        return {m.name: tuple(_mistake(m.wrong, case) for case in self.cases) for m in self.exercise.misconceptions}


def hidden(case_set: CaseSet) -> CaseSet:
    """Los mismos casos, todos secretos: al decir lo que falla no se enseña ningún número ni texto del estudiante."""
    return CaseSet(case_set.exercise, tuple(replace(case, public=False) for case in case_set.cases))


def without_large(case_set: CaseSet) -> CaseSet:
    """Los mismos casos sin los de muchos números, para donde no se puede poner tope a la memoria."""
    if not any(case.large for case in case_set.cases):
        return case_set
    return CaseSet(case_set.exercise, tuple(case for case in case_set.cases if not case.large))


@dataclass(frozen=True)
class Raised:
    """Una confusión que, en un caso, acaba en excepción."""

    type: str


def _mistake(wrong, case: Case) -> Any:
    with np.errstate(all="ignore"):
        try:
            return wrong(case.expected, **case.inputs)
        except Exception as error:
            return Raised(type(error).__name__)


def secret_seed(key: bytes, assignment: str, exercise_id: str) -> int:
    """Semilla de los casos secretos: HMAC-SHA256(clave, tarea/ejercicio).

    Es la misma para toda la clase, así que las referencias se calculan una vez
    y recalificar da la misma nota.
    """
    digest = hmac.new(key, f"{assignment}/{exercise_id}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big")


def class_cases(exercise: Exercise) -> CaseSet:
    """Casos del cuaderno: ejemplos, extremos y unos sorteos siempre iguales. Sin torch, si están guardados."""
    kept = _kept(exercise)
    if kept is None:
        return live_class_cases(exercise)
    written = _written(exercise, kept)
    drawn = [(inputs, expected) for inputs, expected in kept[len(written) :] if inputs is not None]
    labelled = [Case(inputs, expected, f"caso sorteado {k}") for k, (inputs, expected) in enumerate(drawn, 1)]
    return CaseSet(exercise, (*written, *labelled))


def live_class_cases(exercise: Exercise) -> CaseSet:
    """Los mismos casos, con las referencias recién calculadas por torch: de aquí sale lo que se guarda."""
    # La semilla sale del nombre: «Ejecutar todo» dos veces da el mismo diagnóstico.
    seed = int.from_bytes(hashlib.sha256(exercise.key.encode()).digest()[:8], "big")
    return CaseSet(exercise, (*_written(exercise), *_drawn(exercise, seed, CLASS_DRAWS, public=True)))


def fixed_cases(exercise: Exercise, draws: int) -> CaseSet:
    """Ejemplos, extremos y sorteos siempre iguales que no usa nadie más: los de la huella de la declaración."""
    seed = int.from_bytes(hashlib.sha256(f"huella/{exercise.key}".encode()).digest()[:8], "big")
    return CaseSet(exercise, (*_written(exercise), *_drawn(exercise, seed, draws, public=True)))


def grading_cases(exercise: Exercise, assignment: str, key: bytes, known: Sequence[Any] | None = None) -> CaseSet:
    """Casos de la nota: los del cuaderno, que dicen lo mismo que en él, y sorteos con la clave secreta.

    torch solo hace falta para los secretos, y tampoco si se conocen ya sus respuestas, ``known``.
    """
    secret = _drawn(exercise, secret_seed(key, assignment, exercise.key), GRADING_DRAWS, public=False, known=known)
    return CaseSet(exercise, (*class_cases(exercise).cases, *secret))


@contextmanager
def explained(exercise: Exercise) -> Iterator[None]:
    """Si la referencia falla al calcularse, lo dice nombrando la declaración.

    Errores
        CourseError con lo que falló; lo que ya lo es, como TorchMissing, pasa tal cual.
    """
    try:
        yield
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(
            f"{exercise.file}: «{exercise.key}» falla al calcular la referencia ({made_by(exercise)}). "
            f"{type(error).__name__}: {error}",
            MEND,
        ) from error


def _kept(exercise: Exercise) -> list[Kept] | None:
    """Lo guardado, si son tantos casos como se piden hoy."""
    kept = kept_cases(exercise)
    expected = len(exercise.examples) + len(exercise.edge_cases) + CLASS_DRAWS
    return kept if kept is not None and len(kept) == expected else None


def _written(exercise: Exercise, kept: list[Kept] | None = None) -> list[Case]:
    """Los casos escritos en la declaración, con la respuesta guardada o la de torch."""
    known = [(f"ejemplo {k}", inputs) for k, inputs in enumerate(exercise.examples, 1)]
    known += [(f"caso extremo {k}", inputs) for k, inputs in enumerate(exercise.edge_cases, 1)]
    answers = _answers(exercise, [inputs for _, inputs in known]) if kept is None else [case[1] for case in kept]
    return [Case(inputs, expected, label) for (label, inputs), expected in zip(known, answers, strict=False)]


def _drawn(exercise: Exercise, seed: int, draws: int, public: bool, known: Sequence[Any] | None = None) -> list[Case]:
    rng = np.random.default_rng(seed)
    name = "caso sorteado" if public else "caso secreto"
    drawn = [exercise.draw(rng) for _ in range(draws)]
    answers = _answers(exercise, drawn) if known is None else known
    return [
        Case(inputs, expected, f"{name} {k}", public)
        for k, (inputs, expected) in enumerate(zip(drawn, answers, strict=True), 1)
    ]


def _answers(exercise: Exercise, cases: Sequence[Mapping[str, Any]]) -> list[Any]:
    """La respuesta correcta para cada una de unas entradas."""
    answer = right_answer(exercise)
    return [answer(**inputs) for inputs in cases]
