"""Un cuaderno en memoria: diccionarios cuyas claves son también atributos, y cómo se leen y se escriben.

Es lo poco de nbformat que se usa al calificar, y se comporta igual: cargar nbformat
cuesta décimas de segundo en cada proceso, y validar, más que juzgar. Lo que llega de
fuera lo comprueba quien lo lee (``notebook/read.py``, ``grading/release.py``).
"""

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

SPLIT = ("application/javascript", "image/svg+xml")  # además de los text/*, se escriben por renglones


class Node(dict):
    """Un diccionario de un cuaderno: ``cell.source`` es ``cell["source"]``."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__

    def __deepcopy__(self, memo: dict) -> "Node":
        return Node({key: copy.deepcopy(value, memo) for key, value in self.items()})


def node(value: Any) -> Any:
    """Un valor de JSON con sus diccionarios hechos ``Node``."""
    if isinstance(value, Mapping):
        return Node({key: node(part) for key, part in value.items()})
    if isinstance(value, (list, tuple)):
        return [node(part) for part in value]
    return value


def markdown_cell(source: str, id_: str) -> Node:
    """Una celda de texto."""
    return Node(cell_type="markdown", id=id_, metadata=Node(), source=source)


def loads(text: str | bytes) -> Node:
    """Lee un cuaderno de formato 4 que se sabe bien escrito: una publicación o un cuaderno corregido.

    Errores
        ValueError si no es JSON, le faltan celdas o metadatos, o alguna celda no lo es.
    """
    notebook = node(json.loads(text))
    if not isinstance(notebook, Node) or not isinstance(notebook.get("cells"), list) or "metadata" not in notebook:
        raise ValueError("no es un cuaderno de Jupyter: le faltan «cells» o «metadata»")
    for cell in notebook.cells:
        if not isinstance(cell, Node) or not {"cell_type", "metadata", "source"} <= cell.keys():
            raise ValueError("una celda no tiene tipo, metadatos o texto")
        cell.source = _joined(cell.source)
        for bundle in cell.get("attachments", {}).values():
            _join(bundle)
        for output in cell.get("outputs", ()):
            _join(output.get("data", {}))
            if "text" in output:
                output.text = _joined(output.text)
    return notebook


def dumps(notebook: Mapping[str, Any]) -> str:
    """El cuaderno como texto, con los bytes que escribiría nbformat."""
    whole = {**notebook, "cells": [_split_cell(cell) for cell in notebook["cells"]]}
    return json.dumps(whole, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False) + "\n"


def _split_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    parts = {**cell, "source": _lines(cell["source"])}
    if "attachments" in cell:
        parts["attachments"] = {name: _split(bundle) for name, bundle in cell["attachments"].items()}
    if cell["cell_type"] == "code":
        parts["outputs"] = [_split_output(output) for output in cell["outputs"]]
    return parts


def _split_output(output: Mapping[str, Any]) -> dict[str, Any]:
    if "data" in output:
        return {**output, "data": _split(output["data"])}
    return {**output, "text": _lines(output["text"])} if "text" in output else dict(output)


def _split(bundle: Mapping[str, Any]) -> dict[str, Any]:
    return {mime: _lines(data) if mime.startswith("text/") or mime in SPLIT else data for mime, data in bundle.items()}


def _lines(text: str | Iterable[str]) -> list[str]:
    return text.splitlines(keepends=True) if isinstance(text, str) else list(text)


def _join(bundle: Node) -> None:
    for mime, data in bundle.items():
        if not mime.endswith("json"):
            bundle[mime] = _joined(data)


def _joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) and all(isinstance(line, str) for line in text) else text
