"""Cada ejercicio declarado se sostiene solo: referencia, datos, errores y pistas.

La solución se lee de la lección y se compara con la referencia (torch). Los
errores típicos deben equivocarse, y cada uno a su manera.
"""

import inspect
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.sources import read_source
from autograder.exercise import all_exercises, with_variants
from autograder.exercises._bank import draw_sizes
from autograder.judging.answer import flaw, right_answer
from autograder.judging.cases import Case
from autograder.sandbox.wire import Opaque, Value, decode, encode

ROOT = Path(__file__).parents[1]
EXERCISES = with_variants(all_exercises().values())


@pytest.fixture(params=EXERCISES.values(), ids=EXERCISES.keys())
def exercise(request):
    return request.param


@cache
def lesson_cells(lesson, number):
    """La lección; con un número de variante, como la recibe a quien le tocan todas las de ese número."""
    return read_source(ROOT, lesson, number).cells


def nbgrader(cell):
    return cell.metadata.get("nbgrader", {})


@cache
def solutions_of(lesson, number):
    """Nombre → (función, código) de las celdas de respuesta, ejecutadas en orden."""
    namespace, found = {"np": np}, {}
    for cell in lesson_cells(lesson, number):
        if cell.cell_type == "code" and nbgrader(cell).get("solution"):
            exec(cell.source, namespace)
            name = nbgrader(cell)["grade_id"]
            found[name] = (namespace[name], cell.source)
    return found


def alternatives_of(exercise):
    """Las celdas «otra_solucion» que escriben la misma función de otra manera."""
    found = []
    for cell in lesson_cells(exercise.lesson, exercise.number):
        if "otra_solucion" in cell.metadata.get("tags", ()) and f"def {exercise.id}(" in cell.source:
            namespace = {"np": np} | {
                name: f for name, (f, _) in solutions_of(exercise.lesson, exercise.number).items()
            }
            exec(cell.source, namespace)
            found.append(namespace[exercise.id])
    return found


def all_cases(exercise):
    rng = np.random.default_rng(0)
    return [*exercise.examples, *exercise.edge_cases, *(exercise.draw(rng) for _ in range(20))]


def leaves(value):
    """Los arrays de una salida, por anidada que esté."""
    if isinstance(value, (list, tuple)):
        return [leaf for part in value for leaf in leaves(part)]
    if callable(value):  # una función que se pasa como dato
        return []
    return [np.asarray(value, dtype=np.float64)]


def outcome(misconception, exercise, inputs):
    """Lo que obtendría quien comete el error: arrays, o el nombre de la excepción."""
    ok = right_answer(exercise)(**inputs)
    try:
        with np.errstate(all="ignore"):  # hay errores típicos que consisten en desbordar
            wrong = misconception.wrong(ok, **inputs)
    except Exception as error:
        return type(error).__name__
    # Con ``output`` solo cuenta esa salida; el resto se da por bueno.
    if misconception.output and isinstance(ok, tuple):
        at = list(exercise.returns).index(misconception.output)
        wrong = (*ok[:at], wrong[at] if isinstance(wrong, tuple) else wrong, *ok[at + 1 :])
    return leaves(wrong)


def differ(one, other):
    """True si se distinguen a simple vista: excepción, forma, NaN o más de 1e-3."""
    if isinstance(one, str) or isinstance(other, str):
        return not (isinstance(one, str) and isinstance(other, str) and one == other)
    if [a.shape for a in one] != [b.shape for b in other]:
        return True
    return not all(np.allclose(a, b, rtol=0, atol=1e-3, equal_nan=True) for a, b in zip(one, other, strict=True))


def mistaken(misconception, exercise, inputs):
    """Si quien comete el error se equivoca ahí, y se ve a simple vista."""
    right = right_answer(exercise)(**inputs)
    result = outcome(misconception, exercise, inputs)
    if exercise.accept is None or isinstance(result, str):
        return differ(result, leaves(right))
    with np.errstate(all="ignore"):
        return flaw(exercise, Case(inputs, right, ""), misconception.wrong(right, **inputs)) is not None


def assert_agrees(function, exercise):
    answer = right_answer(exercise)
    for inputs in all_cases(exercise):
        found = flaw(exercise, Case(inputs, answer(**inputs), ""), function(**inputs))
        assert found is None, f"{exercise.id}({inputs}): {found.text}"


def test_la_solucion_coincide_con_la_referencia(exercise):
    function, _ = solutions_of(exercise.lesson, exercise.number)[exercise.id]
    assert tuple(inspect.signature(function).parameters) == exercise.args
    assert_agrees(function, exercise)


def test_otra_solucion_correcta_tambien_vale(exercise):
    alternatives = alternatives_of(exercise)
    assert alternatives, "falta una celda «otra_solucion»: prueba que no se exige una sola manera de escribirlo"
    for function in alternatives:
        assert_agrees(function, exercise)


