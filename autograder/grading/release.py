"""El cuaderno publicado y su registro: lo que ``build`` apunta en él para que se note si alguien trabajó encima.

El registro va en los metadatos del propio cuaderno: un resumen de las celdas
tal como se publicaron. JupyterLab guarda solo, y quien prueba la tarea en
``notebooks/`` la deja resuelta sin querer; calificada contra eso, una carpeta
vacía sacaría todos los puntos.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.judging.fingerprint import grading_fingerprint, same_fingerprint
from autograder.notebook import node
from autograder.notebook.node import Node

MARK = "retropropagacion"  # clave de nuestros metadatos en un cuaderno
DECISIVE = ("grade_id", "grade", "solution", "locked", "task", "points")  # de los metadatos de nbgrader


def record(notebook: Node, name: str) -> str:
    """El resumen de las celdas de un cuaderno publicado.

    Cuentan la lección y, de cada celda y en orden, el id, la clase, el texto, las
    etiquetas, las imágenes pegadas y lo de nbgrader que decide una nota. Las
    salidas, los contadores y lo que apunta JupyterLab al abrirlo no cuentan.
    """
    cells = [
        [cell.get("id"), cell.cell_type, _text(cell.source), sorted(map(str, cell.metadata.get("tags", ())))]
        + [_decisive(cell.metadata.get("nbgrader")), cell.get("attachments") or {}]
        for cell in notebook.cells
    ]
    return hashlib.sha256(json.dumps([name, cells], sort_keys=True).encode()).hexdigest()


def _text(source: str) -> str:
    return source.replace("\r\n", "\n").rstrip()


def _decisive(info: Any) -> dict[str, Any]:
    chosen = {key: info.get(key) for key in DECISIVE} if isinstance(info, dict) else {}
    if isinstance(chosen.get("points"), int):
        chosen["points"] = float(chosen["points"])  # un 2.0 que pasa por el navegador vuelve como 2
    return chosen


def marked(notebook: Node) -> dict[str, Any]:
    """Lo que ``build`` apuntó en un cuaderno; vacío si nada."""
    found = notebook.metadata.get(MARK)
    return found if isinstance(found, dict) else {}


def released(root: Path) -> list[str]:
    """Los cuadernos publicados, por su nombre."""
    return sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))


def read_release(root: Path, name: str) -> Node:
    """El cuaderno publicado de una tarea, comprobado.

    Errores
        CourseError si no está, no es el que escribió ``build`` o las declaraciones
        han cambiado desde entonces; el mensaje da la orden que lo arregla.
    """
    release = read_published(root, name)
    if not same_fingerprint(marked(release).get("declarations"), grading_fingerprint(name)):
        raise CourseError(
            f"Las declaraciones de {name} han cambiado desde que se publicó notebooks/{name}.ipynb, y con ellas lo que "
            f"decide la nota. Si es lo que quieres, ejecuta: autograder build {name}"
        )
    return release


def read_published(root: Path, name: str, so: str = "No se califica con él.") -> Node:
    """El cuaderno publicado, como lo escribió ``build``; de las declaraciones de hoy no mira nada.

    Errores
        CourseError si no está o no es el que escribió ``build``; el mensaje dice ``so`` y la orden que lo arregla.
    """
    path = root / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(released(root)) or "ninguna"
        raise CourseError(f"No existe notebooks/{name}.ipynb. Tareas que hay: {known}.")
    mend = (
        f"{so} Si quieres conservar lo que hay ahí, cópialo antes a otra carpeta; "
        f"después ejecuta: autograder build {name}"
    )
    try:
        release = node.loads(path.read_bytes())
    except Exception as error:
        raise CourseError(
            f"notebooks/{name}.ipynb no se puede leer como cuaderno ({type(error).__name__}). {mend}"
        ) from None
    found = marked(release)
    if found.get("assignment") != name or "release" not in found:
        raise CourseError(f"notebooks/{name}.ipynb no lleva el registro con que «autograder build» lo publica. {mend}")
    if found["release"] != record(release, name):
        raise CourseError(
            f"notebooks/{name}.ipynb no es como lo publicó «autograder build»: alguien ha trabajado en él "
            f"(lo ha resuelto, o ha cambiado celdas o puntos). {mend}"
        )
    return release
