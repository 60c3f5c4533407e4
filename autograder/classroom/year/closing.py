"""``autograder archive``: el curso entero a un zip comprobado y, después, una clase por estrenar.

El orden es lo que hace que un corte no pierda nada: se escribe el zip aparte, se lee
entero y solo entonces ocupa su nombre; antes de quitar nada queda dicho en
``archivos/.cerrando.json`` qué zip lo tiene, y se quita cada cosa si sigue siendo la
que se archivó. La orden siguiente acaba lo que quedara a medias.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from autograder.classroom.gradebook import assignments, opened
from autograder.classroom.people import people_in
from autograder.classroom.year.bundle import Bundle, Writer, opened_bundle
from autograder.classroom.year.places import EXPORTED, GRADEBOOK, SIDE, Places, files_in
from autograder.classroom.year.snapshot import content_digest, copy_gradebook, copy_tables, empty_tables
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.key import load_key
from autograder.records.lateness import Penalties
from autograder.records.reading import Reader
from autograder.records.tables import ATTEMPT, STUDENT
from autograder.whole_files import replacing

JOURNAL = ".cerrando.json"
SHOWN = 10  # archivos que se nombran


def run_archive(args, course: Course) -> int:
    """`autograder archive [TAREA]`: archiva el curso y deja la clase por estrenar."""
    places = Places.of(args, course)
    if (journal := places.archives / JOURNAL).is_file():
        return _finish(args, places, journal)
    people = _people(places.url)
    files = dict(places.files())
    if not people and not any(files_in(folder) for name, folder in places.folders.items() if name != "exchange"):
        said = {"archive": None, "nothing": True}
        _say(
            args, said, "No hay nada que archivar: ni notas, ni entregas. Siguiente: reparte la tarea a la clase nueva."
        )
        return 0
    if args.assignment:
        _require_only(places.url, args.assignment)
    out = _free_name(places, args.out)
    size = sum(path.stat().st_size for path in files.values()) / 2**20
    plan = (
        f"{people} {'persona' if people == 1 else 'personas'} en el gradebook y {len(files)} archivos ({size:.1f} MB)"
    )
    if args.dry_run or not args.yes:
        made = {"archive": None, "people": people, "files": len(files)}
        line = f"Se archivarían {plan}, y quedarían la clave y el gradebook por estrenar. No se ha cambiado nada."
        _say(args, made, f"{line}\nSiguiente: la misma orden, con --yes")
        return 0
    with _turn(places):
        _make(out, places, course, files)
        _write_journal(journal, out)
        if not args.json:
            print(
                f"Archivado: {plan}.\nEstá en {out}; guárdalo también en otro sitio, y solo tú: lleva datos personales."
            )
        return _retire(args, places, journal, out)


def _people(url: str) -> int:
    """Cuántas personas hay en el gradebook: con fila propia, o con entregas."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not (address.database and Path(address.database).is_file()):
        return 0
    engine = create_engine(address, poolclass=NullPool)
    with engine.connect() as db:
        names = set(inspect(db).get_table_names())
        tables = [(t, column) for t, column in ((STUDENT, "id"), (ATTEMPT, "student")) if t.name in names]
        counts = [db.execute(select(func.count(table.c[column].distinct()))).scalar() or 0 for table, column in tables]
    return max(counts, default=0)


def _require_only(url: str, assignment: str) -> None:
    with opened(url) as db:
        there = assignments(db)
    if there != [assignment]:
        have = ", ".join(there) or "ninguna"
        raise CourseError(
            f"En el gradebook hay entregas de {have}, y se archiva entero: sus tareas comparten la clave y los "
            f"estudiantes. {'Repite la orden sin decir la tarea.' if assignment in there else 'Mira si es esa.'}"
        )


