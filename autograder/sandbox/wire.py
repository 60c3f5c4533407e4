"""Las tramas entre el calificador y el trabajador: un árbol JSON y arrays en bruto.

Una trama es su longitud (8 bytes), la longitud del JSON (4 bytes), el JSON y
los bytes de los arrays, uno tras otro. No hay pickle en ningún sentido, y cada
tamaño se comprueba antes de reservar memoria: el otro lado puede mentir.
"""

import json
import math
import re
import socket
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from .call import FUNCTIONS, function_name

WORKER, TWIN = b".", b"2"  # lo que se pide al padre templado: un trabajador, o un hermano que dé los suyos
MAX_JSON = 8 * 2**20  # bytes: lo que enseña una celda, con sus imágenes
# bytes: la mayor respuesta correcta tiene cien mil números y viaja dos veces; las de un ejercicio se guardan hasta
# juzgarlo.
MAX_ARRAYS = 2**21
MAX_FRAME = MAX_JSON + MAX_ARRAYS
MAX_NODES, MAX_LEVELS = 64_000, 10  # valores de un árbol, y niveles
MAX_DEPTH = 3  # de listas, en un valor
MAX_LEAVES = 64  # de un valor
MAX_NDIM = 8
MAX_NAME = 100
# Un texto de JSON; el último puede estar sin cerrar. Sin vuelta atrás, para que cueste lo que mide.
TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
DTYPES = ("float64", "float32", "float16", "int64", "int32", "int16", "int8",
          "uint64", "uint32", "uint16", "uint8", "bool", "complex128", "complex64")  # fmt: skip
SIZES = {name: np.dtype(name).itemsize for name in DTYPES}
KNOWN = {np.dtype(name): name for name in DTYPES}  # preguntarle su nombre a un tipo de NumPy cuesta más que escribirlo
NUMBERS = {bool: "bool", int: "int64", float: "float64", complex: "complex128"}  # los de Python


class WireError(ValueError):
    """Una trama que no se entiende o que se pasa de tamaño."""


class Closed(EOFError):
    """El otro lado cerró la conexión."""


@dataclass(frozen=True)
class Opaque:
    """Un valor que no viaja: solo se sabe el nombre de su tipo."""

    type_name: str


def encode(tree: Any) -> bytes:
    """Escribe un árbol de dict (con claves de texto), list, str, int, float, bool y None.

    Los valores de NumPy y los del estudiante van envueltos con ``pack``.
    """
    blobs: list[bytes] = []
    text = json.dumps(_pack_tree(tree, blobs), allow_nan=False).encode()
    if sum(map(len, blobs)) > MAX_ARRAYS:
        raise WireError(f"Los arrays ocupan más de {MAX_ARRAYS} bytes.")
    body = struct.pack("<I", len(text)) + text + b"".join(blobs)
    if len(body) > MAX_FRAME:
        raise WireError(f"La respuesta ocupa {len(body)} bytes y el máximo es {MAX_FRAME}.")
    return struct.pack("<Q", len(body)) + body


