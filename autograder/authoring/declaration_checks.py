"""¿Se sostiene una declaración sola? Primero se lee; si está completa, se ejecuta.

Se calculan sus casos con la referencia y se comprueba que cada error típico
se equivoca y que ``declared`` lo reconoce entre los demás.
"""

import re

import numpy as np

from autograder.diagnosis.declared import declared
from autograder.errors import CourseError
from autograder.exercise import Exercise
from autograder.judging.answer import BROKEN, flaw, made_by
from autograder.judging.cases import Case, CaseSet, Raised, live_class_cases
from autograder.judging.compare import NotAnArray, as_float64, pairs
from autograder.judging.oracle import load_torch
from autograder.sandbox.call import Outcome, StudentError

FEWEST_HINTS = 3
ZERO_COUNTS = "cero_cuenta"
# Con un solo elemento y sin coma, los paréntesis no hacen una tupla.
TUPLES = ("args", "examples", "edge_cases", "misconceptions", "hints", "forbids")


def declaration_problems(exercise: Exercise, lesson: str) -> list[str]:
    """Qué le falta o qué falla en una declaración, sin mirar la lección."""
    e = exercise
    loose = [field for field in TUPLES if not isinstance(getattr(e, field), (tuple, list))]
    if loose:
        return [f"no tiene una tupla en {field}: ¿falta la coma antes de cerrar el paréntesis?" for field in loose]
    checks = [
        (e.lesson == lesson, f"dice que es de la lección «{e.lesson}» y está en la carpeta de «{lesson}»."),
        (e.id.isidentifier(), "no sirve como nombre de función. El id es el nombre que escribe el estudiante."),
        (e.title.strip(), "no tiene título (title)."),
        (e.points > 0, f"vale {e.points} puntos. Pon en points un número mayor que 0."),
        (e.returns, "no dice qué devuelve (returns)."),
        (len(e.hints) >= FEWEST_HINTS, f"tiene {len(e.hints)} pistas y hacen falta {FEWEST_HINTS} (hints)."),
        (all(hint.strip() for hint in e.hints), "tiene una pista vacía (hints)."),
        (not e.hints or "?" in e.hints[0], "no pregunta nada en su primera pista (hints)."),
        (e.misconceptions, "no declara ninguna confusión (misconceptions)."),
        (e.examples, "no tiene ejemplos (examples)."),
        (e.edge_cases, "no tiene casos extremos (edge_cases)."),
        (e.takeaway.strip(), "no dice qué hay que llevarse (takeaway)."),
        (e.rtol >= 0 and e.atol >= 0, "tiene una tolerancia negativa."),
    ]
    found = [text for fine, text in checks if not fine] + _misconception_problems(e) + _input_problems(e)
    return found or _trial_problems(e)


def _misconception_problems(e: Exercise) -> list[str]:
    names = [m.name for m in e.misconceptions]
    found = [f"repite la confusión «{n}»." for n in sorted({n for n in names if names.count(n) > 1})]
    found += [f"tiene la confusión «{m.name}» sin pista (hint)." for m in e.misconceptions if not m.hint.strip()]
    for m in e.misconceptions:
        if m.output is not None and m.output not in e.returns:
            found.append(f"tiene la confusión «{m.name}» sobre la salida «{m.output}», que no está en returns.")
    return found


def _input_problems(e: Exercise) -> list[str]:
    """Los ejemplos y los casos extremos dan un valor a cada argumento, y a ninguno más."""
    found = []
    for field, cases in (("examples", e.examples), ("edge_cases", e.edge_cases)):
        for number, inputs in enumerate(cases, start=1):
            if set(inputs) != set(e.args):
                given, wanted = ", ".join(inputs), ", ".join(e.args)
                found.append(f"da en el caso {number} de {field} los datos ({given}) y sus args son ({wanted}).")
    return found


def _trial_problems(e: Exercise) -> list[str]:
    """Lo que falla al usarla: el sorteo, la referencia o los errores típicos."""
    try:
        drawn = e.draw(np.random.default_rng(0))
        if set(drawn) != set(e.args):
            return [f"sortea en draw los datos ({', '.join(drawn)}) y sus args son ({', '.join(e.args)})."]
        case_set = live_class_cases(e)
    except CourseError:
        raise
    except Exception as error:
        return [f"falla al calcular la referencia ({made_by(e)}). {type(error).__name__}: {error}"]
    found = _reference_problems(case_set) or _accept_problems(case_set)
    return found or _diagnosis_problems(case_set) or _kink_problems(case_set)


