"""Lo que se dice de cada cual en la hoja de Moodle: un párrafo en palabras, y los números como los escribe Moodle."""

import html
import re
from collections.abc import Mapping

from autograder.exercise import Exercise
from autograder.records.lateness import in_words
from autograder.records.standing import Standing

REPORT = "comentarios.html"  # el informe, en el zip
SHOWN = 4  # títulos que se nombran en un comentario
DETAIL, ASK = f"El detalle está en {REPORT}.", "El detalle, pídeselo a quien da la clase."
# Lo que escribimos la otra vez en un comentario, para cambiarlo y dejar lo que añadiera una persona.
OURS = re.compile(rf"\s*Nota: [\d.,]+ de [\d.,]+\.( .*?)?({re.escape(DETAIL)}|{re.escape(ASK)})\s*", re.DOTALL)


def comment(
    standing: Standing, exercises: Mapping[str, Exercise], grade: str, maximum: str, detailed: bool = True
) -> str:
    """Lo que se le dice en la hoja, en un párrafo: la nota, qué está bien y qué repasar, por sus títulos."""
    judged = [item for item in standing.items.values() if not item.written]
    right = [item for item in judged if (item.points or 0.0) >= item.max_points]
    blank = [item for item in judged if item.status == "missing" and item not in right]
    wrong = [item for item in judged if item not in right and item not in blank]
    parts = [f"Nota: {grade} de {maximum}."]
    if judged:
        many = "el único ejercicio" if len(judged) == 1 else f"los {len(judged)} ejercicios"
        some = f"Bien: {len(right)} de {len(judged)} ejercicios."
        parts.append(f"Tienes bien {many}." if len(right) == len(judged) else some)
    for start, items in (("Para repasar", wrong), ("Sin contestar", blank)):
        if items:
            every = len(items) == len(judged) > 1
            titles = [_title(exercises, item.id) for item in items]
            parts.append(f"{start}: {'todos los ejercicios' if every else _listed(titles)}.")
    for item in standing.items.values():
        if item.written and item.points is not None:
            parts.append(f"Pregunta escrita: {number(item.points)} de {number(item.max_points)}.")
    if standing.late and standing.penalty:
        parts.append(f"Llegó {in_words(standing.late)} tarde y se descuentan {number(standing.penalty)} puntos.")
    parts.append(DETAIL if detailed else ASK)
    # Moodle lo guarda como HTML.
    return html.escape(" ".join(parts), quote=False)


def after(before: str, text: str) -> str:
    """El comentario, detrás de lo que ya hubiera escrito una persona; el nuestro de otra vez se cambia."""
    return f"{OURS.sub(' ', before).strip()} {text}".strip()


def _title(exercises: Mapping[str, Exercise], id_: str) -> str:
    return f"«{exercises[id_].title}»" if id_ in exercises else f"«{id_}»"


def _listed(titles: list[str]) -> str:
    if len(titles) > SHOWN:
        return f"{', '.join(titles[:SHOWN])} y {len(titles) - SHOWN} más"
    return " y ".join(filter(None, [", ".join(titles[:-1]), titles[-1]]))


def number(value: float, decimals: int = 2, two: bool = False, comma: bool = True) -> str:
    """Un número sin ceros de más o, con ``two``, con dos decimales por lo menos, que es como los escribe Moodle."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    if two:
        whole, _, rest = text.partition(".")
        text = f"{whole}.{rest.ljust(2, '0')}"
    return text.replace(".", ",") if comma else text
