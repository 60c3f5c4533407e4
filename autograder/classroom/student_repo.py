"""El repositorio que un docente publica para su clase: todas las lecciones, Binder y Colab, y ni una solución.

Se escribe en una carpeta que puede ser ya un repositorio: se respeta lo que no es
nuestro (su ``.git``, sus archivos) y no se pisa lo que alguien cambió. ``MANIFEST``
recuerda qué se escribió.
"""

import hashlib
import json
from pathlib import Path

from autograder.authoring.links import BRANCH, binder_badge, binder_url, colab_badge, colab_url
from autograder.classroom.handout import EXECUTABLE, NOTEBOOKS, Handout, fill
from autograder.classroom.wheels import FOLDER
from autograder.errors import MEND, CourseError
from autograder.notebook import node
from autograder.notebook.read import CLASS_ONLY

MANIFEST = ".handout.json"
LICENCES = ("LICENSE", "LICENSE-textos.md")
COLAB_CELL = "solo_en_colab"


def course_files(handout: Handout, repo: str | None) -> dict[str, bytes]:
    """Ruta → contenido del repositorio entero. Con ``repo`` (DUEÑO/REPOSITORIO) lleva insignias y funciona en Colab."""
    found = handout.files()
    licences = {name: handout.root / name for name in LICENCES if (handout.root / name).is_file()}
    found |= {name: path.read_bytes() for name, path in licences.items()}
    found[".gitignore"] = fill("handout/gitignore")
    values = {"repo": repo or "", "licence": LICENCES[0] in licences, "texts": LICENCES[1] in licences}
    values |= {"badges": "", "links": {}}
    if repo:
        names = [name for name, _ in handout.notebooks]
        values["badges"] = f"{binder_badge(repo, names[0])} {colab_badge(repo, names[0])}"
        values["links"] = {
            name: f"[Binder]({binder_url(repo, name)}) · [Colab]({colab_url(repo, name)})" for name in names
        }
        cell = _colab_cell(repo, list(handout.wheels))
        found |= {f"{NOTEBOOKS}/{name}": _with_cell(found[f"{NOTEBOOKS}/{name}"], cell) for name in names}
    found["README.md"] = handout.render("README.md", **values)
    return found


def _colab_cell(repo: str, wheels: list[str]) -> str:
    urls = [f'"https://github.com/{repo}/raw/{BRANCH}/{FOLDER}/{wheel}"' for wheel in wheels]
    return fill("handout/colab.py", urls=urls).decode().rstrip("\n")


def _with_cell(notebook: bytes, source: str) -> bytes:
    """El cuaderno con la celda de Colab bajo su título; al calificar se pasa por alto."""
    found = node.loads(notebook)
    cell = {"cell_type": "code", "execution_count": None, "id": COLAB_CELL, "outputs": [], "source": source}
    title = next((k + 1 for k, c in enumerate(found.cells) if c.cell_type == "markdown"), 0)
    found.cells.insert(title, node.node(cell | {"metadata": {"tags": [CLASS_ONLY]}}))
    return node.dumps(found).encode("utf-8")


def write_course(handout: Handout, args) -> int:
    """Escribe el repositorio en ``args.course``; dice qué cambió.

    Errores
        CourseError si la carpeta es la del propio curso, o si habría que pisar algo que no se escribió así.
    """
    folder = Path(args.course).resolve()
    _check_place(folder, handout.root)
    files = course_files(handout, args.repo)
    written = _manifest(folder)
    gone = sorted(path for path in written.keys() - files.keys() if (folder / path).is_file())
    touched = [path for path in [*sorted(files), *gone] if _touched(folder / path, files.get(path), written.get(path))]
    if touched and not args.force:
        raise CourseError(
            f"En {folder} hay archivos que no son como los dejó esta orden: {', '.join(touched)}. No se ha escrito "
            "nada. Guarda lo que quieras conservar y repite la orden con --force, que los sustituye.",
            MEND,
        )
    files[MANIFEST] = _manifest_text(files)
    changed = [p for p, content in sorted(files.items()) if not _same(folder / p, content)]
    if not args.dry_run:
        for path in changed:
            _write(folder / path, files[path], executable=path in EXECUTABLE)
        for path in gone:
            (folder / path).unlink()
    _say(args, folder, files, changed, gone)
    return 0


def _check_place(folder: Path, root: Path) -> None:
    root = root.resolve()
    if folder == root or root.is_relative_to(folder) or (folder / "solutions").exists():
        raise CourseError(
            f"{folder} es la carpeta de un curso, con sus soluciones, y el repositorio de los estudiantes va en otra. "
            "Di una vacía o la de ese repositorio, por ejemplo: autograder handout --course ../curso-estudiantes"
        )
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} es un archivo, y hace falta una carpeta. Elige otro nombre.")


def _manifest(folder: Path) -> dict[str, str]:
    """Ruta → huella de lo que esta orden escribió la última vez; vacío si no se sabe."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    files = found.get("files") if isinstance(found, dict) else None
    # El archivo lo pudo tocar cualquiera, y de él sale qué se borra: nada de fuera de la carpeta.
    inside = (p for p in files or () if not Path(p).is_absolute() and ".." not in Path(p).parts)
    return {path: str(files[path]) for path in inside} if isinstance(files, dict) else {}


def _manifest_text(files: dict[str, bytes]) -> bytes:
    prints = {path: _print(content) for path, content in sorted(files.items())}
    about = "Lo que escribió «autograder handout --course»; si cambias un archivo, la próxima vez lo dirá."
    return (json.dumps({"about": about, "files": prints}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _print(content: bytes) -> str:
    # Sin los finales de línea que git pone en Windows.
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _touched(path: Path, content: bytes | None, print_: str | None) -> bool:
    """Si ahí hay algo que no es lo que se va a escribir ni lo que se escribió la última vez."""
    if not path.exists() and not path.is_symlink():
        return False
    if not path.is_file() or path.is_symlink():
        return True
    here = _print(path.read_bytes())
    return here != print_ and (content is None or here != _print(content))


def _write(path: Path, content: bytes, executable: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o755 if executable else 0o644)


def _say(args, folder: Path, files: dict[str, bytes], changed: list[str], gone: list[str]) -> None:
    size = sum(map(len, files.values()))
    if args.json:
        said = {"folder": str(folder), "written": not args.dry_run, "changed": changed, "removed": gone}
        print(json.dumps(said | {"files": sorted(files), "bytes": size}, ensure_ascii=False, indent=1))
        return
    for path in changed:
        print(f"  {path}")
    for path in gone:
        print(f"  {path} (sobra: se quita)")
    what = f"{len(files)} archivos, {size / 2**20:.1f} MB, sin soluciones"
    if args.dry_run:
        print(f"Se cambiarían {len(changed) + len(gone)} en {folder} ({what}). Siguiente: la misma orden sin --dry-run")
    elif not changed and not gone:
        print(f"{folder} ya está al día ({what}). Siguiente: nada que subir")
    else:
        push = (
            "git add -A && git commit && git push"
            if (folder / ".git").exists()
            else "git init, y súbelo a tu repositorio"
        )
        tip = "" if args.repo else " Con --repo DUEÑO/REPO lleva además Binder y Colab."
        print(f"Escrito en {folder} ({what}).{tip} Siguiente: cd {folder} && {push}")
