"""Las palabras que el tema trae solo en inglés."""

# Como están en la página, con su atributo: así no se toca lo que dice una lección.
WORDS = {
    'title="Link to this heading"': 'title="Enlace a este apartado"',
    'title="Toggle primary sidebar"': 'title="Índice del curso" aria-label="Índice del curso"',
    'title="Toggle secondary sidebar"': 'title="Índice de la página" aria-label="Índice de la página"',
    'aria-label="Main"': 'aria-label="Curso"',
    'aria-label="Page"': 'aria-label="Página"',
}


def in_spanish(page: str) -> str:
    """Una página con las palabras del tema en español."""
    for english, spanish in WORDS.items():
        page = page.replace(english, spanish)
    return page
