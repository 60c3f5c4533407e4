"""Nada de lo que una lección define o escribe antes de un ejercicio lo resuelve: lo de ``autograder lint --deep``."""

from pathlib import Path

import pytest

from autograder.authoring.copyable_running import given_problems
from autograder.authoring.sources import lessons, read_source


@pytest.mark.parametrize("name", lessons(Path(__file__).parents[1]))
def test_nada_de_mas_arriba_da_la_respuesta(root, name):
    assert given_problems(root, read_source(root, name), name) == []
