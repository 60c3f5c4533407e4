"""Componer lo que se ejecuta: el cuaderno del estudiante, entero y en su orden.

No se quita ninguna celda suya ni se pone nada encima. Lo publicado solo sirve
para saber qué es cada una: ``check(f)``, esté donde esté, señala dónde juzgar.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from autograder.notebook.node import Node
from autograder.notebook.roles import Published, defines, is_answer, is_prose

SHOWN = 5  # celdas que se nombran en un aviso


@dataclass(frozen=True)
class Piece:
    """Una celda del estudiante en su sitio.

    ``key`` la nombra mientras se juzga; ``of`` es el id publicado al que
    corresponde, y ``runs`` dice si se ejecuta al calificar.
    """

    key: str
    cell: Node
    of: str | None = None
    runs: bool = False
    is_test: bool = False  # es la celda de corrección publicada
    as_published: bool = False  # sigue como se publicó, y no es una respuesta
    lenient: bool = False  # lleva dentro lo de una celda de clase: un error no para lo demás


@dataclass(frozen=True)
class Composition:
    """El cuaderno de un estudiante, leído contra lo publicado, y los avisos."""

    published: Published
    pieces: tuple[Piece, ...]
    messages: tuple[str, ...] = field(default=())

    @property
    def running(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.runs]

    def pieces_of(self, id_: str) -> list[Piece]:
        """Las celdas que corresponden a una publicada."""
        return [piece for piece in self.pieces if piece.of == id_]

    def defining(self, id_: str) -> Piece | None:
        """La celda que responde a un ejercicio: la suya si lo define, o la última que lo hace."""
        found = [piece for piece in self.running if defines(piece.cell.source, id_)]
        own = [piece for piece in found if piece.of == id_]
        return (own or found or [None])[-1]

    def written(self, essay: str) -> list[Piece]:
        """Los trozos de una pregunta escrita en que el estudiante puso algo."""
        return [p for p in self.pieces_of(essay) if not self.published.untouched(essay, p.cell.source)]

    @property
    def own_texts(self) -> list[Piece]:
        """Lo que escribió el estudiante con palabras fuera de su sitio: en celdas suyas, o encima de lo publicado."""
        return [piece for piece in self.pieces if piece.cell.source.strip() and self._is_own_text(piece)]

    def _is_own_text(self, piece: Piece) -> bool:
        if piece.of in self.published.essays:
            return False  # es la respuesta misma
        if piece.cell.cell_type != "code":
            # Sin el original no se sabe qué texto se publicó.
            return piece.of is None or (self.published.original and not piece.as_published)
        return piece.of is None and is_prose(piece.cell.source)

    @property
    def blank_essays(self) -> frozenset[str]:
        """Las preguntas escritas sin contestar. Con texto suyo en otra celda no se sabe: lo mira una persona."""
        return frozenset(e for e in self.published.essays if not self.written(e) and not self.own_texts)

    def unanswered(self, id_: str) -> bool:
        """Si un ejercicio está sin hacer: su celda está vacía, como se publicó o no está, y ninguna otra lo define."""
        untouched = all(self.published.untouched(id_, piece.cell.source) for piece in self.pieces_of(id_))
        return untouched and not any(defines(p.cell.source, id_) for p in self.running if p.of != id_)


def compose(cells: Iterable[Node], published: Published, assignment: str) -> Composition:
    """Las celdas entregadas, con lo que es cada una."""
    pieces: list[Piece] = []
    messages: list[str] = []
    for number, cell in enumerate(cells, 1):
        of = published.match(cell)
        kind = _kind(cell, of, published)
        if kind != cell.cell_type:
            messages.append(f"{of}: la celda cambió de tipo ({cell.cell_type}); se ha leído como {kind}.")
            cell = _as(kind, cell)
        runs = kind == "code" and bool(cell.source.strip()) and not published.skipped(of, cell)
        known = published.original and of in published.by_id and not is_answer(published.by_id[of])
        same = known and published.untouched(of, cell.source)
        lenient = published.depends_on_class(of, cell.source)
        pieces.append(Piece(f"celda-{number}", cell, of, runs, of in published.tests, same, lenient))
    composition = Composition(published, tuple(pieces))
    return replace(composition, messages=(*messages, *_notices(composition, assignment)))


def _kind(cell: Node, of: str | None, published: Published) -> str:
    """Una respuesta que cambió de tipo se lee como lo que era; lo demás, como esté."""
    if of in published.essays:
        return "markdown"
    return "code" if of in published.answers and defines(cell.source, of) else cell.cell_type


def _as(kind: str, cell: Node) -> Node:
    extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
    kept = {k: v for k, v in cell.items() if k not in ("outputs", "execution_count", "attachments")}
    return Node({**kept, "cell_type": kind, **extra})


def _notices(composition: Composition, assignment: str) -> list[str]:
    """Lo que conviene decir de un cuaderno antes de mirar sus respuestas."""
    published = composition.published
    known = {piece.of for piece in composition.pieces}
    answered = any(id_ in known or composition.defining(id_) for id_ in published.answers)
    if published.answers and not answered:
        own = [p.cell.metadata.get("nbgrader", {}).get("grade_id") for p in composition.pieces if p.of is None]
        foreign = sorted(name for name in own if name)
        clue = f" (trae celdas como «{foreign[0]}»)" if foreign else ""
        return [f"No hay ninguna respuesta de {assignment}{clue}: ¿es el cuaderno de otra tarea?"]
    absent = [id_ for id_ in published.tests if id_ not in known]
    if not absent:
        return []
    names = ", ".join(absent[:SHOWN]) + (f" y {len(absent) - SHOWN} más" if len(absent) > SHOWN else "")
    return [f"Faltan celdas de corrección ({names}): se juzga donde se llame a check o, si no, al final."]
