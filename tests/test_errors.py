"""El error que para una orden: su frase, su código y lo que se le añade por el camino."""

import copy
import pickle

import pytest

from autograder.errors import MEND, STOPPED, CourseError, notes, noting


def test_sale_con_2_si_no_se_dice_otra_cosa():
    assert CourseError("falta la lista").code == STOPPED == 2
    assert CourseError("sobra una coma", MEND).code == 1


@pytest.mark.parametrize("duplicate", [copy.copy, lambda problem: pickle.loads(pickle.dumps(problem))])
def test_la_frase_y_el_codigo_llegan_de_otro_proceso(duplicate):
    found = duplicate(CourseError("sobra una coma", MEND))
    assert (str(found), found.code) == ("sobra una coma", MEND)


@pytest.mark.parametrize("problem", [OSError("disco"), KeyboardInterrupt(), ValueError("otro")])
def test_lo_que_para_la_orden_lleva_apuntado_que_queda_hecho(problem):
    with pytest.raises(type(problem)) as caught, noting("Lo hecho está guardado."):
        raise problem
    assert notes(caught.value) == " Lo hecho está guardado."


def test_una_frase_entera_no_se_alarga():
    with pytest.raises(CourseError) as caught, noting("Lo hecho está guardado."):
        raise CourseError("No hay clúster. Arráncalo.")
    assert notes(caught.value) == ""
