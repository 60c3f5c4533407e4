"""Ejecutar las celdas de una lección resuelta en este proceso, para mirar los nombres que deja."""

from pathlib import Path

import jupytext
import pytest

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def is_run(cell):
    """Las celdas que ejecuta quien da la clase; check se prueba en otro sitio."""
    return (
        cell.cell_type == "code"
        and "otra_solucion" not in cell.metadata.get("tags", ())
        and not cell.metadata.get("nbgrader", {}).get("grade")
    )


def code_cells(lesson):
    """El código de la lección, celda a celda, en orden."""
    return [cell.source for cell in filter(is_run, jupytext.read(SOLUTIONS / f"{lesson}.md").cells)]


def run_cells(sources, namespace):
    """Ejecuta las celdas en un mismo espacio de nombres, que devuelve."""
    for source in sources:
        exec(compile(source, source.split("\n")[0], "exec"), namespace)
    return namespace


def run_with_torch(lesson, skipping=()):
    """Para una fixture: da los nombres que quedan tras la lección, y torch queda como estaba.

    No se ejecutan las celdas que empiezan por alguno de ``skipping``.
    """
    torch = pytest.importorskip("torch")
    before = torch.get_default_dtype()
    # Dos hilos para redes tan pequeñas se estorban, y en una máquina ocupada tardan diez veces más.
    torch.set_num_threads(1)
    try:
        cells = [source for source in code_cells(lesson) if not source.startswith(tuple(skipping))]
        yield run_cells(cells, {"__name__": lesson})
    finally:
        torch.set_default_dtype(before)


def cell_with(lesson, text):
    """La única celda de la lección que contiene ese texto."""
    (found,) = [source for source in code_cells(lesson) if text in source]
    return found
