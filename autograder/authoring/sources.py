"""Las fuentes del curso: ``solutions/*.md``, lo único que se edita a mano.

Aquí se encuentran, se leen y se les pregunta qué celdas tienen. Construir los
cuadernos de estudiante a partir de ellas es cosa de ``build``.
"""

import re
from pathlib import Path

from autograder.errors import MEND, CourseError
from autograder.reading import Unreadable, decode

BEGIN = "BEGIN SOLUTION"
END = "END SOLUTION"
ALTERNATIVE_TAG = "otra_solucion"


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


def read_source(root: Path, name: str):
    """Lee una lección como cuaderno, con sus soluciones y sus celdas ``otra_solucion``.

    Errores
        CourseError si el archivo falta, no se sabe en qué codificación está, no empieza
        por su cabecera o sus metadatos no se leen.
    """
    import jupytext
    import yaml
    from jupytext.myst import MystMetadataParsingError
    from nbformat import ValidationError

    where = source_path(name)
    try:
        text = _read_text(Path(root) / where, where)
        # Con algo delante, la cabecera no lo es: saldría publicada como texto de la primera celda.
        if not re.match(r"---[ \t]*\n", text):
            start = text.lstrip("\n").partition("\n")[0][:40]
            raise CourseError(
                f"{where} debe empezar por su cabecera, entre dos líneas --- sin nada delante: empieza por «{start}».",
                MEND,
            )
        return jupytext.reads(text, fmt="md:myst")
    except FileNotFoundError:
        raise CourseError(f"No existe {where}.", MEND) from None
    except (MystMetadataParsingError, yaml.YAMLError, ValidationError) as error:
        raise CourseError(_explain_metadata(where, str(error)), MEND) from None


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


def solution_code(root: Path, name: str) -> dict[str, str]:
    """Id → código de la celda de respuesta, resuelta y sin marcas."""
    cells = read_source(root, name).cells
    return {nbgrader_of(c)["grade_id"]: strip_markers(c.source) for c in cells if is_answer(c)}


def alternatives(root: Path, name: str) -> dict[str, list[str]]:
    """Id → las otras soluciones correctas, en el orden en que aparecen tras su ejercicio."""
    found: dict[str, list[str]] = {}
    current = None
    for cell in read_source(root, name).cells:
        if is_answer(cell):
            current = nbgrader_of(cell)["grade_id"]
        elif is_alternative(cell) and current is not None:
            found.setdefault(current, []).append(strip_markers(cell.source))
    return found
