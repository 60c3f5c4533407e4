"""``autograder links``: las insignias salen enteras de DUEÑO/REPOSITORIO."""

import pytest

from autograder import cli
from autograder.authoring.links import badges
from autograder.errors import CourseError


def test_los_enlaces_llevan_el_repositorio_y_abren_la_primera_leccion():
    text = badges("ana-1/curso.redes")
    assert "https://mybinder.org/v2/gh/ana-1/curso.redes/main?urlpath=lab/tree/00_presentacion.ipynb" in text
    assert "/github/ana-1/curso.redes/blob/main/notebooks/00_presentacion.ipynb" in text
    assert '"git+https://github.com/ana-1/curso.redes@main"' in text
    assert text.count("sin probar") == 2


@pytest.mark.parametrize(
    "repo",
    ["", "curso", "/curso", "ana/", "ana/curso/otra", "https://github.com/ana/curso", "-ana/curso", "ana/..",
     "ana/curso.git", "ana/cur so", "ana/curso\n", "ana/curso)](x"],
)  # fmt: skip
def test_otra_forma_se_rechaza(repo):
    with pytest.raises(CourseError, match="DUEÑO/REPOSITORIO"):
        badges(repo)


def test_la_orden_escribe_las_insignias(capsys):
    assert cli.main(["links", "ana/curso"]) == 0
    assert capsys.readouterr().out == badges("ana/curso") + "\n"


def test_la_orden_con_otra_forma_dice_un_renglon_y_devuelve_2(capsys):
    assert cli.main(["links", "curso"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1 and "«curso»" in err
