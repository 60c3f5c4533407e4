"""Las fórmulas de un texto, calculadas: para saber si alguna ya da lo que pide un ejercicio."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from autograder.authoring.latex import Reader, Unreadable, name_of
from autograder.judging.cases import CaseSet

MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+?)\$", re.DOTALL)
# Lo que solo coloca o adorna.
DECORATION = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|mathrm|boldsymbol|mathbf|boxed)(?![a-zA-Z])"
    r"|\\[,;!: ]|~|\\(?:begin|end)\{[^}]*\}(?:\{[lcr|]*\})?"
)
EVALUATED = re.compile(r"\\vert_(?:\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|\w)")
TEXT = re.compile(r"\\(?:text|tag|operatorname)\{[^{}]*\}")
ALIGNED = re.compile(r"&\s*=|=\s*&")
# Donde acaba una fórmula y empieza otra: renglón, columna, hueco, flecha, dos puntos o una coma que no separa datos.
BREAK = re.compile(
    r"\\\\(?:\[[^\]]*\])?|&|\\q?quad(?![a-zA-Z])|\\(?:to|(?:long)?rightarrow|Rightarrow)(?![a-zA-Z])|(?<!\\):"
    r"|(?<!\\),(?![^(\[{]*[)\]}])"
)
PASSES = 3
LARGEST = 12  # componentes que se buscan por separado


@dataclass(frozen=True)
class Formula:
    """Una cadena de igualdades: en qué línea está y cada uno de sus lados."""

    line: int
    sides: tuple[str, ...]


def in_text(markdown: str, line: int) -> Iterator[Formula]:
    """Las fórmulas de un texto que empieza en esa línea del archivo."""
    for found in MATH.finditer(markdown):
        tex = found[1] or found[2]
        at = line + markdown.count("\n", 0, found.start(1) if found[1] else found.start(2))
        # «Evaluado en y = 1 + 4x» también dice cuánto vale y.
        where = [inner[1] for inner in EVALUATED.finditer(tex) if inner[1] and "=" in inner[1]]
        for piece in [*where, *BREAK.split(ALIGNED.sub("=", TEXT.sub(" ", EVALUATED.sub(" ", tex))))]:
            sides = tuple(side.strip() for side in re.split(r"=|\\leftarrow", DECORATION.sub(" ", piece)))
            if any(sides):
                yield Formula(at, sides)


@dataclass
class Formulas:
    """Las fórmulas leídas hasta ahora en una lección."""

    known: list[Formula] = field(default_factory=list)

    def read(self, formulas: Iterable[Formula]) -> None:
        self.known += formulas

    def answer(self, cases: CaseSet) -> list[int]:
        """Las líneas de las fórmulas que, sin más que copiarlas, dan lo que se pide; vacía si no lo dan todo."""
        for base in (0, 1):  # x_1 es la primera componente, o la segunda
            values = [self._values(case.inputs, base) for case in cases.cases]
            if lines := _cover([case.expected for case in cases.cases], values):
                return lines
        return []

    def _values(self, inputs, base: int) -> "Values":
        """(fórmula, lado) → su valor con esos datos; lo que no se entiende no está."""
        space = dict(inputs)
        for _ in range(PASSES):  # una fórmula puede usar lo que otra dice después
            found = {}
            for number, formula in enumerate(self.known):
                result = None
                for side, tex in enumerate(formula.sides):
                    try:
                        value, operations = Reader(tex, space, base).value()
                    except (Unreadable, ArithmeticError, TypeError, ValueError, IndexError):
                        continue
                    found[number, side] = Value(value, operations, formula.line)
                    result = value if side else None
                name = name_of(formula.sides[0])
                if name and result is not None and name.partition("_")[0] not in inputs:
                    space[name] = result
        return found


@dataclass(frozen=True)
class Value:
    """Lo que vale un lado de una fórmula, cuántas operaciones hace y en qué línea está."""

    value: object
    operations: int
    line: int


Values = dict[tuple[int, int], Value]


def _cover(expected: list, values: list[Values]) -> list[int]:
    """Las líneas que dan todas las salidas en todos los casos, o ninguna."""
    used: list[Value] = []
    outputs = [list(e) if isinstance(e, (tuple, list)) else [e] for e in expected]
    for wanted in zip(*outputs, strict=True):
        if any(isinstance(one, (tuple, list)) for one in wanted):
            return []
        arrays = [np.asarray(one, dtype=float) for one in wanted]
        whole = _that_gives(arrays, values)
        parts = [whole] if whole else [_that_gives(list(part), values) for part in _components(arrays)]
        if not parts or None in parts:
            return []
        used += parts
    return sorted({one.line for one in used}) if any(one.operations for one in used) else []


def _components(arrays: list) -> Iterator[tuple]:
    """Cada casilla de un vector corto, en todos los casos; ninguna si no tienen todos la misma forma."""
    if len({a.shape for a in arrays}) == 1 and arrays[0].ndim == 1 and arrays[0].size <= LARGEST:
        yield from zip(*arrays, strict=True)


def _that_gives(wanted: list, values: list[Values]) -> Value | None:
    """La fórmula que da eso en todos los casos; si hay varias, la que más hace."""
    shared = set.intersection(*map(set, values))
    fits = [key for key in shared if all(_equal(v[key].value, w) for v, w in zip(values, wanted, strict=True))]
    return max((values[0][key] for key in fits), key=lambda one: (one.operations, -one.line), default=None)


def _equal(got, want) -> bool:
    got, want = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=1e-6, atol=1e-8))
