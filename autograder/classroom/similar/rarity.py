"""Cuánto dice que dos personas coincidan en algo: mucho si casi nadie más lo tiene, nada si lo tiene media clase.

Unidades
    Bits: log2(cuántos contestaron / cuántos lo tienen). Coincidir en lo que tiene uno de cada ocho dice 3.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import log2

from autograder.classroom.similar.features import Answer, Vocabulary, comments_of

GRAM, NAME, COMMENT, MISTAKE = "trozo", "nombre", "comentario", "error"
FEWEST, MOST = 6, 40  # lo que tienen más personas que esto ya es corriente, sea la clase como sea
MARGIN = 4  # bits de más: que lo de una de cada dieciséis clases no salga por casualidad
Feature = tuple[str, str, object]  # (ejercicio, qué es, cuál)


class Rarity:
    """Quién tiene qué en una clase. Las personas van por su número."""

    def __init__(self, everyone: list[Mapping[str, Answer]], vocabulary: Vocabulary):
        self.everyone = everyone
        self.common = min(MOST, max(FEWEST, len(everyone) // 10))
        self.answered: dict[str, int] = defaultdict(int)
        self._holders: dict[Feature, list[int]] = defaultdict(list)
        for who, answers in enumerate(everyone):
            for id_, answer in answers.items():
                self.answered[id_] += 1
                for feature in features(id_, answer, vocabulary):
                    self._holders[feature].append(who)

    def count(self, feature: Feature) -> int:
        """Cuántos lo tienen."""
        return len(self._holders.get(feature, ()))

    def bits(self, feature: Feature, common: int | None = None) -> float:
        """Lo que dice coincidir en ello; 0 si es corriente: si lo tienen más de ``common`` personas."""
        count = self.count(feature)
        return log2(self.answered[feature[0]] / count) if 1 < count <= (common or self.common) else 0.0

    @property
    def enough(self) -> float:
        """Los bits que hacen falta para que una pareja así no salga por casualidad entre todas las de la clase."""
        people = len(self.everyone)
        return log2(max(2, people * (people - 1) / 2)) + MARGIN

    def together(self) -> Iterator[tuple[tuple[int, int], float]]:
        """(pareja, bits) de cada grupo de gente que comparte algo raro: nunca todas las parejas de la clase."""
        groups: dict[tuple[str, tuple[int, ...]], float] = defaultdict(float)
        for feature, holders in self._holders.items():
            if (bits := self.bits(feature)) > 0:
                # Lo mismo lo comparte casi siempre la misma gente: cada grupo se reparte en parejas una vez.
                groups[feature[0], tuple(holders)] += bits
        for (_, holders), bits in groups.items():
            for pair in combinations(holders, 2):
                yield pair, bits


def features(id_: str, answer: Answer, vocabulary: Vocabulary) -> Iterator[Feature]:
    """Todo lo que una respuesta puede compartir."""
    for gram in answer.grams:
        yield id_, GRAM, gram
    for name in answer.names:
        yield id_, NAME, name
    for comment in comments_of(answer, vocabulary):
        yield id_, COMMENT, comment
    if answer.mistake is not None:
        yield id_, MISTAKE, answer.mistake.key
