"""De dónde sale la prosa del curso y cómo se queda sin código, fórmulas ni direcciones."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jupytext

from autograder.exercise import all_exercises, with_variants

PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md", "docs/*.md")
PACKAGES = ("course_lib", "autograder", "bench")

# Lo que no es prosa, en el orden en que se quita.
NOT_PROSE = [
    re.compile(pattern, re.DOTALL | re.MULTILINE)
    for pattern in (
        r"^(```+|~~~+).*?^\1\s*$",  # bloques de código
        r"^ {4}\w+ = .*?(?=\n\n|\Z)",  # y los de un docstring, que van metidos
        r"<!--.*?-->",
        r'<p lang="en">.*?</p>',
        r"\$\$.*?\$\$",
        r"(?<!\\)\$[^$]+?\$",
        r"``.+?``",
        r"`[^`]+`",
        r"\]\([^)]*\)",  # la dirección de un enlace; su texto se queda
        r"<[^>]+>",
        r"&\w+;",
        r"https?://\S+",
        r"\S*[\\/_=@{}]\S*",  # rutas, identificadores, órdenes
        r"\S+\.(py|md|css|js|json|ipynb|csv|db|toml|html|txt)\b",
        r"\B--?\w[\w-]*",  # opciones de una orden
        r"\w*\d\w*",
    )
]


def only_prose(text: str) -> str:
    """El texto sin nada que no sea prosa; lo quitado deja un hueco."""
    for pattern in NOT_PROSE:
        text = pattern.sub(" ", text)
    # Un sustituto suelto, de los que salen en las pruebas de texto roto, no se puede escribir en UTF-8.
    return re.sub(r"[*\[\]\ud800-\udfff]", "", text)


def comments_and_docstrings(code: str) -> Iterator[str]:
    """La prosa de un trozo de Python."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (text := ast.get_docstring(node)):
            yield text
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT and not re.match(r"#+ (noqa|fmt|type|hint|BEGIN|END)\b", token.string):
            yield token.string.lstrip("# ")


def lesson(path: Path) -> Iterator[str]:
    """La prosa de una lección: sus textos y lo que explica su código."""
    for cell in jupytext.read(path).cells:
        if cell.cell_type == "markdown":
            yield cell.source
        elif not cell.source.lstrip().startswith(("%", "!")):
            yield from comments_and_docstrings(cell.source)


def quick_texts(path: Path) -> list[str]:
    """Lo que se lee de los ejercicios rápidos de una lección: preguntas, pistas, porqués y lo que se empareja."""

    def texts(value, key=""):
        if isinstance(value, dict):
            for name, inner in value.items():
                # Las claves de las pistas son números de línea o respuestas; sus valores, frases.
                yield from texts(inner, "hint" if key == "hints" else name)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner, key)
        elif key in ("prompt", "why", "hint", "item"):
            yield value

    return list(texts(tomllib.loads(path.read_text(encoding="utf-8"))))


def pieces(root: Path) -> dict[str, list[str]]:
    """De dónde sale → sus trozos de prosa, todavía con código dentro."""
    found = {str(p.relative_to(root)): list(lesson(p)) for p in sorted((root / "solutions").rglob("*.md"))}
    for path in sorted((root / "solutions/rapidos").glob("*.toml")):
        found[str(path.relative_to(root))] = quick_texts(path)
    for e in with_variants(all_exercises().values()).values():
        texts = [e.title, *e.hints, e.takeaway, *(m.hint for m in e.misconceptions)]
        found.setdefault(f"declaraciones de {e.lesson}", []).extend(texts)
    for pattern in PAGES:
        for path in sorted(root.glob(pattern)):
            found[str(path.relative_to(root))] = [path.read_text(encoding="utf-8")]
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            found[str(path.relative_to(root))] = list(comments_and_docstrings(path.read_text(encoding="utf-8")))
    return found
