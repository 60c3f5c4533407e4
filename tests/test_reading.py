"""Lo que escribe una persona: codificaciones, tablas y fechas como de verdad llegan."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reading import Unreadable, decode, plain, read_date, read_table

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_un_texto_en_espanol_se_lee_igual_en_cualquier_codificacion(encoding):
    text, guessed = decode("id;José Ñúñez;¿sí?\r\n".encode(encoding))
    assert (text, guessed) == ("id;José Ñúñez;¿sí?\r\n", encoding == "cp1252")


def test_un_byte_que_windows_no_usa_tampoco_impide_leer():
    assert decode(b"a\x81\xe9") == ("a\x81é", True)


def test_una_marca_que_miente_se_dice():
    with pytest.raises(Unreadable, match="utf-16"):
        decode(b"\xff\xfea")


@given(st.binary(max_size=200))
def test_unos_bytes_cualesquiera_se_leen_o_se_dice_que_no(raw):
    try:
        assert isinstance(decode(raw)[0], str)
    except Unreadable as problem:
        assert "UTF-8" in str(problem)


ROWS = [["josé", "José, J."], ["ana", "Ana"]]


@pytest.mark.parametrize(
    "text",
    [
        'id,nombre\njosé,"José, J."\nana,Ana\n',
        'id;nombre\r\njosé;"José, J."\r\n\r\nana;Ana\r\n;\r\n',
        "id\tnombre\rjosé\tJosé, J.\rana\tAna\r",
        "sep=;\nid;nombre\njosé;José, J.\nana;Ana",
        '"sep=;"\n"id" ; "nombre"\n"josé" ; "José, J."\n ana ;Ana\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_una_tabla_se_lee_igual_la_guarde_quien_la_guarde(text, encoding):
    table = read_table(text.encode(encoding))
    assert (table.header, table.rows) == (["id", "nombre"], ROWS)


def test_una_columna_se_encuentra_sin_mirar_mayusculas_acentos_ni_espacios():
    table = read_table("Nombre;Número  de ID;Dirección de correo\nAna;7;a@x\nBeto\n".encode())
    assert table.column("id", "numero de id") == 1
    assert table.column("usuario") is None
    assert table.rows[1] == ["Beto", "", ""]
    assert plain("  ÁÉÍ  Ñu ") == "aei nu"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        *((b"", "vacía"), (b"\xef\xbb\xbf \r\n\n", "vacía"), (b"sep=;\n", "vacía"), (b'id,n\n"ana,1\n', "comillas")),
        *((b"PK\x03\x04...", "guárdalo como CSV"), (b"\xd0\xcf\x11\xe0\xa1", "guárdalo como CSV")),
        *((b"%PDF-1.4\n\x00\x01", "no es una tabla de texto"), (b" <html><table>", "no es una tabla de texto")),
    ],
)
def test_una_tabla_que_no_lo_es_dice_por_que(raw, why):
    with pytest.raises(Unreadable, match=why):
        read_table(raw)


@given(st.text(alphabet='ab,;\t"\r\n =é', max_size=60))
def test_una_tabla_cualquiera_se_lee_o_se_dice_que_no(text):
    try:
        table = read_table(text.encode())
    except Unreadable:
        return
    assert all(len(row) >= len(table.header) for row in table.rows)


@pytest.mark.parametrize(
    "text",
    [
        "2027-02-03 10:00:00.000000 UTC",
        "2027-02-03 11:00:00 CET",
        "2027-02-03 11:00:00 Europe/Madrid",
        "2027-02-03T11:00:00+01:00[Europe/Madrid]",
        "2027-02-03T10:00:00Z",
        "2027-02-03 05:00 America/Bogota",
        "\ufeff2027-02-03 11:00\r\n",
        "03/02/2027 11:00",
        "3.2.2027 11:00",
        "3/2/27 11:00",
        "3 de febrero de 2027, 11:00",
        "miércoles, 3 de febrero de 2027, 11:00",
        "Wednesday, 3 February 2027, 11:00 AM",
        "03/02/2027, 11:00:00 a. m.",
        "mié 03 feb 2027 11:00:00 CET",
        "Wed Feb  3 11:00:00 CET 2027",
        "1801648800",
        "1801648800123",
        "20270203T100000Z",
        "2027-02-03 10:00:00 GMT",
        "2027-02-03 11:00:00 GMT+1",
        "2027-02-03 11:00 Etc/GMT-1",
        "2027-02-03T11:00:00+01:00[America/Argentina/Buenos_Aires]",
        "dimecres, 3 de febrer de 2027, 11:00",
    ],
)
def test_la_misma_hora_escrita_de_muchas_maneras(text):
    assert read_date(text) == datetime(2027, 2, 3, 10, tzinfo=UTC)


def test_sin_zona_es_la_del_curso_tambien_en_verano():
    assert read_date("2027-07-03 12:00") == datetime(2027, 7, 3, 10, tzinfo=UTC)
    assert read_date("2027-07-03 12:00", ZoneInfo("America/Bogota")) == datetime(2027, 7, 3, 17, tzinfo=UTC)


@pytest.mark.parametrize("text", ["{} 02:30", "{} a las 2:30"])
def test_la_hora_que_se_repite_es_la_primera_y_la_que_no_existe_no_estorba(text):
    assert read_date(text.format("25/10/2026")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read_date(text.format("28/03/2027")) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ayer por la tarde",
        "10:00",
        "febrero de 2027",
        "2027-02-30 10:00",
        "9" * 300,
        "2027-02-03 Luna/Mar",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_lo_que_no_es_una_fecha_no_se_adivina(text):
    with pytest.raises(Unreadable, match="no se entiende la fecha"):
        read_date(text)


@given(st.text(max_size=40))
def test_un_texto_cualquiera_da_una_fecha_o_una_frase(text):
    try:
        assert read_date(text).tzinfo is UTC
    except Unreadable as problem:
        assert len(str(problem)) < 250
