"""Quién se parece a quién: tres copias en una clase honrada, y los que coinciden en lo corto y bien."""

import random
import re

import pytest

from autograder.classroom.answers import Answers
from autograder.classroom.similar.features import Vocabulary, answers_of
from autograder.classroom.similar.page import reasons
from autograder.classroom.similar.pairs import compare, groups, likeness, pairs, people_of
from autograder.classroom.similar.rarity import FEWEST, Rarity
from autograder.judging.verdict import FAIL, PASS, Verdict
from autograder.notebook.node import node
from autograder.notebook.roles import Published

STUB = 'def capas(A, b, x):\n    """Devuelve el jacobiano."""\n    raise NotImplementedError\n'
SHORT = ("return A.T", "return np.transpose(A)")
NORMS = ("return x / np.linalg.norm(x)", "return x / np.sqrt(x @ x)", "return x / np.sqrt(np.sum(x ** 2))")
# Lo que escribe la gente honrada: cada cual elige en cada renglón, con sus nombres.
CHOICES = (
    ("{z} = b + A @ x", "{z} = A @ x + b", "{z} = np.dot(A, x) + b"),
    ("{m} = ({z} > 0).astype(float)", "{m} = np.where({z} > 0, 1.0, 0.0)", "{m} = 1.0 * ({z} > 0)"),
    ("return A.T @ np.diag({m})", "return A.T * {m}", "return (np.diag({m}) @ A).T"),
)
NAMES = [("z", "m"), ("pre", "mascara"), ("f", "d"), ("suma", "paso"), ("entrada", "encendidas")]
ODD = [
    "    total = np.zeros((x.size, b.size))",
    "    for fila in reversed(range(x.size)):",
    "        for hueco, peso in enumerate(A[:, fila]):",
    "            total[fila, hueco] += peso * float(b[hueco] + A[hueco] @ x > 0)",
    "    vueltas = [total[k].tolist() for k in range(len(total))]",
    "    copia = np.vstack([np.asarray(v, dtype=float) for v in vueltas])",
    "    return copia.reshape(total.shape)",
]
RARE = "return x / (np.linalg.norm(x) + 0.37)"
# Las mismas líneas: las que no dependen de las de arriba, antes o después.
REORDERED = [
    "    if x is None:\n        return np.vstack([np.asarray(v, dtype=float) for v in vueltas])",
    "    total = np.zeros((x.size, b.size))",
    "    vueltas = [total[k].tolist() for k in range(len(total))]",
    "    copia = np.vstack([np.asarray(v, dtype=float) for v in vueltas])",
    *ODD[1:4],
    "    return copia.reshape(total.shape)",
]
MINE = {"total": "acc", "fila": "i", "hueco": "j", "peso": "w", "vueltas": "listas", "copia": "m", "k": "t", "v": "u"}


def function(name, *lines):
    body = lines if lines[0].startswith(" ") else [f"    {line}" for line in lines]
    return f"def {name}(A, b, x):\n" + "\n".join(body) + "\n"


def renamed(source):
    return re.sub(r"\b\w+\b", lambda m: MINE.get(m[0], m[0]), source)


def honest(rng):
    z, m = rng.choice(NAMES)
    capas = [rng.choice(options).format(z=z, m=m) for options in CHOICES]
    return Answers(
        {
            "lineal": function("lineal", rng.choice(SHORT)),
            "norma": function("norma", rng.choice(NORMS)),
            "capas": function("capas", *capas),
        }
    )


def wrong_norm(diagnosis=None, value="0.57"):
    text = f"debería valer 0.6 y vale {value}."
    found = Verdict("norma", FAIL, 0.0, 1.0, text, diagnosis=diagnosis, step="values", call="norma(x), con\nx = …")
    return {"norma": found}


@pytest.fixture(scope="module")
def vocabulary():
    made = Vocabulary()
    cell = {"cell_type": "code", "id": "capas", "metadata": {"nbgrader": {"solution": True}}, "source": STUB}
    made.learn(Published([node(cell)]))
    return made


@pytest.fixture(scope="module")
def people(vocabulary):
    """Veinticuatro honrados (0-23), el original, quien cambió los nombres, quien cambió el orden y otro."""
    rng = random.Random(7)
    found = [(honest(rng), {}) for _ in range(24)]
    original = Answers(honest(rng).code | {"norma": function("norma", RARE), "capas": function("capas", *ODD)})
    found.append((original, wrong_norm()))
    found.append((Answers({id_: renamed(source) for id_, source in original.code.items()}), wrong_norm()))
    found.append((Answers(honest(rng).code | {"capas": function("capas", *REORDERED)}), {}))
    found.append((Answers(honest(rng).code | {"norma": function("norma", RARE)}), wrong_norm()))
    return [answers_of(answers, verdicts, vocabulary) for answers, verdicts in found]


ORIGINAL, RENAMED, REORDER, SAME_MISTAKE = 24, 25, 26, 27


