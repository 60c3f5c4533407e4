"""Las fuentes del curso: ``solutions/*.md``, lo único que se edita a mano.

Aquí se encuentran, se leen y se les pregunta qué celdas tienen. Construir los
cuadernos de estudiante a partir de ellas es cosa de ``build``.

Las variantes de los ejercicios de una lección están en ``solutions/variantes/``, en un archivo con su nombre: cada
una es lo que va, en un cuaderno individual, en lugar del apartado de su ejercicio. Empieza en una celda de texto con
``+++ {"variante": "t1_lineal/1"}``; lleva el enunciado, la celda de respuesta resuelta y otra solución. Con
``{"variante": "*", "cambia": "### Título"}`` se cambia en todos un apartado que no es de ningún ejercicio.
"""

import copy
import re
from functools import lru_cache
from pathlib import Path

from autograder.errors import MEND, CourseError
from autograder.notebook.individual import section, titled
from autograder.reading import Unreadable, decode

BEGIN = "BEGIN SOLUTION"
END = "END SOLUTION"
ALTERNATIVE_TAG = "otra_solucion"
EVERY = "*"  # la variante de lo que cambia en todos los cuadernos individuales


def lessons(root: Path) -> list[str]:
    """Nombres de las lecciones, ordenados: los archivos de ``solutions/`` sin su extensión."""
    return sorted(path.stem for path in (Path(root) / "solutions").glob("*.md"))


def choose_lessons(root: Path, names: list[str] | None) -> list[str]:
    """Las lecciones pedidas, o todas si no se pide ninguna.

    Errores
        CourseError si alguna no existe; el mensaje dice cuáles hay.
    """
    known = lessons(root)
    for name in names or ():
        if name not in known:
            raise CourseError(f"No existe solutions/{name}.md. Las lecciones son: {', '.join(known) or 'ninguna'}.")
    return sorted(set(names)) if names else known


def source_path(name: str) -> str:
    """Cómo se nombra una fuente en los mensajes: ``solutions/tarea_jacobiano.md``."""
    return f"solutions/{name}.md"


def variants_path(name: str) -> str:
    """Como ``source_path``, de las variantes de una lección."""
    return f"solutions/variantes/{name}.md"


def read_source(root: Path, name: str, number: int = 0):
    """Lee una lección como cuaderno, con sus soluciones y sus celdas ``otra_solucion``.

    Con ``number``, como cuaderno individual: en cada ejercicio, la variante de ese número, si la tiene. Lo que viene
    de una variante lleva su nombre en los metadatos, en ``variante``.

    Errores
        CourseError si el archivo falta, no se sabe en qué codificación está, no empieza
        por su cabecera o sus metadatos no se leen.
    """
    base = _read(root, source_path(name))
    return _with_variants(base, read_variants(root, name), name, number) if number else base


def read_variants(root: Path, name: str) -> dict[str, list]:
    """Las celdas de cada variante escrita de una lección, por su nombre; vacío si no tiene ninguna.

    Los apartados que cambian en todos los cuadernos individuales van por su título.

    Errores
        Los de ``read_source``, y CourseError si hay algo que no es de ninguna variante, o dos con el mismo nombre.
    """
    where = variants_path(name)
    if not (Path(root) / where).is_file():
        return {}
    found: dict[str, list] = {}
    current: list | None = None
    for cell in _read(root, where).cells:
        key = cell.metadata.get("variante")
        if key is not None:
            key = cell.metadata.get("cambia") if key == EVERY else key
            if not isinstance(key, str) or key in found:
                raise CourseError(f"{where}: la variante «{key}» está dos veces, o no tiene un nombre.", MEND)
            current = found.setdefault(key, [])
        if current is None:
            raise CourseError(
                f'{where} debe empezar por +++ {{"variante": "ejercicio/1"}}, detrás de la cabecera.', MEND
            )
        current.append(cell)
    return found


def _with_variants(base, written: dict[str, list], name: str, number: int):
    """La lección con esa variante de cada ejercicio que la tenga."""
    nb = copy.deepcopy(base)
    for key, cells in written.items():
        try:
            _put(nb, key, cells, number)
        except LookupError as problem:
            raise CourseError(f"{variants_path(name)}: «{key}»: {problem}", MEND) from None
    return nb


def _put(nb, key: str, cells: list, number: int) -> None:
    """Cambia en un cuaderno el apartado de una variante, si es de las de ese número.

    Errores
        LookupError si el apartado no está, o la variante no acaba en su respuesta.
    """
    id_, _, which = key.partition("/")
    if key.startswith("#"):
        nb.cells[titled(nb.cells, key)] = _marked(cells, EVERY)
    elif which == str(number):
        place = section(nb.cells, id_)
        meta = nb.cells[place.stop - 1].metadata
        own = _marked([cell for cell in cells if not is_alternative(cell)], key)
        if not own or own[-1].cell_type != "code" or BEGIN not in own[-1].source:
            raise LookupError("debe acabar en su celda de respuesta, resuelta.")
        own[-1].metadata |= copy.deepcopy(meta)
        after = place.stop + 1  # detrás de su check
        end = after
        while end < len(nb.cells) and is_alternative(nb.cells[end]):
            end += 1
        nb.cells[after:end] = [cell for cell in cells if is_alternative(cell)]
        nb.cells[place] = own


def _marked(cells: list, key: str) -> list:
    cells = copy.deepcopy(cells)
    for cell in cells:
        cell.metadata.pop("cambia", None)
        cell.metadata["variante"] = key
    return cells


