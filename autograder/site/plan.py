"""Qué web se construye: de qué curso, con qué lecciones, para qué repositorio y dónde."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.authoring.sources import read_source

TITLE = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Plan:
    """Lo que se pidió. ``work`` es la carpeta de paso, que se guarda: la segunda vez solo se rehace lo que cambió."""

    root: Path
    lessons: tuple[str, ...]  # en el orden en que se leen
    work: Path
    out: Path
    repo: str | None = None  # DUEÑO/REPO: con él, cada lección tiene botones de Binder y Colab

    @cached_property
    def titles(self) -> dict[str, str]:
        """Lección → su título."""
        return {name: _title(self.root, name) for name in self.lessons}

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


def _title(root: Path, name: str) -> str:
    texts = (cell.source for cell in read_source(root, name).cells if cell.cell_type == "markdown")
    return next((found[1] for text in texts if (found := TITLE.search(text))), name)
