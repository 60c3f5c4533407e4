"""``autograder history`` y ``review``: qué ha hecho una persona, y contestar a quien no está de acuerdo con su nota."""

import getpass
import json
import math
import shlex
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from autograder import clean
from autograder.classroom.gradebook import assignments, known_assignment, opened
from autograder.classroom.history import Story, state, story_of
from autograder.classroom.people import find_person, people_in
from autograder.classroom.replay import Replay, equal, replayed
from autograder.course import Course
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.archive import Archive
from autograder.grading.attempts import Attempts, attempts_folder
from autograder.grading.options import target
from autograder.records.lateness import Penalties
from autograder.records.marks import put_mark, undo_mark
from autograder.records.reading import Reader
from autograder.records.standing import Attempt, Item

MAX_REASON = 2_000  # caracteres


def run_history(args, course: Course) -> int:
    """`autograder history ESTUDIANTE [TAREA]`: sus intentos, y lo que puso una persona."""
    with opened(args.db or course.db_url) as db:
        person = find_person(args.student, people_in(db, args.roster and Path(args.roster)))
        names = [known_assignment(db, args.assignment)] if args.assignment else assignments(db)
        stories = [story_of(db, person, name, Penalties(lambda: course.config)) for name in names]
    stories = [story for story in stories if story.attempts or story.standing.handed]
    zone = course.timezone
    if args.json:
        known = {"student": person.id, "name": person.name, "email": person.email}
        _print_json(known | {"assignments": [story.to_json(zone) for story in stories]})
        return 0
    print(_who(person))
    for story in stories:
        print("\n".join(map(clean.line, story.lines(zone))))
    if not stories:
        where = f"de {args.assignment}" if args.assignment else "de ninguna tarea"
        print(f"No hay nada apuntado {where}. Siguiente: si entregó, califica con «autograder grade».")
        return 0
    last = stories[-1].assignment
    print(f"Siguiente: para contestar una reclamación, autograder review {shlex.quote(person.id)} {last}")
    return 0


def run_review(args, course: Course) -> int:
    """`autograder review ESTUDIANTE TAREA`: lo entregado, el juicio repetido y la nota que ponga una persona."""
    url = args.db or course.db_url
    points = _checked_points(args)
    with opened(url) as db:
        person = find_person(args.student, people_in(db, args.roster and Path(args.roster)))
        name = known_assignment(db, args.assignment)
        story = story_of(db, person, name, Penalties(lambda: course.config))
        if not story.standing.handed:
            raise CourseError(f"{_who(person)} no tiene ninguna entrega de {name}: no hay qué revisar.")
        if args.exercise is not None and args.exercise not in story.standing.items:
            known = ", ".join(story.standing.items)
            raise CourseError(f"{name} no tiene ningún ejercicio «{args.exercise}». Tiene: {known}.")
        if points is None and not args.undo:
            attempt = _attempt(story, args.attempt)
        else:
            return _mark(args, course, db, story, points)
    attempts = Attempts(attempts_folder(url, course.root), name)
    replay = replayed(course.root, url, name, attempts.read(person.id, attempt.handed), attempt)
    return _show(args, story, attempt, replay)


def _attempt(story: Story, number: int | None) -> Attempt:
    if not story.attempts:
        raise CourseError(
            f"De {story.person.id} no hay intentos apuntados en {story.assignment}: su nota es de antes de que hubiera "
            "historial. Con «autograder grade» queda apuntado el de ahora."
        )
    if number is None:
        return story.attempts[-1]
    for attempt in story.attempts:
        if attempt.number == number:
            return attempt
    raise CourseError(
        f"{_who(story.person)} no tiene un intento {number} de {story.assignment}: tiene "
        f"{', '.join(str(attempt.number) for attempt in story.attempts)}."
    )


def _show(args, story: Story, attempt: Attempt, replay: Replay) -> int:
    items = story.standing.items
    chosen = [args.exercise] if args.exercise else list(items)
    same = all(equal(replay.verdicts[id_], attempt.verdicts.get(id_)) for id_ in chosen if id_ in replay.verdicts)
    if args.json:
        found = {id_: _as_json(id_, items[id_], attempt, replay) for id_ in chosen}
        known = {"student": story.person.id, "assignment": story.assignment, "attempt": attempt.number}
        _print_json(known | {"exercises": found, "same": same, "why": replay.why, "messages": attempt.messages})
        return 0 if same else 1
    print(f"{_who(story.person)}, intento {attempt.number} de {len(story.attempts)} de {story.assignment}")
    for message in replay.submission.messages:
        print(f"Aviso: {clean.line(message)}")
    for id_ in chosen:
        print(clean.lines("\n".join(_exercise_lines(id_, items[id_], story, attempt, replay))))
    if replay.why and not same:
        print(f"\n{replay.why}")
    who = shlex.quote(story.person.id)
    ask = f"autograder review {who} {story.assignment} --exercise {args.exercise or 'ID'} --points X --reason «…»"
    print(f"\nSiguiente: si hay que cambiar una nota, {ask.replace('«…»', chr(34) + '…' + chr(34))}")
    return 0 if same else 1


