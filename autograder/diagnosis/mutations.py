"""El modelo de errores: de una referencia, las muchas maneras de equivocarse en un sitio.

Cada mutación pone otra cosa en un nodo del árbol de la función, o en todos los que se parecen, y dice qué clase de
error es. Qué se pone en cada nodo lo dice ``slips``.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from autograder.diagnosis.slips import slips_at
from autograder.diagnosis.syntax import UNARY, UNLIKELY, Names, call, function_name, is_number, is_size, odd

LIMIT = 2500  # mutantes de una referencia


def mutants(source: str, name: str) -> Iterator[tuple[str, str]]:
    """Parejas (clase de error, código): la función ``name`` con un error en un sitio.

    Un mismo código puede salir con dos clases.

    La clase lleva delante ``UNLIKELY`` si es un error que casi nadie comete.

    Errores
        SyntaxError si la fuente no se lee.
    """
    tree = ast.parse(source)
    spots = _Spots(tree)
    reference = ast.unparse(tree)
    seen: set[tuple[str, str]] = set()
    for kind, changes in _all(tree, name):
        text = spots.text(changes)
        if text is not None and text != reference and (kind, text) not in seen:
            seen.add((kind, text))
            yield kind, text
            if len(seen) > LIMIT:
                return


Changes = dict[ast.AST, ast.AST | None]  # nodo de la referencia → lo que va en su sitio; None quita la instrucción


class _Spots:
    """Dónde cuelga cada nodo del árbol, para cambiarlo en el sitio y dejarlo como estaba: copiarlo cuesta mucho más."""

    def __init__(self, tree: ast.Module):
        self.tree = tree
        self.where = {
            child: (parent, field, place)
            for parent in ast.walk(tree)
            for field, value in ast.iter_fields(parent)
            for place, child in enumerate(value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        }

    def text(self, changes: Changes) -> str | None:
        """El código con esos cambios, o None si no se puede escribir."""
        try:
            for node, new in changes.items():
                self._put(node, ast.Pass() if new is None else new)
            return ast.unparse(self.tree)
        except (ValueError, AttributeError, TypeError):
            return None
        finally:
            for node in changes:
                self._put(node, node)

    def _put(self, node: ast.AST, new: ast.AST) -> None:
        parent, field, place = self.where[node]
        if isinstance(getattr(parent, field), list):
            getattr(parent, field)[place] = new
        else:
            setattr(parent, field, new)


def _all(tree: ast.Module, name: str) -> Iterator[tuple[str, Changes]]:
    function = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name), None)
    if function is None:
        return
    for kind, node, new in in_one_place(function):
        yield kind, {node: new}
    yield from in_many_places(function)
    yield from _other_parts(_body(function))


def in_one_place(function: ast.FunctionDef) -> Iterator[tuple[str, ast.AST, ast.AST | None]]:
    """(clase, nodo, lo que va en su sitio): cada error que cabe en un solo nodo."""
    names = Names(function)
    deciding = {id(t) for n in ast.walk(function) for t in _tests(n)}
    indices = {id(c) for n in ast.walk(function) if isinstance(n, ast.Subscript) for c in ast.walk(n.slice)}
    adding = {id(n) for n in ast.walk(function) if isinstance(n, ast.For) and _adds(n) for n in ast.walk(n.iter)}
    exponents = {id(n.right) for n in ast.walk(function) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)}
    for node in _body(function):
        for kind, new in slips_at(node, names):
            if id(node) in indices and kind in IN_INDEX:
                kind = "otra_variable"  # otra casilla no es otra constante, ni otro signo
            if id(node) in adding and kind == "entradas_que_faltan":
                kind = "termino_que_falta"  # una vuelta menos de un bucle que suma
            if id(node) in exponents and kind in IN_EXPONENT:
                kind = IN_EXPONENT[kind]
            if id(node) in deciding and kind not in ("umbral", "otra_variable", "operandos_cambiados"):
                continue  # de lo que decide un ``if`` solo importa hacia qué lado cae
            yield kind, node, new


def _adds(loop: ast.For) -> bool:
    """Si cada vuelta suma algo a lo que ya había."""
    return any(isinstance(n, ast.AugAssign) and isinstance(n.op, (ast.Add, ast.Sub)) for n in ast.walk(loop))


def in_many_places(function: ast.FunctionDef) -> Iterator[tuple[str, Changes]]:
    """(clase, cambios): el mismo error en todos los sitios en que cabe."""
    nodes = _body(function)
    yield from _alike(nodes, Names(function))
    yield from _everywhere(nodes)
    yield from _swapped(function, nodes)


def _body(function: ast.FunctionDef) -> list[ast.AST]:
    """Los nodos de una función, sin su nombre ni sus argumentos."""
    outside = {function, *ast.walk(function.args)}
    return [n for n in ast.walk(function) if n not in outside]


IN_INDEX = ("otra_constante", "signo", "otra_operacion", "termino_que_falta", "termino_de_mas")
IN_EXPONENT = {"otra_constante": "potencia", "signo": "otra_operacion"}  # un signo ahí es dividir en vez de multiplicar
SITES = 6  # sitios parecidos que se cambian a la vez, como mucho


def _alike(nodes: list[ast.AST], names: Names) -> Iterator[tuple[str, Changes]]:
    """La misma equivocación en todos los sitios que se escriben igual: quien no sabe algo no lo sabe en ninguno."""
    groups: dict[str, list[ast.AST]] = {}
    for node in nodes:
        if isinstance(node, (ast.BinOp, ast.Call, ast.Assign)):
            groups.setdefault(_form(node), []).append(node)
    for group in groups.values():
        if not 2 <= len(group) <= SITES:
            continue
        for changes in zip(*(list(slips_at(node, names)) for node in group), strict=False):
            if len({kind for kind, _ in changes}) == 1:
                kind = changes[0][0]
                if kind in ("factor_de_mas", "factor_que_falta") and all(_doubles(new) for _, new in changes):
                    kind = "otra_constante"  # con un 2 en dos sitios, en cuál sobra o en cuál falta no se sabe
                yield kind, {node: new for node, (_, new) in zip(group, changes, strict=True)}


def _doubles(e: ast.AST | None) -> bool:
    """Si es otra cosa por 2, o por un medio."""
    e = getattr(e, "value", e) if isinstance(e, ast.stmt) else e
    return isinstance(e, ast.BinOp) and isinstance(e.op, ast.Mult) and (is_number(e.left, 2) or is_number(e.left, 0.5))


def _form(node: ast.AST) -> str:
    """Cómo está escrito un nodo, sin mirar los nombres ni los números."""
    text = re.sub(r"id='\w+'", "id", ast.dump(node))
    return re.sub(r"Constant\(value=[^)]*\)", "Constant", text)


def _swapped(function: ast.FunctionDef, nodes: list[ast.AST]) -> Iterator[tuple[str, Changes]]:
    """Dos argumentos, cada uno en el sitio del otro, en toda la función."""
    arguments = [a.arg for a in function.args.args]
    for k, one in enumerate(arguments):
        for other in arguments[k + 1 :]:
            moved = {one: other, other: one}
            found = [n for n in nodes if isinstance(n, ast.Name) and n.id in moved]
            if len({n.id for n in found}) == 2:
                yield "operandos_cambiados", {n: ast.Name(moved[n.id], n.ctx) for n in found}


PARTS = 5  # trozos de la función que se prueban en el sitio de otro


def _other_parts(nodes: list[ast.AST]) -> Iterator[tuple[str, Changes]]:
    """En el sitio de un operando, otro trozo de la misma función."""
    pieces = [
        n for n in nodes if isinstance(n, ast.BinOp) or (isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load))
    ]
    parts = list({ast.unparse(n): n for n in pieces}.items())[:PARTS]
    for node in nodes:
        if isinstance(node, ast.BinOp):
            operands = [node.left, node.right]
        elif isinstance(node, ast.Call) and function_name(node) in ("outer", "dot", "diag", "exp", "sin", "cos"):
            operands = node.args
        else:
            continue
        for operand in operands:
            if isinstance(operand, ast.Constant):
                continue
            here = {ast.unparse(n) for n in ast.walk(operand)}
            for text, part in parts:
                if text not in here and operand not in set(ast.walk(part)):
                    yield UNLIKELY + "otra_variable", {operand: part}


def _tests(node: ast.AST) -> Iterator[ast.AST]:
    """Las condiciones: de un ``if``, de un ``while``, de ``np.where``."""
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield node.test
    if isinstance(node, ast.Call) and function_name(node) == "where" and node.args:
        yield node.args[0]


def _everywhere(nodes: list[ast.AST]) -> Iterator[tuple[str, Changes]]:
    """La misma confusión en todos los sitios: cos por sen en toda la función, la máscara ≥ en todas las capas."""

    def change(rule: Callable[[ast.AST], ast.AST | None]) -> Changes:
        return {n: new for n in nodes if (new := rule(n)) is not None}

    def comparing(op):
        ordered = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)
        return lambda n: (
            ast.Compare(n.left, [op()], n.comparators)
            if isinstance(n, ast.Compare) and isinstance(n.ops[0], ordered)
            else None
        )

    def is_numpy(n, name):
        return isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and function_name(n) == name

    def renamed(old, new):
        return lambda n: _numpy_call(new, n) if is_numpy(n, old) else None

    yield "umbral", change(comparing(ast.GtE))
    yield "umbral", change(comparing(ast.Lt))
    yield "sin_funcion", change(lambda n: call("np.ones_like", n.left) if isinstance(n, ast.Compare) else None)
    yield "suma_por_media", change(lambda n: n.left if _is_division_by_size(n) else None)
    yield "traspuesta", change(lambda n: n.value if isinstance(n, ast.Attribute) and n.attr == "T" else None)
    yield (
        "factor_que_falta",
        change(
            lambda n: n.right if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mult) and is_number(n.left) else None
        ),
    )
    for old in UNARY:
        if any(is_numpy(n, old) for n in nodes):
            for new in UNARY:
                if new != old:
                    yield odd("otra_funcion", old, new), change(renamed(old, new))


def _numpy_call(name: str, node: ast.Call) -> ast.Call:
    return ast.Call(ast.parse(f"np.{name}", mode="eval").body, node.args, node.keywords)


def _is_division_by_size(n: ast.AST) -> bool:
    return isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) and is_size(n.right)


def second_order(found: Iterable[tuple[str, str]], name: str, limit: int) -> Iterator[tuple[str, str]]:
    """Otro error en un código que ya tiene uno: para el banco, que prueba con errores que la tabla no tiene."""
    for number, (first, source) in enumerate(found):
        if number >= limit:
            return
        yield from ((f"{first}+{second}", text) for second, text in mutants(source, name))
