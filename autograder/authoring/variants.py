"""Las variantes de una lección: sus celdas sin la solución, en ``variantes.json``, y lo que les falta.

Se construyen como la lección: un cuaderno por número de variante, con los conversores de nbgrader y la prueba de fugas.
"""

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from autograder.authoring.sources import EVERY, read_source, read_variants, source_path, variants_path
from autograder.errors import MEND, CourseError
from autograder.exercise import exercises_of
from autograder.judging.references import store_path
from autograder.notebook.individual import STORE, titled


def most_variants(name: str) -> int:
    """El número más alto de variante en una lección; 0 si ninguna tiene."""
    return max((len(e.variants) for e in exercises_of(name).values()), default=0)


def numbers_of(name: str) -> range:
    """Los números de variante de una lección, sin la 0."""
    return range(1, most_variants(name) + 1)


def require_written(root: Path, name: str) -> None:
    """Comprueba que cada variante declarada tenga su enunciado, y al revés.

    Errores
        CourseError con la primera que falla.
    """
    if problems := variant_problems(root, name):
        raise CourseError(problems[0], MEND)


def variant_problems(root: Path, name: str) -> list[str]:
    """Las variantes declaradas sin enunciado, las escritas sin declarar y las que cambian el título de su apartado."""
    declared = {e.key for exercise in exercises_of(name).values() for e in exercise.family[1:]}
    where = variants_path(name)
    cells = read_variants(root, name)
    written = {key for key in cells if not key.startswith("#")}
    found = [f"{where}: falta la variante «{key}», que está declarada." for key in sorted(declared - written)]
    found += [f"{where}: la variante «{key}» no está declarada." for key in sorted(written - declared)]
    if found or not declared:
        return found
    base = _titles(read_source(root, name).cells)
    for key in sorted(declared):
        title = cells[key][0].source.partition("\n")[0].strip()
        # El apartado es al que remiten los mensajes, y el que se lee en el índice: el mismo en todas.
        if title not in base:
            found.append(
                f"{where}: «{key}» se titula «{title}», y ningún apartado de {source_path(name)} se llama así."
            )
    return found


def _titles(cells: list) -> set[str]:
    return {cell.source.partition("\n")[0].strip() for cell in cells if cell.cell_type == "markdown"}


def pages_text(released: Iterable[Any], titles: Collection[str]) -> str:
    """Lo que se guarda, de los cuadernos publicados con cada número: las celdas de cada variante y de lo que cambia."""
    pages: dict[str, list[dict]] = {}
    for notebook in released:
        for title in titles:
            pages[title] = [_clean(cell) for cell in notebook.cells[titled(notebook.cells, title)]]
        for cell in notebook.cells:
            if (key := cell.metadata.get("variante")) not in (None, EVERY):
                pages.setdefault(key, []).append(_clean(cell))
    return json.dumps(pages, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _clean(cell: Any) -> dict[str, Any]:
    return {**cell, "metadata": {key: value for key, value in cell.metadata.items() if key != "variante"}}


def pages_path(name: str) -> Path:
    """Dónde se guardan las de una lección."""
    return store_path(next(iter(exercises_of(name).values()))).with_name(STORE)
