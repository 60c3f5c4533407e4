"""Las fórmulas de un texto, leídas como cuentas: para saber si alguna ya da lo que pide un ejercicio.

Solo se entienden las de números o componente a componente. Pasar ``δ hᵀ`` a NumPy es parte de aprender;
pasar ``2c``, no.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

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
TOKEN = re.compile(r"\\[a-zA-Z]+|\d+(?:[.,]\d+)?|[a-zA-Zα-ωΑ-Ωℓ]|\S")
FUNCTIONS: dict[str, Callable] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log,
    "ln": np.log,
    "sqrt": np.sqrt,
    "sigma": lambda z: 1 / (1 + np.exp(-z)),
    "ReLU": lambda z: np.maximum(z, 0),
}
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΩΦ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu "
        "xi pi rho sigma tau upsilon phi chi psi omega Omega Phi".split(),
        strict=True,
    )
)
PASSES = 3
LARGEST = 12  # componentes que se buscan por separado


class Unreadable(ValueError):
    """Una fórmula que no es una cuenta de números."""


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
                        value, operations = _Reader(tex, space, base).value()
                    except (Unreadable, ArithmeticError, TypeError, ValueError, IndexError):
                        continue
                    found[number, side] = Value(value, operations, formula.line)
                    result = value if side else None
                name = _name(formula.sides[0])
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


def _name(tex: str) -> str:
    """El nombre de un dato (``\\beta_0`` → ``beta_0``), o nada si es una cuenta."""
    found = re.fullmatch(r"\\?([A-Za-z]+|[α-ωΩΦℓ])(?:_\{?(\w+)\}?)?", tex.strip())
    if not found:
        return ""
    letter = GREEK.get(found[1], found[1])
    return f"{letter}_{found[2]}" if found[2] else letter


class _Reader:
    """Lee un lado de una fórmula y lo calcula. ``operations`` cuenta lo que hace."""

    def __init__(self, tex: str, space: dict, base: int):
        self.tokens = TOKEN.findall(tex)
        self.space, self.base, self.at, self.operations = space, base, 0, 0

    def value(self):
        result = self.sum()
        if self.at < len(self.tokens):
            raise Unreadable
        return result, self.operations

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, token: str = "") -> str:
        found = self.next
        if not found or (token and found != token):
            raise Unreadable
        self.at += 1
        return found

    def sum(self):
        negative = self.next in "-−" and bool(self.next)
        if negative or self.next == "+":
            self.take()
        total = -self.product() if negative else self.product()
        while self.next and self.next in "+-−":
            plus = self.take() == "+"
            other = self.product()
            total = total + other if plus else total - other
            self.operations += 1
        return total

    def product(self):
        total = self.power()
        while self.next:
            if self.next in ("\\cdot", "\\times", "\\odot", "*", "·"):
                self.take()
                total = self._times(total, self.power())
            elif self.next == "/":
                self.take()
                total, self.operations = total / self.power(), self.operations + 1
            elif self.next in "+-−)]}<>,;|" or self.next in ("\\gt", "\\lt", "\\ge", "\\le", "\\}"):
                break
            else:
                total = self._times(total, self.power())
        return total

    def _times(self, one, other):
        if np.ndim(one) and np.ndim(other) and np.shape(one) != np.shape(other):
            raise Unreadable
        # Multiplicar por 1 enseña el eslabón y no cambia nada.
        self.operations += not any(np.ndim(v) == 0 and isinstance(v, float) and v == 1.0 for v in (one, other))
        return one * other

    def power(self):
        total = self.atom()
        while self.next == "^":
            self.take()
            total, self.operations = total ** self.group(), self.operations + 1
        return total

    def group(self):
        """Lo que va entre llaves, o un solo símbolo."""
        if self.next != "{":
            return self.atom()
        self.take()
        result = self.sum()
        self.take("}")
        return result

    def atom(self):
        token = self.take()
        if token in "([{" or token == "\\{":
            result = self.sum()
            self.take({"(": ")", "[": "]", "{": "}"}.get(token, "\\}"))
            return result
        if re.match(r"\d", token):
            return float(token.replace(",", "."))
        name = token.lstrip("\\")
        if name in ("frac", "dfrac", "tfrac"):
            above, below = self._fraction(), self._fraction()
            self.operations += 1
            return above / below
        if name == "underbrace":
            result = self.group()
            if self.next == "_":
                self.take()
                self._skip()
            return result
        if name == "mathbb":
            return self._indicator()
        if name == "e" and self.next == "^":
            self.take()
            self.operations += 1
            return np.exp(self.group())
        if name in FUNCTIONS and self.next != "_":
            return self._function(FUNCTIONS[name])
        if name == "max":
            return self._maximum()
        return self._data(GREEK.get(name, name))

    def _fraction(self):
        if self.next == "{":
            return self.group()
        token = self.take()  # \frac14
        if re.fullmatch(r"\d+", token) and len(token) > 1:
            self.tokens[self.at - 1 : self.at] = [token[0], token[1:]]
            return float(token[0])
        self.at -= 1
        return self.atom()

    def _function(self, function):
        exponent = None
        if self.next == "^":
            self.take()
            exponent = self.group()
        # Sin paréntesis se lleva lo que tiene pegado: sin x.
        argument = self.power() if self.next in ("(", "[", "{", "\\{") or self.next.startswith("\\") else self.atom()
        self.operations += 1
        result = function(argument)
        return result if exponent is None else result**exponent

    def _maximum(self):
        self.take("(")
        one = self.sum()
        self.take(",")
        other = self.sum()
        self.take(")")
        self.operations += 1
        return np.maximum(one, other)

    def _indicator(self):
        self.take("{")
        self.take("I")
        self.take("}")
        opened = self.take()
        left = self.sum()
        sign = {">": np.greater, "\\gt": np.greater, "<": np.less, "\\lt": np.less}.get(self.take())
        right = self.sum()
        self.take({"[": "]", "(": ")", "{": "}", "\\{": "\\}"}.get(opened, "]"))
        if sign is None:
            raise Unreadable
        self.operations += 1
        return sign(left, right) * 1.0

    def _skip(self) -> None:
        if self.take() != "{":
            return
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)

    def _data(self, name: str):
        index = ""
        if self.next == "_":
            self.take()
            if self.next == "{":
                self.take()
                while self.next != "}":
                    index += self.take()
                self.take("}")
            else:
                index = self.take()
        full = f"{name}_{index}" if index else name
        if full in self.space:
            value = self.space[full]
        elif index.isdigit() and np.ndim(self.space.get(name, 0.0)) == 1 and int(index) >= self.base:
            value = self.space[name][int(index) - self.base]
        else:
            raise Unreadable
        if isinstance(value, (int, float, np.ndarray, np.number)) and np.ndim(value) < 2:
            return np.asarray(value, dtype=float)[()]
        raise Unreadable
