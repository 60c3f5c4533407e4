"""Qué es cada celda: lo que se publicó, y a cuál corresponde cada una de las que vuelven."""

import ast
import hashlib
import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from autograder.notebook.node import Node
from autograder.notebook.read import CLASS_ONLY, grade_id

ANSWER_STUB = "*Escribe aquí tu respuesta.*"  # lo que se publica en una pregunta escrita
MAX_PROSE = 20_000  # caracteres: leer como Python una celda ocupa cientos de veces más
TEXT_MAGIC = re.compile(r"\s*%%(markdown|latex|html)\b")
# La línea que el build escribe bajo el título: cambia con los puntos o el texto, y no es de quien estudia.
DURATION = re.compile(r"^\*\*Un[ao]s? (?:\d+ )?(?:minutos|horas?)\b.*$\n*", re.MULTILINE)
MAGIC_LINE = re.compile(r"^[ \t]*[%!?]|^\S+\?{1,2}$", re.MULTILINE)


def is_answer(cell: Node) -> bool:
    """Si una celda publicada es para que la escriba el estudiante."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


class Published:
    """Un cuaderno publicado: sus celdas por lo que son.

    ``answers`` son las respuestas con código; ``essays``, las que corrige una
    persona, y ``tests``, las de corrección. Todos van de id a celda. ``original``
    dice si el texto de las demás es el que se publicó o el que dejó el estudiante.
    """

    def __init__(self, cells: Iterable[Node], original: bool = True):
        self.cells, self.original = list(cells), original
        self.by_id = {cell.id: cell for cell in self.cells}
        solutions = {cell.id: cell for cell in self.cells if is_answer(cell)}
        self.answers = {id_: cell for id_, cell in solutions.items() if cell.cell_type == "code"}
        self.essays = {id_: cell for id_, cell in solutions.items() if cell.cell_type != "code"}
        graded = (c for c in self.cells if c.metadata.get("nbgrader", {}).get("grade"))
        self.tests = {cell.id: cell for cell in graded if cell.id not in solutions}

    @cached_property
    def _by_text(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for cell in self.cells:
            if cell.id not in self.answers and cell.id not in self.essays and cell.source.strip():
                found.setdefault((cell.cell_type, cell.source.strip()), cell.id)
        return found

    def match(self, cell: Node) -> str | None:
        """El id publicado al que corresponde una celda entregada, o None si es propia.

        Por su grade_id, por su id o, si se perdieron, por su texto: una copia exacta de lo publicado no es propia.
        """
        for name in (grade_id(cell), cell.get("id")):
            if name in self.by_id:
                return name
        return self._by_text.get((cell.cell_type, cell.source.strip()))

    def untouched(self, id_: str, source: str) -> bool:
        """Si una celda está vacía o sigue como se publicó; lo que se tarda no cuenta."""
        published = self.by_id[id_]
        if source.strip() in ("", published.source.strip()):
            return True
        return not is_answer(published) and _without_time(source) == _without_time(published.source)

    def is_class_only(self, id_: str | None) -> bool:
        """Si una celda se publicó para verla en clase y no se ejecuta al calificar."""
        return id_ in self.by_id and CLASS_ONLY in self.by_id[id_].metadata.get("tags", ())

    @cached_property
    def _class_texts(self) -> list[str]:
        return [cell.source.strip() for cell in self.cells if self.is_class_only(cell.id) and cell.source.strip()]

    def depends_on_class(self, id_: str | None, source: str) -> bool:
        """Si una celda es, o lleva dentro, una de clase: al calificar le falta lo que aquélla usa."""
        return self.is_class_only(id_) or any(text in source for text in self._class_texts)

    def skipped(self, id_: str | None, cell: Node) -> bool:
        """Si una celda es solo de clase y sigue como se publicó; con otro texto es de quien la escribió."""
        return self.is_class_only(id_) and self.by_id[id_].source.strip() == cell.source.strip()


def _without_time(source: str) -> str:
    return DURATION.sub("", source, count=1).strip()


def published_by(cells: Iterable[Node]) -> Published:
    """Lo publicado, según el propio cuaderno de quien lo contestó: para quien no tiene el original a mano.

    Sus celdas dicen qué son; lo que se publicó en cada respuesta no se sabe, así
    que solo está sin hacer la que sigue vacía o, si la corrige una persona, como dice su suma.
    """
    found: dict[str, Node] = {}
    for number, cell in enumerate(cells):
        name = grade_id(cell) or f"celda-{number}"
        blank = is_answer(cell) and not _has_its_checksum(cell)
        found.setdefault(name, Node({**cell, "id": name, "source": "" if blank else cell.source}))
    return Published(found.values(), original=False)


def _has_its_checksum(cell: Node) -> bool:
    """Si una respuesta con puntos sigue como se publicó: nbgrader apunta en ella la suma de lo que decía.

    Es la de ``nbgrader.utils.compute_checksum``, que tarda segundos en importarse.
    """
    info = cell.metadata.nbgrader
    if "checksum" not in info:
        return ANSWER_STUB in cell.source
    parts = (
        cell.source.strip(),
        cell.cell_type,
        info.get("grade", False),
        True,
        False,
        grade_id(cell),
        float(info.points),
    )
    return hashlib.md5("".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest() == info.checksum


def defines(source: str, name: str) -> bool:
    """Si un texto define una función o variable con ese nombre, aunque no se pueda leer como Python.

    Es para decir qué celda responde a qué y señalar dónde mirar; ninguna nota sale de aquí.
    """
    return name in source and _definition(name).search(source) is not None


@lru_cache(maxsize=1024)
def _definition(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    return re.compile(
        rf"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+{word}\b|(?:\w+[ \t]*=[ \t]*)*{word}[ \t]*(?::[^=\n]*)?=(?!=))",
        re.MULTILINE,
    )


def is_prose(source: str) -> bool:
    """Si una celda de código lleva un texto y no calcula nada: comentarios, cadenas sueltas, o palabras sin más.

    Quien contesta en la celda que tiene a mano ha contestado; el código comentado no es una respuesta.
    """
    if TEXT_MAGIC.match(source):
        return True
    if len(source) > MAX_PROSE or MAGIC_LINE.search(source):
        return False
    body = _statements(source)
    if body is None:
        return True
    if body:
        return all(map(_only_says, body))
    return _statements(re.sub(r"^[ \t]*#+ ?", "", source, flags=re.MULTILINE).strip()) is None


def _statements(source: str) -> list[ast.stmt] | None:
    """Las instrucciones de un texto; None si no es Python."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _only_says(statement: ast.stmt) -> bool:
    """Si una instrucción es una cadena suelta, o la imprime."""
    match statement:
        case ast.Expr(ast.Constant(str())) | ast.Expr(ast.Call(ast.Name("print"), [ast.Constant(str())], [])):
            return True
    return False
