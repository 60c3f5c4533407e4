"""La prueba de fugas: ninguna solución llega al estudiante."""

import copy
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import build
from autograder.authoring.leak import leaks, regions
from autograder.authoring.sources import lessons, read_source

REPO = Path(__file__).parents[2]


@pytest.fixture
def pair(course):
    """La fuente y el cuaderno del estudiante, limpio."""
    build(course.root)
    return read_source(course.root, "90_mini"), nbformat.read(course.notebook, as_version=4)


def answer_of(nb):
    return next(c for c in nb.cells if c.get("id") == "mini_cuadrado")


def test_el_cuaderno_construido_no_enseña_nada(pair):
    assert leaks(*pair) == []


def test_la_propia_fuente_lo_enseña_todo(pair):
    found = "\n".join(leaks(pair[0], copy.deepcopy(pair[0])))
    assert "conserva la marca «BEGIN SOLUTION»" in found and "otra_solucion" in found
    assert "instrucciones" in found and "Porque al mover x" in found


@pytest.mark.parametrize(
    "injected",
    [
        "def f(x):\n    doble = 2.0 * np.asarray(x, dtype=float)\n    return doble",
        "doble = (2.0 *\n   np.asarray( x , dtype = float ))  # otra forma\nfor _ in range(1):\n    pass",
        "if True:\n    print(1)\n    doble=2.0*np.asarray(x,dtype=float)\n    # aquí no\n    doble",
    ],
)
def test_una_solucion_reformateada_se_reconoce_por_su_arbol(pair, injected):
    source, student = pair
    # Con una sola instrucción en la región, cualquiera de las tres copias la contiene.
    region = next(c for c in source.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "mini_cuadrado")
    region.source = region.source.replace("    return doble\n", "")
    student.cells.append(nbformat.v4.new_code_cell(injected))
    assert any("contiene las instrucciones de la solución de «mini_cuadrado»" in m for m in leaks(source, student))


def test_las_instrucciones_cortas_tambien_cuentan(pair):
    source, student = pair
    region = next(c for c in source.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "mini_cuadrado")
    region.source = "def mini_cuadrado(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
    answer_of(student).source = "def mini_cuadrado(x):\n    return (x+x)  # listo"
    assert len(leaks(source, student)) == 1


@pytest.mark.parametrize("harmless", ["pass", "return", "return None", "raise NotImplementedError", "..."])
def test_lo_trivial_no_es_una_fuga(pair, harmless):
    source, student = pair
    region = next(c for c in source.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "mini_cuadrado")
    signature, _ = region.source.split("    ### BEGIN")
    region.source = f"{signature}    ### BEGIN SOLUTION\n    {harmless}\n    ### END SOLUTION"
    student.cells.append(nbformat.v4.new_code_cell(f"def g():\n    {harmless}"))
    assert leaks(source, student) == []


def test_un_comentario_largo_de_la_solucion_se_reconoce(pair):
    source, student = pair
    answer_of(student).source += "\n    # Cada componente depende solo de la suya."
    assert leaks(source, student) == [
        "la celda «mini_cuadrado» contiene una línea de la solución de «mini_cuadrado»: "
        "«# Cada componente depende solo de la suya.»"
    ]


@pytest.mark.parametrize("place", ["texto", "salida", "metadatos", "cabecera", "celda rota"])
def test_una_linea_larga_se_encuentra_en_cualquier_rincon(pair, place):
    source, student = pair
    line = "doble = 2.0 * np.asarray(x, dtype=float)"
    if place == "texto":
        student.cells.append(nbformat.v4.new_markdown_cell(f"Pista: `{line}`"))
    elif place == "salida":
        answer_of(student).outputs = [nbformat.v4.new_output("stream", text=f"{line}\n")]
    elif place == "metadatos":
        answer_of(student).metadata["nota"] = [line]
    elif place == "cabecera":
        student.metadata["nota"] = {line: 1}
    else:
        student.cells.append(nbformat.v4.new_code_cell(f"def (\n{line}"))
    assert any(line in message for message in leaks(source, student))


def test_las_lineas_que_ya_ve_el_estudiante_no_son_fuga(pair):
    source, student = pair
    student.cells.append(nbformat.v4.new_markdown_cell('    """Devuelve la derivada de x², un array (D,)."""'))
    assert leaks(source, student) == []


def test_otra_solucion_tampoco_puede_sobrevivir(pair):
    source, student = pair
    student.cells.append(nbformat.v4.new_code_cell("def h(x):\n    return np.add(np.asarray(x),\n  np.asarray(x))"))
    assert leaks(source, student)


def test_las_marcas_y_la_respuesta_modelo_de_la_pregunta_se_reconocen(pair):
    source, student = pair
    student.cells.append(nbformat.v4.new_markdown_cell("### END SOLUTION"))
    student.cells.append(nbformat.v4.new_markdown_cell("Porque al mover x una milésima, los dos\nfactores se mueven."))
    found = leaks(source, student)
    assert any("«END SOLUTION»" in m for m in found) and any("«mini_pregunta»" in m for m in found)


def test_las_ordenes_magicas_no_esconden_una_solucion(pair):
    source, student = pair
    code = "%matplotlib inline\ndef f(x):\n    doble = 2.0*np.asarray(x, dtype=float)\n    return doble"
    student.cells.append(nbformat.v4.new_code_cell(code))
    assert any("instrucciones" in m for m in leaks(source, student))


@pytest.mark.parametrize("name", lessons(REPO))
def test_los_cuadernos_del_curso_no_enseñan_ninguna_solucion(name):
    source = read_source(REPO, name)
    path = REPO / "notebooks" / f"{name}.ipynb"
    assert leaks(source, nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("name", lessons(REPO))
def test_cada_solucion_del_curso_se_reconoce_si_vuelve_al_cuaderno(name):
    source = read_source(REPO, name)
    for region in regions(source):
        empty = nbformat.v4.new_notebook()
        cell = nbformat.v4.new_code_cell if region.code else nbformat.v4.new_markdown_cell
        empty.cells = [cell("\n".join(region.lines))]
        assert leaks(source, empty), region
