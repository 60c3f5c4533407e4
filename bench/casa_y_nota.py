"""¿Cuenta en la nota lo que contó en casa? Mil cuadernos como los deja la gente, por los dos caminos.

``python bench/casa_y_nota.py --cuadernos 1000 --semilla 0`` escribe la tabla: por operación, cuántos cuadernos y
ejercicios, y qué pasó con ellos. Acaba con 1 si hay diferencias sin explicar o si la muestra no llega: veinte cuadernos
por operación y 30 % de fallos en casa.
Ctrl+C enseña lo medido hasta entonces.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "grading"), str(ROOT / "tests")]

from casa_y_nota import (  # noqa: E402
    AGREES,
    ANNOUNCED,
    FAVOURS,
    UNEXPLAINED,
    Comparison,
    compare,
    reduce,
    save_example,
    unexplained,
)
from cuadernos_de_gente import Recipe, random_recipe, write  # noqa: E402
from en_casa import NOTHING, PASS, Home, in_a_kernel  # noqa: E402
from manias_de_gente import LUCK, OPERATIONS  # noqa: E402

KINDS = (AGREES, FAVOURS, ANNOUNCED, UNEXPLAINED)
ENOUGH, FAILING = 20, 0.30  # cuadernos por operación; parte de los ejercicios que falla en casa
BARE = "(sin operación)"
TRIES = 20  # no todas las operaciones caben en todas las tareas


@dataclass(frozen=True)
class Measured:
    """Un cuaderno medido. ``blame`` dice, por ejercicio sin explicar, las operaciones sin las que coincidiría."""

    recipe: Recipe
    touched: dict[str, tuple[str, ...]]
    comparisons: list[Comparison]
    blame: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass
class Row:
    """Una línea de la tabla, y la receta más corta que tiene una diferencia sin explicar."""

    notebooks: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    example: Recipe | None = None

    def cells(self) -> list[int]:
        return [self.notebooks, self.kinds.total(), *(self.kinds[kind] for kind in KINDS)]


_home: Home | None = None


def _begin(folder: Path) -> None:
    """Prepara un proceso que mide: su kernel de casa."""
    global _home
    _home = Home(folder / f"casa-{os.getpid()}")


def measure(recipe: Recipe) -> Measured:
    """Mide un cuaderno y reduce cada diferencia sin explicar a las operaciones que hacen falta."""
    known: dict[Recipe, list[Comparison]] = {}

    def found(wanted: Recipe) -> list[Comparison]:
        if wanted not in known:
            known[wanted] = compare(write(wanted), _home)
        return known[wanted]

    written = write(recipe)
    applied = Recipe(recipe.assignment, frozenset(written.touched), recipe.seed)
    known[applied] = compare(written, _home)
    blame = {}
    for difference in unexplained(known[applied]):
        id_ = difference.exercise
        smallest = reduce(applied, lambda r, id_=id_: any(d.exercise == id_ for d in unexplained(found(r))))
        blame[id_] = smallest.operations
    return Measured(applied, written.touched, known[applied], blame)


def recipes(count: int, seed: int) -> Iterator[Recipe]:
    """Las recetas de una medida: a cada paso, las operaciones menos usadas, en una tarea que las admita."""
    rng, used = random.Random(seed), Counter()
    for _ in range(count):
        for _ in range(TRIES):
            recipe = random_recipe(rng, used)
            applied = set(write(recipe).touched)
            if applied == recipe.operations:
                break
        used.update(applied)
        yield recipe


def table(measured: Iterable[Measured]) -> dict[str, Row]:
    """Una línea por operación. Cada diferencia se cuenta en las operaciones sin las que desaparece."""
    rows = {name: Row() for name in (BARE, *OPERATIONS)}
    for one in measured:
        for name in one.touched or (BARE,):
            rows[name].notebooks += 1
        for comparison in one.comparisons:
            id_ = comparison.exercise
            if comparison.kind == UNEXPLAINED:
                names = one.blame[id_] or {BARE}
            else:
                names = [name for name, exercises in one.touched.items() if id_ in exercises] or [BARE]
            for name in names:
                rows[name].kinds[comparison.kind] += 1
                if comparison.kind == UNEXPLAINED and _shorter(names, rows[name].example):
                    rows[name].example = Recipe(one.recipe.assignment, one.blame[id_], one.recipe.seed)
    return rows


def _shorter(names: Iterable[str], example: Recipe | None) -> bool:
    return example is None or len(set(names)) < len(example.operations)


def verify(recipes: list[Recipe], folder: Path) -> list[str]:
    """Ejecuta unos cuadernos también con nbclient y un kernel corriente; da lo que no coincide."""
    wrong = []
    for number, recipe in enumerate(recipes):
        notebook = write(recipe).notebook
        where = folder / f"kernel-{number}"
        where.mkdir(parents=True)
        real = in_a_kernel(notebook.sources, notebook.ids, where)
        quick = _home.run(notebook.sources, notebook.ids)
        differ = [id_ for id_ in real if real[id_] != quick[id_]]
        wrong += [f"{recipe}: {id_}: kernel {real[id_]}, bifurcado {quick[id_]}" for id_ in differ]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuadernos", type=int, default=1000)
    parser.add_argument("--semilla", type=int, default=0)
    parser.add_argument("--procesos", type=int, default=2)
    parser.add_argument("--verifica", type=int, default=10, help="cuadernos que se ejecutan también con nbclient")
    parser.add_argument("--ejemplos", type=Path, help="carpeta para el primer ejemplo de cada diferencia sin explicar")
    args = parser.parse_args()
    examples = args.ejemplos or Path(tempfile.mkdtemp(prefix="casa-y-nota-"))
    with tempfile.TemporaryDirectory() as folder:
        return _measure_all(args, examples, Path(folder))


def _measure_all(args: argparse.Namespace, examples: Path, folder: Path) -> int:
    todo = list(recipes(args.cuadernos, args.semilla))
    measured = []
    with ProcessPoolExecutor(args.procesos, get_context("spawn"), _begin, (folder,)) as pool:
        try:
            for one in pool.map(measure, todo):
                measured.append(one)
                if len(measured) % 25 == 0:
                    print(f"{len(measured)} de {len(todo)}…", file=sys.stderr, flush=True)
        except KeyboardInterrupt:  # se enseña lo medido hasta aquí
            pool.shutdown(wait=False, cancel_futures=True)
    rows = table(measured)
    _print_table(rows)
    _begin(folder)
    for name, row in rows.items():
        if row.example is not None:
            save_example(row.example, compare(write(row.example), _home), examples / name)
    # La suerte no sale igual dos veces.
    repeatable = [one.recipe for one in measured if not _depends_on_luck(one)]
    chosen = random.Random(args.semilla).sample(repeatable, min(args.verifica, len(repeatable)))
    wrong = verify(chosen, folder)
    _home.close()
    return _print_summary(measured, rows, chosen, wrong, examples)


def _depends_on_luck(one: Measured) -> bool:
    return any(LUCK in OPERATIONS[name].costs for name in one.touched)


def _print_table(rows: dict[str, Row]) -> None:
    heads = ("cuadernos", "ejercicios", *KINDS)
    print(f"| {'operación':38} | {' | '.join(heads)} |")
    print(f"|{'-' * 40}|{'|'.join('-' * (len(head) + 1) + ':' for head in heads)}|")
    for name, row in rows.items():
        cells = " | ".join(f"{value:{len(head)}}" for value, head in zip(row.cells(), heads, strict=True))
        print(f"| {name:38} | {cells} |")


def _print_summary(measured, rows, chosen, wrong, examples) -> int:
    said = [c for one in measured for c in one.comparisons if c.exercise in write(one.recipe).notebook.ids]
    failing = sum(c.home != PASS for c in said) / len(said)
    pairs = Counter(frozenset(names) for one in measured for names in one.blame.values() if len(names) > 1)
    few = [name for name, row in rows.items() if name != BARE and row.notebooks < ENOUGH]
    total = Counter(c.kind for one in measured for c in one.comparisons)
    print(f"\n{len(measured)} cuadernos, {sum(total.values())} ejercicios: {dict(total)}.")
    print(f"No aprueban en casa: {failing:.0%} ({sum(c.home == NOTHING for c in said)} ni existían).")
    for names, count in pairs.most_common(10):
        print(f"  solo juntas ({count}): {' + '.join(sorted(names))}")
    print(f"Con menos de {ENOUGH} cuadernos: {', '.join(few) or 'ninguna'}.")
    print(f"Ejecutados también con nbclient: {len(chosen)}; distintos: {len(wrong)}.", *wrong, sep="\n  ")
    print(f"Ejemplos en {examples}.")
    return 1 if total[UNEXPLAINED] or few or failing < FAILING or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
