"""La declaración de un ejercicio y el registro que las reúne.

Un ejercicio es un dato, no un programa: dice qué se pide, con qué entradas se
prueba, cuál es la referencia y qué errores esperamos. Quien lo lee debe
entender el ejercicio sin abrir otro archivo.

Cada uno está en ``autograder/exercises/<lección>/<id>.py``, o en el mismo sitio
del paquete de otro curso instalado (``courses``), y define ``EXERCISE``. El id se
sabe por el nombre del archivo, así que para encontrar uno solo se importa el suyo.
"""

import difflib
import importlib
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from autograder import courses
from autograder.errors import MEND, CourseError

Inputs = Mapping[str, Any]

# Con lo que se mide una derivada en vez de derivar: diferencias, polinomios, el paso complejo (`complex` son los
# números complejos, se escriban como se escriban) y las funciones con que miden las lecciones.
MEASURES = tuple(
    """
    np.gradient np.polyder np.poly1d np.polyfit np.polynomial
    complex np.imag np.complex64 np.complex128 np.complexfloating np.emath cmath
    numdifftools mpmath scipy.differentiate scipy.interpolate scipy.misc.derivative scipy.optimize.approx_fprime
    course_lib.gradcheck course_lib.matrix_calculus.numerical_jacobian
    __main__.diferencias_finitas __main__.de_un_lado __main__.gradiente_medido
    """.split()
)
# Lo que haría el trabajo en lugar del estudiante, en cualquier ejercicio; uno que pida medir quita de aquí lo suyo.
FORBIDDEN = (*"torch jax autograd micrograd tinygrad tensorflow sympy course_lib".split(), *MEASURES)


# Lo que comparten las variantes de un ejercicio: para quien enseña son la misma pregunta, con la misma nota.
SHARED = ("id", "lesson", "title", "points", "order", "variants", "number")


@dataclass(frozen=True)
class Misconception:
    """Un error típico, escrito como la función equivocada que lo comete.

    Formas
        ``wrong(ok, **inputs)`` recibe el resultado correcto y las entradas, y
        devuelve lo mismo que devolvería el estudiante que se equivoca así.
        Con ``output`` se compara solo esa salida. Donde se juzga con
        ``accept``, ``ok`` es una de las respuestas buenas, la de la solución:
        quien partió de otra no se reconoce, así que conviene la cuenta entera.
    """

    name: str
    wrong: Callable[..., Any]
    hint: str
    output: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """Todo lo que se sabe de un ejercicio.

    Formas
        ``returns`` da una entrada por salida, con su forma entre paréntesis:
        ``{"J": "(n, m)"}``; una lista de arrays se escribe ``["(D_k+1,)"]``.
        ``examples`` y ``edge_cases`` son diccionarios argumento → valor;
        ``draw(rng)`` devuelve otro. ``oracle(**inputs)`` devuelve un array, o
        una tupla con tantos como salidas. Si hay más de una respuesta buena,
        en su lugar va ``accept(got, **inputs)``: recibe lo que devolvió el
        estudiante, ya con el tipo y la forma de la solución de la lección y
        sin NaN, y devuelve None o qué le falta, en una frase sin la solución.
        ``order`` dice qué lugar ocupa en su lección; se numera de diez en
        diez, para poder intercalar. ``variants`` son otras preguntas de la misma
        dificultad, para repartir una a cada estudiante: de cada una, un
        diccionario con lo que cambia. ``number`` es 0 en la que todos conocen y
        lo pone ``variant``.
    Unidades
        ``points`` son los puntos de la nota. Una respuesta es correcta si
        |obtenido − esperado| ≤ atol + rtol·|esperado| en cada componente.

    Errores
        ValueError si no tiene ni ``oracle`` ni ``accept``, si tiene los dos, o si una variante cambia lo que comparten.
    """

    id: str
    lesson: str
    title: str
    points: float
    args: tuple[str, ...]
    returns: Mapping[str, Any]
    examples: tuple[Inputs, ...]
    draw: Callable[..., Inputs]
    misconceptions: tuple[Misconception, ...]
    hints: tuple[str, ...]
    takeaway: str
    oracle: Callable[..., Any] | None = None
    accept: Callable[..., str | None] | None = None
    edge_cases: tuple[Inputs, ...] = ()
    forbids: tuple[str, ...] = FORBIDDEN
    order: int = 0
    rtol: float = 1e-6
    atol: float = 1e-8
    variants: tuple[Mapping[str, Any], ...] = ()
    number: int = 0

    def __post_init__(self):
        if (self.oracle is None) == (self.accept is None):
            raise ValueError("hace falta oracle, con la respuesta, o accept, que la mire, y no los dos.")
        if shared := sorted({name for changes in self.variants for name in changes if name in SHARED}):
            raise ValueError(f"una variante no puede cambiar {', '.join(shared)}: es de todas.")

    def __reduce__(self):
        """A otro proceso viaja su nombre: sus funciones no se pueden mandar, y allí están las mismas."""
        return _found, (module_name(self.lesson), self.id, self.number)

    @cached_property
    def family(self) -> tuple["Exercise", ...]:
        """El ejercicio y sus variantes, por su número. Cada una es un ejercicio más, con el mismo id."""
        others = (replace(self, variants=(), number=k, **what) for k, what in enumerate(self.variants, 1))
        return (self, *others)

    def variant(self, number: int) -> "Exercise":
        """La variante con ese número; la 0 es él mismo."""
        return self.family[number]

    @property
    def key(self) -> str:
        """El nombre de una variante entre las de su lección: el id y, si no es la 0, su número, ``t1_lineal/1``."""
        return f"{self.id}/{self.number}" if self.number else self.id

    @property
    def signature(self) -> str:
        """Cómo se llama a la función: ``t1_lineal(A, x)``."""
        return f"{self.id}({', '.join(self.args)})"

    @property
    def test_id(self) -> str:
        """El ``grade_id`` de su celda de corrección."""
        return f"test_{self.id}"

    @property
    def module(self) -> str:
        """El módulo que lo declara."""
        return courses.module_of(module_name(self.lesson), self.id)

    @property
    def file(self) -> str:
        """Su archivo, como se nombra en los mensajes."""
        return courses.file_of(module_name(self.lesson), self.id)


