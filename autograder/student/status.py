"""``autograder status``: qué está hecho, qué toca y con qué se confundió uno, sin ejecutar nada."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.exercise import Exercise, all_exercises
from autograder.notebook.stubs import stub_source
from autograder.student import progress
from autograder.student.whole import Whole, open_notebook

HERE = "notebooks"  # donde suelen estar los cuadernos


@dataclass(frozen=True)
class Place:
    """Una lección: sus ejercicios y, si se miró su cuaderno, cuáles no tienen nada escrito."""

    lesson: str
    exercises: list[Exercise]
    file: Path | None = None
    blank: frozenset[str] = frozenset()


def run_status(args) -> int:
    """`autograder status [CARPETA|CUADERNO]`: lo hecho, lo siguiente y los errores que ya salieron."""
    state = progress.load()
    places, unread = _places(Path(args.where)) if args.where else (_every(), [])
    following = progress.next_one(state, [e for place in places for e in place.exercises])
    if args.json:
        found = [_as_json(place, state) for place in places]
        print(json.dumps({"lessons": found, "next": following and following.id, "unread": unread}, ensure_ascii=False))
        return 0
    print("✓ pasado, · probado, ○ sin probar; lo que dice «sin escribir» sigue como se publicó.")
    for place in places:
        done = sum(progress.is_done(state, e) for e in place.exercises)
        where = f" ({place.file})" if place.file else ""
        print(f"{place.lesson}: {done} de {len(place.exercises)}{where}")
        for exercise in place.exercises:
            blank = ", sin escribir" if exercise.id in place.blank else ""
            print(f"  {progress.sign(state.get(exercise.id))} {exercise.id} ({exercise.points:g}){blank}")
    for message in unread:
        print(f"Aviso: {message}")
    every = [e for place in places for e in place.exercises]
    met = [(progress.is_done(state, e), line) for e in every for line in progress.mistakes_met(state, e)]
    if met:
        print("Errores que ya te salieron:")
        for done, line in sorted(met, key=lambda pair: pair[0]):
            print(f"  {line}{' Ya lo tienes bien.' if done else ''}")
    if following is None:
        print("Siguiente: aquí está todo pasado. Si es la tarea, revísala con «autograder pack».")
    else:
        tried = state.get(following.id, {}).get("tries")
        print(f"Siguiente: {f'autograder hint {following.id}' if tried else f'{following.id}, en {following.lesson}'}")
    return 0


def _every() -> list[Place]:
    """Todas las lecciones del curso, sin mirar ningún cuaderno."""
    by_lesson: dict[str, list[Exercise]] = {}
    for exercise in all_exercises().values():
        by_lesson.setdefault(exercise.lesson, []).append(exercise)
    return [Place(lesson, exercises) for lesson, exercises in sorted(by_lesson.items())]


def _places(where: Path) -> tuple[list[Place], list[str]]:
    """Las lecciones de un cuaderno o de los de una carpeta, y por qué no se pudo leer alguno.

    Errores
        CourseError si no hay ninguno que se pueda leer.
    """
    if not where.is_dir():
        return [_place(where)], []
    found, unread = [], []
    for path in sorted(where.glob("*.ipynb")):
        try:
            found.append(_place(path))
        except CourseError as problem:
            unread.append(str(problem))
    if not found:
        near = where / HERE
        clue = f"¿Querías {near}?" if near.is_dir() else "Di cuál, o entra en la carpeta del curso."
        raise CourseError(f"En {where} no hay ningún cuaderno del curso que se pueda leer. {clue}")
    return found, unread


def _place(path: Path) -> Place:
    whole = open_notebook(path)
    blank = frozenset(id_ for id_ in whole.exercises if _unwritten(whole, id_))
    return Place(whole.lesson, list(whole.exercises.values()), path, blank)


def _unwritten(whole: Whole, id_: str) -> bool:
    """Si un ejercicio no tiene nada: ni celda, ni otra cosa que lo que se publicó en ella."""
    answer = whole.notebook.defining(id_)
    return answer is None or answer.cell.source.strip() in ("", stub_source(whole.exercises[id_]).strip())


def _as_json(place: Place, state: Mapping[str, Mapping]) -> dict[str, Any]:
    exercises = {}
    for exercise in place.exercises:
        entry = state.get(exercise.id, {})
        met = entry.get(progress.MISTAKES, {})
        exercises[exercise.id] = {
            "passed": bool(entry.get("passed")),
            "tries": entry.get("tries", 0),
            "hints": entry.get("hints", 0),
            "mistakes": [
                {"name": name, "words": progress.in_words(exercise, name), "times": times}
                for name, times in met.items()
            ],
        }
        if place.file:
            exercises[exercise.id]["written"] = exercise.id not in place.blank
    return {"lesson": place.lesson, "file": place.file and str(place.file), "exercises": exercises}
