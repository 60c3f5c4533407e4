"""El veredicto: qué se mira antes, cuántos puntos vale y qué no se cuenta nunca."""

import inspect
import itertools
import re

import numpy as np
import pytest
from anidados import arrays, each

from autograder.exercise import Exercise, Misconception, all_exercises
from autograder.judging.answer import right_answer
from autograder.judging.cases import class_cases, grading_cases
from autograder.judging.verdict import conclude, judge, verdict
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, call_function

KEY = b"x" * 32
EXERCISES = all_exercises()
T1 = EXERCISES["t1_lineal"]
PUBLIC = class_cases(T1)


def run(f, case_set=PUBLIC, travel=lambda value: value):
    """El veredicto de una función, con los valores tal cual o pasados por una trama."""
    exercise = case_set.exercise

    def call(inputs):
        o = call_function(f, [inputs[name] for name in exercise.args])
        return Outcome(travel(o.value), o.error, tuple(travel(list(o.after))), travel(o.again), o.again_error)

    return judge(case_set, call)


def by_wire(value):
    return wire.decode(wire.encode(wire.Value(value))[8:])


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.id)
def test_la_respuesta_correcta_se_lleva_los_puntos_y_la_frase(exercise):
    def right(*values):
        return right_answer(exercise)(**dict(zip(exercise.args, values, strict=True)))

    for case_set in (class_cases(exercise), grading_cases(exercise, exercise.lesson, KEY)):
        found = run(right, case_set)
        assert (found.status, found.points, found.message) == ("pass", exercise.points, exercise.takeaway)
        assert found.call is None and found.diagnosis is None


FAULTS = ["type", "shape", "finite", "values", "inputs", "repeatable"]


@pytest.mark.parametrize("start", range(len(FAULTS) + 1))
def test_de_varios_fallos_a_la_vez_se_cuenta_el_primero(start):
    faults = FAULTS[start:]
    calls = itertools.count()

    def f(A, x):
        J = A.T.copy()
        if "repeatable" in faults and next(calls) % 2:
            J = J + 1.0
        if "values" in faults:
            J = J + 5.0
        if "finite" in faults:
            J[-1, -1] = np.nan
        if "shape" in faults:
            J = J[..., None]
        if "inputs" in faults:
            A += 1.0
        return J.tolist() if "type" in faults else J

    found = run(f)
    assert found.step == (faults[0] if faults else None)
    assert found.status == ("fail" if faults else "pass")


