"""Lo apuntado de un estudiante inventado, para pintar su informe sin juzgar a nadie."""

from entregas import QUESTION, T1

from autograder.exercise import exercises_of
from autograder.judging.verdict import ERROR, FAIL, MISSING, NOT_JUDGED, PASS, verdict
from autograder.records.standing import Attempt, Item, Person, Standing


def item(id_, status, **more):
    exercise = exercises_of(T1)[id_]
    said = more.pop("verdict", {})
    found = verdict(exercise, status, said.pop("message", "Difiere `J[0]` y $x^2$."), **said)
    return Item(id_, f"test_{id_}", exercise.points, found.points, verdict=found, **more)


def attempt(*messages, asides=()):
    return Attempt(1, None, None, "", "", "", "", "", messages=list(messages), asides=frozenset(asides))


def sample() -> Standing:
    """Uno con algo de cada clase."""
    items = [
        Item(QUESTION, QUESTION, 4.0, manual=2.5, remark="Tu medida: nada (0 de 1).\n\nMira $n^2$ y `np.dot`."),
        item("t1_norma", MISSING),
        item("t1_lineal", FAIL, verdict={"hint": "Cuenta filas.", "call": "t1_lineal(A, x), con\nA = 1"}),
        item("t1_producto_escalar", PASS, verdict={"message": "Te llevas $b$."}),
        item("t1_jacobiano_relu", FAIL, manual=0.5, remark="La cuenta está bien salvo un signo."),
        item("t1_vjp_relu", NOT_JUDGED),
        item("t1_dos_capas", ERROR),
    ]
    mine = "De timestamp.txt no se puede saber la hora."
    said = attempt("Faltan celdas de corrección (test_t1_norma).", mine, asides=[mine])
    return Standing("e07", Person("Ana Gil", "ana@uni.es"), "copia", said, {i.id: i for i in items})
