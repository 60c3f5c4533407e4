"""Los casos con que se juzga un ejercicio, con su referencia ya calculada."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercise import Exercise

CLASS_DRAWS = 3  # casos sorteados en el cuaderno del estudiante
GRADING_DRAWS = 6  # casos secretos al calificar


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


@dataclass(frozen=True, eq=False)
class CaseSet:
    """Los casos de un ejercicio y lo que daría en ellos cada confusión.

    Dos conjuntos sólo son el mismo si son el mismo objeto: así se puede recordar algo de cada uno.
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
    """Casos del cuaderno: ejemplos, extremos y unos sorteos siempre iguales."""
    # La semilla sale del nombre: «Ejecutar todo» dos veces da el mismo diagnóstico.
    seed = int.from_bytes(hashlib.sha256(exercise.id.encode()).digest()[:8], "big")
    return _build(exercise, seed, CLASS_DRAWS, public=True)


def fixed_cases(exercise: Exercise, draws: int) -> CaseSet:
    """Ejemplos, extremos y sorteos siempre iguales que no usa nadie más: los de la huella de la declaración."""
    seed = int.from_bytes(hashlib.sha256(f"huella/{exercise.id}".encode()).digest()[:8], "big")
    return _build(exercise, seed, draws, public=True)


def grading_cases(exercise: Exercise, assignment: str, key: bytes) -> CaseSet:
    """Casos de la nota: ejemplos, extremos y sorteos con la clave secreta."""
    return _build(exercise, secret_seed(key, assignment, exercise.id), GRADING_DRAWS, public=False)


def _build(exercise: Exercise, seed: int, draws: int, public: bool) -> CaseSet:
    rng = np.random.default_rng(seed)
    known = [(f"ejemplo {k}", inputs, True) for k, inputs in enumerate(exercise.examples, 1)]
    known += [(f"caso extremo {k}", inputs, True) for k, inputs in enumerate(exercise.edge_cases, 1)]
    known += [(f"caso sorteado {k}", exercise.draw(rng), public) for k in range(1, draws + 1)]
    return CaseSet(
        exercise,
        tuple(Case(inputs, exercise.oracle(**inputs), label, shown) for label, inputs, shown in known),
    )
