"""El reparto de una tarea individual: un zip por estudiante, con el cuaderno que ``build --roster`` le hizo."""

import json
from pathlib import Path

from autograder import clean
from autograder.classroom.handout import NOTEBOOKS, Handout, zip_bytes
from autograder.classroom.individual import untouched
from autograder.errors import CourseError


def write_each(handout: Handout, args) -> int:
    """Escribe ``<id>.zip`` por cada ``<id>/<tarea>.ipynb`` de ``args.individual``.

    Errores
        CourseError si no hay ninguno, o si alguno no es el que se repartió: no se escribe ninguno.
    """
    (name,) = handout.releases
    notebooks = _notebooks(Path(args.individual), name)
    target = Path(args.out) if args.out else handout.root / "handout" / name
    if target.suffix == ".zip" or target.is_file():
        raise CourseError(f"Con --individual, --out es la carpeta de los zip, y es {target}. Di una carpeta.")
    files, size = handout.with_readme(), 0
    for student, path in notebooks.items():
        packed = zip_bytes(files | {f"{NOTEBOOKS}/{name}.ipynb": path.read_bytes()}, name)
        size += len(packed)
        if not args.dry_run:
            target.mkdir(parents=True, exist_ok=True)
            (target / f"{student}.zip").write_bytes(packed)
    if args.json:
        said = {"folder": str(target), "written": not args.dry_run, "bytes": size, "students": list(notebooks)}
        print(json.dumps(said | {"files": sorted(files)}, ensure_ascii=False, indent=1))
        return 0
    what = f"{len(notebooks)} zip de {name}, uno por estudiante, {size / 2**20:.1f} MB, sin soluciones"
    if args.dry_run:
        print(f"Se escribirían en {target}: {what}. Siguiente: la misma orden sin --dry-run")
    else:
        print(f"Escritos en {target}: {what}. Siguiente: da a cada estudiante el suyo")
    return 0


def _notebooks(folder: Path, name: str) -> dict[str, Path]:
    """Id → su cuaderno, en orden."""
    found = {path.parent.name: path for path in sorted(folder.glob(f"*/{name}.ipynb"))}
    if not found:
        raise CourseError(
            f"En {folder} no hay ningún <id>/{name}.ipynb. Los hace: autograder build {name} --roster LISTA.csv"
        )
    touched = [student for student, path in found.items() if not untouched(path, name)]
    if touched:
        raise CourseError(
            clean.line(
                f"En {folder} no están como se repartieron los cuadernos de {', '.join(touched)}. No se ha escrito "
                f"ningún zip. Quítalos y repite: autograder build {name} --roster LISTA.csv"
            )
        )
    return found
