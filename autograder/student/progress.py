"""El progreso del estudiante: qué ejercicios pasó, qué pistas vio y con qué se confundió.

Se guarda en su carpeta de datos de Jupyter, en un archivo JSON suyo que puede
borrar. No cuenta para la nota.
"""

import copy
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir

from autograder.diagnosis.kinds import KINDS
from autograder.diagnosis.tables import section_of
from autograder.exercise import Exercise, all_exercises
from autograder.judging.render import Notice, show
from autograder.student.certificate import certify

MISTAKES = "mistakes"
MOST_MISTAKES = 20  # errores distintos que se recuerdan de un ejercicio
SHOWN = 3  # los que se enseñan en el cuaderno

_memory: dict[str, dict] = {}  # para quien no puede escribir en su carpeta


def path() -> Path:
    """El archivo del progreso."""
    return Path(jupyter_data_dir()) / "retropropagacion" / "progreso.json"


def load() -> dict[str, dict]:
    """Ejercicio → ``{"passed": bool, "tries": n, "hints": n, "mistakes": {error: n}}``; vacío si no hay archivo."""
    if _memory:
        return copy.deepcopy(_memory)
    try:
        stored = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    # El archivo lo puede haber tocado cualquiera: solo se cree lo que tiene la forma debida.
    return {id_: entry for id_, entry in stored.items() if _is_entry(entry)} if isinstance(stored, dict) else {}


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    mistakes = entry.get(MISTAKES, {})
    counts = [value for key, value in entry.items() if key != MISTAKES]
    return isinstance(mistakes, dict) and all(isinstance(n, int) and n >= 0 for n in (*counts, *mistakes.values()))


def record(exercise_id: str, passed: bool, mistake: str | None = None) -> None:
    """Apunta un intento y, si se reconoció, su error. Lo pasado sigue pasado. Bajo nbgrader no se apunta nada."""
    state = load()
    entry = state.setdefault(exercise_id, {})
    met = entry.get(MISTAKES, {})
    if mistake and (mistake in met or len(met) < MOST_MISTAKES):
        entry[MISTAKES] = met | {mistake: met.get(mistake, 0) + 1}
    entry["passed"] = bool(entry.get("passed")) or passed
    entry["tries"] = entry.get("tries", 0) + 1
    _save(state)


def record_hint(exercise_id: str) -> None:
    """Apunta que se dio una pista más."""
    state = load()
    entry = state.setdefault(exercise_id, {})
    entry["hints"] = entry.get("hints", 0) + 1
    _save(state)


def hints_seen(exercise_id: str) -> int:
    """Cuántas pistas de un ejercicio se han dado ya."""
    return load().get(exercise_id, {}).get("hints", 0)


def _save(state: dict[str, dict]) -> None:
    if os.environ.get("NBGRADER_EXECUTION"):
        return
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        partial = path().with_suffix(".tmp")
        partial.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(path())
        _memory.clear()
    except OSError:
        _memory.update(state)  # el progreso es una comodidad: sin disco, dura lo que el kernel


def progress(certificate: bool = False, name: str = "") -> None:
    """Enseña qué ejercicios están hechos, por lección; con ``certificate``, el resumen con la fecha.

    ``name`` es el nombre que llevará el certificado. No se guarda en ningún sitio.
    """
    state = load()
    if certificate or name:
        show(certify(all_exercises().values(), state, name))
        return
    lines = ["ejercicios pasados (✓), probados (·) y sin probar (○), por lección"]
    by_lesson: dict[str, list] = {}
    for exercise in all_exercises().values():
        by_lesson.setdefault(exercise.lesson, []).append(exercise)
    for lesson, exercises in sorted(by_lesson.items()):
        done = sum(is_done(state, e) for e in exercises)
        lines.append(f"{lesson}: {done} de {len(exercises)}")
        lines += [f"  {sign(state.get(e.id))} {e.id} ({e.points:g})" for e in exercises]
    every = [exercise for _, exercises in sorted(by_lesson.items()) for exercise in exercises]
    met = [line for exercise in every if not is_done(state, exercise) for line in mistakes_met(state, exercise)]
    lines += ["Con lo que te has confundido:", *(f"  {line}" for line in met[:SHOWN])] if met else []
    following = next_one(state, every)
    lines.append(f"Siguiente: {following.id}, en {following.lesson}" if following else "Siguiente: nada, está todo.")
    show(Notice("\n".join(lines), "Tu progreso"))


def is_done(state: Mapping[str, Mapping], exercise: Exercise) -> bool:
    """Si un ejercicio está pasado."""
    return bool(state.get(exercise.id, {}).get("passed"))


def next_one(state: Mapping[str, Mapping], exercises: Iterable[Exercise]) -> Exercise | None:
    """Por dónde seguir: lo empezado y sin acabar o, si no hay, lo primero que falta; None si está todo."""
    left = [exercise for exercise in exercises if not is_done(state, exercise)]
    return next((exercise for exercise in left if state.get(exercise.id, {}).get("tries")), left[0] if left else None)


def mistakes_met(state: Mapping[str, Mapping], exercise: Exercise) -> list[str]:
    """Los errores que se le reconocieron en un ejercicio, en palabras, y el apartado que conviene volver a leer."""
    met = state.get(exercise.id, {}).get(MISTAKES, {})
    title = section_of(exercise.id)[0]
    again = f" Vuelve a leer «{title}»." if title else ""
    said = []
    for name, times in sorted(met.items(), key=lambda pair: -pair[1]):
        often = f" ({times} veces)" if times > 1 else ""
        said.append(f"{exercise.id}: {in_words(exercise, name)}{often}{again}")
    return said


def in_words(exercise: Exercise, mistake: str) -> str:
    """Un error con palabras: la pista de la confusión declarada o el nombre de la clase de error."""
    # También los de sus variantes: lo que se guarda es el nombre.
    declared = {m.name: m.hint for one in reversed(exercise.family) for m in one.misconceptions}
    kind = KINDS.get(mistake)
    return declared.get(mistake) or (f"{kind.name}." if kind else mistake.replace("_", " ") + ".")


def sign(entry: Mapping | None) -> str:
    """El signo de un ejercicio en las listas."""
    if not entry or not entry.get("tries"):
        return "○"
    return "✓" if entry.get("passed") else "·"