@pytest.mark.parametrize(
    "f, status, step, says",
    [
        (lambda A, x: None, "fail", "type", "¿Falta el `return`?"),
        (lambda A, x: A.T.tolist(), "fail", "type", "np.array(...)"),
        (lambda A, x: tuple(A.T), "fail", "type", "una tupla"),
        (lambda A, x: A.T.astype(np.float32), "fail", "type", "float32"),
        (lambda A, x: A.T.astype(complex), "fail", "type", "complejo"),
        (lambda A, x: 1j, "fail", "type", "complejo"),
        (lambda A, x: A.T.astype(object), "fail", "type", "object"),
        (lambda A, x: A.T.astype(str), "fail", "type", "se esperaban números"),
        (lambda A, x: "A traspuesta", "fail", "type", "`str`"),
        (lambda A, x: np.sin, "fail", "type", "una función"),
        (lambda A, x: np.maximum, "fail", "type", "una función"),
        (lambda A, x: 7.0, "fail", "shape", "() (un número)"),
        (lambda A, x: A.T[..., None], "fail", "shape", "sobra o falta un eje"),
        (lambda A, x: A.T * np.nan, "fail", "finite", "NaN"),
        (lambda A, x: A.T + np.inf, "fail", "finite", "infinito"),
        (lambda A, x: A.T + np.random.normal(size=A.T.shape) * 0.1, "fail", "values", "debería valer"),
        (lambda A, x: np.full(A.T.shape, 9.0), "fail", "values", "debería valer"),
        (lambda A: A.T, "error", "raised", "No se pudo llamar a `t1_lineal(A, x)`"),
        (lambda A, x: A[99], "error", "raised", "lanzó IndexError en la línea"),
        (lambda A, x: A.T / 0 if x[0] else 1 // 0, "fail", "finite", "infinito"),
    ],
)
def test_cada_respuesta_mala_tiene_su_frase_y_vale_cero(f, status, step, says):
    for case_set, travel in ((PUBLIC, lambda value: value), (PUBLIC, by_wire)):
        with np.errstate(all="ignore"):
            found = run(f, case_set, travel)
        assert (found.status, found.step, found.points) == (status, step, 0.0)
        assert says in found.message
        assert found.call.startswith("t1_lineal(A, x), ejemplo 1, con\nA = np.array(")


@pytest.mark.parametrize(
    "f",
    [
        lambda A, x: np.array([[A[j, i] for j in range(A.shape[0])] for i in range(A.shape[1])]),
        lambda A, x: np.stack([A @ e for e in np.eye(len(x))]),
        lambda A, x: np.asfortranarray(A.T),
        lambda A, x: A.T.astype(np.longdouble),
    ],
)
def test_otro_camino_correcto_tambien_aprueba(f):
    assert run(f).status == run(f, travel=by_wire).status == "pass"


@pytest.mark.parametrize("kind", [int, bool, np.int8, np.float64])
def test_un_jacobiano_de_enteros_o_de_bool_aprueba(kind):
    relu = class_cases(EXERCISES["t1_jacobiano_relu"])
    assert run(lambda b: np.diag(b > 0).astype(kind), relu).status == "pass"


@pytest.mark.parametrize("kind", [float, np.float64, np.array])
def test_un_numero_de_python_aprueba_donde_se_pide_un_numero(kind):
    assert run(lambda x: kind(2 * x + 3), class_cases(EXERCISES["primer_gradiente"])).status == "pass"


def test_una_celda_sin_escribir_cuenta_como_sin_hacer():
    def stub(A, x):
        raise NotImplementedError

    found = run(stub)
    assert (found.status, found.points) == ("missing", 0.0) and "Todavía no has escrito" in found.message


def test_recordar_entre_llamadas_o_tirar_un_dado_se_descubre():
    seen = []

    def remembers(A, x):
        seen.append(1)
        return A.T + (len(seen) == 2)

    assert run(remembers).step == "repeatable"
    assert "segunda llamada" in run(lambda A, x: A.T + 1e-9 * np.random.normal(size=A.T.shape)).message


def test_un_error_solo_en_la_segunda_llamada_se_descubre():
    seen = []

    def f(A, x):
        if seen:
            raise KeyError("ya vine")
        seen.append(1)
        return A.T

    assert run(f).step == "repeatable"


@pytest.mark.parametrize("change", ["A += 1", "x[...] = 0", "A.sort()", "x *= 1.0000000001"])
def test_modificar_una_entrada_se_descubre_y_se_dice_cual(change):
    space = {}
    exec(f"def f(A, x):\n    J = A.T.copy()\n    {change}\n    return J", space)
    found = run(space["f"])
    assert found.step == "inputs" and f"`{change[0]}`" in found.message


@pytest.mark.parametrize(
    "stopped, status",
    [(k, "error") for k in ("time", "memory", "died")] + [(k, "not_judged") for k in ("wall", "crowded")],
)
def test_si_se_detuvo_no_se_le_pregunta_mas(stopped, status):
    asked = []

    def call(inputs):
        asked.append(1)
        return Outcome(stopped=stopped)

    found = judge(PUBLIC, call, seconds=3)
    assert found.status == status and len(asked) == 1
    assert found.points == (None if status == "not_judged" else 0.0)
    assert stopped != "time" or "3 s" in found.message


def test_si_faltan_respuestas_no_aprueba_ni_suspende():
    good = call_function(lambda A, x: A.T, list(PUBLIC.cases[0].inputs.values()))
    found = conclude(PUBLIC, [good])
    assert found.status == "not_judged" and found.points is None


def test_de_un_caso_secreto_no_se_ensenan_las_entradas():
    secret = grading_cases(T1, T1.lesson, KEY)
    known = sum(case.public for case in secret.cases)
    asked = itertools.count(1)
    found = judge(
        secret,
        lambda inputs: call_function(lambda A, x: A.T + (next(asked) > 2 * known), list(inputs.values())),
    )
    hidden = secret.cases[known].inputs
    assert found.status == "fail" and found.call.startswith("t1_lineal(A, x), caso secreto 1, con entradas de formas")
    assert f"A {hidden['A'].shape}" in found.call and "array(" not in found.call
    assert not any(f"{abs(value):.3g}" in found.call for value in hidden["A"].flat)


@pytest.mark.parametrize(
    "answer, step",
    [
        (lambda A, x: A.T * 31.25, "values"),
        (lambda A, x: A.T * np.nan, "finite"),
        (lambda A, x: np.zeros((31, 25)), "shape"),
        (lambda A, x: [31.25], "type"),
    ],
)
def test_de_un_caso_secreto_no_se_ensena_ningun_numero_que_eligiera_la_respuesta(answer, step):
    """Un valor devuelto podría ser una entrada secreta, y el mensaje vuelve al estudiante."""
    secret = grading_cases(T1, T1.lesson, KEY)
    asked = itertools.count(1)
    known = 2 * sum(case.public for case in secret.cases)
    found = judge(
        secret,
        lambda inputs: call_function(lambda A, x: answer(A, x) if next(asked) > known else A.T, list(inputs.values())),
    )
    assert (found.status, found.step) == ("fail", step)
    assert "Con otros datos" in found.message and not re.search(r"31|25|\d\.\d", found.message)


def test_el_veredicto_se_escribe_en_el_formato_de_notas():
    found = run(lambda A, x: A).to_json()
    assert found == {
        "status": "fail",
        "points": 0.0,
        "max_points": 1.0,
        "diagnosis": "numerador",
        "message": found["message"],
    }
    assert "traspuesta" in found["message"] and "Cuenta filas" in found["message"]
    assert verdict(T1, "not_judged", "…").to_json()["points"] is None


def formula_of(exercise):
    """El cuerpo de la función que deriva la referencia, si es una lambda; si no, nada que buscar."""
    cells = getattr(exercise.oracle, "__closure__", None) or ()
    functions = [c.cell_contents for c in cells if inspect.isfunction(c.cell_contents)]
    found = [re.search(r"lambda [\w, ]+: (.+), wrt", inspect.getsource(f)) for f in functions]
    return next((m.group(1).replace(" ", "") for m in found if m), "ninguna fórmula")


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.id)
def test_el_mensaje_nunca_trae_el_array_esperado_ni_la_formula(exercise):
    case_set = class_cases(exercise)
    for cut in range(len(case_set.cases)):
        only = type(case_set)(exercise, case_set.cases[cut : cut + 1])
        expected = only.cases[0].expected
        values = np.concatenate([a.ravel() for a in arrays(expected)])
        answers = (lambda a: a + 0.7, np.zeros_like, lambda a: np.zeros((9, 9)), np.ndarray.tolist)
        for change in answers:
            answer = each(expected, change)
            found = run(lambda *inputs, answer=answer: answer, only)
            if found.status == "pass":
                continue  # el resultado era todo ceros, o un número suelto
            assert formula_of(exercise) not in (found.text + (found.call or "")).replace(" ", "")
            # Un entero podría ser una forma o una cuenta de componentes.
            numbers = {f"{value:.6g}" for value in values if not float(value).is_integer() and abs(value) > 1e-300}
            said = found.text.replace(" ", "")
            shown = {n for n in numbers if re.search(rf"(?<![\d.e-]){re.escape(n)}(?![\d.e])", said)}
            assert len(shown) <= 1


