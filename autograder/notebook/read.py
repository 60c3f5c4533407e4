"""Leer un .ipynb que escribió cualquiera: sus celdas, con la forma que deben, o por qué no se puede."""

import json

from autograder import clean, reading
from autograder.errors import CourseError
from autograder.notebook.node import Node, node
from autograder.sandbox import wire

MAX_BYTES = 50 * 2**20  # no se lee más de esto, entre todos los cuadernos de una carpeta
MAX_CELLS = 2_000
MAX_SOURCE = 500_000  # caracteres de código y texto: leerlos como Python cuesta cientos de bytes por cada uno
MAX_PARTS = 500_000  # valores, listas y diccionarios del JSON: cada uno, de dos caracteres, ocupa cientos de bytes
MAX_IMAGES = 100_000_000  # caracteres de imágenes pegadas, contando cada vez que se enseñan
MAX_NAME = 200  # caracteres de un grade_id: acaba en mensajes
CLASS_ONLY = "solo_clase"  # etiqueta de las celdas que no se ejecutan al calificar
IMAGES = ("image/png", "image/jpeg", "image/gif")


class Unreadable(CourseError):
    """El archivo no se puede leer como cuaderno; el mensaje dice por qué y qué hacer."""


def grade_id(cell: Node) -> str | None:
    """El ``grade_id`` de una celda, o None. Tolera metadatos que no son lo que deben."""
    data = cell.get("metadata", {}).get("nbgrader", {})
    value = data.get("grade_id") if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


def read_cells(raw: bytes, name: str) -> tuple[list[Node], list[str]]:
    """Las celdas de un archivo .ipynb y los avisos sobre cómo estaba escrito.

    Por qué no se puede leer se dice igual a todos; qué hacer entonces, cada uno a quien se lo cuenta.

    Errores
        Unreadable si está vacío, está cortado o no es un cuaderno.
    """
    if not raw.strip():
        raise Unreadable(f"{name} está vacío ({len(raw)} bytes).")
    if not wire.holds_at_most(MAX_PARTS, raw):
        raise Unreadable(f"{name} tiene demasiadas listas y diccionarios para ser un cuaderno.")
    text, notes = _decode(raw, name)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        end = "está cortado" if cut else "no es JSON válido"
        raise Unreadable(f"{name} {end} (línea {error.lineno}, de {text.count(chr(10)) + 1}).") from None
    except ValueError:  # un entero de miles de cifras
        raise Unreadable(f"{name} trae un número que no cabe en un cuaderno.") from None
    except RecursionError:
        raise Unreadable(f"{name} tiene demasiados niveles anidados para ser un cuaderno.") from None
    if not isinstance(data, dict) or not isinstance(data.get("cells", data.get("worksheets")), list):
        raise Unreadable(f"{name} es JSON, pero no es un cuaderno de Jupyter: le falta «cells».")
    if "cells" not in data:  # nbformat 3, de antes de 2015
        sheets = [s.get("cells") for s in data["worksheets"] if isinstance(s, dict)]
        if not any(isinstance(cells, list) for cells in sheets):
            raise Unreadable(f"{name} usa un formato antiguo que no se pudo convertir.")
        data = {"cells": [cell for cells in sheets if isinstance(cells, list) for cell in cells]}
        notes.append("El cuaderno estaba en un formato antiguo y se ha convertido.")
    if len(data["cells"]) > MAX_CELLS:
        raise Unreadable(f"{name} tiene {len(data['cells'])} celdas y el máximo es {MAX_CELLS}.")
    cells = clean_cells(data["cells"])
    if (size := sum(len(c.source) for c in cells)) > MAX_SOURCE:
        raise Unreadable(f"{name} lleva {size} caracteres entre código y texto y el máximo es {MAX_SOURCE}.")
    if sum(map(_shown_images, cells)) > MAX_IMAGES:
        for cell in cells:
            cell.pop("attachments", None)
        notes.append("Las imágenes pegadas ocupaban demasiado y se han quitado; la entrega sigue intacta.")
    return cells, notes


def clean_cells(cells: list) -> list[Node]:
    """Las celdas que tienen texto, cada una con los campos de la clase que deben ser."""
    return [cell for cell in map(_clean_cell, cells) if cell is not None]


def _decode(raw: bytes, name: str) -> tuple[str, list[str]]:
    try:
        text, guessed = reading.decode(raw)
    except reading.Unreadable as problem:
        raise Unreadable(f"{name} {problem}.") from None
    note = "El archivo no estaba en UTF-8 y se ha leído como Windows-1252: si los acentos se ven mal, es por eso."
    return text, [note] if guessed else []


def _clean_cell(cell: object) -> Node | None:
    """Una celda con tipo, texto, id y metadatos de la clase que deben ser; None si no hay texto que salvar."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))  # en nbformat 3, el código está en «input»…
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    kind = "markdown" if cell.get("cell_type") == "heading" else cell.get("cell_type")  # …y un título es otra clase
    if not isinstance(source, str) or kind not in ("code", "markdown", "raw"):
        return None
    # Los fines de línea los pone cada sistema: no son una respuesta distinta.
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    cleaned: dict = {"cell_type": kind, "source": _text(source), "metadata": {}}
    metadata = cell.get("metadata")
    if isinstance(metadata, dict):
        cleaned["metadata"] = _known_metadata(metadata)
    if kind == "code":
        cleaned |= {"outputs": [], "execution_count": None}
    if isinstance(cell.get("id"), str):
        cleaned["id"] = cell["id"]
    if kind == "markdown" and (images := _images(cell.get("attachments"))):
        cleaned["attachments"] = images
    return node(cleaned)


def _known_metadata(metadata: dict) -> dict:
    """Lo que dice qué es una celda; al calificar manda la publicación. Lo demás podría ser mil niveles anidados."""
    kept: dict = {}
    info, tags = metadata.get("nbgrader"), metadata.get("tags")
    if name := grade_id({"metadata": metadata}):
        kept["nbgrader"] = {"grade_id": _text(name)[:MAX_NAME]}
        kept["nbgrader"] |= {flag: True for flag in ("grade", "solution") if info.get(flag) is True}
        if (
            isinstance(mark := info.get("checksum"), str)
            and isinstance(points := info.get("points"), (int, float))
            and abs(points) < MAX_SOURCE
        ):
            kept["nbgrader"] |= {"checksum": _text(mark)[:MAX_NAME], "points": points}
    if isinstance(tags, list) and CLASS_ONLY in tags:
        kept["tags"] = [CLASS_ONLY]
    return kept


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


def _shown_images(cell: Node) -> int:
    """Lo que ocupan como mucho las imágenes de una celda al pintarla: cada mención las copia enteras."""
    size = sum(len(data) for bundle in cell.get("attachments", {}).values() for data in bundle.values())
    return size * (cell.source.count("![") + cell.source.count("attachment:"))
