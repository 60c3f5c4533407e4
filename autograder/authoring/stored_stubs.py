"""Las celdas de respuesta tal como se publican, guardadas junto a las declaraciones: las lee ``autograder reset``."""

import json
from pathlib import Path

from autograder.courses import file_of
from autograder.exercise import exercises_of, module_name
from autograder.notebook import node
from autograder.notebook.roles import is_answer
from autograder.notebook.stubs import read_stubs, stubs_path


def renew(lesson: str, notebook: str) -> Path | None:
    """Escribe las de una lección, de su cuaderno publicado, y devuelve el archivo si ha cambiado."""
    path, stubs = _fresh(lesson, notebook)
    if path is None:
        return None
    text = json.dumps(stubs, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
        return None
    path.write_bytes(text.encode("utf-8"))
    return path


def stale_stubs(lesson: str, notebook: str) -> list[str]:
    """Una frase si lo guardado no es lo que se publica. No escribe nada."""
    path, stubs = _fresh(lesson, notebook)
    if path is None or read_stubs(path) == stubs:
        return []
    where = f"{file_of(module_name(lesson))}{path.name}"
    return [f"{where} no corresponde a notebooks/{lesson}.ipynb. Ejecuta: autograder build {lesson}"]


def _fresh(lesson: str, notebook: str) -> tuple[Path | None, dict[str, dict[str, str]]]:
    """El archivo de una lección, que no existe si no tiene ejercicios, y lo que debería decir."""
    exercises = exercises_of(lesson)
    if not exercises:
        return None, {}
    answers = [cell for cell in node.loads(notebook).cells if is_answer(cell)]
    stubs = {c.metadata.nbgrader.grade_id: {"kind": c.cell_type, "source": c.source} for c in answers}
    return stubs_path(next(iter(exercises))), stubs
