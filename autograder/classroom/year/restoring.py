"""``autograder restore``: un curso archivado, otra vez en una carpeta, si todo lo que trae es lo que se guardó."""

import json
import os
import shutil
from pathlib import Path

from autograder.classroom.year.bundle import Bundle, opened_bundle, room_for
from autograder.classroom.year.places import GRADEBOOK
from autograder.errors import CourseError


def run_restore(args) -> int:
    """`autograder restore ZIP [--out DIR]`: comprueba el archivo y lo deja en una carpeta nueva."""
    archive = Path(args.archive)
    out = Path(args.out) if args.out else archive.with_suffix("")
    with opened_bundle(archive) as bundle:
        bundle.check()
        names = bundle.about.get("assignments") or []
        whole = f"{len(bundle.paths)} archivos, todos como se guardaron"
        if args.dry_run:
            line = f"{archive}: {whole}. No se ha escrito nada.\nSiguiente: autograder restore {archive}"
        else:
            _extract(bundle, out)
            db = f"sqlite:///{(out / GRADEBOOK).absolute()}"
            line = f"{whole}, en {out}.\nSiguiente: autograder history ESTUDIANTE --db {db}"
    if args.json:
        found = {"out": None if args.dry_run else str(out), "files": len(bundle.paths), "assignments": names}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(line)
    return 0


def _extract(bundle: Bundle, out: Path) -> None:
    """Escribe todo en una carpeta de paso y le da su nombre al acabar: o está entero, o no está.

    Errores
        CourseError si ahí ya hay algo, no cabe o algo no es lo que se guardó.
    """
    if os.path.lexists(out) and not (out.is_dir() and not any(out.iterdir())):
        raise CourseError(f"{out} ya existe y tiene algo: no se escribe encima. Di otra carpeta con --out.")
    if not out.absolute().parent.is_dir():
        raise CourseError(f"No existe la carpeta {out.absolute().parent}: créala, o di otra con --out.")
    if not room_for(bundle.about, out.absolute().parent):
        raise CourseError(f"Lo que trae {bundle.path} no cabe en ese disco: haz sitio, o di otra carpeta con --out.")
    partial = out.absolute().with_name(f".{out.absolute().name}.{os.getpid()}.tmp")
    partial.mkdir(mode=0o700)
    try:
        for entry, name in bundle.paths.items():
            target = partial / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            bundle.copy(entry, target)
            target.chmod(bundle.mode(entry))
        if out.is_dir():
            out.rmdir()
        os.rename(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
