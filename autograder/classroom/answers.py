"""Lo que respondió cada cual, tal como lo entregó: se lee del cuaderno corregido, que sabe qué celda contesta a qué."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograder import clean
from autograder.grading.corrected import ELSEWHERE
from autograder.notebook import node
from autograder.notebook.individual import CODE_SOURCE, pages_of, with_pages
from autograder.notebook.roles import Published
from autograder.records.standing import Person

OWN = "mia-"  # así empieza el id de una celda del estudiante en el cuaderno corregido
MAX_BYTES = 30 * 2**20  # un cuaderno corregido no llega: sus salidas tienen tope
HIDDEN = "▒▒▒"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SIGNED = re.compile(
    r"^([ \t]*#+[ \t]*(?:nombre|autora?|hecho por|alumn[oa]|estudiante|apellidos|name|author)[ \t]*:)[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Answers:
    """Lo que escribió una persona.

    Formas
        ``code`` y ``texts`` van del id de cada respuesta a lo escrito; ``own`` son sus
        demás celdas de código.
    """

    code: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()


class AnswerSheets:
    """Los cuadernos corregidos de una tarea. ``missing`` junta a quien no lo tiene o no se le puede leer, y por qué."""

    def __init__(self, root: Path, autograded: Path, assignment: str):
        self.root, self.autograded, self.assignment = root, autograded, assignment
        self.missing: dict[str, str] = {}

    def lost(self, some: int = 5) -> str:
        """De quién falta el cuaderno, por su id, y dónde se buscó; para una línea que lee una persona."""
        every = [f"{student} ({why})" for student, why in self.missing.items()]
        more = f" y {len(every) - some} más" if len(every) > some else ""
        return clean.line(f"en {self.autograded} falta el cuaderno corregido de {', '.join(every[:some])}{more}")

    @cached_property
    def published(self) -> Published:
        """Lo que se publicó; vacío si ya no está, y entonces nada se descuenta."""
        try:
            path = self.root / "notebooks" / f"{self.assignment}.ipynb"
            return Published(with_pages(node.loads(path.read_bytes()).cells, self.assignment))
        except (OSError, ValueError, RecursionError):
            return Published([])

    @cached_property
    def _given(self) -> frozenset[str]:
        stubs = (page[-1] for page in pages_of(self.assignment).values())
        return frozenset(cell.source.strip() for cell in [*self.published.cells, *stubs])

    def of(self, student: str) -> Answers | None:
        """Lo de una persona; None, y apuntado en ``missing``, si su cuaderno no está o no se entiende."""
        path = self.autograded / student / self.assignment / f"{self.assignment}.ipynb"
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ValueError
            return self._read(node.loads(path.read_bytes()))
        except OSError:
            self.missing[student] = "no está"
        except (ValueError, AttributeError, TypeError, RecursionError):
            self.missing[student] = "no se puede leer"
        return None

    def _read(self, notebook: node.Node) -> Answers:
        code: dict[str, str] = {}
        texts: dict[str, str] = {}
        own: list[str] = []
        prose: list[str] = []
        for cell in notebook.cells:
            info = cell.metadata.get("nbgrader") or {}
            text = cell.source.strip()
            given = not text or text in self._given or CODE_SOURCE.fullmatch(text)
            if info.get("solution") and not given:
                (code if cell.cell_type == "code" else texts)[str(info.get("grade_id"))] = cell.source
            elif str(cell.get("id", "")).startswith(OWN) and not given:
                (own if cell.cell_type == "code" else prose).append(cell.source)
        # Quien contestó en otra celda deja en la suya solo nuestro aviso.
        texts = {id_: self._own_lines(id_, "\n\n".join(prose) if t == ELSEWHERE else t) for id_, t in texts.items()}
        return Answers(code, {id_: text for id_, text in texts.items() if text}, tuple(own))

    def _own_lines(self, id_: str, text: str) -> str:
        """Un texto sin los renglones de la pregunta."""
        asked = self.published.by_id[id_].source if id_ in self.published.by_id else ""
        known = {line.strip() for line in asked.splitlines()}
        return "\n".join(line for line in text.splitlines() if line.strip() not in known).strip()


def anonymous(text: str, student: str, person: Person) -> str:
    """Lo que escribió alguien sin lo que dice quién es: su nombre, su id, correos y la línea en que firma."""
    text = EMAIL.sub(HIDDEN, SIGNED.sub(rf"\1 {HIDDEN}", text))
    words = {student, *(part for part in re.split(r"[\s,]+", person.name) if len(part) > 2)}
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) > 2)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", HIDDEN, text, flags=re.IGNORECASE) if pattern else text
