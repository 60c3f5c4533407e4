"""Las páginas que van alrededor de las lecciones: se escriben en MyST en la carpeta de construir, junto a ellas."""

from pathlib import Path

from autograder.authoring.companions import GLOSSARY
from autograder.site.bibliography import BIBLIOGRAPHY, bibliography_page, link_works
from autograder.site.documents import CONTRIBUTING, ELSEWHERE, TEACHING, document_page, documents, linker
from autograder.site.glossary import glossary_page, link_terms
from autograder.site.home import home_page
from autograder.site.inventory import has_inventory, inventory_page, mark_ideas
from autograder.site.syllabus import Lesson, syllabus

HOME = "index"
REFERENCE = {GLOSSARY: "glosario", BIBLIOGRAPHY: "bibliografia", "solutions/inventario.csv": "inventario"}


def make_pages(root: Path, folder: Path, repo: str | None = None) -> list[str]:
    """Escribe en ``folder``, donde ya están las lecciones ejecutadas, las demás páginas; devuelve sus nombres.

    Errores
        CourseError si el inventario o la bibliografía no se pueden leer.
    """
    lessons = syllabus(root)
    files = built(folder, lessons)
    here = [lesson for lesson in lessons if lesson.name in files]
    reference = {path: page for path, page in REFERENCE.items() if (Path(root) / path).is_file()}
    teaching, contributing = documents(root, TEACHING), documents(root, CONTRIBUTING)
    pages = reference | teaching | contributing
    link = linker(pages | {path: page for path, page in ELSEWHERE.items() if page in {HOME, *pages.values()}}, files, repo)
    written = {page: document_page(root, path, link) for path, page in (teaching | contributing).items()}
    if GLOSSARY in reference:
        written["glosario"] = glossary_page(root, here)
    if BIBLIOGRAPHY in reference:
        written["bibliografia"] = bibliography_page(root, here)
    if has_inventory(root):
        written["inventario"] = inventory_page(root, here)
    groups = {
        "Lecciones": [lesson.name for lesson in here],
        "Consulta": list(reference.values()),
        "Para docentes": list(teaching.values()),
        "Para quien contribuye": list(contributing.values()),
    }
    written[HOME] = home_page(lessons, files, folder, toctrees(groups), repo)
    for page, source in written.items():
        _write(Path(folder) / f"{page}.md", source)
    return sorted(written)


def built(folder: Path, lessons: list[Lesson]) -> dict[str, str]:
    """Las lecciones que hay en la carpeta de construir: lección → su archivo."""
    names = {lesson.name: [f"{lesson.name}.ipynb", f"{lesson.name}.md"] for lesson in lessons}
    return {
        name: file for name, files in names.items() for file in files if (Path(folder) / file).is_file()
    }


def dress(nb, lesson: Lesson, root: Path) -> None:
    """Pone en el cuaderno de una lección los enlaces al glosario y a la bibliografía, y las señales del inventario."""
    link_terms(nb, lesson, root)
    link_works(nb, root)
    mark_ideas(nb)


def toctrees(groups: dict[str, list[str]]) -> str:
    """El índice de la web, por grupos; no se ve en la portada."""
    blocks = [
        f"```{{toctree}}\n:hidden:\n:caption: {name}\n\n" + "\n".join(pages) + "\n```"
        for name, pages in groups.items()
        if pages
    ]
    return "\n\n".join(blocks)


def _write(path: Path, source: str) -> None:
    """Solo si ha cambiado: Sphinx vuelve a leer lo que tiene otra fecha."""
    if not path.is_file() or path.read_text(encoding="utf-8") != source:
        path.write_text(source, encoding="utf-8")
