"""Ninguna contraseña de una base de datos llega a la pantalla, esté como esté escrita la dirección."""

import pytest
from curso_minimo import REPO

from autograder import cli
from autograder.passwords import hide_passwords

SECRET = "muySecreta"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://ana:{SECRET}@servidor/notas",
        f"postgresql+psycopg://ana:{SECRET}@servidor:5432/notas?sslmode=require",
        f"postgresql://:{SECRET}@servidor/notas",
        f"postgresql:/ana:{SECRET}@servidor",
        f"postgresql:ana:{SECRET}@servidor",
        f"ana:{SECRET}@servidor",
        f"postgresql://ana:con@{SECRET}@servidor/notas",
        f"postgresql://ana:con/{SECRET}:y@servidor/notas",
        f"postgresql://servidor/notas?user=ana&password={SECRET}",
        f"postgresql://servidor/notas?sslpassword={SECRET}&user=ana",
        f"host=servidor password='{SECRET} y más' user=ana",
        f"host=servidor Password = {SECRET} user=ana",
    ],
)
def test_de_una_direccion_se_tapa_la_contrasena_y_nada_mas(address):
    for text in (address, f"No se puede abrir «{address}»: falló", f"'{address}'"):
        hidden = hide_passwords(text)
        assert SECRET not in hidden and "***" in hidden and "servidor" in hidden


@pytest.mark.parametrize(
    "said",
    [
        f"no hay ningún servidor «{SECRET}@servidor»",
        f"password authentication failed ({SECRET})",
        'could not translate host name "muy/Secreta"',
    ],
)
def test_tampoco_suelta_en_el_texto_de_un_controlador(said):
    addresses = f"postgresql://ana:con@{SECRET}@servidor/notas", "postgresql://ana:muy%2FSecreta@servidor/notas"
    hidden = hide_passwords(said, *addresses)
    assert SECRET not in hidden and "muy/Secreta" not in hidden


@pytest.mark.parametrize("secret", ["con espacio", "con «comillas»", "de 'otras\"", "a b", " "])
def test_de_una_direccion_que_se_conoce_tambien_la_que_lleva_espacios_o_comillas(secret):
    address = f"postgresql://ana:{secret}@servidor/notas"
    hidden = hide_passwords(f"No se puede abrir {address}: falló", address)
    assert hidden == "No se puede abrir postgresql://ana:***@servidor/notas: falló"


@pytest.mark.parametrize(
    "text",
    ["sqlite:///notas.db", "postgresql://ana@servidor/notas", "a las 12:30, ana@uni.es", "http://x.org/a:b", "x: y@z"],
)
def test_lo_demas_queda_como_estaba(text):
    assert hide_passwords(text, "sqlite:///notas.db") == text


@pytest.mark.parametrize(
    "order",
    [
        ["grade", "00_presentacion", "--db", f"postgresql+psycopg://ana:{SECRET}@127.0.0.1:1/notas"],
        ["grade", "00_presentacion", "--db", f"postgresql+psycopg://127.0.0.1:1/notas?user=ana&password={SECRET}"],
        ["grade", "00_presentacion", "--db", f"postgresql+psycopg://ana:{SECRET}@127.0.0.1:puerto/notas"],
        ["grade", "00_presentacion", "--db", f"postgresql+psycopg://ana:a@{SECRET}@127.0.0.1:1/notas"],
        ["grade", "00_presentacion", "--db", f"postgresql:/ana:{SECRET}@127.0.0.1/notas"],
        ["grade", "00_presentacion", "--db", f"mysql://ana:{SECRET}@127.0.0.1/notas"],
        ["grade", "00_presentacion", "--bd", f"postgresql://ana:{SECRET}@127.0.0.1/notas"],
        ["grade", "00_presentacion", "--workers", f"postgresql://ana:{SECRET}@127.0.0.1/notas"],
        ["grade", "00_presentacion", "--db", f"postgresql+psycopg://ana:con {SECRET}@127.0.0.1:1/notas"],
        ["grade", "00_presentacion", f"--bd=postgresql://ana:con {SECRET} y@127.0.0.1/notas"],
        ["grade", "00_presentacion", "--db", "postgresql://ana:con", f"{SECRET}@127.0.0.1/notas"],  # sin comillas
        [f"postgresql://ana:{SECRET}@127.0.0.1/notas"],
    ],
    ids=lambda order: " ".join(order)[-60:].replace(SECRET, "·"),
)
def test_la_orden_grade_no_la_dice_ni_cuando_falla(order, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(REPO)
    (tmp_path / "ana").mkdir()
    if order[0] == "grade":
        order = [*order, "--submitted", str(tmp_path), "--out", str(tmp_path), "--dry-run"]
    try:
        code = cli.main(order)
    except SystemExit as stop:
        code = stop.code
    said = capfd.readouterr()
    assert code == 2 and said.err.strip() and "Traceback" not in said.err
    assert SECRET not in said.out + said.err
