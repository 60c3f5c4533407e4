"""Qué nombre puede ser un id, y cómo se escribe el que no puede."""

import csv
import io
import os
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.grading.student_ids import (
    MAX_BYTES,
    MAX_CHARACTERS,
    BadName,
    normalized,
    similar,
    student_id,
    written,
)

# Nombres de carpeta como los da Linux: cualquier byte menos «/» y el nulo.
folder_names = st.binary(min_size=1, max_size=255).filter(lambda raw: not {0, 47} & set(raw)).map(os.fsdecode)
names = st.one_of(folder_names, st.text(min_size=1, max_size=120).map(lambda s: s.replace("/", "").replace("\0", "")))


@pytest.mark.parametrize(
    "name",
    ["ana", "José Núñez", "ana.perez@ucm.es", "O'Brien-2", "Ñandú_7", "20241234", "a+b", "محمد", "Иван", "山田太郎",
     "नीना", "_x", ".dora", "x̂ana", "a" * MAX_CHARACTERS, "٣٤", "Maria Fernanda_1234567_assignsubmission_file",
     "-2+3", "@SUM", "'t Hooft", "Ana M.", "CON"],
)  # fmt: skip
def test_los_nombres_de_cualquier_escritura_son_su_id(name):
    assert student_id(name) == normalized(name) == name


def test_el_id_esta_en_nfc():
    assert student_id("Jose\u0301") == "José"
    assert student_id("K\u212a") == "KK"  # el signo de kelvin es una K


@pytest.mark.parametrize(
    "name, says",
    [
        ("<img src=x onerror=alert(1)>", "lleva «(»"),
        ('" onmouseover="x', 'lleva «"»'),
        ("=cmd|' C calc'!A0", "lleva «!»"),
        (" ana", "empieza o acaba en un espacio"),
        ("ana ", "empieza o acaba en un espacio"),
        (" ", "empieza o acaba en un espacio"),
        (".", "no tiene más que puntos"),
        ("..", "no tiene más que puntos"),
        ("....", "no tiene más que puntos"),
        ("a/b", "lleva «/»"),
        ("a\\b", "lleva «\\»"),
        ("a*", "lleva «*»"),
        ("a[b]", "lleva «[»"),
        ("a,b", "lleva «,»"),
        ("a%00", "lleva «%»"),
        ("a\nb\tc", "U+0009, el carácter U+000A"),
        ("ana\x1b[2J", "U+001B"),
        ("ana\u202ecod", "U+202E"),
        ("ana\u200b", "U+200B"),
        ("ana\u00a0b", "U+00A0"),
        ("ana\u3164", "U+3164"),  # una letra de Corea que no se ve
        ("ana\ufe0f", "U+FE0F"),
        ("ana\U000e0100", "U+E0100"),
        ("a\u20dd", "U+20DD"),
        ("\u0301ana", "empieza por el carácter U+0301"),
        ("ana²", "lleva «²»"),
        ("😀", "lleva «😀»"),
        ("mal\udcff", "el byte ff, que no es UTF-8"),
        ("a" * 101, "101 caracteres"),
        ("山" * 86, "258 bytes"),
        ("", "vacío"),
        ("a!#$%&", "y más"),
    ],
)
def test_un_nombre_que_alguien_leeria_de_otra_manera_no_es_un_id_y_se_dice_por_que(name, says):
    with pytest.raises(BadName) as problem:
        student_id(name)
    assert says in str(problem.value) and str(problem.value).isprintable()


@given(names)
@example("Jose\u0301")
def test_un_id_cabe_en_todas_partes_y_es_estable(name):
    try:
        id_ = student_id(name)
    except BadName as problem:
        assert str(problem).isprintable()
        return
    assert student_id(id_) == id_ == unicodedata.normalize("NFC", id_)
    assert len(id_) <= MAX_CHARACTERS and len(id_.encode()) <= MAX_BYTES
    assert id_.isprintable() and id_ == id_.strip() and not set(id_) & set('<>"&=/\\*?[]:|,;%$`\n')
    assert os.path.basename(id_) == id_ not in ("", ".", "..")
    row = io.StringIO()
    csv.writer(row).writerow([id_, "x"])
    assert row.getvalue() == f"{id_},x\r\n"  # ni comillas hacen falta


def unwritten(text):
    """Lo contrario de ``written``: que exista demuestra que dos nombres no se escriben igual."""
    code = r"\\\\|\\x(..)|\\u(....)|\\U(........)"

    def back(match):
        byte, short, long = match.groups()
        return chr(int(byte, 16) + 0xDC00) if byte else chr(int(short or long, 16)) if short or long else "\\"

    return re.sub(code, back, text)


@given(names)
@example("mal\udcff")
@example("mal\\xff")
@example("mal\x9b\x1b\U000e0100\u202e")
def test_un_nombre_escrito_se_puede_imprimir_y_no_se_confunde_con_otro(name):
    assert written(name).isprintable() and written(name).encode()
    assert unwritten(written(name)) == name


def test_las_dos_formas_de_un_nombre_se_distinguen_escritas():
    assert (written("José"), written("Jose\u0301")) == ("José", "Jose\\u0301")


def test_los_parecidos_se_proponen():
    assert similar("ANA", ["beto", "ana", "zoe"]) == ["ana"]
    assert similar("estudiante1", ["estudiante01", "beto"]) == ["estudiante01"]
    assert similar("zzz", ["ana"]) == []
