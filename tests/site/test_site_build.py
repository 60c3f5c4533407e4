"""La web entera, construida por la orden: qué hay en la carpeta, qué se rehace y qué la para."""

import html.parser
import os
import re

import pytest

from autograder import cache, cli
from autograder.authoring.leak import text_leaks
from autograder.authoring.sources import lessons, read_source
from autograder.errors import CourseError
from autograder.site import build
from autograder.site.pages import REFERENCE
from autograder.site.plan import Plan
from autograder.site.spanish import WORDS

# Los de sus extensiones, para quien las escribe.
pytestmark = pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")


class Text(html.parser.HTMLParser):
    """El texto de una página, sin sus programas: los de los widgets llevan el estado, y ése también se lee."""

    def __init__(self, page):
        super().__init__()
        self.parts = []
        self.feed(page)

    def handle_data(self, data):
        self.parts.append(data)


def written(path) -> str:
    return "".join(Text(path.read_text(encoding="utf-8")).parts)


# La carpeta.


def test_hay_una_pagina_por_leccion_y_su_cuaderno_es_el_publicado(root, built_site):
    for name in lessons(root):
        assert (built_site / f"{name}.html").is_file()
        published = (root / "notebooks" / f"{name}.ipynb").read_bytes()
        assert (built_site / "cuadernos" / f"{name}.ipynb").read_bytes() == published


def test_ninguna_pagina_enseña_una_solucion(root, built_site):
    # Las demás páginas son documentos del repositorio, que explican con ejemplos cómo se escribe una solución.
    around = [path for path in built_site.glob("*.html") if path.stem in ("index", "404", *REFERENCE.values())]
    others = {path.name: written(path) for path in around}
    assert len(others) == 5
    found = []
    for name in lessons(root):
        source = read_source(root, name)
        for where, text in (others | {name: written(built_site / f"{name}.html")}).items():
            found += text_leaks(source, where, text)
    assert found == []


def test_la_prueba_de_fugas_ve_una_solucion_partida_en_colores(root, tmp_path):
    source = read_source(root, "01_regla_de_la_cadena")
    line = next(line for cell in source.cells if "BEGIN SOLUTION" in cell.source for line in cell.source.split("\n")
                if line.strip().startswith("return") and len(line.strip()) > 25)  # fmt: skip
    colours = re.sub(r"(\w+)", r"<span>\1</span>", line.replace("&", "&amp;").replace("<", "&lt;"))
    (tmp_path / "x.html").write_text(f"<pre>{colours}</pre>", encoding="utf-8")
    assert text_leaks(source, "x.html", written(tmp_path / "x.html"))


def test_las_salidas_de_corregir_no_se_ven_y_las_demas_si(built_site):
    pages = [path.read_text(encoding="utf-8") for path in built_site.glob("[01]*.html")]
    assert not any("✓ Bien" in page for page in pages)
    assert all('class="output ' in page for page in pages)


def test_no_queda_nada_del_tema_en_ingles(built_site):
    for path in built_site.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert [english for english in WORDS if english in page] == []


def test_sin_repositorio_ningun_boton_sale_de_la_web(built_site):
    for path in built_site.glob("[01]*.html"):
        page = path.read_text(encoding="utf-8")
        assert f'href="cuadernos/{path.stem}.ipynb"' in page
        assert "mybinder.org" not in page and "colab.research" not in page


def test_el_indice_de_busqueda_no_lo_carga_ninguna_leccion(root, built_site):
    loading = [path.stem for path in built_site.glob("*.html") if "searchindex.js" in path.read_text(encoding="utf-8")]
    assert "search" in loading and not set(loading) & {*lessons(root), "index"}


# Construir otra vez, y lo que para la construcción.


