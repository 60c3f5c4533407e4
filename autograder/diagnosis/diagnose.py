"""El diagnóstico de una respuesta equivocada: la única puerta, en el cuaderno y al calificar.

El orden: la confusión declarada; los errores buscados en la referencia y guardados en la tabla; las relaciones
entre lo que llegó y la verdad; y si nada explica el conjunto, qué parte está bien y qué le pasa a la otra. Sin
seguridad no dice nada: una pista equivocada es peor que ninguna.

Solo mira los casos públicos, salvo la confusión declarada: así lo que dice no cuenta nada de un caso secreto.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.diagnosis import neighbours, partial, relations, traces
from autograder.diagnosis.declared import declared
from autograder.diagnosis.kinds import KINDS, MISTAKABLE, VAGUE, choose, is_particular
from autograder.diagnosis.lookup import look_up
from autograder.diagnosis.prints import columns, leaves, outputs, print_of
from autograder.diagnosis.repair import SIZES, repaired, settle
from autograder.diagnosis.source import Code
from autograder.diagnosis.tables import WHOLE, Table, table_of
from autograder.exercise import MEASURES, Exercise
from autograder.judging.cases import Case, CaseSet
from autograder.judging.compare import same
from autograder.sandbox.call import Outcome

EXTREME = "caso extremo"
CONSTANT = "¿Qué constante sobra en tu cuenta, o cuál falta?"
AXES = "Los números son buenos y los ejes van en otro orden. ¿Qué recorre cada uno en lo que se pide?"
NUMERATOR = (
    "Así la escriben otros libros, en notación de numerador: es otra convención. "
    "¿Qué recorren en la de este curso las filas, las entradas o las salidas?"
)


@dataclass(frozen=True)
class Diagnosis:
    """El nombre del error y la pista que se enseña."""

    name: str
    hint: str


def diagnose(case_set: CaseSet, outcomes: Sequence[Outcome], code: Code | None = None) -> Diagnosis | None:
    """Qué error explica los resultados, o None si no se sabe; con lo que escribió el estudiante, si se tiene."""
    found = declared(case_set, outcomes)
    if found is not None:
        return Diagnosis(found.name, found.hint)
    answered = [
        (case, o)
        for case, o in zip(case_set.cases, outcomes, strict=False)
        if case.public and not case.large and o.stopped is None  # el de muchos números solo mira la memoria
    ]
    if not answered:
        return None
    right_type = [o for _, o in answered if o.error is None]
    if right_type and all(_is_float32(o.value) for o in right_type):
        return Diagnosis("precision_float32", KINDS["precision_float32"].hint)
    if case_set.exercise.accept is not None:
        return None  # hay más de una respuesta buena: apartarse de la guardada no dice nada
    with np.errstate(all="ignore"):
        return _Search(case_set.exercise, *zip(*answered, strict=True), code).result()


class _Search:
    """La búsqueda de lo que nadie declaró."""

    def __init__(
        self, exercise: Exercise, cases: tuple[Case, ...], outcomes: tuple[Outcome, ...], code: Code | None = None
    ):
        self.e, self.cases, self.outcomes, self.code = exercise, cases, outcomes, code
        self.names = list(exercise.returns)
        self.table: Table | None = table_of(exercise)
        self.seen: set[str | None] = set()  # lo que se ve comparando con la verdad: eso no sale por casualidad
        self.extreme = [case.label.startswith(EXTREME) for case in cases]

    def result(self) -> Diagnosis | None:
        if whole := traces.whole(self.e, self.cases, self.outcomes):
            return Diagnosis(whole, KINDS[whole].hint)
        where = partial.Where(single=len(self.names) == 1)
        values = {}
        for position, name in enumerate(self.names):
            truth = [outputs(case.expected, self.names)[position] for case in self.cases]
            got = [None if o.error else outputs(o.value, self.names)[position] for o in self.outcomes]
            # Una lista donde se pide un array ya se dice con su mensaje: sus números no prueban otra cosa.
            got = [None if _is_list(g) and not _is_list(t) else g for g, t in zip(got, truth, strict=True)]
            if self._right(got, truth):
                where.right.append(name)
            else:
                values[name] = got, truth
                where.look(self.e, self.cases, name, got, truth)
        if all(o.error is not None for o in self.outcomes):
            return self._settled(None, "", None)
        if not values or not any(leaves(g) for got, _ in values.values() for g in got):
            return None
        return self._explained(values, where)

    def _explained(self, values: dict[str, tuple[list, list]], where: partial.Where) -> Diagnosis | None:
        place = where.text()
        kinds = {name: self._kind(name, got, truth) for name, (got, truth) in values.items()}
        if where.right:  # con una en su sitio, las demás no están cambiadas
            kinds = {name: kind if kind != "salidas_cambiadas" else "otra_variable" for name, kind in kinds.items()}
        if len(self.names) > 1:
            got = [None if o.error else columns(o.value, self.names)[-1] for o in self.outcomes]
            truth = [columns(case.expected, self.names)[-1] for case in self.cases]
            if kind := self._searched(WHOLE, got, truth):
                one, *others = set(kinds.values())
                if one and not others:  # lo que dice cada salida por su cuenta, si es lo mismo en todas
                    kind = choose((kind, one)) or (one if kind in VAGUE else kind)
                return self._settled(kind, place, (got, truth))
        known = {name: kind for name, kind in kinds.items() if kind}
        name, kind = next(iter(known.items()), (next(iter(values)), where.kind()))
        # Si no es el mismo error en todas las salidas, se empieza por una; si un solo arreglo las arregla, es uno.
        several = bool(known) and len(values) > 1 and (len(known) < len(kinds) or len(set(known.values())) > 1)
        return self._settled(kind, f"Empieza por `{name}`." if several else place, values[name], place)

    def _settled(
        self, kind: str | None, place: str, pair: tuple[list, list] | None, otherwise: str = ""
    ) -> Diagnosis | None:
        """El diagnóstico, una vez visto si se arregla cambiando una cosa de lo que escribió.

        ``pair`` es lo que llegó y la verdad de aquello de lo que se habla.
        """
        repair = None
        sure = kind in self.seen or kind not in MISTAKABLE
        if self.code is not None and not (kind and sure and is_particular(kind) and kind not in SIZES):
            repair = repaired(self.e, self.cases, self.outcomes, self.code)
        if kind == "medir" and self.code is not None and self.code.is_single:
            kind = "precision_float32"
        told, line = settle(kind, repair, sure)
        if (
            pair
            and self.code is not None
            and repair is None
            and told not in self.seen
            and self._is_chance(told, pair[1])
        ):
            told = None
        # Donde no se puede medir, y nada más particular lo explica.
        unknown = repair is None and (told is None or told in VAGUE or KINDS[told].teaches == "lugar")
        if unknown and self.code is not None and set(MEASURES) <= set(self.e.forbids) and self.code.measures:
            told = "medir"
        if told is None:
            return None
        named = told if pair is None else self._shaped(told, *pair)
        parts = [
            place if told == kind else otherwise,
            f"Mira la línea {line} de tu función." if line else "",
            KINDS[named].hint if pair is None else self._hint(named, *pair, repair is not None and bool(repair.kind)),
        ]
        return Diagnosis(named, " ".join(filter(None, parts)))

    def _is_chance(self, kind: str | None, truth: list[Any]) -> bool:
        """Si un nombre puede salir por casualidad: un solo número por caso, y con datos enteros."""
        whole = any(isinstance(v, (int, np.integer)) for case in self.cases for v in case.inputs.values())
        return whole and kind in VAGUE | MISTAKABLE and all(np.size(a) == 1 for t in truth for a in leaves(t) or ())

    def _shaped(self, kind: str, got: list[Any], truth: list[Any]) -> str:
        """La misma clase, dicho lo que se ve en las formas."""
        if kind == "traspuesta" and _are_tensors(truth):
            return "otro_eje"  # de más de dos ejes no hay una traspuesta: hay muchos órdenes
        if kind == "otra_variable" and any(_shapes(g) != _shapes(t) for g, t in zip(got, truth, strict=True)):
            return "otra_forma"
        return kind

    def _kind(self, name: str, got: list[Any], truth: list[Any]) -> str | None:
        """La clase de error de una salida."""
        found = self._searched(name, got, truth)
        derives = self.table is not None and self.table.derives
        related = relations.of_output(self.e, self.cases, got, truth, derives)
        self.seen.add(related)
        if found is None or related is None:
            return found or related
        return choose((found, related)) or (related if found in VAGUE else found)

    def _searched(self, name: str, got: list[Any], truth: list[Any]) -> str | None:
        """Lo que dice la tabla."""
        table = self.table.outputs.get(name) if self.table else None
        if table is None or table.numbers.shape[1] < len(got):
            return None
        prints = [print_of(g, self.e.rtol, self.e.atol) for g in got]
        right = [print_of(t, self.e.rtol, self.e.atol) for t in truth]
        return look_up(table, prints, right, self.extreme)

    def _hint(self, kind: str, got: list[Any], truth: list[Any], seen: bool) -> str:
        """La pista de una clase y, si es un factor que se dice en dos palabras, cuánto.

        ``seen`` es si lo escrito dice cuál es: solo con los números, sobrar un 2 es lo mismo que faltar un medio.
        """
        if kind == "otro_eje" and _are_tensors(truth):
            return AXES
        if kind == "traspuesta" and neighbours.is_jacobian(self.e):
            return NUMERATOR
        times = relations.ratio(self.e, self.cases, got, truth) if KINDS[kind].teaches == "factor" else ""
        if not times:
            return KINDS[kind].hint
        return f"Tu resultado es {times} de lo que debe ser. {KINDS[kind].hint if seen else CONSTANT}"

    def _right(self, got: list[Any], truth: list[Any]) -> bool:
        """Si una salida está bien en todos los casos que contestó."""
        answered = [(g, t) for g, t, o in zip(got, truth, self.outcomes, strict=True) if o.error is None]
        return all(same(g, t, self.e.rtol, self.e.atol) for g, t in answered)


def _shapes(value: Any) -> list[tuple[int, ...]] | None:
    """Las formas de los arrays de una salida; None si no son arrays."""
    arrays = leaves(value)
    return arrays and [a.shape for a in arrays]


def _are_tensors(truth: list[Any]) -> bool:
    """Si lo que se pide tiene más de dos ejes."""
    return all(np.ndim(t) > 2 for t in truth if not _is_list(t)) and not any(map(_is_list, truth))


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _is_float32(value: Any) -> bool:
    """Si en una respuesta hay números de menos de 64 bits."""
    if isinstance(value, (list, tuple)):
        return any(map(_is_float32, value))
    dtype = getattr(value, "dtype", None)
    return dtype is not None and dtype.kind == "f" and dtype.itemsize < 8
