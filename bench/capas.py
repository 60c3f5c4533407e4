"""El banco de las capas: lo mismo con nuestros bloques y con NumPy escrito a mano, en un hilo.

``python bench/capas.py`` escribe la tabla en la salida; con ``--escribe`` la deja
además en docs/rendimiento.md. La unidad es el microsegundo por ida y vuelta.
Se mide por turnos, así que un bache de la máquina les toca a todos, y la razón
se toma dentro de cada turno.
"""

import os

# Antes de que nadie cargue NumPy: después ya no se puede.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import timeit  # noqa: E402
from collections.abc import Callable  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from datetime import date  # noqa: E402

import numpy as np  # noqa: E402
from page import Failed, machine, publish, spread  # noqa: E402

from course_lib.layers import Linear, MSELoss, ReLU, Sequential, activations, linear, losses  # noqa: E402
from course_lib.numbers import check_numbers  # noqa: E402

SIZES, B = (10, 40, 40, 5), 10
GOAL = 1.4
CALLS = 100  # por turno: unos milisegundos

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(B, SIZES[0])), RNG.normal(size=(B, SIZES[-1]))
LAYERS = [Linear.he(D_in, D_out, RNG) for D_in, D_out in zip(SIZES, SIZES[1:], strict=False)]
(W1, b1), (W2, b2), (W3, b3) = (layer.parameters() for layer in LAYERS)
MODEL = Sequential([LAYERS[0], ReLU(), LAYERS[1], ReLU(), LAYERS[2]])
LOSS = MSELoss()


def by_hand():
    """Como se escribe sin pensar en la velocidad."""
    Z1 = X @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2.T + b2
    A2 = np.maximum(Z2, 0)
    residual = A2 @ W3.T + b3 - Y
    loss = (residual**2).mean()
    dZ3 = 2 * residual / residual.size
    dW3, db3 = dZ3.T @ A2, dZ3.sum(axis=0)
    dZ2 = dZ3 @ W3 * (Z2 > 0)
    dW2, db2 = dZ2.T @ A1, dZ2.sum(axis=0)
    dZ1 = dZ2 @ W2 * (Z1 > 0)
    dW1, db1 = dZ1.T @ X, dZ1.sum(axis=0)
    return loss, dZ1 @ W1, dW1, db1, dW2, db2, dW3, db3


def by_hand_with_our_shortcuts():
    """Lo mismo con los atajos que usan las capas por dentro: ``sign``, ``vdot`` y un solo producto por 2/BD."""
    A1 = np.maximum(X @ W1.T + b1, 0.0)
    slope1 = np.sign(A1)
    A2 = np.maximum(A1 @ W2.T + b2, 0.0)
    slope2 = np.sign(A2)
    residual = A2 @ W3.T + b3 - Y
    loss = np.vdot(residual, residual) / residual.size
    dZ3 = residual * (2 / residual.size)
    dW3, db3 = dZ3.T @ A2, dZ3.sum(axis=0)
    dZ2 = dZ3 @ W3 * slope2
    dW2, db2 = dZ2.T @ A1, dZ2.sum(axis=0)
    dZ1 = dZ2 @ W2 * slope1
    dW1, db1 = dZ1.T @ X, dZ1.sum(axis=0)
    return loss, dZ1 @ W1, dW1, db1, dW2, db2, dW3, db3


def with_layers():
    """Con los bloques de course_lib."""
    loss = LOSS.forward(MODEL.forward(X), Y)
    dX = MODEL.backward(LOSS.backward())
    return loss, dX, *MODEL.gradients()


@contextmanager
def checking_with(check: Callable):
    """Cambia la comprobación de las capas mientras dura."""
    modules = (linear, activations, losses)
    kept = [module.check_batch for module in modules]
    for module in modules:
        module.check_batch = check
    try:
        yield
    finally:
        for module, check in zip(modules, kept, strict=True):
            module.check_batch = check


