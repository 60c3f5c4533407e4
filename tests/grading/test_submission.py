"""Qué se hace con lo que hay en la carpeta de un estudiante: qué archivo se califica, o por qué ninguno."""

import json

import nbformat
import pytest

from autograder.grading.handed import Handed
from autograder.grading.submission import choose_notebook, read_submission
from autograder.notebook.read import Unreadable
from autograder.notebook.roles import Published

NAME = "tarea_jacobiano"
EXACT = f"{NAME}.ipynb"


@pytest.fixture(scope="module")
def published(root):
    return Published(nbformat.read(root / "notebooks" / EXACT, as_version=4).cells)


@pytest.fixture
def choose(published):
    """Elige entre unos cuadernos, dados por su nombre: (el nombre del elegido, los avisos)."""

    def go(notebooks=None, problems=(), others=(), **more):
        written = {
            name: draft if isinstance(draft, bytes) else draft.to_bytes() for name, draft in (notebooks or {}).items()
        }
        chosen, messages = choose_notebook(Handed("ana", written, problems, others=others, **more), NAME, published)
        return chosen and chosen.name, messages

    return go


def test_sin_nada_en_la_carpeta_se_dice_donde_se_esperaba(choose):
    name, (message,) = choose()
    assert name is None and f"se esperaba {NAME}/{EXACT}" in message


def test_uno_solo_y_bien_llamado_no_dice_nada(choose, t1):
    assert choose({EXACT: t1.draft().solve()}) == (EXACT, [])
    assert choose({EXACT: t1.draft()}) == (EXACT, [])


@pytest.mark.parametrize(
    "name",
    ["T1 (final).ipynb", f"{NAME} (1).ipynb", f"{NAME}.ipynb.txt", f"{NAME}.IPYNB", "entrega.json", "sin_nombre"],
)
@pytest.mark.parametrize("blank", [True, False])
def test_con_otro_nombre_se_lee_y_se_dice(choose, t1, name, blank):
    chosen, (message,) = choose({name: t1.draft() if blank else t1.draft().solve()})
    assert chosen == name and f"«{name}» y debía llamarse «{EXACT}»" in message


def test_en_la_carpeta_del_estudiante_y_con_su_nombre_no_hay_nada_que_decir(choose, t1):
    assert choose({f"../{EXACT}": t1.draft().solve()}) == (f"../{EXACT}", [])
    assert "está en blanco" in choose({EXACT: t1.draft(), f"../{EXACT}": t1.draft().solve()})[1][0]


@pytest.mark.parametrize("name", [f"../entrega/{EXACT}", f"{NAME}/{EXACT}", f"T1.zip/notebooks/{EXACT}"])
def test_en_otro_sitio_se_lee_y_se_dice(choose, t1, name):
    chosen, (message,) = choose({name: t1.draft().solve()})
    assert chosen == name and f"está en «{name}»" in message


# — varios —


def test_de_uno_en_blanco_y_otro_hecho_se_califica_el_hecho(choose, t1):
    chosen, (message,) = choose({EXACT: t1.draft(), f"{NAME} (1).ipynb": t1.draft().solve()})
    assert chosen == f"{NAME} (1).ipynb" and f"«{EXACT}» está en blanco" in message


def test_dos_iguales_son_uno(choose, t1):
    done = t1.draft().solve()
    done.cell("t1_norma")["metadata"] = {}
    assert choose({"copia.ipynb": t1.draft().solve(), EXACT: done}) == (EXACT, [])


def test_un_borrador_que_esta_entero_en_el_otro_no_estorba(choose, t1):
    """Ni aunque el borrador sea el que se llama como debe: lo suyo está todo en el otro."""
    draft, done = t1.draft().solve("t1_norma"), t1.draft().solve("t1_norma", "t1_lineal")
    assert choose({EXACT: done, "a.ipynb": draft}) == (EXACT, [])
    chosen, (message,) = choose({EXACT: draft, "a.ipynb": done})
    assert chosen == "a.ipynb" and "debía llamarse" in message


def test_el_bien_llamado_gana_si_contesta_a_todo_y_el_otro_se_nombra(choose, t1):
    other = t1.draft().put("t1_norma", "def t1_norma(x):\n    return x")
    chosen, (message,) = choose({EXACT: t1.draft().solve(), "viejo.ipynb": other})
    assert chosen == EXACT and "no «viejo.ipynb», con otras respuestas" in message


@pytest.mark.parametrize("named", [EXACT, "a.ipynb"])
def test_si_cada_uno_contesta_a_lo_suyo_elige_una_persona(choose, t1, named):
    with pytest.raises(Unreadable, match=rf"varios cuadernos.*«{named}», «b.ipynb»"):
        choose({named: t1.draft().solve("t1_norma"), "b.ipynb": t1.draft().solve("t1_lineal")})


def test_lo_escrito_fuera_de_las_respuestas_tambien_cuenta_como_trabajo(choose, t1):
    """La función con otro nombre, o la pregunta escrita en una celda propia: no se deja de lado sin decirlo."""
    own = t1.draft().insert(2, "def norma(x):\n    return x")
    with pytest.raises(Unreadable, match="varios cuadernos"):
        choose({EXACT: own, "b.ipynb": t1.draft().solve("t1_lineal")})
    assert choose({"b.ipynb": own})[0] == "b.ipynb"


# — lo que no es un cuaderno de la tarea —


def unreadable(choose, *args, **more):
    with pytest.raises(Unreadable) as problem:
        choose(*args, **more)
    return str(problem.value)


