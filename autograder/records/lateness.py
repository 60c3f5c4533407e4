"""El descuento por retraso: el del complemento que diga nbgrader_config.py, con las notas de ahora."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from traitlets.config import Config

from autograder.errors import CourseError

SECTIONS = ("LateSubmissionPlugin", "AssignLatePenalties")  # sin ninguna de las dos, nbgrader no descuenta nada


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
        if handed_in is None or due is None:
            return None
        late = (handed_in - due - (extension or timedelta())).total_seconds()
        if late <= 0:
            return None
        rule = self._rule
        try:
            found = rule(student, score, late)
            return None if found is None else max(0.0, min(float(found), score))
        except Exception as error:
            why = f"Lo que descuenta por retraso, que dice nbgrader_config.py, falló con {student}"
            raise CourseError(f"{why} ({type(error).__name__}: {error}).") from error
