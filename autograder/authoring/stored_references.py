"""Las referencias guardadas de una lección: escribirlas, y decir cuándo ya no son las que da torch."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.courses import file_of
from autograder.exercise import Exercise, exercises_of, module_name, with_variants
from autograder.judging.answer import flaw
from autograder.judging.cases import Case, explained, live_class_cases
from autograder.judging.references import (
    WRITTEN,
    NotStorable,
    agree,
    kept_cases,
    make_entry,
    read_store,
    store_path,
    store_text,
)


def renew(lesson: str, written: Iterable[str]) -> Path | None:
    """Calcula las referencias de los casos públicos y devuelve su archivo si ha cambiado.

    ``written`` son los ids de las preguntas escritas de la lección, que van con ellas.

    Lo que solo difiere en la última cifra se queda como está: así no baila de una máquina a otra.

    Errores
        CourseError si una referencia falla. TorchMissing si no hay con qué calcularla.
    """
    path, entries = _fresh(lesson, written)
    if path is None:
        return None
    text = store_text(entries)
    if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
        return None
    path.write_bytes(text.encode("utf-8"))
    return path


def stale_references(lesson: str, written: Iterable[str]) -> list[str]:
    """Una frase si lo guardado no es lo que hoy da torch. No escribe nada.

    Errores
        Los de ``renew``.
    """
    path, entries = _fresh(lesson, written)
    if path is None or read_store(path) == entries:
        return []
    where = f"{file_of(module_name(lesson))}{path.name}"
    return [f"{where} no corresponde a las declaraciones de {lesson}. Ejecuta: autograder build {lesson}"]


def _fresh(lesson: str, written: Iterable[str]) -> tuple[Path | None, dict[str, Any]]:
    """El archivo de una lección, que no existe si no tiene ejercicios, y lo que debería decir."""
    exercises = with_variants(exercises_of(lesson).values())
    if not exercises:
        return None, {}
    path = store_path(next(iter(exercises.values())))
    stored, entries = read_store(path), {}
    for key, exercise in exercises.items():
        with explained(exercise):
            cases = live_class_cases(exercise).cases
        try:
            fresh = make_entry(exercise, [(case.inputs, case.expected) for case in cases])
        except NotStorable:
            continue
        same = agree(stored.get(key), fresh) or _still_right(exercise, cases)
        entries[key] = stored[key] if same else fresh
    return path, entries | {id_: {WRITTEN: True} for id_ in written}


def _still_right(exercise: Exercise, cases: Iterable[Case]) -> bool:
    """Si lo guardado, aunque sea otra, también es una respuesta buena: solo con accept puede haber dos."""
    kept = kept_cases(exercise) if exercise.accept is not None else None
    return kept is not None and [None] * len(kept) == [
        flaw(exercise, case, expected) for case, (_, expected) in zip(cases, kept, strict=False)
    ]
