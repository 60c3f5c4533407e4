"""Lo que se reparte a una clase: los cuadernos con lo que necesitan para funcionar solos, y ni una solución.

``autograder handout TAREA`` hace un zip; con ``--course``, la carpeta de un
repositorio para estudiantes (``student_repo``). Con lo mismo, los mismos bytes.
"""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.authoring.links import check_repo
from autograder.classroom.wheels import FOLDER, wheels_for
from autograder.course import find_root
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.release import read_published, released
from autograder.judging.references import read_store, source_key, store_path
from autograder.notebook.node import Node

TEMPLATES = Path(__file__).parent / "templates"
INDEX = re.compile(r"^TORCH_INDEX \?= (?P<url>\S+)$", re.MULTILINE)
NOTEBOOKS = "notebooks"
LINK = re.compile(r"\]\(([^()\s]+)\)|src=[\"']([^\"'\s]+)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|/|attachment:", re.IGNORECASE)
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
DATE = (1980, 1, 1, 0, 0, 0)
RENDERED = (
    *("requirements.txt", "jupyter_config.py"),
    *(f"binder/{name}" for name in ("requirements.txt", "runtime.txt", "overrides.json", "postBuild")),
)
EXECUTABLE = ("binder/postBuild",)


@dataclass(frozen=True)
class Handout:
    """Unos cuadernos publicados del curso y lo que va con ellos."""

    root: Path
    releases: dict[str, Node]  # lección → su cuaderno, comprobado

    @property
    def notebooks(self) -> list[tuple[str, str]]:
        """(archivo, título) de cada cuaderno."""
        return [(f"{name}.ipynb", _title(release) or name) for name, release in self.releases.items()]

    @property
    def title(self) -> str:
        return self.notebooks[0][1]

    @cached_property
    def wheels(self) -> dict[str, bytes]:
        return wheels_for(self.root)

    @property
    def linked(self) -> list[str]:
        """Los archivos de ``notebooks/`` que enlazan estos cuadernos: el glosario, una imagen, otra lección."""
        texts = (c.source for r in self.releases.values() for c in r.cells if c.cell_type == "markdown")
        found = {(a or b).partition("#")[0] for text in texts for a, b in LINK.findall(text)}
        return sorted(path for path in found if path and not ELSEWHERE.match(path) and self._is_ours(path))

    def _is_ours(self, path: str) -> bool:
        top = (self.root / NOTEBOOKS).resolve()
        return (top / path).is_file() and (top / path).resolve().is_relative_to(top)

    @property
    def missing(self) -> list[str]:
        """Las lecciones que se enlazan y no van."""
        there = {name for name, _ in self.notebooks}
        return [path for path in self.linked if path.endswith(".ipynb") and path not in there]

    def files(self) -> dict[str, bytes]:
        """Ruta → contenido de lo que lleva cualquier reparto: cuadernos, ruedas y cómo se instalan."""
        names = [name for name, _ in self.notebooks] + [path for path in self.linked if path not in self.missing]
        found = {f"{NOTEBOOKS}/{name}": (self.root / NOTEBOOKS / name).read_bytes() for name in names}
        found |= {f"{FOLDER}/{name}": content for name, content in self.wheels.items()}
        constraints = self.root / "constraints.txt"
        if constraints.is_file():
            found["constraints.txt"] = constraints.read_bytes()
        return found | {path: self.render(path) for path in RENDERED}

    def with_readme(self) -> dict[str, bytes]:
        """Lo que va en un zip: lo de ``files`` y su LEEME."""
        return self.files() | {"LEEME.txt": _for_windows(self.render("LEEME.txt", missing=self.missing))}

    def render(self, path: str, **values) -> bytes:
        """Una de las plantillas de ``templates/handout``, ya escrita."""
        known = {"title": self.title, "notebooks": self.notebooks, "wheels": list(self.wheels)}
        known |= {"constraints": (self.root / "constraints.txt").is_file(), "torch_index": torch_index(self.root)}
        return fill(f"handout/{path}", **known, **values)


def torch_index(root: Path | None) -> str:
    """El índice de torch sin CUDA, que se escribe una vez por proyecto, en su ``Makefile``; vacío si no lo dice."""
    makefile = root / "Makefile" if root else None
    found = INDEX.search(makefile.read_text(encoding="utf-8")) if makefile and makefile.is_file() else None
    return found["url"] if found else ""


