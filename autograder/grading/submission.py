"""Leer lo que entregó un estudiante y rehacer con ello el cuaderno que se califica.

Se califica el cuaderno publicado con las celdas del estudiante puestas en su
sitio: lo bloqueado y todos los metadatos vienen de la publicación, y lo demás
es suyo. Así ninguna edición de metadatos cambia la nota ni para a la clase.
"""

import ast
import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import nbformat
from nbformat import NotebookNode

from autograder import clean
from autograder.grading.handed import Handed
from autograder.sandbox import wire

MAX_CELLS = 2_000
MAX_SOURCE = 500_000  # caracteres de código y texto: leerlos como Python cuesta cientos de bytes por cada uno
MAX_PARTS = 500_000  # valores, listas y diccionarios del JSON: cada uno, de dos caracteres, ocupa cientos de bytes
MAX_IMAGES = 100_000_000  # caracteres de imágenes pegadas, contando cada vez que se enseñan
MAX_NAME = 200  # caracteres de un grade_id: acaba en mensajes
IMAGES = ("image/png", "image/jpeg", "image/gif")


class Unreadable(ValueError):
    """El archivo no se puede leer como cuaderno; el mensaje dice por qué y qué hacer."""


@dataclass
class Submission:
    """Una entrega, lista para juzgar.

    ``notebook`` es None si el archivo no se pudo leer.
    """

    student: str
    notebook: NotebookNode | None
    messages: list[str] = field(default_factory=list)


def grade_id(cell: NotebookNode) -> str | None:
    """El ``grade_id`` de una celda, o None. Tolera metadatos que no son lo que deben."""
    data = cell.get("metadata", {}).get("nbgrader", {})
    value = data.get("grade_id") if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


