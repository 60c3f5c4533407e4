"""Una respuesta no puede estar escrita antes de que se pida: ni en una celda, ni en un texto, ni en una pista."""

import pytest

from autograder.authoring.copyable import copyable_problems, repeated_problems
from autograder.authoring.copyable_running import given_problems
from autograder.authoring.sources import read_source
from autograder.errors import CourseError
from autograder.exercise import exercises_of

ASKED = "Escribe la derivada de $x^2$."
LONG = "    return 2.0 * (np.asarray(x) - 1.0) + 2.0"  # otra manera de dar lo mismo, con tres operaciones


def reading(course):
    return copyable_problems(course.root, read_source(course.root, "90_mini"), "90_mini")


def running(course):
    return given_problems(course.root, read_source(course.root, "90_mini"), "90_mini")


def above(course, text):
    course.edit_lesson(ASKED, f"{text}\n\n{ASKED}")


def code(source):
    return f"```{{code-cell}} ipython3\n{source}\n```\n"


def line_of(course, text):
    lines = course.lesson.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def with_long_answer(course):
    course.edit_lesson("    doble = 2.0 * np.asarray(x, dtype=float)\n    return doble", LONG)


def test_el_curso_minimo_no_regala_nada(course):
    assert reading(course) == running(course) == repeated_problems(course.root) == []


@pytest.mark.parametrize(
    "text",
    [
        code("datos = 3.0\nx = np.ones(3)\nprint(2 * x)"),
        code("def otra(x):\n    y = x + 1\n    return 2.0 * np.array(x)"),
        "Mira: `x * 2`.",
        "```python\nx * 2.0\n```",
    ],
)
def test_una_cuenta_corta_con_los_mismos_nombres_se_ve(course, text):
    above(course, text)
    (problem,) = reading(course)
    assert "ya dice lo que pide «mini_cuadrado»" in problem


@pytest.mark.parametrize(
    "text", [code("print(2 * t, x * 3, 2 + x)"), "Mira: `2 * t`.", "El doble de `x`.", code("%pwd\n2 *")]
)
def test_una_cuenta_corta_con_otros_nombres_o_numeros_no_dice_nada(course, text):
    above(course, text)
    assert reading(course) == []


@pytest.mark.parametrize(
    "cell",
    [
        "t = 5.0\nprint(3 * (t - 7) + 4)",
        "for t in range(3):\n    w = 0.5 + (t - 7.0) * 0.5",
        "def f(t):\n    return 4.0 * (np.float64(t) - 1) + 4.0"
        if False
        else "def f(t):\n    return 4.0 * (t - 1) + 4.0",
    ],
)
def test_una_cuenta_larga_se_reconoce_con_otros_nombres_y_otros_numeros(course, cell):
    with_long_answer(course)
    above(course, code(cell))
    (problem,) = reading(course)
    assert (
        f"línea {line_of(course, cell.splitlines()[-1])}: la celda que empieza por «{cell.splitlines()[0]}»" in problem
    )


@pytest.mark.parametrize(
    "cell",
    ["print(3 * (t + 7) + 4)", "print(2.0 * (u - 1.0), u + 2.0)", "print(3 * (t - 7) * 4)", "print(n * (t - n) + n)"],
)
def test_otra_cuenta_no_la_delata(course, cell):
    with_long_answer(course)
    above(course, code(cell))
    assert reading(course) == []


def test_una_respuesta_en_varios_pasos_se_reconoce_repartida(course):
    course.edit_lesson(
        "    doble = 2.0 * np.asarray(x, dtype=float)\n    return doble",
        "    paso = 0.5 * x + x\n    return paso - 1.0 * x + 0.25 * (paso - paso)",
    )
    above(course, code("v = 0.9 * g + g\nw = v - g + 0.1 * (v - v)"))
    (problem,) = reading(course)
    assert "«v = 0.9 * g + g»" in problem


def test_lo_que_hay_debajo_y_la_otra_solucion_no_cuentan(course):
    course.edit_lesson("Hecho con honradez", "Ya sabes: `2 * x`. Hecho con honradez")
    assert reading(course) == []


def test_la_otra_solucion_tampoco_puede_estar_escrita(course):
    above(course, code("print(np.add(x, x))"))
    (problem,) = reading(course)
    assert "ya dice lo que pide «mini_cuadrado»" in problem


