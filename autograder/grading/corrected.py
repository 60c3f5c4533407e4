"""El cuaderno corregido: el del estudiante, con el veredicto donde se juzgó y los nombres que nbgrader necesita.

Sus celdas pierden todo metadato de nbgrader. Cada celda de corrección publicada
está una vez, detrás de la celda cuyo ``check`` se juzgó; el nombre de cada
respuesta lo lleva la celda que la define.
"""

import copy
from collections.abc import Mapping

from autograder import clean
from autograder.exercise import Exercise
from autograder.judging.render import Report
from autograder.judging.verdict import PASS, Verdict
from autograder.notebook.compose import Composition
from autograder.notebook.node import Node, markdown_cell, node
from autograder.running.judged import Judged
from autograder.running.outputs import output

ELSEWHERE = "*(La celda de esta respuesta no estaba, o estaba en blanco: mira las demás celdas del cuaderno.)*"


def corrected(notebook: Composition, judged: Judged, exercises: Mapping[str, Exercise]) -> Node:
    """El cuaderno de un estudiante, ejecutado y con sus veredictos."""
    published = notebook.published
    names = _names(notebook)
    tests = _places_of_tests(notebook, judged, exercises)
    whole = _new([])
    for piece in notebook.pieces:
        replaced = piece.is_test and piece.cell.source.strip() == published.by_id[piece.of].source.strip()
        if not replaced:
            cell = _own(piece.key, piece.cell, judged)
            if piece.key in names:
                _named(cell, published.by_id[names[piece.key]])
            whole.cells.append(cell)
        whole.cells += _tests(notebook, tests.get(piece.key, ()), names)
    for essay, cell in published.essays.items():
        if essay not in names.values():
            blank = markdown_cell(ELSEWHERE if notebook.own_texts else cell.source, essay)
            whole.cells.append(_named(blank, cell))
    whole.cells += _tests(notebook, tests.get("", ()), names)
    show_verdicts(whole, judged.verdicts, exercises)
    return whole


def unread(published: Node, why: str, judged: Judged, exercises: Mapping[str, Exercise]) -> Node:
    """Lo publicado, con el aviso de que la entrega no se pudo leer."""
    whole = _new(copy.deepcopy(published.cells))
    for cell in whole.cells:
        if cell.cell_type == "markdown":
            cell.source = clean.markdown(cell.source, cell.get("attachments", {}))
    warning = f"**No se pudo leer la entrega.** {clean.escaped(why)}"
    whole.cells.insert(0, markdown_cell(warning, "aviso"))
    show_verdicts(whole, judged.verdicts, exercises)
    return whole


def _new(cells: list[Node]) -> Node:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return node({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def show_verdicts(notebook: Node, verdicts: Mapping[str, Verdict], exercises: Mapping[str, Exercise]) -> None:
    """Pone cada veredicto como salida de su celda de corrección."""
    by_test = {e.test_id: e for e in exercises.values()}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (exercise := by_test.get(cell.id)):
            cell.outputs = verdict_outputs(exercise, verdicts[exercise.id])


def verdict_outputs(exercise: Exercise, verdict: Verdict) -> list[Node]:
    """Las salidas de una celda de corrección: el veredicto y, si no aprueba, un error.

    nbgrader da todos los puntos a una celda sin salida de error: el error cierra
    esa puerta a quien vuelva a leer la nota del cuaderno.
    """
    report = Report(exercise, verdict)
    shown = output("display_data", data={"text/plain": report.text(), "text/html": report._repr_html_()})
    if verdict.status == PASS:
        return [shown]
    return [shown, output("error", ename=verdict.status, evalue=verdict.text, traceback=[verdict.text])]


def _names(notebook: Composition) -> dict[str, str]:
    """Celda del estudiante → nombre publicado que lleva: el de lo que responde. Cada celda, uno."""
    published, names = notebook.published, {}
    for id_ in published.answers:
        own = [piece for piece in notebook.pieces_of(id_) if piece.cell.cell_type == "code"]
        found = notebook.defining(id_) or (own[-1] if own else None)
        if found is not None and found.key not in names:
            names[found.key] = id_
    for essay in published.essays:
        pieces = notebook.written(essay) or notebook.pieces_of(essay)
        if pieces:
            names[pieces[-1].key] = essay
    return names


def _places_of_tests(notebook: Composition, judged: Judged, exercises: Mapping[str, Exercise]) -> dict[str, list[str]]:
    """Celda → celdas de corrección que van detrás; las de «» van al final."""
    places: dict[str, list[str]] = {}
    for exercise in exercises.values():
        if exercise.test_id in notebook.published.tests:
            own = [piece.key for piece in notebook.pieces_of(exercise.test_id)]
            where = judged.marks.get(exercise.id) or (own[-1] if own else "")
            places.setdefault(where, []).append(exercise.test_id)
    return places


def _tests(notebook: Composition, tests: tuple | list[str], names: Mapping[str, str]) -> list[Node]:
    """Las celdas de corrección publicadas; delante, una vacía con el nombre de la respuesta si nadie lo lleva."""
    cells = []
    for test in tests:
        answer = test.removeprefix("test_")
        if answer in notebook.published.answers and answer not in names.values():
            cells.append(_named(_code("", answer, []), notebook.published.by_id[answer]))
        original = notebook.published.by_id[test]
        cells.append(_named(_code(original.source, test, []), original))
    return cells


def _own(key: str, cell: Node, judged: Judged) -> Node:
    """Una celda del estudiante: sin sus metadatos, limpia y con las salidas que se guardaron."""
    if cell.cell_type == "code":
        return _code(cell.source, f"mia-{key}", judged.outputs.get(key, []))
    own = Node(id=f"mia-{key}", cell_type=cell.cell_type, metadata=Node(), source=cell.source)
    if cell.cell_type == "markdown":
        # Se abrirá en JupyterLab; la entrega sigue como llegó.
        own.source = clean.markdown(cell.source, cell.get("attachments", {}))
        if "attachments" in cell:
            own.attachments = cell.attachments
    return own


def _code(source: str, id_: str, outputs: list[Node]) -> Node:
    fields = {"cell_type": "code", "execution_count": None, "id": id_, "metadata": Node()}
    return Node(**fields, source=source, outputs=outputs)


def _named(cell: Node, original: Node) -> Node:
    """Pone a una celda el nombre y los metadatos de una publicada."""
    cell.id, cell.metadata = original.id, copy.deepcopy(original.metadata)
    return cell
