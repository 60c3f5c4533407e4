"""Leer la hoja de calificaciones, la guarde quien la guarde, y decir qué le pasa."""

import pytest
from moodle import ENGLISH, Moodle, Participant

from autograder.classroom.moodle.columns import COMMENTS, GRADE
from autograder.classroom.moodle.ids import ids_in
from autograder.classroom.moodle.worksheet import Worksheet
from autograder.errors import CourseError
from autograder.grading.roster import read_roster

PEOPLE = (
    Participant(101, "José Núñez", "jose@x.es", "domingo, 31 de enero de 2027, 23:59", "Enviado para calificar"),
    Participant(102, 'Ana "la" Gil, Luis', "ana@x.es"),
)
PLAIN = "id,nombre,correo\nana,Ana Gil,ana@x.es\njose,José Núñez,jose@x.es\n"


@pytest.fixture
def sheet(tmp_path):
    """Una hoja leída, de su contenido."""

    def read(content, name="hoja.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Worksheet(path)

    return read


@pytest.mark.parametrize("mark, newline", [("\ufeff", "\n"), ("", "\r\n"), ("", "\r")])
@pytest.mark.parametrize("more", [(), ("Número de ID", "Grupo")])
def test_la_hoja_de_moodle_se_lee_y_vuelve_byte_a_byte(sheet, mark, newline, more):
    raw = Moodle(*PEOPLE).worksheet(mark=mark, newline=newline, more=more)
    found = sheet(raw)
    assert [(p.number, p.name, p.email) for p in found.people] == [(str(p.number), p.name, p.email) for p in PEOPLE]
    assert (found.maximum, found.decimal_comma, found.from_moodle) == (20.0, True, True)
    assert found.filled({}) == raw
    changed = found.filled({(1, found.column(GRADE)): "7,50"})
    assert changed == raw.replace(b'calificar",,', b'calificar","7,50",')


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig", "cp1252"])
def test_en_cualquier_codificacion_y_con_punto_y_coma_vuelve_igual(sheet, encoding):
    raw = Moodle(*PEOPLE).worksheet(mark="").decode().replace(",", ";").encode(encoding)
    found = sheet(raw)
    assert found.people[0].name == "José Núñez" and found.filled({}) == raw
    assert bool(found.warnings) == (encoding == "cp1252")
    filled = found.filled({(1, found.column(COMMENTS)): "a → b"})
    assert ("a ? b" if encoding == "cp1252" else "a → b") in filled.decode(encoding)


def test_en_ingles_los_numeros_van_con_punto_y_si_ya_hay_alguno_manda_el(sheet):
    found = sheet(Moodle(*PEOPLE, language=ENGLISH).worksheet())
    assert (found.decimal_comma, found.maximum, found.people[1].number) == (False, 20.0, "102")
    spanish = Moodle(*PEOPLE).worksheet().replace(b'"20,00"', b"20.00")
    assert sheet(spanish).decimal_comma is False
    assert sheet(spanish.replace(b"20.00", b"20")).decimal_comma is True


def test_la_hoja_que_guardo_excel_se_avisa_al_subirla(sheet):
    spanish = Moodle(*PEOPLE).worksheet(mark="").decode()
    assert sheet(spanish).upload_warnings == []
    (said,) = sheet(spanish.replace(",", ";").encode("cp1252")).upload_warnings
    assert "el separador, que es punto y coma y la codificación, que es cp1252" in said
    assert sheet(PLAIN.replace(",", ";")).upload_warnings == []


def test_en_valenciano_tambien(sheet):
    found = sheet(
        "Identificador,Nom complet,Adreça electrònica,Estat,Qualificació,Qualificació màxima,"
        "La qualificació es pot canviar,Darrera modificació (tramesa),Darrera modificació (qualificació)\n"
        'Participant 7,"LÓPEZ GARCÍA, ANA",ana@x.es,Tramés,,"100,00",No,"dilluns, 1 de febrer 2027, 10:00",-\n'
    )
    (ana,) = found.people
    assert (ana.number, ana.name, ana.email) == ("7", "LÓPEZ GARCÍA, ANA", "ana@x.es") and found.locked(ana)
    assert found.maximum == 100.0 and found.decimal_comma and ana.submitted.startswith("dilluns")
    assert found.column(GRADE) == 4 and found.column(COMMENTS) is None


def test_el_id_es_el_numero_de_id_el_correo_o_lo_que_ya_se_usaba(sheet):
    found = sheet(Moodle(*PEOPLE).worksheet(more=("Número de ID", "Grupo")))
    assert ids_in(found)[0] == "Número de ID"
    title, people = ids_in(found, known=["ana@x.es", "otro"])
    assert title == "Dirección de correo" and set(people) == {"jose@x.es", "ana@x.es"}
    assert ids_in(found, "identificador")[1]["Participante101"].name == "José Núñez"
    with pytest.raises(CourseError, match="no tiene la columna «DNI». Tiene: «Identificador»"):
        ids_in(found, "DNI")


def test_una_columna_con_huecos_o_repetida_no_da_el_id(sheet):
    holes = Moodle(*PEOPLE).worksheet(more=("Número de ID",)).replace("Número de ID 102".encode(), b"")
    assert ids_in(sheet(holes))[0] == "Dirección de correo"
    with pytest.raises(CourseError, match=r"«número de id» no puede ser el id.*no lo tiene"):
        ids_in(sheet(holes), "número de id")
    same = sheet("correo,nombre completo\nana@x,Ana\nANA@x,Ana G\n")
    assert ids_in(same)[0] == "nombre completo"
    with pytest.raises(CourseError, match="está dos veces"):
        ids_in(same, "correo")
    with pytest.raises(CourseError, match=r"ninguna columna que dé el id.*«../x» lleva «/»"):
        ids_in(sheet("id\n../x\n"))
    used = sheet(Moodle(*PEOPLE, Participant(103, "Eva")).worksheet(more=("Número de ID",)))
    with pytest.raises(CourseError, match=r"era el de «Dirección de correo».*ya no puede serlo: Eva no lo tiene"):
        ids_in(used, known=["ana@x.es"])


def test_sin_nombres_el_id_es_el_identificador(sheet):
    blind = Moodle(Participant(7, "", ""), Participant(8, "", "")).worksheet()
    title, people = ids_in(sheet(blind))
    assert title == "Identificador" and list(people) == ["Participante7", "Participante8"]


def test_la_hoja_vale_de_lista_de_clase(tmp_path, sheet):
    found = sheet(Moodle(*PEOPLE).worksheet())
    members, warnings = read_roster(found.path, ["ana@x.es"])
    assert [(m.id, m.name) for m in members] == [("jose@x.es", "José Núñez"), ("ana@x.es", 'Ana "la" Gil, Luis')]
    assert warnings == []


def test_una_lista_corriente_vale_de_hoja(sheet):
    found = sheet(PLAIN)
    assert not found.from_moodle and found.maximum is None and ids_in(found)[0] == "id"
    assert [p.name for p in found.people] == ["Ana Gil", "José Núñez"]


def test_a_quien_esta_suspendido_se_le_quitan_las_etiquetas(sheet):
    name = '<span class=""usersuspended"">Ana Gil <img src=""x"" /></span>'
    assert sheet(f'Identificador,Nombre completo\nParticipante 1,"{name}"\n').people[0].name == "Ana Gil"


BASE = "Identificador,Nombre completo,Calificación,Calificación máxima\n"


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "está vacía"),
        (b"PK\x03\x04zip", "es un zip: detrás de --worksheet va la hoja"),
        (b"%PDF-1.7", "no es una tabla de texto"),
        (b"uno,dos\ntres,cuatro\n", "no es una hoja de calificaciones"),
        (BASE, "no tiene a nadie"),
        (BASE + "Participante 1,Ana,,9\nParticipante 1,Eva,,9\n", "el participante 1 está dos veces, en las filas 2 y"),
        (BASE + "Ana,Ana,,10\n", "fila 2: en «Identificador» se esperaba «Participante 123» y dice «Ana»"),
        ("Identificador,Calificación,Calificación\nParticipante 1,,\n", "dos columnas «Calificación»"),
    ],
)  # fmt: skip
def test_lo_que_no_es_una_hoja_se_dice(sheet, content, says):
    with pytest.raises(CourseError, match=says):
        found = sheet(content)
        found.column(GRADE)


@pytest.mark.parametrize(
    "rows, says",
    [
        ("Participante 1,Ana,,-2\n", "la calificación máxima es «-2» y se esperaba un número mayor que 0"),
        ("Participante 1,Ana,,Apto\n", "escala"),
        ("Participante 1,Ana,,10\nParticipante 2,Eva,,20\n", "no es la misma para todos: «10», «20»"),
    ],
)
def test_una_calificacion_maxima_que_no_sirve_se_dice(sheet, rows, says):
    with pytest.raises(CourseError, match=says):
        _ = sheet(BASE + rows).maximum
