"""La lección 03 promete números y una red que aprende con las funciones del estudiante: se ejecuta y se comprueba."""

import re
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.sources import is_alternative, is_test, read_source, strip_markers
from autograder.exercise import exercises_of
from autograder.judging import forbidden, notebook_code
from autograder.notebook.read import CLASS_ONLY

NAME = "03_red_de_juguete"


def is_run(cell):
    """Lo que ejecuta quien la hace; check se prueba en otro sitio y los widgets, en un navegador."""
    skipped = is_alternative(cell) or is_test(cell) or CLASS_ONLY in cell.metadata.get("tags", ())
    return cell.cell_type == "code" and not skipped


@pytest.fixture(scope="module")
def cells():
    return read_source(Path(__file__).parents[1], NAME).cells


@pytest.fixture
def lesson(cells):
    """Los nombres que quedan tras ejecutar todas las celdas, en orden, en un mismo espacio."""
    namespace = {"__name__": "leccion_03"}
    for cell in filter(is_run, cells):
        exec(compile(strip_markers(cell.source), cell.source.split("\n")[0], "exec"), namespace)
    return namespace


def test_aprende_como_dice_el_texto(lesson, cells):
    losses = lesson["perdidas"]
    assert len(losses) == 21
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    said = re.search(r"Del (\S+) al (\S+) en el primer paso, (\S+) en cinco y 6·10⁻⁹ en veinte", text).groups()
    assert said == tuple(f"{losses[n]:.3f}" for n in (0, 1, 5))
    assert f"{losses[20]:.0e}" == "6e-09"
    assert losses == sorted(losses, reverse=True)


def test_pasos_mas_largos_hacen_lo_que_dice_el_texto(lesson):
    assert f"{lesson['entrena'](0.1)[1]:.3f}" == "0.109"
    long = lesson["entrena"](0.5)
    assert f"{long[1]:.2f}" == "2.88" and long[-1] < 1e-6
    assert lesson["entrena"](1.0)[-1] > 1e5


@pytest.mark.parametrize(
    "id_, wrong",
    [
        ("pase_adelante_juguete", lambda x, y, beta, omega: np.zeros(8)),
        ("pase_atras_juguete", lambda x, y, beta, omega: np.zeros(3)),
        ("gradientes_juguete", lambda x, y, beta, omega: 1 / 0),
        ("paso_juguete", lambda x, y, beta, omega, alpha: (beta, omega)),
    ],
)
def test_con_una_funcion_mal_no_entrena_y_dice_cual(lesson, capsys, id_, wrong):
    wrong.__name__ = id_
    lesson[id_] = wrong
    assert lesson["entrena"](0.05) == []
    assert capsys.readouterr().out == f"Antes de seguir, arregla {id_}: su check dice qué le pasa.\n"


def test_los_numeros_que_cita_el_texto(lesson):
    slope = lesson["diferencias_finitas"](lesson["con_omega0"], 1.1)
    assert f"{slope:.6f}" == "0.187510"
    assert f"{lesson['de_una_vez'](0.5, lesson['beta'], lesson['omega']):.3f}" == "-0.675"
    np.testing.assert_array_equal(lesson["local"] @ lesson["llega"], [1, 32])
    assert lesson["llamadas"](3) == 58
    assert lesson["llamadas"](7) / lesson["llamadas"](3) == pytest.approx(7, abs=0.3)


@pytest.mark.parametrize(
    "id_, answer, used",
    [
        ("dl_domega0_explicita", "return gradientes_juguete(x, y, beta, omega)[1][0]", "gradientes_juguete"),
        ("dl_domega0_explicita", "return x * pase_atras_juguete(x, y, beta, omega)[-1]", "pase_atras_juguete"),
        ("dl_df2", "return diferencias_finitas(np.cos, x) * y", "diferencias_finitas"),
    ],
)
def test_quien_llama_a_lo_que_ya_hace_el_trabajo_no_pasa(cells, id_, answer, used):
    exercise = exercises_of(NAME)[id_]
    written = [strip_markers(c.source) for c in filter(is_run, cells)]
    written.append(f"def {id_}({', '.join(exercise.args)}):\n    " + answer)
    found = forbidden.uses(
        notebook_code.reachable(written, id_), exercise.forbids, notebook_code.imported_names(written)
    )
    assert found[0] == used  # y después, lo que llame esa


def test_apoyarse_en_lo_que_uno_escribio_si_se_puede(cells):
    written = [strip_markers(c.source) for c in filter(is_run, cells)]
    for id_, exercise in exercises_of(NAME).items():
        sources = notebook_code.reachable(written, id_)
        assert sources and forbidden.uses(sources, exercise.forbids, notebook_code.imported_names(written)) == []
