"""Lo que dos respuestas pueden tener en común: trozos de código o de texto, nombres, comentarios y errores.

Los trozos son las huellas de k piezas seguidas de MOSS, como las calcula copydetect.

Fuente
    Schleimer, Wilkerson y Aiken, «Winnowing», SIGMOD 2003.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from copydetect.utils import get_document_fingerprints

from autograder.classroom.answers import Answers
from autograder.classroom.similar.tokens import Read, read_code, read_words
from autograder.judging.verdict import ERROR, FAIL, Verdict
from autograder.notebook.roles import Published

CODE, WORDS = 8, 5  # piezas de un trozo
FIRST = 0x20000  # desde este carácter se numeran las piezas: cada una es una letra para copydetect
OWN = ""  # las celdas propias, que no contestan a nada publicado


@dataclass(frozen=True)
class Mistake:
    """Un error con sus números: ``key`` es igual si los dos devolvieron lo mismo. ``odd``: no es un error típico."""

    key: str
    diagnosis: str | None
    step: str | None
    odd: bool


@dataclass(frozen=True)
class Answer:
    """Una respuesta, lista para comparar. ``grams`` va de cada trozo a dónde empieza."""

    source: str
    read: Read
    encoded: str
    grams: Mapping[int, list[int]]
    names: frozenset[str] = frozenset()
    mistake: Mistake | None = None
    right: bool = False
    written: bool = False

    @property
    def size(self) -> int:
        """Piezas de un trozo."""
        return WORDS if self.written else CODE


@dataclass
class Vocabulary:
    """Las piezas que hay, numeradas; y lo que ya traía lo publicado, que no dice nada de nadie."""

    letters: dict[str, str] = field(default_factory=dict)
    given: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)

    def encode(self, read: Read) -> str:
        """Una letra por pieza."""
        return "".join(self.letters.setdefault(p.text, chr(FIRST + len(self.letters))) for p in read.pieces)

    def grams(self, encoded: str, size: int) -> dict[int, list[int]]:
        """Los trozos de una respuesta y dónde empiezan, sin los dados."""
        _, found = get_document_fingerprints(encoded, size, 1)
        return {int(gram): [int(k) for k in where] for gram, where in found.items() if int(gram) not in self.given}

    def learn(self, published: Published) -> None:
        """Apunta lo que todos recibieron."""
        for cell in published.cells:
            code = cell.cell_type == "code"
            read = read_code(cell.source) if code else read_words(cell.source)
            self.given |= set(self.grams(self.encode(read), CODE if code else WORDS))
            self.names |= read.names
            self.comments |= {comment.text for comment in read.comments}


def answers_of(found: Answers, verdicts: Mapping[str, Verdict | None], vocabulary: Vocabulary) -> dict[str, Answer]:
    """Lo que hay que comparar de una persona, por ejercicio; sus celdas propias van juntas."""
    sources = {**found.code, **({OWN: "\n\n".join(found.own)} if found.own else {})}
    answers = {id_: _answer(source, verdicts.get(id_), vocabulary) for id_, source in sources.items()}
    return answers | {id_: _written(text, vocabulary) for id_, text in found.texts.items()}


def _answer(source: str, verdict: Verdict | None, vocabulary: Vocabulary) -> Answer:
    read = read_code(source)
    encoded = vocabulary.encode(read)
    wrong = verdict is not None and verdict.status in (FAIL, ERROR)
    return Answer(
        source,
        read,
        encoded,
        vocabulary.grams(encoded, CODE),
        read.names - vocabulary.names,
        _mistake(verdict) if wrong else None,
        right=not wrong,
    )


def _written(text: str, vocabulary: Vocabulary) -> Answer:
    read = read_words(text)
    encoded = vocabulary.encode(read)
    return Answer(text, read, encoded, vocabulary.grams(encoded, WORDS), written=True)


def _mistake(verdict: Verdict) -> Mistake:
    said = f"{verdict.status}\0{verdict.diagnosis}\0{verdict.step}\0{verdict.message}"
    # La llamada de un caso público lleva sus valores; la de uno secreto, no, y su mensaje es el mismo para todos.
    values = verdict.step == "values" and "\n" in (verdict.call or "")
    key = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return Mistake(key, verdict.diagnosis, verdict.step, odd=values and verdict.diagnosis is None)


def comments_of(answer: Answer, vocabulary: Vocabulary) -> Iterable[str]:
    """Los comentarios de una respuesta que no son de lo publicado."""
    return {comment.text for comment in answer.read.comments} - vocabulary.comments
