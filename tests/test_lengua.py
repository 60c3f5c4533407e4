"""Una palabra para cada idea: lo que ``docs/glosario.md`` dice que no se dice, no se dice."""

import re

import pytest
from lengua import all_slips, clashes, introduced, rejected, script, slips, strings

TERMS = {"arista flecha": "x", "flecha": "arista", "la vuelta": "paso atrás", "a empujones": "diferencias finitas"}


def test_el_curso_habla_como_dice_el_glosario(root):
    found = all_slips(root)
    assert not found, "\n".join(found)


def test_cada_termino_sale_en_la_leccion_que_dice_el_glosario(root):
    for term, number in introduced(root).items():
        (path,) = (root / "solutions").glob(f"{number}_*.md")
        stem = term[:-2] if term.endswith("ar") else term
        assert stem.casefold() in path.read_text(encoding="utf-8").casefold(), f"«{term}» no sale en {path.name}"


def test_del_glosario_se_leen_los_terminos_y_las_letras(root):
    terms, letters = rejected(root)
    assert terms["flecha"] == "arista" and terms["ida y vuelta"] == "paso adelante"
    assert letters["f(x+h)"] == "ε" and letters["p_j"] == "s"
    assert "" not in terms and not any("|" in term or "*" in term for term in terms)


def test_el_glosario_no_rechaza_lo_que_el_mismo_dice(root):
    terms, _ = rejected(root)
    lines = (root / "docs/glosario.md").read_text(encoding="utf-8").splitlines()
    said = "\n".join(line.rpartition("|")[0].rpartition("|")[0] if line.startswith("|") else line for line in lines)
    assert slips(re.sub("`[^`]+`", "", said), terms) == []
    assert not set(terms) & set(terms.values())


@pytest.mark.parametrize(
    "text, said",
    [
        ("Una flecha.", "flecha"),
        ("FLECHAS", "FLECHAS"),
        ("Sigue la\nvuelta", "la\nvuelta"),
        ("lo mido a empujones", "a empujones"),
        ("sólo eso", "sólo"),
        ("es el Jacobiano de f", "Jacobiano"),
        ("dos, Jacobianos", "Jacobianos"),
    ],
)
def test_lo_que_no_se_dice_se_ve(text, said):
    assert slips("\n" + text, TERMS) == [(2, said)]


@pytest.mark.parametrize(
    "text",
    [
        "Una arista.",
        "flechazo y desflecha",
        "lo que otros llaman «flecha»",
        "da la vuelta a la matriz, hay que darle la vuelta, dando la vuelta larga",
        "Muévete con las flechas.",
        "solo y solito",
        "Jacobiano al empezar. Jacobiano tras un punto.",
        "Empuja un poco cada entrada.",
    ],
)
def test_lo_demas_no(text):
    assert slips(text, TERMS) == []


@pytest.mark.parametrize(
    "formula", ["$f(x + h)$", "$$\\frac{f\\big(x+h\\big)}{h}$$", "$p_j = 1$", "$-\\log p_{j}$ y $p_j$"]
)
def test_una_letra_con_otro_dueno_se_ve(formula):
    assert clashes(formula, {"f(x+h)": "ε", "p_j": "s"})


@pytest.mark.parametrize("formula", ["f(x + h)", "$f(x+\\varepsilon)$", "$p_c$", "$sp_j$", "$p_{jk}$", "\\$p_j\\$"])
def test_una_formula_con_sus_letras_no(formula):
    assert not clashes(formula, {"f(x+h)": "ε", "p_j": "s"})


def test_de_un_programa_se_leen_sus_textos_y_no_lo_que_cuenta_de_si(tmp_path):
    python = tmp_path / "a.py"
    python.write_text('"""La flecha."""\n\nx = "una " f"{1} flecha"  # flecha\n', encoding="utf-8")
    assert slips(strings(python), TERMS) == [(3, "flecha")]
    other = tmp_path / "a.js"
    other.write_text('/* flecha\n */\nput("una flecha"); // flecha\n// flecha\n', encoding="utf-8")
    assert slips(script(other), TERMS) == [(3, "flecha")]
