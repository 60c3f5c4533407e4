"""``autograder similar``: la página, el JSON, y quien no tiene cuaderno."""

import json
import re

import pytest
from clase_apuntada import NAME, QUESTION, entry, open_book, write_sheet

from autograder import cli
from autograder.records.standing import Person

COPIED = (
    "def t1_dos_capas(O0, b0, O1, x):\n"
    "    # la cadena entera, vuelta del revés en mi pizarra\n"
    "    encendidas = [float(b0[k] + O0[k] @ x > 0) for k in range(len(b0))]\n"
    "    tabla = np.zeros((len(x), len(O1)))\n"
    "    for salida, fila in enumerate(O1):\n"
    "        for k, peso in enumerate(fila):\n"
    "            tabla[:, salida] += peso * encendidas[k] * O0[k]\n"
    "    return tabla  # </code><script>alert(1)</script>\n"
)
TEXT = "Porque al volver desde la pérdida solo viaja un vector, y las matrices no llegan a multiplicarse entre ellas."


@pytest.fixture(scope="module")
def folder(tmp_path_factory, root):
    """Diez estudiantes: e3 y e7 entregan lo mismo; de e9 falta el cuaderno, y el archivo de e8 no se pudo leer."""
    made = tmp_path_factory.mktemp("parecidos")
    with open_book(made, root) as book:
        for k in range(10):
            book.save(entry(f"e{k}", unread=k == 8))
            own = f"def t1_norma(x):\n    r{k} = np.sqrt(x @ x)\n    return x / r{k}\n"
            code = dict.fromkeys(("t1_norma", "t1_lineal", "t1_dos_capas"), own)
            code |= {"t1_dos_capas": COPIED, "t1_lineal": COPIED} if k in (3, 7) else {}
            if k != 9:
                write_sheet(made / "autograded", f"e{k}", code, TEXT if k in (3, 7) else f"Sale {k}.")
        book.name({"e3": Person("Eva <b>Ruiz</b>")})
    return made


@pytest.fixture
def similar(folder, tmp_path, root, monkeypatch, capsys):
    monkeypatch.chdir(root)

    def run(*more):
        where = ["--db", f"sqlite:///{folder / 'gradebook.db'}", "--autograded", str(folder / "autograded")]
        code = cli.main(["similar", NAME, *where, "--out", str(tmp_path / "parecidos.html"), *more])
        said = capsys.readouterr()
        return code, said.out, said.err

    run.page = tmp_path / "parecidos.html"
    return run


def test_la_pareja_sale_con_lo_comun_marcado_y_palabras_cuidadosas(similar):
    code, out, err = similar()
    text = similar.page.read_text(encoding="utf-8")
    assert (code, err) == (0, "") and "8 entregas comparadas; un sitio donde mirar." in out
    assert "no una acusación" in text and "no una acusación" in out
    assert "<mark>" in text and "El mismo comentario: «la cadena entera, vuelta del reves en mi pizarra»" in text
    assert not re.search(r"copi[aóo]|plagi|trampa|fraude", text, re.IGNORECASE)


def test_nada_de_un_estudiante_actua(similar):
    similar()
    text = similar.page.read_text(encoding="utf-8")
    assert "<script" not in text and "<b>" not in text and "&lt;b&gt;Ruiz" in text


def test_de_quien_falta_el_cuaderno_se_dice_y_se_sigue(similar):
    code, out, _ = similar()
    said = "falta el cuaderno corregido de e9 (no está)"
    assert said in out and said in similar.page.read_text(encoding="utf-8")


def test_json_y_nada_mas_en_la_salida(similar):
    code, out, _ = similar("--json")
    found = json.loads(out)
    assert code == 0 and not similar.page.exists() and found["missing"].keys() == {"e9"}
    (pair,) = found["pairs"]
    assert pair["students"] == ["e3", "e7"] and pair["bits"] >= found["enough"]
    assert QUESTION in {match["exercise"] for match in pair["matches"]}


def test_sin_ningun_cuaderno_no_hay_que_comparar(similar, tmp_path):
    code, out, err = similar("--autograded", str(tmp_path / "no"))
    assert (code, out) == (2, "") and "No hay respuestas" in err and "--autograded" in err
