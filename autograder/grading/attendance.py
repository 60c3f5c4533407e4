"""Pasar lista: de quién es cada carpeta, quién de la lista no tiene, y qué carpetas no son de nadie.

Una carpeta es de alguien si lleva su id, o el mismo escrito con otras
mayúsculas, espacios o forma de Unicode. Lo que solo se parece se propone:
decidirlo es cosa de una persona.
"""

import fnmatch
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.grading.roster import Member, fold, read_roster
from autograder.grading.student_ids import similar
from autograder.reading import plain

NOT_SUBMITTED = "not_submitted"  # estado de quien está en la lista y no tiene entrega
MAX_COMPARED = 100_000  # parejas de carpeta y persona: con la lista de otra clase no hay nada que proponer


@dataclass(frozen=True)
class Attendance:
    """La lista, comparada con las carpetas.

    ``members`` va del id de cada carpeta a su persona; ``unknown``, del de las que
    no son de nadie a una frase que lo dice; ``absent`` son los de la lista sin carpeta,
    por su id, y lo que se propone; ``warnings``, lo que conviene saber de la lista.
    """

    members: dict[str, Member]
    unknown: dict[str, str]
    absent: dict[str, tuple[Member, str]]
    warnings: tuple[str, ...] = ()

    def absences(self) -> list[str]:
        """Quien no tiene entrega, y lo que se sepa: para una línea que lee una persona."""
        return [f"{member} — {clue.rstrip('.')}" if clue else str(member) for member, clue in self.absent.values()]

    def to_json(self) -> dict[str, dict[str, Any]]:
        """Quien no tiene entrega, en el formato de las notas en JSON: no tiene nota, ni siquiera un cero."""
        found = {}
        for id_, (member, clue) in self.absent.items():
            known = {"name": member.name, "email": member.email}
            messages = [f"Está en la lista de clase y no tiene entrega.{f' {clue}' if clue else ''}"]
            found[id_] = {"status": NOT_SUBMITTED, "score": None, "pending_manual": 0.0, "exercises": {}}
            found[id_] |= {"messages": messages} | {key: value for key, value in known.items() if value}
        return found


def take_attendance(
    path: Path, folders: Collection[str], only: str | None = None, aside: Mapping[str, str] = MappingProxyType({})
) -> Attendance:
    """Lee una lista de clase en CSV y la compara con los ids de unas carpetas.

    Con ``only``, como en ``--student``, se habla solo de los que encajan. De quien tiene
    su carpeta entre las apartadas, ``aside``, se dice por qué lo está.

    Errores
        CourseError si no se puede leer o no tiene a nadie.
    """
    members, warnings = read_roster(path, folders)
    found = _owners(members, folders)
    taken = {member.id for member in found.values()}
    free = [member for member in members if member.id not in taken]
    unknown, proposed = {}, {}
    for folder in folders:
        if folder not in found:
            near = _near(folder, free) if (len(unknown) + 1) * len(free) < MAX_COMPARED else []
            proposed |= {member.id: folder for member in near}
            clue = f" ¿Es {' o '.join(f'«{member}»' for member in near)}?" if near else ""
            unknown[folder] = f"«{folder}» no está en la lista de clase: revísalo.{clue}"
    wanted = fold(only) if only is not None else "*"
    reasons = {fold(name): f"Su carpeta está apartada: {why}" for name, why in aside.items()}
    clues = {id_: f"¿Es la carpeta «{folder}»?" for id_, folder in proposed.items()}
    absent = {
        member.id: (member, reasons.get(fold(member.id)) or clues.get(member.id, ""))
        for member in sorted(free, key=lambda member: member.id)
        if fnmatch.fnmatchcase(fold(member.id), wanted)
    }
    return Attendance(found, unknown, absent, tuple(warnings))


def _owners(members: Collection[Member], folders: Collection[str]) -> dict[str, Member]:
    """De quién es cada carpeta; si hay dos maneras de verlo, de nadie."""
    found: dict[str, Member] = {}
    taken: set[str] = set()
    for key_of_member, key_of_folder in (
        (lambda member: member.id, str),
        (lambda member: fold(member.id), fold),
    ):
        people = _grouped((key_of_member(member), member) for member in members if member.id not in taken)
        places = _grouped((key_of_folder(folder), folder) for folder in folders if folder not in found)
        for key, same in places.items():
            if key and len(same) == 1 and len(people.get(key, ())) == 1:
                found[same[0]] = people[key][0]
                taken.add(people[key][0].id)
    return found


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _near(folder: str, members: list[Member]) -> list[Member]:
    """Las personas que podrían ser las de una carpeta: el mismo nombre sin acentos o en otro orden, o uno parecido."""
    words = sorted(re.findall(r"\w+", plain(folder)))
    same = [
        member
        for member in members
        if words in [sorted(re.findall(r"\w+", plain(text))) for text in (member.id, member.name)]
        or plain(folder) == plain(member.email.partition("@")[0])
    ]
    by_id = {member.id: member for member in members}
    return same[:2] or [by_id[id_] for id_ in similar(folder, by_id)[:2]]