def module_name(lesson: str) -> str:
    """La carpeta de los ejercicios de una lección: el nombre de la lección sin su número (ni su letra: 02b)."""
    return re.sub(r"^\d+[a-z]?_", "", lesson)


@cache
def exercise_ids() -> dict[str, str]:
    """Id → carpeta de su lección, de todos los ejercicios que hay; no importa ninguno.

    Errores
        CourseError si hay dos con el mismo id, si dos cursos tienen la misma lección, si a una carpeta le falta
        ``__init__.py`` o si un curso instalado no aparece.
    """
    found: dict[str, str] = {}
    for package, path in courses.exercise_files():
        folder, id_ = path.parent.name, path.stem
        here, owner = courses.path_in(package, folder, id_), courses.package_of(folder)
        if owner != package:
            raise CourseError(
                f"Dos cursos instalados tienen una lección «{folder}»: {courses.path_in(owner, folder)} y "
                f"{courses.path_in(package, folder)}. Cambia el nombre de la tuya: esa carpeta y su solutions/*.md.",
                MEND,
            )
        if id_ in found:
            raise CourseError(
                f"El ejercicio «{id_}» está declarado dos veces: en {courses.file_of(found[id_], id_)} y en {here}. "
                "Cambia uno de los dos ids.",
                MEND,
            )
        if not path.with_name("__init__.py").is_file():
            raise CourseError(
                f"Falta {courses.path_in(package, folder, '__init__')}: créalo con una frase, entre comillas triples, "
                "sobre la lección.",
                MEND,
            )
        found[id_] = folder
    return found


def exercises_of(lesson: str) -> dict[str, Exercise]:
    """Ejercicios de una lección, por id y en su orden; solo se importan los suyos.

    Una lección sin carpeta de declaraciones no tiene ejercicios.

    Errores
        CourseError si alguna no se puede leer.
    """
    return _in_folder(module_name(lesson))


