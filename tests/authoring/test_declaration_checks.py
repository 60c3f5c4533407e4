"""Lo que `autograder lint` descubre al usar una declaración: la referencia, el sorteo y los errores típicos."""

from dataclasses import replace

import pytest

from autograder import cli
from autograder.authoring.declaration_checks import declaration_problems
from autograder.authoring.lint import lint
from autograder.exercise import find_exercise

FILE = "autograder/exercises/mini/mini_cuadrado.py"
WHERE = f"{FILE}: «mini_cuadrado»"
SECOND = 'Misconception("otro", wrong=lambda ok, x: 1 * x, hint="¿?"), Misconception("sin_dos",'


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("oracle=lambda x: 2 * x", "oracle=lambda z: z", "falla al calcular la referencia (draw u oracle). TypeError"),
        ("oracle=lambda x: 2 * x", "oracle=lambda x: x * np.inf", "NaN o infinito en dx, en el ejemplo 1"),
        ('"(D,)"', '"(D, K)"', "declara dx con forma (D, K) y su referencia da (3,)"),
        ('{"dx": "(D,)"}', '{"dx": "(D,)", "dz": "(D,)"}', "no da lo que dice returns"),
        ("rng: dict(x=", "rng: dict(z=", "sortea en draw los datos (z) y sus args son (x)"),
        ("lambda rng:", "lambda:", "falla al calcular la referencia (draw u oracle). TypeError"),
        ("lambda ok, x: x", "lambda ok, x: x + x", "la confusión «sin_dos», que acierta en todos los casos"),
        ("lambda ok, x: x", "lambda x: x", "la confusión «sin_dos», que siempre lanza TypeError"),
        ('Misconception("sin_dos",', SECOND, "dan lo mismo en todos los casos: «otro» y «sin_dos»"),
        ('args=("x",)', 'args=("x")', "no tiene una tupla en args: ¿falta la coma"),
        ("(dict(x=np.array([0.5])),)", "(dict(x=np.array([0.5])))", "no tiene una tupla en edge_cases"),
        ("(dict(x=np.array([0.5])),)", "()", "no tiene casos extremos"),
    ],
)  # fmt: skip
def test_una_declaracion_que_no_se_sostiene_se_rechaza(course, old, new, said):
    course.edit_declaration(old, new)
    assert any(message.startswith(WHERE) and said in message for message in lint(course.root))


def test_sin_otra_solucion_se_dice_donde_falta(course):
    course.edit_lesson("tags: [otra_solucion]", "tags: [otra]")
    assert any("tras «mini_cuadrado» falta una celda «otra_solucion»" in message for message in lint(course.root))


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("points=2,", "points=2", "línea 11: no se puede leer la declaración. SyntaxError"),
        ("takeaway=", "take_away=", "línea 7: no se puede leer la declaración. TypeError"),
    ],
)
def test_un_modulo_de_declaraciones_roto_se_explica_sin_traza(course, monkeypatch, capsys, old, new, said):
    course.edit_declaration(old, new)
    monkeypatch.chdir(course.root)
    for command in ("build", "lint"):
        assert cli.main([command]) == 1
        shown = "".join(capsys.readouterr())
        assert FILE in shown and said in shown and "Traceback" not in shown


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            'id="mini_cuadrado"',
            'id="mini_cubo"',
            f"{FILE} declara «mini_cubo», y el archivo se llama como su ejercicio",
        ),
        ("EXERCISE =", "MINI_CUADRADO =", f"{FILE} no declara ningún ejercicio: le falta «EXERCISE = Exercise(…)»."),
    ],
)
def test_un_archivo_que_no_declara_el_ejercicio_de_su_nombre_se_rechaza(course, old, new, said):
    course.edit_declaration(old, new)
    [message] = lint(course.root)
    assert message.startswith(said)


def test_el_orden_de_las_declaraciones_es_el_de_las_celdas(course):
    text = course.declaration.read_text(encoding="utf-8")
    course.declaration.with_name("mini_doble.py").write_text(text.replace("mini_cuadrado", "mini_doble"), "utf-8")
    course.edit_declaration('lesson="90_mini"', 'lesson="90_mini", order=10')
    cells = course.lesson.read_text(encoding="utf-8").split("Escribe la derivada")[1].split("+++ {")[0]
    course.edit_lesson(cells, f"{cells}\nOtra vez.\n{cells.replace('mini_cuadrado', 'mini_doble')}")
    # Sin order, el segundo de la lección se declara el primero.
    misplaced = [message for message in lint(course.root) if "cambia order" in message]
    assert len(misplaced) == 1 and "«mini_cuadrado» va antes que «mini_doble»" in misplaced[0]


def _without(exercise, name):
    return replace(exercise, misconceptions=tuple(m for m in exercise.misconceptions if m.name != name))


def test_donde_un_caso_deja_la_relu_en_cero_hay_que_declarar_que_el_cero_cuenta():
    for id_ in ("t1_jacobiano_relu", "retropropagacion_mlp", "gradientes_lote", "dj_dx_red_332"):
        exercise = find_exercise(id_)
        assert declaration_problems(exercise, exercise.lesson) == []
        (said,) = declaration_problems(_without(exercise, "cero_cuenta"), exercise.lesson)
        assert "deja una ReLU justo en 0" in said and "«cero_cuenta»" in said
    # Quien solo calcula el paso adelante no deriva nada en el codo.
    assert declaration_problems(find_exercise("pase_adelante_mlp"), "05_retropropagacion_mlp") == []
