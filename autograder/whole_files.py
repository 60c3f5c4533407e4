"""Escribir un archivo entero o no escribirlo: un corte, o un disco lleno, no deja ninguno a medias."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def replacing(path: Path, mode: str = "w", *, private: bool = False) -> Iterator[IO]:
    """El archivo de paso en que se escribe ``path``; al acabar bien, ocupa su lugar. Hace su carpeta si falta.

    ``mode`` es ``"w"``, en UTF-8 y con los mismos bytes en todas partes, o ``"wb"``; con ``private`` solo lo lee su
    dueño.

    Errores
        OSError, que dice cuál, si no cabe o no se puede: no queda nada de lo empezado.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.tmp")  # dos órdenes a la vez no se lo quitan
    text = {} if "b" in mode else {"encoding": "utf-8", "errors": "replace", "newline": "\n"}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, mode, opener=_only_mine if private else None, **text) as file:
            yield file
        os.replace(partial, path)
    except OSError as problem:
        # El de un disco lleno llega al escribir, y no trae el nombre.
        raise OSError(problem.errno, problem.strerror, problem.filename or str(path)) from problem
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def write(path: Path, text: str, *, private: bool = False) -> None:
    """Escribe un texto con ``replacing``."""
    with replacing(path, private=private) as file:
        file.write(text)


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
