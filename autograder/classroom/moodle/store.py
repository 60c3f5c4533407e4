"""Dejar lo de una persona en ``submitted/<id>/<tarea>/``, con su hora, sin perder lo que ya había.

Al lado queda ``submitted/<id>/.moodle/``, que al calificar no se mira: qué se recogió y las entregas que otra más nueva
sustituyó. Recoger dos veces lo mismo no cambia nada, tampoco lo que una persona arreglara entretanto a mano.
"""

import hashlib
import json
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from autograder.classroom.moodle.owners import Parcel
from autograder.classroom.moodle.package import BROKEN, CHUNK, Member
from autograder.grading.handed import TIMESTAMP, read_plain, timestamp_of
from autograder.grading.student_ids import INVISIBLE

MAX_FILE = 100 * 2**20  # bytes, ya descomprimido
MAX_PERSON = 200 * 2**20  # entre todo lo de una persona
MAX_FILES = 2_000
MAX_PART = 120  # caracteres del nombre de un archivo o de una carpeta
ASIDE, REFUSED = ".moodle", "no_recogido.txt"
FORBIDDEN = set('<>:"|?*')  # lo que Windows no admite en un nombre
RESERVED = {"con", "prn", "aux", "nul"}
NEW, CHANGED, SAME, OLDER = "nueva", "cambiada", "sin cambios", "más vieja que la que hay"


@dataclass(frozen=True)
class Receipt:
    """Lo que se recogió de alguien la última vez: su huella y su número en esa tarea de Moodle."""

    digest: str = ""
    number: str = ""


@dataclass
class Staged:
    """Lo de una persona, ya en una carpeta de paso: qué archivos, qué no se recogió y su huella."""

    files: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    digest: str = ""


