"""Por qué se reconoce a una persona en un archivo: su id, su correo y su nombre, se escriban como se escriban."""

import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from autograder import whole_files
from autograder.classroom.year.bundle import BROKEN
from autograder.classroom.year.places import Places
from autograder.grading.roster import Member

# Lo que es del curso o de otro programa, y no de la clase.
NOT_OURS = {
    "autograder",
    "course_lib",
    "solutions",
    "notebooks",
    "source",
    "release",
    "tests",
    "docs",
    "bench",
    "binder",
}
NOT_OURS |= {"node_modules", "__pycache__"}
ENDINGS = {
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".html",
    ".htm",
    ".md",
    ".ipynb",
    ".db",
    ".bak",
    ".sqlite",
    ".log",
    ".xml",
    ".zip",
}
MAX_BYTES = 50 * 2**20  # no se mira en archivos más grandes
WORD = rb"[0-9A-Za-z_.@+\x80-\xff-]"  # lo que alarga un id y lo hace de otra persona


class Traces:
    """Cómo se encuentra a una persona."""

    def __init__(self, person: Member):
        self.person = person
        whole = [re.escape(text) for text in _written(person.id)]
        parts = [re.escape(text) for name in (person.name, person.email) if name for text in _written(name)]
        alone = rb"(?<!" + WORD + rb")(?:" + b"|".join(whole) + rb")(?!" + WORD + rb")"
        self.pattern = re.compile(b"|".join([alone, *parts]))

    def in_bytes(self, raw: bytes) -> bool:
        return self.pattern.search(raw) is not None

    def in_file(self, path: Path) -> bool:
        """Si un archivo lo nombra; no si no se puede mirar."""
        with suppress(OSError, *BROKEN):
            if path.suffix.lower() == ".zip":
                return self._in_zip(path)
            if path.stat().st_size <= MAX_BYTES:
                return self.in_bytes(path.read_bytes())
        return False

    def _in_zip(self, path: Path) -> bool:
        """Si lo nombra un zip, como los que se suben a la plataforma: en sus nombres o en lo que trae."""
        with zipfile.ZipFile(path) as bundle:
            if self.in_bytes("\0".join(bundle.namelist()).encode("utf-8", "surrogateescape")):
                return True
            small = [info for info in bundle.infolist() if info.file_size <= MAX_BYTES]
            return sum(info.file_size for info in small) <= 10 * MAX_BYTES and any(
                self.in_bytes(bundle.read(info)) for info in small
            )

    def handed(self, folder: str) -> bool:
        """Si es el nombre con que nbgrader recoge una entrega suya: ``id+tarea+fecha``."""
        rest = folder.removeprefix(f"{self.person.id}+")
        parts = rest.split("+")
        return rest != folder and len(parts) in (2, 3) and re.match(r"\d{4}-\d\d-\d\d", parts[1]) is not None

    def lines_in(self, log: Path) -> int:
        """Cuántos renglones de un registro lo nombran."""
        with suppress(OSError):
            return sum(self.in_bytes(line) for line in log.read_bytes().splitlines())
        return 0

    def clean(self, log: Path) -> None:
        """Quita de un registro los renglones que lo nombran."""
        if self.lines_in(log):
            kept = [line for line in log.read_bytes().splitlines(keepends=True) if not self.in_bytes(line)]
            whole_files.write(log, b"".join(kept).decode("utf-8", "replace"))


def _written(text: str) -> Iterator[bytes]:
    """Un texto como lo guardan una hoja de cálculo, un JSON o Windows."""
    yield text.encode("utf-8", "surrogateescape")
    yield json.dumps(text)[1:-1].encode()
    with suppress(UnicodeEncodeError):
        yield text.encode("cp1252")
        yield text.encode("utf-16-le")


def still_named(places: Places, traces: Traces) -> list[Path]:
    """Los demás archivos de la carpeta del curso que lo nombran; de las de la clase, solo los sueltos."""
    known = {folder.resolve() for folder in places.folders.values()}
    skipped = {places.database, *places.backups(), places.log, *places.archives.glob("*.zip")}
    found = []
    for top, folders, names in os.walk(places.home):
        inside = Path(top).resolve() in known
        folders[:] = [name for name in sorted(folders) if not inside and not _skip(Path(top, name), places)]
        for path in (Path(top, name) for name in sorted(names)):
            if path.suffix.lower() in ENDINGS and path not in skipped and traces.in_file(path):
                found.append(path)
    return found


def _skip(folder: Path, places: Places) -> bool:
    ours = folder.parent == places.home and folder.name in NOT_OURS
    return ours or folder.name.startswith(".") or folder.is_symlink() or (folder / "pyvenv.cfg").exists()
