"""``autograder reset``: una celda de respuesta como se publicó, con la respuesta anterior guardada al lado.

Del cuaderno cambia esa celda y nada más. Lo que había queda en
``respuestas_anteriores/``, junto al cuaderno, y ``--undo`` lo pone otra vez.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder import reading, whole_files
from autograder.errors import CourseError
from autograder.notebook.read import grade_id
from autograder.notebook.roles import defines
from autograder.notebook.stubs import Stub, find_stub, given
from autograder.student.whole import read_own

FOLDER = "respuestas_anteriores"
PLACES = (Path(), Path("notebooks"))
ENDINGS = {"code": ".py"}  # lo demás es texto
RELOAD = "Si lo tienes abierto en JupyterLab, no lo guardes: menú File → Reload Notebook from Disk."


def run_reset(args) -> int:
    """`autograder reset EJERCICIO [CUADERNO]`: la celda como se publicó; con ``--undo``, la respuesta anterior."""
    stub = find_stub(args.exercise)
    path = Path(args.notebook) if args.notebook else _only_notebook(stub)
    notebook, cell, stub = _open(path, stub)
    before = _source(cell)
    kept = _saved(path, stub)
    if args.undo and not kept:
        raise CourseError(
            f"No hay ninguna respuesta anterior de {stub.id} en {path.parent / FOLDER}: no hay qué deshacer."
        )
    after = kept[-1].read_text(encoding="utf-8") if args.undo else stub.source
    what = f"la respuesta de {kept[-1].name}" if args.undo else "como se publicó"
    changes = before.strip() != after.strip()
    # Lo que está como se publicó no es una respuesta que guardar, ni lo que ya está guardado.
    copy = None
    if changes and before.strip() not in ("", stub.source.strip()) and not _is_saved(kept, before):
        copy = path.parent / FOLDER / f"{stub.id}_{datetime.now():%Y-%m-%d_%H%M%S_%f}{ENDINGS.get(stub.kind, '.md')}"
    if changes and not args.dry_run:
        if copy:
            whole_files.write(copy, before)
        _put(cell, stub, after)
        whole_files.write(path, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")
    if args.json:
        found = {"exercise": stub.id, "notebook": str(path), "changed": changes, "saved": not args.dry_run and changes}
        print(json.dumps(found | {"old_answer": copy and str(copy)}, ensure_ascii=False))
        return 0
    if not changes:
        print(f"{stub.id} ya está así en {path}: no se ha cambiado nada.")
        print(f"Siguiente: escribe tu respuesta y ejecuta check({stub.id}).")
        return 0
    print(f"{stub.id}{' quedaría' if args.dry_run else ''} en {path}: {what}.")
    if copy:
        print(f"Tu respuesta anterior {'quedaría' if args.dry_run else 'está'} en {copy}.")
    if args.dry_run:
        print("No se ha cambiado nada. Siguiente: repite la orden sin --dry-run.")
        return 0
    print(RELOAD)
    undo = f"; para volver atrás, autograder reset {stub.id} {path} --undo" if copy and not args.undo else ""
    print(f"Siguiente: ábrelo y sigue{undo}")
    return 0


def _only_notebook(stub: Stub) -> Path:
    """El cuaderno de la lección que haya a mano."""
    found = [folder / f"{stub.lesson}.ipynb" for folder in PLACES if (folder / f"{stub.lesson}.ipynb").is_file()]
    if len(found) == 1:
        return found[0]
    name = f"«autograder reset {stub.id} carpeta/{stub.lesson}.ipynb»"
    if found:
        raise CourseError(f"Hay varios cuadernos de {stub.lesson}: {', '.join(map(str, found))}. Di cuál: {name}.")
    raise CourseError(f"Aquí no está {stub.lesson}.ipynb, donde se pide {stub.id}. Di dónde: {name}.")


def _open(path: Path, stub: Stub) -> tuple[dict[str, Any], dict[str, Any], Stub]:
    """El cuaderno entero, tal como está escrito, la celda de ese ejercicio y cómo se le dio.

    Errores
        CourseError si no está, no se puede leer o no tiene esa celda.
    """
    if not path.is_file():
        raise CourseError(f"No encuentro {path}. ¿Estás en la carpeta del curso?")
    read, _ = read_own(path)
    notebook = json.loads(reading.decode(path.read_bytes())[0])
    cells = [cell for cell in notebook.get("cells", ()) if isinstance(cell, dict)]
    own = [cell for cell in cells if stub.id in (grade_id(cell), cell.get("id"))]
    if stub.kind == "code":
        own = own or [c for c in cells if c.get("cell_type") == "code" and defines(_source(c), stub.id)]
    if not own:
        raise CourseError(
            f"{path} no tiene la celda de {stub.id}, que es de {stub.lesson}: di otro cuaderno, o copia la celda del "
            "publicado."
        )
    return notebook, own[-1], given(stub, read)


def _source(cell: dict[str, Any]) -> str:
    found = cell.get("source", "")
    return "".join(part for part in found if isinstance(part, str)) if isinstance(found, list) else str(found)


def _put(cell: dict[str, Any], stub: Stub, source: str) -> None:
    cell["cell_type"], cell["source"] = stub.kind, source.splitlines(keepends=True)
    cell.pop("attachments", None)
    if stub.kind == "code":
        cell["outputs"], cell["execution_count"] = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _saved(path: Path, stub: Stub) -> list[Path]:
    """Las respuestas anteriores guardadas, de la más vieja a la última: el nombre lleva la fecha."""
    return sorted((path.parent / FOLDER).glob(f"{stub.id}_[0-9][0-9][0-9][0-9]-*"))


def _is_saved(kept: list[Path], text: str) -> bool:
    return any(file.read_text(encoding="utf-8", errors="replace").strip() == text.strip() for file in kept)
