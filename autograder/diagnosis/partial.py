"""Qué parte de una respuesta está bien: por salida, por capa y por componente. Se dice antes que lo que falla."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.diagnosis import relations
from autograder.diagnosis.prints import leaves
from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.judging.compare import close


@dataclass
class Where:
    """Dónde falla, según los casos públicos."""

    single: bool
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)  # lo que le pasa a cada capa o componente señalada

    def look(self, e: Exercise, cases: Sequence[Case], name: str, got: Sequence[Any], truth: Sequence[Any]) -> None:
        """Apunta si una salida falla siempre en las mismas capas o componentes, y solo en ellas."""
        rtol, atol = e.rtol, e.atol
        self.wrong.append(name)
        if isinstance(truth[0], (list, tuple)):
            if layer := _layer(got, truth, rtol, atol):
                self.layers.append(f"`{name}[{layer}]`")
                there = [
                    (case, g[int(layer)], t[int(layer)]) for case, g, t in zip(cases, got, truth, strict=True) if g
                ]
                self.kinds.append(relations.of_output(e, *zip(*there, strict=True), derives=False))
        elif (found := _components(got, truth, rtol, atol)) is not None:
            place, text = found
            subject = name if not self.single else ""
            self.components.append(f"`{subject}{text}`")
            self.kinds.append(relations.of_component(e, got, truth, place))

    def text(self) -> str:
        """La frase: primero lo que está bien."""
        good = ""
        if self.right:
            names = " y ".join(f"`{name}`" for name in self.right)
            good = f"{names} {'está' if len(self.right) == 1 else 'están'} bien"
        places = self.layers + self.components
        if places and len(places) == len(self.wrong):
            only = f"solo falla {places[0]}" if len(places) == 1 else f"solo fallan {' y '.join(places)}"
            return f"{good}; {only}." if good else f"{only[0].upper()}{only[1:]}: lo demás está bien."
        return f"{good}: falla {' y '.join(f'`{n}`' for n in self.wrong)}." if good else ""

    def kind(self) -> str | None:
        """Si nada más se sabe: lo que le pasa a la componente, o solo el sitio."""
        if self.layers and len(self.layers) == len(self.wrong):
            return self.kinds[0] or "solo_una_capa"
        if self.components and len(self.components) == len(self.wrong):
            return self.kinds[0] or "una_componente"
        return None


def _layer(got: Sequence[Any], truth: Sequence[Any], rtol: float, atol: float) -> str:
    """La única capa que falla en todos los casos: «0» o «-1»; vacía si no hay una."""
    first = last = True
    seen = 0
    for g, t in zip(got, truth, strict=True):
        if g is None or not isinstance(g, (list, tuple)) or len(g) != len(t):
            return ""
        bad = [k for k, (a, b) in enumerate(zip(g, t, strict=True)) if not _same(a, b, rtol, atol)]
        if not bad:
            continue
        if len(bad) > 1:
            return ""
        seen += 1
        first, last = first and bad == [0], last and bad == [len(t) - 1]
    if seen < 2:
        return ""
    return "0" if first else "-1" if last else ""


def _components(got: Sequence[Any], truth: Sequence[Any], rtol: float, atol: float) -> tuple[int, str] | None:
    """La componente que falla, o desde cuál o hasta cuál, en un array de tamaño fijo: (la primera, cómo se dice).

    En una cadena, lo que se estropea en un eslabón estropea lo que va detrás: interesa el primero.
    """
    bad: set[int] = set()
    always: set[int] | None = None
    sizes, seen = set(), 0
    for g, t in zip(got, truth, strict=True):
        mine, right = leaves(g), leaves(t)
        if mine is None or right is None or len(mine) != 1 or mine[0].shape != right[0].shape or not right[0].ndim:
            return None
        sizes.add(right[0].shape)
        wrong = set(np.flatnonzero(~close(mine[0], right[0], rtol, atol)).tolist())
        if wrong:
            seen += 1
            bad |= wrong
            always = wrong if always is None else always & wrong
    (shape, *others) = sizes
    size = int(np.prod(shape))
    if others or seen < 2 or size < 2 or not bad or len(bad) == size:
        return None
    low, high = min(bad), max(bad)
    if len(bad) == 1:
        return low, str(list(map(int, np.unravel_index(low, shape))))
    if len(shape) > 1:
        return None
    if bad != set(range(low, high + 1)) or not always:
        return None
    if high == size - 1 and low in always:
        return low, f"[{low}:]"
    if low == 0 and high in always:
        return high, f"[:{high + 1}]"
    return None


def _same(a: Any, b: Any, rtol: float, atol: float) -> bool:
    mine, right = leaves(a), leaves(b)
    return (
        mine is not None
        and right is not None
        and len(mine) == len(right)
        and all(m.shape == r.shape and close(m, r, rtol, atol).all() for m, r in zip(mine, right, strict=True))
    )
