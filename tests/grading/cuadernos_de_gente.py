"""Cuadernos como los deja la gente: de una receta (tarea, operaciones y semilla) sale siempre el mismo.

``recipes`` es la estrategia de hypothesis y ``random_recipe`` su versión con un ``random.Random``: las dos dan recetas.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cuaderno_de_gente import Notebook
from hypothesis import strategies as st
from manias_de_gente import OPERATIONS, Operation
from respuestas_de_gente import answer_everything

# Tarea → peso. La 05 trae enteros, listas anidadas y varias salidas; ella y la 01 cuestan más de ejecutar.
ASSIGNMENTS = {"tarea_jacobiano": 6, "00_presentacion": 2, "01_regla_de_la_cadena": 1, "05_retropropagacion_mlp": 1}
MOST = 4  # operaciones por cuaderno


@dataclass(frozen=True)
class Recipe:
    """Cómo se hace un cuaderno.

    Cada operación tiene su propio azar, pero elige entre lo que las anteriores
    dejaron libre: al quitar una, otra puede irse a un ejercicio distinto.
    """

    assignment: str
    operations: frozenset[str]
    seed: int

    def without(self, name: str) -> "Recipe":
        return replace(self, operations=self.operations - {name})


@dataclass(frozen=True)
class Written:
    """Un cuaderno hecho, y qué ejercicios tocó cada operación que se pudo aplicar."""

    recipe: Recipe
    notebook: Notebook
    touched: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def operations_on(self, exercise: str) -> list[Operation]:
        return [OPERATIONS[name] for name, exercises in self.touched.items() if exercise in exercises]


def write(recipe: Recipe) -> Written:
    """El cuaderno de una receta."""
    notebook = Notebook(recipe.assignment)
    answer_everything(notebook, random.Random(f"{recipe.seed}/respuestas"))
    touched = {}
    for name, operation in OPERATIONS.items():
        if name in recipe.operations:
            exercises = operation.change(notebook, random.Random(f"{recipe.seed}/{name}"))
            if exercises:
                touched[name] = tuple(dict.fromkeys(exercises))
    return Written(recipe, notebook, touched)


def recipes(without: Iterable[str] = ()) -> st.SearchStrategy[Recipe]:
    """Recetas para hypothesis, que al fallar las reduce a las operaciones que hacen falta."""
    names = st.frozensets(st.sampled_from(sorted(set(OPERATIONS) - set(without))), max_size=MOST)
    return st.builds(Recipe, st.sampled_from(sorted(ASSIGNMENTS)), names, st.integers(0, 2**32 - 1))


def random_recipe(rng: random.Random, used: Counter[str] | None = None) -> Recipe:
    """Una receta al azar: la mitad, con una sola operación. Con ``used`` se prefieren las menos usadas."""
    assignment = rng.choices(list(ASSIGNMENTS), list(ASSIGNMENTS.values()))[0]
    count = 1 if rng.random() < 0.5 else rng.randint(2, MOST)
    names = list(OPERATIONS)
    rng.shuffle(names)
    if used is not None:
        names.sort(key=lambda name: used[name])
    return Recipe(assignment, frozenset(names[:count]), rng.getrandbits(32))
