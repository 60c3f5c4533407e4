"""Los ejercicios rápidos en su sitio de la lección, y lo que se lee de ellos sin programas."""

import json
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.leak import leaks
from autograder.authoring.quick import Quick, load_quick
from autograder.authoring.sources import lessons, read_source
from autograder.errors import CourseError
from autograder.site.quick import html, insert, rich, state

ROOT = Path(__file__).resolve().parents[2]
ALL = [quick for name in lessons(ROOT) for quick in load_quick(ROOT, name)]
LINE = dict(
    code="def f(x):\n    if x < 0:\n        return -x\n    return 0",
    line=4,
    hints={"2": "¿No?", "3": "¿Tampoco?"},
    fixes=[{"code": "return x", "right": True}, {"code": "return 1", "hint": "¿Uno?"}],
    proof={"oracle": "value_of(abs)", "inputs": [{"x": 1.0}]},
)


def quick(**changes):
    return Quick(
        **dict(lesson="00_x", id="abs", kind="wrong_line", after="B", prompt="p", why="w", data=LINE) | changes
    )


def state_in(text):
    return json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)[1])


@pytest.mark.parametrize("name", [name for name in lessons(ROOT) if name[0].isdigit()])
def test_cada_uno_va_al_acabar_su_apartado_y_la_prosa_queda_entera(name):
    notebook = read_source(ROOT, name)
    prose = "".join("".join(c.source.split()) for c in notebook.cells if c.cell_type == "markdown")
    insert(notebook, ROOT, name)
    assert "".join("".join(c.source.split()) for c in notebook.cells if c.cell_type == "markdown") == prose
    for each in load_quick(ROOT, name):
        (at,) = [k for k, cell in enumerate(notebook.cells) if cell.id == f"rapido-{each.id.replace('_', '-')}"]
        before = "\n".join(cell.source for cell in notebook.cells[:at] if cell.cell_type == "markdown")
        last = [line for line in re.sub(r"(?ms)^```.*?^```", "", before).splitlines() if re.match("#+ ", line)][-1]
        assert last.lstrip("#").strip() == each.after
        assert at + 1 == len(notebook.cells) or re.match("#+ ", notebook.cells[at + 1].source)
    nbformat.validate(notebook)


@pytest.mark.parametrize("name", [name for name in lessons(ROOT) if name[0].isdigit()])
def test_con_ellos_la_leccion_publicada_sigue_sin_ensenar_ninguna_solucion(name):
    page = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    insert(page, ROOT, name)
    assert leaks(read_source(ROOT, name), page) == []


def test_un_apartado_que_acaba_en_mitad_de_una_celda_la_parte_y_el_ultimo_va_al_final(monkeypatch):
    def put(*sections):
        text = "# A\n\nuno\n\n## B\n\ndos\n\n## C\n\ntres"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
        found = [quick(id=f"n{number}", after=after) for number, after in enumerate(sections)]
        monkeypatch.setattr("autograder.site.quick.load_quick", lambda root, name: found)
        insert(notebook, ROOT, "00_x")
        nbformat.validate(notebook)
        return [cell.id if cell.cell_type == "code" else cell.source for cell in notebook.cells]

    assert put("B") == ["# A\n\nuno\n\n## B\n\ndos", "rapido-n0", "## C\n\ntres"]
    assert put("A", "A") == ["# A\n\nuno", "rapido-n0", "rapido-n1", "## B\n\ndos\n\n## C\n\ntres"]
    assert put("C", "B") == ["# A\n\nuno\n\n## B\n\ndos", "rapido-n1", "## C\n\ntres", "rapido-n0"]
    with pytest.raises(CourseError, match="«D»"):
        put("D")


@pytest.mark.parametrize("each", ALL, ids=lambda each: f"{each.lesson}-{each.id}")
def test_sin_programas_se_lee_la_pregunta_con_la_respuesta_plegada(each):
    text = html(each)
    asked, _, folded = text.partition("<details><summary>Respuesta</summary>")
    assert rich(each.prompt) in asked and rich(each.why) in folded and rich(each.why) not in asked
    for pair in each.data.get("pairs", ()):
        assert f"{rich(pair['item'])} → {rich(pair['match'])}" in folded and rich(pair["item"]) in asked
    if each.kind == "wrong_line":
        right = next(fix["code"] for fix in each.data["fixes"] if fix.get("right"))
        assert right in unescape(folded.partition("<script")[0]) and f"La línea {each.data['line']}." in folded
    if each.kind == "predict":
        assert all(line.partition("=")[0].strip() in asked for line in each.data["program"]) and "∂" in folded


@pytest.mark.parametrize("each", ALL, ids=lambda each: f"{each.lesson}-{each.id}")
def test_lo_que_comprueba_no_viaja(each):
    text = json.dumps(state(each))
    assert not {"proof", "check", "arrays"} & set(re.findall(r'"(\w+)":', text))
    assert state_in(html(each)) == state(each)


def test_nada_de_lo_escrito_puede_cerrar_el_programa():
    text = html(quick(prompt="¿Qué hace </script><b>esto</b>?"))
    assert text.count("</script>") == 1 and "&lt;/script&gt;" in text
    assert state_in(text)["exercise"]["prompt"] == "¿Qué hace </script><b>esto</b>?"


def test_con_otra_pregunta_lo_recordado_deja_de_valer_y_con_otra_comprobacion_no():
    def key(**changes):
        return state(quick(**changes))["exercise"]["key"]

    assert key() != key(prompt="otra") != key(why="otra")
    assert key() == key(data=LINE | {"proof": {}}) == key(after="C")


def test_el_codigo_va_entre_acentos_graves():
    assert rich("con `a < b` y <i>") == "con <code>a &lt; b</code> y &lt;i&gt;"
