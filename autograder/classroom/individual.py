"""``autograder build TAREA --roster LISTA``: un cuaderno para cada estudiante, con las variantes que le tocan."""

import copy
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import clean
from autograder.authoring.build import build
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.dealing import FOLDER, deal, dealt_path, read_dealt, write_dealt
from autograder.grading.key import key_path, load_key
from autograder.grading.release import MARK, marked, read_release, record, released
from autograder.grading.roster import Member, read_roster
from autograder.grading.student_ids import BadName, student_id
from autograder.notebook import node
from autograder.notebook.individual import Pages, individual, pages_of
from autograder.notebook.node import Node
from autograder.notebook.variant_code import BadCode, counts, read_code, write_code
from autograder.records.database import checked_address, holds_grades

KEPT = ("notebooks", "solutions", "submitted", "source", "release")  # carpetas que son de otra cosa
SHOWN = 20  # personas que se enseñan en la terminal


@dataclass(frozen=True)
class Dealt:
    """Lo que le toca a una persona, y dónde queda su cuaderno."""

    member: Member
    numbers: dict[str, int]
    code: str
    file: Path


def run_deal(args: Any, course: Course) -> int:
    """`autograder build TAREA --roster LISTA`: reparte, o con --dry-run dice qué le tocaría a cada cual."""
    name, out = _asked(args, course)
    members, warnings = read_roster(Path(args.roster))
    members, refused = _with_good_ids(members)
    renewed = [] if args.dry_run else build(course.root, [name])
    url = checked_address(args.db or course.db_url)
    key_file = key_path(url, course.root)
    new_key = not key_file.is_file()
    names = {name, *released(course.root)}
    key = load_key(key_file, lambda: holds_grades(url, names), keep=not args.dry_run)
    register = dealt_path(key_file, name)
    before = read_dealt(register) or {}
    shared = [_dealt(member, key, name, before, out) for member in members]
    if not args.dry_run:
        _write(course.root, name, shared)
        # Quien ya tenía cuaderno y hoy no está en la lista lo sigue teniendo.
        write_dealt(register, before | {one.member.id: one.code for one in shared})
    renewed = [path.relative_to(course.root).as_posix() for path in renewed]
    problems = [*refused, *warnings, *(f"{path} estaba viejo y se ha construido otra vez." for path in renewed)]
    if args.json:
        print(json.dumps(_as_json(name, shared, key_file, new_key, problems), ensure_ascii=False, indent=1))
    else:
        _say(args, name, shared, out, key_file, new_key, problems)
    return 1 if refused else 0


def _asked(args: Any, course: Course) -> tuple[str, Path]:
    """Qué tarea se reparte y adónde.

    Errores
        CourseError si no es una sola, no tiene variantes o la carpeta es de otra cosa.
    """
    if len(args.assignment) != 1:
        raise CourseError("Se reparte una tarea cada vez: autograder build tarea_jacobiano --roster clase.csv")
    (name,) = args.assignment
    if name not in (known := released(course.root)):
        raise CourseError(f"No existe notebooks/{name}.ipynb. Tareas que hay: {', '.join(known) or 'ninguna'}.")
    if not counts(name):
        raise CourseError(
            f"Ningún ejercicio de {name} declara variantes: su cuaderno es el mismo para todos, notebooks/{name}.ipynb."
        )
    out = Path(args.out) if args.out else course.home / FOLDER / name
    for kept in KEPT:
        if out.resolve().is_relative_to(course.root.resolve() / kept):
            raise CourseError(f"--out {out} está en {kept}/, que es de otra cosa: elige otra carpeta.")
    return name, out


def _with_good_ids(members: list[Member]) -> tuple[list[Member], list[str]]:
    """Las personas cuyo id puede ser una carpeta, y por qué no las demás."""
    good, refused = [], []
    for member in members:
        try:
            student_id(member.id)
            good.append(member)
        except BadName as problem:
            refused.append(f"El id «{member.id}» {problem}: no puede ser una carpeta, y se queda sin cuaderno.")
    if not good:
        raise CourseError(" ".join(refused))
    return good, refused


