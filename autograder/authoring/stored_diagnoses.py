"""Las tablas de errores de una lección: buscarlos en sus soluciones, escribirlas, y decir cuándo están viejas."""

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring.sources import (
    alternatives,
    is_alternative,
    is_answer,
    nbgrader_of,
    read_source,
    solution_code,
    strip_markers,
)
from autograder.courses import file_of
from autograder.diagnosis import (
    arithmetic,
    calls,
    kinds,
    mutations,
    neighbours,
    prints,
    run_mutants,
    slips,
    steps,
    syntax,
    tables,
)
from autograder.diagnosis.kinds import choose
from autograder.diagnosis.prints import NOTHING, columns, print_of
from autograder.diagnosis.relations import varying
from autograder.diagnosis.steps import in_steps
from autograder.diagnosis.syntax import UNLIKELY
from autograder.exercise import Exercise, exercises_of, module_name
from autograder.judging.cases import CaseSet, class_cases, without_large
from autograder.judging.dependencies import read
from autograder.judging.references import source_key

NUMPY = "import numpy as np"  # está en todos los cuadernos, lo use o no la solución
OUTCOMES = 300  # resultados que se guardan de una salida: los errores más probables
SIZES = ("suma_por_media", "media_por_suma")
ENGINE = (mutations, slips, arithmetic, calls, syntax, steps, run_mutants, prints, neighbours)


def renew(root: Path, lesson: str) -> Path | None:
    """Rehace las tablas de los ejercicios que han cambiado; devuelve su archivo si es otro.

    Errores
        CourseError si una referencia falla.
    """
    path, fresh = _wanted(root, lesson)
    if path is None:
        return None
    stored = tables.stored(path)
    old = [key for key, made in fresh.items() if stored.get(key, {}).get("made") != made]
    if not old and list(stored) == list(fresh):
        return None
    variants, before = _variants(lesson), _befores(root, lesson)
    with ThreadPoolExecutor(max_workers=2) as pool:
        rows = pool.map(lambda key: make(variants[key], before[variants[key].number]), old)
        new = dict(zip(old, rows, strict=True))
    entries = {key: {"made": made, **new[key]} if key in new else stored[key] for key, made in fresh.items()}
    path.write_bytes(tables.store_text(entries).encode("utf-8"))
    return path


def stale_diagnoses(root: Path, lesson: str) -> list[str]:
    """Una frase si las tablas no salieron de las soluciones y declaraciones de hoy. No ejecuta nada."""
    path, fresh = _wanted(root, lesson)
    if path is None:
        return []
    stored = tables.stored(path)
    if {id_: entry.get("made") for id_, entry in stored.items()} == fresh and list(stored) == list(fresh):
        return []
    where = f"{file_of(module_name(lesson))}{path.name}"
    return [f"{where} no corresponde a las soluciones de {lesson}. Ejecuta: autograder build {lesson}"]


def _wanted(root: Path, lesson: str) -> tuple[Path | None, dict[str, str]]:
    """El archivo de una lección y, por ejercicio y variante, la huella de lo que decide su tabla."""
    variants = _variants(lesson)
    if not variants:
        return None, {}
    befores, engine = _befores(root, lesson), _engine()
    found = {}
    for key, exercise in variants.items():
        id_, before = exercise.id, befores[exercise.number]
        parts = [source_key(exercise), *engine, *before.references(id_), *before.setup(id_), *before.section(id_)]
        found[key] = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return tables.table_path(next(iter(variants.values()))), found


def _variants(lesson: str) -> dict[str, Exercise]:
    """Los ejercicios de una lección y sus variantes, por su nombre."""
    return {variant.key: variant for exercise in exercises_of(lesson).values() for variant in exercise.family}


def _befores(root: Path, lesson: str) -> dict[int, "Before"]:
    return {number: Before(root, lesson, number) for number in {e.number for e in _variants(lesson).values()}}


def _engine() -> list[str]:
    """De qué código salen las tablas. Por su árbol: un comentario o un renglón partido no las cambia, ni una pista."""
    programs = [ast.dump(ast.parse(read(module.__spec__.origin))) for module in ENGINE]
    preferred = [f"{kind.id} {kind.teaches}" for kind in kinds.KINDS.values()]
    return [*programs, *preferred, *sorted("+".join(sorted(pair)) for pair in kinds.SAME)]


class Before:
    """Las soluciones de una lección, o de una variante, y lo que cada una necesita de las celdas anteriores."""

    def __init__(self, root: Path, lesson: str, number: int = 0):
        self.solutions = solution_code(root, lesson, number)
        self.others = alternatives(root, lesson, number)
        self.definitions: dict[str, list[str]] = defaultdict(list)
        self.sections: dict[str, tuple[str, str]] = {}
        heading = ("", "")
        for cell in read_source(root, lesson, number).cells:
            if cell.cell_type == "markdown":
                for line in cell.source.split("\n"):
                    if line.startswith("#") and not line.lstrip("# ").startswith("Te toca"):
                        title = line.lstrip("# ").strip()
                        heading = (title, title.replace(" ", "-"))
            elif is_answer(cell):
                self.sections[nbgrader_of(cell)["grade_id"]] = heading
            if cell.cell_type == "code" and not is_alternative(cell):
                self._remember(strip_markers(cell.source))

    def _remember(self, source: str) -> None:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            return
        for node in tree.body:
            text = ast.unparse(node)
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                self.definitions[node.name].append(text)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    self.definitions[(alias.asname or alias.name).split(".")[0]].append(text)
            elif isinstance(node, ast.Assign) and not any(isinstance(n, ast.Call) for n in ast.walk(node)):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.definitions[target.id].append(text)

    def section(self, id_: str) -> tuple[str, str]:
        return self.sections.get(id_, ("", ""))

    def references(self, id_: str) -> list[str]:
        """La solución y las otras soluciones; vacía si la fuente no tiene ninguna."""
        return [s for s in (self.solutions.get(id_), *self.others.get(id_, ())) if s]

    def setup(self, id_: str) -> list[str]:
        """El código, en orden, que hay que ejecutar antes: lo que nombran las soluciones, y lo que eso nombra."""
        found: dict[str, None] = {NUMPY: None}

        def need(source: str, doing: frozenset[str]) -> None:
            for node in ast.walk(ast.parse(source)):
                name = node.id if isinstance(node, ast.Name) else None
                if name and name != id_ and name not in doing and self.definitions.get(name):
                    text = self.definitions[name][0]
                    need(text, doing | {name})
                    found.setdefault(text)

        for source in self.references(id_):
            try:
                need(source, frozenset())
            except (SyntaxError, RecursionError):
                continue
        return list(found)


