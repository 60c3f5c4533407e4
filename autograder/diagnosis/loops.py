"""Si al cambiar un renglón un bucle da más vueltas o menos: qué le faltaba, o qué le sobraba."""

import ast
from collections.abc import Sequence

ANY = 7  # lo que valen los tamaños al contar vueltas: basta con ver si son más o menos


def rounds(before: Sequence[str], changed: Sequence[tuple[int, str]]) -> str:
    """El error de quien necesita ese cambio, si cambia las vueltas de un bucle; vacío si no las cambia."""
    if len(changed) != 1:
        return ""
    ((at, now),) = changed
    old, new = _rounds(before[at]), _rounds(now)
    if old is None or new is None or old == new:
        return ""
    depth = _depth(before[at])
    inside = []
    for line in before[at + 1 :]:
        if _depth(line) <= depth:
            break
        inside.append(line)
    adds = any(" += " in line or " -= " in line for line in inside)
    if new > old:
        return "termino_que_falta" if adds else "entradas_que_faltan"
    return "termino_de_mas" if adds else "una_linea"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _rounds(line: str) -> int | None:
    """Cuántas vueltas da el ``range`` de un renglón, si todo lo que no es un número vale lo mismo."""
    text = line.strip()
    if not text.startswith("for ") or "range(" not in text:
        return None
    try:
        loop = ast.parse(f"{text}\n    pass").body[0]
        calls = [n for n in ast.walk(loop) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "range"]
        return len(range(*(int(_value(part)) for part in calls[0].args)))
    except (SyntaxError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        return None


def _value(e: ast.expr) -> float:
    match e:
        case ast.Constant(value=int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=part):
            return -_value(part)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left) + _value(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _value(left) - _value(right)
        case ast.Name() | ast.Call() | ast.Attribute() | ast.Subscript():
            return ANY
    raise ValueError("No es una cuenta de las que se entienden.")