def _exercise_lines(id_: str, item: Item, story: Story, attempt: Attempt, replay: Replay) -> list[str]:
    declared = exercises_of(story.assignment).get(id_)
    title = f": {declared.title}" if declared else ""
    lines = ["", f"── {id_}{title} ({item.max_points:g})"]
    code = replay.code(id_)
    for number, part in enumerate(code):
        lines += ["    (en otra celda)"] if number else []
        lines += [f"    {line}".rstrip() for line in part.splitlines()]
    if not any(part.strip() for part in code):
        lines.append("    (no entregó nada en este ejercicio)")
    recorded, now = attempt.verdicts.get(id_), replay.verdicts.get(id_)
    if recorded is not None:
        lines.append(f"Apuntado: {state(recorded)}. {recorded.text}")
    if now is not None:
        lines.append("Juzgado ahora: igual." if equal(now, recorded) else f"Juzgado ahora: {state(now)}. {now.text}")
    if item.manual is not None:
        lines.append(f"Nota de una persona: {item.manual:g} de {item.max_points:g}. {item.comment or ''}".rstrip())
    elif item.written:
        lines.append(item.text)
    return lines


def _as_json(id_: str, item: Item, attempt: Attempt, replay: Replay) -> dict[str, Any]:
    recorded, now = attempt.verdicts.get(id_), replay.verdicts.get(id_)
    found = {"code": replay.code(id_), "recorded": recorded and recorded.to_json(), "replayed": now and now.to_json()}
    return found | {"same": now is None or equal(now, recorded), "now": item.to_json()}


def _checked_points(args) -> float | None:
    """La nota pedida, comprobado que con ella viene lo demás."""
    if args.points is None:
        if args.reason is not None and not args.undo:
            raise CourseError("Con --reason hace falta --points: la nota que pones por ese motivo.")
    elif args.undo:
        raise CourseError("--points pone una nota y --undo la quita: pide una de las dos cosas.")
    elif not (args.reason or "").strip():
        raise CourseError('Con --points hace falta --reason "…": por qué cambia, que es lo que leerá el estudiante.')
    elif len(args.reason) > MAX_REASON:
        raise CourseError(f"El motivo tiene {len(args.reason)} caracteres y caben {MAX_REASON}: acórtalo.")
    if (args.points is not None or args.undo) and args.exercise is None:
        raise CourseError("Di de qué ejercicio con --exercise: una nota es de uno solo.")
    if args.points is None:
        return None
    try:
        found = float(args.points.strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise CourseError(f"--points debe ser un número, como 0,5, y es «{clean.line(args.points)}».")
    return found


def _mark(args, course: Course, db: Connection, story: Story, points: float | None) -> int:
    """Pone o quita una nota, y rehace el informe del estudiante."""
    item, name = story.standing.items[args.exercise], story.assignment
    if points is not None and not 0 <= points <= item.max_points:
        raise CourseError(f"{item.id} vale de 0 a {item.max_points:g} puntos y la nota es {points:g}.")
    reader = Reader(db, name, Penalties(lambda: course.config))
    if points is None:
        undone = undo_mark(reader, story.standing, item, _user())
        did = f"deshecho el cambio del que se dijo «{undone.reason}»"
    else:
        put_mark(reader, story.standing, item, points, args.reason.strip(), _user())
        did = f"«{args.reason.strip()}»"
    now = reader.standing(story.person.id)
    after = now.items[item.id]
    if args.dry_run:
        db.rollback()
    else:
        db.commit()
    report = "" if args.dry_run else _renewed_report(args, course, name, now)
    had, has = (f"{p:g}" if p is not None else "sin nota" for p in (item.points, after.points))
    if args.json:
        known = {"student": story.person.id, "assignment": name, "exercise": item.id, "saved": not args.dry_run}
        _print_json(known | {"old": item.points, "new": after.points, "score": now.score, "report": report or None})
        return 0
    print(clean.line(f"{_who(story.person)}, {item.id}: {had} → {has} de {item.max_points:g}; {did}."))
    print(f"Nota de {name}: {story.standing.score:g} → {now.score:g} de {now.max_score:g}.")
    if args.dry_run:
        print("No se ha apuntado nada. Siguiente: repite la orden sin --dry-run.")
    elif report:
        print(f"Siguiente: entrégale su informe, que ya lo dice: {report}")
    else:
        print(f"Siguiente: autograder grade {name} --student {shlex.quote(story.person.id)} rehace su informe.")
    return 0


def _renewed_report(args, course: Course, name: str, standing) -> str:
    """El informe, rehecho con la nota y el motivo; vacío si falta el cuaderno corregido o no se dejó pintar."""
    where = [target(args.out, None, course, step) for step in ("autograded", "feedback")]
    archive = Archive(name, *where)
    if not archive.holds(standing):
        return ""
    return "" if archive.write_report(standing) is not None else str(archive.report(standing.student))


def _user() -> str:
    """Quien ejecuta la orden, según la máquina."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # un contenedor sin nombre de usuario
        return "desconocido"


def _who(person) -> str:
    known = ", ".join(part for part in (person.name, person.email) if part and part != person.id)
    return clean.line(f"{person.id} ({known})" if known else person.id)


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1))
