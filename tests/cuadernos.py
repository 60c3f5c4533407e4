"""Escribir el cuaderno de una prueba y ejecutarlo, por ocupada que esté la máquina."""

from collections.abc import Mapping

import nbformat
from nbclient import NotebookClient

from autograder.exercise import all_exercises
from autograder.notebook.compose import Composition, compose
from autograder.notebook.read import CLASS_ONLY
from autograder.notebook.roles import Published

# Segundos, de sobra: nbclient pierde las salidas de un kernel que tarda más de 4 en decir que acabó.
SECONDS = 600


def patient_client(notebook, folder, **options):
    """El NotebookClient de nbclient, que ejecuta en ``folder`` y no se cansa de esperar."""
    waits = dict(timeout=SECONDS, startup_timeout=SECONDS, iopub_timeout=SECONDS)
    return NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, **waits, **options)


def composed(sources: Mapping[str, str], class_only: tuple[str, ...] = ()) -> Composition:
    """El cuaderno de alguien con esas celdas, por su id. Los ejercicios se publicaron en blanco y sin corrección.

    Las celdas ``class_only`` se publicaron así y con esa etiqueta.
    """
    answers = [id_ for id_ in sources if id_ in all_exercises()]
    published = [_cell("raise NotImplementedError", id_, nbgrader={"solution": True}) for id_ in answers]
    published += [_cell(sources[id_], id_, tags=[CLASS_ONLY]) for id_ in class_only]
    return compose([_cell(source, id_) for id_, source in sources.items()], Published(published), "una tarea")


def _cell(source: str, id_: str, **metadata):
    return nbformat.v4.new_code_cell(source, id=id_, metadata=metadata)
