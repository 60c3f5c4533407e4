"""Leer la lista de clase, como la guarde cada programa."""

import pytest

from autograder.errors import CourseError
from autograder.grading.roster import Member, read_roster


@pytest.fixture
def roster(tmp_path):
    """Lee una lista dada como texto o bytes: (ids, avisos)."""

    def go(content, folders=()):
        path = tmp_path / "lista.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        members, warnings = read_roster(path, folders)
        return [member.id for member in members], warnings

    return go


@pytest.mark.parametrize(
    "content",
    [
        "id,nombre\njosé,J\nana,A\n",
        "\ufeffID;Nombre\r\njosé;J\r\nana;A\r\n",
        "sep=;\r\nnombre;id\r\nJ;josé\r\nA;ana\r\n",
        "id\tnombre\njosé\tJ\nana\tA\n".encode("utf-16"),
        "id,nombre\rjosé,J\rana,A\r",
        "josé\nana\n",
        "usuario,nombre\njosé,J\nana,A\n",
        "Nombre de usuario;Grupo\njosé;1\nana;2\n",
        "Student ID,Name\njosé,J\nana,A\n",
        "Nombre,Apellido(s),Número de ID,Dirección de correo\nJosé,X,josé,a@x\nAna,Y,ana,b@x\n",
        "First name,Surname,ID number,Email address\nJosé,X,josé,a@x\nAna,Y,ana,b@x\n",
        "id,last_name,first_name,email\njosé,,,\nana,,,\n",
        "matricula , grupo\n josé ,1\n ana ,1\n",
        "Lista de clase 2026-2027;;\n\nGrupo A;;\nid;nombre;nota\njosé;J;\nana;A;\n",
        "nombre\njosé\nana\n",
        "Nombre completo,Correo\njosé,a@x\nana,b@x\n",
        "grupo,id\nA,jose\u0301\nA,ana\n",
    ],
)
def test_la_lista_se_lee_la_guarde_quien_la_guarde(roster, content):
    assert roster(content, ["josé", "ana"])[0] == ["josé", "ana"]


def test_el_id_es_lo_que_coincide_con_las_carpetas_y_se_dice(roster):
    moodle = (
        "Nombre,Apellido(s),Número de ID,Dirección de correo\nAna,Pérez,0012,ana@ucm.es\nBeto,Gil,0013,beto@ucm.es\n"
    )
    assert roster(moodle) == (["0012", "0013"], [])
    ids, (warning,) = roster(moodle, ["ana@ucm.es", "otro"])
    assert ids == ["ana@ucm.es", "beto@ucm.es"] and "«Dirección de correo»" in warning
    assert roster(moodle, ["Ana Pérez"])[0] == ["Ana Pérez", "Beto Gil"]
    assert roster(moodle, ["GIL  BETO"])[0] == ["Pérez Ana", "Gil Beto"]


def test_una_columna_con_un_titulo_que_nadie_previo_tambien_puede_ser_el_id(roster):
    strange = "ID de usuario;Apellido(s);Nombre;Correo\n0012;Pérez;Ana;ana@x\n0013;Gil;Beto;beto@x\n"
    ids, (warning,) = roster(strange, ["0012", "0013", "ana@x"])
    assert ids == ["0012", "0013"] and "«ID de usuario»" in warning
    assert roster(strange, ["otra"])[0] == ["ana@x", "beto@x"]


def test_una_columna_vacia_no_da_ids(roster):
    assert roster("Nombre,Número de ID,Correo\nAna,,ana@x\n")[0] == ["ana@x"]


def test_el_nombre_y_el_correo_se_recuerdan(tmp_path):
    path = tmp_path / "lista.csv"
    path.write_text("Identificador,Nombre completo,Dirección de correo\nParticipante 123,Ana Pérez,ana@x\n", "utf-8")
    assert read_roster(path)[0] == [Member("ana@x", "Ana Pérez", "ana@x")]
    path.write_text("id;Nombre;Apellidos\nana;Ana;Pérez\n", "utf-8")
    assert read_roster(path)[0] == [Member("ana", "Ana Pérez")]


@pytest.mark.parametrize(
    "content, says",
    [
        ("id;nombre\njosé;J\n;Sin Id\n", "hay una fila sin «id»: Sin Id."),
        ("id\nana\nANA\n", "«ANA» está dos veces"),
        ("id\njosé\nMarÃ­a\n".encode("cp1252"), "se ha leído como Windows-1252"),
        ("alumne;grup\njosé;1\n", "«alumne» se ha tomado por una persona"),
    ],
)
def test_lo_que_no_esta_claro_se_dice(roster, content, says):
    ids, warnings = roster(content, ["josé", "ana"])
    assert ids and any(says in warning and warning.startswith("lista.csv: ") for warning in warnings)


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "está vacía"),
        (b"\xff\xfe\x00", "dice estar en utf-16"),
        (b"PK\x03\x04\x14\x00", "guárdalo como CSV"),
        (b"id,nombre\n", "no tiene a nadie"),
        (b'id,n\n"ana,1\nbeto,2\n', "comillas"),
        (None, "no existe"),
    ],
)
def test_una_lista_que_no_se_puede_leer_dice_por_que(tmp_path, content, says):
    path = tmp_path / "lista.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError, match=says):
        read_roster(path)
