"""El banco del diagnóstico: de las respuestas equivocadas, cuántas se nombran bien, mal o no se nombran.

``python bench/diagnostico.py`` prueba con (a) errores que la tabla no tiene: los de otra solución, con una
tabla hecha sin ella, y los que se cometen de dos en dos; (b) el corpus de tests/diagnosis; (c) las confusiones
declaradas. Por lección y en total, con lo que tarda una búsqueda. Cómo leerlo, en bench/README.md.
"""

import argparse
import contextlib
import functools
import io
import itertools
import json
import linecache
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from page import machine, publish  # noqa: E402

from autograder.authoring import stored_diagnoses  # noqa: E402
from autograder.authoring.sources import lessons  # noqa: E402
from autograder.diagnosis import diagnose as engine  # noqa: E402
from autograder.diagnosis import mutations, tables  # noqa: E402
from autograder.diagnosis.kinds import CASE_OF, KINDS  # noqa: E402
from autograder.exercise import exercises_of  # noqa: E402
from autograder.judging.cases import Raised, class_cases  # noqa: E402
from autograder.judging.verdict import PASS, conclude  # noqa: E402
from autograder.sandbox.call import Outcome, StudentError, call_function  # noqa: E402
from autograder.student.check import written  # noqa: E402

RIGHT, WRONG, SILENT, PLACE = "bien", "mal", "callado", "sitio"
ORDER = (RIGHT, WRONG, PLACE, SILENT)
# No nombran el error: dicen dónde está, o qué forma tiene lo que llegó.
PLACES = ("una_componente", "solo_una_capa", "una_linea", "otra_forma")
BLIND = ", sin leer lo escrito"
COUNT = itertools.count()


def function_of(before, id_, code):
    """La función que define un código, con lo que su lección define antes; None si no se puede ni definir."""
    names = {"__name__": "__main__"}
    for source in before.setup(id_):
        with contextlib.suppress(Exception):
            exec(source, names)
    # Como en un cuaderno: lo escrito se puede volver a leer.
    where = f"<respuesta {next(COUNT)}>"
    linecache.cache[where] = len(code), None, code.splitlines(keepends=True), where
    try:
        exec(compile(code, where, "exec"), names)
    except Exception:
        return None
    return names.get(id_)


def answers_of(function, exercise):
    """Los resultados de una función en los casos públicos."""
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        return [
            call_function(function, [case.inputs[a] for a in exercise.args]) for case in class_cases(exercise).cases
        ]


@dataclass(frozen=True)
class Named:
    """Cómo se nombra una respuesta: solo con lo que dio, o también con lo escrito, como ``check``; en milisegundos."""

    looked_up: str | None
    read: str | None
    ms: float
    ms_reading: float
    hint: str = ""


def named(case_set, outcomes, function=None):
    """Cómo se nombra lo que no aprueba; None si aprueba."""
    if conclude(case_set, outcomes).status == PASS:
        return None
    began = time.process_time()
    found = engine.diagnose(case_set, outcomes)
    middle = time.process_time()
    read = found if function is None else engine.diagnose(case_set, outcomes, written(function))
    end = time.process_time()
    return Named(
        found and found.name,
        read and read.name,
        1000 * (middle - began),
        1000 * (end - middle),
        read.hint if read else "",
    )


def mark(name, labels, declared=()):
    """Cómo de bien está un nombre; lo particular vale por lo general: la media por la suma, por un factor de más."""
    if name is None:
        return SILENT
    if name in labels or name in declared or CASE_OF.get(name) in labels:
        return RIGHT
    return PLACE if name in PLACES else WRONG


def held_out(root, lesson, limit, count, seed=0):
    """(a): por ejercicio, mutantes de otra referencia con una tabla hecha sin ella, y dobles."""
    rng = random.Random(seed)
    before = stored_diagnoses.Before(root, lesson)
    for id_, exercise in exercises_of(lesson).items():
        references, case_set = before.references(id_), class_cases(exercise)
        if len(references) > 1:
            *kept, last = references
            before.others[id_] = kept[1:]
            table = stored_diagnoses.make(exercise, before)
            before.others[id_] = references[1:]
            trials = list(mutations.mutants(last, id_))
            with _instead(exercise, table):
                yield from _try(
                    before, exercise, case_set, rng.sample(trials, min(count, len(trials))), "otra referencia"
                )
        if references:
            first = [m for m in mutations.mutants(references[0], id_) if m[0] in FREQUENT]
            chosen = rng.sample(first, min(4, len(first)))
            doubles = list(mutations.second_order(chosen, id_, limit))
            yield from _try(before, exercise, case_set, rng.sample(doubles, min(count, len(doubles))), "de dos en dos")


FREQUENT = ("signo", "factor_que_falta", "traspuesta", "termino_que_falta", "umbral")


class _instead:
    """Una tabla en lugar de la guardada."""

    def __init__(self, exercise, entry):
        self.exercise = exercise
        self.table = tables.Table(
            tuple(entry["section"]), entry["derives"], {n: tables.decode(o) for n, o in entry["outputs"].items()}
        )

    def __enter__(self):
        self.before, engine.table_of = engine.table_of, lambda e: self.table

    def __exit__(self, *_):
        engine.table_of = self.before


