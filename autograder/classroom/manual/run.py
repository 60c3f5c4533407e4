"""``autograder manual``: qué espera a una persona, dicho o en una página."""

import json
from pathlib import Path

from autograder.classroom.manual.desk import Desk, count
from autograder.classroom.manual.questions import CHANGED, MARKED, WAITING, Answer, Question
from autograder.course import Course


def run_manual(
    course: Course,
    assignment: str,
    where: str,
    db_url: str,
    autograded: Path,
    port: int,
    browser: bool,
    names: bool,
    as_json: bool,
) -> int:
    """Enseña lo que espera a una persona (``as_json``) o abre la página en que se corrige, hasta Ctrl+C.

    ``where`` es la tarea con sus opciones, como se escribieron: para decir la orden que sigue.
    """
    desk = Desk(course, assignment, db_url, autograded)
    asked, found = desk.read()
    if as_json:
        print(json.dumps(_to_json(desk, asked, found, names), ensure_ascii=False, indent=1))
        return 0
    if not found:
        print(f"En {assignment} no hay nada que corrija una persona. Siguiente: entrega a cada estudiante su informe.")
        return 0
    print(f"{desk.title}. {said(found, asked)}", flush=True)
    from autograder.classroom.manual.server import serve

    serve(desk, port, browser, names)
    asked, now = desk.read()
    print(f"\nCerrada. {said(now, asked)}")
    counts = count(now)
    if counts[WAITING] + counts[CHANGED]:
        print(f"Siguiente: lo guardado está en el gradebook; sigue cuando quieras con: autograder manual {where}")
    else:
        print(f"Siguiente: rehaz los informes con estas notas: autograder grade {where}")
    return 0


def said(found: list[Answer], asked: dict[str, Question]) -> str:
    """Cuántas hay de cada, en dos frases."""
    written = count([answer for answer in found if asked[answer.question].written])
    others = count([answer for answer in found if not asked[answer.question].written])
    one = "1 corregida" if written[MARKED] == 1 else f"{written[MARKED]} corregidas"
    text = f"Respuestas escritas: {written[WAITING]} por corregir, {one}"
    if changed := written[CHANGED]:
        text += f" y {changed} que {'cambió' if changed == 1 else 'cambiaron'} después de corregirse"
    if waiting := others[WAITING] + others[CHANGED]:
        text += f". Ejercicios que la máquina no pudo juzgar: {waiting}"
    return f"{text}."


def _to_json(desk: Desk, asked: dict[str, Question], found: list[Answer], names: bool) -> dict:
    return {
        "assignment": desk.assignment,
        "waiting": sum(answer.state in (WAITING, CHANGED) for answer in found),
        "questions": [
            {
                "id": question.id,
                "title": question.title,
                "max_points": question.max_points,
                "written": question.written,
                "rubric": [{"name": c.name, "points": c.points} for c in question.rubric],
                **{key: count([a for a in found if a.question == question.id])[state] for key, state in STATES},
            }
            for question in asked.values()
        ],
        "answers": [answer.to_json(names) for answer in found],
    }


STATES = (("waiting", WAITING), ("changed", CHANGED), ("marked", MARKED))
