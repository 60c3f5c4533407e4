"""Todo lo que hay de una clase en esta máquina, y cómo se llama cada cosa dentro de un archivo de fin de curso."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from autograder.course import Course
from autograder.grading.attempts import attempts_folder
from autograder.grading.dealing import FOLDER as INDIVIDUAL
from autograder.grading.dealing import SUFFIX as DEALT
from autograder.grading.key import NAME as KEY
from autograder.grading.key import key_path
from autograder.grading.options import target

GRADEBOOK = "gradebook.db"  # como se llama al archivarlo, venga de donde venga
ARCHIVES = "archivos"  # donde quedan los archivos de otros cursos
FOLDERS = ("submitted", "autograded", "feedback", "attempts", INDIVIDUAL, "exchange")
SIDE = ("-journal", "-wal", "-shm")  # lo que SQLite deja junto a una base de datos
# Lo que otras órdenes dejan en la carpeta del curso si no se les dice otro sitio.
EXPORTED, EXPORTS = "exportado", ("moodle/**/*", "informe_*.html", "parecidos_*.html", "notas*.json", "grades.csv")
HANDED = {"inbound", "feedback"}  # de un intercambio de nbgrader, lo que es de alguien
LOG = ".nbgrader.log"


@dataclass(frozen=True)
class Places:
    """Dónde está cada cosa de una clase.

    ``folders`` va del nombre de siempre a la carpeta de ahora, esté o no. ``exchange``
    solo está si cuelga del curso: el de todo un centro no es de esta clase.
    """

    home: Path
    url: str
    key: Path
    folders: dict[str, Path]

    @classmethod
    def of(cls, args: Any, course: Course) -> "Places":
        """Los de una orden: lo que dicen sus opciones y, donde callan, el curso."""
        url = args.db or course.db_url
        folders = {
            "submitted": Path(args.submitted) if args.submitted else course.folder("submitted"),
            **{step: target(args.out_folder, None, course, step) for step in ("autograded", "feedback")},
            "attempts": attempts_folder(url, course.root),
            INDIVIDUAL: course.home / INDIVIDUAL,
        }
        exchange = course.config.get("Exchange", {}).get("root")
        if isinstance(exchange, str) and Path(exchange).resolve().is_relative_to(course.home.resolve()):
            folders["exchange"] = Path(exchange)
        return cls(course.home, url, key_path(url, course.root), folders)

    @property
    def database(self) -> Path | None:
        """El archivo del gradebook; None si está en un servidor."""
        address = make_url(self.url)
        return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None

    @property
    def archives(self) -> Path:
        return self.home / ARCHIVES

    @property
    def log(self) -> Path:
        """El registro de nbgrader, que escribe nombres."""
        return self.home / LOG

    def keys(self) -> list[Path]:
        """La clave, las que se apartaron, las referencias hechas con ella y los repartos de tareas individuales."""
        return sorted(self.key.parent.glob(f"{self.key.stem}*{self.key.suffix}"))

    def registers(self) -> list[Path]:
        """Los repartos: qué código recibió cada cual."""
        return [path for path in self.keys() if path.name.endswith(DEALT)]

    def backups(self) -> list[Path]:
        """Las copias del gradebook que se hacen antes de recalificar."""
        return sorted(self.database.parent.glob(f"{self.database.name}.*.bak")) if self.database else []

    def files(self) -> Iterator[tuple[str, Path]]:
        """Lo que se archiva tal cual: el nombre con que se archiva y el archivo. El gradebook va aparte."""
        for name, folder in self.folders.items():
            for path in files_in(folder):
                if name == "exchange" and not HANDED & set(path.relative_to(folder).parts):
                    continue  # lo que se repartió sigue valiendo
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
        for pattern in EXPORTS:
            for path in filter(_is_plain, sorted(self.home.glob(pattern))):
                yield f"{EXPORTED}/{path.relative_to(self.home).as_posix()}", path
        for path in self.backups():
            yield f"{GRADEBOOK}{path.name.removeprefix(self.database.name)}", path
        for path in self.keys():
            yield path.name, path


def files_in(folder: Path) -> list[Path]:
    """Los archivos corrientes de una carpeta y las suyas, en orden; un enlace no se sigue ni se cuenta."""
    found = []
    for top, folders, names in os.walk(folder):
        folders.sort()
        found += [Path(top, name) for name in sorted(names) if _is_plain(Path(top, name))]
    return found


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def is_known(name: str) -> bool:
    """Si un nombre es de los que lleva un archivo de fin de curso: al restaurar no se escribe ningún otro."""
    top, _, rest = name.partition("/")
    if rest:
        return top in (*FOLDERS, EXPORTED, "notas", "notebooks")
    return (
        top == GRADEBOOK or (top.startswith(f"{GRADEBOOK}.") and top.endswith(".bak")) or top.endswith(Path(KEY).suffix)
    )
