"""Lo que contestó cada uno, en HTML que se puede enseñar: sale de su cuaderno corregido y nada de ello actúa."""

import html
import re
from collections.abc import Iterable
from pathlib import Path

from nbconvert.filters.markdown_mistune import InvalidNotebook

from autograder import clean
from autograder.grading.feedback import highlighted
from autograder.grading.formulas import markdown
from autograder.judging.cpu_limit import TooLong, cpu_limit
from autograder.notebook.compose import Composition, Piece, compose
from autograder.notebook.node import Node
from autograder.notebook.read import MAX_BYTES, Unreadable, read_cells
from autograder.notebook.roles import Published

SECONDS = 3  # CPU: un texto corriente tarda milésimas, y uno hecho para no acabar no para la página
MAX_PLAIN = 20_000  # caracteres de un texto que no se dejó pintar
LOST = '<p class="aviso">No se encuentra su cuaderno corregido: repite <code>autograder grade</code>.</p>'
UNREAD = '<p class="aviso">Lo que entregó no se pudo leer: está como llegó, en la carpeta de entregas.</p>'


class Texts:
    """Las respuestas de una clase, por estudiante y pregunta; cada cuaderno se lee una vez mientras no cambie."""

    def __init__(self, published: Published, assignment: str):
        # En un cuaderno corregido los textos están limpios: los publicados se reconocen si lo están también.
        self._published = Published([_cleaned(cell) for cell in published.cells])
        self._assignment = assignment
        self._found: dict[Path, tuple[tuple[int, int], dict[str, str]]] = {}

    def of(self, path: Path, question: str) -> str:
        """La respuesta a una pregunta que hay en un cuaderno corregido."""
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stat.st_size > MAX_BYTES:
                return LOST
            known = self._found.get(path)
            if known is None or known[0] != stamp:
                cells, _ = read_cells(path.read_bytes(), path.name)
                known = stamp, self._answers(compose(cells, self._published, self._assignment))
                self._found[path] = known
        except (OSError, Unreadable):
            return LOST
        return known[1].get(question, LOST)

    def _answers(self, notebook: Composition) -> dict[str, str]:
        found = {}
        for id_ in self._published.essays:
            written = notebook.written(id_)
            near = [piece for piece in _near(notebook, id_) if piece not in written]
            loose = near or ([] if written else notebook.own_texts)
            found[id_] = _drawn(written) + (_aside(loose) if loose else "")
        for id_ in self._published.answers:
            defining = notebook.defining(id_)
            pieces = dict.fromkeys(p.key for p in [*notebook.pieces_of(id_), *([defining] if defining else [])])
            found[id_] = _drawn(piece for piece in notebook.pieces if piece.key in pieces)
        return found


def _cleaned(cell: Node) -> Node:
    if cell.cell_type != "markdown":
        return cell
    return Node({**cell, "source": clean.markdown(cell.source, cell.get("attachments", {}))})


def _near(notebook: Composition, essay: str) -> list[Piece]:
    """Los textos propios entre la pregunta y sus vecinas: quien contesta en otra celda la pone al lado.

    Los demás no: en la de la firma está su nombre.
    """
    graded = {*notebook.published.answers, *notebook.published.essays, *notebook.published.tests}
    keys = [piece.key for piece in notebook.pieces]
    places = [k for k, piece in enumerate(notebook.pieces) if piece.of == essay]
    if not places:
        return []
    others = [k for k, piece in enumerate(notebook.pieces) if piece.of in graded and piece.of != essay]
    first = max((k for k in others if k < places[0]), default=-1)
    last = min((k for k in others if k > places[-1]), default=len(keys))
    return [piece for piece in notebook.own_texts if first < keys.index(piece.key) < last]


def _aside(pieces: Iterable[Piece]) -> str:
    return f'<div class="suelto"><p class="rotulo">En otras celdas suyas:</p>{_drawn(pieces)}</div>'


def _drawn(pieces: Iterable[Piece]) -> str:
    shown = "".join(map(_cell, pieces))
    return shown or '<p class="aviso">No escribió nada aquí.</p>'


def _cell(piece: Piece) -> str:
    source = piece.cell.source
    if piece.cell.cell_type == "code":
        return clean.html(highlighted(source[:MAX_PLAIN]))
    return text(source, piece.cell.get("attachments", {}))


def text(source: str, images: dict | None = None, top: int = 4) -> str:
    """Un texto en Markdown, pintado, con sus títulos desde ``top``; el que no se deja pintar, tal cual se escribió."""
    try:
        with cpu_limit(SECONDS):
            return _below(markdown(clean.markdown(source, images or ()), images), top)
    except (Exception, TooLong) as problem:
        why = "una imagen pegada no está" if isinstance(problem, InvalidNotebook) else "no se pudo pintar"
        return f'<p class="aviso">Tal cual se escribió ({why}):</p><pre>{html.escape(source[:MAX_PLAIN])}</pre>'


def _below(page: str, top: int) -> str:
    """Los títulos de un texto, por debajo de los de la página que lo enseña y sin saltarse ninguno."""
    first = min((int(level) for level in re.findall(r"<h([1-6])\b", page)), default=1)
    now = top - 1

    def move(found: re.Match[str]) -> str:
        nonlocal now
        if not found[1]:
            now = min(6, now + 1, top + int(found[2]) - first)
        return f"<{found[1]}h{now}"

    return re.sub(r"<(/?)h([1-6])\b", move, page)
