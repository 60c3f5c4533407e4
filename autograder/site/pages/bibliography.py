"""Las obras que nombra el curso: ``docs/bibliografia.bib``, y en qué lecciones se nombra cada una.

El archivo dice cómo la nombra una lección, y dónde lo hace se busca en las lecciones: nadie lo apunta a mano.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.authoring.sources import read_source
from autograder.errors import MEND, CourseError
from autograder.site.html import attribute, raw, text
from autograder.site.pages.prose import find, said
from autograder.site.syllabus import Lesson

PAGE = "bibliografia.html"
BIBLIOGRAPHY = "docs/bibliografia.bib"


@dataclass(frozen=True)
class Work:
    """Una obra: quién, qué, dónde salió y cómo se la nombra."""

    key: str
    authors: tuple[str, ...]  # «Rumelhart, D. E.»
    title: str
    where: str  # `Nature`, 323, págs. 533-536
    year: str
    url: str
    named: tuple[str, ...]  # como la nombran las lecciones
    code: str  # como la nombra un docstring de course_lib

    @property
    def sorting(self) -> tuple[str, str]:
        """Por el apellido de quien la firma o, sin firma, por el título."""
        return ((self.authors or (self.title,))[0].casefold(), self.year)


@lru_cache(maxsize=4)
def works(root: Path) -> tuple[Work, ...]:
    """Las obras, por orden alfabético; ninguna, si el curso no tiene bibliografía.

    Errores
        CourseError si el archivo no se entiende, o a una obra le falta el título o el enlace.
    """
    path = Path(root) / BIBLIOGRAPHY
    if not path.is_file():
        return ()
    from pybtex.database import BibliographyData, PybtexError

    try:
        entries = BibliographyData.from_string(path.read_text(encoding="utf-8"), "bibtex").entries
    except (PybtexError, UnicodeDecodeError) as error:
        raise CourseError(f"{BIBLIOGRAPHY} no se entiende: {error}.", MEND) from None
    for key, entry in entries.items():
        for field in ("title", "url"):
            if field not in entry.fields:
                raise CourseError(f"{BIBLIOGRAPHY}: a «{key}» le falta {field}.", MEND)
    return tuple(sorted((_work(key, entry) for key, entry in entries.items()), key=lambda work: work.sorting))


def _work(key: str, entry) -> Work:
    fields = entry.fields
    people = tuple(_name(person) for person in entry.persons.get("author", ()))
    volume = fields.get("volume", "") + (f" ({fields['number']})" if "number" in fields else "")
    pages = f"págs. {fields['pages'].replace('--', '-')}" if "pages" in fields else ""
    edition = f"{fields['edition']} ed." if "edition" in fields else ""
    published = next(
        (fields[name] for name in ("journal", "booktitle", "publisher", "howpublished") if name in fields), ""
    )
    where = ", ".join(part for part in (edition, published, volume, pages) if part)
    named = tuple(" ".join(way.split()) for way in fields.get("nombrada", "").split("|") if way.strip())
    return Work(
        key, people, fields["title"], where, fields.get("year", ""), fields["url"], named, fields.get("codigo", "")
    )


def _name(person) -> str:
    initials = " ".join(f"{name[0]}." for name in [*person.first_names, *person.middle_names])
    last = " ".join([*person.prelast_names, *person.last_names]).strip("{}")
    return f"{last}, {initials}" if initials else last


def item(work: Work, places: list[tuple[str, str]]) -> str:
    """La obra en una lista, en HTML; ``places`` son las páginas donde se nombra: (dirección, cómo se llama)."""
    who = f"{text(_together(work.authors))} " if work.authors else ""
    year = f" ({work.year})" if work.year else ""
    title = f'<a href="{attribute(work.url)}"><cite lang="en">{text(work.title)}</cite></a>'
    links = ", ".join(f'<a href="{attribute(page)}">{text(name)}</a>' for page, name in places)
    verb = "La nombra" if len(places) == 1 else "La nombran"
    seen = f' <span class="rp-where">{verb} {links}.</span>' if places else ""
    return f'<li id="{attribute(work.key)}">{who}{title}{year}. {text(work.where)}.{seen}</li>'


def _together(names: tuple[str, ...]) -> str:
    """«A, B y C», y con más de cuatro, «A y otros»."""
    if len(names) > 4:
        return f"{names[0]} y otros"
    return " y ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def link_works(nb, root: Path) -> set[str]:
    """En el cuaderno de una lección, enlaza cada obra que nombra a su ficha; devuelve las que nombra.

    La que se nombra dentro de un enlace ya lleva a la obra: ahí no se pone otro.
    """
    cells = [cell for cell in nb.cells if cell.cell_type == "markdown"]
    whole = " ".join("\n".join(cell.source for cell in cells).split())
    named = set()
    for work in works(root):
        if any(way in whole for way in work.named):
            named.add(work.key)
        if found := find([cell.source for cell in cells], *map(said, work.named)):
            number, start, end = found
            source = cells[number].source
            link = f'<a class="rp-cite" id="cita-{work.key}" href="{PAGE}#{work.key}">'
            cells[number].source = f"{source[:start]}{link}{source[start:end]}</a>{source[end:]}"
    return named


def bibliography_page(root: Path, lessons: list[Lesson]) -> str:
    """La página, en MyST: lo que nombran las lecciones, y lo que además usa el código."""
    places: dict[str, list[tuple[str, str]]] = {work.key: [] for work in works(root)}
    for lesson in lessons:
        nb = read_source(root, lesson.name)
        named = link_works(nb, root)
        whole = "\n".join(cell.source for cell in nb.cells)
        for key in named:
            anchor = f"#cita-{key}" if f'id="cita-{key}"' in whole else ""
            places[key].append((f"{lesson.name}.html{anchor}", lesson.number or lesson.title))
    read = [work for work in works(root) if work.named]
    code = [work for work in works(root) if not work.named]
    page = [
        "# Bibliografía",
        "Lo que nombran las lecciones, con su enlace y el sitio donde se nombra. Casi todo está en inglés.",
        _list(read, places),
    ]
    if code:
        page += [
            "## Las fuentes del código",
            "En `course_lib` cada fórmula dice de dónde sale. Además de algunas de las de arriba, se usan estas.",
            _list(code, places),
        ]
    return "\n\n".join(page) + "\n"


def _list(chosen: list[Work], places: dict[str, list[tuple[str, str]]]) -> str:
    return raw('<ul class="rp-works">\n' + "\n".join(item(work, places[work.key]) for work in chosen) + "\n</ul>")