def fill(template: str, **values) -> bytes:
    """Una plantilla de ``templates/`` con sus valores; se exige que estén todos."""
    from jinja2 import Environment, StrictUndefined

    # Lo que se escribe es texto, no HTML: nada que escapar.
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True)
    source = (TEMPLATES / f"{template}.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(**values).encode("utf-8")


def prepare(root: Path, names: list[str]) -> Handout:
    """Lo que se va a repartir, comprobado.

    Errores
        CourseError si un cuaderno no está, alguien ha trabajado en él o sus declaraciones han cambiado desde que se
        construyó.
    """
    releases = {name: read_published(root, name, "No se reparte.") for name in names}
    for name in names:
        # Con referencias viejas, el «check» de un estudiante tendría que calcularlas con torch, y no serían éstas.
        for exercise in exercises_of(name).values():
            entry = read_store(store_path(exercise)).get(exercise.id, {})
            if entry.get("sources", source_key(exercise)) != source_key(exercise):
                raise CourseError(
                    f"{exercise.file} ha cambiado desde que se construyó notebooks/{name}.ipynb. No se reparte: "
                    f"ejecuta antes: autograder build {name}"
                )
    return Handout(root, releases)


def _title(release: Node) -> str:
    """El primer encabezado de un cuaderno; vacío si no tiene."""
    found = next((HEADING.search(c.source) for c in release.cells if c.cell_type == "markdown"), None)
    return found[1] if found else ""


def zip_bytes(files: dict[str, bytes], top: str) -> bytes:
    """Un zip con todo dentro de una carpeta, siempre igual: en orden y sin fechas ni permisos de esta máquina."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{path}", DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (0o100755 if path in EXECUTABLE else 0o100644) << 16
            archive.writestr(entry, files[path])
    return packed.getvalue()


def run_handout(args) -> int:
    """`autograder handout TAREA… | --course DIR`: lo que se reparte a una clase."""
    if args.course and args.assignment:
        raise CourseError("Con --course van todas las lecciones: quita los nombres, o quita --course.")
    if not args.course and not args.assignment:
        raise CourseError("Di qué se reparte: autograder handout TAREA, o todo el curso con --course CARPETA.")
    if not args.course and args.repo:
        raise CourseError("--repo es para el repositorio de todo el curso: úsalo con --course CARPETA.")
    if args.course and args.out:
        raise CourseError("Con --course se escribe en esa carpeta: quita --out.")
    if args.individual and len(args.assignment) != 1:
        raise CourseError("--individual es de una tarea: di una, y solo una.")
    if args.repo:
        check_repo(args.repo)
    root = find_root()
    if args.course:
        from autograder.classroom.student_repo import write_course

        return write_course(prepare(root, released(root)), args)
    handout = prepare(root, list(dict.fromkeys(args.assignment)))
    if args.individual:
        from autograder.classroom.individual_handout import write_each

        return write_each(handout, args)
    return _write_zip(handout, args)


def _write_zip(handout: Handout, args) -> int:
    first = next(iter(handout.releases))
    target = Path(args.out) if args.out else handout.root / "handout" / f"{first}.zip"
    if target.is_dir():
        raise CourseError(
            f"{target} es una carpeta, y --out es el zip que se escribe, por ejemplo: {target}/{first}.zip"
        )
    if target.suffix != ".zip":
        raise CourseError(f"{target} no acaba en .zip, y --out es el zip que se escribe. Dale otro nombre.")
    files = handout.with_readme()
    packed = zip_bytes(files, first)
    if not args.dry_run:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(packed)
    if args.json:
        sizes = {path: len(content) for path, content in sorted(files.items())}
        said = {"zip": str(target), "written": not args.dry_run, "bytes": len(packed), "files": sizes}
        print(json.dumps(said | {"missing_links": handout.missing}, ensure_ascii=False, indent=1))
        return 0
    for path in sorted(files):
        print(f"  {path}")
    if handout.missing:
        some = ", ".join(handout.missing[:3]) + (f" y {len(handout.missing) - 3} más" if handout.missing[3:] else "")
        print(f"Enlazan a lecciones que no van: {some}. Con todas: autograder handout --course CARPETA")
    size = f"{len(files)} archivos, {len(packed) / 2**20:.1f} MB, sin soluciones"
    if args.dry_run:
        print(f"Se escribiría {target} ({size}). Siguiente: la misma orden sin --dry-run")
    else:
        print(f"Escrito {target} ({size}). Siguiente: súbelo a la página de la asignatura, tal cual")
    return 0


def _for_windows(text: bytes) -> bytes:
    """Con los finales de línea y la marca que piden los editores de Windows; los demás los entienden."""
    return b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")
