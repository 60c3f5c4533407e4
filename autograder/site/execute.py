"""Ejecutar una lección resuelta, y no volver a hacerlo mientras nada de lo que decide sus salidas cambie.

Lo que las decide son sus celdas de código, los programas del curso que cargan y las versiones de las bibliotecas: ésa
es la clave con que se guardan. Cambiar la prosa no ejecuta nada.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from autograder import cache
from autograder.authoring.sources import (
    is_alternative,
    nbgrader_of,
    read_source,
    source_lines,
    source_path,
    strip_markers,
)
from autograder.courses import module_of
from autograder.errors import MEND, CourseError
from autograder.exercise import exercises_of, module_name
from autograder.judging.dependencies import read, sources
from autograder.judging.fingerprint import version

KIND = "ejecutadas"
# Segundos, de sobra: nbclient pierde las salidas de un kernel que tarda más de 4 en decir que acabó.
PATIENCE = 600
LIBRARIES = ("numpy", "torch", "matplotlib", "ipywidgets", "anywidget", "fast-sugiyama", "ipykernel")
VIEW, MODEL = "application/vnd.jupyter.widget-view+json", "IPY_MODEL_"
STATE = "application/vnd.jupyter.widget-state+json"
IMPORTED = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def executed(root: Path, name: str) -> list:
    """Las celdas de una lección resuelta, en su orden y con sus salidas; sin las otras soluciones.

    Errores
        CourseError si una celda falla: dice la lección, la línea de su fuente y el error.
    """
    import nbformat

    source = read_source(root, name)
    cells = [cell for cell in source.cells if not is_alternative(cell)]
    for cell in cells:
        cell.source = strip_markers(cell.source)
    key = fingerprint(name, [cell.source for cell in cells if cell.cell_type == "code"])
    stored = cache.read(KIND, key)
    if stored is None:
        print(f"Ejecutando {source_path(name)}…", file=sys.stderr, flush=True)  # son minutos, la primera vez
        stored = json.dumps(_run(root, name, cells), ensure_ascii=False)
        cache.write(KIND, key, stored)
        cache.forget_old(KIND)
    outputs = iter(json.loads(stored))
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(output) for output in next(outputs)]
    return cells


def fingerprint(name: str, code: list[str]) -> str:
    """La clave de lo guardado: el código de la lección, lo nuestro que puede cargar y las versiones."""
    programs = {module: hashlib.sha256(text).hexdigest() for module, text in sources(_starts(name, code)).items()}
    programs |= {path.name: hashlib.sha256(read(path)).hexdigest() for path in _data()}
    versions = {library: version(library) for library in LIBRARIES}
    return json.dumps([name, code, programs, versions], sort_keys=True, ensure_ascii=False)


def _starts(name: str, code: list[str]) -> list[str]:
    """De dónde parte lo que carga una lección: lo que importa, la biblioteca del curso entera y sus ejercicios.

    La biblioteca, entera: los widgets se cargan al usarlos, y eso no se ve leyendo los ``import``.
    """
    library = [path.relative_to(_library().parent).with_suffix("") for path in _library().rglob("*.py")]
    folder = module_name(name)
    return [
        *IMPORTED.findall("\n".join(code)),
        *(".".join(p.parts).removesuffix(".__init__") for p in library),
        *(module_of(folder, id_) for id_ in exercises_of(name)),
        __name__,
    ]


def _data() -> list[Path]:
    """Los datos que vienen con la biblioteca del curso."""
    return sorted(_library().glob("data/*.gz"))


def _library() -> Path:
    """La carpeta de la biblioteca del curso, sin cargarla."""
    return Path(find_spec("course_lib").origin).parent


def _run(root: Path, name: str, cells: list) -> list[list[dict]]:
    """Las salidas de cada celda de código, de arriba abajo y en un kernel recién abierto."""
    # La primera vez matplotlib busca las letras que hay y, si tarda más de 5 s, avisa: que no sea en la lección.
    import matplotlib.font_manager  # noqa: F401
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.from_dict(cell) for cell in cells]
    waits = dict(timeout=PATIENCE, startup_timeout=PATIENCE, iopub_timeout=PATIENCE)
    reached = []  # la celda que se está ejecutando
    with tempfile.TemporaryDirectory(prefix="leccion-") as folder:
        client = NotebookClient(
            notebook,
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],  # si no, avisa en la terminal de que habla por TCP
            coalesce_streams=True,
            on_cell_start=lambda cell, cell_index: reached.append(cell_index),
            **waits,
        )
        try:
            # El progreso que apunta «check» es de quien estudia: el de quien construye la web no se toca.
            client.execute(env={**os.environ, "JUPYTER_DATA_DIR": str(Path(folder, ".jupyter"))})
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as problem:
            raise _failure(root, name, reached[-1] if reached else 0, problem) from None
    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    return [_still(cell.outputs, state) for cell in notebook.cells if cell.cell_type == "code"]


def _still(outputs: list, state: dict) -> list:
    """Las salidas de una celda; la de un mando que solo anda con kernel, como ``interact``, es lo que enseñaba."""
    found = []
    for output in outputs:
        view = output.get("data", {}).get(VIEW)
        inside = _shown_by(view["model_id"], state) if view else []
        found += inside or [output]
    return found


def _shown_by(model: str, state: dict) -> list:
    """Lo que hay escrito en un mando y en los que lleva dentro."""
    held = state.get(model, {}).get("state", {})
    children = [child.removeprefix(MODEL) for child in held.get("children", ())]
    return [*held.get("outputs", ()), *(shown for child in children for shown in _shown_by(child, state))]


def _failure(root: Path, name: str, index: int, problem: Exception) -> CourseError:
    """La frase que para la construcción: qué lección, qué celda y qué pasó."""
    source = read_source(root, name)
    numbered = zip(source.cells, source_lines(root, source, name), strict=True)
    cell, line = [pair for pair in numbered if not is_alternative(pair[0])][index]
    id_ = nbgrader_of(cell).get("grade_id")
    which = f"la celda «{id_}»" if id_ else "una celda de código"
    said = f"{problem.ename}: {problem.evalue}" if hasattr(problem, "ename") else str(problem)
    said = " ".join(ANSI.sub("", said).split())
    return CourseError(
        f"{source_path(name)}, línea {line}: {which} falla al ejecutarla y la web no se construye. {said}", MEND
    )