@pytest.fixture(scope="module")
def rarity(people, vocabulary):
    return Rarity(people, vocabulary)


@pytest.fixture(scope="module")
def found(rarity, vocabulary):
    return {(p.one, p.other): p for p in pairs(rarity, vocabulary)}


def test_salen_las_tres_copias_y_nadie_honrado(found):
    assert {(ORIGINAL, RENAMED), (ORIGINAL, REORDER), (ORIGINAL, SAME_MISTAKE)} <= found.keys()
    assert all(min(pair) >= ORIGINAL for pair in found)


def test_cada_pareja_dice_por_que(found, people):
    def said(pair, id_):
        (match,) = [m for m in found[pair].matches if m.exercise == id_]
        return " ".join(reasons(match, people[pair[0]][id_], people[pair[1]][id_], None))

    assert "con otros nombres" in said((ORIGINAL, RENAMED), "capas")
    assert "en otro orden" in said((ORIGINAL, REORDER), "capas")
    assert "El mismo error, con los mismos números" in said((ORIGINAL, SAME_MISTAKE), "norma")


def test_forman_un_solo_grupo(found):
    (group,) = groups(list(found.values()))
    assert people_of(group) == [ORIGINAL, RENAMED, REORDER, SAME_MISTAKE]


def test_cambiar_los_nombres_no_cambia_ninguna_pieza(people):
    assert people[ORIGINAL]["capas"].encoded == people[RENAMED]["capas"].encoded


def test_responder_corto_y_bien_igual_no_es_noticia(people, rarity, vocabulary):
    same = [k for k in range(24) if people[k]["lineal"].source == people[0]["lineal"].source]
    assert len(same) > FEWEST
    assert compare("lineal", people[same[0]]["lineal"], people[same[1]]["lineal"], rarity, vocabulary).bits == 0


def test_un_error_raro_dice_mas_que_un_acierto_igual_de_raro(vocabulary):
    def bits(verdicts):
        rng = random.Random(3)
        rows = [answers_of(honest(rng), {}, vocabulary) for _ in range(20)]
        rows += [answers_of(Answers({"norma": function("norma", RARE)}), v, vocabulary) for v in verdicts]
        one, other = rows[-2]["norma"], rows[-1]["norma"]
        return compare("norma", one, other, Rarity(rows, vocabulary), vocabulary).bits

    right = bits([{"norma": Verdict("norma", PASS, 1.0, 1.0, "Bien.")}] * 2)
    typical, odd = bits([wrong_norm("signo")] * 2), bits([wrong_norm()] * 2)
    other_numbers = bits([wrong_norm(), wrong_norm(value="0.91")])
    assert 0 < right < other_numbers <= typical < odd


def test_lo_que_venia_en_el_cuaderno_no_cuenta(vocabulary):
    answer = answers_of(Answers({"capas": STUB}), {}, vocabulary)["capas"]
    assert not answer.grams and not answer.names


def test_un_comentario_o_un_nombre_que_nadie_mas_tiene_cuenta(vocabulary):
    rng = random.Random(5)
    rows = [answers_of(honest(rng), {}, vocabulary) for _ in range(20)]
    odd = "return A.T  # la matriz girada de la tía Enriqueta"
    rows += [answers_of(Answers({"lineal": function("lineal", odd)}), {}, vocabulary) for _ in range(2)]
    match = compare("lineal", rows[-2]["lineal"], rows[-1]["lineal"], Rarity(rows, vocabulary), vocabulary)
    assert match.comments == ("la matriz girada de la tia enriqueta",) and match.bits > 3


def test_el_mismo_texto_escrito_se_ve_y_el_de_media_clase_no(vocabulary):
    words = "cada producto es de matriz por vector porque se empieza desde la pérdida y no desde la entrada".split()
    rng = random.Random(2)
    texts = [" ".join(rng.sample(words, len(words))) for _ in range(18)] + [" ".join(words)] * 2
    rows = [answers_of(Answers({}, {"pregunta": text}), {}, vocabulary) for text in texts]
    match = compare("pregunta", rows[-1]["pregunta"], rows[-2]["pregunta"], Rarity(rows, vocabulary), vocabulary)
    assert match.bits > 5 and likeness(rows[-1]["pregunta"], rows[-2]["pregunta"], match).covered == 1
    same = [answers_of(Answers({}, {"pregunta": " ".join(words)}), {}, vocabulary) for _ in range(20)]
    assert compare("pregunta", same[0]["pregunta"], same[1]["pregunta"], Rarity(same, vocabulary), vocabulary).bits == 0


def test_lo_corriente_no_reparte_parejas(vocabulary):
    rows = [answers_of(Answers({"lineal": function("lineal", "return A.T.copy() + 0 * A.T")}), {}, vocabulary)] * 500
    assert list(Rarity(rows, vocabulary).together()) == []
