"""Las tres clases de ejercicio rápido: qué se escribe en cada una y qué le puede faltar.

Cada respuesta equivocada que se puede dar lleva su pista: una frase que pregunta y no resuelve.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Una clase: las claves que se escriben y qué le falta a lo escrito."""

    keys: tuple[str, ...]
    problems: Callable[[dict], Iterator[str]]


def _hint_problems(written: dict, wanted: set[str], where: str) -> Iterator[str]:
    for choice in sorted(wanted - written.keys()):
        yield f"{where}, a quien elige «{choice}» le falta su pista."
    for choice in sorted(written.keys() - wanted):
        yield f"{where}, hay una pista para «{choice}» y no es una respuesta equivocada que se pueda dar."
    for choice, hint in written.items():
        if "¿" not in hint:
            yield f"{where}, la pista de «{choice}» no pregunta nada: una pista pregunta y no resuelve."


def _match(entry: dict) -> Iterator[str]:
    options, pairs = entry["options"], entry["pairs"]
    if len(pairs) < 3 or len(options) < 3:
        yield f"hay {len(pairs)} parejas y {len(options)} respuestas: hacen falta al menos tres de cada."
    items = [pair["item"] for pair in pairs]
    for item in sorted({item for item in items if items.count(item) > 1}):
        yield f"«{item}» está dos veces."
    for pair in pairs:
        where = f"en «{pair['item']}»"
        if pair["match"] not in options:
            yield f"{where}, «{pair['match']}» no está entre las respuestas: {', '.join(options)}."
            continue
        yield from _hint_problems(pair["hints"], options.keys() - {pair["match"]}, where)
        yield from _code_problems(pair["check"], "eval", f"{where}, check")
    for label, value in options.items():
        yield from _code_problems(value, "eval", f"en la respuesta «{label}»")


def _wrong_line(entry: dict) -> Iterator[str]:
    lines, line, fixes = code_lines(entry["code"]), entry["line"], entry["fixes"]
    if problem := next(_code_problems(entry["code"], "exec", "en code"), None):
        yield problem
        return
    if not 1 < line <= len(lines):
        yield f"line es la línea equivocada, de 2 a {len(lines)} (la primera es el «def»), y llegó {line}."
        return
    others = {str(number) for number in range(2, len(lines) + 1)} - {str(line)}
    yield from _hint_problems(entry["hints"], others, "en las líneas")
    right = [fix for fix in fixes if fix.get("right")]
    if len(right) != 1:
        yield f"de los cambios, uno es el bueno (right = true) y aquí hay {len(right)}."
    if len(fixes) < 3:
        yield f"se eligen entre al menos tres cambios y aquí hay {len(fixes)}."
    hints = {fix["code"]: fix["hint"] for fix in fixes if "hint" in fix}
    yield from _hint_problems(hints, {fix["code"] for fix in fixes if not fix.get("right")}, "entre los cambios")
    for fix in fixes:
        if fix["code"].strip() == lines[line - 1].strip():
            yield f"«{fix['code']}» es la línea que ya estaba."
        yield from _code_problems(fixed(entry, fix), "exec", f"con «{fix['code']}»")
    oracle = entry["proof"]["oracle"]
    yield from _code_problems(oracle, "exec" if "def oracle" in oracle else "eval", "en proof.oracle")
    if not entry["proof"]["inputs"]:
        yield "proof.inputs no trae ningún caso con que comprobarlo."


def _predict(entry: dict) -> Iterator[str]:
    known = set(entry["inputs"])
    for line in entry["program"]:
        try:
            (node,) = ast.parse(line).body
            (target,) = node.targets
        except (SyntaxError, ValueError, AttributeError):
            yield f"en program, «{line}» no es de la forma «nombre = cuenta»."
            return
        used = {inner.id for inner in ast.walk(node.value) if isinstance(inner, ast.Name)} - FUNCTIONS
        for name in sorted(used - known):
            yield f"en program, «{line}» usa {name}, que no está en inputs ni en una línea anterior."
        known.add(target.id)
    if not entry["program"]:
        yield "program no tiene ninguna línea."


def _code_problems(text: str, mode: str, where: str) -> Iterator[str]:
    try:
        compile(text, where, mode)
    except SyntaxError as error:
        yield f"{where}, Python no entiende «{(error.text or text).strip()}»."


def code_lines(code: str) -> list[str]:
    """Las líneas de una función escrita entre comillas triples."""
    return code.strip("\n").split("\n")


def fixed(entry: dict, fix: dict) -> str:
    """La función con uno de los cambios puesto en la línea equivocada."""
    lines = code_lines(entry["code"])
    old = lines[entry["line"] - 1]
    indent = old[: len(old) - len(old.lstrip())]
    lines[entry["line"] - 1] = indent + fix["code"]
    return "\n".join(lines)


# Las operaciones con nombre que se pueden usar en un grafo: las que el navegador sabe rehacer.
FUNCTIONS = {"exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus", "relu"}

KINDS = {
    "match": Kind(("options", "pairs", "arrays"), _match),
    "wrong_line": Kind(("code", "line", "hints", "fixes", "proof"), _wrong_line),
    "predict": Kind(("inputs", "program"), _predict),
}
