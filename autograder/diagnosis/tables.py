"""Las tablas de errores de cada lección: qué da cada uno, sin la cuenta que lo hace.

``autograder build`` las deja en ``diagnosticos.json``, junto a las referencias. Por ejercicio: de qué declaración
salieron, en qué apartado de la lección está, y por salida las clases de error, sus formas y sus números (float32, un
renglón por resultado distinto y una columna por caso público). Cada variante tiene la suya, y una tabla de otra
declaración no se usa.
"""

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.exercise import Exercise, exercise_ids, find_exercise, is_registered
from autograder.judging.references import source_key, store_path

STORE = "diagnosticos.json"
UNSURE = "?"  # varias clases, que enseñan cosas distintas, dan eso mismo
WHOLE = "*"  # la respuesta entera, cuando hay varias salidas


@dataclass(frozen=True)
class OutputTable:
    """Los resultados equivocados de una salida: ``numbers`` (error, caso); NaN donde no son prueba de nada."""

    kinds: tuple[str, ...]
    shapes: tuple[tuple[str, ...], ...]
    numbers: np.ndarray

    @cached_property
    def distinct(self) -> tuple[list[tuple[str, ...]], np.ndarray]:
        """Las formas que hay, cada una una vez, y la de cada error."""
        rows = list(dict.fromkeys(self.shapes))
        places = {row: k for k, row in enumerate(rows)}
        return rows, np.array([places[row] for row in self.shapes], dtype=int)


@dataclass(frozen=True)
class Table:
    """Lo guardado de un ejercicio."""

    section: tuple[str, str]  # el título del apartado y su ancla
    derives: bool
    outputs: dict[str, OutputTable]


def table_path(exercise: Exercise) -> Path:
    return store_path(exercise).with_name(STORE)


def table_of(exercise: Exercise) -> Table | None:
    """La tabla de un ejercicio; None si no la hay o es de otra declaración."""
    if not is_registered(exercise):
        return None
    path = table_path(exercise)
    try:
        stat = path.stat()
        return _decoded(str(path), stat.st_mtime_ns, stat.st_size, exercise.key, source_key(exercise))
    except (OSError, AttributeError, KeyError, TypeError, ValueError, IndexError, zlib.error):
        return None  # no está, o alguien lo tocó: no se cree nada


def section_of(id_: str) -> tuple[str, str]:
    """El apartado de la lección en que está un ejercicio: su título y su ancla; vacíos si no se sabe."""
    if id_ not in exercise_ids():
        return "", ""
    exercise = find_exercise(id_)
    try:
        title, anchor = _known(table_path(exercise))[exercise.id]["section"]
        return str(title), str(anchor)
    except (OSError, AttributeError, KeyError, TypeError, ValueError):
        return "", ""


def table_digest(exercise: Exercise) -> str:
    """Un resumen de lo que la tabla de un ejercicio dice; vacío si no la hay."""
    if not is_registered(exercise):
        return ""
    try:
        entry = _known(table_path(exercise)).get(exercise.key, {})
    except OSError:
        return ""
    # De qué declaración salió no cambia lo que dice.
    says = {key: entry[key] for key in ("derives", "outputs") if key in entry}
    return hashlib.sha256(_line(says).encode()).hexdigest() if says else ""


def stored(path: Path) -> dict[str, Any]:
    """Lo guardado de una lección, como está escrito; vacío si no se lee."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _known(path: Path) -> dict[str, Any]:
    """Lo guardado de una lección, leído una vez mientras el archivo no cambie.

    Errores
        OSError si no está.
    """
    stat = path.stat()
    return _read(str(path), stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=32)
def _read(path: str, _when: int, _size: int) -> dict[str, Any]:
    return stored(Path(path))


@lru_cache(maxsize=64)
def _decoded(path: str, when: int, size: int, id_: str, declaration: str) -> Table | None:
    entry = _read(path, when, size).get(id_)
    if entry is None or entry["declaration"] != declaration:
        return None
    return Table(
        tuple(entry["section"]),
        bool(entry["derives"]),
        {name: decode(output) for name, output in entry["outputs"].items()},
    )


def encode(kinds: list[str], shapes: list[list[str]], numbers: np.ndarray) -> dict[str, Any]:
    """Una salida como JSON: los renglones y los números, comprimidos y en base 85."""
    names, distinct = list(dict.fromkeys(kinds)), list(dict.fromkeys(map(tuple, shapes)))
    rows = [[names.index(k) for k in kinds], distinct, [distinct.index(tuple(s)) for s in shapes]]
    return {
        "names": names,
        "rows": _packed(_line(rows).encode()),
        "numbers": _packed(np.ascontiguousarray(numbers, dtype="<f4").tobytes()),
    }


def decode(output: dict[str, Any]) -> OutputTable:
    kinds, distinct, of = json.loads(_unpacked(output["rows"]))
    numbers = np.frombuffer(_unpacked(output["numbers"]), dtype="<f4")
    return OutputTable(
        tuple(output["names"][k] for k in kinds),
        tuple(tuple(distinct[k]) for k in of),
        numbers.reshape(len(kinds), -1).astype(np.float64),
    )


def _packed(data: bytes) -> str:
    return base64.b85encode(zlib.compress(data, 9)).decode()


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b85decode(text))


def store_text(entries: dict[str, dict[str, Any]]) -> str:
    """El archivo de una lección: un renglón por salida, para que git enseñe qué cambió."""
    blocks = []
    for id_, entry in entries.items():
        head = {k: v for k, v in entry.items() if k != "outputs"}
        lines = ",\n".join(f"  {_line(name)}: {_line(output)}" for name, output in entry["outputs"].items())
        blocks.append(f'{_line(id_)}: {{\n {_line(head)[1:-1]},\n "outputs": {{\n{lines}\n }}\n}}')
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
