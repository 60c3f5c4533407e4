"""El error que tiene una función, por lo que hay que cambiar en ella para que salga bien.

Se cambia una sola cosa en lo que escribió el estudiante y se mira si así aprueba. El arreglo nunca se enseña, que es la
solución: solo la clase de error y en qué renglón está.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.diagnosis.edits import Edit, edits
from autograder.diagnosis.evidence import EXTREME
from autograder.diagnosis.kinds import KINDS, RANK, VAGUE, agree, is_particular
from autograder.diagnosis.prints import leaves
from autograder.diagnosis.source import Code
from autograder.diagnosis.written import parts_of
from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.judging.compare import same
from autograder.sandbox.call import Outcome

MOST = 4000  # arreglos que se prueban
BATCH = 200
MENDABLE = ("ValueError", "IndexError")  # una forma o un índice que no encajan también salen de un desliz
WRITTEN = {"factor_que_falta", "factor_de_mas", "potencia"}
SIZES = ("suma_por_media", "media_por_suma")  # un tamaño es a veces el mismo número que una constante


@dataclass(frozen=True)
class Repair:
    """``kinds`` son los errores que dicen los arreglos que funcionan; ``line``, su renglón si es el mismo en todos."""

    kinds: frozenset[str]
    line: int | None

    @property
    def kind(self) -> str | None:
        """El error que dicen todos, o el más particular de los que no se contradicen."""
        known = {kind for kind in self.kinds if KINDS[kind].teaches != "lugar"}
        if known != self.kinds and known <= VAGUE:
            return None  # sobra una línea entera: cambiar en ella una variable por otra también la quita
        ranked = sorted(known - VAGUE or known, key=RANK.__getitem__)
        return ranked[0] if ranked and all(agree(ranked[0], other) for other in ranked) else None


def repaired(e: Exercise, cases: Sequence[Case], outcomes: Sequence[Outcome], code: Code) -> Repair | None:
    """Qué error había, si cambiando una cosa la función da lo que se pide en todos esos casos."""
    parts = parts_of(code.sources, code.name)
    chosen = _needed(e, cases, outcomes)
    if not parts or not chosen:
        return None
    lines = [list(part.lines) for part in parts]
    inputs = [[cases[k].inputs[a] for a in e.args] for k in chosen]
    wanted = [cases[k].expected for k in chosen]

    def passing(batch: list[Edit], count: int) -> list[Edit] | None:
        """Los que salen bien en los primeros casos; None si no dio tiempo."""
        wire = [[edit.part, [list(line) for line in edit.lines]] for edit in batch]
        tried = code.attempt(lines, wire, inputs[:count]) if batch else []
        if len(tried) < len(batch):
            return None
        return [edit for edit, values in zip(batch, tried, strict=True) if _right(e, values, wanted[:count])]

    # Sin cambiar nada tiene que dar lo que dio: si no, lo que se leyó no es lo que se ejecutó.
    untouched, before = code.attempt(lines, [[0, []]], inputs[:1]), outcomes[chosen[0]]
    if untouched and _right(e, untouched[0], wanted[:1]):
        return Repair(frozenset({"acumula_estado"}), None)  # recién escrita está bien: lo que falla es lo que recuerda
    if not untouched or (untouched[0] is None) != (before.error is not None):
        return None
    if untouched[0] is not None and not same(untouched[0][0], before.value, 1e-12, 1e-12):
        return None
    candidates = edits(parts)[:MOST]
    if cases[chosen[0]].label.startswith(EXTREME):
        # Bien en todo lo corriente: o es lo que vale el codo, o son las cifras, y eso no se arregla con una cuenta.
        candidates = [edit for edit in candidates if edit.kind == "umbral"]
    for likely in sorted({edit.likely for edit in candidates}):
        as_likely = [edit for edit in candidates if edit.likely == likely]
        found: list[Edit] = []
        for start in range(0, len(as_likely), BATCH):
            close = passing(as_likely[start : start + BATCH], 1)
            close = None if close is None else passing(close, len(inputs))
            if close is None:
                return None  # entre los que no se han probado podría haber otro que dijera otra cosa
            found += close
        if found:
            # Si solo hay un renglón, decir cuál es no dice nada; y el de otra función se buscaría en esta.
            where = {edit.line if edit.part == 0 and len(parts[0].lines) > 2 else None for edit in found}
            return Repair(frozenset(edit.kind for edit in found), where.pop() if len(where) == 1 else None)
    return None


def _right(e: Exercise, values: list[Any] | None, wanted: list[Any]) -> bool:
    return values is not None and all(same(v, t, e.rtol, e.atol) for v, t in zip(values, wanted, strict=True))


def _needed(e: Exercise, cases: Sequence[Case], outcomes: Sequence[Outcome]) -> list[int]:
    """Los casos en que tiene que salir bien, primero uno corriente en que está mal; vacía si no hay nada que arreglar.

    Quien se sale de los números, o falla en un extremo, tiene además otro problema: arreglar uno no arregla los dos.
    """
    if any(o.stopped is not None for o in outcomes):
        return []
    asked = [
        k
        for k, (case, o) in enumerate(zip(cases, outcomes, strict=True))
        if (o.error is None and _finite(o.value)) or (o.error is not None and not case.label.startswith(EXTREME))
    ]
    wrong = [k for k in asked if _is_wrong(e, cases[k], outcomes[k])]
    first = next((k for k in wrong if cases[k].label.startswith("caso sorteado")), next(iter(wrong), None))
    return [] if first is None else [first, *(k for k in asked if k != first)]


def _is_wrong(e: Exercise, case: Case, o: Outcome) -> bool:
    if o.error is not None:
        return o.error.type in MENDABLE
    return not same(o.value, case.expected, e.rtol, e.atol)


def _finite(value: Any) -> bool:
    arrays = leaves(value)
    return arrays is not None and all(np.isfinite(a).all() for a in arrays)


def settle(found: str | None, repair: Repair | None, sure: bool = True) -> tuple[str | None, int | None]:
    """La clase que se nombra y el renglón que se señala, con lo que dicen los resultados y lo que dice el arreglo.

    Manda lo que se ve en lo escrito, salvo si los resultados dicen algo muy particular y ``sure``, que se ve comparando
    con la verdad: eso no sale por casualidad.
    """
    if repair is None:
        return found, None
    if found is None or KINDS[found].teaches == "lugar":
        return repair.kind or ("una_linea" if repair.line else found), repair.line
    told = repair.kind
    if found in repair.kinds:
        if told is None and not is_particular(found):  # hay otro arreglo tan bueno que enseña otra cosa
            return ("una_linea", repair.line) if repair.line else (None, None)
        return found, repair.line
    if sure and is_particular(found) and found not in SIZES:
        return found, repair.line if told and agree(found, told) else None
    if told is None:
        agreed = any(agree(found, kind) for kind in repair.kinds)
        return (found, repair.line) if agreed or not repair.line else ("una_linea", repair.line)
    # Que sobre o que falte un factor, o que sea una potencia, lo dice lo escrito: los números son los mismos.
    decides = not agree(found, told) or ({found, told} <= WRITTEN)
    decides = decides or (found in VAGUE and told not in VAGUE)
    return (told if decides else found), repair.line
