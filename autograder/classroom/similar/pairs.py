"""Las parejas que se parecen más de lo esperado, y por qué.

Una coincidencia sola no basta: en clases grandes alguna sale siempre. De cada
ejercicio cuenta hasta una parte de lo que hace falta, salvo que sea un error raro
con los mismos números o un trozo muy largo.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from rapidfuzz.fuzz import ratio

from autograder.classroom.similar.features import Answer, Vocabulary, comments_of
from autograder.classroom.similar.rarity import COMMENT, FEWEST, GRAM, MISTAKE, NAME, Rarity

KEPT = 3_000  # parejas que se miran despacio
PART = 0.6  # de lo que hace falta, lo más que puede poner un solo ejercicio
LONG = 60  # trozos en común: de aquí en adelante, uno basta
RIGHT_WEIGHT, ODD_WEIGHT = 0.5, 2.5  # acertar igual dice menos; errar igual, y de un modo raro, más
SHOWN_NAMES, STRONGEST = 6, 3  # nombres que se enseñan, y los que cuentan


@dataclass(frozen=True)
class Match:
    """En qué coinciden dos respuestas de un ejercicio.

    Unidades
        ``bits``, lo que dice; ``others``, cuántos tienen ese mismo error, ellos incluidos (0 si no es el mismo).
    """

    exercise: str
    bits: float
    grams: frozenset[int]
    names: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class Pair:
    """Dos personas, por su número, y todo en lo que coinciden, de más a menos."""

    one: int
    other: int
    bits: float
    matches: list[Match] = field(default_factory=list)


def pairs(rarity: Rarity, vocabulary: Vocabulary) -> list[Pair]:
    """Las parejas por encima de lo que sale por casualidad, de más a menos."""
    total: dict[tuple[int, int], float] = defaultdict(float)
    for pair, bits in rarity.together():
        total[pair] += bits
    likely = sorted(total, key=lambda pair: (-total[pair], pair))[:KEPT]
    found = [_pair(rarity, vocabulary, *pair) for pair in likely]
    return sorted((p for p in found if p.bits >= rarity.enough), key=lambda p: (-p.bits, p.one, p.other))


def _pair(rarity: Rarity, vocabulary: Vocabulary, one: int, other: int) -> Pair:
    mine, theirs = rarity.everyone[one], rarity.everyone[other]
    matches = [compare(id_, mine[id_], theirs[id_], rarity, vocabulary) for id_ in mine if id_ in theirs]
    matches = sorted((m for m in matches if m.bits >= 1), key=lambda m: -m.bits)
    return Pair(one, other, sum(m.bits for m in matches), matches)


def compare(id_: str, one: Answer, other: Answer, rarity: Rarity, vocabulary: Vocabulary) -> Match:
    """En qué coinciden dos respuestas, y cuánto dice."""
    shared = frozenset(one.grams.keys() & other.grams.keys())
    both_right = one.right and other.right and not one.written
    # Un acierto que ya tienen unos cuantos es otra manera conocida de resolverlo.
    common = FEWEST if both_right else None
    rare = [bits for gram in shared if (bits := rarity.bits((id_, GRAM, gram), common)) > 0]
    # Trozos seguidos no son coincidencias independientes: cuentan como su raíz.
    code = sum(rare) / sqrt(len(rare)) if rare else 0.0
    same = one.mistake is not None and other.mistake is not None and one.mistake.key == other.mistake.key
    wrong = rarity.bits((id_, MISTAKE, one.mistake.key)) if same and one.mistake else 0.0
    odd = wrong > 0 and one.mistake is not None and one.mistake.odd
    wrong *= ODD_WEIGHT if odd else 1.0
    code *= RIGHT_WEIGHT if both_right else 1.0
    # El mismo código da el mismo error: lo menor de los dos cuenta la mitad.
    bits = max(code, wrong) + min(code, wrong) / 2
    names = _rarest(rarity, id_, NAME, one.names & other.names)
    comments = _rarest(rarity, id_, COMMENT, set(comments_of(one, vocabulary)) & set(comments_of(other, vocabulary)))
    bits += sum(found for _, found in names[:STRONGEST]) / 2 + sum(found for _, found in comments[:STRONGEST])
    if not odd and len(rare) < LONG:
        bits = min(bits, PART * rarity.enough)
    shown = tuple(name for name, _ in names[:SHOWN_NAMES]), tuple(comment for comment, _ in comments)
    return Match(id_, bits, shared, *shown, others=rarity.count((id_, MISTAKE, one.mistake.key)) if wrong else 0)


def _rarest(rarity: Rarity, id_: str, kind: str, shared: set | frozenset) -> list[tuple[str, float]]:
    found = [(value, bits) for value in shared if (bits := rarity.bits((id_, kind, value))) > 0]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True)
class Likeness:
    """Cómo se parecen dos códigos: qué parte de la respuesta más corta, de 0 a 1, está también en la otra."""

    covered: float
    reordered: bool
    renamed: bool


def likeness(one: Answer, other: Answer, match: Match) -> Likeness:
    """Cuánto tienen en común, si es en otro orden y si es con otros nombres."""
    short = min(one, other, key=lambda answer: len(answer.encoded))
    covered = len(covered_places(short, match.grams)) / max(1, len(short.encoded))
    # Sin mirar los nombres: si están los mismos trozos y aun así no casan, es que van en otro orden.
    alike = ratio(one.encoded, other.encoded)
    renamed = bool(one.names ^ other.names) and not one.written
    return Likeness(covered, covered >= 0.6 and alike < 85, renamed)


def covered_places(answer: Answer, shared: frozenset[int]) -> set[int]:
    """Las piezas de una respuesta que están en algún trozo común."""
    return {k + step for gram in shared for k in answer.grams.get(gram, ()) for step in range(answer.size)}


def groups(found: Sequence[Pair]) -> list[list[Pair]]:
    """Las parejas, por grupos de gente unida por alguna: quien copia de quien copió está en el mismo."""
    leader: dict[int, int] = {}

    def top(who: int) -> int:
        while leader.setdefault(who, who) != who:
            who = leader[who]
        return who

    for pair in found:
        leader[top(pair.other)] = top(pair.one)
    together: dict[int, list[Pair]] = {}
    for pair in found:
        together.setdefault(top(pair.one), []).append(pair)
    return list(together.values())


def people_of(group: Sequence[Pair]) -> list[int]:
    """Quiénes hay en un grupo, por su número."""
    return sorted({who for pair in group for who in (pair.one, pair.other)})
