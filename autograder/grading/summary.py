"""Lo que se cuenta al acabar de calificar: las notas en JSON y el resumen en la terminal."""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import clean
from autograder.grading.archive import Archive, replacing
from autograder.grading.assignment import Assignment, saved_verdicts
from autograder.grading.attendance import Attendance
from autograder.grading.changes import Changes
from autograder.grading.class_list import Listing
from autograder.grading.gradebook import Book, totals
from autograder.grading.options import GradeOptions
from autograder.judging.verdict import NOT_JUDGED

MISTAKES = 5  # errores típicos que se enseñan
SHOWN = 20  # nombres que se enseñan de cada clase de aviso


@dataclass
class Summary:
    """Lo que hay que contar al acabar. Guarda nombres y cuentas, no entregas: no crece con sus tamaños."""

    students: int = 0
    score: float = 0.0
    waiting: int = 0
    unjudged: dict[str, str] = field(default_factory=dict)
    noted: dict[str, str] = field(default_factory=dict)
    mistakes: Counter[str] = field(default_factory=Counter)  # «ejercicio: error típico» → cuántos


def summarise(
    book: Book,
    archive: Archive,
    assignment: Assignment,
    listing: Listing,
    attendance: Attendance | None,
    json_path: Path | None,
    changes: Mapping[str, Any],
) -> Summary:
    """Recorre lo apuntado y, si se pide, lo escribe en JSON según lo lee."""
    summary = Summary()
    with replacing(json_path) if json_path else nullcontext() as file:
        if file:
            head = {"assignment": assignment.name, "max_score": assignment.max_score}
            head["max_auto_score"] = assignment.max_auto_score
            if changes:
                head["changes"] = changes
            file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "students": {')
        for number, student in enumerate(listing.folders):
            result = student_result(book, archive, student)
            if attendance and student in attendance.unknown:
                result["messages"].append(attendance.unknown[student])
            _count(summary, student, result)
            if file:
                text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
                file.write(("," if number else "") + f"\n{json.dumps(student, ensure_ascii=False)}: {text}")
        if file:
            absent = attendance.to_json() if attendance else {}
            for number, (student, result) in enumerate(absent.items(), len(listing.folders)):
                text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
                file.write(("," if number else "") + f"\n{json.dumps(student, ensure_ascii=False)}: {text}")
            ignored = json.dumps(listing.skipped | listing.ignored, ensure_ascii=False, indent=1)
            file.write(f'}},\n"ignored": {ignored}}}\n')
    return summary


def student_result(book: Book, archive: Archive, student: str) -> dict[str, Any]:
    """Lo apuntado de un estudiante, en el formato de --json."""
    mark = archive.mark(student)
    score, pending = totals(book.cells(student))
    return {
        "score": score - book.penalty(student),
        "pending_manual": pending,
        "exercises": {id_: verdict.to_json() for id_, verdict in saved_verdicts(mark).items()},
        "messages": list(mark.get("messages", [])),
    }


def _count(summary: Summary, student: str, result: dict[str, Any]) -> None:
    summary.students += 1
    summary.score += result["score"]
    summary.waiting += result["pending_manual"] > 0
    summary.mistakes.update(f"{id_}: {v['diagnosis']}" for id_, v in result["exercises"].items() if v.get("diagnosis"))
    why = next((v["message"] for v in result["exercises"].values() if v["status"] == NOT_JUDGED), None)
    if why is not None:
        summary.unjudged[student] = why
    elif result["messages"]:
        summary.noted[student] = " ".join(result["messages"])


def print_summary(
    options: GradeOptions,
    summary: Summary,
    changes: Changes,
    assignment: Assignment,
    listing: Listing,
    attendance: Attendance | None,
    archive: Archive,
) -> int:
    """Enseña el resumen y da el código de salida: 1 si alguien tiene algo que mirar."""
    noun = "entrega" if summary.students == 1 else "entregas"
    mean = f" Media {summary.score / summary.students:.2f} de {assignment.max_score:g}." if summary.students else ""
    print(f"{summary.students} {noun} de {assignment.name}.{mean}")
    for title, names in (
        ("Apartadas y sin calificar", listing.ignored),
        ("Sin juzgar, las mira una persona", summary.unjudged),
        ("Con avisos", summary.noted),
    ):
        if names:
            print(f"{title} ({len(names)}):")
            for student, why in list(names.items())[:SHOWN]:
                print(clean.line(f"  {student}: {why}"))
            if len(names) > SHOWN:
                print(f"  … y {len(names) - SHOWN} más: están en --json.")
    if listing.skipped:
        print(clean.line(f"No son de nadie y no se han mirado: {', '.join(list(listing.skipped)[:SHOWN])}."))
    if summary.mistakes:
        print("Lo que más se ha confundido (estudiantes, ejercicio y error típico):")
        for mistake, count in summary.mistakes.most_common(MISTAKES):
            print(f"  {count:4d}  {mistake}")
    if attendance and attendance.absent:
        print(clean.line(f"En la lista y sin entrega ({len(attendance.absent)}): {', '.join(attendance.absences())}"))
    print(f"Informes en {archive.feedback}; cuadernos corregidos en {archive.autograded}.")
    held = [] if options.accept else changes.down
    if held:
        who = "Una entrega se queda" if len(held) == 1 else f"{len(held)} entregas se quedan"
        print(f"{who} con la nota que tenía{'' if len(held) == 1 else 'n'}, más alta que la de ahora.")
        print(f"Siguiente: si la nueva es la buena, apúntala con: {options.command} --accept")
    elif listing.ignored:
        print("Siguiente: arregla las carpetas apartadas y repite la orden; lo ya calificado no se repite.")
    elif changes.lost:
        print("Siguiente: repite la orden; lo que no se pudo volver a juzgar conserva la nota que tenía.")
    elif summary.waiting:
        where = "en el formgrader (jupyter lab --ServerApp.root_dir=., menú Nbgrader → Formgrader)"
        who = "un estudiante" if summary.waiting == 1 else f"{summary.waiting} estudiantes"
        print(f"Siguiente: corrige a mano lo pendiente de {who} {where}.")
    else:
        print("Siguiente: entrega a cada estudiante su informe.")
    return 1 if summary.unjudged or listing.ignored or held or changes.lost else 0