@pytest.mark.parametrize("others", [("informe.pdf",), ("T1.docx", "T1.rar"), ("foto 1.jpg",), ("t1.py",)])
@pytest.mark.parametrize("blank", [True, False])
def test_otro_archivo_en_lugar_del_cuaderno_no_es_un_cero(choose, t1, others, blank):
    """Tampoco si a su lado está el cuaderno sin empezar: el trabajo puede estar en el otro."""
    why = unreadable(choose, {EXACT: t1.draft()} if blank else {}, others=others)
    assert f"Se esperaba {EXACT}" in why and all(f"«{name}»" in why for name in others)
    assert ("está en blanco" in why) == blank


def test_otro_archivo_al_lado_de_lo_hecho_se_nombra(choose, t1):
    chosen, (message,) = choose({EXACT: t1.draft().solve()}, others=("foto.jpg",))
    assert chosen == EXACT and "Junto al cuaderno hay «foto.jpg»" in message


@pytest.mark.parametrize("solved", [True, False])
def test_el_cuaderno_de_otra_leccion_se_reconoce(choose, lesson00, solved):
    draft = lesson00.draft().solve() if solved else lesson00.draft()
    assert f"«{EXACT}» es el cuaderno de 00_presentacion, no el de {NAME}" in unreadable(choose, {EXACT: draft})


def test_el_de_otra_leccion_no_estorba_al_bueno(choose, lesson00, t1):
    chosen, messages = choose({EXACT: lesson00.draft().solve(), "b.ipynb": t1.draft().solve()})
    assert chosen == "b.ipynb" and f"Junto al cuaderno hay «{EXACT}»" in messages[-1]
    assert choose({EXACT: t1.draft().solve(), "00.ipynb": lesson00.draft().solve()}) == (EXACT, [])


def test_las_otras_lecciones_no_hacen_de_una_tarea_sin_empezar_otra_cosa(choose, lesson00, t1):
    assert choose({EXACT: t1.draft(), "../todo.zip/00_presentacion.ipynb": lesson00.draft().solve()}) == (EXACT, [])


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": kind, "source": text} for kind, text in cells]}).encode()


def test_un_cuaderno_sin_nada_de_la_tarea_lo_mira_una_persona(choose):
    why = unreadable(choose, {EXACT: notebook(("code", "print('mi práctica')"))})
    assert f"«{EXACT}» no trae ninguna celda de {NAME}" in why


@pytest.mark.parametrize(
    "cell",
    [("code", "%%time\ndef t1_norma(x):\n    return x"), ("code", "if True:\n    t1_norma = lambda x: x"),
     ("markdown", "# Tarea T1 · El jacobiano\nAna Pérez"), ("code", "t1_norma: object = print")],
)  # fmt: skip
def test_basta_una_celda_de_la_tarea_para_reconocerla_aunque_haya_perdido_los_metadatos(choose, cell):
    assert choose({EXACT: notebook(cell)}) == (EXACT, [])


def test_un_cuaderno_sin_una_sola_celda_escrita_es_una_entrega_en_blanco(choose):
    assert choose({EXACT: notebook(("code", " \n"))}) == (EXACT, [])


def test_una_copia_automatica_solo_cuenta_si_no_hay_otra_cosa_y_la_mira_una_persona(choose, t1):
    copy = f".ipynb_checkpoints/{NAME}-checkpoint.ipynb"
    assert choose({EXACT: t1.draft().solve(), copy: t1.draft().solve("t1_norma")}) == (EXACT, [])
    assert choose({EXACT: t1.draft(), copy: t1.draft()}) == (EXACT, [])
    assert "copia automática" in unreadable(choose, {EXACT: t1.draft(), copy: t1.draft().solve()})
    assert "copia automática" in unreadable(choose, {copy: t1.draft().solve()})


# — lo que no se pudo leer —


def test_si_no_se_pudo_leer_alguno_y_falta_el_bueno_lo_mira_una_persona(choose, t1):
    """El bueno podría ser justo el que no se pudo leer."""
    why = unreadable(choose, {"otro.ipynb": t1.draft().solve()}, ("No se puede leer T1.zip: está cifrado.",))
    assert why == "No se puede leer T1.zip: está cifrado. También hay «otro.ipynb»."
    assert "T1.zip" in unreadable(choose, {EXACT: t1.draft()}, ("No se puede leer T1.zip: está cifrado.",))
    assert "roto.ipynb está cortado" in unreadable(
        choose, {"a.ipynb": t1.draft().solve(), "roto.ipynb": b'{"cells": ['}
    )


def test_mil_archivos_ilegibles_no_hacen_un_mensaje_de_mil_lineas(choose, t1):
    why = unreadable(choose, {}, [f"No se puede leer {k}." for k in range(1000)])
    assert why.endswith("Y 995 archivos más que no se pueden leer.") and len(why) < 300


def test_lo_bueno_se_lee_aunque_al_lado_haya_algo_que_no_y_se_cuenta(choose, t1):
    chosen, messages = choose({EXACT: t1.draft().solve(), "b.ipynb": b""}, ("No se puede leer c.ipynb: es un enlace.",))
    assert chosen == EXACT
    assert messages[0] == "No se puede leer c.ipynb: es un enlace." and "b.ipynb está vacío" in messages[1]


def test_lo_que_se_cuenta_de_la_carpeta_llega_siempre_y_el_motivo_va_el_ultimo(published, t1):
    note = "La hora no se entiende."
    for notebooks in ({}, {EXACT: t1.draft().solve().to_bytes()}, {EXACT: b"{"}):
        found = read_submission(Handed("ana", notebooks, notes=(note,)), NAME, published)
        assert found.messages[0] == note
        assert (found.notebook is None) == (b"{" in notebooks.values())
    assert found.messages[-1].startswith(f"{EXACT} está cortado")
