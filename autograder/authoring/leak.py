"""¿Sobrevive alguna solución en el cuaderno que recibe el estudiante?

Se mira de dos maneras. Como árbol: una secuencia de instrucciones de la
solución, aunque cambien el formato o los comentarios. Y como texto: una línea
larga de la solución en cualquier rincón del cuaderno, salidas y metadatos incluidos.
"""

import ast
import re
import textwrap
from dataclasses import dataclass

from autograder.authoring.sources import (
    ALTERNATIVE_TAG,
    BEGIN,
    END,
    is_alternative,
    nbgrader_of,
)

# Una línea más corta puede coincidir por casualidad: «return x».
SHORTEST_LINE = 25
# Lo que nbgrader deja en el hueco de cualquier ejercicio.
STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Region:
    """Un trozo de solución: de qué ejercicio es, qué dice y qué líneas suyas ve el estudiante igualmente."""

    owner: str
    code: bool
    lines: tuple[str, ...]
    kept: frozenset[str]


def leaks(source_nb, student_nb) -> list[str]:
    """Lo que delata la solución en ``student_nb``; una lista vacía si nada.

    ``source_nb`` es la fuente completa, con sus regiones de solución y sus
    celdas ``otra_solucion``.
    """
    found = _leftover_marks(student_nb)
    texts = [(where, _squeeze(text)) for where, text in _texts(student_nb)]
    trees = [(_name(i, c), _blocks(_parse(c.source))) for i, c in enumerate(student_nb.cells) if c.cell_type == "code"]
    for region in regions(source_nb):
        found += _surviving_lines(region, texts)
        if region.code:
            found += _surviving_statements(region, trees)
    return list(dict.fromkeys(found))


def text_leaks(source_nb, where: str, text: str) -> list[str]:
    """Lo que delata la solución en un texto suelto: una página de la web, ya sin etiquetas."""
    squeezed = _squeeze(text)
    found = [f"{where} conserva la marca «{mark}»" for mark in (BEGIN, END) if mark in squeezed]
    for region in regions(source_nb):
        found += _surviving_lines(region, [(where, squeezed)])
    return list(dict.fromkeys(found))


def regions(source_nb) -> list[Region]:
    """Todas las regiones de solución de una fuente, en orden."""
    found = []
    owner, kept = "", frozenset()
    for cell in source_nb.cells:
        if is_alternative(cell):
            # La firma y la docstring se parecen a las que ya tiene el hueco del mismo ejercicio.
            found.append(Region(owner, True, tuple(cell.source.split("\n")), kept))
        elif nbgrader_of(cell).get("solution"):
            owner = nbgrader_of(cell).get("grade_id", "")
            outside, inside = _split(cell.source)
            kept = frozenset(_squeeze(line) for line in outside)
            found += [Region(owner, cell.cell_type == "code", tuple(lines), kept) for lines in inside]
    return found


def _split(source: str) -> tuple[list[str], list[list[str]]]:
    """Separa las líneas que ve el estudiante de las regiones de solución.

    Sin marcas, nbgrader vacía la celda entera: toda ella es solución.
    """
    if BEGIN not in source:
        return [], [source.split("\n")]
    outside: list[str] = []
    inside: list[list[str]] = []
    current = outside
    for line in source.split("\n"):
        if BEGIN in line:
            current = []
            inside.append(current)
        elif END in line:
            current = outside
        else:
            current.append(line)
    return outside, inside


def _surviving_lines(region: Region, texts) -> list[str]:
    found = []
    for line in map(_squeeze, region.lines):
        if len(line) < SHORTEST_LINE or line in region.kept or line.startswith(STUB):
            continue
        places = [where for where, text in texts if line in text]
        found += [f"{where} contiene una línea de la solución de «{region.owner}»: «{line}»" for where in places]
    return found


def _surviving_statements(region: Region, trees) -> list[str]:
    wanted = [block for block in _bodies(region) if not _trivial(block)]
    dumps = ["\n".join(map(_dump, block)) for block in wanted]
    return [
        f"{where} contiene las instrucciones de la solución de «{region.owner}»"
        for where, blocks in trees
        if any(_contains(block, dump) for block in blocks for dump in dumps)
    ]


def _bodies(region: Region) -> list[list[ast.stmt]]:
    """Las secuencias que delatarían la solución: la región y el cuerpo de cada función que define."""
    tree = _parse("\n".join(region.lines))
    bodies = [_without_docstring(node.body) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [body for body in ([_without_docstring(tree.body)] + bodies) if body]


def _parse(source: str) -> ast.Module:
    """El árbol de una celda; las órdenes mágicas de IPython se apartan.

    Lo que no es Python queda como árbol vacío: el texto se compara igualmente.
    """
    # IPython acepta una celda entera sangrada.
    plain = textwrap.dedent(source)
    without_magics = re.sub(r"(?m)^(\s*)[%!].*$", r"\1pass", plain)
    for text in (plain, without_magics):
        try:
            return ast.parse(text)
        except SyntaxError:
            continue
    return ast.Module(body=[], type_ignores=[])


def _blocks(tree: ast.Module) -> list[str]:
    """Cada lista de instrucciones del árbol (módulo, función, rama…), una instrucción por línea."""
    found = []
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                found.append("\n".join(map(_dump, value)))
    return found


def _contains(block: str, dump: str) -> bool:
    """¿Aparecen las instrucciones de ``dump`` seguidas dentro de ``block``?"""
    return f"\n{dump}\n" in f"\n{block}\n"


def _dump(node: ast.stmt) -> str:
    return ast.dump(node, annotate_fields=False).replace("\n", " ")


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    match first:
        case ast.Expr(value=ast.Constant(value=str())):
            return body[1:]
    return body


def _trivial(body: list[ast.stmt]) -> bool:
    """``pass``, ``...``, un ``return`` sin valor o un ``raise``: nada que esconder."""

    def empty(node) -> bool:
        match node:
            case ast.Return(value=None) | ast.Return(value=ast.Constant(value=None)):
                return True
            case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Raise() | ast.Import() | ast.ImportFrom():
                return True
        return False

    return all(empty(node) for node in body)


def _leftover_marks(nb) -> list[str]:
    texts = list(_texts(nb))
    found = [f"{where} conserva la marca «{mark}»" for where, text in texts for mark in (BEGIN, END) if mark in text]
    tagged = [i for i, cell in enumerate(nb.cells) if is_alternative(cell)]
    return found + [f"{_name(i, nb.cells[i])} lleva la etiqueta «{ALTERNATIVE_TAG}»" for i in tagged]


def _texts(nb):
    """Cada texto del cuaderno con el lugar donde está: contenido, salidas, metadatos."""
    for index, cell in enumerate(nb.cells):
        yield from ((_name(index, cell), text) for text in _strings(cell))
    yield from (("la cabecera del cuaderno", text) for text in _strings(nb.metadata))


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _strings(key)
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        # nbformat guarda un texto largo como lista de líneas.
        if value and all(isinstance(part, str) for part in value):
            yield "".join(value)
        else:
            for part in value:
                yield from _strings(part)


def _name(index: int, cell) -> str:
    grade_id = nbgrader_of(cell).get("grade_id")
    return f"la celda «{grade_id}»" if grade_id else f"la celda número {index + 1}"


def _squeeze(text: str) -> str:
    return " ".join(text.split())
