"""De ``solutions/*.md`` a los cuadernos de ``notebooks/``, con los conversores de nbgrader.

fuente MyST → ``source/<a>/<a>.ipynb`` → conversores de nbgrader → ``notebooks/<a>.ipynb``.
``release/`` es de ``nbgrader generate_assignment``, que también apunta la tarea en el gradebook: si estuviera
hecha, nbgrader la daría por publicada y no la apuntaría.
Construir dos veces da los mismos bytes: así git enseña solo lo que cambió.
"""

import copy
import hashlib
import logging
import re
import tempfile
from pathlib import Path

from autograder.authoring import stored_diagnoses, stored_stubs
from autograder.authoring.bundles import renew_bundles, stale_bundles
from autograder.authoring.companions import renew_companions, stale_companions
from autograder.authoring.idea_map import fill_idea_map
from autograder.authoring.leak import leaks
from autograder.authoring.points import fill_points
from autograder.authoring.source_checks import check_source
from autograder.authoring.sources import (
    choose_lessons,
    is_alternative,
    is_test,
    nbgrader_of,
    read_source,
    read_variants,
    source_path,
    variants_path,
    written_ids,
)
from autograder.authoring.stored_references import renew, stale_references
from autograder.authoring.times import measure, with_time
from autograder.authoring.variants import numbers_of, pages_path, pages_text, require_written
from autograder.course import Course, find_root
from autograder.courses import file_of
from autograder.errors import MEND, CourseError
from autograder.exercise import exercises_of, module_name
from autograder.grading.release import MARK, marked, record
from autograder.judging.fingerprint import grading_fingerprint, same_fingerprint

CELL_ID = r"[A-Za-z0-9_-]{1,64}"


def build(root: Path, names: list[str] | None = None, out: Path | None = None) -> list[Path]:
    """Construye las lecciones y devuelve los archivos que han cambiado: cuadernos de ``notebooks/`` y referencias.

    ``out`` es dónde quedan ``source/`` y ``notebooks/``; si no se dice, donde los tiene el curso.
    Las referencias de los casos públicos están junto a las declaraciones: con ``out`` no se escriben.

    Errores
        CourseError si una fuente o una declaración tienen un fallo (ninguno de sus
        archivos cambia), si falta la lección o si nbgrader_config.py no se puede leer.
        TorchMissing si no hay con qué calcular las referencias.
    """
    course = Course(Path(root))
    sources = Path(out, "source") if out else course.folder("source")
    changed = []
    for name in choose_lessons(course.root, names):
        source, text = publish(course, name)
        _write(sources / name / f"{name}.ipynb", source)
        target = Path(out or root, "notebooks", f"{name}.ipynb")
        if not target.is_file() or target.read_bytes() != text.encode():
            _write(target, text)
            changed.append(target)
        if out is None and (pages := _renew_variants(course, name)):
            changed.append(pages)
        if out is None and (references := renew(name, written_ids(course.root, name))):
            changed.append(references)
        if out is None and (diagnoses := stored_diagnoses.renew(course.root, name)):
            changed.append(diagnoses)
        if out is None and (stubs := stored_stubs.renew(name, text)):
            changed.append(stubs)
    return changed if out else changed + renew_companions(course.root) + renew_bundles(course.root)


def prepare(source, name: str):
    """El cuaderno del docente tal como lo espera nbgrader: con puntos, ids fijos, duración y sin otras soluciones."""
    import nbformat

    nb = copy.deepcopy(source)
    nb.cells = [cell for cell in nb.cells if not is_alternative(cell)]
    time = measure(nb, name)
    declared = {e.test_id: e for e in exercises_of(name).values()}
    for position, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader"):
            points = declared[nbgrader_of(cell)["grade_id"]].points if is_test(cell) else None
            cell.metadata["nbgrader"] = _normalised(nbgrader_of(cell), points)
        cell.id = cell_id(name, position, cell)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    # Después de los ids: que cambie lo que se tarda no cambia el de su celda.
    if nb.cells and nb.cells[0].cell_type == "markdown":
        nb.cells[0].source = with_time(nb.cells[0].source, time)
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
    fill_points(nb, name)  # después de los ids: que cambie un precio no cambia el de su celda
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


def publish(course: Course, name: str) -> tuple[str, str]:
    """El cuaderno del docente y el publicado, ya escritos y con el registro de cómo quedó.

    El registro se apunta en los dos: así ``nbgrader generate_assignment`` publica lo mismo.
    """
    import nbformat

    source = read_source(course.root, name)
    check_source(source, name)
    ours = prepare(source, name)
    fill_idea_map(ours, course.root)  # después de los ids: que una idea cambie de lección no cambia el de su celda
    ours.metadata[MARK]["declarations"] = _declarations(course.root, name)
    released = nbformat.reads(_convert(course, name, _to_text(ours)), as_version=4)
    ours.metadata[MARK]["release"] = released.metadata[MARK]["release"] = record(released, name)
    text = _to_text(released)
    _refuse_leaks(source, text, source_path(name))
    return _to_text(ours), text


