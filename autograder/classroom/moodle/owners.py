"""De quién es cada cosa del zip: por su número de Moodle y, en una lista corriente, por su nombre.

El número es de una tarea: si lleva a alguien que se llama de otra manera, la hoja es de otra tarea, o la entrega es
de un grupo, y no se adivina.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.classroom.moodle.package import Member
from autograder.classroom.moodle.worksheet import Person, Worksheet
from autograder.grading.folder import is_rubbish
from autograder.grading.moodle_names import MoodleName, moodle_name
from autograder.reading import plain

SAME = 0.6  # cuánto se parecen dos maneras de escribir un nombre
BLIND = ("participante", "participant", "partaidea")  # lo que pone Moodle si se corrige sin nombres


@dataclass
class Parcel:
    """Lo que alguien entregó: cada archivo con su ruta desde su carpeta, y lo que no se recoge, con por qué."""

    label: str  # cómo lo llama Moodle
    files: list[tuple[tuple[str, ...], Member]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass
class Owners:
    """Lo del zip, repartido.

    ``parcels`` va del id de cada estudiante a lo suyo; ``unknown``, de cada cosa que no se
    sabe de quién es a por qué.
    """

    parcels: dict[str, Parcel] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)


def share_out(members: Iterable[Member], sheet: Worksheet, people: Mapping[str, Person]) -> Owners:
    """Reparte los archivos de un zip entre las personas de la hoja, por su id."""
    found = Owners()
    directory = _directory(sheet, people)
    owner: dict[tuple[str, str], str | None] = {}
    for member in members:
        if is_rubbish(member.parts):
            continue
        place, moodle = next(((k, m) for k, part in enumerate(member.parts) if (m := moodle_name(part))), (0, None))
        if moodle is None:
            if member.open is not None or member.refused:
                found.unknown.setdefault(member.shown, member.refused or "no está en la carpeta de nadie")
            continue
        key = moodle.number, moodle.name
        if key not in owner:
            owner[key], why = _owner(moodle, sheet, people, directory)
            if owner[key] is None:
                found.unknown[f"{moodle.name}_{moodle.number}"] = why
        if owner[key] is None:
            continue
        parcel = found.parcels.setdefault(owner[key], Parcel(f"{moodle.name}_{moodle.number}"))
        # Todo junto, el nombre del archivo va detrás; en carpetas, dentro.
        rest = (*filter(None, [moodle.file]), *member.parts[place + 1 :])
        if member.refused:
            parcel.refused["/".join(rest) or member.shown] = member.refused
        elif member.open is not None:
            parcel.files.append((rest or ("sin nombre",), member))
    return found


def _directory(sheet: Worksheet, people: Mapping[str, Person]) -> dict[str, list[str]]:
    """Los ids por su número o, en una lista que no los trae, por las palabras de su nombre."""
    found: dict[str, list[str]] = {}
    for id_, person in people.items():
        found.setdefault(person.number if sheet.from_moodle else _words(person.name), []).append(id_)
    return found


def _owner(
    moodle: MoodleName, sheet: Worksheet, people: Mapping[str, Person], directory: Mapping[str, list[str]]
) -> tuple[str | None, str]:
    """De quién es lo que se llama así, y si no es de nadie, por qué."""
    ids = directory.get(moodle.number if sheet.from_moodle else _words(moodle.name), [])
    if not ids:
        return None, f"no está en {sheet.path.name}"
    if len(ids) > 1:
        return None, f"en {sheet.path.name} hay {len(ids)} personas que se llaman así"
    name = people[ids[0]].name
    if sheet.from_moodle and not _same_name(moodle.name, name):
        return None, f"en {sheet.path.name} ese número es de {name}: la hoja es de otra tarea, o entregó un grupo"
    return ids[0], ""


def _words(name: str) -> str:
    # Los signos que no caben en un nombre de archivo (un apóstrofo) Moodle los quita, sin poner nada en su lugar.
    return " ".join(sorted(re.sub(r"[^\w\s]", "", plain(name.replace("_", " "))).split()))


def _same_name(one: str, other: str) -> bool:
    """Si pueden ser la misma persona: en otro orden, sin signos o con los acentos rotos."""
    if not other or plain(one) in BLIND or plain(other).startswith(BLIND):
        return True
    a, b = _words(one), _words(other)
    return a == b or difflib.SequenceMatcher(None, a, b).ratio() >= SAME