def test_cada_error_tipico_se_aparta_de_la_verdad(exercise):
    for m in exercise.misconceptions:
        assert any(mistaken(m, exercise, inputs) for inputs in exercise.examples), f"{m.name} acierta en los ejemplos"


def test_dos_errores_tipicos_no_se_confunden(exercise):
    for one, other in combinations(exercise.misconceptions, 2):
        assert any(
            differ(outcome(one, exercise, inputs), outcome(other, exercise, inputs)) for inputs in exercise.examples
        ), f"{one.name} y {other.name} dan lo mismo en todos los ejemplos"


def test_solo_lanza_el_error_tipico_que_no_cuadra(exercise):
    """Un error que lanza debe lanzar por las formas, y dar un valor en algún ejemplo."""
    for m in exercise.misconceptions:
        raised = {o for inputs in all_cases(exercise) if isinstance(o := outcome(m, exercise, inputs), str)}
        assert raised <= {"ValueError"}, m.name
        assert any(not isinstance(outcome(m, exercise, inputs), str) for inputs in exercise.examples), m.name


def test_los_sorteos_cambian_y_sus_tamanos_tambien(exercise):
    rng = np.random.default_rng(1)
    draws = [exercise.draw(rng) for _ in range(20)]
    assert all(tuple(d) == exercise.args for d in draws)
    assert all(a.dtype == np.float64 for d in draws for a in leaves(list(d.values())))
    shapes, given = (
        [tuple(a.shape for a in leaves(list(d.values()))) for d in cases]
        for cases in (draws, [*exercise.examples, *exercise.edge_cases])
    )
    if len(set(given)) > 1:
        assert len(set(shapes)) > 3
    else:
        # Todos los datos tienen la misma forma: la fija el enunciado, y cambian los valores.
        assert set(shapes) == set(given)
        assert len({repr(leaves(list(d.values()))) for d in draws}) == len(draws)
    # Una matriz cuadrada esconde una traspuesta olvidada; solo vale si la firma la exige.
    returned = str(exercise.returns)
    if len(set(re.findall(r"\b[a-zA-Z_]+\b(?=[,)])", returned))) > 1:
        square = [any(len(set(shape)) < len(shape) for shape in s) for s in shapes]
        assert sum(square) < len(square) / 2


def test_los_datos_llegan_enteros_a_quien_califica(exercise):
    """Lo que no cabe en una trama (más de 64 valores entre todos los argumentos) llega sin valor."""

    def lost(value):
        return isinstance(value, Opaque) or (isinstance(value, (list, tuple)) and any(map(lost, value)))

    rng = np.random.default_rng(2)
    for inputs in [*all_cases(exercise), *(exercise.draw(rng) for _ in range(200))]:
        frame = encode({"args": Value(list(inputs.values()))})
        assert not lost(decode(frame[8:])["args"]), inputs  # los ocho primeros bytes son la longitud


def test_la_misma_semilla_sortea_lo_mismo(exercise):
    first, second = (exercise.draw(np.random.default_rng(7)) for _ in range(2))
    for a, b in zip(leaves(list(first.values())), leaves(list(second.values())), strict=True):
        np.testing.assert_array_equal(a, b)


def test_las_pistas_son_tres_y_no_dan_la_solucion(exercise):
    _, source = solutions_of(exercise.lesson, exercise.number)[exercise.id]
    body = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.S).group(1)
    lines = {line.strip().removeprefix("return ").replace(" ", "") for line in body.splitlines()}
    texts = [*exercise.hints, *(m.hint for m in exercise.misconceptions)]
    assert len(exercise.hints) >= 3 and all(text.strip() for text in [*texts, exercise.takeaway])
    for text in texts:
        assert not any(len(line) >= 3 and line in text.replace(" ", "") for line in lines), text


def test_la_celda_de_correccion_sigue_a_la_de_respuesta(exercise):
    cells = [
        c for c in lesson_cells(exercise.lesson, exercise.number) if "otra_solucion" not in c.metadata.get("tags", ())
    ]
    at = next(i for i, c in enumerate(cells) if nbgrader(c).get("grade_id") == exercise.id)
    test = cells[at + 1]
    assert nbgrader(test)["grade_id"] == exercise.test_id and nbgrader(test)["grade"] and nbgrader(test)["locked"]
    assert test.source == f"check({exercise.id})"


def test_los_tamanos_sorteados_llegan_a_nueve_y_a_veces_coinciden():
    rng = np.random.default_rng(3)
    drawn = [draw_sizes(rng, 3) for _ in range(300)]
    assert {size for sizes in drawn for size in sizes} == set(range(2, 10))
    repeated = [sizes for sizes in drawn if len(set(sizes)) < 3]
    assert 30 < len(repeated) < 100 and all(len(set(sizes)) == 2 for sizes in repeated)
