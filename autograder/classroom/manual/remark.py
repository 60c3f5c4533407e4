"""El comentario de una respuesta corregida: los niveles de la rúbrica, un renglón cada uno, y lo que se añade.

El comentario de nbgrader es el único sitio donde quedan los niveles: lo leen igual el
estudiante en su informe, quien abre el formgrader y esta página al volver.
"""

from collections.abc import Mapping, Sequence

from autograder.authoring.rubric import Criterion


def written(rubric: Sequence[Criterion], chosen: Mapping[str, str], note: str) -> str:
    """El comentario: de cada criterio con nivel, cuál, cuánto vale y, si no es todo, qué se vio."""
    lines = []
    for criterion in rubric:
        if (name := chosen.get(criterion.name)) is None:
            continue
        level = next(known for known in criterion.levels if known.name == name)
        said = f". {level.text[:1].upper()}{level.text[1:].rstrip('.')}" if level.share < 1 and level.text else ""
        lines.append(f"{criterion.name}: {name} ({criterion.worth(name):g} de {criterion.points:g}){said}.")
    return "\n\n".join(part for part in ("\n".join(lines), note.strip()) if part)


def read(rubric: Sequence[Criterion], comment: str | None) -> tuple[dict[str, str], str]:
    """Los niveles que dice un comentario y lo demás. Lo que otro escribió de otra forma es, entero, lo demás."""
    starts = {f"{c.name}: {level.name} (": (c.name, level.name) for c in rubric for level in c.levels}
    chosen: dict[str, str] = {}
    lines = (comment or "").replace("\r\n", "\n").split("\n")
    while lines and (start := next((start for start in starts if lines[0].startswith(start)), None)):
        name, level = starts[start]
        chosen[name] = level
        lines.pop(0)
    return chosen, "\n".join(lines).strip()
