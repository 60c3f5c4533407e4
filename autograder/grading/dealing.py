"""El reparto de una tarea individual: qué variantes le tocan a cada estudiante, y qué decir de quien trae otras.

Sale de la clave y del id, así que quien tiene la clave no necesita nada más. Al repartir queda además, junto a ella,
quién recibió qué código: con ese archivo se sabe que la clase es individual, y lo repartido manda sobre lo que
saldría de otra clave.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from autograder import whole_files
from autograder.errors import CourseError
from autograder.grading.roster import fold
from autograder.notebook.variant_code import BadCode, Chosen, counts, read_code, write_code
from autograder.os_errors import reason

SUFFIX = ".variantes.key"  # git no ve lo que acaba en «.key»
FOLDER = "individual"  # donde quedan, si no se dice otra cosa: individual/<tarea>/<id>/<tarea>.ipynb; git no la ve
FEW = 3  # con menos códigos cambiados no se sospecha de la clave

NOT_DEALT = (
    "El cuaderno lleva un código de variante y aquí no consta que esta tarea se repartiera. Copia junto a la clave el "
    "archivo {file} de donde se repartió, o reparte otra vez con build --roster, y repite la orden."
)
# Lo mismo, para quien entregó: nada que él pueda arreglar.
UNKNOWN = (
    "El cuaderno lleva un código de variante que aquí no se conoce. No es culpa de la entrega: la verá una persona."
)
FOREIGN = "El código de variante del cuaderno, {code}, no es el de esta entrega: se ha juzgado con sus enunciados."
UNREADABLE = "{problem} Se ha juzgado con los enunciados que le tocaron."
SEVERAL = "El cuaderno trae varios códigos de variante: cada ejercicio se ha juzgado con el que tenía por encima."
NO_CODE = "El cuaderno no lleva código de variante: se ha juzgado con los enunciados de todos."
FOREIGN_CODE = re.compile(FOREIGN.replace("{code}", "([0-9A-Z-]+)"))


def deal(key: bytes, assignment: str, student: str) -> dict[str, int]:
    """Las variantes de un estudiante: HMAC-SHA256(clave, tarea, id, ejercicio), entre las que haya."""
    found = {}
    for id_, how_many in counts(assignment).items():
        text = "\0".join(("variante", assignment, fold(student), id_))
        digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
        found[id_] = int.from_bytes(digest[:8], "big") % how_many
    return found


def dealt_path(key: Path, assignment: str) -> Path:
    """Dónde consta el reparto de una tarea: junto a la clave."""
    return key.with_name(f"{key.stem}.{assignment}{SUFFIX}")


def read_dealt(path: Path) -> dict[str, str] | None:
    """Id → código de cada estudiante a quien se repartió; None si no se ha repartido.

    Errores
        CourseError si está y no se puede leer.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not all(isinstance(code, str) for code in found.values()):
            raise ValueError("se esperaba un código por estudiante")
        return found
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise CourseError(
            f"No se puede leer el reparto {path}: {why}. Recupera su copia o reparte otra vez con build --roster."
        ) from None


def write_dealt(path: Path, codes: Mapping[str, str]) -> None:
    """Apunta un reparto, entero y legible solo por su dueño."""
    whole_files.write(path, json.dumps(codes, ensure_ascii=False, indent=1, sort_keys=True) + "\n", private=True)


def expected(
    key: bytes, assignment: str, students: Iterable[str], dealt: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """Las variantes que le tocan a cada uno: las que se le repartieron y, a quien no está en el reparto, las suyas."""
    known = {fold(student): code for student, code in dealt.items()}
    found = {}
    for student in {**dict.fromkeys(students), **dict.fromkeys(dealt)}:
        found[student] = deal(key, assignment, student)
        # Un código de antes de cambiar las variantes de la tarea ya no dice nada.
        with suppress(BadCode, KeyError):
            found[student] = read_code(assignment, known[fold(student)])
    return found


def dealt_by(key_file: Path, key: bytes, assignment: str, students: Iterable[str]) -> dict[str, dict[str, int]] | None:
    """Las variantes de cada estudiante de una tarea repartida, según la clave y lo que consta junto a ella.

    None si no se ha repartido.

    Errores
        CourseError, como ``read_dealt``.
    """
    codes = read_dealt(dealt_path(key_file, assignment))
    return None if codes is None else expected(key, assignment, students, codes)


def judged_as(chosen: Chosen, own: Mapping[str, int] | None) -> tuple[dict[str, int], list[str]]:
    """Las variantes con que se juzga un cuaderno de una tarea repartida, y lo que hay que decir.

    Las de su código, sea de quien sea: es lo que decía ``check``. Con uno que no se entiende ``check`` no decía nada,
    y se usan las que le tocaron.
    """
    own = dict(own or {})
    if chosen.problem:
        return own, [UNREADABLE.format(problem=chosen.problem)]
    if not chosen.codes:
        return {}, [NO_CODE]
    if len(chosen.codes) > 1:
        return chosen.numbers, [SEVERAL]
    return chosen.numbers, [] if chosen.numbers == own else [FOREIGN.format(code=chosen.codes[0])]


def code_in(messages: Iterable[str]) -> str | None:
    """El código ajeno de que hablan los avisos de una entrega; None si de ninguno."""
    return next((found[1] for text in messages if (found := FOREIGN_CODE.search(text))), None)


def owners(assignment: str, dealt: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """De quién es cada código: de más de una persona, si les tocó lo mismo."""
    found: dict[str, list[str]] = {}
    for student, numbers in dealt.items():
        found.setdefault(write_code(assignment, numbers), []).append(student)
    return found


def dealt_with_another_key(foreign: int, students: int) -> bool:
    """Si traen un código que no es el suyo tantos que lo cambiado parece el reparto."""
    return foreign >= FEW and 2 * foreign > students
