"""El banco del motor de grafos: nuestro grafo, PyTorch, HIPS autograd, micrograd y NumPy a mano.

``python bench/motor.py`` escribe las tablas en la salida; con ``--escribe`` las deja además en
docs/rendimiento.md. El trabajo es siempre el mismo, un paso adelante y uno atrás, y antes de medir se
comprueba que todos dan los mismos gradientes. Cómo leerlas, en bench/README.md.
"""

import os

# Un hilo: con matrices tan pequeñas, repartirlas solo añade ruido. Hay que pedirlo antes de importar NumPy.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse  # noqa: E402
import gc  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from datetime import date  # noqa: E402
from importlib.metadata import version  # noqa: E402
from pathlib import Path  # noqa: E402
from time import perf_counter  # noqa: E402

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import autograd  # noqa: E402
import autograd.numpy as anp  # noqa: E402
import micrograd.engine  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from page import machine, publish  # noqa: E402

from course_lib.graph import Node, relu  # noqa: E402

BLOCK = 0.05  # segundos que dura, más o menos, cada bloque
BIG, SMALL = (10, 40, 40, 5), (3, 8, 8, 1)
OURS = "course_lib.graph"

# Un trabajo es una función sin argumentos: un paso adelante y uno atrás. Devuelve los gradientes de los parámetros,
# como una función que los reúne, para que reunirlos no cuente.
Job = Callable[[], Callable[[], list]]


def draw(sizes: tuple[int, ...], batch: int) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """El lote, el objetivo y los parámetros [W, b, W, b, …], al azar y siempre los mismos."""
    rng = np.random.default_rng(0)
    parameters = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        parameters += [rng.normal(size=(outputs, inputs)) / inputs**0.5, rng.normal(size=outputs)]
    return rng.normal(size=(batch, sizes[0])), rng.normal(size=(batch, sizes[-1])), parameters


def mlp(X, Y, parameters, rectify):
    """Lineal, ReLU, lineal, ReLU, lineal y error cuadrático medio, con lo que entienda de +, @, ** y mean."""
    H = X
    for k in range(0, len(parameters), 2):
        H = (rectify(H) if k else H) @ parameters[k].T + parameters[k + 1]
    return ((H - Y) ** 2).mean()


def our_arrays(X, Y, parameters) -> Job:
    X, Y, nodes = Node(X), Node(Y), [Node(p) for p in parameters]

    def job():
        # Nodos nuevos, sin gradiente acumulado: es lo que se hace en cada paso de un entrenamiento.
        fresh = [Node(n.value) for n in nodes]
        mlp(X, Y, fresh, relu).backward()
        return lambda: [n.grad for n in fresh]

    return job


def in_torch(X, Y, parameters) -> Job:
    X, Y = torch.tensor(X), torch.tensor(Y)
    tensors = [torch.tensor(p, requires_grad=True) for p in parameters]

    def job():
        for tensor in tensors:
            tensor.grad = None
        mlp(X, Y, tensors, torch.relu).backward()
        return lambda: [t.grad.numpy() for t in tensors]

    return job


def in_hips(X, Y, parameters) -> Job:
    def loss(parameters):
        return mlp(X, Y, parameters, lambda Z: anp.maximum(Z, 0.0))

    both = autograd.value_and_grad(loss)

    def job():
        gradients = both(parameters)[1]
        return lambda: gradients

    return job


def by_hand(X, Y, parameters) -> Job:
    def job():
        Z, H = [], [X]
        for k in range(0, len(parameters), 2):
            Z.append(H[-1] @ parameters[k].T + parameters[k + 1])
            H.append(np.maximum(Z[-1], 0.0))
        residual = Z[-1] - Y
        np.vdot(residual, residual) / residual.size
        delta, gradients = residual * (2 / residual.size), []
        for k in range(len(Z) - 1, -1, -1):
            gradients = [delta.T @ H[k], delta.sum(axis=0), *gradients]
            if k:
                delta = (delta @ parameters[2 * k]) * (Z[k - 1] > 0)
        return lambda: gradients

    return job


def one_by_one(X, Y, parameters, scalar, rectify) -> Job:
    """El mismo MLP número a número: ``scalar`` crea una hoja y ``rectify`` es su ReLU."""
    X, Y = X.tolist(), Y.tolist()
    values = [p.tolist() for p in parameters]

    def job():
        weights = [[[scalar(w) for w in row] for row in W] for W in values[::2]]
        biases = [[scalar(v) for v in b] for b in values[1::2]]
        loss = 0.0
        for x, y in zip(X, Y, strict=True):
            h = [scalar(v) for v in x]
            for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
                if k:
                    h = [rectify(v) for v in h]
                out = []
                for row, total in zip(W, b, strict=True):
                    for w, v in zip(row, h, strict=True):
                        total = total + w * v
                    out.append(total)
                h = out
            loss = (h[0] - y[0]) ** 2 + loss
        (loss * (1 / len(X))).backward()

        def gather():
            pairs = zip(weights, biases, strict=True)
            return [np.array(g) for W, b in pairs for g in ([[w.grad for w in r] for r in W], [v.grad for v in b])]

        return gather

    return job