def _dealt(member: Member, key: bytes, name: str, before: dict[str, str], out: Path) -> Dealt:
    numbers = deal(key, name, member.id)
    with suppress(KeyError, BadCode):
        # Lo que ya se repartió no cambia porque cambie la clave: alguien lo está resolviendo.
        numbers = read_code(name, before[member.id])
    return Dealt(member, numbers, write_code(name, numbers), out / member.id / f"{name}.ipynb")


def _write(root: Path, name: str, shared: list[Dealt]) -> None:
    """Escribe los cuadernos; antes de tocar ninguno mira que ahí no haya trabajo de nadie.

    Errores
        CourseError si en su sitio hay otra cosa que un cuaderno repartido y sin tocar.
    """
    release, pages = read_release(root, name), pages_of(name)
    for one in shared:
        if one.file.exists() and not untouched(one.file, name):
            raise CourseError(
                f"{one.file} no es un cuaderno repartido y sin tocar: puede ser el trabajo de alguien. "
                "No se ha escrito ninguno. Muévelo, o elige otra carpeta con --out."
            )
    for one in shared:
        text = node.dumps(notebook_for(release, pages, name, one.numbers))
        one.file.parent.mkdir(parents=True, exist_ok=True)
        one.file.write_bytes(text.encode("utf-8"))


def untouched(path: Path, name: str) -> bool:
    """Si un archivo es un cuaderno repartido de esa tarea en el que aún no ha trabajado nadie."""
    try:
        there = node.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return marked(there).get("individual") == record(there, name)


def notebook_for(release: Node, pages: Pages, name: str, numbers: dict[str, int]) -> Node:
    """El cuaderno de quien tiene esas variantes; lleva el registro de sus celdas, para notar si se tocó."""
    found = copy.deepcopy(release)
    found.cells = individual(found.cells, pages, numbers, write_code(name, numbers))
    found.metadata[MARK] = Node(assignment=name, individual=record(found, name))
    return found


def _as_json(name: str, shared: list[Dealt], key: Path, new_key: bool, problems: list[str]) -> dict[str, Any]:
    students = [
        {"id": d.member.id, "name": d.member.name, "code": d.code, "variants": d.numbers, "file": str(d.file)}
        for d in shared
    ]
    return {
        "assignment": name,
        "exercises": counts(name),
        "key": str(key),
        "new_key": new_key,
        "students": students,
        "warnings": problems,
    }


def _say(args: Any, name: str, shared: list[Dealt], out: Path, key: Path, new_key: bool, problems: list[str]) -> None:
    for problem in problems:
        print(clean.line(f"Aviso: {problem}"))
    several = ", ".join(f"{id_} ({how_many})" for id_, how_many in counts(name).items())
    print(f"Ejercicios de {name} con variantes, y cuántas: {several}.")
    for one in shared[:SHOWN]:
        print(clean.line(f"  {one.member}: {one.code}"))
    if len(shared) > SHOWN:
        print(f"  … y {len(shared) - SHOWN} más: están en --json.")
    if args.dry_run:
        warning = f" Y aún no hay clave ({key}): con la que se haga saldrá otro reparto." if new_key else ""
        print(f"No se ha escrito nada.{warning} Siguiente: la misma orden sin --dry-run")
        return
    if new_key:
        print(f"No había clave y se ha hecho: {key}. Guárdala: sin ella no se sabe qué le tocó a quién.")
    count = "1 cuaderno" if len(shared) == 1 else f"{len(shared)} cuadernos"
    print(f"{count} en {out}. Consta en {dealt_path(key, name).name}, junto a la clave.")
    print(
        f"Siguiente: autograder handout {name} --individual {out} hace el zip de cada cual; después, autograder grade"
    )
