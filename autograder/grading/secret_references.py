"""Las referencias de los casos secretos, guardadas junto a la clave: calificar otra vez no carga torch.

Valen lo que la clave: el archivo solo lo lee su dueño y lleva un sello hecho con
ella. El que está viejo, roto o a la vista de otros no se cree: se calcula otra vez
y se escribe de nuevo, sin decir nada.
"""

import contextlib
import hashlib
import hmac
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder import whole_files
from autograder.errors import CourseError
from autograder.exercise import Exercise
from autograder.judging import cases
from autograder.judging.answer import made_by
from autograder.judging.cases import GRADING_DRAWS, CaseSet, grading_cases
from autograder.judging.dependencies import read
from autograder.judging.fingerprint import version
from autograder.judging.references import NotStorable, decode, encode, source_key

SUFFIX = ".referencias.key"  # git no ve lo que acaba en «.key»


def store_path(key: Path, assignment: str) -> Path:
    """El archivo de una tarea, junto a la clave."""
    return key.with_name(f"{key.stem}.{assignment}{SUFFIX}")


def grading_case_sets(
    exercises: Mapping[str, Exercise], assignment: str, key: bytes, store: Path | None = None
) -> dict[str, CaseSet]:
    """Los casos de la nota de cada ejercicio, con las referencias guardadas en ``store`` si aún valen.

    Lo que hubo que calcular queda guardado; sin ``store`` no se mira ni se guarda nada.

    Errores
        CourseError si una referencia falla; TorchMissing si hay que calcularla y no está.
    """
    marks = {id_: _mark(e, assignment, key) for id_, e in exercises.items()} if store else {}
    known = _read(store, key) if store else {}
    found, kept = {}, {}
    for id_, exercise in exercises.items():
        answers = _answers(known.get(id_), marks.get(id_))
        found[id_] = _case_set(exercise, assignment, key, answers)
        secret = [case.expected for case in found[id_].cases if not case.public]
        with contextlib.suppress(NotStorable):
            kept[id_] = {"mark": marks.get(id_), "expected": [encode(value) for value in secret]}
    if store and kept != known:
        _write(store, key, kept)
    return found


def _case_set(exercise: Exercise, assignment: str, key: bytes, answers: list[Any] | None) -> CaseSet:
    try:
        return grading_cases(exercise, assignment, key, answers)
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(
            f"La referencia de «{exercise.key}» falla en un caso secreto ({type(error).__name__}: {error}). "
            f"Corrige su declaración ({made_by(exercise)}) y repite la orden."
        ) from error


def _mark(exercise: Exercise, assignment: str, key: bytes) -> str:
    """De qué salen las referencias de un ejercicio: su código, el de los sorteos, las versiones y la clave."""
    draws = hashlib.sha256(read(cases.__file__)).hexdigest()
    parts = [assignment, exercise.key, source_key(exercise), draws, version("numpy"), version("torch")]
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def _answers(entry: Any, mark: str | None) -> list[Any] | None:
    """Las respuestas guardadas de un ejercicio; None si no las hay o salieron de otra cosa."""
    try:
        if entry is None or entry["mark"] != mark or len(entry["expected"]) != GRADING_DRAWS:
            return None
        return [decode(coded) for coded in entry["expected"]]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _seal(body: str, key: bytes) -> str:
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def _read(store: Path, key: bytes) -> dict[str, Any]:
    """Lo guardado, por ejercicio; vacío si no está, si alguien más puede leerlo o si el sello no es el suyo."""
    try:
        with store.open(encoding="utf-8") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                return {}
            seal, body = file.readline().strip(), file.read()
        return json.loads(body) if hmac.compare_digest(seal.encode(), _seal(body, key).encode()) else {}
    except (OSError, ValueError):
        return {}


def _write(store: Path, key: bytes, entries: Mapping[str, Any]) -> None:
    """Lo guarda entero o no lo guarda: que no se pueda no impide calificar."""
    body = json.dumps(entries, ensure_ascii=False)
    with contextlib.suppress(OSError):
        whole_files.write(store, f"{_seal(body, key)}\n{body}", private=True)
