"""``autograder similar TAREA``: lee las respuestas, compara y escribe la página."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder import clean, whole_files
from autograder.classroom.answers import AnswerSheets
from autograder.classroom.gradebook import known_assignment, opened
from autograder.classroom.similar.features import Answer, Vocabulary, answers_of
from autograder.classroom.similar.page import similar_page, to_json
from autograder.classroom.similar.pairs import Pair, groups, pairs, people_of
from autograder.classroom.similar.rarity import Rarity
from autograder.course import Course, find_root
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.records.reading import Reader
from autograder.records.standing import Standing

SMALL = 8  # entregas: con menos no se sabe qué es lo corriente
SHOWN = 5  # parejas y nombres que se enseñan en la terminal


@dataclass
class Compared:
    """Las respuestas de una clase: los ids, cómo se nombra a cada uno y lo suyo, en el mismo orden."""

    ids: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    everyone: list[Mapping[str, Answer]] = field(default_factory=list)


def run_similar(args) -> int:
    """`autograder similar TAREA`: la página o el JSON."""
    course = Course(find_root())
    folder = Path(args.autograded) if args.autograded else course.folder("autograded")
    sheets = AnswerSheets(course.root, folder, args.assignment)
    vocabulary = Vocabulary()
    with opened(args.db or course.db_url) as db:
        known_assignment(db, args.assignment)
        reader = Reader(db, args.assignment)
        # Los cuadernos se leen después: mientras tanto nadie podría escribir en el gradebook.
        standings = [standing for standing in reader.standings(reader.everyone()) if _readable(standing)]
    vocabulary.learn(sheets.published)
    compared = _read(standings, sheets, vocabulary)
    if not compared.ids:
        clue = f" Es que {sheets.lost()}. ¿Están en otra carpeta? Dila con --autograded." if sheets.missing else ""
        raise CourseError(f"No hay respuestas de {args.assignment} que comparar.{clue}")
    rarity = Rarity(compared.everyone, vocabulary)
    found = pairs(rarity, vocabulary)
    exercises = exercises_of(args.assignment)
    if args.json:
        every = to_json(found, compared.ids, compared.everyone, exercises)
        result = {"assignment": args.assignment, "compared": len(compared.ids), "missing": sheets.missing}
        print(json.dumps(result | {"enough": round(rarity.enough, 1), "pairs": every}, ensure_ascii=False, indent=1))
        return 0
    out = Path(args.out or f"parecidos_{args.assignment}.html")
    page = similar_page(args.assignment, found, compared.people, compared.everyone, exercises, _notes(compared, sheets))
    whole_files.write(out, page)
    _say(args.assignment, compared, found, sheets, out)
    return 0


def _readable(standing: Standing) -> bool:
    """Si hay una entrega, y su archivo se pudo leer."""
    return standing.handed and (standing.attempt is None or bool(standing.attempt.answers))


def _read(standings: Iterable[Standing], sheets: AnswerSheets, vocabulary: Vocabulary) -> Compared:
    """Las respuestas de cada uno."""
    compared = Compared()
    for standing in standings:
        answers = sheets.of(standing.student)
        if answers is None:
            continue
        verdicts = {id_: item.verdict for id_, item in standing.items.items()}
        compared.ids.append(standing.student)
        compared.people.append(standing.who)
        compared.everyone.append(answers_of(answers, verdicts, vocabulary))
    return compared


def _notes(compared: Compared, sheets: AnswerSheets) -> list[str]:
    found = []
    if len(compared.ids) < SMALL:
        found.append("con tan pocas entregas no se sabe qué es lo corriente, y casi nada se puede señalar")
    if sheets.missing:
        found.append(f"no se ha comparado todo: {sheets.lost(len(sheets.missing))}")
    return found


def _say(assignment: str, compared: Compared, found: list[Pair], sheets: AnswerSheets, out: Path) -> None:
    every = groups(found)
    places = f"{len(every)} sitios" if len(every) > 1 else ("un sitio" if every else "ningún sitio")
    print(f"{assignment}: {len(compared.ids)} entregas comparadas; {places} donde mirar.")
    for group in every[:SHOWN]:
        names = [compared.people[who] for who in people_of(group)]
        more = f" y {len(names) - SHOWN} más" if len(names) > SHOWN else ""
        print(clean.line(f"  {', '.join(names[:SHOWN])}{more}"))
    if len(every) > SHOWN:
        print(f"  … y {len(every) - SHOWN} más, en la página.")
    if sheets.missing:
        print(f"Sin comparar: {sheets.lost()}. ¿Están en otra carpeta? Dila con --autograded.")
    read = " y lee las dos respuestas de cada pareja: es un sitio donde mirar, no una acusación" if every else ""
    print(f"Siguiente: abre {out} en un navegador{read}.")
