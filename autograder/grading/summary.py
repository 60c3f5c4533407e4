"""Lo que se cuenta al acabar de calificar: las notas en JSON y el resumen en la terminal."""

import json
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import clean
from autograder.grading.archive import Archive
from autograder.grading.assignment import Assignment
from autograder.grading.attendance import Attendance
from autograder.grading.changes import Changes
from autograder.grading.class_list import Listing
from autograder.grading.dealing import code_in, dealt_with_another_key, owners
from autograder.grading.options import GradeOptions
from autograder.records.lateness import in_words
from autograder.records.standing import Standing
from autograder.whole_files import replacing

if TYPE_CHECKING:
    from autograder.records.reading import Reader

SHOWN = 20  # nombres que se enseñan de cada clase de aviso


@dataclass
class Summary:
    """Lo que hay que contar al acabar. Guarda nombres y cuentas, no entregas: no crece con sus tamaños."""

    students: int = 0
    judged: int = 0  # de quienes hay algo juzgado
    score: float = 0.0
    waiting: int = 0
    unjudged: dict[str, str] = field(default_factory=dict)
    unread: int = 0  # de los que no se pudieron juzgar, cuyo archivo no se pudo leer
    changed: dict[str, str] = field(default_factory=dict)
    noted: dict[str, str] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)  # con un código de variante que no es el suyo


def summarise(
    reader: "Reader",
    assignment: Assignment,
    listing: Listing,
    attendance: Attendance | None,
    json_path: Path | None,
    changes: Mapping[str, Any],
) -> Summary:
    """Recorre lo apuntado y, si se pide, lo escribe en JSON según lo lee."""
    summary, whose = Summary(), owners(assignment.name, assignment.dealt)
    with replacing(json_path) if json_path else nullcontext() as file:
        if file:
            head = {"assignment": assignment.name, "max_score": assignment.max_score}
            head["max_auto_score"] = assignment.max_auto_score
            if changes:
                head["changes"] = changes
            file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "students": {')
        for number, standing in enumerate(reader.standings(listing.folders)):
            result = standing.to_json()
            if attendance and standing.student in attendance.unknown:
                result["messages"].append(attendance.unknown[standing.student])
            _count(summary, standing, result["messages"], whose)
            if file:
                text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
                file.write(("," if number else "") + f"\n{json.dumps(standing.student, ensure_ascii=False)}: {text}")
        if file:
            absent = attendance.to_json() if attendance else {}
            for number, (student, result) in enumerate(absent.items(), len(listing.folders)):
                text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
                file.write(("," if number else "") + f"\n{json.dumps(student, ensure_ascii=False)}: {text}")
            ignored = json.dumps(listing.skipped | listing.ignored, ensure_ascii=False, indent=1)
            file.write(f'}},\n"ignored": {ignored}}}\n')
    return summary


def _count(
    summary: Summary, standing: Standing, messages: Collection[str], whose: Mapping[str, Collection[str]]
) -> None:
    summary.students += 1
    if any(item.points is not None for item in standing.items.values()):
        summary.judged += 1
        summary.score += standing.score
    summary.waiting += standing.pending > 0
    if standing.unjudged:
        aside = [text for text in messages if text not in standing.for_student and text in standing.messages]
        summary.unjudged[standing.who] = " ".join([standing.unjudged[0].text, *aside])
        summary.unread += standing.unjudged[0].unread
    elif others := [text for text in messages if code_in([text]) is None]:
        summary.noted[standing.who] = " ".join(others)
    if standing.late:
        lost = f", y se le descuentan {standing.penalty:g} puntos" if standing.penalty else ""
        summary.late[standing.who] = f"{in_words(standing.late)}{lost}"
    if (code := code_in(messages)) is not None:
        # De quién es, y no cómo llegó: eso lo pregunta una persona.
        of = ", ".join(whose.get(code, ())) or "nadie de la clase"
        summary.foreign[standing.who] = f"{code}, que es el de {of}"
    if standing.changed:
        had = [f"{i.id} (tenía {i.points:g} de {i.max_points:g})" for i in standing.changed]
        summary.changed[standing.who] = ", ".join(had)


def _mean(summary: Summary, maximum: float) -> str:
    """La media de quienes tienen algo juzgado, y si todavía puede cambiar."""
    if not summary.judged:
        return ""
    provisional = " provisional: falta que corrija una persona" if summary.waiting else ""
    return f" Media {summary.score / summary.judged:.2f} de {maximum:g}{provisional}."


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
    print(f"{summary.students} {noun} de {assignment.name}.{_mean(summary, assignment.max_score)}")
    swapped = dealt_with_another_key(len(summary.foreign), summary.students)
    for title, names in (
        ("Apartadas y sin calificar", listing.ignored),
        ("Sin juzgar, las mira una persona", summary.unjudged),
        ("Cambió después de corregirse: la nota que tenía vale hasta que se mire otra vez", summary.changed),
        ("Llegaron tarde", summary.late),
        ("Con un código de variante que no es el suyo, y juzgadas con él", {} if swapped else summary.foreign),
        ("Con avisos", summary.noted),
    ):
        if names:
            print(f"{title} ({len(names)}):")
            for student, why in list(names.items())[:SHOWN]:
                print(clean.line(f"  {student}: {why}"))
            if len(names) > SHOWN:
                print(f"  … y {len(names) - SHOWN} más: están en --json.")
        if names is summary.unjudged and summary.unread:
            print("  Pide otra vez su archivo a quien lo entregó y no se lee; lo entregado queda como llegó.")
    if swapped:
        print(
            f"{len(summary.foreign)} de {summary.students} entregas traen un código de variante que no es el que les "
            "toca: parece que se repartió con otra clave o con otros ids. Cada una se ha juzgado con los suyos."
        )
    if listing.skipped:
        print(clean.line(f"No son de nadie y no se han mirado: {', '.join(list(listing.skipped)[:SHOWN])}."))
    if summary.judged:
        print(f"Qué no se ha entendido, en una página: autograder report {assignment.name}")
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
        who = "un estudiante" if summary.waiting == 1 else f"{summary.waiting} estudiantes"
        print(f"Siguiente: corrige a mano lo pendiente de {who}: autograder manual {options.where}")
    else:
        print("Siguiente: entrega a cada estudiante su informe.")
    return 1 if summary.unjudged or listing.ignored or held or changes.lost else 0