@pytest.fixture
def mini(course, tmp_path, monkeypatch):
    """Función que construye la web del curso mínimo, sin ejecutarlo."""

    def executed(root, name):
        cells = [c for c in read_source(root, name).cells if "otra_solucion" not in c.metadata.get("tags", ())]
        for cell in cells:
            if cell.cell_type == "code":
                cell.outputs = []
        return cells

    monkeypatch.setattr("autograder.site.published.executed", executed)
    course.edit_lesson("### Te toca", "## Te toca")
    plan = Plan(course.root, ("90_mini",), tmp_path / "paso", tmp_path / "site")

    def go(**changes):
        return build.build_site(Plan(**{**vars(plan), **changes}))

    return go


def test_un_cambio_de_prosa_rehace_su_pagina_y_ninguna_otra(mini, course, tmp_path):
    def made():
        return {path.name: path.stat().st_mtime_ns for path in (tmp_path / "paso/html").glob("*.html")}

    mini()
    first = made()
    mini()
    second = made()
    assert first["90_mini.html"] == second["90_mini.html"] and first["index.html"] == second["index.html"]
    course.edit_lesson("Escribe la derivada de $x^2$.", "Escribe, con calma, la derivada de $x^2$.")
    assert "con calma" in (mini() / "90_mini.html").read_text(encoding="utf-8")
    assert made()["90_mini.html"] != second["90_mini.html"]


def test_lo_que_deja_de_hacerse_no_se_queda(mini, tmp_path):
    (tmp_path / "paso/html/_static").mkdir(parents=True)
    for name in ("vieja.html", "_static/viejo.css"):
        (tmp_path / "paso/html" / name).touch()
    site = mini()
    assert not (site / "vieja.html").exists() and not (site / "_static/viejo.css").exists()


def test_con_repositorio_cada_leccion_tiene_sus_botones(mini):
    page = (mini(repo="ana/curso") / "90_mini.html").read_text(encoding="utf-8")
    assert "https://mybinder.org/v2/gh/ana/curso/main?urlpath=lab/tree/90_mini.ipynb" in page
    assert "/github/ana/curso/blob/main/notebooks/90_mini.ipynb" in page


def test_un_aviso_de_sphinx_o_una_formula_mala_paran_tambien_la_segunda_vez(mini, course):
    course.edit_lesson("Escribe la derivada de $x^2$.", "Mira [aquí](no_esta.md).")
    for _ in range(2):
        with pytest.raises(CourseError, match=r"90_mini\.ipynb, celda 3: .*no_esta\.md"):
            mini()
    course.edit_lesson("Mira [aquí](no_esta.md).", r"Sea $\frac{1$.")
    for _ in range(2):
        with pytest.raises(CourseError, match=r"90_mini: KaTeX no entiende la fórmula «\\frac\{1»"):
            mini()


def test_una_carpeta_que_no_es_la_web_no_se_pisa(mini, tmp_path):
    (tmp_path / "mia").mkdir()
    (tmp_path / "mia" / "apuntes.txt").write_text("no borrar")
    with pytest.raises(CourseError, match="no está vacía y no es una web de este curso"):
        mini(out=tmp_path / "mia")
    assert os.listdir(tmp_path / "mia") == ["apuntes.txt"]


def test_la_orden_dice_lo_que_esta_mal_escrito(capsys, monkeypatch, root):
    monkeypatch.chdir(root)
    assert cli.main(["site", "00_presentacion", "--repo", "curso"]) == 2
    assert cli.main(["site", "99_no"]) == 2
    said = capsys.readouterr().err
    assert "DUEÑO/REPOSITORIO" in said and "No existe solutions/99_no.md" in said


def test_lo_de_paso_se_guarda_para_la_proxima_vez_si_hay_donde(monkeypatch):
    with build._work("x") as one, build._work("x") as two, build._work("y") as other:
        assert one == two != other and cache.folder(build.WORK) in one.parents
    monkeypatch.setattr(cache, "folder", lambda kind: None)
    with build._work("x") as folder:
        assert folder.is_dir()
    assert not folder.exists()
