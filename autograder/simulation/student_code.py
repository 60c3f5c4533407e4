"""Código como el que escribiría un estudiante: bien, con una confusión, o roto de una manera concreta.

Cada función devuelve el texto de una celda de respuesta. Ese texto se basta a
sí mismo: solo usa NumPy, nunca autograder ni torch.
"""

import ast
import builtins
import inspect
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import MEND, CourseError
from autograder.exercise import Exercise, Misconception

INDENT = "    "


@dataclass(frozen=True)
class Function:
    """Una celda de respuesta partida en lo que va antes, la firma con su docstring, y el cuerpo."""

    id: str
    before: str
    header: str
    body: str

    def __str__(self) -> str:
        return self.with_body(self.body)

    def with_body(self, body: str, name: str | None = None) -> str:
        """La celda con otro cuerpo, y con otro nombre de función si se pide."""
        header = self.header.replace(f"def {self.id}(", f"def {name or self.id}(", 1)
        before = self.before + "\n" if self.before.strip() else ""
        return f"{before}{header}\n{textwrap.indent(body, INDENT)}"

    @property
    def parameters(self) -> str:
        """Los parámetros tal como se pasan en una llamada: ``A, x``."""
        arguments = ast.parse(f"{self.header}\n{INDENT}pass").body[0].args
        return ", ".join(a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))

    def after_right(self, ending: str, result: str = "ok") -> str:
        """La celda que calcula bien el resultado, lo llama ``ok`` y después lo estropea."""
        inner = f"def cuenta({self.parameters}):\n{textwrap.indent(self.body, INDENT)}"
        return self.with_body(f"{inner}\n\n{result} = cuenta({self.parameters})\n{ending}")


def split_function(id_: str, source: str) -> Function:
    """Parte una celda resuelta y sin marcas.

    Errores
        CourseError si la celda no define la función.
    """
    found = _function_node(id_, source)
    if found.body[0].lineno == found.lineno:  # def f(x): return x
        source = ast.unparse(ast.parse(source))
        found = _function_node(id_, source)
    lines = source.split("\n")
    has_docstring = ast.get_docstring(found, clean=False) is not None
    # Entre la firma y la primera instrucción puede haber comentarios: van con el cuerpo.
    top = found.body[0].end_lineno if has_docstring else _header_end(found, lines)
    body = "\n".join(lines[top : found.end_lineno])
    return Function(
        id=id_,
        before="\n".join(lines[: found.lineno - 1]).strip("\n"),
        header="\n".join(lines[found.lineno - 1 : top]),
        body=textwrap.dedent(body).strip("\n") or "pass",
    )


def _function_node(id_: str, source: str) -> ast.FunctionDef:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == id_:
            return node
    raise CourseError(f"La celda de respuesta de «{id_}» no define una función con ese nombre.", MEND)


def _header_end(node: ast.FunctionDef, lines: list[str]) -> int:
    """Última línea de la firma: la que acaba en dos puntos antes del cuerpo."""
    for number in range(node.lineno, node.body[0].lineno):
        if lines[number - 1].split("#")[0].rstrip().endswith(":"):
            return number
    return node.lineno


def mistaken(exercise: Exercise, misconception: Misconception, right: Function) -> str:
    """La celda de quien comete esa confusión, con sus funciones auxiliares delante.

    Errores
        CourseError si la confusión depende de torch o no se encuentra su código.
    """
    node, module = _wrong_node(exercise, misconception)
    statements = [ast.Return(node.body)] if isinstance(node, ast.Lambda) else _body_of(node)
    ending = "\n".join(ast.unparse(ast.fix_missing_locations(s)) for s in statements)
    own = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
    helpers: dict[str, str] = {}
    for name in _free_names(node, own):
        _collect(name, module, helpers)
    first = node.args.args[0].arg
    uses_right = any(isinstance(n, ast.Name) and n.id == first for s in statements for n in ast.walk(s))
    code = right.after_right(ending, result=first) if uses_right else right.with_body(ending)
    return "\n\n\n".join([*helpers.values(), code])


def _wrong_node(exercise: Exercise, misconception: Misconception):
    """El árbol de ``wrong`` y el módulo donde está escrito."""
    code = getattr(misconception.wrong, "__code__", None)
    module = sys.modules.get(getattr(misconception.wrong, "__module__", ""))
    if code is not None and module is not None and not code.co_freevars:
        for node in ast.walk(_module_tree(module)):
            if isinstance(node, ast.FunctionDef) and node.name == code.co_name and node.lineno == code.co_firstlineno:
                return node, module
            if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno and _same_code(node, code):
                return node, module
    raise CourseError(
        f"No encuentro el código de la confusión «{misconception.name}» de «{exercise.id}». "
        "Escríbela como lambda, o como función de su módulo.",
        MEND,
    )