def _reference_problems(case_set: CaseSet) -> list[str]:
    """La referencia da lo que dice ``returns``, con números finitos."""
    e = case_set.exercise
    for case in case_set.cases:
        try:
            outputs = [(name, as_float64(value)) for name, value, _ in pairs(case.expected, case.expected, e.returns)]
        except NotAnArray as problem:
            return [f"tiene una referencia que no da lo que dice returns, en el {case.label}. {problem}"]
        for name, value in outputs:
            declared = e.returns.get(name)
            if isinstance(declared, str) and value.ndim != len(re.findall(r"[^(),\s]+", declared)):
                return [f"declara {name} con forma {declared} y su referencia da {value.shape}, en el {case.label}."]
            if not np.isfinite(value).all():
                return [f"tiene una referencia con NaN o infinito en {name}, en el {case.label}."]
    return []


def _accept_problems(case_set: CaseSet) -> list[str]:
    """``accept`` admite la solución y no se rompe con nada que tenga su forma: ni ceros, ni números enormes."""
    e = case_set.exercise
    for k, case in enumerate(case_set.cases if e.accept is not None else ()):
        if problem := flaw(e, case, case.expected):
            return [f"tiene un accept que no admite la solución, en el {case.label}. {problem.text}"]
        wrong = [results[k] for results in case_set.mistaken.values() if not isinstance(results[k], Raised)]
        for value in (_filled(case.expected, 0.0), _filled(case.expected, 1e300), *wrong):
            if (problem := flaw(e, case, value)) and problem.step == BROKEN:
                return [f"tiene un accept que falla con una respuesta equivocada, en el {case.label}. {problem.text}"]
    return []


def _filled(value, number: float):
    """Lo mismo, con todos sus números iguales a uno."""
    return type(value)(_filled(v, number) for v in value) if isinstance(value, (list, tuple)) else value * 0 + number


def _kink_problems(case_set: CaseSet) -> list[str]:
    """Si algún caso deja una ReLU justo en 0, quien cuenta el 0 como encendido merece su pista."""
    e = case_set.exercise
    if e.oracle is None or any(m.name == ZERO_COUNTS for m in e.misconceptions):
        return []
    for case in case_set.cases:
        if _stands_on_kink(e, case):
            return [
                f"deja una ReLU justo en 0, en el {case.label}, y no declara la confusión «{ZERO_COUNTS}»: lo que da "
                "quien pone >= en la máscara."
            ]
    return []


def _stands_on_kink(exercise: Exercise, case: Case) -> bool:
    """Si al derivar la referencia se pasa por una ReLU con alguna preactivación igual a 0."""
    torch = load_torch()

    class Watch(torch.overrides.TorchFunctionMode):
        seen = False

        def __torch_function__(self, function, types, args=(), kwargs=None):
            if getattr(function, "__name__", "") == "relu" and args[0].requires_grad:
                Watch.seen |= bool((args[0] == 0).any())
            return function(*args, **(kwargs or {}))

    with Watch():
        exercise.oracle(**case.inputs)
    return Watch.seen


def _diagnosis_problems(case_set: CaseSet) -> list[str]:
    """Quien comete un error típico recibe ese diagnóstico, y no otro ni ninguno."""
    found = []
    for m in case_set.exercise.misconceptions:
        results = case_set.mistaken[m.name]
        if all(isinstance(result, Raised) for result in results):
            found.append(f"tiene la confusión «{m.name}», que siempre lanza {results[0].type}: ¿recibe (ok, datos)?")
            continue
        recognised = declared(case_set, [_outcome(result) for result in results])
        if recognised is None:
            found.append(f"tiene la confusión «{m.name}», que acierta en todos los casos: no es un error.")
        elif recognised is not m:
            both = f"«{recognised.name}» y «{m.name}»"
            found.append(f"tiene dos confusiones que dan lo mismo en todos los casos: {both}.")
    return found


def _outcome(result) -> Outcome:
    if isinstance(result, Raised):
        return Outcome(error=StudentError(result.type, ""))
    return Outcome(value=result)
