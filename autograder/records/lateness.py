"""Cuánto llegó tarde una entrega, y el descuento: el del complemento que diga nbgrader_config.py, con lo que suma."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from traitlets.config import Config

from autograder.errors import CourseError

SECTIONS = ("LateSubmissionPlugin", "AssignLatePenalties")  # sin ninguna de las dos, nbgrader no descuenta nada


def late_by(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> timedelta | None:
    """Cuánto llegó tarde, que es cero si llegó a tiempo; None si no se sabe."""
    if handed_in is None or due is None:
        return None
    return max(handed_in - due - (extension or timedelta()), timedelta())


def minutes(late: timedelta) -> int:
    """Los minutos de retraso, hacia arriba: quien llega un segundo tarde llega tarde."""
    return math.ceil(late.total_seconds() / 60)


def in_words(late: timedelta) -> str:
    """Un retraso como lo dice una persona: «12 minutos», «2 días y 5 horas»."""
    days, rest = divmod(minutes(late), 24 * 60)
    parts = [(days, "día"), (rest // 60, "hora"), (rest % 60, "minuto")]
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count]
    return " y ".join(said[:2]) or "0 minutos"


class Penalties:
    """Cuánto se descuenta. nbgrader, que tarda, solo se carga si alguien llegó tarde y se descuenta algo."""

    def __init__(self, config: Config | Callable[[], Config] = Config):
        self._config = config

    @cached_property
    def _rule(self) -> Callable[[str, float, float], float | None]:
        config = self._config() if callable(self._config) else self._config
        if not any(config.get(section) for section in SECTIONS):
            return lambda *late: None
        from nbgrader.preprocessors import AssignLatePenalties

        try:
            penalties = AssignLatePenalties(config=config)
            penalties.init_plugin()
        except Exception as error:  # es código del curso
            why = f"No se puede cargar lo que descuenta por retraso, que dice nbgrader_config.py: {error}"
            raise CourseError(why) from error
        return penalties.plugin_inst.late_submission_penalty

    def of(
        self,
        student: str,
        score: float,
        handed_in: datetime | None,
        due: datetime | None,
        extension: timedelta | None,
    ) -> float | None:
        """Los puntos que se descuentan de ``score``; None si no llegó tarde o no se descuenta nada.

        Nunca es más de lo que hay, ni regala puntos.

        Errores
            CourseError si el complemento no se puede cargar o falla.
        """
        late = late_by(handed_in, due, extension)
        if not late:
            return None
        rule = self._rule
        try:
            found = rule(student, score, late.total_seconds())
            return None if found is None else max(0.0, min(float(found), score))
        except Exception as error:
            why = f"Lo que descuenta por retraso, que dice nbgrader_config.py, falló con {student}"
            raise CourseError(f"{why} ({type(error).__name__}: {error}).") from error