def _same_code(node: ast.Lambda, code) -> bool:
    """¿Es esta la lambda que se compiló así? En una línea puede haber varias: decide la posición del cuerpo."""
    body = node.body
    return (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset) in set(code.co_positions())


def _module_tree(module) -> ast.Module:
    return ast.parse(Path(inspect.getsourcefile(module)).read_text(encoding="utf-8"))


def _body_of(node: ast.FunctionDef) -> list[ast.stmt]:
    """El cuerpo sin docstring: un estudiante no la escribe."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _free_names(node: ast.AST, own: set[str]) -> list[str]:
    """Nombres que se leen y no son parámetros, variables locales ni de Python, en orden de aparición."""
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    local = own | {n.id for n in names if isinstance(n.ctx, ast.Store)}
    local |= {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
    read = [n.id for n in names if isinstance(n.ctx, ast.Load)]
    return [n for n in dict.fromkeys(read) if n not in local and not hasattr(builtins, n)]


def _collect(name: str, module, helpers: dict[str, str]) -> None:
    """Añade a ``helpers`` el código que define ``name``, y antes el de lo que necesite."""
    if name in helpers:
        return
    for statement in _module_tree(module).body:
        if name not in _bound_names(statement):
            continue
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            _collect_import(name, statement, helpers)
            return
        for needed in _free_names(statement, {name}):
            _collect(needed, module, helpers)
        if isinstance(statement, ast.FunctionDef):
            statement.body = _body_of(statement) or [ast.Pass()]
        helpers[name] = ast.unparse(statement)
        return
    raise CourseError(f"No encuentro dónde se define «{name}» en {module.__name__}.", MEND)


def _bound_names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.split(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return set()


def _collect_import(name: str, statement: ast.Import | ast.ImportFrom, helpers: dict[str, str]) -> None:
    origin = statement.module or "" if isinstance(statement, ast.ImportFrom) else statement.names[0].name
    if origin.split(".")[0] == "torch" or origin.startswith("autograder.judging"):
        why = f"Una confusión usa «{name}», de {origin}: un estudiante no lo tiene. Escríbela con NumPy."
        raise CourseError(why, MEND)
    if origin.split(".")[0] == "autograder":
        _collect(name, sys.modules[origin], helpers)
    elif origin != "numpy" or name != "np":  # np ya lo importa la primera celda
        helpers[name] = ast.unparse(statement)


def syntax_error(right: Function) -> str:
    """El paréntesis de la firma se queda sin cerrar."""
    return str(right).replace("):", ":", 1)


def endless(right: Function) -> str:
    """Un bucle que espera algo que no llega nunca."""
    return right.with_body(f"paso = 0\nwhile True:\n{INDENT}paso = paso + 0\n{right.body}")


def renamed(right: Function) -> str:
    """La función, bien hecha, con otro nombre."""
    return right.with_body(right.body, name=f"{right.id}_final")


def as_list(right: Function, outputs: int) -> str:
    """El resultado correcto, convertido en lista."""
    return right.after_right(_converted("np.atleast_1d(v).tolist()", outputs))


def as_float32(right: Function, outputs: int) -> str:
    """El resultado correcto, en precisión simple."""
    return right.after_right(_converted("np.asarray(v, dtype=np.float32)", outputs))


def _converted(expression: str, outputs: int) -> str:
    """Las líneas que aplican una expresión de ``v`` a cada array de ``ok``, por anidado que esté."""
    whole = "pasa(ok)" if outputs == 1 else "tuple(pasa(parte) for parte in ok)"
    nested = f"[pasa(p) for p in v] if isinstance(v, (list, tuple)) else {expression}"
    return f"def pasa(v):\n{INDENT}return {nested}\nreturn {whole}"


def talkative(right: Function, lines: int = 20_000) -> str:
    """La respuesta correcta, con las trazas de depuración puestas."""
    noise = f"for vuelta in range({lines}):\n{INDENT}print('probando', '{right.id}', vuelta, '-' * 40)"
    return f"{right.after_right('print(ok)' + chr(10) + 'return ok')}\n\n\n{noise}"


def with_helper(right: Function) -> tuple[str, str]:
    """La respuesta correcta en dos celdas: la auxiliar propia y la que la llama."""
    helper = f"def mi_cuenta_{right.id}({right.parameters}):\n{textwrap.indent(right.body, INDENT)}"
    return helper, right.with_body(f"return mi_cuenta_{right.id}({right.parameters})")
