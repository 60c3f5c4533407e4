"""Si un ejercicio rápido dice la verdad: cada pareja se calcula, y el código equivocado y sus arreglos se ejecutan.

Se compara con torch.autograd, como todo en el curso. Lo usan las pruebas y ``lint --deep``. De los que piden adivinar
un gradiente no hay nada escrito que pueda mentir: la respuesta la calcula el widget.
"""

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.authoring.quick import Quick, quick_path
from autograder.authoring.quick_kinds import fixed
from autograder.judging import oracle
from autograder.judging.compare import same

EXACT = 1e-7  # lo que se ejecuta
ROUNDED = 5e-3  # lo que se lee en una respuesta va redondeado


def truth_problems(quick: Quick) -> list[str]:
    """Lo que no es verdad de un ejercicio rápido, en frases."""
    check = {"match": _match, "wrong_line": _wrong_line}.get(quick.kind)
    return [f"{quick_path(quick.lesson)}: «{quick.id}»: {said}" for said in check(quick.data)] if check else []


def _match(data: dict) -> Iterator[str]:
    """Cada pareja se calcula: casa con la suya y con ninguna otra."""
    names = tools() | {name: _variable(written) for name, written in data["arrays"].items()}
    options = {label: eval(value, {}) for label, value in data["options"].items()}
    for pair in data["pairs"]:
        found = np.asarray(_plain(eval(pair["check"], names)))
        fits = [label for label, want in options.items() if _agrees(found, want)]
        if fits != [pair["match"]]:
            told = f"tiene forma {found.shape}" if found.ndim else f"vale {float(found)}"
            yield f"«{pair['item']}» {told} y se casa con «{pair['match']}»."


def _wrong_line(data: dict) -> Iterator[str]:
    """El código no da lo que da torch, el arreglo bueno sí y los demás tampoco."""
    reference = _reference(data["proof"]["oracle"])
    cases = [{name: _given(value) for name, value in case.items()} for case in data["proof"]["inputs"]]
    wants = [reference(**copy.deepcopy(case)) for case in cases]

    def agrees(code: str) -> bool:
        return all(_same(code, case, want) for case, want in zip(cases, wants, strict=True))

    if agrees(data["code"]):
        yield "el código que se dice equivocado da lo mismo que torch."
    for fix in data["fixes"]:
        good = agrees(fixed(data, fix))
        if fix.get("right") and not good:
            yield f"el cambio bueno, «{fix['code']}», no da lo que da torch."
        if good and not fix.get("right"):
            yield f"el cambio «{fix['code']}» también da lo que da torch: habría dos buenos."


def tools() -> dict[str, Any]:
    """Lo que se puede usar en un ``check``: torch, np y unas pocas cuentas, en notación de denominador."""
    torch = oracle.load_torch()

    def relu_factor(n, variance):
        """Por cuánto multiplica una capa con ReLU la media de los cuadrados: se suma sobre la normal."""
        z = torch.linspace(-8, 8, 4001, dtype=torch.float64)
        density = torch.exp(-(z**2) / 2)
        return n * variance * (torch.relu(z) ** 2 * density).sum() / (z**2 * density).sum()

    return {
        "torch": torch,
        "np": np,
        "grad": lambda y, x: torch.autograd.grad(y, x)[0],
        "jac": lambda f, x: torch.autograd.functional.jacobian(f, x).movedim(0, -1),
        "count": lambda sums, **sizes: math.prod(sizes[index] for index in set(sums) & set(sizes)),
        "relu_factor": relu_factor,
    }


def _variable(written: Any):
    """Un tensor del que se puede derivar: [2, 3] es una forma; un número o {value = …}, su valor."""
    torch = oracle.load_torch()
    if isinstance(written, list):
        value = torch.rand(written, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    else:
        value = torch.tensor(written["value"] if isinstance(written, dict) else written, dtype=torch.float64)
    return value.requires_grad_()


def _agrees(found: np.ndarray, want: Any) -> bool:
    if isinstance(want, tuple):
        return found.shape == want
    return found.ndim == 0 and math.isclose(float(found), want, rel_tol=ROUNDED, abs_tol=ROUNDED)


def _reference(written: str) -> Callable:
    """La referencia escrita en ``proof``: una expresión o, si hace falta más de una línea, un ``def oracle``."""
    names = tools() | {name: getattr(oracle, name) for name in ("gradient_of", "jacobian_of", "vjp_of", "value_of")}
    if "def oracle" not in written:
        return eval(written, names)
    exec(written, names)
    return names["oracle"]


def _given(value: Any):
    return np.array(value) if isinstance(value, list) else value


def _same(code: str, case: dict, want: Any) -> bool:
    """Si la función que se enseña da eso. La que falla no lo da."""
    names: dict[str, Any] = {"np": np}
    exec(code, names)
    function = next(value for name, value in names.items() if name not in ("np", "__builtins__"))
    try:
        with np.errstate(all="ignore"):
            return same(_plain(function(**copy.deepcopy(case))), _plain(want), rtol=EXACT, atol=EXACT)
    except (ValueError, TypeError, IndexError):
        return False


def _plain(value: Any):
    """Lo mismo, en NumPy: los tensores, como arrays."""
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return value.detach().numpy() if hasattr(value, "detach") else np.asarray(value, dtype=np.float64)
