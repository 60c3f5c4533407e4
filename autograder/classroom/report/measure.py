"""Las cuentas de una clase, sacadas de lo apuntado: cada ejercicio, cada error, cada idea y quién espera."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean

from autograder.classroom.report.ideas import Idea, idea_of, phrase_of
from autograder.classroom.report.items import discrimination, facility
from autograder.exercise import Exercise
from autograder.judging.verdict import FAIL, MISSING, PASS
from autograder.records.reading import Reader
from autograder.records.standing import MISSING as UNANSWERED
from autograder.records.standing import Item, Person, Standing
from autograder.records.tries import Try, tries

RIGHT, WRONG, BLANK, UNJUDGED = "right", "wrong", "blank", "unjudged"
TO_REPEAT = 3  # ideas que conviene repetir en clase


@dataclass
class Mistake:
    """Un error de un ejercicio, y quiénes lo cometen en su última entrega."""

    exercise: str
    name: str | None  # el del diagnóstico; None si no se reconoció
    phrase: str
    idea: Idea | None
    students: list[str] = field(default_factory=list)


@dataclass
class Row:
    """Un ejercicio.

    Unidades
        ``counts`` son estudiantes; ``tried``, cuántos contestaron algo alguna vez, y
        ``tries``, cuántas respuestas distintas entregó cada uno de media (None si no consta).
        ``facility`` va de 0 (nadie acierta) a 1, y ``discrimination``, de −1 a 1.
    """

    id: str
    title: str
    max_points: float
    written: bool
    counts: Counter[str] = field(default_factory=Counter)
    tried: int = 0
    tries: float | None = None
    facility: float | None = None
    discrimination: float | None = None
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass
class Summed:
    """Una idea sumada entre ejercicios: quiénes la tienen en alguno, y cuántos en cada uno."""

    idea: Idea
    students: set[str] = field(default_factory=set)
    by_exercise: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Round:
    """La entrega número ``number``: quiénes la hicieron y qué parte tenían bien antes y después, de 0 a 1."""

    number: int
    students: int
    before: float | None
    after: float


@dataclass
class ClassReport:
    """Todo lo que se cuenta de una clase. ``people`` da de cada id su nombre y su correo."""

    assignment: str
    people: dict[str, Person] = field(default_factory=dict)
    handed: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    ideas: list[Summed] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    waiting: dict[str, list[str]] = field(default_factory=dict)  # estudiante → por qué espera
    scores: list[float] = field(default_factory=list)  # de quien no espera a nadie
    max_score: float = 0.0
    judged: list[float] = field(default_factory=list)  # lo que juzga la máquina, de quien lo tiene todo juzgado
    max_judged: float = 0.0
    recorded: bool = True  # si constan los veredictos; en un gradebook de antes, solo las notas

    @property
    def to_repeat(self) -> list[Summed]:
        """Las ideas que conviene repetir: las de más gente, y nunca la de una sola persona en una clase."""
        common = [s for s in self.ideas if len(s.students) > 1 or len(self.handed) == 1]
        return common[:TO_REPEAT]

    def who(self, student: str) -> str:
        """Cómo se nombra a alguien donde lo lee una persona."""
        return self.people.get(student, Person()).after(student)


def measure(reader: Reader, exercises: Mapping[str, Exercise]) -> ClassReport:
    """Las cuentas de la tarea de ``reader``, con los títulos de sus declaraciones."""
    report = ClassReport(reader.assignment)
    rows: dict[str, Row] = {}
    shares: dict[str, dict[str, tuple[float, float] | None]] = {}
    mistakes: dict[tuple[str, str | None, str], Mistake] = {}
    seen = 0
    for standing in reader.standings(reader.everyone()):
        report.people[standing.student] = standing.person
        if not standing.handed:
            report.absent.append(standing.student)
            continue
        report.handed.append(standing.student)
        _add_scores(report, standing)
        seen += standing.attempt is not None
        mine: dict[str, tuple[float, float] | None] = {}
        for item in standing.items.values():
            row = rows.setdefault(item.id, _row(item, exercises))
            result = outcome(item)
            row.counts[result] += 1
            mine[item.id] = None if item.points is None else (item.points, item.max_points)
            if result == WRONG and item.verdict is not None and item.verdict.status != PASS:
                _add(mistakes, item, standing.student, exercises)
        shares[standing.student] = mine
        _note_waiting(report, standing, rows)
    order = {id_: k for k, id_ in enumerate(exercises)}
    report.rows = sorted(rows.values(), key=lambda row: (order.get(row.id, len(order)), row.id))
    report.recorded = bool(seen) or not report.handed
    _judge_items(report, shares)
    for mistake in sorted(mistakes.values(), key=lambda m: (-len(m.students), m.phrase)):
        rows[mistake.exercise].mistakes.append(mistake)
    report.ideas = summed(mistakes.values())
    _count_tries(report, rows, list(tries(reader.db, reader.assignment)))
    return report


def outcome(item: Item) -> str:
    """En qué columna cuenta una respuesta. Manda la nota: también la que puso una persona."""
    if item.points is None:
        return UNJUDGED
    if item.points >= item.max_points - 1e-9:
        return RIGHT
    return BLANK if item.manual is None and item.status in (MISSING, UNANSWERED) else WRONG


def _row(item: Item, exercises: Mapping[str, Exercise]) -> Row:
    title = exercises[item.id].title if item.id in exercises else _readable(item.id)
    return Row(item.id, title, item.max_points, item.written)


def _readable(id_: str) -> str:
    """Un id como frase: «t1_pregunta_escrita» es la «Pregunta escrita»."""
    first, _, rest = id_.partition("_")
    text = rest if rest and any(c.isdigit() for c in first) else id_
    return text.replace("_", " ").capitalize()


def _add(found: dict, item: Item, student: str, exercises: Mapping[str, Exercise]) -> None:
    verdict = item.verdict
    phrase = phrase_of(item.id, verdict.diagnosis, verdict.step, exercises.get(item.id))
    key = item.id, verdict.diagnosis, phrase
    if key not in found:
        found[key] = Mistake(item.id, verdict.diagnosis, phrase, idea_of(item.id, verdict.diagnosis))
    found[key].students.append(student)


def summed(mistakes: Iterable[Mistake]) -> list[Summed]:
    """Los errores de toda la tarea, por la idea que hay debajo: primero la de más gente."""
    found: dict[str, Summed] = {}
    for mistake in mistakes:
        if mistake.idea is not None:
            one = found.setdefault(mistake.idea.id, Summed(mistake.idea))
            one.students.update(mistake.students)
            one.by_exercise[mistake.exercise] += len(mistake.students)
    return sorted(found.values(), key=lambda s: (-len(s.students), -s.by_exercise.total(), s.idea.id))


def _add_scores(report: ClassReport, standing: Standing) -> None:
    machine = [item for item in standing.items.values() if not item.written]
    report.max_score = max(report.max_score, standing.max_score)
    report.max_judged = max(report.max_judged, sum(item.max_points for item in machine))
    if not standing.unjudged:
        report.judged.append(sum(item.points or 0.0 for item in machine))
    if not standing.pending:
        report.scores.append(standing.score)


def _note_waiting(report: ClassReport, standing: Standing, rows: Mapping[str, Row]) -> None:
    why = []
    if standing.unjudged:
        why.append("sin juzgar: " + standing.unjudged[0].text.removesuffix("."))
    for item in standing.items.values():
        if item.changed:
            why.append(f"{rows[item.id].title}: cambió después de corregirse")
        elif item.written and item.pending:
            why.append(f"{rows[item.id].title}: por corregir")
    if why:
        report.waiting[standing.student] = why


def _judge_items(report: ClassReport, shares: Mapping[str, Mapping[str, tuple[float, float] | None]]) -> None:
    """Facilidad y discriminación de cada ejercicio."""
    # De lo que corrige una persona, mientras falte alguien, constan pocos, y casi todos los que no contestaron.
    judged = [row for row in report.rows if not (row.written and row.counts[UNJUDGED])]
    everyone = [{row.id: mine.get(row.id) for row in judged} for mine in shares.values()]
    for row in judged:
        row.facility = facility([mine.get(row.id) for mine in everyone])
        row.discrimination = discrimination(row.id, everyone)


def _count_tries(report: ClassReport, rows: Mapping[str, Row], history: list[tuple[str, list[Try]]]) -> None:
    """Cuántas respuestas distintas hubo, y cómo fue cada entrega."""
    there, different = set(report.handed), {id_: Counter() for id_ in rows}
    stages: dict[int, list[tuple[float | None, float]]] = {}
    for student, mine in history:
        if student not in there:
            continue
        for id_, row in rows.items():
            answers = {
                t.answers[id_] for t in mine if id_ in t.answers and t.statuses.get(id_, FAIL) != MISSING
            }  # la pregunta escrita no tiene estado: la que nadie contestó se cuenta en su columna
            if answers and not row.written:
                different[id_][student] = len(answers)
        shares = [share for t in mine if (share := _share(t)) is not None]
        for number, share in enumerate(shares, 1):
            stages.setdefault(number, []).append((shares[number - 2] if number > 1 else None, share))
    for id_, row in rows.items():
        row.tried = len(different[id_])
        row.tries = different[id_].total() / row.tried if row.tried else None
    for number, pairs in sorted(stages.items()):
        before = [b for b, _ in pairs if b is not None]
        after = fmean(a for _, a in pairs)
        report.rounds.append(Round(number, len(pairs), fmean(before) if before else None, after))


def _share(one: Try) -> float | None:
    """Qué parte de lo juzgado está bien en una entrega; None si no se juzgó nada."""
    judged = [status for status in one.statuses.values() if status != "not_judged"]
    return judged.count(PASS) / len(judged) if judged else None
