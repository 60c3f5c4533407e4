"""Las notas en filas de hoja de cálculo: lo que hay en cada casilla se decide aquí, lo escriba quien lo escriba.

Lo que no es una nota no es un número: lleva la palabra que dice por qué.
"""

from autograder.records.lateness import minutes
from autograder.records.standing import Item, Standing

JUDGED, UNJUDGED, WAITING, ABSENT = "juzgada", "sin juzgar", "falta mano", "sin entrega"
STATES = (JUDGED, UNJUDGED, WAITING, ABSENT)
PERSON = ("id", "nombre", "correo", "estado")
TOTAL = ("suma", "descuento", "nota", "máximo", "minutos de retraso")


def state(standing: Standing) -> str:
    """En qué punto está la entrega de alguien; lo que no se pudo juzgar manda sobre lo que espera a una persona."""
    if not standing.handed:
        return ABSENT
    if standing.unjudged:
        return UNJUDGED
    return WAITING if standing.pending or not standing.items else JUDGED


def scores(standing: Standing) -> list[object]:
    """Lo que suman las celdas, lo descontado y la nota; en palabras, si todavía no la hay."""
    found = state(standing)
    if found == JUDGED:
        return [standing.raw, standing.penalty or 0.0, standing.score]
    return [found, "", found]


def points(item: Item) -> object:
    """Lo que cuenta una celda, o por qué no hay número."""
    if not item.pending:
        return item.points
    return WAITING if item.written or item.points is not None else UNJUDGED


def header(exercises: list[str]) -> list[str]:
    """Los títulos de las columnas; cada ejercicio, con su id."""
    return [*PERSON, *exercises, *TOTAL]


def row(standing: Standing, exercises: list[str], maximum: float, name: str = "", email: str = "") -> list[object]:
    """La fila de alguien, debajo de ``header``; ``name`` y ``email`` son los de la lista de clase, si se sabe más."""
    items = [standing.items.get(id_) for id_ in exercises]
    late = minutes(standing.late) if standing.handed and standing.late is not None else ""
    return [
        *(standing.student, name or standing.person.name, email or standing.person.email, state(standing)),
        *("" if item is None else points(item) for item in items),
        *(*scores(standing), maximum, late),
    ]