def _variants(course: Course, name: str) -> str | None:
    """Lo que hay que guardar de las variantes de una lección; None si no tiene ninguna.

    Errores
        CourseError si a alguna le falta algo, o si enseñaría la solución.
    """
    import nbformat

    require_written(course.root, name)
    released = []
    for number in numbers_of(name):
        source = read_source(course.root, name, number)
        check_source(source, name)
        text = _convert(course, name, _to_text(prepare(source, name)))
        _refuse_leaks(source, text, variants_path(name))
        released.append(nbformat.reads(text, as_version=4))
    titles = [key for key in read_variants(course.root, name) if key.startswith("#")]
    return pages_text(released, titles) if released else None


def _renew_variants(course: Course, name: str) -> Path | None:
    """Escribe las celdas de las variantes; devuelve su archivo si ha cambiado."""
    text = _variants(course, name)
    if text is None or ((path := pages_path(name)).is_file() and path.read_text(encoding="utf-8") == text):
        return None
    _write(path, text)
    return path


def _convert(course: Course, name: str, text: str) -> str:
    """Pasa un cuaderno por los preprocesadores de nbgrader, sin base de datos y en una carpeta de paso.

    nbgrader cuenta todo lo que hace: se guarda callado y solo se enseña si falla.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as folder:
        _write(Path(folder, "source", name, f"{name}.ipynb"), text)
        _generate(course, name, folder)
        return Path(folder, "release", name, f"{name}.ipynb").read_text(encoding="utf-8")


def _generate(course: Course, name: str, folder: str) -> None:
    config = copy.deepcopy(course.config)
    # De la configuración del curso interesan los preprocesadores; las carpetas son las de paso.
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    config.pop("CourseDirectory", None)
    config.CourseDirectory.root, config.CourseDirectory.assignment_id = folder, name
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    config.BaseConverter.force = True
    log, records = _quiet_log()
    try:
        place = CourseDirectory(config=config, log=log)
        GenerateAssignment(coursedir=place, config=config, log=log).start()
    except Exception as error:
        detail = next((r.strip().split("\n")[-1] for r in records if "Traceback" in r), str(error))
        why = f"{source_path(name)}: nbgrader no puede convertirlo. Corrige esto: {detail}"
        raise CourseError(why, MEND) from error


def _quiet_log():
    """Un registro que no escribe en pantalla y la lista donde quedan sus errores."""
    records: list[str] = []
    log = logging.Logger("autograder.nbgrader", level=logging.ERROR)
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())
    log.addHandler(handler)
    return log, records


def _refuse_leaks(source, text: str, where: str) -> None:
    import nbformat

    found = leaks(source, nbformat.reads(text, as_version=4))
    if found:
        raise CourseError(f"{where}: el cuaderno del estudiante enseñaría la solución: {found[0]}", MEND)


def _to_text(nb) -> str:
    import nbformat

    return nbformat.writes(nb, version=4).rstrip("\n") + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def stale(root: Path, names: list[str] | None = None) -> list[str]:
    """Qué cuadernos y referencias no corresponden a su fuente, cada uno con la orden que lo arregla.

    Compara sin tocar nada del curso.

    Errores
        Los de ``build``.
    """
    course = Course(root := Path(root))
    chosen = choose_lessons(root, names)
    messages = []
    for name in chosen:
        committed, (_, fresh) = root / "notebooks" / f"{name}.ipynb", publish(course, name)
        # Como texto: git puede dar a un archivo los finales de línea de otro sistema.
        if not committed.is_file() or committed.read_text(encoding="utf-8", errors="replace") != fresh:
            messages.append(
                f"notebooks/{name}.ipynb no corresponde a {source_path(name)}. Ejecuta: autograder build {name}"
            )
        messages += _stale_variants(course, name)
        messages += stale_references(name, written_ids(root, name))
        messages += stored_diagnoses.stale_diagnoses(root, name)
        messages += stored_stubs.stale_stubs(name, fresh)
    messages += stale_companions(root) + stale_bundles(root)
    if not names:
        messages += [
            f"notebooks/{path.name} no tiene fuente: falta {source_path(path.stem)}. Bórralo o escribe la lección."
            for path in sorted((root / "notebooks").glob("*.ipynb"))
            if path.stem not in chosen
        ]
    return messages


def _stale_variants(course: Course, name: str) -> list[str]:
    text = _variants(course, name)
    if text is None or ((path := pages_path(name)).is_file() and path.read_text(encoding="utf-8") == text):
        return []
    where = f"{file_of(module_name(name))}{path.name}"
    return [f"{where} no corresponde a {variants_path(name)}. Ejecuta: autograder build {name}"]


def run_build(args) -> int:
    """`autograder build [LECCIÓN…] [--check]`: construye los cuadernos, o dice cuáles están viejos."""
    root = find_root()
    if args.check:
        messages = stale(root, args.assignment)
        # Cada mensaje termina con la orden que lo arregla.
        print("\n".join(messages) or "Todos los cuadernos corresponden a su fuente. Siguiente: autograder lint")
        return MEND if messages else 0
    changed = build(root, args.assignment)
    for path in changed:
        print(f"Escrito {(path.relative_to(root) if path.is_relative_to(root) else path).as_posix()}")
    print(f"{'Cuadernos al día' if not changed else 'Hecho'}. Siguiente: autograder lint")
    return 0
