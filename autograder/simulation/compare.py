"""``python -m autograder.simulation.compare VERDAD.json NOTAS.json``: ¿sacó cada cual lo que debía?

La verdad la escribe ``autograder simulate``; las notas, ``autograder grade --json``.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.os_errors import reason

KEYS = {"status": "estado", "points": "puntos", "diagnosis": "diagnóstico"}


@dataclass(frozen=True)
class Row:
    """Un estudiante: la nota automática que debía sacar, la que sacó y en qué se separan."""

    student: str
    kind: str
    expected: float | None
    got: float | None
    differences: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.differences


def read_students(path: Path) -> dict[str, dict[str, Any]]:
    """Los estudiantes de un archivo de verdad o de notas.

    Errores
        CourseError si no existe, no es JSON o le falta «students».
    """
    try:
        students = json.loads(path.read_text(encoding="utf-8"))["students"]
        for student in students.values():
            for exercise in student["exercises"].values():
                _ = [exercise[key] for key in KEYS]
            # La verdad es la de la máquina: lo que corrige una persona no se compara.
            machine = {id_: e for id_, e in student["exercises"].items() if not e.get("written")}
            student["exercises"] = {id_: {**e, "points": e.get("auto", e["points"])} for id_, e in machine.items()}
    except OSError as error:
        raise CourseError(f"No se puede leer {path}: {reason(error)}.") from None
    except ValueError:
        raise CourseError(f"{path} no es un JSON válido.") from None
    except (KeyError, TypeError, AttributeError):
        raise CourseError(f"{path} no tiene la forma de unas notas: se esperaba students → exercises.") from None
    return students


def automatic_score(student: dict[str, Any]) -> float | None:
    """La suma de los puntos por máquina; None si no se juzgó ningún ejercicio."""
    points = [e["points"] for e in student["exercises"].values()]
    judged = [p for p in points if p is not None]
    return float(sum(judged)) if judged or not points else None


def compare(truth: dict[str, dict[str, Any]], grades: dict[str, dict[str, Any]]) -> list[Row]:
    """Una fila por estudiante que esté en cualquiera de los dos sitios."""
    return [_row(student, truth.get(student), grades.get(student)) for student in sorted(truth | grades)]


def _row(student: str, want: dict | None, got: dict | None) -> Row:
    if want is None:
        return Row(student, "?", None, automatic_score(got), ("está en las notas y no en la verdad",))
    kind = str(want.get("kind", "?"))
    # La verdad lleva su propia suma: comparar con ella descubre también una verdad mal sumada.
    expected = want.get("score", automatic_score(want))
    if got is None:
        return Row(student, kind, expected, None, ("no está en las notas",))
    scored = automatic_score(got)
    found = list(_differences(want["exercises"], got["exercises"]))
    if not _same(expected, scored):
        found.append(f"nota automática: se esperaba {_number(expected)} y salió {_number(scored)}")
    return Row(student, kind, expected, scored, tuple(found))


def _differences(want: dict[str, dict], got: dict[str, dict]):
    for id_ in want | got:
        if id_ not in got:
            yield f"{id_}: no está en las notas"
        elif id_ not in want:
            yield f"{id_}: está en las notas y no en la verdad"
        else:
            for key, name in KEYS.items():
                if not _same(want[id_][key], got[id_][key]):
                    yield f"{id_}: {name}: se esperaba {_value(want[id_][key])} y salió {_value(got[id_][key])}"


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) < 1e-9
    return a == b


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _value(value: Any) -> str:
    return "nada" if value is None else str(value)


def table(rows: list[Row]) -> str:
    """La tabla, los totales por tipo de entrega y cada diferencia."""
    students = max([len(r.student) for r in rows] + [len("estudiante")])
    kinds = max([len(r.kind) for r in rows] + [len("tipo de entrega")])
    lines = [f"{'estudiante':{students}}  {'tipo de entrega':{kinds}}  debía  sacó"]
    for r in rows:
        mark = "✓" if r.right else "✗"
        lines.append(f"{r.student:{students}}  {r.kind:{kinds}}  {_number(r.expected):>5}  {_number(r.got):>5}  {mark}")
    lines += ["", f"{'tipo de entrega':{kinds}}  bien / total"]
    for kind in sorted({r.kind for r in rows}):
        same_kind = [r for r in rows if r.kind == kind]
        lines.append(f"{kind:{kinds}}  {sum(r.right for r in same_kind):>4} / {len(same_kind)}")
    wrong = [r for r in rows if not r.right]
    if wrong:
        lines += ["", "Diferencias:"]
        lines += [f"  {r.student} ({r.kind}): {text}" for r in wrong for text in r.differences]
    lines += ["", f"Coinciden {len(rows) - len(wrong)} de {len(rows)} entregas."]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Código de salida: 0 si todo coincide, 1 si algo no, 2 si no se pudo leer."""
    paths = sys.argv[1:] if argv is None else argv
    if len(paths) != 2:
        print("Uso: python -m autograder.simulation.compare VERDAD.json NOTAS.json", file=sys.stderr)
        return 2
    truth, grades = map(Path, paths)
    try:
        rows = compare(read_students(truth), read_students(grades))
    except CourseError as problem:
        print(problem, file=sys.stderr)
        return problem.code
    if not rows:
        print("No hay ninguna entrega que comparar.", file=sys.stderr)
        return 2
    print(table(rows))
    return 0 if all(r.right for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
