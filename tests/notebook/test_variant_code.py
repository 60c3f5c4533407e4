"""El código de un cuaderno individual: se lee del texto, delata las erratas y no guarda ningún secreto."""

import pytest

from autograder.exercise import exercises_of
from autograder.notebook.individual import individual, pages_of
from autograder.notebook.node import Node
from autograder.notebook.variant_code import LETTERS, BadCode, chosen, counts, read_code, write_code

T1 = "tarea_jacobiano"
SOME = {"t1_lineal": 2, "t1_norma": 1}
CODE = write_code(T1, SOME)


def code(source):
    return Node(cell_type="code", source=source, metadata=Node())


def picked(numbers):
    return {id_: number for id_, number in numbers.items() if number}


def test_un_codigo_dice_las_variantes_que_se_escribieron_en_el():
    assert picked(read_code(T1, CODE)) == SOME
    assert CODE.replace("-", "")[: len(counts(T1))] == "02001000000"  # una cifra por ejercicio: se puede leer a ojo


@pytest.mark.parametrize("copied", [CODE.lower(), CODE.replace("-", ""), f"  {CODE} ", CODE.replace("0", "O", 1)])
def test_se_entiende_aunque_se_copie_con_otras_letras_o_sin_guiones(copied):
    assert picked(read_code(T1, copied)) == SOME


def test_ninguna_errata_de_un_solo_signo_da_otro_codigo():
    for k, letter in enumerate(CODE):
        for other in LETTERS if letter != "-" else ():
            if other != letter:
                with pytest.raises(BadCode, match="tarea_jacobiano o tiene una errata"):
                    read_code(T1, CODE[:k] + other + CODE[k + 1 :])


@pytest.mark.parametrize("wrong", ["", CODE[:-1], CODE + "A", CODE * 2, None, 7, "\x1b[31mhola" * 50])
def test_lo_que_no_es_un_codigo_entero_se_dice_con_uno_de_muestra(wrong):
    with pytest.raises(BadCode) as problem:
        read_code(T1, wrong)
    assert write_code(T1, {}) in str(problem.value) and "\x1b" not in str(problem.value)
    assert len(str(problem.value)) < 300


def test_el_codigo_de_otra_tarea_no_vale(monkeypatch):
    from autograder.notebook import variant_code

    t1 = exercises_of(T1)
    monkeypatch.setattr(variant_code, "exercises_of", lambda lesson: t1)
    with pytest.raises(BadCode, match="no es de otra_tarea"):
        read_code("otra_tarea", CODE)


def test_con_otra_cuenta_de_variantes_un_codigo_viejo_no_se_confunde_con_uno_nuevo(monkeypatch):
    from autograder.notebook import variant_code

    monkeypatch.setattr(variant_code, "counts", lambda lesson: counts(lesson) | {"t1_norma": 4})
    with pytest.raises(BadCode):
        read_code(T1, CODE)


def test_un_cuaderno_dice_sus_variantes_sin_ejecutar_nada():
    found = chosen(T1, [code(f'import os\nVARIANTE = "{CODE}"  # el mío\n'), code("check(t1_norma)")])
    assert picked(found.numbers) == SOME and found.codes == (CODE,)
    assert chosen(T1, [code("x = 1"), code(f'# VARIANTE = "{CODE}"')]).codes == ()
    assert chosen("00_presentacion", [code(f'VARIANTE = "{CODE}"')]).numbers == {}


def test_pegado_dos_veces_vale_igual_y_con_dos_distintos_cada_check_mira_hacia_arriba():
    other = write_code(T1, {"t1_norma": 2, "t1_lineal": 1})
    assert chosen(T1, [code(f'VARIANTE = "{CODE}"')] * 2).codes == (CODE,)
    cells = [f'VARIANTE = "{CODE}"', "check(t1_norma)", f"VARIANTE = '{other}'", "check( t1_lineal )"]
    found = chosen(T1, map(code, cells))
    assert (found.numbers["t1_norma"], found.numbers["t1_lineal"]) == (1, 1) and set(found.codes) == {CODE, other}


@pytest.mark.parametrize("value", ['"0000"', "'abc", '"A" + "B"', "mi_codigo", "f'{x}'"])
def test_lo_que_no_se_puede_leer_sin_ejecutarlo_se_dice(value):
    assert "errata" in chosen(T1, [code(f"VARIANTE = {value}")]).problem


def test_el_cuaderno_individual_cambia_sus_apartados_y_deja_los_demas(release):
    cells = individual(release.cells, pages_of(T1), read_code(T1, CODE), CODE)
    before, after = ({c.id: c.source for c in some} for some in (release.cells, cells))
    assert chosen(T1, cells).codes == (CODE,)
    changed = {id_ for id_ in counts(T1) if before[id_] != after[id_]}
    assert changed == set(SOME)  # las respuestas; y los enunciados, con ellas
    assert "‖x − u‖" in after["t1_norma"] and "NotImplementedError" in after["t1_norma"]
    assert len(after) == len(cells)  # ningún id repetido
    titles = [
        [c.source.split("\n")[0] for c in some if c.source.startswith("#") and c.cell_type == "markdown"]
        for some in (release.cells, cells)
    ]
    assert titles[0] == titles[1]


@pytest.fixture(scope="module")
def release():
    from pathlib import Path

    from autograder.grading.release import read_release

    return read_release(Path(__file__).parents[2], T1)


def test_una_celda_enorme_no_entretiene_a_quien_califica():
    # Con una búsqueda cuadrática esto no acabaría.
    huge = [
        code("VARIANTE = " + " " * 300_000 + "x"),
        code("VARIANTE = '" + "0" * 300_000 + "'\n" + "check(  " * 50_000),
    ]
    assert len(chosen(T1, huge).problem) < 300