def _free_name(places: Places, chosen: str | None) -> Path:
    """Cómo se llamará el zip: nunca encima de otro."""
    if chosen:
        out = Path(chosen).absolute()
        if out.exists():
            raise CourseError(f"{out} ya existe, y no se escribe encima de un archivo: di otro nombre con --out.")
        if not out.parent.is_dir() and out.parent != places.archives.absolute():
            raise CourseError(f"No existe la carpeta {out.parent}: créala, o di otra con --out.")
        return out
    day = f"curso_{datetime.now():%Y-%m-%d}"
    names = (places.archives / f"{day}{f'_{k}' if k > 1 else ''}.zip" for k in range(1, 1000))
    return next(name for name in names if not name.exists())


@contextlib.contextmanager
def _turn(places: Places) -> Iterator[None]:
    """Mientras se archiva, otra orden no está creando el gradebook."""
    from autograder.records.database import one_at_a_time

    with (
        one_at_a_time(places.url) if places.database is None or places.database.is_file() else contextlib.nullcontext()
    ):
        yield


def _make(out: Path, places: Places, course: Course, files: dict[str, Path]) -> None:
    """Escribe el zip, lo lee entero y le da su nombre."""
    places.archives.mkdir(mode=0o700, exist_ok=True)
    for path in places.archives.glob(".curso_*"):
        path.unlink()  # lo que dejó a medias un corte
    partial = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    snapshot = out.with_name(f".{out.name}.{os.getpid()}.db")
    try:
        with open(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            about = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "students": [], "gradebook": None}
            with Writer(file, about) as writer:
                if places.database is None or places.database.is_file():
                    copy_gradebook(places.url, snapshot)
                    about |= _add_grades(writer, snapshot, course)
                for name, path in files.items():
                    writer.add(name, path)
            file.flush()
            os.fsync(file.fileno())
        with opened_bundle(partial) as bundle:
            bundle.check()
        os.link(partial, out)  # si otra orden hizo el suyo entretanto, no se le escribe encima
    except FileExistsError:
        raise CourseError(
            f"{out} ya existe: otra orden lo acaba de hacer. No se ha quitado nada; repite la orden."
        ) from None
    finally:
        partial.unlink(missing_ok=True)
        snapshot.unlink(missing_ok=True)


def _add_grades(writer: Writer, snapshot: Path, course: Course) -> dict[str, object]:
    """El gradebook, las notas de cada tarea en JSON y los cuadernos con que se pusieron."""
    writer.add(GRADEBOOK, snapshot)
    found: dict[str, object] = {"gradebook": content_digest(snapshot)}
    if not _people(f"sqlite:///{snapshot}"):
        return found
    with opened(f"sqlite:///{snapshot}") as db:
        people = [member.id for member in people_in(db)]
        names = assignments(db)
        for name in names:
            standings = Reader(db, name, Penalties(lambda: course.config)).standings(people)
            students = {standing.student: standing.to_json() for standing in standings if standing.handed}
            text = json.dumps({"assignment": name, "students": students}, ensure_ascii=False, indent=1, sort_keys=True)
            writer.add_text(f"notas/{name}.json", text)
            if (notebook := course.root / "notebooks" / f"{name}.ipynb").is_file():
                writer.add(f"notebooks/{name}.ipynb", notebook)
    return found | {"students": people, "assignments": names}


def _write_journal(journal: Path, out: Path) -> None:
    journal.parent.mkdir(mode=0o700, exist_ok=True)
    with replacing(journal) as file:
        json.dump({"archive": str(out)}, file)
        file.flush()
        os.fsync(file.fileno())


def _finish(args, places: Places, journal: Path) -> int:
    """Acaba lo que dejó a medias un corte."""
    try:
        out = Path(json.loads(journal.read_text(encoding="utf-8"))["archive"])
    except (ValueError, KeyError, TypeError, OSError):
        raise CourseError(f"{journal} no se entiende: bórralo y repite la orden; no se ha quitado nada.") from None
    if not out.is_file():
        raise CourseError(
            f"La vez anterior se archivó en {out}, que ya no está. Si lo has movido, devuélvelo a su sitio; si lo has "
            f"borrado, borra también {journal} y se archivará otra vez lo que queda."
        )
    if args.dry_run or not args.yes:
        line = f"La vez anterior se cortó a medias: {out} está hecho y queda por retirar lo que ya tiene dentro."
        _say(args, {"archive": str(out), "unfinished": True}, f"{line}\nSiguiente: la misma orden, con --yes")
        return 0
    return _retire(args, places, journal, out)


