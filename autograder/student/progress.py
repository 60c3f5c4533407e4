"""El progreso del estudiante: qué ejercicios pasó y qué pistas vio.

Se guarda en su carpeta de datos de Jupyter, en un archivo JSON suyo que puede
borrar. No cuenta para la nota.
"""

import copy
import json
import os
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir

from autograder.exercise import all_exercises
from autograder.judging.render import Notice, show
from autograder.student.certificate import certify

_memory: dict[str, dict] = {}  # para quien no puede escribir en su carpeta


def path() -> Path:
    """El archivo del progreso."""
    return Path(jupyter_data_dir()) / "retropropagacion" / "progreso.json"


def load() -> dict[str, dict]:
    """Ejercicio → {"passed": bool, "tries": n, "hints": n}; vacío si no hay archivo o está roto."""
    if _memory:
        return copy.deepcopy(_memory)
    try:
        stored = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    # El archivo lo puede haber tocado cualquiera: solo se cree lo que tiene la forma debida.
    return {id_: entry for id_, entry in stored.items() if _is_entry(entry)} if isinstance(stored, dict) else {}


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and all(isinstance(value, int) and value >= 0 for value in entry.values())


def record(exercise_id: str, passed: bool) -> None:
    """Apunta un intento. Un ejercicio pasado sigue pasado. Bajo nbgrader no se apunta nada."""
    state = load()
    entry = state.setdefault(exercise_id, {})
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
    lines = []
    by_lesson: dict[str, list] = {}
    for exercise in all_exercises().values():
        by_lesson.setdefault(exercise.lesson, []).append(exercise)
    for lesson, exercises in sorted(by_lesson.items()):
        done = sum(bool(state.get(e.id, {}).get("passed")) for e in exercises)
        lines.append(f"{lesson}: {done} de {len(exercises)}")
        lines += [f"  {_sign(state.get(e.id))} {e.id} ({e.points:g})" for e in exercises]
    lines.insert(0, "ejercicios pasados (✓), probados (·) y sin probar (○), por lección")
    show(Notice("\n".join(lines), "Tu progreso"))


def _sign(entry: dict | None) -> str:
    if not entry or not entry.get("tries"):
        return "○"
    return "✓" if entry.get("passed") else "·"