def all_exercises() -> dict[str, Exercise]:
    """Todos los ejercicios, por id: los de los otros cursos que haya instalados o, sin ninguno, los de éste.

    Errores
        CourseError si alguno no se puede leer, o si dos tienen el mismo id.
    """
    ours, *others = courses.exercise_folders()
    return _in_packages(others or [ours])


def exercises_in(root: Path) -> dict[str, Exercise]:
    """Los ejercicios que declara el curso de una carpeta, por id.

    Errores
        Los de ``all_exercises``.
    """
    home = root.resolve()
    # Su paquete está en ella; lo instalado en su entorno está mucho más abajo.
    near = {
        package: [top for top in tops if home in top.resolve().parents[:2]]
        for package, tops in courses.exercise_folders().items()
    }
    return _in_packages([package for package, tops in near.items() if tops])


def _in_packages(packages: Iterable[str]) -> dict[str, Exercise]:
    wanted = set(packages)
    folders = sorted({folder for folder in exercise_ids().values() if courses.package_of(folder) in wanted})
    return {id_: exercise for folder in folders for id_, exercise in _in_folder(folder).items()}


def find_exercise(id_: str) -> Exercise:
    """Devuelve el ejercicio con ese id; solo se importa el suyo.

    Errores
        CourseError si no existe, y el mensaje nombra el más parecido, o si no se puede leer.
    """
    known = exercise_ids()
    if id_ in known:
        return _declared(known[id_], id_)
    close = difflib.get_close_matches(id_, known, n=1)
    clue = f" ¿Querías «{close[0]}»?" if close else ""
    raise CourseError(f"No hay ningún ejercicio llamado «{id_}».{clue}")


def with_variants(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """Unos ejercicios y todas sus variantes, por su ``key``."""
    return {variant.key: variant for exercise in exercises for variant in exercise.family}


def numbered(exercises: Mapping[str, Exercise], number: int) -> dict[str, Exercise]:
    """De los ejercicios que la tienen, la variante con ese número."""
    return {id_: e.variant(number) for id_, e in exercises.items() if number < len(e.family)}


def is_registered(exercise: Exercise) -> bool:
    """Si es el que declara su archivo, o una de sus variantes, y no una copia cambiada."""
    if exercise.id not in exercise_ids():
        return False
    family = find_exercise(exercise.id).family
    return exercise.number < len(family) and family[exercise.number] is exercise


def _in_folder(folder: str) -> dict[str, Exercise]:
    found = [_declared(folder, id_) for id_, where in exercise_ids().items() if where == folder]
    return {e.id: e for e in sorted(found, key=lambda e: e.order)}


def _found(folder: str, id_: str, number: int) -> Exercise:
    return _declared(folder, id_).variant(number)


@cache
def _declared(folder: str, id_: str) -> Exercise:
    """El ejercicio que declara un archivo."""
    where = courses.file_of(folder, id_)
    try:
        module = importlib.import_module(courses.module_of(folder, id_))
    except Exception as error:
        raise CourseError(_explain(folder, where, error), MEND) from error
    exercise = getattr(module, "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        raise CourseError(f"{where} no declara ningún ejercicio: le falta «EXERCISE = Exercise(…)».", MEND)
    if exercise.id != id_:
        raise CourseError(
            f"{where} declara «{exercise.id}», y el archivo se llama como su ejercicio: "
            f"ponle {exercise.id}.py, o cambia el id.",
            MEND,
        )
    if module_name(exercise.lesson) != folder:
        raise CourseError(
            f"{where}: «{id_}» dice que es de la lección «{exercise.lesson}» y está en la carpeta «{folder}». "
            "Cambia lesson, o lleva el archivo a la suya.",
            MEND,
        )
    return exercise


def _explain(folder: str, where: str, error: Exception) -> str:
    """Dónde y por qué no se puede leer una declaración: en su archivo o en otro de su carpeta."""
    if isinstance(error, SyntaxError) and error.filename:
        places, why = [(error.filename, error.lineno)], error.msg
    else:
        places, why = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)], error
    for path, line in reversed(places):
        if named := courses.named(folder, Path(path)):
            where = f"{named}, línea {line}"
            break
    return f"{where}: no se puede leer la declaración. {type(error).__name__}: {why}"
