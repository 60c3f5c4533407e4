"""Rehacer, con lo que entregó un estudiante, el cuaderno que se califica."""

import ast
import copy
from collections.abc import Iterator
from functools import lru_cache

from nbformat import NotebookNode

from autograder.notebook.read import MAX_CELLS, grade_id


def is_answer(cell: NotebookNode) -> bool:
    """Si una celda publicada es para que la escriba el estudiante."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def untouched(notebook: NotebookNode, release: NotebookNode) -> set[str]:
    """Ids de las respuestas vacías o que siguen como se publicaron."""
    stubs = {c.id: c.source.strip() for c in release.cells if is_answer(c)}
    return {c.id for c in notebook.cells if c.id in stubs and c.source.strip() in ("", stubs[c.id])}


def rebuild(cells: list[NotebookNode], release: NotebookNode, assignment: str) -> tuple[NotebookNode, list[str]]:
    """Pone las celdas del estudiante en el cuaderno publicado; devuelve el cuaderno y los avisos.

    De una respuesta duplicada cuenta la última copia. Las celdas propias del
    estudiante quedan detrás de la celda publicada que las precedía.
    """
    published = {c.id: c for c in release.cells}
    answers = {grade_id(c): c for c in release.cells if is_answer(c)}
    messages: list[str] = []
    given: dict[str, NotebookNode] = {}  # id publicado → versión del estudiante
    extras: dict[str | None, list[NotebookNode]] = {}  # id publicado → celdas propias que van detrás
    counts: dict[str, int] = {}
    previous: str | None = None
    for cell in cells:
        match = _match(cell, published, answers)
        if match is None:
            extras.setdefault(previous, []).append(cell)
            continue
        counts[match] = counts.get(match, 0) + 1
        given[match] = cell
        previous = match

    known = sum(name in counts for name in answers)
    if answers and not known:
        foreign = sorted({g for c in cells if (g := grade_id(c))} - {"preparacion"})
        clue = f" (trae celdas como «{foreign[0]}»)" if foreign else ""
        messages.append(f"No hay ninguna respuesta de {assignment}{clue}: ¿es el cuaderno de otra tarea?")

    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        name, mine = cell.id, given.get(cell.id)
        if name in answers:
            _place_answer(cell, mine, extras, counts.get(name, 0), messages, bool(known))
        elif mine is not None and not cell.metadata.get("nbgrader"):
            cell.source = mine.source  # sin bloquear: manda lo que dejó el estudiante
        elif cell.metadata.get("nbgrader", {}).get("grade") and known:
            _report_test_cell(cell, mine, counts.get(name, 0), messages)
    notebook.cells = list(_interleave(notebook.cells, extras))
    defined_names.cache_clear()  # sólo vale mientras se rehace un cuaderno
    return notebook, messages


def _match(cell, published, answers) -> str | None:
    """El id publicado al que corresponde una celda entregada, o None si es propia."""
    for name in (grade_id(cell), cell.get("id")):
        if name in published:
            return name
    # Quien edita sin nbgrader puede perder metadatos e ids; una copia exacta de lo publicado no es propia.
    for id_, original in published.items():
        copied = original.cell_type == cell.cell_type and original.source.strip() == cell.source.strip()
        if copied and id_ not in answers:
            return id_
    return None


def _place_answer(cell, mine, extras, copies, messages, known) -> None:
    """Escribe en la celda publicada la respuesta del estudiante, si la hay."""
    name = cell.id
    if mine is None:
        # Una celda borrada y vuelta a escribir pierde sus metadatos, no su valor.
        mine = _adopt(name, extras) if cell.cell_type == "code" else None
        if mine is not None:
            messages.append(f"{name}: faltaba la celda original; se ha usado la tuya que define la función.")
        elif known:
            messages.append(f"{name}: falta la celda de la respuesta.")
        if mine is None and known and cell.cell_type == "markdown":
            # Lo escrito puede estar en una celda propia: distinta de la publicada, la mirará una persona.
            cell.source = "*(La celda de esta respuesta no estaba. Mira si hay texto en las celdas propias.)*"
    elif copies > 1:
        messages.append(f"{name}: la celda estaba {copies} veces; cuenta la última.")
    if mine is not None and mine.cell_type != cell.cell_type:
        messages.append(f"{name}: la celda cambió de tipo ({mine.cell_type}); se ha leído como {cell.cell_type}.")
    if mine is not None:
        cell.source = mine.source
        if "attachments" in mine and cell.cell_type == "markdown":
            cell.attachments = mine.attachments


def _report_test_cell(cell, mine, copies, messages) -> None:
    if mine is None:
        messages.append(f"{cell.id}: faltaba la celda de corrección; se ha repuesto.")
    elif copies > 1:
        messages.append(f"{cell.id}: la celda de corrección estaba {copies} veces; se ha dejado la publicada.")
    elif mine.source.strip() != cell.source.strip() or mine.cell_type != cell.cell_type:
        messages.append(f"{cell.id}: la celda de corrección estaba cambiada; se ha repuesto la publicada.")


def _adopt(name: str, extras: dict[str | None, list[NotebookNode]]) -> NotebookNode | None:
    """La última celda propia que define una función, retirada de su sitio."""
    for group in reversed(list(extras.values())):
        for cell in reversed(group):
            if cell.cell_type == "code" and name in defined_names(cell.source):
                group.remove(cell)
                return cell
    return None


@lru_cache(maxsize=MAX_CELLS)
def defined_names(source: str) -> frozenset[str]:
    """Funciones y variables que una celda define en su primer nivel."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return frozenset(names)


def _interleave(published: list[NotebookNode], extras: dict[str | None, list[NotebookNode]]) -> Iterator[NotebookNode]:
    """Celdas publicadas con las propias detrás de la que las precedía, con ids nuevos y sin metadatos."""
    number = 0
    for anchor in [None, *published]:
        if anchor is not None:
            yield anchor
        for cell in extras.get(anchor.id if anchor is not None else None, ()):
            number += 1
            own = NotebookNode(id=f"propia-{number}", cell_type=cell.cell_type, source=cell.source)
            own.metadata = NotebookNode()
            if cell.cell_type == "code":
                own.outputs, own.execution_count = [], None
            if "attachments" in cell:
                own.attachments = cell.attachments
            yield own