def _retire(args, places: Places, journal: Path, out: Path) -> int:
    """Quita lo archivado que siga igual, hace una clave nueva y dice qué se quedó porque había cambiado."""
    with opened_bundle(out) as bundle:
        bundle.check()
        kept = [str(path) for path in _files_to_retire(bundle, places)]
        if not _retire_gradebook(bundle, places):
            kept.append(str(places.database or "el gradebook"))
        else:
            kept += [str(path) for path in _keys_to_retire(bundle, places)]
    for folder in (*places.folders.values(), places.home / "moodle"):
        _remove_empty(folder)
    if not kept:
        load_key(places.key)
    journal.unlink()
    said = {"archive": str(out), "kept": kept}
    if kept:
        more = f" y {len(kept) - SHOWN} más" if len(kept) > SHOWN else ""
        line = f"Cambió mientras se archivaba, y se queda: {', '.join(kept[:SHOWN])}{more}."
        _say(args, said, f"{line}\nSiguiente: repite la orden, que archivará lo que queda.")
        return 1
    after = "La clave es nueva, y la próxima orden «autograder grade» hará un gradebook nuevo."
    _say(args, said, f"{after}\nSiguiente: reparte la tarea; para ver lo de antes, autograder restore {out}")
    return 0


def _where(name: str, places: Places) -> Path | None:
    """Dónde está ahora lo que se archivó con un nombre; None si no es de lo que se quita así."""
    top, _, rest = name.partition("/")
    if top == EXPORTED:
        return places.home / rest
    if rest:
        return places.folders[top] / rest if top in places.folders else None
    if name.startswith(f"{GRADEBOOK}.") and places.database:
        return places.database.with_name(places.database.name + name.removeprefix(GRADEBOOK))
    return None


def _files_to_retire(bundle: Bundle, places: Places) -> Iterator[Path]:
    """Quita los archivos que siguen igual; da los que no."""
    for entry, name in bundle.paths.items():
        path = _where(name, places)
        if path is not None and not _remove_same(path, bundle.about["files"][entry]["sha256"]):
            yield path


def _keys_to_retire(bundle: Bundle, places: Places) -> Iterator[Path]:
    for entry, name in bundle.paths.items():
        if "/" not in name and name.endswith(places.key.suffix):
            path = places.key.parent / name
            if not _remove_same(path, bundle.about["files"][entry]["sha256"]):
                yield path


def _remove_same(path: Path, digest: str) -> bool:
    """Quita un archivo si es el que se archivó; dice si ya no está."""
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                return False
        path.unlink()
    except FileNotFoundError:
        pass
    return True


def _retire_gradebook(bundle: Bundle, places: Places) -> bool:
    """Quita el gradebook, si sigue como se archivó; dice si ya no está."""
    digest = bundle.about.get("gradebook")
    database = places.database
    again = bundle.path.with_name(f".{bundle.path.name}.{os.getpid()}.db")
    try:
        if database is None:
            return _empty_server(places.url, again, digest)
        if not database.is_file():
            return True
        copy_gradebook(places.url, again)
        if content_digest(again) != digest:
            return False
        database.unlink()
        for suffix in SIDE:
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        return True
    finally:
        again.unlink(missing_ok=True)


def _empty_server(url: str, again: Path, digest: str | None) -> bool:
    """Vacía las tablas de un servidor en la misma transacción en que se comprueba que no han cambiado."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="SERIALIZABLE")
    with engine.begin() as db:
        again.touch(mode=0o600)
        copy_tables(db, again)
        if content_digest(again) != digest and _people_in_copy(again):
            return False
        empty_tables(db)
    return True


def _people_in_copy(database: Path) -> int:
    return _people(f"sqlite:///{database}")


def _remove_empty(folder: Path) -> None:
    """Quita las carpetas que se han quedado vacías, y ésta si también lo está."""
    for top, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(top)


def _say(args, found: dict[str, object], text: str) -> None:
    print(json.dumps(found, ensure_ascii=False) if args.json else text)
