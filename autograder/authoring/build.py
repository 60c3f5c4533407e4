"""De ``solutions/*.md`` a los cuadernos de ``notebooks/``, con los conversores de nbgrader.

fuente MyST → ``source/<a>/<a>.ipynb`` → nbgrader → ``release/<a>/<a>.ipynb`` → ``notebooks/<a>.ipynb``.
Construir dos veces da los mismos bytes: así git enseña sólo lo que cambió.
"""

import copy
import hashlib
import logging
import re
import sys
import tempfile
from pathlib import Path

from autograder.authoring.leak import leaks
from autograder.authoring.source_checks import check_source
from autograder.authoring.sources import (
    BuildError,
    CannotRun,
    choose_lessons,
    find_root,
    is_alternative,
    is_test,
    nbgrader_of,
    read_source,
    source_path,
)
from autograder.exercise import exercises_of
from autograder.grading.release import MARK, marked, record
from autograder.judging.fingerprint import grading_fingerprint, same_fingerprint
from autograder.judging.oracle import TorchMissing

CELL_ID = r"[A-Za-z0-9_-]{1,64}"


def build(root: Path, names: list[str] | None = None, out: Path | None = None) -> list[Path]:
    """Construye las lecciones y devuelve los cuadernos de ``notebooks/`` que han cambiado.

    ``out`` es dónde quedan ``source/``, ``release/`` y ``notebooks/``; si no se
    dice, en la propia carpeta del curso.

    Errores
        BuildError si una fuente tiene un fallo: ninguno de sus archivos cambia en ``notebooks/``.
        BadDeclaration si una referencia falla.
        CannotRun si falta la lección.
        TorchMissing si hay que calcular la huella de las declaraciones y no está.
    """
    root, out = Path(root), Path(out or root)
    changed = []
    for name in choose_lessons(root, names):
        source = read_source(root, name)
        check_source(source, name)
        ours = prepare(source, name)
        ours.metadata[MARK]["declarations"] = _declarations(root, name)
        text = _publish(root, out, name, ours)
        _refuse_leaks(source, text, name)
        target = out / "notebooks" / f"{name}.ipynb"
        if not target.is_file() or target.read_bytes() != text.encode():
            _write(target, text)
            changed.append(target)
    return changed


def prepare(source, name: str):
    """El cuaderno del docente tal como lo espera nbgrader: con puntos, ids fijos y sin otras soluciones."""
    import nbformat

    nb = copy.deepcopy(source)
    nb.cells = [cell for cell in nb.cells if not is_alternative(cell)]
    declared = {e.test_id: e for e in exercises_of(name).values()}
    for position, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader"):
            points = declared[nbgrader_of(cell)["grade_id"]].points if is_test(cell) else None
            cell.metadata["nbgrader"] = _normalised(nbgrader_of(cell), points)
        cell.id = cell_id(name, position, cell)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    kernel = nb.metadata.get("kernelspec", {})
    nb.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": kernel.get("display_name", "Python 3 (ipykernel)"),
                "language": kernel.get("language", "python"),
                "name": kernel.get("name", "python3"),
            },
            "language_info": {"name": "python"},
            MARK: {"assignment": name},
        }
    )
    nb.nbformat, nb.nbformat_minor = 4, 5
    return nb


def _normalised(meta: dict, points: float | None) -> dict:
    """Los metadatos de nbgrader con todas sus claves y ninguna más; los puntos, de la declaración."""
    grade, solution = bool(meta.get("grade")), bool(meta.get("solution"))
    clean = {
        "grade": grade,
        "grade_id": meta["grade_id"],
        # nbgrader bloquea por su cuenta lo que se corrige; decirlo aquí evita avisos.
        "locked": not solution and (grade or bool(meta.get("locked"))),
        "schema_version": 3,
        "solution": solution,
        "task": bool(meta.get("task")),
    }
    if grade:
        value = float(meta["points"] if points is None else points)
        clean["points"] = int(value) if value.is_integer() else value
    return clean


def cell_id(name: str, position: int, cell) -> str:
    """El id de una celda: su ``grade_id`` o, si no lo tiene, un resumen de lección, posición y contenido."""
    grade_id = nbgrader_of(cell).get("grade_id", "")
    if re.fullmatch(CELL_ID, grade_id):
        return grade_id
    return hashlib.sha256(f"{name}\n{position}\n{cell.source}".encode()).hexdigest()[:16]


def _declarations(root: Path, name: str) -> str:
    """La huella de lo que decide las notas.

    Si la que hay en ``notebooks/`` dice lo mismo, es ésa: sus bytes no bailan de una máquina a otra.
    """
    import nbformat

    fresh = grading_fingerprint(name)
    try:
        published = marked(nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)).get("declarations")
    except Exception:  # no está, o no hay quien lo lea
        return fresh
    return published if same_fingerprint(published, fresh) else fresh


