"""La web entera, construida por la orden: qué hay en la carpeta."""

from autograder.authoring.sources import lessons


def test_hay_una_pagina_por_leccion(root, built_site):
    assert {f"{name}.html" for name in lessons(root)} < {path.name for path in built_site.iterdir()}
