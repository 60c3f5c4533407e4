"""Un curso mínimo en una carpeta temporal: una lección con un ejercicio y una pregunta escrita."""

import shutil
from pathlib import Path

from autograder import exercise, exercises

REPO = Path(__file__).parents[1]

# Las barras al final de línea solo parten la línea aquí: en el archivo va entera.
# Lo que lleva arriba todo archivo de solutions/.
HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

"""
LESSON = (
    HEADER
    + '''\
# Una lección de prueba

<svg role="img" aria-label="Un cuadrado"><rect width="9" height="9"/></svg>

```{code-cell} ipython3
---
nbgrader: {grade: false, grade_id: preparacion, locked: true, schema_version: 3, solution: false, task: false}
---
import numpy as np

from autograder import check, hint
```

### Te toca: el cuadrado

Escribe la derivada de $x^2$.

```{code-cell} ipython3
---
nbgrader: {grade: false, grade_id: mini_cuadrado, locked: false, schema_version: 3, solution: true, task: false}
fuentes: ["000-01"]
---
def mini_cuadrado(x):
    """Devuelve la derivada de x², un array (D,)."""
    ### BEGIN SOLUTION
    # Cada componente depende solo de la suya.
    doble = 2.0 * np.asarray(x, dtype=float)
    return doble
    ### END SOLUTION
```

```{code-cell} ipython3
---
nbgrader: {grade: true, grade_id: test_mini_cuadrado, locked: true, schema_version: 3, solution: false, task: false}
---
check(mini_cuadrado)
```

```{code-cell} ipython3
---
tags: [otra_solucion]
---
def mini_cuadrado(x):
    """Devuelve la derivada de x², un array (D,)."""
    return np.add(np.asarray(x), np.asarray(x))
```

+++ {"nbgrader": {"grade": true, "grade_id": "mini_pregunta", "locked": false, "points": 4, \
"schema_version": 3, "solution": true, "task": false}}

¿Por qué?

### BEGIN SOLUTION
Porque al mover x una milésima, los dos factores se mueven.
### END SOLUTION

+++

## Lo que te llevas

Hecho con honradez por: *tu nombre*.
'''
)

DECLARATIONS = '''\
"""Ejercicio de la lección de prueba."""

import numpy as np

from autograder.exercise import Exercise, Misconception

EXERCISE = Exercise(
    id="mini_cuadrado",
    lesson="90_mini",
    title="La derivada de un cuadrado",
    points=2,
    args=("x",),
    returns={"dx": "(D,)"},
    examples=(dict(x=np.array([1.0, -2.0, 3.0])),),
    edge_cases=(dict(x=np.array([0.5])),),
    draw=lambda rng: dict(x=rng.normal(size=4)),
    oracle=lambda x: 2 * x,
    misconceptions=(Misconception("sin_dos", wrong=lambda ok, x: x, hint="¿Cuántos factores cambian?"),),
    hints=("¿Qué cambia?", "Son dos factores.", "Suma los dos aportes."),
    takeaway="Un valor usado dos veces recibe dos aportes.",
)
'''


class MiniCourse:
    """La carpeta del curso mínimo, con lo justo para editarla desde una prueba."""

    def __init__(self, root: Path, monkeypatch):
        self.root = root
        self.monkeypatch = monkeypatch
        (root / "solutions").mkdir(parents=True)
        (root / "exercises" / "mini").mkdir(parents=True)
        (root / "exercises" / "mini" / "__init__.py").touch()
        shutil.copy(REPO / "nbgrader_config.py", root)
        monkeypatch.setattr(exercises, "__path__", [str(root / "exercises")])
        self.write_lesson(LESSON)
        self.declare(DECLARATIONS)

    @property
    def lesson(self) -> Path:
        return self.root / "solutions" / "90_mini.md"

    @property
    def notebook(self) -> Path:
        return self.root / "notebooks" / "90_mini.ipynb"

    @property
    def declaration(self) -> Path:
        return self.root / "exercises" / "mini" / "mini_cuadrado.py"

    @property
    def references(self) -> Path:
        return self.declaration.with_name("referencias.json")

    @property
    def diagnoses(self):
        return self.declaration.with_name("diagnosticos.json")

    @property
    def stubs(self):
        return self.declaration.with_name("publicado.json")

    def write_lesson(self, text: str) -> None:
        self.lesson.write_text(text, encoding="utf-8")

    def edit_lesson(self, old: str, new: str) -> None:
        text = self.lesson.read_text(encoding="utf-8")
        assert old in text, old
        self.write_lesson(text.replace(old, new))

    def declare(self, text: str) -> None:
        import sys

        self.declaration.write_text(text, encoding="utf-8")
        for module in ("autograder.exercises.mini", "autograder.exercises.mini.mini_cuadrado"):
            # setitem recuerda el valor de antes y lo repone al acabar la prueba.
            self.monkeypatch.setitem(sys.modules, module, None)
            del sys.modules[module]
        self.forget()

    def edit_declaration(self, old: str, new: str) -> None:
        text = self.declaration.read_text(encoding="utf-8")
        assert old in text, old
        self.declare(text.replace(old, new))

    @staticmethod
    def forget() -> None:
        import importlib

        importlib.invalidate_caches()
        exercise.exercise_ids.cache_clear()
        exercise._declared.cache_clear()
