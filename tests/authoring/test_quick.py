"""Los ejercicios rápidos escritos en TOML: lo que falta o sobra se dice con una frase."""

import re
from pathlib import Path

import pytest
from curso_minimo import HEADER

from autograder.authoring.quick import FOLDER, headings, load_quick, quick_problems, stray_quick
from autograder.authoring.quick_truth import truth_problems
from autograder.authoring.sources import lessons
from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]
LESSON = "00_ejemplo"
TITLE = "La cadena"
MATCH = """
[[quick]]
id = "formas"
kind = "match"
after = "La cadena"
prompt = "¿Qué forma?"
why = "Porque sí."
options = { "(2,)" = "(2,)", "(3,)" = "(3,)", "()" = "()" }
[quick.arrays]
x = [2]
"""
PAIRS = "".join(
    f'''
[[quick.pairs]]
item = "{item}"
match = "{good}"
check = "x"
[quick.pairs.hints]
'''
    + "".join(f'"{label}" = "¿Seguro?"\n' for label in ("(2,)", "(3,)", "()") if label != good)
    for item, good in (("uno", "(2,)"), ("dos", "(3,)"), ("tres", "()"))
)
LINE = '''
[[quick]]
id = "doble"
kind = "wrong_line"
after = "La cadena"
prompt = "¿Qué línea?"
why = "Porque sí."
code = """
def doble(x):
    y = x + x
    return y + 1
"""
line = 3
hints = { 2 = "¿No es el doble?" }
[[quick.fixes]]
code = "return y"
right = true
[[quick.fixes]]
code = "return x"
hint = "¿Y el doble?"
[[quick.fixes]]
code = "return 2 * y"
hint = "¿Cuántas veces se dobla?"
[quick.proof]
oracle = "value_of(lambda x: 2 * x)"
inputs = [{ x = 3.0 }]
'''
PREDICT = """
[[quick]]
id = "grafo"
kind = "predict"
after = "La cadena"
prompt = "¿Cuánto?"
why = "Porque sí."
inputs = { a = 2 }
program = ["u = a * a", "J = exp(u)"]
"""
GOOD = MATCH + PAIRS + LINE + PREDICT


def course(folder, text, title=TITLE):
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / "solutions" / f"{LESSON}.md").write_text(f"{HEADER}# Ejemplo\n\n## {title}\n\nTexto.\n", encoding="utf-8")
    (folder / FOLDER / f"{LESSON}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", lessons(ROOT))
def test_cada_leccion_tiene_los_suyos_y_la_tarea_ninguno(name):
    assert quick_problems(ROOT, name) == []
    found = load_quick(ROOT, name)
    assert len(found) >= 2 if name[0].isdigit() else not found


def test_no_sobra_ningun_archivo():
    assert stray_quick(ROOT, lessons(ROOT)) == []


def test_se_leen_en_su_orden(tmp_path):
    assert [quick.id for quick in load_quick(course(tmp_path, GOOD), LESSON)] == ["formas", "doble", "grafo"]


def test_un_curso_sin_la_carpeta_no_los_tiene_ni_se_le_piden(tmp_path):
    assert quick_problems(tmp_path, LESSON) == [] and load_quick(tmp_path, LESSON) == []


