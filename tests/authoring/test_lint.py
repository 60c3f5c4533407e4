"""Lo que `autograder lint` rechaza, fallo por fallo."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from autograder import cli
from autograder.authoring.build import build
from autograder.authoring.lint import lint
from autograder.authoring.sources import lessons
from autograder.errors import CourseError

REPO = Path(__file__).parents[2]


def test_un_curso_completo_no_tiene_nada_que_corregir(course):
    build(course.root)
    assert lint(course.root) == []


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('"Son dos factores.", ', "", "tiene 2 pistas y hacen falta 3"),
        ('"Son dos factores."', '" "', "tiene una pista vacía"),
        ('"¿Qué cambia?"', '"Cambian dos."', "no pregunta nada en su primera pista"),
        ("misconceptions=(", "misconceptions=() and (", "ninguna confusión"),
        ('hint="¿Cuántos factores cambian?"', 'hint=""', "la confusión «sin_dos» sin pista"),
        ('hint="¿Cuántos factores cambian?"', 'hint="¿?", output="db"', "la salida «db», que no está en returns"),
        ("(dict(x=np.array([1.0, -2.0, 3.0])),)", "()", "no tiene ejemplos"),
        ("dict(x=np.array([0.5]))", "dict(z=np.array([0.5]))", "en el caso 1 de edge_cases los datos (z)"),
        ('"Un valor usado dos veces recibe dos aportes."', '""', "no dice qué hay que llevarse"),
        ('"La derivada de un cuadrado"', '""', "no tiene título"),
        ("points=2", "points=0", "vale 0 puntos"),
        ('{"dx": "(D,)"}', "{}", "no dice qué devuelve"),
        ('args=("x",)', 'args=("x", "y")', "declara args=(x, y) y su solución recibe (x)"),
        ('lesson="90_mini"', 'lesson="otra"', "dice que es de la lección «otra»"),
    ],
)
def test_una_declaracion_incompleta_se_rechaza(course, old, new, said):
    course.edit_declaration(old, new)
    with suppress(CourseError):  # con datos que la referencia no admite, tampoco se construye
        build(course.root)
    where = "autograder/exercises/mini/mini_cuadrado.py: «mini_cuadrado»"
    assert any(message.startswith(where) and said in message for message in lint(course.root))


@pytest.mark.parametrize(
    "old, new, who",
    [
        (
            "doble = 2.0 * np.asarray(x, dtype=float)",
            "doble = 3.0 * np.asarray(x, dtype=float)",
            "La solución de referencia",
        ),
        ("return np.add(np.asarray(x), np.asarray(x))", "return np.asarray(x) / 0.4", "La otra solución nº 1"),
    ],
)
def test_una_solucion_que_no_saca_el_maximo_se_rechaza(course, old, new, who):
    course.edit_lesson(old, new)
    build(course.root)
    (message,) = lint(course.root)
    assert message.startswith(f"{who} de «mini_cuadrado» (solutions/90_mini.md) no saca el máximo: ")
    assert "ejemplo 1, con x = np.array([ 1., -2., 3.])" in message and ("3." in message or "2.5" in message)


def test_una_solucion_que_usa_lo_prohibido_se_rechaza(course):
    course.edit_declaration('title="', 'forbids=("torch", "np.add"), title="')
    build(course.root)
    (message,) = lint(course.root)
    assert message.startswith("La otra solución nº 1") and "np.add" in message


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("### Te toca: el cuadrado", "### El cuadrado", "un ejercicio se anuncia con «### Te toca: …»"),
        (
            "Hecho con honradez",
            "palabra " * 9000 + "Hecho con honradez",
            "lo principal pide 88 minutos y no debe pasar",
        ),
        ("Escribe la derivada", "Es `2 * x`. Escribe la derivada", "«2 * x» ya dice lo que pide «mini_cuadrado»"),
    ],
)
def test_una_leccion_larga_deforme_o_que_regala_la_respuesta_se_rechaza(course, old, new, said):
    course.edit_lesson(old, new)
    build(course.root)
    (message,) = lint(course.root)
    assert message.startswith("solutions/90_mini.md") and said in message


def test_con_deep_se_ejecutan_las_celdas(course, monkeypatch, capsys):
    course.edit_lesson(
        "from autograder import check, hint", "from autograder import check, hint\ndoble = lambda t: t + t"
    )
    build(course.root)
    assert lint(course.root) == []
    (message,) = lint(course.root, deep=True)
    assert "«mini_cuadrado» se aprueba llamando a doble(x)" in message
    monkeypatch.chdir(course.root)
    assert cli.main(["lint", "--deep"]) == 1
    assert "doble(x)" in capsys.readouterr().out


TEST_CELL = "\n```{code-cell} ipython3\n---\nnbgrader: {grade: true, grade_id: test_mini"
LOOSE_TEST = TEST_CELL.replace("test_mini", "test_suelto, schema_version: 3}\n---\ncheck(suelto)\n```")


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("check(mini_cuadrado)\n", "check(mini_cuadrado)\nprint(1)\n", "debe contener solo «check(mini_cuadrado)»"),
        (
            "def mini_cuadrado(x)",
            "def otro(x)",
            "«mini_cuadrado» no aparece en su celda de respuesta: ahí se define otro",
        ),
        (
            "grade_id: test_mini_cuadrado,",
            "grade_id: test_mini_cuadrado, points: 3,",
            "dice 3 puntos y la declaración 2",
        ),
        ("Escribe la derivada de $x^2$.", LOOSE_TEST, "«test_suelto» no está declarada"),
    ],
)
def test_un_fallo_de_la_leccion_se_rechaza(course, old, new, said):
    course.edit_lesson(old, new)
    assert any(said in message for message in lint(course.root))


def test_la_correccion_va_justo_despues_de_la_respuesta(course):
    course.edit_lesson(TEST_CELL, "\nUn párrafo en medio.\n" + TEST_CELL)
    assert any("«test_mini_cuadrado» debe ir justo después de «mini_cuadrado»" in m for m in lint(course.root))


def test_un_id_que_no_comparten_los_tres_se_rechaza(course):
    course.edit_declaration('id="mini_cuadrado"', 'id="mini_cubo"')
    course.declaration.rename(course.declaration.with_name("mini_cubo.py"))
    course.forget()
    found = "\n".join(lint(course.root))
    assert "falta la celda de respuesta «mini_cubo»" in found
    assert "«mini_cuadrado» no está declarada" in found


def test_un_cuaderno_con_otros_puntos_se_rechaza(course):
    build(course.root)
    nb = json.loads(course.notebook.read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        if cell["id"] == "test_mini_cuadrado":
            cell["metadata"]["nbgrader"]["points"] = 1000
    course.notebook.write_text(json.dumps(nb), encoding="utf-8")
    found = lint(course.root)
    assert any("da 1000 puntos a «mini_cuadrado» y la declaración 2" in m for m in found)
    assert any("no corresponde a solutions/90_mini.md" in m for m in found)


def test_un_cuaderno_sin_el_ejercicio_o_ilegible_se_rechaza(course):
    build(course.root)
    nb = json.loads(course.notebook.read_text(encoding="utf-8"))
    nb["cells"] = [c for c in nb["cells"] if c["id"] != "test_mini_cuadrado"]
    course.notebook.write_text(json.dumps(nb), encoding="utf-8")
    assert any("no tiene el ejercicio «mini_cuadrado»" in m for m in lint(course.root))
    course.notebook.write_text("{", encoding="utf-8")
    assert any("no se puede leer como cuaderno" in m for m in lint(course.root))


def test_un_cuaderno_viejo_se_rechaza_con_su_orden(course):
    build(course.root)
    course.edit_lesson("Una lección de prueba", "Otra")
    assert lint(course.root) == [
        "notebooks/90_mini.ipynb no corresponde a solutions/90_mini.md. Ejecuta: autograder build 90_mini",
        "autograder/exercises/mini/diagnosticos.json no corresponde a las soluciones de 90_mini. "
        "Ejecuta: autograder build 90_mini",
    ]


def test_unas_declaraciones_sin_leccion_se_rechazan(course):
    build(course.root)
    course.lesson.rename(course.lesson.with_name("91_otra.md"))
    found = "\n".join(lint(course.root))
    assert "declara ejercicios de «90_mini» y falta solutions/90_mini.md" in found
    assert "notebooks/90_mini.ipynb no tiene fuente" in found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_una_fuente_con_marca_se_construye_pero_hay_que_guardarla_sin_ella(course, encoding):
    course.lesson.write_bytes(course.lesson.read_text(encoding="utf-8").encode(encoding))
    build(course.root)
    (problem,) = lint(course.root)
    assert "solutions/90_mini.md lleva una marca de codificación (BOM)" in problem


def test_una_fuente_ilegible_no_detiene_el_repaso(course):
    course.edit_lesson("grade_id: preparacion, locked", "grade_id: [preparacion, locked")
    [message] = lint(course.root)
    assert message.startswith("solutions/90_mini.md: no se entienden los metadatos")


def test_la_orden_lint_enumera_cuenta_y_dice_que_sigue(course, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(course.root)
    assert cli.main(["lint"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "4 por corregir. Cuando estén: autograder lint"
    build(course.root)
    assert cli.main(["lint"]) == 0
    assert capsys.readouterr().out == "Todo en orden. Siguiente: make test\n"
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lint"]) == 2


@pytest.mark.skipif(not lessons(REPO), reason="el curso aún no tiene lecciones")
def test_el_curso_no_tiene_nada_que_corregir():
    assert lint(REPO) == []


def test_los_ejercicios_rapidos_tambien_se_miran(course):
    build(course.root)
    (course.root / "solutions" / "rapidos").mkdir()
    (course.root / "solutions" / "rapidos" / "otra.toml").write_text("", encoding="utf-8")
    said = lint(course.root)
    assert len(said) == 2 and "90_mini.toml: tiene 0 de los 2" in said[0] and "otra.toml: no es de ninguna" in said[1]
