"""Un Moodle de mentira que lee lo que se le sube con las reglas del de verdad.

Son las de ``mod/assign/feedback/offline/importgradeslib.php`` y ``locallib.php`` (la hoja), las de
``mod/assign/feedback/file/importziplib.php`` (los informes) y las de ``unformat_float`` y ``strtotime``, contadas de
nuevo. Y escribe la hoja y el zip como los descarga.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field

# En español Moodle pega el número a la palabra, y en inglés no.
SPANISH = {
    "id": "Identificador", "name": "Nombre completo", "email": "Dirección de correo", "status": "Estado",
    "grade": "Calificación", "max": "Calificación máxima", "can": "La calificación puede ser cambiada",
    "submitted": "Última modificación (entrega)", "graded": "Última modificación (calificación)",
    "comments": "Comentarios de retroalimentación", "participant": "Participante", "yes": "Sí", "comma": ",",
}  # fmt: skip
ENGLISH = {
    "id": "Identifier", "name": "Full name", "email": "Email address", "status": "Status", "grade": "Grade",
    "max": "Maximum grade", "can": "Grade can be changed", "submitted": "Last modified (submission)",
    "graded": "Last modified (grade)", "comments": "Feedback comments", "participant": "Participant ", "yes": "Yes",
    "comma": ".",
}  # fmt: skip


@dataclass
class Participant:
    """Una persona en una tarea."""

    number: int
    name: str
    email: str = ""
    submitted: str = "-"
    status: str = ""
    grade: float | None = None
    comment: str = ""
    modified: float | None = None  # cuándo se calificó, en segundos; None si nadie lo ha hecho
    files: dict[str, bytes] = field(default_factory=dict)


class Moodle:
    """Una tarea con sus participantes; ``clock`` es la hora que es."""

    def __init__(self, *people: Participant, language=SPANISH, maximum=20.0):
        self.people, self.language, self.maximum, self.clock = {p.number: p for p in people}, language, maximum, 1e9

    def _number(self, value: float) -> str:
        return f"{value:.2f}".replace(".", self.language["comma"])

    def worksheet(self, *, mark="\ufeff", newline="\n", more=()) -> bytes:
        """La hoja de calificaciones; ``more`` son columnas de más, que van tras el correo."""
        words = self.language
        keys = ["id", "name", "email", *more, "status", "grade", "max", "can", "submitted", "graded", "comments"]
        rows = [[words.get(key, key) for key in keys]]
        for p in self.people.values():
            values = {
                "id": f"{words['participant']}{p.number}", "name": p.name, "email": p.email, "status": p.status,
                "grade": "" if p.grade is None else self._number(p.grade), "max": self._number(self.maximum),
                "can": words["yes"], "submitted": p.submitted, "graded": "-", "comments": p.comment,
            }  # fmt: skip
            rows.append([values.get(key, f"{key} {p.number}") for key in keys])
        lines = [",".join(map(_php, row)) + newline for row in rows]
        return (mark + "".join(lines)).encode()

    def submissions(self, files: dict[int, dict[str, bytes]], *, folders=True, end="_") -> bytes:
        """El zip de «Descargar todas las entregas»: en carpetas, que desde la 4.1 no acaban en «_», o todo junto."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, handed in files.items():
                name = re.sub(r"[\\/:*?\"<>|']", "", self.people[number].name.replace("_", " "))
                prefix = f"{name}_{number}_assignsubmission_file"
                for path, raw in handed.items():
                    archive.writestr(f"{prefix}{end}/{path}" if folders else f"{prefix}_{path}", raw)
        return file.getvalue()

    def upload_worksheet(self, raw: bytes, ignore_modified=False) -> int:
        """Sube una hoja y dice cuántas notas cambiaron."""
        words, text = self.language, raw.decode("utf-8").removeprefix("\ufeff")
        header, *rows = csv.reader(io.StringIO(re.sub(r"\r\n?", "\n", text)))
        header = [title.strip() for title in header]
        where = {key: header.index(words[key]) for key in ("id", "grade", "graded")}  # sin una de ellas, no la acepta
        comments = header.index(words["comments"]) if words["comments"] in header else None
        updated = 0
        for row in rows:
            assert len(row) == len(header), "csvweirdcolumns"
            number = row[where["id"]][len(words["participant"]) :].strip()
            person = self.people.get(int(number)) if number.isdecimal() else None
            if person is None:
                continue
            grade = self._unformat(row[where["grade"]])
            stale = person.modified is not None and person.modified > _strtotime(row[where["graded"]]) + 60
            blocked = stale and not ignore_modified
            if grade is not None and grade != person.grade and 0 <= grade <= self.maximum and not blocked:
                person.grade, person.modified = grade, self.clock
                updated += 1
            if comments is not None and not blocked and row[comments] != person.comment:
                person.comment, person.modified = row[comments], self.clock
        return updated

    def _unformat(self, text: str) -> float | None:
        text = text.replace(" ", "").replace(self.language["comma"], ".")
        found = re.match(r"[+-]?\d*\.?\d+", text)
        return None if text == "" else float(found[0]) if found else 0.0

    def upload_reports(self, raw: bytes) -> None:
        """Sube el zip de los informes."""
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                parts = name.split("/")
                if parts[-1] == "" or parts[-1].startswith((".", "~")):
                    continue
                for k, part in enumerate(parts):
                    info = part.split("_", 4)
                    if len(info) < 4 or not info[1].isdecimal() or int(info[1]) not in self.people:
                        continue
                    assert info[2:4] == ["assignfeedback", "file"]
                    person = self.people[int(info[1])]
                    rest = [*filter(None, info[4:]), *parts[k + 1 :]]
                    person.files["/".join(rest)] = archive.read(name)
                    person.modified = self.clock
                    break


def _php(value: str) -> str:
    """Como escribe una celda ``fputcsv``."""
    return '"' + value.replace('"', '""') + '"' if re.search(r"[\s\",]", value) else value


def _strtotime(text: str) -> float:
    # PHP solo entiende fechas en inglés: de las demás no dice nada, y nada es 0.
    return 2e9 if re.match(r"[A-Z][a-z]+, \d+ (January|February|March) \d{4}", text) else 0.0
