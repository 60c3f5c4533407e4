"""Una fila del inventario se enseña cuando su celda habla de ella, no cuando lleva su id."""

import nbformat.v4 as v4
import pytest

from autograder.authoring.taught import keywords, problems, regions


def text(source, *ids):
    return v4.new_markdown_cell(source, metadata={"fuentes": list(ids)} if ids else {})


def code(source):
    return v4.new_code_cell(source)


def missing(what, *cells, claves=""):
    return problems({"que_es": what, "claves": claves}, cells)


def test_las_palabras_vacias_y_los_simbolos_no_son_claves():
    assert keywords("F: la pérdida, paso a paso, en la red 3-3-2 (∂ℓ/∂f_2)") == ["pérdida"]
    assert keywords("Derivadas locales; derivadas Locales") == ["Derivadas", "locales", "derivadas", "Locales"]


@pytest.mark.parametrize(
    "said",
    ["Los CAMINOS que derivan", "El caminó derivado", "una derivada por cada camino", "print('caminos, derivar')"],
)
def test_se_reconoce_una_palabra_por_su_raiz_sin_tildes_ni_mayusculas(said):
    assert missing("La derivada usa todos los caminos", code(said)) == []


def test_basta_con_la_mitad_de_las_palabras_y_con_menos_se_dicen_las_que_faltan():
    what = "Escalar, vector, matriz y tensor"
    assert missing(what, text("Un vector y una matriz")) == []
    assert missing(what, text("Un vector")) == ["no dice nada de «Escalar», «matriz», «tensor»"]


def test_las_claves_explicitas_mandan_y_se_piden_todas():
    assert missing("Cursos recomendados", text("Karpathy y CS231n"), claves="karpathy cs231n|mit") == []
    assert missing("Cursos", text("Cursos de Karpathy"), claves="karpathy cs231n|mit") == ["no dice «cs231n|mit»"]


@pytest.mark.parametrize(
    "cells, fine",
    [
        ([text("El grafo")], False),
        ([text("El grafo"), code("print(grafo)")], False),
        ([text("El grafo"), code("plots.graph(J)")], True),
        ([text("El grafo"), code("from course_lib.widgets import GraphStepper")], True),
        ([text('El grafo <svg viewBox="0 0 1 1"></svg>')], True),
        ([text("El grafo ![el grafo](grafo.png)")], True),
    ],
)
def test_donde_se_pide_una_figura_tiene_que_haberla(cells, fine):
    for what in ("F: el grafo", "F y ecuaciones del grafo"):
        assert missing(what, *cells) == ([] if fine else ["no tiene figura"])


def test_donde_se_pide_una_pregunta_o_codigo_tiene_que_haberlos():
    assert missing("P: ¿qué grafo?", text("El grafo.")) == ["no pregunta nada"]
    assert missing("P: ¿qué grafo?", text("¿Qué grafo es?")) == []
    assert missing("C: el grafo", text("El grafo.")) == ["no tiene código"]
    assert missing("C: el grafo", text("El grafo."), code("grafo = 1")) == []


def test_una_derivada_escrita_en_una_formula_vale_por_sus_palabras():
    what = "∂J/∂s de la entropía cruzada"
    assert missing(what, text("$$\\frac{\\partial J}{\\partial s}$$")) == []
    assert missing(what, text("$$\\frac{\\partial J}{\\partial z}$$")) == ["no dice nada de «entropía», «cruzada»"]


def test_una_fila_sin_palabras_se_da_por_buena_si_tiene_celda():
    assert missing("∂J/∂a = c", text("$\\partial J$")) == []


def test_una_fila_llega_hasta_que_otra_celda_abre_algo():
    first, second, inner, third, last = (
        text("## Uno", "000-01", "000-02"),
        code("a"),
        text("### Dentro"),
        text("Otra", "000-03"),
        text("## Dos"),
    )
    cells = [text("antes"), first, second, inner, third, code("b"), last, code("c")]
    assert regions(cells, "000-01") == regions(cells, "000-02") == [first, second, inner]
    assert regions(cells, "000-03") == [third, cells[5]]
    assert regions(cells, "000-09") == []
