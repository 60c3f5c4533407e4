"""``autograder report TAREA``: lee lo apuntado, saca las cuentas y escribe la página."""

import json
from pathlib import Path

from autograder import whole_files
from autograder.classroom.answers import AnswerSheets
from autograder.classroom.gradebook import known_assignment, opened
from autograder.classroom.report.measure import ClassReport, measure
from autograder.classroom.report.page import class_page, nothing_to_repeat, summary
from autograder.classroom.report.sheet import to_json, write_csv
from autograder.course import Course, find_root
from autograder.exercise import exercises_of
from autograder.records.lateness import Penalties
from autograder.records.reading import Reader


def run_report(args) -> int:
    """`autograder report TAREA`: la página, el CSV o el JSON."""
    course = Course(find_root())
    with opened(args.db or course.db_url) as db:
        known_assignment(db, args.assignment)
        reader = Reader(db, args.assignment, Penalties(lambda: course.config))
        report = measure(reader, exercises_of(args.assignment))
    if args.csv:
        write_csv(report, Path(args.csv))
    if args.json:
        print(json.dumps(to_json(report), ensure_ascii=False, indent=1))
        return 0
    out = Path(args.out or f"informe_{args.assignment}.html")
    folder = Path(args.autograded) if args.autograded else course.folder("autograded")
    sheets = AnswerSheets(course.root, folder, args.assignment)
    whole_files.write(out, class_page(report, sheets, course.root, out.resolve().parent))
    _say(report, sheets, out)
    return 0


def _say(report: ClassReport, sheets: AnswerSheets, out: Path) -> None:
    print(f"{report.assignment}: {summary(report)}.")
    for one in report.to_repeat:
        section = f"«{one.idea.section}», lección {one.idea.lesson.partition('_')[0]}"
        print(f"  {one.idea.phrase}: {len(one.students)} de {len(report.handed)} ({section})")
    if not report.to_repeat:
        print(f"  {nothing_to_repeat(report)}")
    if sheets.missing:
        print(f"Sin ejemplo: {sheets.lost()}. ¿Están en otra carpeta? Dila con --autograded.")
    waiting = f"; {len(report.waiting)} esperan a una persona" if report.waiting else ""
    print(f"Siguiente: abre {out} en un navegador{waiting}.")