def is_answer(cell: NotebookNode) -> bool:
    """Si una celda publicada es para que la escriba el estudiante."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def untouched(notebook: NotebookNode, release: NotebookNode) -> set[str]:
    """Ids de las respuestas vacías o que siguen como se publicaron."""
    stubs = {c.id: c.source.strip() for c in release.cells if is_answer(c)}
    return {c.id for c in notebook.cells if c.id in stubs and c.source.strip() in ("", stubs[c.id])}


def read_submission(handed: Handed, assignment: str, release: NotebookNode) -> Submission:
    """Interpreta lo entregado y rehace el cuaderno.

    Nunca lanza: lo que no se puede leer queda con ``notebook=None`` y un
    mensaje.
    """
    try:
        name, messages = choose_notebook(handed, assignment)
        if name is None:
            # Sin archivo no hay nada que perder: se califica la publicación en blanco, y se dice.
            return Submission(handed.student, copy.deepcopy(release), messages)
        cells, notes = read_cells(handed.notebooks[name], name)
    except Unreadable as problem:
        return Submission(handed.student, None, [str(problem)])
    notebook, more = rebuild(cells, release, assignment)
    return Submission(handed.student, notebook, messages + notes + more)


def choose_notebook(handed: Handed, assignment: str) -> tuple[str | None, list[str]]:
    """El cuaderno que se califica y los avisos sobre su nombre; None si no hay ninguno.

    Errores
        Unreadable si no se pudo leer, o si hay varios y ninguno se llama como
        debe: elegir es cosa de una persona.
    """
    expected, names = f"{assignment}.ipynb", list(handed.notebooks)
    if expected in names:
        return expected, []
    if handed.problems:
        raise Unreadable(" ".join(handed.problems))
    if len(names) == 1:
        return names[0], [f"El archivo se llama «{names[0]}» y debía llamarse «{expected}». Se ha leído igual."]
    if names:
        raise Unreadable(
            f"Hay varios cuadernos ({', '.join(names)}) y ninguno se llama «{expected}»: renombra el bueno."
        )
    return None, [f"No hay cuaderno: se esperaba {assignment}/{expected} en la carpeta del estudiante."]


def read_cells(raw: bytes, name: str) -> tuple[list[NotebookNode], list[str]]:
    """Las celdas de un archivo .ipynb y los avisos sobre cómo estaba escrito.

    Errores
        Unreadable si está vacío, está cortado o no es un cuaderno.
    """
    again = "Pide al estudiante que lo entregue otra vez; el archivo queda como llegó."
    if not raw.strip():
        raise Unreadable(f"{name} está vacío ({len(raw)} bytes). {again}")
    if not wire.holds_at_most(MAX_PARTS, raw):
        raise Unreadable(f"{name} tiene demasiadas listas y diccionarios para ser un cuaderno. {again}")
    text, notes = _decode(raw)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        end = "está cortado" if cut else "no es JSON válido"
        raise Unreadable(f"{name} {end} (línea {error.lineno}, de {text.count(chr(10)) + 1}). {again}") from None
    except ValueError:  # un entero de miles de cifras
        raise Unreadable(f"{name} trae un número que no cabe en un cuaderno. {again}") from None
    except RecursionError:
        raise Unreadable(f"{name} tiene demasiados niveles anidados para ser un cuaderno. {again}") from None
    if not isinstance(data, dict) or not isinstance(data.get("cells", data.get("worksheets")), list):
        raise Unreadable(f"{name} es JSON, pero no es un cuaderno de Jupyter: le falta «cells». {again}")
    if "cells" not in data:  # nbformat 3, de antes de 2015
        sheets = [s.get("cells") for s in data["worksheets"] if isinstance(s, dict)]
        if not any(isinstance(cells, list) for cells in sheets):
            raise Unreadable(f"{name} usa un formato antiguo que no se pudo convertir. {again}")
        data = {"cells": [cell for cells in sheets if isinstance(cells, list) for cell in cells]}
        notes.append("El cuaderno estaba en un formato antiguo y se ha convertido.")
    if len(data["cells"]) > MAX_CELLS:
        raise Unreadable(f"{name} tiene {len(data['cells'])} celdas y el máximo es {MAX_CELLS}. {again}")
    cells = clean_cells(data["cells"])
    if (size := sum(len(c.source) for c in cells)) > MAX_SOURCE:
        raise Unreadable(f"{name} lleva {size} caracteres entre código y texto y el máximo es {MAX_SOURCE}. {again}")
    if sum(map(_shown_images, cells)) > MAX_IMAGES:
        for cell in cells:
            cell.pop("attachments", None)
        notes.append("Las imágenes pegadas ocupaban demasiado y se han quitado; la entrega sigue intacta.")
    return cells, notes


def clean_cells(cells: list) -> list[NotebookNode]:
    """Las celdas que tienen texto, cada una con los campos de la clase que deben ser."""
    return [cell for cell in map(_clean_cell, cells) if cell is not None]


def _decode(raw: bytes) -> tuple[str, list[str]]:
    for encoding in ("utf-8-sig", "utf-16"):
        # utf-16 descifra casi cualquier cosa: sólo se prueba si lleva su marca.
        if encoding == "utf-16" and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return raw.decode(encoding), []
        except UnicodeDecodeError:
            continue
    note = "El archivo no estaba en UTF-8 y se ha leído como Latin-1: si los acentos se ven mal, es por eso."
    return raw.decode("latin-1"), [note]


def _clean_cell(cell: object) -> NotebookNode | None:
    """Una celda con tipo, texto, id y metadatos de la clase que deben ser; None si no hay texto que salvar."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))  # en nbformat 3, el código está en «input»…
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    kind = "markdown" if cell.get("cell_type") == "heading" else cell.get("cell_type")  # …y un título es otra clase
    if not isinstance(source, str) or kind not in ("code", "markdown", "raw"):
        return None
    cleaned: dict = {"cell_type": kind, "source": _text(source), "metadata": {}}
    metadata = cell.get("metadata")
    if isinstance(metadata, dict) and (name := grade_id({"metadata": metadata})):
        # Lo demás lo pone la publicación; copiarlo sería dejar entrar mil niveles anidados.
        cleaned["metadata"] = {"nbgrader": {"grade_id": _text(name)[:MAX_NAME]}}
    if kind == "code":
        cleaned |= {"outputs": [], "execution_count": None}
    if isinstance(cell.get("id"), str):
        cleaned["id"] = cell["id"]
    if kind == "markdown" and (images := _images(cell.get("attachments"))):
        cleaned["attachments"] = images
    return nbformat.from_dict(cleaned)


def _text(text: str) -> str:
    """Un medio carácter («\ud800» suelto) cabe en JSON y no en un archivo: no debe parar a la clase al guardar."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _images(attachments: object) -> dict[str, dict[str, str]]:
    """Las imágenes pegadas en una celda de texto; lo que no lo sea se queda fuera: lo abrirá un navegador."""
    if not isinstance(attachments, dict):
        return {}
    bundles = {str(name): b for name, b in attachments.items() if isinstance(b, dict)}
    kept = {name: {m: d for m, d in b.items() if m in IMAGES and clean.is_image(d)} for name, b in bundles.items()}
    return {name: bundle for name, bundle in kept.items() if bundle}


def _shown_images(cell: NotebookNode) -> int:
    """Lo que ocupan como mucho las imágenes de una celda al pintarla: cada mención las copia enteras."""
    size = sum(len(data) for bundle in cell.get("attachments", {}).values() for data in bundle.values())
    return size * (cell.source.count("![") + cell.source.count("attachment:"))


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