def decode(body: bytes) -> Any:
    """Lee el cuerpo de una trama.

    Errores
        WireError si algo no encaja: tamaños, tipos, profundidad o número de hojas.
    """
    try:
        (size,) = struct.unpack_from("<I", body)
        if size > len(body) - 4:
            raise WireError("El JSON dice medir más de lo que llegó.")
        if size > MAX_JSON:
            raise WireError(f"El JSON ocupa {size} bytes y el máximo es {MAX_JSON}.")
        if len(body) - 4 - size > MAX_ARRAYS:
            raise WireError(f"Los arrays ocupan más de {MAX_ARRAYS} bytes.")
        text = body[4 : 4 + size]
        if not holds_at_most(MAX_NODES, text):
            raise WireError("Demasiados valores en una trama.")
        # `encode` escribe ASCII: lo demás ocuparía hasta cuatro veces más.
        tree = json.loads(text.decode("ascii"))
        reader = _Blobs(memoryview(body)[4 + size :])
        return _unpack_tree(tree, reader)
    except WireError:
        raise
    except (struct.error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise WireError(f"Trama ilegible: {type(error).__name__}") from None


def holds_at_most(count: int, text: bytes) -> bool:
    """Si un JSON tiene como mucho ``count`` valores, listas y diccionarios, sin leerlo.

    Un valor de dos caracteres ocupa cientos de bytes al leerlo: para entonces ya es tarde.
    """

    def parts(text: bytes) -> int:
        return text.count(b",") + text.count(b"[") + text.count(b"{")

    if parts(text) <= count:
        return True
    # Puede que solo lo parezca: las comas y los corchetes de un texto no son valores. Con más textos que
    # valores no hace falta quitarlos para saberlo, y quitarlos ocuparía demasiado.
    if text.count(b'"') - text.count(b'\\"') > 4 * count:
        return False
    return parts(TEXT.sub(b'""', text)) <= count


@dataclass(frozen=True)
class Value:
    """Marca, dentro del árbol, un valor que se manda con sus arrays."""

    value: Any


def _pack_tree(node: Any, blobs: list[bytes]) -> Any:
    if isinstance(node, Value):
        return {"$": _pack(node.value, blobs, 0, [0])}
    if isinstance(node, dict):
        return {str(k): _pack_tree(v, blobs) for k, v in node.items()}
    if isinstance(node, (list, tuple)):
        return [_pack_tree(v, blobs) for v in node]
    return node


def _pack(value: Any, blobs: list[bytes], depth: int, leaves: list[int]) -> Any:
    """Un valor: {"a"|"n": [dtype, forma]}, {"l"|"t": [...]}, null, {"x": tipo} o {"f": nombre}.

    Un número de Python («n») vuelve a serlo al otro lado: ``isinstance(c, int)`` debe decir lo mismo en los dos.
    """
    leaves[0] += 1
    if leaves[0] > MAX_LEAVES:
        return {"x": "estructura con demasiados elementos"}
    if value is None:
        return None
    # Por su tipo de verdad: quien finge otro con `__class__` calcularía aquí, donde nadie mira. Por lo mismo, las
    # partes de una lista o tupla de otra clase (una namedtuple) se leen sin pasar por sus métodos.
    kind = type(value)
    for base, mark in ((list, "l"), (tuple, "t")):
        if issubclass(kind, base):
            if depth >= MAX_DEPTH:
                return {"x": "lista demasiado anidada"}
            parts = base.__getitem__(value, slice(MAX_LEAVES + 1))
            return {mark: [_pack(v, blobs, depth + 1, leaves) for v in parts]}
    if (name := function_name(value)) is not None:
        return {"f": name}
    if issubclass(kind, (bool, int, float, complex, np.generic, np.ndarray)):
        if isinstance(value, np.ndarray) and value.nbytes > MAX_ARRAYS:
            # Antes de copiarlo: no va a caber.
            raise WireError(f"Un array ocupa {value.nbytes} bytes y el máximo es {MAX_ARRAYS}.")
        array = np.array(value, subok=False, order="C")
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype(np.float64)  # longdouble: su tamaño depende de la máquina
        # Los bytes viajan en el orden de esta máquina, aunque el array venga en el otro.
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        if (name := KNOWN.get(array.dtype)) and array.ndim <= MAX_NDIM:
            blobs.append(array.tobytes())
            return {"n" if kind in NUMBERS else "a": [name, list(array.shape)]}
        return {"x": f"array de tipo {array.dtype.name}"[:MAX_NAME]}
    return {"x": type(value).__name__[:MAX_NAME]}


class _Blobs:
    def __init__(self, data: memoryview):
        self.data, self.at, self.nodes = data, 0, 0

    def count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise WireError("Demasiados valores en una trama.")

    def take(self, dtype: str, shape: list[int]) -> np.ndarray:
        if dtype not in SIZES or not isinstance(shape, list) or len(shape) > MAX_NDIM:
            raise WireError("Array con tipo o forma que no se admiten.")
        if any(type(n) is not int or n < 0 for n in shape):
            raise WireError("Array con una forma que no es de enteros.")
        size = math.prod(shape) * SIZES[dtype]
        if size > len(self.data) - self.at:
            raise WireError("Un array dice medir más de lo que llegó.")
        raw = self.data[self.at : self.at + size]
        self.at += size
        return np.frombuffer(raw, dtype=dtype).reshape(shape).copy()


def _unpack_tree(node: Any, blobs: _Blobs, level: int = 0) -> Any:
    blobs.count()
    if level > MAX_LEVELS:
        raise WireError("Un árbol con demasiados niveles.")
    if isinstance(node, dict):
        if set(node) == {"$"}:
            return _unpack(node["$"], blobs, 0)
        return {_text(k): _unpack_tree(v, blobs, level + 1) for k, v in node.items()}
    if isinstance(node, list):
        return [_unpack_tree(v, blobs, level + 1) for v in node]
    return _text(node) if isinstance(node, str) else node


def only_value(node: Any, depth: int = 0) -> Any:
    """Un valor recibido; si es otra cosa que alguien puso en su lugar, ``Opaque``: solo se guarda lo que se compara."""
    if isinstance(node, (list, tuple)):
        if depth < MAX_DEPTH and len(node) <= MAX_LEAVES:
            return type(node)(only_value(part, depth + 1) for part in node)
    elif node is None or isinstance(node, (np.ndarray, np.generic, *NUMBERS, Opaque)) or callable(node):
        return node
    return Opaque("algo que no es un valor")


def _text(text: str) -> str:
    """El texto sin sustitutos sueltos: JSON los deja pasar y luego no se pueden guardar en UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _unpack(node: Any, blobs: _Blobs, depth: int) -> Any:
    blobs.count()
    if depth > MAX_DEPTH:
        raise WireError("Un valor con demasiados niveles.")
    if node is None:
        return None
    if not isinstance(node, dict) or len(node) != 1:
        raise WireError("Valor con una marca desconocida.")
    ((kind, content),) = node.items()
    if kind == "a":
        array = blobs.take(*content)
        return array[()] if array.ndim == 0 else array
    if kind == "n":
        array = blobs.take(*content)
        if array.ndim or KNOWN[array.dtype] not in NUMBERS.values():
            raise WireError("Un número que no lo es.")
        return array.item()
    if kind in ("l", "t") and isinstance(content, list) and len(content) <= MAX_LEAVES + 1:
        parts = [_unpack(part, blobs, depth + 1) for part in content]
        return parts if kind == "l" else tuple(parts)
    if kind == "f" and content in FUNCTIONS:
        return FUNCTIONS[content]
    if kind == "x" and isinstance(content, str):
        return Opaque(_text(content[:MAX_NAME]))
    raise WireError("Valor con una marca desconocida.")


def send(sock: socket.socket, tree: Any) -> None:
    """Manda una trama entera."""
    sock.sendall(encode(tree))


def receive(sock: socket.socket) -> Any:
    """Recibe una trama entera de un socket que espera.

    Errores
        Closed si el otro lado cerró. WireError si la trama no vale.
    """
    data = bytearray()
    while (body := take(data)) is None:
        # Ni un byte más de los de esta trama: lo siguiente lo leerá otro.
        chunk = sock.recv(min(_missing(data), 2**20))
        if not chunk:
            raise Closed("El otro lado cerró la conexión.")
        data += chunk
    return decode(body)


def take(received: bytearray) -> bytes | None:
    """Saca de lo recibido el cuerpo de la primera trama; None si aún no está entera.

    Errores
        WireError si dice medir más de lo que se admite.
    """
    if _missing(received):
        return None
    (size,) = struct.unpack_from("<Q", received)
    body = bytes(memoryview(received)[8 : 8 + size])
    del received[: 8 + size]
    return body


def _missing(received: bytearray) -> int:
    """Bytes que faltan para acabar la primera trama, o su longitud si ni ésa ha llegado."""
    if len(received) < 8:
        return 8 - len(received)
    (size,) = struct.unpack_from("<Q", received)
    if size > MAX_FRAME:
        raise WireError(f"Trama de {size} bytes: el máximo es {MAX_FRAME}.")
    return max(0, 8 + size - len(received))
