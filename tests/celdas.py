"""Ejecutar las celdas de una lección resuelta en este proceso, para mirar los nombres que deja."""

from pathlib import Path

import jupytext

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


def cell_with(lesson, text):
    """La única celda de la lección que contiene ese texto."""
    (found,) = [source for source in code_cells(lesson) if text in source]
    return found
