"""Las huellas de las declaraciones: cuándo hay que volver a calificar, y cuándo basta con rehacer informes.

Son tres. La **barata** resume los bytes del módulo de la lección y de los
nuestros que importa, y las versiones de torch y NumPy: se calcula sin ejecutar
nada, cambia con cualquier coma y sólo sirve de clave para no repetir cuentas. La
**de calificar** resume lo que decide una nota: datos, cinco sorteos fijos, lo que
la referencia da en todos ellos, puntos, argumentos, salidas, tolerancias y lo
prohibido. ``build`` la escribe en el cuaderno publicado y ``grade`` compara. La
**de los informes** resume lo que se enseña: textos y errores típicos.

La de calificar va en un archivo que se guarda en git, y dos procesadores no dan
la misma última cifra. Por eso de cada número calculado se mira en qué raya cae de
una regla con nueve cifras, asinh(x/0,1)/10⁻⁹: lejos del 0 cada raya es una milmillonésima
del valor y cerca del 0 son 10⁻¹⁰, sin saltos entre medias. Un número que cae justo
entre dos rayas podría ir a una u otra, así que hay dos reglas, la segunda corrida algo
más de un tercio de raya, y un resumen de cada una: las huellas son la misma si
coincide alguno de los dos. Un cambio de verdad los cambia ambos.
"""

import ast
import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder import cache
from autograder.errors import MEND, CourseError
from autograder.exercise import Exercise, exercises_of, module_name
from autograder.judging import diagnose, messages
from autograder.judging.cases import CaseSet, Raised, fixed_cases
from autograder.judging.oracle import TorchMissing

OURS = ("autograder", "course_lib")
DRAWS = 5  # sorteos que entran en la huella: no son los de clase ni los secretos
RULERS = (0.0, 0.38)  # cuánto está corrida cada regla, en rayas: un número redondo no queda al borde en ninguna
STEP, SMALL = 1e-9, 0.1  # lo que mide una raya y dónde empieza a ser relativa


def source_fingerprint(lesson: str) -> str:
    """La huella barata: bytes del módulo de una lección y de los nuestros que importa, y versiones."""
    parts = {name: hashlib.sha256(text).hexdigest() for name, text in _sources(lesson).items()}
    return _digest([parts, _version("numpy"), _version("torch")])


def grading_fingerprint(lesson: str) -> str:
    """La huella de lo que decide las notas de una lección; sólo hace falta torch si cambió la barata.

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
            [e.id, e.title, e.takeaway, list(e.hints), [[m.name, m.hint] for m in e.misconceptions]]
            for e in exercises.values()
        ]
    )


def diagnosis_fingerprint(case_sets: Mapping[str, CaseSet]) -> str:
    """La huella de lo que decide qué se dice de una respuesta que no está bien."""
    programs = [hashlib.sha256(_read(module.__spec__.origin)).hexdigest() for module in (messages, diagnose)]
    wrong = [
        [id_, m.name, m.output, [_plain(value, _approximate(RULERS[0])) for value in case_set.mistaken[m.name]]]
        for id_, case_set in case_sets.items()
        for m in case_set.exercise.misconceptions
    ]
    return _digest([programs, wrong])


def _fixed(exercise: Exercise) -> CaseSet:
    try:
        return fixed_cases(exercise, DRAWS)
    except TorchMissing:
        raise
    except Exception as error:
        raise CourseError(
            f"autograder/exercises/{module_name(exercise.lesson)}.py: «{exercise.id}» falla al calcular la referencia "
            f"(draw u oracle). {type(error).__name__}: {error}",
            MEND,
        ) from error


def _decisive(case_set: CaseSet, ruler: float) -> list:
    """Lo que decide la nota de un ejercicio, como texto estable."""
    e, about = case_set.exercise, _approximate(ruler)
    written = len(e.examples) + len(e.edge_cases)
    return [
        [e.id, float(e.points), list(e.args), _plain(dict(e.returns), repr), repr(float(e.rtol)), repr(float(e.atol))],
        sorted(e.forbids),
        # Los datos escritos a mano, con todas sus cifras; los sorteados y lo calculado, con nueve.
        [_plain(dict(case.inputs), repr) for case in case_set.cases[:written]],
        [_plain(dict(case.inputs), about) for case in case_set.cases[written:]],
        [_plain(case.expected, about) for case in case_set.cases],
    ]


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
    if isinstance(value, (np.ndarray, np.generic)):
        return [str(value.dtype), list(value.shape), [number(part) for part in np.ravel(value).tolist()]]
    if callable(value):
        return value.__name__
    return number(value)


def _sources(lesson: str) -> dict[str, bytes]:
    """Módulo → sus bytes: el de una lección y los nuestros que importa, también dentro de una función."""
    found = {__name__: _read(__file__)}  # si esto cambia, lo guardado se hizo de otra manera
    pending = [f"autograder.exercises.{module_name(lesson)}", fixed_cases.__module__]
    while pending:
        name = pending.pop()
        if name in found or name.split(".")[0] not in OURS:
            continue
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.origin:
            continue
        found[name] = _read(spec.origin)
        package = name if spec.submodule_search_locations is not None else name.rpartition(".")[0]
        pending += _imported(found[name], package)
    return dict(sorted(found.items()))


def _imported(source: bytes, package: str) -> Iterator[str]:
    """Los módulos que importa un archivo."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield base
            spec = importlib.util.find_spec(base) if base.split(".")[0] in OURS else None
            if spec is not None and spec.submodule_search_locations is not None:
                yield from (f"{base}.{alias.name}" for alias in node.names)  # ``from paquete import módulo``


def _read(path: str | None) -> bytes:
    # Con los finales de línea de otro sistema es el mismo programa.
    return Path(path).read_bytes().replace(b"\r\n", b"\n") if path else b""


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