@pytest.mark.parametrize("end", ["Devuelve 2 * x.", "El 2·x de siempre.", "Escribe `2*x`, y ya."])
def test_la_solucion_en_una_pista_se_ve(course, end):
    course.edit_declaration('"Suma los dos aportes."', f'"Entonces, ¿qué queda? {end}"')
    (problem,) = reading(course)
    assert problem.startswith("autograder/exercises/mini/mini_cuadrado.py: la pista «Entonces")


def test_un_encabezado_delata_aunque_este_debajo(course):
    course.edit_lesson("    doble = 2.0 * np.asarray(x, dtype=float)\n    return doble", "    return x.T")
    course.edit_lesson("Hecho con honradez", "## De x a xᵀ\n\nHecho con honradez")
    (problem,) = reading(course)
    assert f"línea {line_of(course, 'De x a xᵀ')}: el encabezado «## De x a xᵀ»" in problem


def test_un_ejercicio_ya_hecho_en_otra_leccion_se_ve(course):
    other = course.lesson.read_text(encoding="utf-8").replace("mini_cuadrado", "otro_doble").replace("(x", "(t")
    (course.root / "solutions" / "91_otra.md").write_text(other, encoding="utf-8")
    folder = course.root / "exercises" / "otra"
    folder.mkdir()
    (folder / "__init__.py").touch()
    text = (
        course.declaration.read_text(encoding="utf-8")
        .replace("mini_cuadrado", "otro_doble")
        .replace("90_mini", "91_otra")
    )
    (folder / "otro_doble.py").write_text(text, encoding="utf-8")
    course.forget()
    assert list(exercises_of("91_otra")) == ["otro_doble"]
    (problem,) = repeated_problems(course.root)
    assert "otro_doble.py: «otro_doble» se responde copiando «mini_cuadrado», de la lección 90_mini." in problem


@pytest.mark.parametrize(
    "function, call",
    [
        ("def ayuda(v):\n    return v + v", "ayuda(x)"),
        ("import math\nayuda = lambda v, veces=2: v * veces", "ayuda(x)"),
        ("def duplica(v):\n    return 2 * v\n\n\ndef ayuda(v):\n    return duplica(np.array(v))", "duplica(x)"),
    ],
)
def test_una_funcion_de_mas_arriba_que_aprueba_se_ve(course, function, call):
    above(course, code(function))
    (problem,) = running(course)
    assert f"línea {line_of(course, 'def mini_cuadrado')}: «mini_cuadrado» se aprueba llamando a {call}" in problem


@pytest.mark.parametrize(
    "function",
    [
        "def ayuda(v):\n    return 3 * v",
        "def ayuda():\n    return 2",
        "def ayuda(v):\n    while True:\n        pass",
        "def ayuda(v):\n    v *= 0\n    raise ValueError",
    ],
)
def test_una_funcion_que_no_aprueba_no_molesta(course, function):
    above(course, code(function))
    assert running(course) == []


@pytest.mark.parametrize(
    "text",
    [
        "Sale $2x$.",
        "$$\\frac{dy}{dx} = 1\\cdot x + x = 2\\,x$$",
        "Con $u = x + 1$ queda $y' = u + x - 1$.",
        "$$\\begin{aligned} y &= \\underbrace{u}_{uno} + w \\\\ w &= x & \\qquad u &= w^1 \\end{aligned}$$",
        "$$\\dfrac{4x}{2}\\Big\\vert_{x = 3}$$",
        "$\\log e^{x} + \\sqrt{x^2}\\,\\mathbb{I}[x \\gt 0] - \\max(0, -x)$",
    ],
)
def test_unas_formulas_que_solo_hay_que_copiar_se_ven(course, text):
    above(course, text)
    (problem,) = running(course)
    assert f"copiando las fórmulas de la línea {line_of(course, ASKED) - 2}" in problem


@pytest.mark.parametrize(
    "text",
    ["$x$", "$y = x^2$", "$2x + 1$", "Cuesta \\$2x.", "$2\\mathbf{A}x$", "$f(x) = $", "$$\\sum_i x_i$$"],
)
def test_otras_formulas_no_dicen_nada(course, text):
    above(course, text)
    assert running(course) == []


def test_una_celda_que_no_se_ejecuta_se_dice_con_su_linea(course):
    above(course, code("1 / 0"))
    with pytest.raises(CourseError, match=rf"90_mini.md, línea {line_of(course, '1 / 0')}: la celda no se ejecuta"):
        running(course)
