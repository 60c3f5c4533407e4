"""Lo que `autograder lint` descubre al usar una declaración: la referencia, el sorteo y los errores típicos."""

import pytest

from autograder import cli
from autograder.authoring.build import build
from autograder.authoring.lint import lint

WHERE = "autograder/exercises/mini.py: «mini_cuadrado»"
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
        assert "autograder/exercises/mini.py" in shown and said in shown and "Traceback" not in shown


def test_el_mismo_id_dos_veces_en_un_modulo_se_rechaza(course):
    build(course.root)
    text = (course.root / "exercises" / "mini.py").read_text(encoding="utf-8")
    course.declare(text + "\nCOPIA = Exercise(**vars(MINI_CUADRADO) | {'title': 'Otra'})\n")
    [message] = lint(course.root)
    assert message == "autograder/exercises/mini.py declara dos veces «mini_cuadrado». Cambia uno de los dos ids."
