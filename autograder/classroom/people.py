"""De quién se habla: alguien de un gradebook, dicho por su id, su nombre o su correo."""

import difflib
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection

from autograder import clean
from autograder.errors import CourseError
from autograder.grading.roster import Member, fold, read_roster
from autograder.grading.student_ids import normalized
from autograder.reading import plain
from autograder.records.tables import ATTEMPT, STUDENT

SHOWN = 5  # personas que se nombran en un mensaje


def people_in(db: Connection, roster: Path | None = None) -> list[Member]:
    """Quienes están en un gradebook, también si solo queda su historial; la lista de clase añade lo que no se sepa.

    Errores
        CourseError si la lista no se puede leer.
    """
    found = {
        row.id: Member(row.id, " ".join(filter(None, (row.first_name, row.last_name))), row.email or "")
        for row in db.execute(select(STUDENT))
    }
    if inspect(db).has_table(ATTEMPT.name):
        for id_ in db.execute(select(ATTEMPT.c.student).distinct()).scalars():
            found.setdefault(id_, Member(id_))
    if roster is not None:
        ids = {fold(id_): id_ for id_ in found}
        for member in read_roster(roster, found)[0]:
            if (id_ := ids.get(fold(member.id))) is not None:
                known = found[id_]
                found[id_] = Member(id_, known.name or member.name, known.email or member.email)
    return [found[id_] for id_ in sorted(found)]


def find_person(wanted: str, people: Collection[Member], guess: bool = True) -> Member:
    """La única persona que se llama así: por su id, su correo o su nombre.

    Con ``guess`` vale también el id con otras mayúsculas, o un trozo del nombre, si es de una sola.

    Errores
        CourseError si no es nadie, con quienes se parecen, o si son varias.
    """
    same = [m for m in people if m.id == normalized(wanted)]
    if not same and guess:
        same = [m for m in people if fold(m.id) == fold(wanted)]
    same = same or [m for m in people if m.email and plain(m.email) == plain(wanted)]
    same = same or [m for m in people if m.name and _words(m.name) == _words(wanted)]
    if not same and guess and _words(wanted):
        same = [m for m in people if set(_words(wanted)) <= set(_words(m.name))]
    if len(same) == 1:
        return same[0]
    shown = clean.line(wanted)
    if same:
        raise CourseError(f"«{shown}» puede ser {_listed(same)}: repite la orden con el id de quien sea.")
    near = _near(wanted, people)
    clue = f" ¿Querías decir {_listed(near)}?" if near else ""
    raise CourseError(f"En el gradebook no hay nadie que sea «{shown}»: se espera un id, un nombre o un correo.{clue}")


def _words(name: str) -> list[str]:
    """Las palabras de un nombre, en cualquier orden: «López, Ana» y «Ana López» son la misma persona."""
    return sorted(plain(name).replace(",", " ").split())


def _near(wanted: str, people: Collection[Member]) -> list[Member]:
    said: dict[str, Member] = {}
    for member in people:
        said |= {plain(text): member for text in (member.id, member.email, member.name) if text}
    close = difflib.get_close_matches(plain(wanted), said, SHOWN, 0.6)
    some = {word for word in _words(wanted) if len(word) > 2}
    close += [text for text, member in said.items() if some & set(_words(member.name))]
    return list({said[text].id: said[text] for text in close}.values())[:SHOWN]


def _listed(some: Collection[Member]) -> str:
    names = [clean.line(str(member)) for member in list(some)[:SHOWN]]
    return " o ".join(names) + (f" (y {len(some) - SHOWN} más)" if len(some) > SHOWN else "")
