"""Las referencias de los casos públicos, ya calculadas: con ellas ``check`` no tiene que cargar torch.

``autograder build`` las calcula con torch y las deja en la carpeta de la lección,
en ``referencias.json``: por ejercicio, de qué código salieron y un caso por
renglón. Los datos de los ejemplos y de los casos extremos están en la
declaración; los de los sorteos de clase se guardan también, así que son los
mismos en todas las máquinas. Lo guardado solo vale mientras ese código no
cambie: si está viejo, quien lo pide calcula con torch. También nombra las preguntas
escritas de la lección: quien entrega no tiene a mano el cuaderno publicado.
"""

import hashlib
import importlib.util
import json
from collections.abc import Iterable, Mapping
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from autograder.exercise import Exercise, exercises_of, is_registered
from autograder.judging.dependencies import sources
from autograder.judging.patterns import pattern_of
from autograder.sandbox.call import FUNCTIONS, function_name

STORE = "referencias.json"
WRITTEN = "written"  # lo que dice de una pregunta escrita: que lo es
# Que una máquina dé otra última cifra no es un cambio; las mismas nueve que mira la huella de calificar.
RTOL, ATOL = 1e-9, 1e-10
# Ni el tipo de una declaración ni las frases de error deciden ningún número de los que se guardan.
APART = ("autograder.exercise", "autograder.errors")

Kept = tuple[Mapping[str, Any] | None, Any]  # datos (None: los de la declaración) y respuesta


class NotStorable(TypeError):
    """Un valor que no se sabe escribir: el ejercicio que lo da se juzga siempre con torch."""


def kept_cases(exercise: Exercise) -> list[Kept] | None:
    """Los casos públicos guardados, en orden: ejemplos, extremos y sorteos; None si no los hay o están viejos."""
    # Otra declaración con el mismo id (una copia cambiada) no tiene nada guardado.
    if not is_registered(exercise):
        return None
    entry = read_store(store_path(exercise)).get(exercise.key)
    try:
        if entry is None or entry["sources"] != source_key(exercise):
            return None
        return [(_decode_inputs(case.get("inputs")), decode(case["expected"])) for case in entry["cases"]]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # alguien lo tocó: no se cree nada


def store_path(exercise: Exercise) -> Path:
    """El archivo de las referencias de su lección: está junto a la declaración."""
    spec = importlib.util.find_spec(exercise.module)
    assert spec is not None and spec.origin is not None  # la declaración se importó de ahí
    return Path(spec.origin).with_name(STORE)


def written_questions(lesson: str) -> list[str]:
    """Los ids de las preguntas de una lección que corrige una persona."""
    exercises = exercises_of(lesson).values()
    stored = read_store(store_path(next(iter(exercises)))) if exercises else {}
    return [id_ for id_, entry in stored.items() if WRITTEN in entry]


def read_store(path: Path) -> dict[str, Any]:
    """Lo guardado de una lección, por ejercicio; vacío si no está o no se lee."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return stored if isinstance(stored, dict) else {}


def store_text(entries: Mapping[str, dict[str, Any]]) -> str:
    """Cómo se escribe: un caso por renglón, para que git enseñe cuáles cambian."""
    blocks = []
    for id_, entry in entries.items():
        if WRITTEN in entry:
            blocks.append(f"{_line(id_)}: {_line(entry)}")
            continue
        cases = ",\n".join(f"  {_line(case)}" for case in entry["cases"])
        blocks.append(f'{_line(id_)}: {{\n "sources": {_line(entry["sources"])},\n "cases": [\n{cases}\n ]\n}}')
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def make_entry(exercise: Exercise, cases: Iterable[tuple[Mapping[str, Any], Any]]) -> dict[str, Any]:
    """Lo que se guarda de un ejercicio, de sus casos públicos recién calculados.

    Errores
        NotStorable si algún valor no se sabe escribir.
    """
    written = len(exercise.examples) + len(exercise.edge_cases)
    lines = [
        {"expected": encode(expected)}
        if k < written
        else {"inputs": {name: encode(value) for name, value in inputs.items()}, "expected": encode(expected)}
        for k, (inputs, expected) in enumerate(cases)
    ]
    return {"sources": source_key(exercise), "cases": lines}


def source_key(exercise: Exercise) -> str:
    """Resumen del código que decide las referencias de un ejercicio: su archivo y los nuestros que importa."""
    digest = hashlib.sha256()
    for name, text in sources([exercise.module], without=APART).items():
        digest.update(f"{name} {hashlib.sha256(text).hexdigest()}\n".encode())
    return digest.hexdigest()[:32]


def agree(one: Any, other: Any) -> bool:
    """Si dos cosas guardadas dicen lo mismo, salvo la última cifra de lo calculado."""
    if isinstance(one, float) and isinstance(other, float):
        # Lo que dice NumPy con `equal_nan`, que para dos números sueltos cuesta cien veces más.
        return one == other or (one != one and other != other) or abs(one - other) <= ATOL + RTOL * abs(other) < inf
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(agree(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def encode(value: Any) -> Any:
    """Un valor como JSON, del que ``decode`` saca el mismo: clase, forma y todas las cifras.

    Errores
        NotStorable si no es un número, un texto, una función de las que viajan, un array de números o una lista o
        tupla de ellos.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if (name := function_name(value)) is not None:
        return {"function": name}
    if type(value) is list:
        return [encode(part) for part in value]
    if type(value) is tuple:
        return {"tuple": [encode(part) for part in value]}
    if type(value) is np.ndarray and value.dtype.kind in "bif":
        repeated = pattern_of(value)
        written = {"data": np.ravel(value).tolist()} if repeated is None else {"repeats": repeated.tolist()}
        coded = {"shape": list(value.shape), **written}
    elif isinstance(value, np.generic) and value.dtype.kind in "bif":
        coded = {"scalar": value.item()}
    else:
        raise NotStorable(f"no se sabe guardar un valor de tipo {type(value).__name__}")
    return coded if value.dtype == np.float64 else coded | {"dtype": str(value.dtype)}


def decode(coded: Any) -> Any:
    """El valor que ``encode`` escribió."""
    if isinstance(coded, list):
        return [decode(part) for part in coded]
    if not isinstance(coded, dict):
        return coded
    if "function" in coded:
        return FUNCTIONS[coded["function"]]
    if "tuple" in coded:
        return tuple(decode(part) for part in coded["tuple"])
    dtype = np.dtype(coded.get("dtype", "float64"))
    if "scalar" in coded:
        return dtype.type(coded["scalar"])
    if "repeats" in coded:
        return np.resize(np.array(coded["repeats"], dtype=dtype), coded["shape"])
    return np.array(coded["data"], dtype=dtype).reshape(coded["shape"])


def _decode_inputs(coded: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if coded is None else {name: decode(value) for name, value in coded.items()}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
