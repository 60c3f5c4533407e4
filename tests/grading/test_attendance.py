"""Pasar lista: de quién es cada carpeta, y qué se dice de lo que no encaja."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.attendance import take_attendance


@pytest.fixture
def attend(tmp_path):
    """Compara una lista con unas carpetas."""

    def go(content, *folders, only=None):
        path = tmp_path / "lista.csv"
        path.write_text(content, encoding="utf-8")
        return take_attendance(path, folders, only)

    return go


@pytest.mark.parametrize(
    "folder", ["josé núñez", "José Núñez", "JOSÉ NÚÑEZ", "José  Núñez", "Jose\u0301 Nu\u0301n\u0303ez"]
)
def test_las_mayusculas_los_espacios_y_la_forma_no_hacen_otra_persona(attend, folder):
    found = attend("id\nJosé Núñez\n", folder)
    assert found.members[folder].id == "José Núñez" and found.unknown == {} == found.absent


names = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll"]), min_size=1, max_size=12)


@given(names)
def test_cualquier_nombre_es_el_mismo_en_las_dos_formas(tmp_path_factory, name):
    path = tmp_path_factory.mktemp("lista") / "lista.csv"
    path.write_text(f"id,grupo\n{unicodedata.normalize('NFC', name)},1\n", encoding="utf-8")
    found = take_attendance(path, [unicodedata.normalize("NFD", name)])
    assert not found.absent and not found.unknown


def test_lo_que_solo_se_parece_se_propone_a_los_dos_lados(attend):
    found = attend("id,nombre\njosé,José Gil\nana,\nzoe,\n", "jose", "ana", "beto")
    assert set(found.members) == {"ana"}
    assert found.unknown["jose"] == "«jose» no está en la lista de clase: revísalo. ¿Es «josé (José Gil)»?"
    assert found.unknown["beto"] == "«beto» no está en la lista de clase: revísalo."
    assert [(m.id, clue) for m, clue in found.absent.values()] == [("josé", "¿Es la carpeta «jose»?"), ("zoe", "")]


@pytest.mark.parametrize(
    "folder, row",
    [
        ("Pérez Ana", "u1,Ana Pérez,a@x"),
        ("ana.perez", "u1,Otra Cosa,ana.perez@ucm.es"),
        ("Perez, Ana", "u1,Ana Pérez,a@x"),
        ("anaperex", "anaperez,,"),
    ],
)
def test_se_propone_por_el_nombre_el_correo_o_un_id_parecido(attend, folder, row):
    found = attend(f"id,nombre completo,correo\n{row}\nzoe,Zoe,z@x\n", "zoe", folder)
    assert f"¿Es «{row.split(',')[0]}" in found.unknown[folder] and found.members["zoe"].id == "zoe"


def test_dos_carpetas_para_una_persona_no_son_de_ninguna(attend):
    found = attend("id\nana\n", "Ana", "ANA")
    assert found.members == {} and set(found.unknown) == {"Ana", "ANA"} and list(found.absent) == ["ana"]
    assert set(attend("id\nana\n", "ana", "ANA").members) == {"ana"}  # la que es exacta sí


@pytest.mark.parametrize(
    "only, absent", [("ana", []), ("ZOE", ["zoe"]), ("z*", ["zeus", "zoe"]), (None, ["zeus", "zoe"])]
)
def test_quien_pide_a_una_persona_solo_oye_hablar_de_ella(attend, only, absent):
    found = attend("id\nana\nzoe\nzeus\n", "ana", only=only)
    assert list(found.absent) == absent


def test_con_la_lista_de_otra_clase_enorme_no_se_compara_todo_con_todo(attend):
    found = attend("id\n" + "\n".join(f"persona{k}" for k in range(3000)), *(f"otra{k}" for k in range(3000)))
    assert len(found.unknown) == len(found.absent) == 3000