# Ejercicios de varias salidas, declarados como en las lecciones que vendrán.

BACKWARD = Exercise(
    id="lineal_atras",
    lesson="prueba",
    title="Capa lineal hacia atrás",
    points=3,
    args=("dZ", "X", "W"),
    returns={"dX": "(B, D_in)", "dW": "(D_out, D_in)", "db": "(D_out,)"},
    examples=(dict(dZ=np.arange(8.0).reshape(4, 2), X=np.ones((4, 3)), W=np.arange(6.0).reshape(2, 3)),),
    draw=lambda rng: dict(dZ=rng.normal(size=(5, 2)), X=rng.normal(size=(5, 4)), W=rng.normal(size=(2, 4))),
    oracle=lambda dZ, X, W: (dZ @ W, dZ.T @ X, dZ.sum(axis=0)),
    misconceptions=(
        Misconception("db_media", wrong=lambda ok, dZ, X, W: (*ok[:2], dZ.mean(axis=0)), output="db", hint="¿Media?"),
    ),
    hints=(),
    takeaway="Se suman.",
)


def test_todas_las_salidas_bien_o_ningun_punto():
    cases = class_cases(BACKWARD)
    assert run(lambda dZ, X, W: BACKWARD.oracle(dZ, X, W), cases).points == 3.0
    assert run(lambda dZ, X, W: list(BACKWARD.oracle(dZ, X, W)), cases).points == 3.0
    found = run(lambda dZ, X, W: (dZ @ W, dZ.T @ X, dZ.mean(axis=0)), cases)
    assert (found.points, found.diagnosis) == (0.0, "db_media") and "`db[0]` debería valer 12 y vale 3" in found.message


def test_la_confusion_de_una_salida_se_reconoce_aunque_otra_tambien_falle():
    found = run(lambda dZ, X, W: (dZ @ W, 2 * dZ.T @ X, dZ.mean(axis=0)), class_cases(BACKWARD))
    assert "`dW" in found.message and found.diagnosis == "db_media"


NET = (np.array([0.5, -1.0]), np.array([2.0, 3.0, 1.0]))
NESTED = Exercise(
    id="red_atras",
    lesson="prueba",
    title="Listas de arrays",
    points=1,
    args=("net", "f"),
    returns={"dbs": ["(D_k,)"]},
    examples=(dict(net=list(NET), f=np.tanh),),
    draw=lambda rng: dict(net=[rng.normal(size=n) for n in (2, 3)], f=np.sin),
    oracle=lambda net, f: [f(part) for part in net],
    misconceptions=(),
    hints=(),
    takeaway="Una por capa.",
)


def test_una_lista_de_arrays_y_una_funcion_de_entrada_se_juzgan_igual():
    cases = class_cases(NESTED)
    assert run(lambda net, f: [f(part) for part in net], cases).status == "pass"
    assert run(lambda net, f: [f(part) for part in net], cases, by_wire).status == "pass"
    assert "`dbs[1][0]`" in run(lambda net, f: [f(net[0]), net[1]], cases).message
    assert "lista de 2 arrays" in run(lambda net, f: f(net[0]), cases).message


@pytest.mark.parametrize("change", ["net[1][0] = 9.0", "net.append(1.0)", "net.pop()", "net[0] = net[0] * 2"])
def test_tocar_por_dentro_una_entrada_anidada_se_descubre(change):
    space = {}
    exec(f"def f(net, f):\n    out = [f(part) for part in net]\n    {change}\n    return out", space)
    assert run(space["f"], class_cases(NESTED)).step == "inputs"
