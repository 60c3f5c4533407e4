"""Una referencia escrita en pasos: cada cuenta en su renglón y con su nombre, como la escribe quien empieza.

Una solución de una línea esconde los sitios en que se equivoca quien la escribe en diez: con un nombre para cada
cuenta intermedia, tomar una por otra ya es un error en un solo sitio.
"""

import ast

PREFIX = "paso_"


def in_steps(source: str, name: str) -> str:
    """La misma función con todas sus cuentas intermedias en variables; las demás definiciones, como estaban.

    Errores
        SyntaxError si la fuente no se lee.
    """
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.body = _Flattener().block(node.body)
    return ast.unparse(ast.fix_missing_locations(tree))


class _Flattener:
    def __init__(self):
        self.count = 0

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [new for statement in body for new in self._statement(statement)]

    def _statement(self, statement: ast.stmt) -> list[ast.stmt]:
        before: list[ast.stmt] = []
        if isinstance(statement, (ast.For, ast.While, ast.If)):
            # Lo que se recorre o se pregunta se queda entero: en un ``while`` cambia en cada vuelta.
            statement.body, statement.orelse = self.block(statement.body), self.block(statement.orelse)
        elif isinstance(statement, (ast.Assign, ast.AugAssign, ast.Return)) and statement.value is not None:
            statement.value = self._inside(statement.value, before)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            statement.value.args = [self._named(arg, before) for arg in statement.value.args]
        return [*before, statement]

    def _named(self, e: ast.expr, before: list[ast.stmt]) -> ast.expr:
        """Una expresión que se puede poner de operando: un nombre, un número, o una variable nueva con la cuenta."""
        if isinstance(e, ast.List):
            e.elts = [self._named(part, before) for part in e.elts]
            return e
        if not isinstance(e, (ast.BinOp, ast.Call)) and not (
            isinstance(e, ast.UnaryOp) and not isinstance(e.operand, ast.Constant)
        ):
            return e
        value = self._inside(e, before)
        self.count += 1
        target = f"{PREFIX}{self.count}"
        before.append(ast.Assign([ast.Name(target, ast.Store())], value, lineno=0))
        return ast.Name(target, ast.Load())

    def _inside(self, e: ast.expr, before: list[ast.stmt]) -> ast.expr:
        """La misma operación, con sus operandos ya con nombre."""
        match e:
            case ast.BinOp():
                e.left, e.right = self._named(e.left, before), self._named(e.right, before)
            case ast.UnaryOp(operand=ast.Constant()):
                pass
            case ast.UnaryOp():
                e.operand = self._named(e.operand, before)
            case ast.Call():
                e.args = [self._named(arg, before) for arg in e.args]
                if isinstance(e.func, ast.Attribute) and isinstance(e.func.value, (ast.BinOp, ast.Call)):
                    e.func.value = self._named(e.func.value, before)
            case ast.Tuple() | ast.List():
                e.elts = [self._named(part, before) for part in e.elts]
        return e