def _publish(root: Path, out: Path, name: str, ours) -> str:
    """Convierte el cuaderno del docente y devuelve el publicado, con el registro de cómo quedó.

    El registro se apunta también en ``source/``: así ``nbgrader generate_assignment`` publica lo mismo.
    """
    import nbformat

    source = out / "source" / name / f"{name}.ipynb"
    _write(source, _to_text(ours))
    released = nbformat.reads(_convert(root, out, name), as_version=4)
    ours.metadata[MARK]["release"] = released.metadata[MARK]["release"] = record(released, name)
    _write(source, _to_text(ours))
    text = _to_text(released)
    _write(out / "release" / name / f"{name}.ipynb", text)
    return text


def _convert(root: Path, out: Path, name: str) -> str:
    """Pasa ``source/`` por los preprocesadores de nbgrader, sin base de datos, y devuelve lo publicado.

    nbgrader cuenta todo lo que hace: se guarda callado y sólo se enseña si falla.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    config = _load_config(root)
    config.CourseDirectory.root = str(out.resolve())
    config.CourseDirectory.assignment_id = name
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    config.BaseConverter.force = True
    log, records = _quiet_log()
    try:
        course = CourseDirectory(config=config, log=log)
        GenerateAssignment(coursedir=course, config=config, log=log).start()
    except Exception as error:
        detail = next((r.strip().split("\n")[-1] for r in records if "Traceback" in r), str(error))
        raise BuildError(f"{source_path(name)}: nbgrader no puede convertirlo. Corrige esto: {detail}") from error
    return (out / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")


def _load_config(root: Path):
    """Lee ``nbgrader_config.py``: de ahí salen los huecos en español que ve el estudiante."""
    from traitlets.config.loader import PyFileConfigLoader

    try:
        return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    except Exception as error:
        raise BuildError(f"nbgrader_config.py no se puede leer: {error}. Corrígelo y repite la orden.") from error


def _quiet_log():
    """Un registro que no escribe en pantalla y la lista donde quedan sus errores."""
    records: list[str] = []
    log = logging.Logger("autograder.nbgrader", level=logging.ERROR)
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())
    log.addHandler(handler)
    return log, records


def _refuse_leaks(source, text: str, name: str) -> None:
    import nbformat

    found = leaks(source, nbformat.reads(text, as_version=4))
    if found:
        raise BuildError(f"{source_path(name)}: el cuaderno del estudiante enseñaría la solución: {found[0]}")


def _to_text(nb) -> str:
    import nbformat

    return nbformat.writes(nb, version=4).rstrip("\n") + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def stale(root: Path, names: list[str] | None = None) -> list[str]:
    """Qué cuadernos no corresponden a su fuente, cada uno con la orden que lo arregla.

    Construye en una carpeta temporal y compara: no toca nada del curso.

    Errores
        Los de ``build``.
    """
    root = Path(root)
    chosen = choose_lessons(root, names)
    messages = []
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as folder:
        build(root, chosen, Path(folder))
        for name in chosen:
            committed = root / "notebooks" / f"{name}.ipynb"
            fresh = Path(folder) / "notebooks" / f"{name}.ipynb"
            # Como texto: git puede dar a un archivo los finales de línea de otro sistema.
            if not committed.is_file() or committed.read_text(encoding="utf-8", errors="replace") != fresh.read_text(
                encoding="utf-8"
            ):
                messages.append(
                    f"notebooks/{name}.ipynb no corresponde a {source_path(name)}. Ejecuta: autograder build {name}"
                )
    if not names:
        messages += [
            f"notebooks/{path.name} no tiene fuente: falta {source_path(path.stem)}. Bórralo o escribe la lección."
            for path in sorted((root / "notebooks").glob("*.ipynb"))
            if path.stem not in chosen
        ]
    return messages


def run_build(args) -> int:
    """`autograder build [LECCIÓN…] [--check]`: construye los cuadernos, o dice cuáles están viejos."""
    try:
        root = find_root()
        if args.check:
            messages = stale(root, args.assignment)
            # Cada mensaje termina con la orden que lo arregla.
            print("\n".join(messages) or "Todos los cuadernos corresponden a su fuente. Siguiente: autograder lint")
            return 1 if messages else 0
        changed = build(root, args.assignment)
    except (CannotRun, TorchMissing) as error:
        print(error, file=sys.stderr)
        return 2
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(f"Escrito {path.relative_to(root).as_posix()}")
    print(f"{'Cuadernos al día' if not changed else 'Hecho'}. Siguiente: autograder lint")
    return 0
