"""Lo que dice el glosario que no se dice, y los sitios donde mirar si se dice."""

import ast
import re
from pathlib import Path

from autograder.exercise import all_exercises

GLOSSARY = "docs/glosario.md"
# Dar la vuelta a algo no es recorrerlo hacia atrás, y con las flechas del teclado se mueve uno por una figura.
IDIOM = "".join(rf"(?<!\b{word} )" for word in ("da", "dé", "dar", "darle", "dale", "dando", "con las"))
CAPITAL = re.compile(r"(?<=[a-záéíóúñ,;:)] )Jacobian(?:o|os)\b")
MATH = re.compile(r"\$\$.+?\$\$|(?<!\\)\$[^$]+?\$", re.DOTALL)


def rejected(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Del glosario: cada término que no se dice → el que se dice, y cada fórmula que no se escribe → su letra."""
    terms, letters = {}, {}
    for line in (root / GLOSSARY).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) >= 5 and line.count("|") == 7 and not cells[0].startswith(("término", "-")):
            terms |= {word.strip(" `"): cells[0] for word in line.split("|")[-2].split(",") if word.strip()}
        elif line.count("|") == 5 and not cells[0].startswith(("letra", "-")):
            letters |= {re.sub(r"\s", "", tex): cells[0] for tex in re.findall(r"`([^`]+)`", line.split("|")[-2])}
    return terms, letters


def introduced(root: Path) -> dict[str, str]:
    """Cada término del glosario → el número de la lección donde se presenta."""
    rows = [line.split("|") for line in (root / GLOSSARY).read_text(encoding="utf-8").splitlines()]
    return {row[1].strip(): row[5].strip() for row in rows if len(row) == 8 and row[5].strip()[:1].isdigit()}


def slips(text: str, terms: dict[str, str]) -> list[tuple[int, str]]:
    """(línea, lo que no se dice): términos, «solo» con tilde y «jacobiano» con mayúscula en mitad de una frase."""
    found = []
    for term in terms:
        pattern = rf"{IDIOM}(?<![\w«]){re.escape(term)}(?:s|es)?(?![\w»])"
        found += [(m.start(), m[0]) for m in re.finditer(pattern.replace(r"\ ", r"\s+"), text, re.IGNORECASE)]
    found += [(m.start(), m[0]) for m in re.finditer(r"\bsólo\b", text, re.IGNORECASE)]
    found += [(m.start(), m[0]) for m in CAPITAL.finditer(text)]
    return [(text.count("\n", 0, at) + 1, said) for at, said in sorted(found)]


def clashes(text: str, letters: dict[str, str]) -> list[tuple[int, str]]:
    """(línea, fórmula) donde una letra cambia de dueño."""
    found = []
    for formula in MATH.finditer(text):
        squeezed = re.sub(r"\s|\\[,;!]|\\[bB]igg?[lr]?|\\left|\\right", "", formula[0])
        line = text.count("\n", 0, formula.start()) + 1
        for tex in letters:
            start = r"(?<![A-Za-z\\])"
            if re.search(start + re.escape(tex) + r"(?![A-Za-z0-9])", squeezed):
                found.append((line, tex))
    return found


def lesson_text(path: Path) -> str:
    """Una lección como se lee, renglón por renglón: lo que no es prosa deja su hueco, y el código cuenta."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\]\([^)]*\)", lambda m: "]" + " " * (len(m[0]) - 1), text)
    text = re.sub(r"\$\$.*?\$\$|(?<!\\)\$[^$]+?\$", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.DOTALL)
    for id_ in sorted(all_exercises(), key=len, reverse=True):  # un id conserva el nombre que tenía
        text = text.replace(id_, " " * len(id_))
    return text.replace("_", " ")


def strings(path: Path) -> str:
    """Los textos de un archivo de Python: sus cadenas, cada una en su línea, sin las docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None
    }
    lines: dict[int, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            lines.setdefault(node.lineno, []).append(node.value.replace("\n", " "))
    return "\n".join(" | ".join(lines.get(k, [])) for k in range(1, max(lines, default=0) + 1))


def script(path: Path) -> str:
    """Un archivo de JavaScript sin sus comentarios; cada línea, en su sitio."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    return re.sub(r"(?m)(?<![:\w])//.*$", "", text)


def places(root: Path) -> dict[str, str]:
    """De dónde sale → lo que ahí lee un estudiante."""
    written = [p for kind in ("*.md", "*.toml") for p in sorted((root / "solutions").rglob(kind))]
    found = {str(p.relative_to(root)): lesson_text(p) for p in written}
    for package in ("autograder", "course_lib"):
        found |= {str(p.relative_to(root)): strings(p) for p in sorted((root / package).rglob("*.py"))}
    found |= {str(p.relative_to(root)): script(p) for p in sorted((root / "course_lib").rglob("*.js"))}
    return found


def all_slips(root: Path) -> list[str]:
    """Todo lo que habría que decir de otra manera, con su archivo y su línea."""
    terms, letters = rejected(root)
    found = []
    for where, text in places(root).items():
        found += [f"{where}:{line}: «{said}»{_instead(said, terms)}" for line, said in slips(text, terms)]
        if where.startswith("solutions/"):
            whole = (root / where).read_text(encoding="utf-8")
            found += [f"{where}:{line}: en una fórmula, {tex}" for line, tex in clashes(whole, letters)]
    return found


def _instead(said: str, terms: dict[str, str]) -> str:
    for term, right in terms.items():
        if re.sub(r"\s+", " ", said).lower().startswith(term.lower()):
            return f", mejor «{right}»"
    return ""