@pytest.mark.parametrize(
    "before, after, said",
    [
        ('kind = "match"', 'kind = "casar"', r"no hay ejercicios de la clase «casar»\. Hay match, wrong_line, predict"),
        ('after = "La cadena"', 'after = "Lo otro"', r"ningún encabezado «Lo otro»"),
        ('why = "Porque sí."', 'why = " "', r"le falta why"),
        ('id = "formas"', 'id = "Formas!"', r"minúsculas, cifras y guiones bajos"),
        ('id = "doble"', 'id = "formas"', r"ya hay otro con ese id"),
        ('kind = "predict"', 'kind = "predict"\nnota = 3', r"no se sabe qué es nota.*inputs, program"),
        ('match = "(2,)"', 'match = "(4,)"', r"«\(4,\)» no está entre las respuestas"),
        ('"(3,)" = "¿Seguro?"\n', "", r"a quien elige «\(3,\)» le falta su pista"),
        ('"(3,)" = "¿Seguro?"', '"(3,)" = "No."', r"no pregunta nada"),
        ('"()" = "()" }', '"()" = "(," }', r"Python no entiende"),
        ("line = 3", "line = 1", r"de 2 a 3 .* y llegó 1"),
        ("right = true", 'hint = "¿Y?"', r"uno es el bueno .* y aquí hay 0"),
        ('hint = "¿Y el doble?"', "right = true", r"uno es el bueno .* y aquí hay 2"),
        ('hint = "¿Y el doble?"', "", r"a quien elige «return x» le falta su pista"),
        ('code = "return x"', 'code = "return y + 1"', r"es la línea que ya estaba"),
        ("hints = { 2", 'hints = { 2 = "¿?", 7', r"una pista para «7»"),
        ("inputs = [{ x = 3.0 }]", "inputs = []", r"ningún caso"),
        ('"J = exp(u)"', '"J = exp(w)"', r"usa w, que no está en inputs"),
        ('"J = exp(u)"', '"exp(u)"', r"no es de la forma «nombre = cuenta»"),
        ("inputs = { a = 2 }\n", "", r"está a medias"),
        ("[[quick]]", "[[quick]", r"no es TOML, en la línea 2"),
        ("[[quick]]", "[[otra]]", r"empieza con \[\[quick\]\]"),
    ],
)
def test_lo_que_esta_mal_se_dice(tmp_path, before, after, said):
    assert before in GOOD
    text = GOOD.replace(before, after) if before == "[[quick]]" else GOOD.replace(before, after, 1)
    (first, *_) = quick_problems(course(tmp_path, text), LESSON)
    assert re.search(said, first) and first.startswith("solutions/rapidos/00_ejemplo.toml"), first
    with pytest.raises(CourseError, match=r"00_ejemplo\.toml"):
        load_quick(tmp_path, LESSON)


def test_pocos_tambien_se_dice(tmp_path):
    assert quick_problems(course(tmp_path, PREDICT), LESSON) == [
        "solutions/rapidos/00_ejemplo.toml: tiene 1 de los 2 ejercicios rápidos que lleva cada lección, como poco."
    ]


def test_un_encabezado_que_se_repite_no_dice_donde(tmp_path):
    problems = quick_problems(course(tmp_path, GOOD, title=f"{TITLE}\n\n### {TITLE}"), LESSON)
    assert all("más de un encabezado" in problem for problem in problems) and len(problems) == 3


def test_la_tarea_no_puede_tenerlos(tmp_path):
    course(tmp_path, GOOD)
    for path in ("solutions/00_ejemplo.md", "solutions/rapidos/00_ejemplo.toml"):
        (tmp_path / path).rename(tmp_path / path.replace(LESSON, "tarea"))
    (problem,) = quick_problems(tmp_path, "tarea")
    assert "lleva nota" in problem


def test_un_archivo_de_nadie_se_dice(tmp_path):
    course(tmp_path, GOOD)
    (problem,) = stray_quick(tmp_path, ["01_otra"])
    assert "no es de ninguna lección" in problem


def test_el_de_contribuir_vale_y_dice_la_verdad(tmp_path):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    text = re.search(r"<!-- rapido -->\n```toml\n(.*?)```", guide, re.DOTALL)[1]
    (quick,) = load_quick(course(tmp_path, text, title="Te toca: tu primer gradiente"), LESSON)
    assert truth_problems(quick) == []


def test_los_encabezados_de_un_bloque_de_codigo_no_lo_son():
    text = "# Uno\n\n```text\n# dos\n```\n\n### Tres `y` cuatro  \n"
    assert [title for _, title in headings(text)] == ["Uno", "Tres `y` cuatro"]
    assert [text[start] for start, _ in headings(text)] == ["#", "#"]