def _read(root: Path, where: str):
    import yaml
    from jupytext.myst import MystMetadataParsingError
    from nbformat import ValidationError

    try:
        text = _read_text(Path(root) / where, where)
        # Con algo delante, la cabecera no lo es: saldría publicada como texto de la primera celda.
        if not re.match(r"---[ \t]*\n", text):
            start = text.lstrip("\n").partition("\n")[0][:40]
            raise CourseError(
                f"{where} debe empezar por su cabecera, entre dos líneas --- sin nada delante: empieza por «{start}».",
                MEND,
            )
        return copy.deepcopy(_parsed(text))
    except FileNotFoundError:
        raise CourseError(f"No existe {where}.", MEND) from None
    except (MystMetadataParsingError, yaml.YAMLError, ValidationError) as error:
        raise CourseError(_explain_metadata(where, str(error)), MEND) from None


@lru_cache(maxsize=64)  # cada revisión de ``lint`` y de ``build`` lee la lección entera
def _parsed(text: str):
    import jupytext

    return jupytext.reads(text, fmt="md:myst")


def _read_text(path: Path, where: str) -> str:
    raw = path.read_bytes()
    try:
        text, guessed = decode(raw)
    except Unreadable as problem:
        raise CourseError(f"{where} {problem}.", MEND) from None
    if guessed:  # lo que se publica no se adivina
        line = next(k for k, line in enumerate(raw.split(b"\n"), 1) if decode(line)[1])
        raise CourseError(f"{where} no está en UTF-8 (línea {line}). Guárdalo con esa codificación.", MEND)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def source_lines(root: Path, nb, name: str) -> list[int]:
    """La línea del archivo donde empieza el contenido de cada celda; 1 si no se encuentra tal cual."""
    where = source_path(name)
    text = _read_text(Path(root) / where, where)
    lines, at = [], 0
    for cell in nb.cells:
        found = text.find(cell.source, at)
        lines.append(text.count("\n", 0, found) + 1 if found >= 0 else 1)
        at = found + len(cell.source) if found >= 0 else at
    return lines


def encoding_problem(root: Path, name: str) -> str | None:
    """Qué decir de una fuente que se lee bien, pero que otros programas leerían mal."""
    raw = (Path(root) / source_path(name)).read_bytes()
    try:
        marked = raw.decode("utf-8").startswith("\ufeff")
    except UnicodeDecodeError:
        marked = True  # UTF-16: lo que no se sabe qué es ya lo ha dicho ``read_source``
    return (
        f"{source_path(name)} lleva una marca de codificación (BOM): guárdalo como UTF-8 sin ella." if marked else None
    )


def _explain_metadata(where: str, error: str) -> str:
    """Traduce el error de jupytext: qué celda, qué línea y qué se esperaba."""
    cell = re.search(r"(Code|Markdown) cell \d+ at line (\d+)", error)
    place = "la cabecera del archivo (entre las dos líneas ---)"
    if cell:
        kind = "código" if cell[1] == "Code" else "texto"
        place = f"la celda de {kind} de la línea {cell[2]}"
    detail = " ".join(error.split("could not be read:")[-1].split())
    return f"{where}: no se entienden los metadatos de {place}. Revisa llaves, comas y sangría. Detalle: {detail}"


def nbgrader_of(cell) -> dict:
    """Los metadatos de nbgrader de una celda, o un diccionario vacío."""
    return cell.metadata.get("nbgrader") or {}


def is_answer(cell) -> bool:
    """¿Es la celda donde se escribe la función de un ejercicio?"""
    return cell.cell_type == "code" and bool(nbgrader_of(cell).get("solution"))


def is_test(cell) -> bool:
    """¿Es la celda de corrección de un ejercicio?"""
    meta = nbgrader_of(cell)
    return cell.cell_type == "code" and bool(meta.get("grade")) and not meta.get("solution")


def is_written(cell) -> bool:
    """¿Es una pregunta escrita, que corrige una persona?"""
    return cell.cell_type == "markdown" and bool(nbgrader_of(cell).get("solution"))


def is_alternative(cell) -> bool:
    """¿Es otra solución correcta, que solo usan las pruebas?"""
    return ALTERNATIVE_TAG in cell.metadata.get("tags", ())


def strip_markers(source: str) -> str:
    """El código sin las líneas que delimitan la solución."""
    return "\n".join(line for line in source.split("\n") if BEGIN not in line and END not in line)


def written_ids(root: Path, name: str) -> list[str]:
    """Los ids de las preguntas escritas de una lección."""
    return [nbgrader_of(c)["grade_id"] for c in read_source(root, name).cells if is_written(c)]


def solution_code(root: Path, name: str, number: int = 0) -> dict[str, str]:
    """Id → código de la celda de respuesta, resuelta y sin marcas; con ``number``, las de esa variante."""
    cells = read_source(root, name, number).cells
    return {nbgrader_of(c)["grade_id"]: strip_markers(c.source) for c in cells if is_answer(c)}


def alternatives(root: Path, name: str, number: int = 0) -> dict[str, list[str]]:
    """Id → las otras soluciones correctas, en el orden en que aparecen tras su ejercicio; o las de una variante."""
    found: dict[str, list[str]] = {}
    current = None
    for cell in read_source(root, name, number).cells:
        if is_answer(cell):
            current = nbgrader_of(cell)["grade_id"]
        elif is_alternative(cell) and current is not None:
            found.setdefault(current, []).append(strip_markers(cell.source))
    return found
