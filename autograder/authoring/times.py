"""Cuánto se tarda en hacer una lección, contado: nadie escribe los minutos a mano.

Cuenta lo principal, lo que hay antes de «Para quien quiera más»: lo que se lee, las celdas que se
ejecutan y los ejercicios. ``build`` escribe el resultado debajo del título y ``lint`` no deja pasar de 75.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.sources import (
    BEGIN,
    END,
    is_alternative,
    is_answer,
    is_written,
    lessons,
    nbgrader_of,
    read_source,
    source_path,
)
from autograder.exercise import exercises_of

# Despacio: entre las 200 palabras por minuto de quien lee para aprender y las 138 de quien lee para recordar
# (R. P. `Carver`, «`Reading rate: theory, research, and practical implications`», `Journal of Reading` 36, 1992).
WORDS_A_MINUTE = 150
# Los tres que siguen son nuestros: lo que estima quien revisó las lecciones haciéndolas de principio a fin.
# Al dar clase se verá si hay que cambiarlos.
MINUTES_A_CELL = 0.75  # ejecutarla y mirar lo que sale
MINUTES_AN_EXERCISE = 4  # entender qué se pide
MINUTES_A_POINT = 3  # escribirlo y corregirlo
LONGEST = 75  # una clase; la tarea, que se hace en casa, no tiene límite

OPTIONAL = re.compile(r"^#+ +Para quien quiera más\b", re.MULTILINE)
MODEL_ANSWER = re.compile(rf"^### {BEGIN}.*?^### {END}", re.MULTILINE | re.DOTALL)  # no llega al estudiante
TITLE = re.compile(r"^# .*$", re.MULTILINE)

# Lo que no se lee como texto, en el orden en que se quita: bloques de código, comentarios y dibujos, fórmulas,
# código entre acentos, direcciones, etiquetas y entidades.
NOT_WORDS = [
    re.compile(pattern, re.DOTALL | re.MULTILINE)
    for pattern in (
        r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[ \t]*$",
        r"<!--.*?-->",
        r"<(svg|style|script)\b.*?</\1>",
        r"\$\$.*?\$\$",
        r"(?<!\\)\$[^$]+?\$",
        r"`[^`]+`",
        r"\]\([^)]*\)",
        r"<[^>]+>",
        r"&#?\w+;",
    )
]
NUMBERS = "un dos tres cuatro cinco seis siete ocho nueve diez once doce".split()


@dataclass(frozen=True)
class Time:
    """Lo que pide lo principal de una lección."""

    words: int
    cells: int
    exercises: int
    points: float
    optional: bool  # si después hay algo para quien quiera más

    @property
    def minutes(self) -> int:
        exercises = MINUTES_AN_EXERCISE * self.exercises + MINUTES_A_POINT * self.points
        return round(self.words / WORDS_A_MINUTE + MINUTES_A_CELL * self.cells + exercises)


def measure(nb, name: str) -> Time:
    """Cuenta palabras, celdas y ejercicios hasta «Para quien quiera más»; lo plegado también se lee."""
    declared = exercises_of(name)
    words = cells = 0
    points: list[float] = []
    optional = False
    for cell in nb.cells:
        if is_alternative(cell):
            continue
        text, optional = _until_optional(cell)
        if is_written(cell):
            points.append(nbgrader_of(cell).get("points") or 0)
        elif is_answer(cell) and (exercise := declared.get(nbgrader_of(cell).get("grade_id"))):
            points.append(exercise.points)
        if cell.cell_type == "code":
            cells += 1
        else:
            words += count_words(MODEL_ANSWER.sub("", text))
        if optional:
            break
    return Time(words, cells, len(points), sum(points), optional)


def _until_optional(cell) -> tuple[str, bool]:
    """El texto de una celda hasta el encabezado que abre lo optativo, y si lo tiene."""
    found = OPTIONAL.search(cell.source) if cell.cell_type == "markdown" else None
    return (cell.source[: found.start()], True) if found else (cell.source, False)


def count_words(markdown: str) -> int:
    """Las palabras que ve quien lee."""
    for pattern in NOT_WORDS:
        markdown = pattern.sub(" ", markdown)
    return len(re.findall(r"[^\W_]+(?:['’-][^\W_]+|[.,]\d+)*", markdown))


def with_time(source: str, time: Time) -> str:
    """El texto de la primera celda con lo que se tarda debajo del título; sin título, como estaba."""
    return TITLE.sub(lambda title: f"{title[0]}\n\n{describe(time)}", source, count=1)


def describe(time: Time) -> str:
    """«**Unos 65 minutos**, con cinco ejercicios.»"""
    text = f"**{_about(time.minutes)}**"
    if time.exercises:
        number = NUMBERS[time.exercises - 1] if time.exercises <= len(NUMBERS) else time.exercises
        text += f", con {number} ejercicio{'s' if time.exercises > 1 else ''}"
    return text + ("; «Para quien quiera más» va aparte." if time.optional else ".")


def _about(minutes: int) -> str:
    """De cinco en cinco y, si es largo, en horas; siempre hacia arriba."""
    if minutes <= 90:
        return f"Unos {max(5, -(-minutes // 5) * 5)} minutos"
    hours, half = divmod(-(-minutes // 30), 2)
    return ("Una hora" if hours == 1 else f"Unas {hours} horas") + (" y media" if half else "")


def time_problems(nb, name: str) -> list[str]:
    """Si lo principal de una lección no cabe en una clase."""
    minutes = measure(nb, name).minutes
    if minutes <= LONGEST or not name[0].isdigit():
        return []
    return [
        f"{source_path(name)}: lo principal pide {minutes} minutos y no debe pasar de {LONGEST}. Quita algo, "
        "llévalo detrás de «Para quien quiera más» o parte la lección. Las cuentas: autograder lint --times"
    ]


def table(root: Path) -> str:
    """Una línea por lección: de qué sale lo que tarda."""
    lines = [f"{'lección':<32} palabras  celdas  ejercicios  puntos  minutos"]
    for name in lessons(root):
        time = measure(read_source(root, name), name)
        lines.append(
            f"{name:<32} {time.words:>8}  {time.cells:>6}  {time.exercises:>10}  {time.points:>6g}  {time.minutes:>7}"
        )
    return "\n".join(lines)
