"""Las huellas de las declaraciones: cuándo hay que volver a calificar, y cuándo basta con rehacer informes.

Son tres. La **barata** resume los bytes de los ejercicios de la lección y de los
módulos nuestros que importan, y las versiones de torch y NumPy: se calcula sin ejecutar
nada, cambia con cualquier coma y solo sirve de clave para no repetir cuentas. La
**de calificar** resume lo que decide una nota: datos, cinco sorteos fijos, lo que
la referencia da en todos ellos (o lo que ``accept`` dice ahí de la solución y de cada
error típico), puntos, argumentos, salidas, tolerancias y lo prohibido. ``build`` la
escribe en el cuaderno publicado y ``grade`` compara. La **de los informes** resume lo que se enseña:
textos y errores típicos.

La de calificar va en un archivo que se guarda en git, y dos procesadores no dan
la misma última cifra. Por eso de cada número calculado se mira en qué raya cae de
una regla con nueve cifras, asinh(x/0,1)/10⁻⁹: lejos del 0 cada raya es una milmillonésima
del valor y cerca del 0 son 10⁻¹⁰, sin saltos entre medias. Un número que cae justo
entre dos rayas podría ir a una u otra, así que hay dos reglas, la segunda corrida algo
más de un tercio de raya, y un resumen de cada una: las huellas son la misma si
coincide alguno de los dos. Un cambio de verdad los cambia ambos.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder import cache
from autograder.courses import module_of
from autograder.diagnosis import tables
from autograder.exercise import Exercise, exercise_ids, exercises_of, module_name
from autograder.judging import messages
from autograder.judging.answer import flaw
from autograder.judging.cases import CaseSet, Raised, explained, fixed_cases
from autograder.judging.dependencies import read, sources
from autograder.judging.patterns import pattern_of

DRAWS = 5  # sorteos que entran en la huella: no son los de clase ni los secretos
RULERS = (0.0, 0.38)  # cuánto está corrida cada regla, en rayas: un número redondo no queda al borde en ninguna
STEP, SMALL = 1e-9, 0.1  # lo que mide una raya y dónde empieza a ser relativa


def source_fingerprint(lesson: str) -> str:
    """La huella barata: bytes de los ejercicios de una lección y de los módulos nuestros que importan, y versiones."""
    parts = {name: hashlib.sha256(text).hexdigest() for name, text in _sources(lesson).items()}
    return _digest([parts, version("numpy"), version("torch")])


def grading_fingerprint(lesson: str) -> str:
    """La huella de lo que decide las notas de una lección; solo hace falta torch si cambió la barata.

    Errores
        CourseError si la referencia falla en algún caso; TorchMissing si hay que calcularla y no está.
    """
    exercises = exercises_of(lesson)
    key = source_fingerprint(lesson)
    found = cache.read("huellas", key)
    if found is None:
        case_sets = [_fixed(exercise) for exercise in exercises.values()]
        found = "-".join(_digest([_decisive(c, ruler) for c in case_sets])[:32] for ruler in RULERS)
        cache.write("huellas", key, found)
    return found


def same_fingerprint(one: Any, other: Any) -> bool:
    """Si dos huellas de calificar dicen lo mismo: si coinciden en alguna de las dos reglas."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return any(a == b for a, b in zip(one.split("-"), other.split("-"), strict=False))


def cases_fingerprint(case_sets: Mapping[str, CaseSet]) -> str:
    """La huella de unos casos concretos, con los secretos: ve lo que los cinco sorteos fijos no vieran."""
    return _digest([_decisive(case_set, RULERS[0]) for case_set in case_sets.values()])


def texts_fingerprint(exercises: Mapping[str, Exercise]) -> str:
    """La huella de los textos que un informe toma de las declaraciones."""
    return _digest(
        [
            [e.key, e.title, e.takeaway, list(e.hints), [[m.name, m.hint] for m in e.misconceptions]]
            for e in exercises.values()
        ]
    )