def with_checks(check: Callable) -> Callable:
    """Las capas con otra comprobación; el cambio se hace fuera de lo que se mide."""

    def seconds() -> float:
        with checking_with(check):
            return timeit.timeit(with_layers, number=CALLS)

    return seconds


RIVALS = {
    "NumPy escrito a mano": lambda: timeit.timeit(by_hand, number=CALLS),
    "a mano, con los atajos de las capas": lambda: timeit.timeit(by_hand_with_our_shortcuts, number=CALLS),
    "**nuestras capas**": lambda: timeit.timeit(with_layers, number=CALLS),
    "las capas, sin comprobar nada": with_checks(lambda name, value, expected: value),
    "las capas, sin el camino corto de `check_batch`": with_checks(check_numbers),
}


def same_gradients() -> None:
    """Antes de medir nada: todos dan la misma pérdida y los mismos gradientes.

    Errores
        Failed si alguno no coincide.
    """
    names = ("pérdida", "dX", "dW1", "db1", "dW2", "db2", "dW3", "db3")
    for rival in (by_hand_with_our_shortcuts, with_layers):
        for name, want, got in zip(names, by_hand(), rival(), strict=True):
            if np.shape(want) != np.shape(got) or not np.allclose(got, want, rtol=1e-12, atol=1e-14):
                raise Failed(f"{rival.__name__} da otra {name}: no se mide nada hasta que coincidan.")


def report(turns: int) -> str:
    """La tabla y lo que se concluye de ella."""
    load = os.getloadavg()[0]
    same_gradients()
    for seconds in RIVALS.values():
        seconds()
    found: dict[str, list[float]] = {name: [] for name in RIVALS}
    for _ in range(turns):
        for name, seconds in RIVALS.items():
            found[name].append(1e6 * seconds() / CALLS)

    def ratio(name: str, base: str) -> float:
        return statistics.median(a / b for a, b in zip(found[name], found[base], strict=True))

    hand, shortcuts, ours, unchecked, slow = RIVALS
    low, high = max(1, turns // 10), turns - max(1, turns // 10)
    rows = [f"| {name} | {spread(sorted(found[name])[low:high])} µs | {ratio(name, hand):.2f}× |" for name in RIVALS]
    verdict = "dentro" if ratio(ours, hand) <= GOAL else "fuera"
    lines = [
        f"Medido el {date.today():%Y-%m-%d} con `python bench/capas.py`: {machine()}. "
        f"Carga de la máquina al empezar: {load:.1f}.",
        "",
        f"Un MLP {'-'.join(map(str, SIZES))} con ReLU y MSE, lote de {B}, float64, un hilo: una ida y una vuelta con "
        f"todos los gradientes, también dX. Mediana de {turns} turnos de {CALLS} y, entre paréntesis, sin el décimo "
        "más rápido ni el más lento.",
        "",
        "| Qué | una ida y una vuelta | frente a NumPy a mano |",
        "|---|---|---|",
        *rows,
        "",
        f"- Nuestras capas tardan **{ratio(ours, hand):.2f} veces** lo que NumPy a mano: {verdict} del objetivo "
        f"({GOAL}). Frente a quien conozca los mismos atajos, {ratio(ours, shortcuts):.2f}.",
        f"- Comprobar forma, tipo y NaN en cada una de las 12 llamadas que reciben datos cuesta "
        f"{100 * (1 - 1 / ratio(ours, unchecked)):.0f} % del tiempo. Sin el camino corto, las capas tardarían "
        f"{ratio(slow, hand):.1f} veces lo que NumPy a mano.",
        "- Lo que queda es copiar la X que `Linear` recuerda y las llamadas a métodos: el precio de unos bloques que "
        "se leen por separado.",
    ]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    parser = argparse.ArgumentParser(description="Mide las capas de course_lib frente a NumPy escrito a mano.")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla también en docs/rendimiento.md")
    parser.add_argument("--turnos", type=int, default=200, metavar="N", help="cuántas veces se mide cada uno (200)")
    args = parser.parse_args(argv)
    return publish(lambda: report(args.turnos), "capas", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
