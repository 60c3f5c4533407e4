"""La marcha de una entrega: lo que se va sabiendo de ella, y ejecutar sus celdas en un trabajador."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.judging import messages
from autograder.judging.cases import CaseSet
from autograder.judging.verdict import Verdict, discreet
from autograder.notebook.compose import Composition, Piece
from autograder.running.judged import Judged
from autograder.running.outputs import MAX_TOTAL, clean_outputs, note_output, size, stopped_output
from autograder.running.questions import error
from autograder.running.warm import CannotStart, Warm
from autograder.running.worker_process import Limits, Stopped, Worker
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, StudentError
from autograder.sandbox.moments import OWN, PLACES, PUBLISHED

DEATHS = ("died", "once", "twice")


@dataclass(frozen=True)
class Public:
    """Lo que se sabe de un ejercicio tras los casos públicos: qué falla, si algo, y a quién se le preguntó."""

    found: Verdict | None
    outcomes: list[Outcome] = field(default_factory=list)
    slot: int | None = None  # el puesto de un hijo parado, o None si fue al final


@dataclass
class Run:
    """Lo que se va sabiendo de una entrega, de un trabajador al siguiente."""

    notebook: Composition
    case_sets: Mapping[str, CaseSet]
    limits: Limits
    first: Judged  # lo que se sabía antes de empezar
    judged: Judged
    note: Callable[[Judged], None]
    parent: Warm | None = None
    errors: dict[str, StudentError] = field(default_factory=dict)  # celda → la excepción que la paró
    killers: dict[str, str] = field(default_factory=dict)  # celda → cómo se llevó al trabajador
    blamed: dict[str, str] = field(default_factory=dict)  # ejercicio → la celda que lo dejó sin función
    marks: dict[tuple[str, int], str] = field(default_factory=dict)  # ejercicio y sitio → celda de su último check
    end: dict[str, Public] = field(default_factory=dict)  # ejercicio → los casos públicos, al final
    moment: dict[str, Public] = field(default_factory=dict)  # y donde estaba su check
    cut: str = ""  # por qué la máquina no dejó seguir
    spent: float = 0.0
    searching: float = 2.0  # segundos de CPU que quedan para buscar qué error hay en lo que escribió
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self):
        self.cells = {piece.key: piece.cell.source for piece in self.notebook.running}

    @property
    def pending(self) -> list[str]:
        return [id_ for id_ in self.case_sets if id_ not in self.judged.verdicts]

    @property
    def repeats(self) -> bool:
        """Si su código pudo ver los casos secretos en una ejecución anterior: nada suyo se enseña."""
        return self.first.complete or self.first.secret

    @property
    def deadline(self) -> float:
        """Cuándo se acaba el reloj de la entrega: dormir en mil celdas no gasta CPU y tampoco debe parar a la clase."""
        return self.began + self.limits.submission * self.limits.wall_factor

    @property
    def exhausted(self) -> bool:
        """Si la entrega entera agotó su CPU o su reloj."""
        return self.spent > self.limits.submission or time.monotonic() > self.deadline

    def marked(self, id_: str) -> str | None:
        """La celda cuyo check habla de un ejercicio: la publicada o, si no llamó, otra."""
        return self.marks.get((id_, PUBLISHED)) or self.marks.get((id_, OWN))

    def split(self, cell: str | None) -> tuple[list[Piece], list[Piece]]:
        """Las celdas que se ejecutaron hasta una, ella incluida, y las de debajo; sin decir cuál, todas y ninguna."""
        ran = [piece for piece in self.notebook.running if piece.key not in self.killers]
        last = next((k for k, piece in enumerate(ran, 1) if piece.key == cell), len(ran))
        return ran[:last], ran[last:]

    def blame(self, kind: str, before: set[str], place: str) -> str:
        """Cómo se llama una parada: si es una muerte, según hubiera otra antes en ese sitio.

        Errores
            CannotStart si el que murió fue el padre templado: nunca es culpa de la entrega.
        """
        if kind != "died":
            return kind
        if not self.parent.alive:
            raise CannotStart("Murió el proceso del que nacen los que ejecutan las entregas.")
        if place in before:
            return "twice"
        return "once" if self.first.complete else "died"


@contextmanager
def worker_for(run: Run, names: Sequence[str], frozen: bool = False) -> Iterator[Worker]:
    """Un trabajador con lo que le queda a la entrega, y la cuenta de lo que gasta."""
    with Worker(run.parent, run.limits.submission - run.spent, run.deadline, names, frozen) as worker:
        if missing := sorted(name for name in run.limits.layers if not worker.layers.get(name)):
            raise CannotStart(f"Falta aislamiento ({', '.join(missing)}) y se pidió. Mira: autograder doctor")
        try:
            yield worker
        finally:
            run.spent += worker.cpu() - worker.born


def run_cells(worker: Worker, run: Run) -> bool:
    """Ejecuta las celdas en orden; dice si el trabajador llegó vivo al final.

    De cada celda se guarda lo que enseñó la primera vez que acabó, y nada desde que su código pudo ver un caso secreto.
    """
    judged = run.judged
    run.marks.clear()
    pieces, _ = run.split(None)
    frames = [
        wire.encode({"op": "cell", "source": piece.cell.source, "published": piece.is_test, "lenient": piece.lenient})
        for piece in pieces
    ]
    room, done = MAX_TOTAL - sum(map(size, judged.outputs.values())), 0
    shown = not run.repeats and not judged.secret
    unseen = [piece.key for piece in pieces if piece.key not in judged.outputs]
    if unseen and not shown:
        judged.outputs[unseen[0]] = [note_output(messages.unseen_cells())]
    replies = worker.ask_all([*frames, wire.encode({"op": "seal"})], run.limits.cell, run.limits.wall_factor)
    try:
        for piece, reply in zip(pieces, replies, strict=False):
            key = piece.key
            done += 1
            _remember_marks(worker, run, piece, reply.get("seen"))
            failed = error(reply.get("error"))
            if shown and key not in judged.outputs:
                judged.outputs[key] = clean_outputs(reply.get("outputs"), room)
                room -= size(judged.outputs[key])
            elif key in run.first.stops:
                judged.outputs[key] = [note_output(messages.revived_cell())]
            if failed and not shown:
                failed = discreet(Outcome(error=failed)).error
            if failed:
                run.errors.setdefault(key, failed)
        for _ in replies:
            pass
    except Stopped as stop:
        if stop.kind == "budget":
            return False  # lo que se acabó es de la entrega entera: ninguna celda tiene la culpa
        _blame_cell(run, stop.kind, [piece.key for piece in pieces][min(done, len(pieces) - 1) :][:1])
        return False
    return True


def _remember_marks(worker: Worker, run: Run, piece: Piece, seen: Any) -> None:
    """Apunta los check de una celda. Quien lo dice es el proceso del estudiante: solo valen los puestos que hay."""
    place = PUBLISHED if piece.is_test else OWN
    for pair in seen if isinstance(seen, list) else ():
        match pair:
            case [int(slot), int(pid)] if 0 <= slot < PLACES * len(worker.names) and slot % PLACES == place:
                run.marks[worker.names[slot // PLACES], place] = piece.key
                worker.children[slot] = pid


def _blame_cell(run: Run, kind: str, culprits: Sequence[str]) -> None:
    """Apunta qué celda se llevó al trabajador; sin ninguna, lo que falló no es de la entrega."""
    if not culprits:
        raise CannotStart("El proceso que ejecuta las entregas se paró sin ejecutar nada.")
    (culprit,) = culprits
    run.killers[culprit] = kind = run.blame(kind, run.first.cells_stopped(*DEATHS), culprit)
    run.judged.outputs[culprit] = [stopped_output(messages.stopped_cell(kind, run.limits.cell))]
