"""Qué web se construye: de qué curso, con qué lecciones, para qué repositorio y dónde."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.site.syllabus import Lesson, syllabus


@dataclass(frozen=True)
class Plan:
    """Lo que se pidió. ``work`` es la carpeta de paso, que se guarda: la segunda vez solo se rehace lo que cambió."""

    root: Path
    lessons: tuple[str, ...]  # en el orden en que se leen
    work: Path
    out: Path
    repo: str | None = None  # DUEÑO/REPO: con él, cada lección tiene botones de Binder y Colab

    @cached_property
    def course(self) -> list[Lesson]:
        """Todas las lecciones del curso, también las que no van."""
        return syllabus(self.root)

    @property
    def pages(self) -> Path:
        """Donde se escribe lo que lee Sphinx."""
        return self.work / "paginas"

    @property
    def assets(self) -> Path:
        """Donde se juntan los estilos, letras y programas que llevan las páginas."""
        return self.work / "recursos"


# Un hacedor de páginas: de la web que se construye a {archivo: contenido}, con los nombres que verá Sphinx
# («index.md», «glosario.md», «lecciones/…»). El texto va en MyST; las imágenes y demás, en bytes.
PageMaker = Callable[[Plan], Mapping[str, str | bytes]]
