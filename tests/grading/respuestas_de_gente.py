"""Lo que la gente escribe en una respuesta: bien de varias maneras, mal de maneras creíbles, nada, o algo roto."""

import contextlib
import random
from collections.abc import Callable
from functools import cache

from cuaderno_de_gente import Notebook, course

from autograder.errors import CourseError
from autograder.simulation import student_code
from autograder.simulation.student_code import INDENT, Function

# (estado, peso): para que fallen en casa bastante más del 30 % de los ejercicios.
WEIGHTS = {"right": 45, "misconception": 18, "wrong": 14, "missing": 12, "raising": 11}
ESSAYS = (
    "Porque al empezar por la pérdida cada producto es matriz por vector, y al revés serían matriz por matriz.",
    "La pérdida es un solo número: lo que viaja hacia atrás es siempre un vector.\n\nCuesta mucho menos.",
    "Creo que da igual el orden porque el producto es asociativo, pero el coste no es el mismo.",
)


def answer_everything(notebook: Notebook, rng: random.Random) -> None:
    """Contesta cada ejercicio, y la pregunta escrita, como salga."""
    for id_ in notebook.ids:
        state = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        _ANSWERS[state](notebook, id_, rng)
    for cell in notebook.essays:
        if rng.random() < 0.75:
            cell.source = cell.source.replace("*Escribe aquí tu respuesta.*", rng.choice(ESSAYS))


def indent(source: str) -> str:
    return "\n".join(INDENT + line if line else line for line in source.split("\n"))


def with_helper(right: Function, name: str) -> tuple[str, str]:
    """La respuesta en dos trozos: una función auxiliar con el nombre que se diga y la que la llama."""
    helper = f"def {name}({right.parameters}):\n{indent(right.body)}"
    before = right.before + "\n\n\n" if right.before.strip() else ""
    return before + helper, f"{right.header}\n{INDENT}return {name}({right.parameters})"


def _plain(right: Function, rng: random.Random) -> str:
    return str(right)


def _own_helper(right: Function, rng: random.Random) -> str:
    return "\n\n\n".join(with_helper(right, f"mi_{right.id}"))


def _inner_function(right: Function, rng: random.Random) -> str:
    return right.after_right("return ok")


def _lambda(right: Function, rng: random.Random) -> str:
    helper, _ = with_helper(right, f"_{right.id}")
    return f"{helper}\n\n\n{right.id} = lambda {right.parameters}: _{right.id}({right.parameters})"


def _partial(right: Function, rng: random.Random) -> str:
    helper, _ = with_helper(right, f"_{right.id}")
    return f"from functools import partial\n\n{helper}\n\n\n{right.id} = partial(_{right.id})"


def _decorated(right: Function, rng: random.Random) -> str:
    decorator = "def con_nombre(f):\n    @functools.wraps(f)\n    def otra(*a):\n        return f(*a)\n    return otra"
    return f"import functools\n\n{decorator}\n\n\n@con_nombre\n{right.with_body(right.body)}"


def _callable_object(right: Function, rng: random.Random) -> str:
    call = f"def __call__(self, {right.parameters}):\n{indent(right.body)}"
    return f"class Derivada:\n{indent(call)}\n\n\n{right.id} = Derivada()"


def _factory(right: Function, rng: random.Random) -> str:
    return f"def fabrica():\n{indent(str(right))}\n\n{INDENT}return {right.id}\n\n\n{right.id} = fabrica()"


RIGHT_WAYS: tuple[Callable[[Function, random.Random], str], ...] = (
    _plain, _plain, _own_helper, _inner_function, _lambda, _partial, _decorated, _callable_object, _factory,
)  # fmt: skip


def _right(notebook: Notebook, id_: str, rng: random.Random) -> None:
    others = notebook.course.others[id_]
    if others and rng.random() < 0.4:
        notebook.put(id_, rng.choice(others))
    else:
        notebook.put(id_, rng.choice(RIGHT_WAYS)(notebook.right(id_), rng))


def _misconception(notebook: Notebook, id_: str, rng: random.Random) -> None:
    sources = _mistaken(notebook.assignment, id_)
    if sources:
        notebook.put(id_, rng.choice(sources), "wrong")
    else:
        _wrong(notebook, id_, rng)


@cache
def _mistaken(assignment: str, id_: str) -> list[str]:
    """Las confusiones declaradas de un ejercicio, escritas como código."""
    exercise, right = course(assignment).exercises[id_], course(assignment).right[id_]
    found = []
    for misconception in exercise.misconceptions:
        with contextlib.suppress(CourseError):
            found.append(student_code.mistaken(exercise, misconception, right))
    return found


def spoil(right: Function, rng: random.Random) -> str:
    """La respuesta correcta, estropeada al final: signo, factor, forma, tipo, sin ``return``…"""
    endings = (
        "return [-p for p in ok] if isinstance(ok, (list, tuple)) else -ok",
        "return [2 * p for p in ok] if isinstance(ok, (list, tuple)) else 2 * ok",
        "return np.asarray(ok)[None] if not isinstance(ok, (list, tuple)) else ok[:-1]",
        "return np.asarray(ok, dtype=np.float32) if not isinstance(ok, (list, tuple)) else None",
        "print(ok)",
        "return str(ok)",
        "return np.asarray(ok).tolist() if np.ndim(ok) else [ok]",
    )
    return right.after_right(rng.choice(endings))


def _wrong(notebook: Notebook, id_: str, rng: random.Random) -> None:
    notebook.put(id_, spoil(notebook.right(id_), rng), "wrong")


def _missing(notebook: Notebook, id_: str, rng: random.Random) -> None:
    right = notebook.right(id_)
    forms = (None, None, "", f"# {id_}: lo hago luego", right.with_body("pass"), right.with_body("..."))
    form = rng.choice(forms)
    if form is not None:
        notebook.put(id_, form, "missing")


def _raising(notebook: Notebook, id_: str, rng: random.Random) -> None:
    right = notebook.right(id_)
    forms = (
        right.with_body("raise ValueError('aquí no sé qué va')"),
        right.with_body("return matriz_que_no_existe @ 2"),
        right.after_right("return np.ones(2)[5]"),
        right.with_body("return 1 / 0"),
        student_code.syntax_error(right),
        f"{right}\n\n\nassert {id_} is None, 'una prueba mía'",
        f"import scipy_que_no_tengo\n\n\n{right}",
        f"def {id_}():\n{indent(right.body)}",
    )
    notebook.put(id_, rng.choice(forms), "raising")


_ANSWERS = {
    "right": _right,
    "misconception": _misconception,
    "wrong": _wrong,
    "missing": _missing,
    "raising": _raising,
}
