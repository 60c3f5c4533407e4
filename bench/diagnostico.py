"""El banco del diagnóstico: de las respuestas equivocadas, cuántas se nombran bien, mal o no se nombran.

``python bench/diagnostico.py`` prueba con (a) errores que la tabla no tiene: los de otra solución, con una
tabla hecha sin ella, y los que se cometen de dos en dos; (b) el corpus de tests/diagnosis; (c) las confusiones
declaradas. Por lección y en total, con lo que tarda una búsqueda. Cómo leerlo, en bench/README.md.
"""

import argparse
import contextlib
import io
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from page import machine, publish  # noqa: E402

from autograder.authoring import stored_diagnoses  # noqa: E402
from autograder.authoring.sources import lessons  # noqa: E402
from autograder.diagnosis import diagnose as engine  # noqa: E402
from autograder.diagnosis import mutations, tables  # noqa: E402
from autograder.diagnosis.kinds import KINDS  # noqa: E402
from autograder.exercise import exercises_of  # noqa: E402
from autograder.judging.cases import Raised, class_cases  # noqa: E402
from autograder.judging.verdict import PASS, conclude  # noqa: E402
from autograder.sandbox.call import Outcome, StudentError, call_function  # noqa: E402

RIGHT, WRONG, SILENT, PLACE = "bien", "mal", "callado", "sitio"
ORDER = (RIGHT, WRONG, PLACE, SILENT)
PLACES = ("una_componente", "solo_una_capa")  # no nombran el error: dicen dónde está


def answers_of(before, exercise, code):
    """Los resultados de un código en los casos públicos, o None si no se puede ni definir."""
    names = {"__name__": "__main__"}
    for source in before.setup(exercise.id):
        try:
            exec(source, names)
        except Exception:
            continue
    try:
        exec(code, names)
        function = names[exercise.id]
    except Exception:
        return None
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        return [
            call_function(function, [case.inputs[a] for a in exercise.args]) for case in class_cases(exercise).cases
        ]


def named(case_set, outcomes):
    """(nombre, milisegundos) de unos resultados que no aprueban; None si aprueban."""
    if conclude(case_set, outcomes).status == PASS:
        return None
    began = time.perf_counter()
    found = engine.diagnose(case_set, outcomes)
    return (found.name if found else None), 1000 * (time.perf_counter() - began)


def mark(name, labels, declared=()):
    if name is None:
        return SILENT
    if name in labels or name in declared:
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
    for label, code in trials:
        outcomes = answers_of(before, exercise, code)
        if outcomes is None or all(o.error for o in outcomes):
            continue
        found = named(case_set, outcomes)
        if found is not None:
            name, ms = found
            known = {m.name for m in exercise.misconceptions}
            yield what, exercise.id, label, name, mark(name, label.replace("~", "").split("+"), known), ms, code


def declared_ones(lesson):
    """(c): cada confusión declarada, por su nombre."""
    for exercise in exercises_of(lesson).values():
        case_set = class_cases(exercise)
        for m in exercise.misconceptions:
            outcomes = [_outcome(v) for v in case_set.mistaken[m.name]]
            began = time.perf_counter()
            found = engine.diagnose(case_set, outcomes)
            ms = 1000 * (time.perf_counter() - began)
            name = found.name if found else None
            yield "declaradas", exercise.id, m.name, name, mark(name, [m.name]), ms, ""


def _outcome(value):
    return (
        Outcome(error=StudentError(value.type, "")) if isinstance(value, Raised) else Outcome(value=value, again=value)
    )


def corpus(root, lesson):
    """(b): el corpus escrito a mano. Donde un profesor no daría nombre, callar es acertar."""
    sys.path.insert(0, str(root / "tests" / "diagnosis"))
    import respuestas

    before = stored_diagnoses.Before(root, lesson)
    for entry in respuestas.answers():
        if entry.lesson != lesson:
            continue
        exercise = exercises_of(lesson)[entry.exercise]
        outcomes = answers_of(before, exercise, entry.source)
        found = named(class_cases(exercise), outcomes) if outcomes else None
        if found is None:
            continue
        name, ms = found
        result = mark(name, entry.labels)
        if name is None and respuestas.OTHER in entry.labels:
            result = RIGHT
        yield "corpus", exercise.id, "/".join(entry.labels), name, result, ms, entry.source


def tried(root, lesson, parts, sample):
    """Cada respuesta probada de una lección."""
    if "a" in parts:
        yield from held_out(root, lesson, 4, sample)
    if "b" in parts:
        yield from corpus(root, lesson)
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


def report(args):
    """Las tablas, en Markdown."""
    root = HERE.parent
    counts, times, names, details = {}, [], Counter(), []
    for lesson in args.lecciones or lessons(root):
        for what, id_, label, name, result, ms, code in tried(root, lesson, args.partes, args.muestra):
            counts.setdefault(what, {}).setdefault(lesson, Counter())[result] += 1
            times.append(ms)
            names[name] += what == "corpus" and name in KINDS
            details.append(dict(what=what, id=id_, label=label, name=name, result=result, code=code))
    if args.detalle:
        args.detalle.write_text(json.dumps(details, ensure_ascii=False, indent=1), encoding="utf-8")
    lines = [f"`python bench/diagnostico.py`: {machine()}."]
    for what, by_lesson in counts.items():
        lines += ["", *table(what, by_lesson)]
    most = ", ".join(f"{name} {count}" for name, count in names.most_common(3))
    slow = sorted(times)
    lines += [
        "",
        f"Una búsqueda: mediana {np.median(slow):.1f} ms, 99 de cada 100 en menos de {np.quantile(slow, 0.99):.1f} ms, "
        f"la que más {slow[-1]:.1f} ms ({len(slow)} búsquedas). Lo más nombrado en el corpus: {most}.",
    ]
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