def diagnosis_fingerprint(case_sets: Mapping[str, CaseSet]) -> str:
    """La huella de lo que decide qué se dice de una respuesta que no está bien."""
    # Sus programas se leen del disco: cargarlos aquí lo pagaría también la clase en que nadie se equivoca.
    files = [*sorted(Path(tables.__file__).parent.glob("*.py")), messages.__file__]
    programs = [hashlib.sha256(read(file)).hexdigest() for file in files]
    searched = [tables.table_digest(case_set.exercise) for case_set in case_sets.values()]
    wrong = [
        [id_, m.name, m.output, [_plain(value, _approximate(RULERS[0])) for value in case_set.mistaken[m.name]]]
        for id_, case_set in case_sets.items()
        for m in case_set.exercise.misconceptions
    ]
    return _digest([programs, searched, wrong])


def _fixed(exercise: Exercise) -> CaseSet:
    with explained(exercise):
        return fixed_cases(exercise, DRAWS)


def _decisive(case_set: CaseSet, ruler: float) -> list:
    """Lo que decide la nota de un ejercicio, como texto estable."""
    e, about = case_set.exercise, _approximate(ruler)
    written = len(e.examples) + len(e.edge_cases)
    return [
        [e.key, float(e.points), list(e.args), _plain(dict(e.returns), repr), repr(float(e.rtol)), repr(float(e.atol))],
        sorted(e.forbids),
        # Los datos escritos a mano, con todas sus cifras; los sorteados y lo calculado, con nueve.
        [_plain(dict(case.inputs), repr) for case in case_set.cases[:written]],
        [_plain(dict(case.inputs), about) for case in case_set.cases[written:]],
        [_plain(case.expected, about) for case in case_set.cases] if e.accept is None else _accepted(case_set),
    ]


def _accepted(case_set: CaseSet) -> list:
    """Lo que dice ``accept`` de la solución y de cada error típico, caso a caso; de la solución, solo las formas.

    Entre dos respuestas buenas, cuál se guardó no decide ninguna nota.
    """
    e, tried = case_set.exercise, case_set.mistaken.values()

    def said(case, value):
        if isinstance(value, Raised):
            return _plain(value, repr)
        problem = flaw(e, case, value)
        return problem and problem.step

    return [
        [_shapes(case.expected), *(said(case, value) for value in (case.expected, *wrong))]
        for case, *wrong in zip(case_set.cases, *tried, strict=True)
    ]


def _shapes(value: Any) -> list:
    return [_shapes(part) for part in value] if isinstance(value, (list, tuple)) else list(np.shape(value))


def _approximate(ruler: float) -> Callable[[Any], str]:
    """Cómo se escribe un número calculado: la raya de la regla en que cae."""

    def write(number: Any) -> str:
        if not isinstance(number, float):
            return repr(number)
        mark = np.arcsinh(number / SMALL) / STEP + ruler
        return str(int(np.rint(mark))) if np.isfinite(mark) else repr(float(mark))

    return write


def _plain(value: Any, number: Callable[[Any], str]) -> Any:
    """Un dato como texto estable: clases, formas y cada número escrito por ``number``."""
    if isinstance(value, Mapping):
        return {key: _plain(part, number) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part, number) for part in value]
    if isinstance(value, Raised):
        return ["lanza", value.type]
    if isinstance(value, np.ndarray) and (repeated := pattern_of(value)) is not None:
        return ["repite", list(value.shape), _plain(repeated, number)]
    if isinstance(value, (np.ndarray, np.generic)):
        return [str(value.dtype), list(value.shape), [number(part) for part in np.ravel(value).tolist()]]
    if callable(value):
        return value.__name__
    return number(value)


def _sources(lesson: str) -> dict[str, bytes]:
    """Los archivos de los que depende lo que una lección decide, y cómo se resume."""
    folder = module_name(lesson)
    declared = [module_of(folder, id_) for id_, where in exercise_ids().items() if where == folder]
    own = {__name__: read(__file__)}  # si esto cambia, lo guardado se hizo de otra manera
    return own | sources([*declared, fixed_cases.__module__])


@lru_cache(maxsize=8)
def version(package: str) -> str:
    """La versión instalada de un paquete; vacía si no está."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
