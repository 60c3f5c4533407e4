"""El mapa del final del curso: en qué lección acabó cada idea de los textos de partida, sacado del inventario.

Donde una fuente pone ``<!-- mapa de las fuentes -->``, ``build`` escribe una tabla con la cuenta de cada lección y,
plegada por textos, la lista entera. Si una idea cambia de lección en el inventario, el mapa cambia solo.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.coverage import read_inventory

MARK = "<!-- mapa de las fuentes -->"
# Cómo se llaman los textos, por las tres cifras con que empiezan sus ids.
TEXTS = {
    "000": "Cómo calcular los gradientes",
    "001": "Optimización y regularización",
    "002": "SGD con PyTorch",
    "003": "La red aprende características",
    "004": "Optimización para redes neuronales",
}
# Lo que el inventario abrevia delante de una idea.
KINDS = {"F": "figura", "P": "pregunta", "C": "código"}


def fill_idea_map(nb, root: Path) -> None:
    """Cambia en el cuaderno la señal por el mapa; sin señal no toca nada.

    Errores
        CourseError si el inventario no se puede leer.
    """
    for cell in nb.cells:
        if cell.cell_type == "markdown" and MARK in cell.source:
            cell.source = cell.source.replace(MARK, idea_map(read_inventory(root)))


def idea_map(rows: Mapping[str, Mapping[str, str]]) -> str:
    """La tabla, una fila por lección y una columna por texto, y debajo las ideas de cada texto."""
    lessons = sorted({row["leccion"] for row in rows.values()})
    counts = {lesson: [_count(rows, lesson, text) for text in TEXTS] for lesson in lessons}
    legend = "\n".join(f"{n}. «{title}»" for n, title in enumerate(TEXTS.values(), 1))
    table = [
        f"| lección | {' | '.join(f'texto {n}' for n in range(1, len(TEXTS) + 1))} | ideas |",
        f"|---|{'---:|' * (len(TEXTS) + 1)}",
        *(_line(_link(lesson), counts[lesson]) for lesson in lessons),
        _line("**todas**", [sum(column) for column in zip(*counts.values(), strict=True)]),
    ]
    folds = [_fold(n, text, rows) for n, text in enumerate(TEXTS, 1)]
    return "\n\n".join([legend, "\n".join(table), *folds])


def _count(rows, lesson: str, text: str) -> int:
    return sum(row["leccion"] == lesson and id_.startswith(f"{text}-") for id_, row in rows.items())


def _line(name: str, counts: list[int]) -> str:
    return f"| {name} | {' | '.join(str(count or '') for count in counts)} | {sum(counts)} |"


def _link(lesson: str) -> str:
    """«06b» enlazado a su cuaderno; la tarea, que no lleva número, con su nombre."""
    number = re.match(r"\d+[a-z]?(?=_)", lesson)
    return f"[{number[0] if number else 'T1'}]({lesson}.ipynb)"


def _fold(n: int, text: str, rows) -> str:
    ideas: dict[str, list[str]] = {}
    for id_, row in rows.items():
        if id_.startswith(f"{text}-"):
            ideas.setdefault(row["leccion"], []).append(_said(row["que_es"]))
    inside = "\n".join("\n  - ".join([f"- {_link(lesson)}", *found]) for lesson, found in sorted(ideas.items()))
    return f"<details><summary>Texto {n}, «{TEXTS[text]}»</summary>\n\n{inside}\n\n</details>"


def _said(idea: str) -> str:
    """La descripción de una idea, lista para Markdown."""
    return unabbreviated(idea).replace("[", "&#91;").replace("<", "&lt;").replace("*", "&#42;")


def unabbreviated(idea: str) -> str:
    """«F: intuición 1.» → «figura: intuición 1»."""
    return re.sub(r"^([FPC])(?=:| y )", lambda kind: KINDS[kind[1]], idea).rstrip(".")
