"""Lo que se sabe de una entrega al acabar de juzgarla, y qué de ello queda en duda.

Una muerte sola no dice de quién es la culpa: un proceso se mata a sí mismo o lo
mata el núcleo. Lo que dependa de ella se repite a solas, con lo que ya se sabe
de la primera vez, y solo cuesta puntos si se muere otra vez en el mismo sitio.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.judging import messages
from autograder.judging.verdict import ERROR, FAIL, NOT_JUDGED, Verdict
from autograder.notebook.node import Node

MEASURED = ("time", "memory")  # paradas que medimos nosotros: lo que se pasó una vez se pasa siempre
CUTS = 2  # veces que la máquina puede cortar una entrega antes de dejarla sin juzgar


@dataclass
class Judged:
    """El resultado de una entrega, y lo que hace falta para repetirla a solas si algo quedó en duda."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    outputs: dict[str, list[Node]] = field(default_factory=dict)  # las de cada celda
    marks: dict[str, str] = field(default_factory=dict)  # ejercicio → celda cuyo check se juzgó, si no fue el final
    again: bool = False  # conviene repetirla a solas
    doubts: set[str] = field(default_factory=set)  # ejercicios que hay que volver a preguntar
    shaky: set[str] = field(default_factory=set)  # y los que solo si acaba una celda que no acabó
    stops: dict[str, str] = field(default_factory=dict)  # celda → cómo se llevó al trabajador
    died_calls: set[str] = field(default_factory=set)  # ejercicios en cuya llamada murió
    said: dict[str, Verdict] = field(default_factory=dict)  # lo que falla en los casos públicos, antes de los secretos
    secret: bool = True  # si su código pudo ver ya algún caso secreto; sin saberlo, se supone
    complete: bool = False  # si llegó al final
    cuts: int = 0  # veces que la cortó la máquina

    @property
    def stalled(self) -> bool:
        """Si algo no se pudo juzgar."""
        return any(v.status == NOT_JUDGED for v in self.verdicts.values())

    def cells_stopped(self, *kinds: str) -> set[str]:
        return {cell for cell, kind in self.stops.items() if kind in kinds}

    def cut_short(self) -> "Judged | None":
        """Lo mismo, tras una vez más en que la máquina no la dejó acabar; None si ya van demasiadas."""
        return replace(self, cuts=self.cuts + 1) if self.cuts + 1 < CUTS else None

    def known(self) -> "Judged":
        """Por dónde empieza una repetición: con todo lo que la primera vez quedó fuera de duda."""
        sure = {i: v for i, v in self.verdicts.items() if i not in self.doubts | self.shaky}
        return Judged(
            verdicts=sure,
            outputs=dict(self.outputs),
            marks={i: cell for i, cell in self.marks.items() if i in sure},
            stops=dict(self.stops),
            died_calls=set(self.died_calls),
            said=dict(self.said),
            secret=self.secret,
            cuts=self.cuts,
        )


FRESH = Judged(secret=False)  # lo que se sabe de una entrega que nunca se ejecutó


def doubt(judged: Judged, first: Judged, killers: Mapping[str, str], blamed: Mapping[str, str], cut: str) -> None:
    """Decide qué queda en duda y si conviene repetir a solas.

    ``killers`` son las celdas que se llevaron al trabajador y cómo; ``blamed``, la
    que dejó sin función a cada ejercicio, y ``cut``, por qué la máquina no dejó acabar.
    """
    unsure = {cell for cell, kind in killers.items() if kind == "once"}
    judged.stops |= killers
    unproven = {c for c, kind in killers.items() if kind not in MEASURED} - first.stops.keys()
    calls = judged.died_calls - first.died_calls
    judged.doubts, judged.shaky = set(), set()
    for id_, found in judged.verdicts.items():
        settled = first.verdicts.get(id_) is found
        if found.status in (FAIL, ERROR) and unsure and not settled:
            text = messages.after_a_death()
            judged.verdicts[id_] = found = replace(found, status=NOT_JUDGED, points=None, message=text, hint=None)
        stopped = found.step == "stopped"
        if found.status == NOT_JUDGED or (stopped and (blamed.get(id_) in unproven or id_ in calls)):
            judged.doubts.add(id_)
        elif found.status in (FAIL, ERROR) and found.step != "forbidden" and unproven:
            judged.shaky.add(id_)
    judged.complete = first.complete or not cut
    judged.cuts = first.cuts + bool(cut)
    in_doubt = bool(judged.doubts or judged.shaky)
    judged.again = in_doubt and (judged.cuts < CUTS if cut else not first.complete)
