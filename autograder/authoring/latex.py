"""Leer LaTeX como una cuenta: qué vale un lado de una fórmula con unos datos.

Solo se entienden las de números o componente a componente. Pasar ``δ hᵀ`` a NumPy es parte de aprender;
pasar ``2c``, no.
"""

import re
from collections.abc import Callable

import numpy as np

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


class Unreadable(ValueError):
    """Una fórmula que no es una cuenta de números."""


def name_of(tex: str) -> str:
    """El nombre de un dato (``\\beta_0`` → ``beta_0``), o nada si es una cuenta."""
    found = re.fullmatch(r"\\?([A-Za-z]+|[α-ωΩΦℓ])(?:_\{?(\w+)\}?)?", tex.strip())
    if not found:
        return ""
    letter = GREEK.get(found[1], found[1])
    return f"{letter}_{found[2]}" if found[2] else letter


class Reader:
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
