"""El reparto de una tarea individual: qué le toca a cada cual y qué se dice de quien trae otro código."""

from collections import Counter

import pytest

from autograder.errors import CourseError
from autograder.grading.dealing import (
    NO_CODE,
    SEVERAL,
    code_in,
    deal,
    dealt_path,
    dealt_with_another_key,
    expected,
    judged_as,
    owners,
    read_dealt,
    write_dealt,
)
from autograder.notebook.variant_code import Chosen, counts, write_code

T1, KEY = "tarea_jacobiano", b"k" * 32
MINE, HERS = deal(KEY, T1, "ana"), deal(KEY, T1, "luis")


def test_el_reparto_sale_de_la_clave_y_del_id_y_de_nada_mas():
    assert MINE == deal(KEY, T1, "ana") != HERS
    assert deal(KEY, T1, " ANA") == MINE  # el id que no distingue a dos personas tampoco cambia el reparto
    assert deal(b"q" * 32, T1, "ana") != MINE


def test_cada_variante_le_toca_mas_o_menos_a_un_tercio():
    for id_, how_many in counts(T1).items():
        found = Counter(deal(KEY, T1, f"e{k}")[id_] for k in range(300))
        assert len(found) == how_many == 3 and min(found.values()) > 60, id_


def test_se_juzga_con_el_codigo_que_trae_y_se_dice_si_no_es_el_suyo():
    mine = Chosen(MINE, (write_code(T1, MINE),))
    assert judged_as(mine, MINE) == (MINE, [])
    numbers, notes = judged_as(mine, HERS)
    assert numbers == MINE and code_in(notes) == write_code(T1, MINE)


def test_con_un_codigo_ilegible_se_juzga_con_lo_que_le_toco_y_sin_codigo_con_lo_de_todos():
    numbers, (note,) = judged_as(Chosen(problem="El código «x» tiene una errata."), MINE)
    assert numbers == MINE and note.startswith("El código «x»") and code_in([note]) is None
    assert judged_as(Chosen(), MINE) == ({}, [NO_CODE])
    assert judged_as(Chosen(MINE, ("A", "B")), MINE) == (MINE, [SEVERAL])


def test_lo_repartido_manda_sobre_otra_clave_y_quien_llega_despues_tiene_lo_de_la_clave():
    dealt = {"ana": write_code(T1, HERS), "eva": "un código de antes"}
    found = expected(KEY, T1, ["Ana", "nuevo"], dealt)
    assert found["Ana"] == HERS  # la misma persona, escrita de otra manera
    assert found["nuevo"] == deal(KEY, T1, "nuevo") and found["eva"] == deal(KEY, T1, "eva")


def test_de_quien_es_un_codigo_y_cuando_son_demasiados():
    assert owners(T1, {"ana": MINE, "bis": dict(MINE), "luis": HERS})[write_code(T1, MINE)] == ["ana", "bis"]
    assert [dealt_with_another_key(*n) for n in ((2, 2), (3, 6), (4, 6), (30, 30))] == [False, False, True, True]


def test_el_reparto_se_apunta_junto_a_la_clave_y_solo_lo_lee_su_duenio(tmp_path):
    path = dealt_path(tmp_path / "retropropagacion.key", T1)
    assert read_dealt(path) is None
    write_dealt(path, {"ana": "1"})
    assert read_dealt(path) == {"ana": "1"} and path.suffix == ".key" and path.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("text", ["{", "[]", '{"ana": 3}', "\xff"])
def test_un_reparto_roto_no_se_toma_por_una_clase_sin_repartir(tmp_path, text):
    path = dealt_path(tmp_path / "retropropagacion.key", T1)
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(CourseError, match="No se puede leer el reparto .*Recupera su copia"):
        read_dealt(path)
