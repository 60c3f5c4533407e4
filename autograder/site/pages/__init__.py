"""Las páginas que rodean a las lecciones, en orden: cada hacedor devuelve {archivo: contenido}."""

from autograder.authoring.companions import GLOSSARY
from autograder.authoring.coverage import INVENTORY
from autograder.site.pages.bibliography import BIBLIOGRAPHY, bibliography_page, link_works
from autograder.site.pages.documents import CONTRIBUTING, ELSEWHERE, NAMES, TEACHING, document_page, documents, linker
from autograder.site.pages.exercise_box import box_exercises
from autograder.site.pages.glossary import glossary_page, link_terms
from autograder.site.pages.home import home_page
from autograder.site.pages.inventory import inventory_page, mark_ideas
from autograder.site.plan import PageMaker, Plan
from autograder.site.syllabus import Lesson

HOME = "index"
REFERENCE = {GLOSSARY: "glosario", BIBLIOGRAPHY: "bibliografia", INVENTORY: "inventario"}


def home(plan: Plan) -> dict[str, str]:
    """La portada, que además ordena la web."""
    return {f"{HOME}.md": home_page(plan, plan.course, _toctrees(plan))}


def reference(plan: Plan) -> dict[str, str]:
    """Lo que se consulta: el glosario, la bibliografía y el inventario, los que tenga el curso."""
    makers = {GLOSSARY: glossary_page, BIBLIOGRAPHY: bibliography_page, INVENTORY: inventory_page}
    found = documents(plan.root, REFERENCE)
    return {f"{page}.md": makers[path](plan.root, _here(plan)) for path, page in found.items()}


def written(plan: Plan) -> dict[str, str]:
    """Los documentos para quien da clase y para quien contribuye."""
    pages = documents(plan.root, TEACHING | CONTRIBUTING)
    there = documents(plan.root, REFERENCE | ELSEWHERE)
    link = linker(pages | there, plan.lessons, plan.repo)
    return {f"{page}.md": document_page(plan.root, path, link) for path, page in pages.items()}


MAKERS: tuple[PageMaker, ...] = (home, reference, written)


def dress(nb, name: str, plan: Plan) -> None:
    """Pone en el cuaderno de una lección los enlaces al glosario y a la bibliografía, y las señales del inventario."""
    lesson = next(lesson for lesson in _here(plan) if lesson.name == name)
    there = documents(plan.root, REFERENCE)
    if GLOSSARY in there:
        link_terms(nb, lesson, plan.root)
    if BIBLIOGRAPHY in there:
        link_works(nb, plan.root)
    if INVENTORY in there:
        mark_ideas(nb)
    box_exercises(nb, online=plan.repo is not None)


def _here(plan: Plan) -> list[Lesson]:
    """Las lecciones de esta web, en su orden."""
    return [lesson for lesson in plan.course if lesson.name in plan.lessons]


def _toctrees(plan: Plan) -> str:
    """El índice de la web, por grupos; no se ve en la portada."""
    lessons = [f"{lesson.title} <{lesson.name}>" for lesson in _here(plan)]
    groups = {"Lecciones": lessons} | {
        caption: [f"{NAMES[page]} <{page}>" for page in documents(plan.root, pages).values()]
        for caption, pages in (
            ("Consulta", REFERENCE),
            ("Para docentes", TEACHING),
            ("Para quien contribuye", CONTRIBUTING),
        )
    }
    return "\n\n".join(
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```"])
        for caption, pages in groups.items()
        if pages
    )
