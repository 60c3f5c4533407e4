"""Una clase de la tarea ya apuntada en un gradebook, sin calificar a nadie: lo que necesita quien solo lee."""

import json
from pathlib import Path

from sqlalchemy import update

from autograder.exercise import exercises_of
from autograder.judging.verdict import FAIL, MISSING, NOT_JUDGED, PASS, verdict
from autograder.notebook import node
from autograder.records.gradebook import Book
from autograder.records.standing import Entry, Person
from autograder.records.tables import GRADE, STUDENT

NAME, QUESTION = "tarea_jacobiano", "t1_pregunta_escrita"
EXERCISES = exercises_of(NAME)
HOSTILE = (
    "# Nombre: Ana Pérez\n"
    "def t1_lineal(A, x):\n"
    "    # </code><script>alert(1)</script> lo hizo ana, ana@uni.es\n"
    "    return A  # \u202ePérez\n"
)


def open_book(folder: Path, root: Path) -> Book:
    release = node.loads((root / "notebooks" / f"{NAME}.ipynb").read_bytes())
    return Book(f"sqlite:///{folder / 'gradebook.db'}", NAME, release)


def entry(student: str, wrong=(), handed: str = "última", unread: bool = False, written: bool = True) -> Entry:
    """Una entrega: bien en todo menos en ``wrong``, que va de ejercicio a (estado, diagnóstico)."""
    wrong = dict(wrong)
    found, answers = {}, {}
    for id_, exercise in EXERCISES.items():
        status, diagnosis = (NOT_JUDGED, None) if unread else wrong.get(id_, (PASS, None))
        details = {"diagnosis": diagnosis, "step": "values"} if status == FAIL else {}
        found[id_] = verdict(exercise, status, "Un mensaje.", **details)
        answers[id_] = f"{handed} {status} {diagnosis}"
    digest = "" if unread else "d"
    blank = frozenset() if written else frozenset({QUESTION})
    answers = {} if unread else answers
    return Entry(student, found, unanswered=blank, handed=f"{student} {handed}", digest=digest, answers=answers)


def write_sheet(folder: Path, student: str, answers: dict[str, str], question: str | None = None) -> None:
    """El cuaderno corregido de alguien, con lo justo."""
    cells = [
        {
            "cell_type": "code",
            "id": id_,
            "metadata": {"nbgrader": {"grade_id": id_, "solution": True}},
            "source": source,
        }
        for id_, source in answers.items()
    ]
    if question:
        meta = {"nbgrader": {"grade_id": QUESTION, "solution": True, "grade": True}}
        cells.append({"cell_type": "markdown", "id": QUESTION, "metadata": meta, "source": question})
    path = folder / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


def give(book: Book, student: str, cell: str, points: float) -> None:
    """Una nota puesta a mano."""
    copy = book.standing(student).copy
    cells = [id_ for id_, (name, _) in book.reader.cells.items() if name == cell]
    mine = GRADE.c.notebook_id.in_([copy]) & GRADE.c.cell_id.in_(cells)
    book.db.execute(update(GRADE).where(mine).values(manual_score=points, needs_manual_grade=False))
    book.db.commit()


def write_class(folder: Path, root: Path) -> str:
    """Veinticuatro estudiantes, y Zoe, que no entregó. Devuelve la dirección del gradebook."""
    with open_book(folder, root) as book:
        for k in range(24):
            wrong = {}
            if k <= 5:
                wrong["t1_lineal"] = FAIL, "numerador"
            if 4 <= k <= 9:
                wrong["t1_escalar_matriz"] = FAIL, "traspuesto"
            if k == 20:
                wrong["t1_norma"] = FAIL, None
            if k == 21:
                wrong["t1_vjp_relu"] = MISSING, None
            if k == 0:
                first = wrong | {"t1_norma": (FAIL, "signo"), "t1_vjp_relu": (MISSING, None)}
                book.save(entry("s00", first, "primera"))
            book.save(entry(f"s{k:02}", wrong, unread=k == 22, written=k != 21))
        book.db.execute(STUDENT.insert().values(id="zoe"))
        book.db.commit()
        book.name({"s01": Person("Ana Pérez", "ana@uni.es"), "s02": Person("=HYPERLINK(1) <b>Beto</b>")})
        give(book, "s20", "test_t1_norma", 1.0)
        give(book, "s03", QUESTION, 4.0)
        url = book.url
    write_sheet(folder / "autograded", "s01", {"t1_lineal": HOSTILE}, "Porque el vector va primero.")
    return url