def make(exercise: Exercise, before: Before) -> dict[str, Any]:
    """La tabla de un ejercicio; sin errores si se juzga con ``accept``: apartarse de la muestra no es equivocarse."""
    return {
        "declaration": source_key(exercise),
        "section": list(before.section(exercise.id)),
        "derives": neighbours.derives(exercise),
        "outputs": _outputs(exercise, before) if exercise.accept is None else {},
    }


def _outputs(exercise: Exercise, before: Before) -> dict[str, Any]:
    """Por salida, los resultados equivocados y su clase de error."""
    case_set = without_large(class_cases(exercise))
    codes = [
        (min(number, 1), kind, code)
        for number, source in enumerate(before.references(exercise.id))
        for kind, code in _mutants(source, exercise.id)
    ]
    distinct = list(dict.fromkeys(code for *_, code in codes))
    rows = dict(zip(distinct, run(case_set, before.setup(exercise.id), distinct), strict=True))
    labelled = [(_likely(order, kind), rows[code]) for order, kind, code in codes if rows[code] is not None]
    labelled += [((0, kind), row) for kind, row in neighbours.rows(case_set)]
    names = [*exercise.returns, *([tables.WHOLE] if len(exercise.returns) > 1 else [])]
    if not any(varying(case_set.cases, name, axis) for name in exercise.args for axis in (0, 1)):
        # Sin tamaños que cambien, dividir por uno es dividir por una constante, y no confundir la suma y la media.
        labelled = [pair for pair in labelled if pair[0][1] not in SIZES]
    return {name: _output(case_set, k, labelled) for k, name in enumerate(names)}


def _likely(order: int, kind: str) -> tuple[int, str]:
    """Lo probable que es un error, de más a menos: en la solución, en otra solución, y los que casi nadie comete."""
    return (2, kind.removeprefix(UNLIKELY)) if kind.startswith(UNLIKELY) else (order, kind)


def _choose(found: set[tuple[int, str]]) -> str | None:
    """La clase que se nombra, entre las de los errores más probables que dan lo mismo."""
    first = min(order for order, _ in found)
    return choose(kind for order, kind in found if order == first)


def _mutants(source: str, name: str) -> Iterable[tuple[str, str]]:
    """Los de una referencia, y los de la misma escrita en pasos."""
    try:
        return list(dict.fromkeys([*mutations.mutants(source, name), *mutations.mutants(in_steps(source, name), name)]))
    except SyntaxError:
        return []


def run(case_set: CaseSet, setup: list[str], codes: list[str]) -> list[list | None]:
    """Lo que da cada código en los casos públicos."""
    e = case_set.exercise
    return run_mutants.prints_of(
        {
            "setup": setup,
            "name": e.id,
            "args": e.args,
            "cases": [dict(case.inputs) for case in case_set.cases],
            "names": list(e.returns),
            "rtol": e.rtol,
            "atol": e.atol,
            "codes": codes,
        }
    )


def _output(case_set: CaseSet, position: int, labelled: list[tuple[tuple[int, str], list]]) -> dict[str, Any]:
    """Los resultados distintos de una salida que se apartan de la verdad, con la clase de error que se nombra."""
    e = case_set.exercise
    names = list(e.returns)
    truth = [print_of(columns(case.expected, names)[position], e.rtol, e.atol) for case in case_set.cases]
    groups: dict[tuple, set[tuple[int, str]]] = defaultdict(set)
    kept: dict[tuple, list] = {}
    for kind, row in labelled:
        cells = row[position]
        if not _wrong(cells, truth):
            continue
        key = tuple((c[0], "" if c[2] or c[1] != c[1] else f"{c[1]:.5g}") for c in cells)
        groups[key].add(kind)
        kept.setdefault(key, cells)
    # Caben unos cientos por salida: primero, los errores más probables.
    probable = sorted(groups, key=lambda key: min(order for order, _ in groups[key]))[:OUTCOMES]
    chosen = [(_choose(groups[key]), kept[key]) for key in probable]
    # Las que no se saben nombrar también se guardan: así no las explica otra que solo se parece.
    chosen = sorted(
        [(kind or tables.UNSURE, cells) for kind, cells in chosen], key=lambda pair: (pair[0], str(pair[1]))
    )
    numbers = np.array([[c[1] for c in cells] for _, cells in chosen], dtype=np.float64).reshape(-1, len(truth))
    with np.errstate(over="ignore"):
        return tables.encode([k for k, _ in chosen], [[c[0] for c in cells] for _, cells in chosen], numbers)


def _wrong(cells: list, truth: list) -> bool:
    """Si en algún caso es otra cosa que la verdad, y no solo una excepción o algo que no prueba nada."""
    return any(
        shape != NOTHING and (shape != t.shape or not abs(number - t.number) <= t.slack) and number == number
        for (shape, number, _), t in zip(cells, truth, strict=True)
    )
