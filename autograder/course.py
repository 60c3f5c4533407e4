"""La carpeta del curso y lo que ``nbgrader_config.py`` dice de ella, leído una vez y para todas las órdenes.

nbgrader decide con ese archivo dónde está cada cosa; aquí se lee con sus mismos
nombres y su mismo sentido, para que ``autograder grade`` y ``nbgrader autograde``
miren las mismas carpetas y el mismo gradebook. Se lee sin nbgrader, que tarda
segundos en cargarse.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from autograder.courses import check_installed
from autograder.errors import CourseError
from autograder.os_errors import reason_and_place
from autograder.reading import ZONE as TIMEZONE

if TYPE_CHECKING:  # hay quien solo quiere la raíz: lo demás se carga al usarlo
    from traitlets.config import Config

CONFIG = "nbgrader_config.py"
STRUCTURE = str(Path("{nbgrader_step}", "{student_id}", "{assignment_id}"))
# Los nombres de antes, que nbgrader todavía entiende: c.NbGrader.db_url, c.NbGrader.course_directory…
OLD_NAMES = {"root": "course_directory"}
SQLITE_FILE = re.compile(r"(sqlite(?:\+\w+)?:///)(?!:memory:|file:)([^?]+)(.*)", re.DOTALL)


def find_root(start: Path | None = None) -> Path:
    """Devuelve la carpeta del curso: la más próxima hacia arriba con ``nbgrader_config.py`` y ``solutions/``.

    Errores
        CourseError si no hay ninguna, o si es la de un curso que no es el instalado.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file() and (folder / "solutions").is_dir():
            check_installed(folder)
            return folder
    raise CourseError(f"{here} no está dentro de la carpeta del curso. Entra en ella con «cd» y repite la orden.")


@dataclass(frozen=True)
class Course:
    """Un curso: su raíz y su configuración, que se lee cuando alguien la pide.

    ``root`` es donde están ``solutions/`` y ``notebooks/``. Las carpetas de
    nbgrader y el gradebook cuelgan de ``home``, que es la misma si
    ``CourseDirectory.root`` no dice otra.

    Errores
        CourseError, al pedir algo de la configuración, si no se puede leer o si
        ese valor no es lo que debe.
    """

    root: Path

    @cached_property
    def config(self) -> "Config":
        """Lo que leería nbgrader: el archivo del curso y, con menos fuerza, los de Jupyter de esta máquina."""
        from jupyter_core.paths import jupyter_config_path
        from traitlets.config import Config
        from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

        found = Config()
        for folder in reversed([str(self.root), *jupyter_config_path()]):
            for loader, name in ((PyFileConfigLoader, CONFIG), (JSONFileConfigLoader, f"{Path(CONFIG).stem}.json")):
                path = Path(folder, name)
                if path.is_file():
                    found.merge(_load(loader, path, path if folder != str(self.root) else name))
        return found

    @cached_property
    def home(self) -> Path:
        """De dónde cuelgan las carpetas de nbgrader."""
        return self.root / self._text("root", "")

    @property
    def db_url(self) -> str:
        """La dirección del gradebook; si es un archivo SQLite, con su ruta entera."""
        return whole_url(self._text("db_url", "sqlite:///gradebook.db"), self.home)

    def folder_name(self, step: str) -> str:
        """Cómo se llama la carpeta de un paso de nbgrader (``submitted``, ``release``…); puede ser una ruta."""
        return self._text(f"{step}_directory", step)

    def folder(self, step: str) -> Path:
        """La carpeta de un paso de nbgrader."""
        check_structure(self._text("directory_structure", STRUCTURE))
        return self.home / self.folder_name(step)

    @property
    def student(self) -> str:
        """A quién se mira si la orden no dice otra cosa; «*» es a toda la clase."""
        return self._text("student_id", "*").strip() or "*"

    @property
    def notebook(self) -> str:
        """Qué cuadernos de una tarea se miran; «*» son todos."""
        return self._text("notebook_id", "*").strip() or "*"

    @property
    def exclude(self) -> str:
        """Ids, separados por comas, que no se miran."""
        return self._text("student_id_exclude", "")

    @property
    def create_students(self) -> bool:
        """Si se añade al gradebook a quien no esté."""
        return bool(self._get("Autograde", "create_student", bool, True))

    @property
    def timezone(self) -> ZoneInfo:
        """La zona horaria de las fechas que escribe una persona: ``c.Retropropagacion.timezone``."""
        name = self._get("Retropropagacion", "timezone", str, TIMEZONE)
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, LookupError):  # ZoneInfo lanza de todo ante un nombre raro
            raise CourseError(
                f"{CONFIG}: Retropropagacion.timezone es «{name}» y esta máquina no conoce esa zona horaria. "
                f"Escribe una como «{TIMEZONE}»; si lo es, instala las zonas: pip install tzdata"
            ) from None

    def _text(self, name: str, default: str) -> str:
        """Un texto de ``CourseDirectory``; el vacío, como en nbgrader, es no decir nada."""
        old = OLD_NAMES.get(name, name)
        section = "NbGrader" if _has(self.config, "NbGrader", old) else "CourseDirectory"
        return self._get(section, old if section == "NbGrader" else name, str, default) or default

    def _get(self, section: str, name: str, kind: type, default: Any) -> Any:
        if not _has(self.config, section, name):
            return default
        value = self.config[section][name]
        if not isinstance(value, kind):
            wanted = {str: "un texto entre comillas", bool: "True o False"}[kind]
            raise CourseError(
                f"{CONFIG}: {section}.{name} debe ser {wanted} y es {value!r}, de tipo {type(value).__name__}. "
                "Corrígelo y repite la orden."
            )
        return value


def whole_url(url: str, home: Path) -> str:
    """Una dirección de base de datos, con la ruta entera si es la de un archivo SQLite.

    nbgrader se ejecuta desde la raíz del curso: es de ahí de donde parte una relativa.
    """
    found = SQLITE_FILE.fullmatch(url)
    return f"{found[1]}{home.resolve() / found[2]}{found[3]}" if found else url


def check_structure(structure: str) -> None:
    """Comprueba cómo cuelgan las carpetas de los estudiantes.

    Errores
        CourseError si no es como las pone nbgrader mientras no se le diga otra cosa.
    """
    if structure != STRUCTURE:
        raise CourseError(
            f"CourseDirectory.directory_structure debe ser «{STRUCTURE}» y es «{structure}»: es la única que se conoce."
        )


def _has(config: "Config", section: str, name: str) -> bool:
    # Preguntar por una sección que no está la crearía.
    return section in config and name in config[section]


def _load(loader: type, path: Path, shown: Path | str) -> "Config":
    """Lee un archivo de configuración, que es un programa y puede fallar de cualquier manera."""
    try:
        return loader(path.name, path=str(path.parent)).load_config()
    except SyntaxError as error:
        why = f"línea {error.lineno}: {error.msg}" if error.lineno else error.msg
    except OSError as error:
        why = reason_and_place(error)
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
    raise CourseError(f"{shown} no se puede leer ({why}). Corrígelo y repite la orden.")
