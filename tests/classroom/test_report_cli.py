"""``autograder report``: la página, el CSV, el JSON y lo que dice cuando no hay de qué informar."""

import csv
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from clase_apuntada import NAME, entry, open_book, write_class
from sqlalchemy import text as sql

from autograder import cli


@pytest.fixture(scope="module")
def folder(tmp_path_factory, root):
    made = tmp_path_factory.mktemp("clase")
    write_class(made, root)
    return made


@pytest.fixture
def report(folder, tmp_path, root, monkeypatch, capsys):
    monkeypatch.chdir(root)

    def run(*more, db=folder / "gradebook.db", name=NAME):
        where = ["--db", f"sqlite:///{db}", "--autograded", str(folder / "autograded")]
        code = cli.main(["report", name, *where, "--out", str(tmp_path / "clase.html"), *more])
        said = capsys.readouterr()
        return code, said.out, said.err

    run.page = tmp_path / "clase.html"
    return run


class Page(HTMLParser):
    """Las etiquetas de una página, con sus atributos."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_la_orden_dice_que_repetir_y_que_hacer_ahora(report):
    code, out, err = report()
    assert (code, err) == (0, "")
    assert "confunden la forma con su traspuesta: 10 de 24" in out
    assert out.splitlines()[-1].startswith("Siguiente: abre ")
    assert "falta el cuaderno corregido de s00 (no está), s02 (no está)" in out


def test_nada_de_un_estudiante_actua_ni_dice_quien_es(report, root):
    report()
    text = report.page.read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "b", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert "&lt;script&gt;alert(1)" in text and "\u202e" not in text
    example = re.search(r"<pre><code>(.*?)</code></pre>", text, re.DOTALL)[1]
    assert not {"Ana", "Pérez", "ana@uni.es"} & set(re.findall(r"[\w@.]+", example)) and "lo hizo ▒▒▒" in example
    assert "s01 (Ana Pérez, ana@uni.es)" in text  # quienes, plegado: lo lee una persona


def test_los_enlaces_llevan_a_lecciones_que_existen_y_no_hay_red(report, root):
    report()
    links = [a["href"] for tag, a in Page(report.page.read_text(encoding="utf-8")).tags if tag == "a"]
    assert len(links) == 4  # la idea, arriba y en su tabla, y dónde se piden los dos ejercicios con errores
    for link in links:
        path = link.partition("#")[0]
        assert (report.page.parent / path).resolve().is_file() and path.endswith(".ipynb"), link
    assert not re.search(r"https?://", report.page.read_text(encoding="utf-8"))


def test_cada_ejercicio_lleva_el_mismo_numero_en_toda_la_pagina(report):
    report()
    text = report.page.read_text(encoding="utf-8")
    assert set(re.findall(r"(\d+) · Gradiente respecto de una matriz de pesos", text)) == {"8"}


def test_los_titulos_van_en_orden_y_cada_dibujo_tiene_su_texto(report):
    report()
    tags = Page(report.page.read_text(encoding="utf-8")).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    pictures = [a for tag, a in tags if tag == "svg"]
    assert pictures and all(a.get("aria-label") or a.get("aria-hidden") for a in pictures)


def test_el_csv_tiene_una_fila_por_ejercicio(report, tmp_path):
    report("--csv", str(tmp_path / "clase.csv"))
    with (tmp_path / "clase.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["t1_lineal"]["bien"] == "17" and rows["t1_lineal"]["errores"].startswith("6 · dan el jacobiano")
    assert rows["t1_pregunta_escrita"]["facilidad"] == ""


def test_json_y_nada_mas_en_la_salida(report):
    code, out, _ = report("--json")
    found = json.loads(out)
    assert code == 0 and not report.page.exists()
    assert found["repeat"][0] == "traspuesta" and len(found["ideas"]["traspuesta"]["students"]) == 10
    assert found["mean"] is None and found["exercises"]["t1_lineal"]["wrong"] == 6


def test_sin_calificar_o_de_otra_tarea_lo_dice_una_frase(report, tmp_path, root):
    code, out, err = report(db=tmp_path / "no_hay.db")
    assert (code, out) == (2, "") and "califica antes" in err
    code, out, err = report(name="t1")
    assert code == 2 and "«t1»" in err and NAME in err
    with open_book(tmp_path, root):
        pass
    code, out, err = report(db=tmp_path / "gradebook.db")
    assert code == 2 and "no hay entregas" in err


def test_si_nadie_se_equivoca_o_no_constan_los_errores_lo_dice(report, tmp_path, root):
    with open_book(tmp_path, root) as book:
        book.save(entry("ana", written=False))
        code, out, _ = report(db=tmp_path / "gradebook.db")
        text = report.page.read_text(encoding="utf-8")
        assert code == 0 and "Nadie se ha equivocado" in out and "Nadie se ha equivocado" in text
        assert "Con menos de 20 estudiantes no se calcula" in text and "Cada estudiante ha entregado una vez" in text
        for table in ("retro_verdicts", "retro_attempts"):
            book.db.execute(sql(f"DROP TABLE {table}"))
        book.db.commit()
    code, out, _ = report(db=tmp_path / "gradebook.db")
    assert code == 0 and "es de antes de que se apuntaran" in report.page.read_text(encoding="utf-8")


def test_no_carga_nbgrader(folder, root, tmp_path):
    shutil.copy(folder / "gradebook.db", tmp_path)
    code = (
        "import sys; from autograder import cli;"
        f"cli.main(['report', '{NAME}', '--json', '--db', 'sqlite:///{tmp_path}/gradebook.db']);"
        "print(sorted({'nbgrader', 'torch', 'nbconvert', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
