"""Los ejercicios rápidos de una lección: ``solutions/rapidos/<lección>.toml``, lo que pregunta la web, sin Python.

Son de tres clases: casar (``match``), encontrar la línea equivocada (``wrong_line``) y adivinar el gradiente que viene
(``predict``). Aquí se leen y se mira que estén enteros; si dicen la verdad lo mira ``quick_truth``. No llevan nota.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.quick_kinds import KINDS
from autograder.authoring.sources import read_source
from autograder.errors import MEND, CourseError
from autograder.reading import Unreadable, decode

FOLDER = Path("solutions", "rapidos")
FEWEST = 2  # por lección
COMMON = ("id", "kind", "after", "prompt", "why")
ID = re.compile(r"[a-z][a-z0-9_]*")
FENCE = re.compile(r"^(```+|~~~+).*?^\1", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Quick:
    """Un ejercicio rápido. ``after`` es el encabezado tras cuyo apartado va; ``data``, lo propio de su clase."""

    lesson: str
    id: str
    kind: str
    after: str
    prompt: str
    why: str
    data: dict


def quick_path(name: str) -> str:
    """Cómo se nombran los de una lección en los mensajes."""
    return (FOLDER / f"{name}.toml").as_posix()


def load_quick(root: Path, name: str) -> list[Quick]:
    """Los de una lección, en el orden de su archivo; ninguno si no lo tiene.

    Errores
        CourseError con todo lo que les falta, una frase por fallo.
    """
    found, problems = _read(root, name)
    if problems:
        raise CourseError("\n".join(problems), MEND)
    return found


def quick_problems(root: Path, name: str) -> list[str]:
    """Lo que les falta a los de una lección, en frases. Un curso sin la carpeta no los tiene, y no se le piden."""
    if not (Path(root) / FOLDER).is_dir():
        return []
    found, problems = _read(root, name)
    graded = not name[0].isdigit()  # la tarea entera lleva nota
    if graded and (found or problems):
        return [f"{quick_path(name)}: la tarea lleva nota y no tiene ejercicios rápidos. Borra el archivo."]
    if not graded and not problems and len(found) < FEWEST:
        few = f"tiene {len(found)} de los {FEWEST} ejercicios rápidos que lleva cada lección, como poco."
        problems = [f"{quick_path(name)}: {few}"]
    return problems


def stray_quick(root: Path, names: list[str]) -> list[str]:
    """Los archivos que no son de ninguna lección."""
    files = sorted((Path(root) / FOLDER).glob("*"))
    return [
        f"{(FOLDER / path.name).as_posix()}: no es de ninguna lección. Se llama como ella y acaba en .toml."
        for path in files
        if path.suffix != ".toml" or path.stem not in names
    ]


def headings(text: str) -> list[tuple[int, str]]:
    """(dónde empieza, qué dice) cada encabezado de un texto; los de un bloque de código no lo son."""
    hidden = FENCE.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    return [(found.start(), found[1]) for found in HEADING.finditer(hidden)]


def _read(root: Path, name: str) -> tuple[list[Quick], list[str]]:
    """Los que están bien y una frase por cada fallo."""
    path = Path(root) / FOLDER / f"{name}.toml"
    if not path.is_file():
        return [], []
    where = quick_path(name)
    try:
        written = tomllib.loads(decode(path.read_bytes())[0]).get("quick")
    except Unreadable as error:
        return [], [f"{where}: {error}"]
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        place = f"en la línea {at[1]}" if at else "al final"
        return [], [f"{where}: no es TOML, {place}: suele ser una comilla, una coma o un corchete de menos."]
    if not isinstance(written, list) or not all(isinstance(entry, dict) for entry in written):
        return [], [f"{where}: cada ejercicio empieza con [[quick]] y no se ha encontrado ninguno."]
    texts = (cell.source for cell in read_source(root, name).cells if cell.cell_type == "markdown")
    titles = [title for text in texts for _, title in headings(text)]
    found, problems = [], []
    for number, entry in enumerate(written, 1):
        label = f"{where}, ejercicio {number} («{entry.get('id', 'sin id')}»)"
        said = [f"{label}: {problem}" for problem in _problems(entry, titles, [quick.id for quick in found])]
        problems += said
        if not said:
            data = {key: value for key, value in entry.items() if key not in COMMON}
            found.append(Quick(name, **{key: entry[key] for key in COMMON}, data=data))
    return found, problems


def _problems(entry: dict, titles: list[str], before: list[str]) -> Iterator[str]:
    missing = [key for key in COMMON if not isinstance(entry.get(key), str) or not entry[key].strip()]
    if missing:
        yield f"le falta {', '.join(missing)}, en texto."
        return
    if entry["kind"] not in KINDS:
        yield f"no hay ejercicios de la clase «{entry['kind']}». Hay {', '.join(KINDS)}."
        return
    if not ID.fullmatch(entry["id"]):
        yield "su id se escribe como el nombre de una función: minúsculas, cifras y guiones bajos."
    if entry["id"] in before:
        yield "ya hay otro con ese id."
    if entry["after"] not in titles:
        yield f"la lección no tiene ningún encabezado «{entry['after']}». Cópialo sin las almohadillas."
    elif titles.count(entry["after"]) > 1:
        yield f"la lección tiene más de un encabezado «{entry['after']}»: elige uno que no se repita."
    kind = KINDS[entry["kind"]]
    unknown = sorted(entry.keys() - {*COMMON, *kind.keys})
    if unknown:
        yield f"no se sabe qué es {', '.join(unknown)}. De esta clase se escribe {', '.join(kind.keys)}."
    try:
        yield from kind.problems(entry)
    except (KeyError, TypeError, AttributeError):
        yield f"está a medias. De su clase se escribe {', '.join(kind.keys)}; mira uno de los que ya hay."