def stage(parcel: Parcel, folder: Path, handed_in: datetime | None) -> Staged:
    """Escribe lo de una persona en ``folder``, que no existe; lo que no se deja leer, o no cabe, se nombra y no está.

    Errores
        OSError si no se puede escribir.
    """
    folder.mkdir(parents=True)
    found, room, taken = Staged(refused=dict(parcel.refused)), MAX_PERSON, set()
    for parts, member in parcel.files:
        name = "/".join(parts)
        if len(found.files) >= MAX_FILES:
            found.refused["lo demás"] = f"son más de {MAX_FILES} archivos"
            break
        target = folder.joinpath(*_free(parts, taken))
        try:
            room -= _copy(member, target, min(MAX_FILE, room))
            found.files.append(target.relative_to(folder).as_posix())
        except _CannotRead as problem:
            found.refused[name] = str(problem)
            room -= problem.spent  # lo que costó leerlo cuenta, aunque no haya servido
    if found.refused:
        told = [f"{name}: {why}." for name, why in found.refused.items()]
        (folder / REFUSED).write_text("\n".join(["Estos archivos no se recogieron:", *told, ""]), encoding="utf-8")
    found.digest = folder_digest(folder)
    if handed_in is not None:
        # Como la escribe el intercambio de nbgrader.
        (folder / TIMESTAMP).write_text(f"{handed_in.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
        found.digest = hashlib.sha256(f"{found.digest} {handed_in.astimezone(UTC)}".encode()).hexdigest()
    return found


def settle(staged: Staged, folder: Path, home: Path, assignment: str, number: str, zone: tzinfo, write: bool) -> str:
    """Lleva lo de una carpeta de paso a ``home/<tarea>``, y dice qué era: nueva, cambiada, la misma o más vieja.

    ``home`` es la carpeta del estudiante. Con ``write=False`` solo lo dice.

    Errores
        OSError si no se puede escribir; lo que había sigue estando.
    """
    where, old = home / assignment, receipt(home, assignment)
    if os.path.islink(home) or os.path.islink(where):
        raise OSError(0, "es un enlace y no se sigue", str(where))
    if os.path.lexists(where) and not where.is_dir():
        raise OSError(0, "ahí hay un archivo, y se esperaba una carpeta", str(where))
    state = NEW
    if where.is_dir():
        before, now = timestamp_of(where, zone)[0], timestamp_of(folder, zone)[0]
        if staged.digest == old.digest or folder_digest(where) == folder_digest(folder):
            state = SAME
        elif before and now and now < before:
            state = OLDER
        else:
            state = CHANGED
    if not write or state == OLDER:
        return state
    if state != SAME:
        if state == CHANGED:
            kept = _free_folder(home / ASIDE / assignment, timestamp_of(where, zone)[0])
            kept.parent.mkdir(parents=True, exist_ok=True)
            where.rename(kept)
        home.mkdir(parents=True, exist_ok=True)
        folder.rename(where)
    if (new := Receipt(staged.digest, number)) != old:
        path = home / ASIDE / f"{assignment}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"digest": new.digest, "number": new.number}), encoding="utf-8")
    return state


def receipt(home: Path, assignment: str) -> Receipt:
    """Lo que se recogió la última vez; vacío si nada, o si no se entiende."""
    try:
        found = json.loads(read_plain(home / ASIDE / f"{assignment}.json", 10_000))
        return Receipt(str(found["digest"]), str(found["number"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Receipt()


def folder_digest(folder: Path) -> str:
    """La huella de lo que hay en una carpeta, sin seguir enlaces."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            found.update(f"{path.relative_to(folder).as_posix()}\0".encode("utf-8", "surrogateescape"))
            if not path.is_symlink():
                with path.open("rb") as file:
                    found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


class _CannotRead(Exception):
    """Un archivo que no se deja leer o no cabe; el mensaje dice por qué. ``spent`` son los bytes que se leyeron."""

    spent = 0


def _copy(member: Member, target: Path, room: int) -> int:
    """Copia un archivo y dice cuánto ocupa; si no se deja, no queda nada de él."""
    too_big = f"ocupa, descomprimido, más de {max(room, 0) // 2**20} MB"
    if member.size > room:
        raise _CannotRead(too_big)
    size = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for chunk in _chunks(member):
                size += len(chunk)
                if size > room:  # el tamaño que dice lo escribe cualquiera
                    raise _CannotRead(too_big)
                file.write(chunk)
    except _CannotRead as problem:
        target.unlink(missing_ok=True)
        problem.spent = size
        raise
    return size


def _chunks(member: Member) -> Iterator[bytes]:
    try:
        with member.open() as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except BROKEN as problem:
        why = problem.strerror if isinstance(problem, OSError) and problem.strerror else type(problem).__name__
        raise _CannotRead(f"está cortado o estropeado ({why})") from None


def _free(parts: tuple[str, ...], taken: set[str]) -> tuple[str, ...]:
    """Una ruta que vale en cualquier disco y no tiene nadie; ``taken`` son las que ya están.

    La hora la dice la hoja, no un archivo del estudiante.
    """
    safe = [_safe(part) for part in parts]
    if len(safe) == 1 and safe[0].casefold() in (TIMESTAMP, REFUSED):
        safe[0] = f"del estudiante - {safe[0]}"
    name, number = PurePosixPath(safe[-1]), 1
    # En macOS y en Windows «A» y «a» son el mismo archivo; y un archivo no puede ser además una carpeta.
    above = ["/".join(safe[:k]).casefold() for k in range(1, len(safe))]
    while any(f"{folder}\0" in taken for folder in above):
        safe[0] = f"{safe[0]}~2"
        above = ["/".join(safe[:k]).casefold() for k in range(1, len(safe))]
    while (path := "/".join(safe).casefold()) in taken or f"{path}\0" in taken:
        number += 1
        safe[-1] = f"{name.stem}~{number}{name.suffix}"
    taken.update(above, [f"{path}\0"])  # un archivo lleva detrás lo que ningún nombre puede llevar
    return tuple(safe)


def _safe(part: str) -> str:
    """El nombre de un archivo o carpeta, como vale en cualquier disco; si hubo que cambiarlo, lleva su huella."""
    part = unicodedata.normalize("NFC", part)
    text = "".join("_" if _strange(c) else c for c in part).strip().rstrip(".")
    name = PurePosixPath(text or "_")
    suffix = name.suffix[:20]
    short = len(text) <= MAX_PART and len(text.encode()) <= 240
    if text == part and short and name.stem.casefold() not in RESERVED:
        return text
    mark = hashlib.sha256(part.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    stem = name.stem.encode()[: MAX_PART - 20].decode("utf-8", "ignore")
    return f"{stem}~{mark}{suffix}"


def _strange(c: str) -> bool:
    return c in FORBIDDEN or not c.isprintable() or ord(c) in INVISIBLE


def _free_folder(top: Path, when: datetime | None) -> Path:
    """Dónde se guarda una entrega que otra sustituye: con la hora en que se hizo."""
    name = f"{when or datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (name, *(f"{name}-{k}" for k in range(2, 10_000)))
    return next(top / n for n in names if not (top / n).exists())
