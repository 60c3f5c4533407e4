"""La ortografía de toda la prosa, con hunspell y el diccionario español de Debian.

``tests/terminos.txt`` añade lo que ese diccionario no trae: términos del campo,
nombres propios y palabras de API que van sin comillas de código.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prosa import only_prose, pieces

TERMS = Path(__file__).with_name("terminos.txt")


def misspelled(text: str) -> set[str]:
    """Las palabras que no están en el diccionario ni en ``terminos.txt``."""
    known = set(TERMS.read_text(encoding="utf-8").split())
    command = ["hunspell", "-d", "es_ES", "-i", "utf-8", "-l"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    # Una letra suelta, o con griegas y superíndices, es un símbolo; con mayúsculas por dentro, una sigla o un nombre.
    words = {w for w in done.stdout.split() if re.fullmatch(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ][a-záéíóúüñ]+", w)}
    return {w for w in words if w not in known and w.lower() not in known}


@pytest.fixture
def hunspell(skip_or_fail):
    if shutil.which("hunspell") is None or not Path("/usr/share/hunspell/es_ES.dic").exists():
        skip_or_fail("falta hunspell con el diccionario español (Debian: apt install hunspell hunspell-es)")


def test_toda_la_prosa_esta_bien_escrita(hunspell, root):
    texts = {where: only_prose("\n\n".join(found)) for where, found in pieces(root).items()}
    # Una sola llamada: cargar el diccionario cuesta más que leer el curso.
    wrong = misspelled("\n".join(texts.values()))
    found = {where: sorted(wrong & set(re.findall(r"[^\W\d_]+", text))) for where, text in texts.items()}
    assert not wrong, "\n".join(f"{where}: {', '.join(words)}" for where, words in found.items() if words)


def test_una_falta_se_ve(hunspell):
    assert misspelled("La función cálcula gradientes y derivaddas.") == {"cálcula", "derivaddas"}


def test_el_codigo_las_formulas_y_los_enlaces_no_cuentan():
    text = "Mira `forwrd(x)`, $\\frac{abz}{q}$ y [esto](http://xkjd.org/zzz).\n```python\nwrogn = 1\n```\nFin."
    assert only_prose(text).split() == ["Mira", ",", "y", "esto", ".", "Fin."]


def test_no_hay_terminos_repetidos_ni_desordenados():
    words = TERMS.read_text(encoding="utf-8").split()
    assert words == sorted(set(words), key=lambda w: (w.casefold(), w))
