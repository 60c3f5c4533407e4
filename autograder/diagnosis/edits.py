"""Los arreglos que se prueban en la función de un estudiante, y qué error dice cada uno de ellos si funciona.

Son los errores de ``mutations`` leídos al revés, y lo que se pudo olvidar de escribir. Si al quitar un factor sale lo
que se pide, sobraba; si hay que ponerlo, faltaba. Cada arreglo cambia una cosa, y está dicho por renglones: así viaja.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.diagnosis.arithmetic import one_minus
from autograder.diagnosis.insertions import forgotten
from autograder.diagnosis.loops import rounds
from autograder.diagnosis.misplaced import LIKELY, ODD, POSSIBLE, repeated, statements_moved
from autograder.diagnosis.mutations import IN_INDEX, Changes, in_many_places, in_one_place
from autograder.diagnosis.syntax import UNLIKELY, Names, function_name, is_number
from autograder.diagnosis.written import Lines, Part, Writer

# Error que pone el arreglo → error que tenía quien lo necesita; vacío si no dice cuál. Los demás, en los dos sentidos.
BACKWARDS = {
    "factor_que_falta": "factor_de_mas",
    "factor_de_mas": "",  # lo que se olvidó escribir lo sabe ``insertions``
    "termino_que_falta": "termino_de_mas",
    "termino_de_mas": "termino_que_falta",
    "suma_por_media": "media_por_suma",
    "media_por_suma": "suma_por_media",
    "sin_funcion": "otra_operacion",
    "valor_absoluto": "",
    "difundido": "otra_operacion",
    "solo_la_diagonal": "",
    "valor_por_derivada": "otra_operacion",
    "entradas_que_faltan": "",
}


@dataclass(frozen=True)
class Edit:
    """Un arreglo: los renglones que cambian (contando desde 0), lo que va en ellos y el error que había si funciona."""

    kind: str
    part: int
    lines: Lines
    likely: int
    line: int  # dónde está en lo que escribió el estudiante


def edits(parts: list[Part]) -> list[Edit]:
    """Los arreglos de unas funciones, de más a menos probables y cada uno una vez por cada error que diría."""
    found: dict[Edit, None] = {}
    for number, part in enumerate(parts):
        for kind, likely, lines in _of_part(part):
            if all(part.lines[at] == text for at, text in lines):
                continue
            at = min(at for at, _ in lines)
            found.setdefault(Edit(kind, number, lines, likely, part.where.get(at + 1, 0)))
    return sorted(found, key=lambda e: (e.likely, e.part))


def _of_part(part: Part) -> Iterator[tuple[str, int, Lines]]:
    function = ast.parse("\n".join(part.lines)).body[0]
    assert isinstance(function, ast.FunctionDef)
    writer, names, reader = Writer(function, part.lines), Names(function), _Reader(function)
    for kind, node, new in in_one_place(function):
        if read := reader.read(kind, node, new):
            yield from _written(writer, *read, {node: new})
    for kind, changes in in_many_places(function):
        first = next(iter(changes), None)
        if first is not None and (read := reader.read(kind, first, changes[first])):
            yield from _written(writer, read[0], max(read[1], POSSIBLE), changes)
    for kind, node, new, likely in forgotten(function, names):
        yield from _written(writer, kind, likely, {node: new})
    for kind, changes in repeated(function):
        yield from _written(writer, kind, POSSIBLE, changes)
    for kind, lines in statements_moved(function, part.lines):
        yield kind, POSSIBLE, lines


def _written(writer: Writer, kind: str, likely: int, changes: Changes) -> Iterator[tuple[str, int, Lines]]:
    lines = writer.with_changes(changes)
    if lines is not None:
        yield rounds(writer.lines, lines) or kind, likely, lines


class _Reader:
    """Qué error tenía quien necesita un arreglo."""

    def __init__(self, function: ast.FunctionDef):
        nodes = list(ast.walk(function))
        self.names = Names(function)
        calls = [n for n in nodes if isinstance(n, ast.Call)]
        self.indices = {c for n in nodes if isinstance(n, ast.Subscript) for c in ast.walk(n.slice)}
        self.indices |= {c for n in calls if function_name(n) == "range" for c in ast.walk(n)}
        self.uses = self._read_in(function)
        # Los factores: lo demás, al quitarlo, no deja un producto con uno menos.
        products = [n for n in nodes if isinstance(n, ast.BinOp) and isinstance(n.op, (ast.Mult, ast.Div, ast.MatMult))]
        self.factors = {side for n in products for side in (n.left, n.right)}
        self.tests = {c for n in nodes if isinstance(n, (ast.If, ast.IfExp)) for c in ast.walk(n.test)}
        assigned = [n for n in nodes if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
        self.kept = {a.value: a.targets[0].id for a in assigned}  # type: ignore[attr-defined]
        self.measures = {a.targets[0].id for a in assigned if _is_measure(a.value)}  # type: ignore[attr-defined]

    def read(self, kind: str, node: ast.AST, new: ast.AST | None) -> tuple[str, int] | None:
        """El error y lo probable que es; None si ese arreglo no dice nada."""
        likely = ODD if kind.startswith(UNLIKELY) else LIKELY
        kind = kind.removeprefix(UNLIKELY)
        if kind == "signo" and _adds_a_minus(node, new):
            likely = POSSIBLE  # antes, los signos que están escritos
        if node in self.indices and kind in IN_INDEX:
            found = "otra_variable"
        else:
            found = self._particular(kind, node, new) or BACKWARDS.get(kind, kind)
        return (found, likely) if found and self._is_small(found, node, new) else None

    def _is_small(self, kind: str, node: ast.AST, new: ast.AST | None) -> bool:
        """Si el arreglo cambia poco: poner un dato en el sitio de toda una cuenta es escribir otra función."""
        if new is None and not isinstance(node, ast.AugAssign):
            return False
        if isinstance(new, ast.BinOp) and isinstance(new.op, ast.Mult) and 1 in map(_number, (new.left, new.right)):
            return False  # por 1 es quitar, y eso ya se prueba
        # Poner un 0 es quitar lo que hay, y eso se prueba al quitar; medio de nada, una casualidad.
        if is_number(node) and node not in self.indices and (is_number(new, 0) or is_number(node, 0)):
            return False
        if kind != "otra_variable" or new is None:
            return True
        # Si deja sin usar una variable, lo que se tira es la cuenta que la hacía.
        lost = self._read_in(node) - self._read_in(new)
        if any(self.uses[name] == times for name, times in lost.items() if name not in self.names.arguments):
            return False
        value, now = (getattr(n, "value", None) if isinstance(n, ast.Return) else n for n in (node, new))
        return not isinstance(now, ast.Name) or isinstance(value, (ast.Name, ast.Subscript))

    def _read_in(self, node: ast.AST) -> Counter:
        """Cuántas veces se lee cada nombre; rellenar una casilla no es leerlo."""
        nodes = list(ast.walk(node))
        filled = {n.value for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)}
        read = (n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in filled)
        return Counter(n.id for n in read)

    def _particular(self, kind: str, node: ast.AST, new: ast.AST | None) -> str:
        """Los arreglos que dicen más de lo que dice el error que deshacen; vacío si no es uno."""
        match kind, node, new:
            case _, (ast.If() | ast.IfExp()), _:
                return "una_linea"  # lo que sobra es un caso aparte: no dice qué error lo hizo escribir
            case "otra_variable", _, _ if node in self.tests:
                return "una_linea"  # ni cuándo se da ese caso
            case "factor_que_falta", ast.BinOp(op=ast.Div(), left=left, right=by), _ if new is left and self._measure(
                by
            ):
                return "una_linea"  # dividir por una norma o por un máximo es otro método, no un factor de más
            case "termino_que_falta", ast.BinOp(op=ast.Add(), left=left, right=right), _ if self._measure(
                right if new is left else left
            ):
                return "una_linea"
            case _, _, ast.Name() if new.id == self.kept.get(node):
                return "una_linea"  # la instrucción entera
            case "factor_que_falta", ast.Call(), ast.Constant() if node not in self.factors:
                return "una_linea"  # cambiar toda una cuenta por un 1
            case "termino_que_falta", ast.BinOp(op=ast.Sub(), left=ast.Constant(value=1)), ast.Name() if (
                new is node.right and new.id in self.names.arguments
            ):
                return "otra_constante"  # 1 − p por p
            case "termino_que_falta", ast.BinOp(left=ast.Constant()), _ if new is not node.left:
                return "una_linea"  # quitar el 1 de 1 − x no es quitar un sumando
            case (("otra_variable" | "sin_funcion"), ast.Name(), ast.Name()):
                return "sin_funcion" if node.id in self.names.under.get(new.id, ()) else "otra_variable"
            case _, ast.Return(value=ast.Subscript(value=ast.Name() as base)), ast.Return(value=ast.Name() as now):
                return "entradas_que_faltan" if base.id == now.id else ""
            case "sin_funcion", ast.Call(), _ if function_name(node) in ("abs", "fabs", "absolute"):
                return "valor_absoluto"
            case "sin_funcion", ast.Call() | ast.BinOp(), _:
                return "funcion_de_mas"
            case "otra_operacion", ast.BinOp(op=ast.Pow()), ast.BinOp(op=ast.Mult()):
                return "valor_por_derivada"
            case _, ast.BinOp(op=ast.Mult(), left=one, right=other), _ if one_minus(one, other) is not None:
                return "derivada_de_otra_activacion" if new in (one, other) else ""
            case "factor_que_falta", ast.BinOp(op=ast.Div(), right=ast.Name() as by), _ if by.id in self.names.sizes:
                return "media_por_suma"
        return ""

    def _measure(self, e: ast.expr) -> bool:
        """Si es una cuenta que dice cómo de grande es algo, o el nombre de una."""
        return _is_measure(e) or any(isinstance(n, ast.Name) and n.id in self.measures for n in ast.walk(e))


def _number(e: ast.expr) -> float | None:
    return e.value if is_number(e) else None  # type: ignore[attr-defined]


MEASURING = ("norm", "sqrt", "sum", "max", "abs", "maximum", "clip", "std")


def _is_measure(e: ast.expr) -> bool:
    return any(isinstance(n, ast.Call) and function_name(n) in MEASURING for n in ast.walk(e))


def _adds_a_minus(node: ast.AST, new: ast.AST | None) -> bool:
    value, now = (getattr(n, "value", n) if isinstance(n, ast.stmt) else n for n in (node, new))
    return isinstance(now, ast.UnaryOp) and now.operand is value
