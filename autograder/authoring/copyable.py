"""¿Está ya escrita la respuesta de un ejercicio antes de que se pida?

Se lee el código de las celdas y de los textos de arriba, el de las pistas y los encabezados de toda la lección, y se
compara con la solución sin mirar nombres ni números: ``v = 0.9 * v + 1.0`` enseña ``v_nuevo = mu * v + g``. Lo que es
demasiado corto para reconocerlo así (``A.T``) solo cuenta con los mismos nombres; entre ejercicios de dos lecciones,
con los que sean. Lo que hay que ejecutar está en ``copyable_running.py``.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.expressions import Node, matches, read, renamed, statements, subexpressions, weight
from autograder.authoring.latex import GREEK
from autograder.authoring.sources import (
    alternatives,
    is_alternative,
    is_answer,
    is_test,
    lessons,
    nbgrader_of,
    solution_code,
    source_lines,
    source_path,
    strip_markers,
    variants_path,
)
from autograder.exercise import Exercise, exercises_of, numbered

# Con menos operaciones, dos cuentas se parecen por casualidad.
ENOUGH = 3
ENOUGH_IN_ONE = 2

FENCED = re.compile(
    r"^[ \t]*(?:```+|~~~+)(?:python)?[ \t]*\n(.*?)^[ \t]*(?:```+|~~~+)[ \t]*$", re.DOTALL | re.MULTILINE
)
HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
TRANSPOSED = re.compile(r"([A-Za-z]\w*)(?:ᵀ|\^\{?\\?(?:top|T|intercal)\b)")
WRITTEN = {**GREEK, "−": "-", "·": "*", "²": "**2", "³": "**3", "⊙": "*"}
SIGN = re.compile(r"[-+*/@(\[]|\.[A-Za-z]")
INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Shown:
    """Código que el estudiante ya ha visto: dónde empieza y qué dice."""

    where: str
    line: int
    code: str


def copyable_problems(root: Path, nb, name: str, number: int = 0) -> list[str]:
    """Los ejercicios de una lección cuya respuesta está escrita más arriba o en sus pistas, uno por frase.

    Con ``number``, los que tienen esa variante; ``nb`` es entonces el cuaderno con ella.
    """
    declared, others = numbered(exercises_of(name), number), alternatives(root, name, number)
    cells = list(zip(nb.cells, source_lines(root, nb, name), strict=True))
    seen = [shown for cell, line in cells if cell.cell_type == "markdown" for shown in _headings(cell, line)]
    found = []
    for cell, line in cells:
        if is_answer(cell):
            exercise = declared.get(nbgrader_of(cell).get("grade_id"))
            if exercise is not None:
                answers = [strip_markers(cell.source), *others.get(exercise.id, ())]
                wanted = [form for answer in answers for form in solution_forms(answer, exercise.id)]
                found += _given(exercise, wanted, [*seen, *_hints(exercise)], name)
        elif is_alternative(cell) or is_test(cell):
            continue
        elif cell.cell_type == "code":
            seen.append(Shown(_called(cell), line, cell.source))
        else:
            seen += _in_text(cell, line)
    return found


def _given(exercise: Exercise, wanted: list["Form"], shown: list[Shown], name: str) -> list[str]:
    for piece in shown:
        for scope in scopes(piece.code):
            for form in wanted:
                if (line := _contains(scope, form)) is not None:
                    place = f"{source_path(name)}, línea {piece.line + line - 1}" if piece.line else exercise.file
                    if piece.line and exercise.number:
                        place = variants_path(name)  # el cuaderno es de dos archivos: la celda se nombra, sin línea
                    return [
                        f"{place}: {piece.where} ya dice lo que pide «{exercise.key}». "
                        "Pregunta por otra cosa, o enséñalo con otro ejemplo."
                    ]
    return []


@dataclass(frozen=True)
class Form:
    """Unas cuentas por las que se reconoce una solución; ``whole`` si son exactamente lo que devuelve."""

    steps: tuple[Node, ...]
    whole: bool

    @property
    def telling(self) -> bool:
        """Si es bastante larga para reconocerla con otros nombres y otros números."""
        weights = [weight(node) for node in self.steps]
        return sum(weights) >= ENOUGH and max(weights) >= ENOUGH_IN_ONE


def solution_forms(code: str, id_: str) -> list[Form]:
    """Las maneras de reconocer una solución: línea a línea, y con cada nombre cambiado por lo que vale."""
    function = next((n for n in read(code).body if isinstance(n, ast.FunctionDef) and n.name == id_), None)
    if function is None:
        return []
    step_by_step = tuple(node for node, _ in statements(function.body) if weight(node))
    forms = [Form(step_by_step, False)]
    if returned := _inlined(function):
        forms.append(Form(tuple(filter(weight, returned)), all(map(weight, returned))))
    return [form for form in forms if form.steps]


def _inlined(function: ast.FunctionDef) -> list[Node] | None:
    """Lo que devuelve una función que solo va dando nombres, sin esos nombres."""
    values: dict[str, ast.expr] = {}

    class Put(ast.NodeTransformer):
        def visit_Name(self, node):
            return values.get(node.id, node)

    def put(tree):
        return Put().visit(_copy(tree))

    for statement in function.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = put(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=parts)) if all(
                isinstance(name, ast.Name) for name in names
            ):
                values |= {name.id: put(part) for name, part in zip(names, parts, strict=True)}
            case ast.Return(value=value) if value is not None:
                return [node for node, _ in statements([ast.Return(put(value))])]
            case _:
                return None
    return None


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def scopes(code: str) -> list[list[tuple[Node, int]]]:
    """Las cuentas de un trozo de código, con su línea: las de fuera de toda función y las de cada una."""
    tree = read(code)
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]
    return [
        [(part, line) for whole, line in statements(body) for part in subexpressions(whole) if weight(part)]
        for body in bodies
    ]


def _contains(scope: list[tuple[Node, int]], form: Form) -> int | None:
    """La línea donde empieza la solución dentro de esas cuentas, o None si no está entera."""
    if not (form.telling or form.whole):
        return None
    return next(_all_found(scope, form.steps, {}, None, form.telling), None)


def _all_found(scope, form, names, first, loose) -> Iterator[int]:
    if not form:
        yield first
        return
    for part, line in scope:
        for known in matches(form[0], part, names, loose):
            yield from _all_found(scope, form[1:], known, first or line, loose)


def repeated_problems(root: Path) -> list[str]:
    """Los ejercicios cuya solución ya se escribió, con otros nombres, en una lección anterior."""
    first: dict[tuple, Exercise] = {}
    found = []
    for name in lessons(root):
        declared = exercises_of(name)
        for id_, code in solution_code(root, name).items():
            if id_ not in declared:
                continue
            for form in solution_forms(code, id_):
                if not form.whole:
                    continue
                before = first.setdefault(renamed(form.steps), declared[id_])
                if before.lesson != name:
                    found.append(
                        f"{declared[id_].file}: «{id_}» se responde copiando «{before.id}», de la lección "
                        f"{before.lesson}. Pregunta por otra cosa."
                    )
    return found


def _headings(cell, line: int) -> Iterator[Shown]:
    """Lo que delata un encabezado, que sale en el índice desde el principio: «Ωᵀ» es ``Omega.T``."""
    for heading in HEADING.finditer(cell.source):
        at = line + cell.source[: heading.start()].count("\n")
        for found in TRANSPOSED.finditer(_plain(heading[0])):
            yield Shown(f"el encabezado «{heading[0]}»", at, f"{found[1]}.T")


def _in_text(cell, line: int) -> Iterator[Shown]:
    """El código de un texto: sus bloques y lo que va entre acentos."""
    for block in FENCED.finditer(cell.source):
        yield Shown("el código del texto", line + cell.source[: block.start(1)].count("\n"), block[1])
    rest = FENCED.sub(lambda block: "\n" * block[0].count("\n"), cell.source)
    for found in INLINE.finditer(rest):
        yield Shown(f"«{found[1]}»", line + rest[: found.start()].count("\n"), found[1])


def _plain(text: str) -> str:
    """Con las letras griegas por su nombre y los signos como en el código."""
    return "".join(WRITTEN.get(letter, letter) for letter in text)


def _hints(exercise: Exercise) -> Iterator[Shown]:
    """El código de las pistas: lo que va entre acentos y lo que, entre palabras, se lee como una cuenta."""
    for text in [*exercise.hints, *(m.hint for m in exercise.misconceptions)]:
        for piece in [*INLINE.findall(text), *re.split(r"[¿?¡!:;«»`]|[.,](?: |$)", _plain(text))]:
            for sum_ in _sums(piece.split()) if SIGN.search(piece) else ():
                yield Shown(f"la pista «{text[:60]}{'…' * (len(text) > 60)}»", 0, sum_)


def _sums(words: list[str]) -> Iterator[str]:
    """Los trozos más largos de una frase que son código."""
    start = 0
    while start < len(words):
        for end in range(len(words), start, -1):
            if read(text := " ".join(words[start:end])).body:
                yield text
                start = end - 1
                break
        start += 1


def _called(cell) -> str:
    return f"la celda que empieza por «{cell.source.strip().splitlines()[0][:40] if cell.source.strip() else ''}»"
