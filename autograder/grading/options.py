"""Qué se pidió al calificar, resuelto una vez: lo que dice la orden y, donde calla, lo que dice el curso."""

import fnmatch
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import CourseError
from autograder.passwords import hide_passwords

WITH_VALUE = ("submitted", "db", "out", "autograded", "feedback", "student", "exclude", "scheduler")


@dataclass(frozen=True)
class GradeOptions:
    """Una orden ``autograder grade`` sin nada por decidir."""

    assignment: str
    submitted: Path
    autograded: Path
    feedback: Path
    db_url: str
    student: str | None  # None es toda la clase
    exclude: str  # ids separados por comas
    create: bool  # añadir al gradebook a quien no esté
    roster: Path | None
    json: Path | None
    workers: int
    scheduler: str | None
    force: bool
    dry_run: bool
    accept: bool
    new_key: bool
    require_isolation: bool
    reports: bool
    quiet: bool
    verbose: bool
    command: str  # la propia orden, para decir cómo se repite
    where: str  # la tarea y dónde está lo suyo, como se dio: para la orden que va después

    @classmethod
    def resolve(cls, args: Any, course: Course) -> "GradeOptions":
        """Las opciones de la línea de órdenes, que mandan sobre las de ``nbgrader_config.py``.

        Errores
            CourseError si la configuración del curso no se puede leer, o deja fuera este cuaderno.
        """
        if not fnmatch.fnmatchcase(args.assignment, course.notebook):
            raise CourseError(
                f"CourseDirectory.notebook_id es «{course.notebook}» y deja fuera {args.assignment}, que tiene un solo "
                "cuaderno y se llama igual: quítalo de nbgrader_config.py."
            )
        student = course.student if args.student is None else args.student
        return cls(
            assignment=args.assignment,
            submitted=Path(args.submitted) if args.submitted else course.folder("submitted"),
            autograded=target(args.out, args.autograded, course, "autograded"),
            feedback=target(args.out, args.feedback, course, "feedback"),
            db_url=args.db or course.db_url,
            student=None if student == "*" else student,
            exclude=course.exclude if args.exclude is None else args.exclude,
            create=course.create_students if args.create is None else args.create,
            roster=Path(args.roster) if args.roster else None,
            json=Path(args.json) if args.json else None,
            workers=args.workers,
            scheduler=args.scheduler,
            force=args.force,
            dry_run=args.dry_run,
            accept=args.accept,
            new_key=args.new_key,
            require_isolation=args.require_isolation,
            reports=not args.no_feedback,
            quiet=args.quiet,
            verbose=args.verbose,
            command=_command(args),
            where=as_given(args, ("db", "out")),
        )


def target(out: str | None, name: str | None, course: Course, step: str) -> Path:
    """Dónde van los cuadernos corregidos o los informes."""
    if out is None:
        return course.home / name if name else course.folder(step)
    configured = Path(course.folder_name(step))
    # Quien dice adónde va todo no espera que el curso lo mande a otro sitio.
    return Path(out) / (name or (configured.name if configured.is_absolute() else configured))


def _command(args: Any) -> str:
    text = f"autograder grade {as_given(args, WITH_VALUE)}"
    if args.create is not None:
        text += " --create" if args.create else " --no-create"
    return f"{text} --force" if args.force else text


def as_given(args: Any, names: tuple[str, ...]) -> str:
    """La tarea y esas opciones, como se escribieron; las contraseñas, tapadas."""
    parts = [args.assignment]
    for name in names:
        if (value := getattr(args, name)) is not None:
            parts += [f"--{name}", hide_passwords(value, value)]
    return shlex.join(parts)