def _try(before, exercise, case_set, trials, what):
    known = {m.name for m in exercise.misconceptions}
    for label, code in trials:
        function = function_of(before, exercise.id, code)
        outcomes = answers_of(function, exercise) if callable(function) else []
        if not outcomes or all(o.error for o in outcomes):
            continue
        if found := named(case_set, outcomes, function):
            labels = label.replace("~", "").split("+")
            yield from _rows(what, exercise.id, labels, found, code, lambda name, ls=labels: mark(name, ls, known))


def _rows(what, id_, labels, found, code, marked):
    """Un renglón por manera de nombrar: con lo escrito, que es lo que se ve, y solo con lo que dio."""
    detail = {"id": id_, "label": "/".join(labels), "code": code, "hint": found.hint}
    for kind, name, ms in ((what, found.read, found.ms_reading), (f"{what}{BLIND}", found.looked_up, found.ms)):
        yield {"what": kind, "name": name, "result": marked(name), "ms": ms, **detail}


def declared_ones(lesson):
    """(c): cada confusión declarada, por su nombre."""
    for exercise in exercises_of(lesson).values():
        case_set = class_cases(exercise)
        for m in exercise.misconceptions:
            found = named(case_set, [_outcome(v) for v in case_set.mistaken[m.name]])
            yield from _rows("declaradas", exercise.id, [m.name], found, "", lambda name, n=m.name: mark(name, [n]))


def _outcome(value):
    return (
        Outcome(error=StudentError(value.type, "")) if isinstance(value, Raised) else Outcome(value=value, again=value)
    )


def corpus(root, lesson, folder="corpus", reads=True):
    """(b): respuestas escritas a mano. Donde un profesor no daría nombre, callar es acertar.

    ``reads`` es si se lee también lo escrito, que tarda más.
    """
    sys.path.insert(0, str(root / "tests" / "diagnosis"))
    import respuestas

    before = stored_diagnoses.Before(root, lesson)
    for entry in respuestas.answers(root / "tests" / "diagnosis" / folder):
        if entry.lesson != lesson:
            continue
        exercise = exercises_of(lesson)[entry.exercise]
        function = function_of(before, exercise.id, entry.source)
        outcomes = answers_of(function, exercise) if callable(function) else []
        found = named(class_cases(exercise), outcomes, function if reads else None) if outcomes else None
        if found is not None:
            told = functools.partial(_as_told, entry)
            yield from _rows(folder, exercise.id, entry.labels, found, entry.source, told)


def _as_told(entry, name):
    import respuestas

    return RIGHT if name is None and respuestas.OTHER in entry.labels else mark(name, entry.labels)


def tried(root, lesson, parts, sample):
    """Cada respuesta probada de una lección."""
    if "a" in parts:
        yield from held_out(root, lesson, 4, sample)
    if "b" in parts:
        yield from corpus(root, lesson)
        yield from corpus(root, lesson, "apartadas")
    if "c" in parts:
        yield from declared_ones(lesson)


def table(what, by_lesson):
    """Las cuentas de una clase de prueba, por lección y en total."""
    yield from (f"| {what} | bien | mal | solo el sitio | callado |", "|---|---|---|---|---|")
    for lesson, counts in by_lesson.items():
        yield f"| {lesson} | " + " | ".join(str(counts[k]) for k in ORDER) + " |"
    total = sum(by_lesson.values(), Counter())
    n = max(1, total.total())
    yield "| **en total** | " + " | ".join(f"{total[k]} ({total[k] / n:.1%})" for k in ORDER) + " |"


def timing(times):
    """Lo que tarda nombrar una respuesta."""
    yield from ("| qué se hace | mediana | 90 de cada 100 | 99 de cada 100 | la que más |", "|---|---|---|---|---|")
    for blind, label in ((True, "buscar lo que dio"), (False, "leer también lo escrito")):
        if found := times.get(blind):
            parts = [np.median(found), *np.quantile(found, [0.9, 0.99]), max(found)]
            yield f"| {label} | " + " | ".join(f"{ms:.1f}".replace(".", ",") for ms in parts) + " |"


def report(args):
    """Las tablas, en Markdown."""
    root = HERE.parent
    counts, times, names, details = {}, {}, Counter(), []
    for lesson in args.lecciones or lessons(root):
        for row in tried(root, lesson, args.partes, args.muestra):
            what = row["what"]
            counts.setdefault(what, {}).setdefault(lesson, Counter())[row["result"]] += 1
            times.setdefault(what.endswith(BLIND), []).append(row["ms"])
            names[row["name"]] += what == "corpus" and row["name"] in KINDS
            details.append(row)
    if args.detalle:
        args.detalle.write_text(json.dumps(details, ensure_ascii=False, indent=1), encoding="utf-8")
    lines = [f"`python bench/diagnostico.py`: {machine()}."]
    for what, by_lesson in counts.items():
        lines += ["", *table(what, by_lesson)]
    most = ", ".join(f"{name} {count}" for name, count in names.most_common(3))
    lines += ["", f"Lo más nombrado en el corpus: {most}. En milisegundos de CPU:", "", *timing(times)]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lecciones", nargs="*", default=None)
    parser.add_argument("--muestra", type=int, default=10, help="mutantes por ejercicio y clase de prueba")
    parser.add_argument("--partes", default="abc", help="a: lo que la tabla no tiene; b: el corpus; c: lo declarado")
    parser.add_argument("--detalle", type=Path, help="deja aquí cada respuesta y lo que se dijo, en JSON")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla en docs/rendimiento.md")
    args = parser.parse_args()
    return publish(lambda: report(args), "diagnostico", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