def check(jobs: dict[str, Job]) -> None:
    """Todos dan los mismos gradientes, o no hay nada que comparar."""
    (first, expected), *rest = ((name, job()()) for name, job in jobs.items())
    for name, found in rest:
        for ours, theirs in zip(expected, found, strict=True):
            np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-12, strict=True, err_msg=f"{first} y {name}")


def measure(jobs: dict[str, Job], rounds: int, collector: bool = True) -> dict[str, list[float]]:
    """Microsegundos por paso: una lista por trabajo, con un número por ronda.

    En cada ronda pasan todos, uno detrás de otro: si la máquina tiene un mal momento, lo tiene para todos.
    El recolector de basura sigue en marcha con sus ajustes de siempre, como en un cuaderno, salvo que
    ``collector`` diga que no: hay grafos con ciclos que solo él libera. Cada bloque empieza sin basura de otro.
    """
    repeats = {}
    for name, job in jobs.items():
        start, times = perf_counter(), 0
        while perf_counter() - start < BLOCK:
            job()
            times += 1
        repeats[name] = times
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            times = range(repeats[name])
            gc.collect()
            if not collector:
                gc.disable()
            start = perf_counter()
            for _ in times:
                job()
            found[name].append((perf_counter() - start) / len(times) * 1e6)
            gc.enable()
    return found


def ratio(found: dict[str, list[float]], slow: str, fast: str) -> float:
    """Cuántas veces más rápido es ``fast``: la mediana de las razones de cada ronda."""
    return statistics.median(s / f for s, f in zip(found[slow], found[fast], strict=True))


def table(found: dict[str, list[float]], reference: str) -> list[str]:
    """Una fila por trabajo: mediana, extremos y cuántas veces tarda lo que ``reference``."""
    lines = ["| Motor | µs por paso (de menos a más) | tiempo frente al nuestro |", "|---|---|---|"]
    for name, values in found.items():
        spread = f"{statistics.median(values):.0f} ({min(values):.0f}-{max(values):.0f})"
        lines.append(f"| {name} | {spread} | {ratio(found, name, reference):.2f}× |")
    return lines


def report(rounds: int, shown: str) -> str:
    """Mide y escribe las dos tablas."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    ours, scalar = f"{OURS}, arrays", f"{OURS}, escalares"
    torch_name, hips = f"PyTorch {version('torch')}, eager", f"HIPS autograd {version('autograd')}"
    micro, hand = f"micrograd {version('micrograd')}", "NumPy a mano, sin grafo"
    data = draw(BIG, 10)
    big = {ours: our_arrays(*data), torch_name: in_torch(*data), hips: in_hips(*data), hand: by_hand(*data)}
    data = draw(SMALL, 4)
    value = micrograd.engine.Value
    small = {
        scalar: one_by_one(*data, Node, relu),
        ours: our_arrays(*data),
        micro: one_by_one(*data, value, value.relu),
    }
    check(big)
    check(small)
    found_big, found_small = measure(big, rounds), measure(small, rounds)
    without = measure(small, rounds, collector=False)
    return "\n".join(
        [
            f"Medido el {date.today():%Y-%m-%d} con `{shown}`: {machine()}; un hilo. "
            f"Carga de la máquina al empezar: {load:.1f}.",
            "",
            "MLP 10-40-40-5 con ReLU y error cuadrático medio, lote de 10, float64:",
            "",
            *table(found_big, ours),
            "",
            "MLP 3-8-8-1 con las mismas piezas, 4 ejemplos:",
            "",
            *table(found_small, scalar),
            "",
            f"- Con arrays: **{ratio(found_big, torch_name, ours):.2f} veces** más rápido que PyTorch (objetivo, más "
            f"de 1) y **{ratio(found_big, hips, ours):.2f}** que HIPS autograd.",
            f"- Número a número: **{ratio(found_small, micro, scalar):.2f} veces** más rápido que micrograd (objetivo, "
            f"más de 1); el mismo paso con arrays, **{ratio(found_small, micro, ours):.1f}**. Con el "
            f"recolector de basura parado, {ratio(without, micro, scalar):.2f} y {ratio(without, micro, ours):.1f}: "
            "los grafos de micrograd tienen ciclos y los nuestros no.",
            "- Los gradientes de todos coinciden (tolerancia relativa 1e-9), comprobado antes de medir.",
        ]
    )


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    parser = argparse.ArgumentParser(
        description="Mide un paso adelante y uno atrás con nuestro grafo y con otros motores."
    )
    parser.add_argument("--escribe", action="store_true", help="deja las tablas también en docs/rendimiento.md")
    parser.add_argument("--rondas", type=int, default=40, metavar="N", help="bloques que se miden de cada uno (40)")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    words = [w for w in (sys.argv[1:] if argv is None else argv) if w != "--escribe"]
    shown = " ".join(["python bench/motor.py", *words])
    return publish(lambda: report(args.rondas, shown), "motor", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
