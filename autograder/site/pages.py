"""Las páginas que rodean a las lecciones, en orden: cada hacedor devuelve {archivo: contenido}."""

from autograder.authoring.companions import GLOSSARY
from autograder.site.plan import PageMaker, Plan


def home(plan: Plan) -> dict[str, str]:
    """La portada, con la lista de lecciones que ordena la web."""
    toctree = "\n".join(["```{toctree}", ":caption: Lecciones", "", *plan.lessons, "```"])
    more = "```{toctree}\n:caption: Para consultar\n\nglosario\n```"
    return {"index.md": f"# Retropropagación paso a paso\n\n{toctree}\n\n{more}\n"}


def glossary(plan: Plan) -> dict[str, bytes]:
    """El glosario, que las lecciones enlazan."""
    return {"glosario.md": (plan.root / GLOSSARY).read_bytes()}


MAKERS: tuple[PageMaker, ...] = (home, glossary)
