"""De ``solutions/`` a una carpeta de páginas que se abre con un navegador y no pide nada a nadie.

lecciones → ejecutarlas (``execute``) → lo que se enseña de ellas (``published``) → las demás páginas (``pages``) →
Sphinx → ``site/``. Todo pasa por una carpeta de paso que se guarda: la segunda vez solo se rehace lo que cambió.
"""

import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder import cache
from autograder.authoring.links import check_repo
from autograder.authoring.sources import choose_lessons
from autograder.course import Course, find_root
from autograder.errors import MEND, CourseError
from autograder.site import formulas, look, pages, quick
from autograder.site.buttons import FOLDER
from autograder.site.extension import BUNDLE
from autograder.site.letters import only_used
from autograder.site.pictures import apart
from autograder.site.plan import Plan
from autograder.site.published import lesson_page, without_links
from autograder.site.settings import settings
from autograder.site.spanish import in_spanish
from autograder.site.syllabus import syllabus
from autograder.site.weight import STATIC, UNUSED, slim
from course_lib.exported import bundle

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PLACE = re.compile(r"(\S+\.ipynb):(\d+)\d{4}:")
WORK = "web"  # la carpeta de paso, en la caché de quien construye


def build_site(plan: Plan) -> Path:
    """Construye la web y devuelve su carpeta.

    Errores
        CourseError si una lección falla, si enseñaría una solución, o si Sphinx avisa de algo.
    """
    import nbformat

    course = Course(plan.root)
    found: dict[str, str | bytes] = {}
    notebooks = {}
    for name in plan.lessons:
        page, notebooks[f"{name}.ipynb"] = lesson_page(course, name)
        pages.dress(without_links(page, plan.lessons), name, plan)
        quick.insert(page, course.root, name)
        # Las celdas añadidas nacen con un nombre al azar, y una página que cambia se rehace.
        for number, cell in enumerate(page.cells):
            cell.id = f"celda-{number}"
        found[f"{name}.ipynb"] = nbformat.writes(page, version=4)
    for maker in pages.MAKERS:
        found |= maker(plan)
    _put(plan.pages, found)
    _put(plan.assets, {BUNDLE: bundle(), **formulas.style(), **look.letters()})
    built = _sphinx(plan)
    _put(built / FOLDER, notebooks)
    _deliver(built, plan.out)
    return plan.out


def _put(folder: Path, files: dict[str, str | bytes]) -> None:
    """Deja en una carpeta esos archivos y ninguno más. El que no cambia no se toca: Sphinx mira las fechas."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path, content = folder / name, content if isinstance(content, bytes) else content.encode("utf-8")
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _sphinx(plan: Plan) -> Path:
    """Pasa las páginas por Sphinx; devuelve la carpeta con el HTML.

    Errores
        CourseError con los avisos de Sphinx, si da alguno.
    """
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    html, doctrees, warnings = plan.work / "html", plan.work / "doctrees", io.StringIO()
    # Sphinx no borra lo que deja de hacer.
    shutil.rmtree(html / "_static", ignore_errors=True)
    for gone in {path.stem for path in html.glob("*.html")} - {path.stem for path in plan.pages.iterdir()}:
        (html / f"{gone}.html").unlink()
    try:
        with patch_docutils(), docutils_namespace():
            Sphinx(plan.pages, None, html, doctrees, "html", settings(plan), status=None, warning=warnings).build()
        if said := _plain(warnings.getvalue(), plan):
            shown = "\n".join(said.splitlines()[:20])
            raise CourseError(f"Sphinx avisa y la web no se construye. Corrige esto y repite la orden:\n{shown}", MEND)
    except BaseException:
        # Lo que ya leyó no vuelve a avisar ni a escribirse: la próxima vez se lee todo otra vez.
        shutil.rmtree(doctrees, ignore_errors=True)
        raise
    return html


def _plain(text: str, plan: Plan) -> str:
    """Los avisos sin colores ni la carpeta de paso, y con la celda en que están: Sphinx suma 10000 por cada una."""
    text = COLOUR.sub("", text).replace(f"{plan.pages}/", "").strip()
    return PLACE.sub(r"\1, celda \2:", text)


def _deliver(built: Path, out: Path) -> None:
    """Pone la web construida en su lugar, de una vez; lo que hubiera de otra se quita."""
    if out.exists() and any(out.iterdir()) and not (out / "searchindex.js").is_file():
        raise CourseError(f"{out} no está vacía y no es una web de este curso: elige otra carpeta con --out.")
    fresh, old = out.with_name(f".{out.name}.nueva"), out.with_name(f".{out.name}.vieja")
    for path in (fresh, old):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(built, fresh, ignore=shutil.ignore_patterns(".buildinfo*", "objects.inv", *UNUSED))
    _finish(fresh)
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _finish(site: Path) -> None:
    """Lo último que se hace con cada página, ya fuera de la carpeta de paso, y con los estilos de todas."""
    for path in site.glob("*.html"):
        page, drawings = apart(in_spanish(path.read_text(encoding="utf-8")))
        path.write_text(page, encoding="utf-8")
        for name, content in drawings.items():
            (site / name).parent.mkdir(exist_ok=True)
            (site / name).write_bytes(content)
    slim(site)
    only_used(site, f"{STATIC}/{formulas.FONTS}")


@contextmanager
def _work(*asked) -> Iterator[Path]:
    """La carpeta de paso de lo que se pide: la misma la próxima vez o, sin dónde guardarla, una de usar y tirar."""
    kept = cache.folder(WORK)
    if kept is not None:
        cache.forget_old(WORK)
        yield kept / hashlib.sha256(repr(asked).encode()).hexdigest()[:16]
        return
    with tempfile.TemporaryDirectory(prefix="web-") as folder:
        yield Path(folder)


def run_site(args) -> int:
    """`autograder site [LECCIÓN…] [--repo DUEÑO/REPO] [--out CARPETA]`: construye la web."""
    if args.repo:
        check_repo(args.repo)
    root = find_root()
    out = Path(args.out) if args.out else root / "site"
    chosen = choose_lessons(root, args.assignment)
    lessons = tuple(lesson.name for lesson in syllabus(root) if lesson.name in chosen)
    with _work(root, lessons, args.repo) as work:
        build_site(Plan(root, lessons, work, out.resolve(), args.repo or None))
    print(f"La web está en {args.out or 'site'}: ábrela con un navegador por index.html, o publícala entera.")
    return 0
