"""Entregas estropeadas de todas las maneras que se ven en clase.

Todas se califican juntas, una vez: así se prueba también que ninguna estropea a
las demás. Cada una dice qué ejercicios pierde y con qué frase; los que no
nombra tienen que conservar todos sus puntos.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import nbformat
import pytest
from bs4 import BeautifulSoup
from docente import for_teachers
from entregas import QUESTION, T1, Classroom, Draft, load_course
from puntos import AUTO

from autograder.exercise import exercises_of

ONE, TWO = "t1_lineal", "t1_norma"
ALL = tuple(exercises_of(T1))
HEAD = "def t1_lineal(A, x):\n    "


@dataclass(frozen=True)
class Case:
    """Una entrega: cómo se escribe y qué debe pasar.

    ``lost`` da, por ejercicio que no aprueba, su estado y una frase de su
    mensaje; ``says``, frases de los avisos sobre la entrega entera.
    """

    write: Callable[[Draft], Draft | bytes]
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    name: str | None = None  # nombre del archivo, si no es el que debe


def answer(source: str) -> Callable[[Draft], Draft]:
    """Todo bien menos t1_lineal, que lleva este código."""
    return lambda d: d.put(ONE, source)


def edit(change: Callable[[Draft], object]) -> Callable[[Draft], Draft]:
    """Todo bien y después un cambio en el cuaderno."""

    def write(d: Draft) -> Draft:
        change(d)
        return d

    return write


def lost(status: str, phrase: str, *ids: str) -> dict[str, tuple[str, str]]:
    return {id_: (status, phrase) for id_ in ids or (ONE,)}


def everything(status: str, phrase: str) -> dict[str, tuple[str, str]]:
    return lost(status, phrase, *ALL)


def set_metadata(d: Draft, grade_id: str, value) -> None:
    d.cell(grade_id)["metadata"] = value


def set_nbgrader(d: Draft, id_: str, /, **changes) -> None:
    d.cell(id_)["metadata"]["nbgrader"] |= changes


def duplicate(d: Draft, grade_id: str, source: str, above: bool = False) -> None:
    """Una copia con los mismos metadatos, como la que deja JupyterLab al pegar."""
    twin = copy.deepcopy(d.cell(grade_id)) | {"id": f"copia-{grade_id}", "source": source}
    d.cells.insert(d.position(grade_id) + (not above), twin)


def retype(d: Draft, grade_id: str, kind: str) -> None:
    cell = d.cell(grade_id)
    cell["cell_type"] = kind
    cell.pop("outputs", None), cell.pop("execution_count", None)


def drop_keys(d: Draft, *keys: str) -> None:
    """Quita metadatos o ids de todo el cuaderno, como hacen algunos editores."""
    for cell in d.cells:
        for key in keys:
            cell.pop(key, None)


def swap_grade_ids(d: Draft, a: str, b: str) -> None:
    first, second = d.cell(a), d.cell(b)
    first["metadata"]["nbgrader"]["grade_id"], second["metadata"]["nbgrader"]["grade_id"] = b, a


def version_3(d: Draft) -> bytes:
    old = nbformat.convert(nbformat.from_dict(d.notebook), 3)
    return json.dumps(old).encode()


def heavy(d: Draft) -> Draft:
    big = {"output_type": "stream", "name": "stdout", "text": "x" * (30 * 2**20)}
    d.cell(ONE)["outputs"] = [big]
    return d


def deep(d: Draft) -> bytes:
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


GOOD_ONE = HEAD + "return A.T\n"
BAD_ONE = HEAD + "return A\n"
SHAPE = "debe tener forma"

CASES: dict[str, Case] = {
    "todo_bien": Case(lambda d: d),
    # — respuestas —
    "respuesta_vacia": Case(answer("   \n"), lost("missing", "Todavía no has escrito `t1_lineal`")),
    "respuesta_sin_tocar": Case(
        lambda d: d.put(ONE, HEAD + "raise NotImplementedError"), lost("missing", "Todavía no has escrito `t1_lineal`")
    ),
    "error_de_sintaxis": Case(
        answer("def t1_lineal(A, x:\n    return A.T"), lost("error", "no se puede leer como Python")
    ),
    "funcion_ausente": Case(
        answer("J = np.ones((2, 2))"), lost("fail", "No hay ninguna función llamada `t1_lineal`")
    ),
    "funcion_renombrada": Case(
        answer("def t1_linealbien(A, x):\n    return A.T"), lost("fail", "¿Le cambiaste el nombre?")
    ),
    "no_es_funcion": Case(answer("t1_lineal = 3"), lost("fail", "debe ser una función")),
    "faltan_argumentos": Case(
        answer("def t1_lineal(A):\n    return A.T"), lost("error", "Comprueba el número de argumentos")
    ),
    "sobran_argumentos": Case(
        answer("def t1_lineal(A, x, y):\n    return A.T"), lost("error", "Comprueba el número de argumentos")
    ),
    "devuelve_none": Case(answer(HEAD + "A.T"), lost("fail", "¿Falta el `return`?")),
    "devuelve_lista": Case(answer(HEAD + "return A.T.tolist()"), lost("fail", "llegó una lista")),
    "devuelve_texto": Case(answer(HEAD + "return 'A.T'"), lost("fail", "un objeto de tipo `str`")),
    "devuelve_float32": Case(answer(HEAD + "return A.T.astype(np.float32)"), lost("fail", "El resultado es float32")),
    "devuelve_escalar": Case(answer(HEAD + "return 1.0"), lost("fail", SHAPE)),
    "devuelve_objetos": Case(answer(HEAD + "return A.T.astype(object)"), lost("fail", "array de tipo object")),
    "devuelve_nan": Case(answer(HEAD + "return A.T * np.nan"), lost("fail", "NaN (no es un número)")),
    "devuelve_demasiado": Case(
        answer(HEAD + "return np.zeros(2**24)"), lost("fail", "no se puede enviar")
    ),
    "lanza": Case(answer(HEAD + "raise ValueError('ups')"), lost("error", "Tu función lanzó ValueError")),
    "lanza_en_la_celda": Case(
        answer("raise RuntimeError('aquí')\n" + GOOD_ONE), lost("error", "falló al ejecutarse")
    ),
    "pide_un_dato": Case(answer("n = input('¿n? ')\n" + GOOD_ONE), lost("error", "EOFError")),
    "sale": Case(answer(HEAD + "raise SystemExit"), lost("error", "SystemExit")),
    "mata_el_proceso": Case(answer("import os\n" + HEAD + "os._exit(0)"), lost("error", "El proceso murió")),
    "mata_en_la_celda": Case(
        answer("import os\nos._exit(0)\n" + GOOD_ONE), lost("error", "murió al ejecutar la celda")
    ),
    "bucle_infinito": Case(answer(HEAD + "while True:\n        pass"), lost("error", "¿Hay un bucle que no termina?")),
    "importa_torch_sin_usarlo": Case(answer("import torch\n" + GOOD_ONE)),
    "usa_torch_dentro": Case(answer(HEAD + "import torch\n    return A.T"), lost("fail", "Usas `torch`")),
    "imprime_100_mb_al_llamar": Case(answer(HEAD + "print('x' * 10**8)\n    return A.T")),
    "imprime_100_mb_en_la_celda": Case(answer(GOOD_ONE + "for _ in range(1000):\n    print('x' * 10**5)")),
    "nulo_en_el_codigo": Case(answer(GOOD_ONE + "\0"), lost("error", "no se puede leer como Python")),
    "medio_caracter": Case(answer(HEAD + "raise ValueError(chr(0xD800))"), lost("error", "ValueError")),
    # — celdas propias —
    "auxiliar_propia": Case(
        lambda d: d.put(ONE, HEAD + "return traspuesta(A)").insert(
            d.position(ONE), "def traspuesta(M):\n    return M.T"
        )
    ),
    "auxiliar_debajo": Case(
        lambda d: d.put(ONE, HEAD + "return traspuesta(A)").insert(
            len(d.cells), "def traspuesta(M):\n    return M.T"
        )
    ),
    "celda_propia_que_falla": Case(lambda d: d.insert(3, "1 / 0").insert(3, "esto no es python")),
    "adjunto_raro": Case(lambda d: d.insert(3, "![a](attachment:a)", "markdown", attachments={"a": 3, "b": {"c": []}})),
    # — celdas de respuesta —
    "respuesta_borrada": Case(
        edit(lambda d: d.cells.pop(d.position(ONE))),
        lost("missing", "Todavía no has escrito"),
    ),
    "respuesta_doble_buena": Case(
        edit(lambda d: duplicate(d, ONE, BAD_ONE, above=True)),
    ),
    "respuesta_doble_mala": Case(
        edit(lambda d: duplicate(d, ONE, BAD_ONE)),
        lost("fail", SHAPE),
    ),
    "respuesta_a_texto": Case(
        edit(lambda d: retype(d, ONE, "markdown")), says=("t1_lineal: la celda cambió de tipo (markdown)",)
    ),
    "respuesta_a_raw": Case(edit(lambda d: retype(d, ONE, "raw")), says=("t1_lineal: la celda cambió de tipo (raw)",)),
    "respuesta_sin_metadatos": Case(edit(lambda d: set_metadata(d, ONE, {}))),
    "respuesta_reescrita": Case(
        edit(lambda d: (d.cells.pop(d.position(ONE)), d.insert(4, GOOD_ONE))),
    ),
    # — celdas de corrección —
    "correccion_borrada": Case(
        edit(lambda d: d.cells.pop(d.position("test_" + ONE))), says=("Faltan celdas de corrección (test_t1_lineal)",)
    ),
    "correccion_doble": Case(
        edit(lambda d: duplicate(d, "test_" + ONE, "pass")),
    ),
    "correccion_a_texto": Case(
        edit(lambda d: retype(d, "test_" + ONE, "markdown")),
    ),
    "correccion_editada": Case(
        lambda d: d.put(ONE, BAD_ONE).put("test_" + ONE, "print('✓ Bien')"),
        lost("fail", SHAPE),
    ),
    # — metadatos —
    "metadatos_nulos": Case(edit(lambda d: set_metadata(d, ONE, None))),
    "metadatos_de_texto": Case(edit(lambda d: set_metadata(d, ONE, {"nbgrader": "x", "tags": 3}))),
    "mil_puntos": Case(
        edit(lambda d: (d.put(ONE, BAD_ONE), set_nbgrader(d, "test_" + ONE, points=1000))), lost("fail", SHAPE)
    ),
    "puntos_de_texto": Case(edit(lambda d: set_nbgrader(d, "test_" + ONE, points="muchos"))),
    "sin_grade": Case(
        edit(lambda d: (d.put(ONE, BAD_ONE), set_nbgrader(d, "test_" + ONE, grade=False))), lost("fail", SHAPE)
    ),
    "correccion_como_solucion": Case(
        edit(lambda d: (d.put(ONE, BAD_ONE), set_nbgrader(d, "test_" + ONE, solution=True, locked=False))),
        lost("fail", SHAPE),
    ),
    "ids_cruzados": Case(edit(lambda d: swap_grade_ids(d, ONE, TWO))),
    "grade_id_de_numero": Case(edit(lambda d: set_nbgrader(d, ONE, grade_id=7))),
    "sin_ids": Case(edit(lambda d: drop_keys(d, "id"))),
    "sin_metadatos_ni_ids": Case(
        edit(lambda d: drop_keys(d, "id", "metadata"))
    ),
    "celda_sin_texto": Case(
        edit(lambda d: d.cell(ONE).pop("source")), lost("missing", "Todavía no has escrito")
    ),
    "celdas_que_no_lo_son": Case(edit(lambda d: d.cells.extend([3, None, "x", {}, {"cell_type": 5, "source": 1}]))),
    "salida_de_30_mb": Case(heavy),
    # — archivos —
    "otra_tarea": Case(
        lambda d: b"",  # se escribe aparte: hace falta el otro cuaderno
        everything("not_judged", "es el cuaderno de 00_presentacion"),
    ),
    "cortado": Case(lambda d: d.to_bytes()[:20_000], everything("not_judged", "está cortado")),
    "vacio": Case(lambda d: b"", everything("not_judged", "está vacío")),
    "en_blanco_dos_lineas": Case(lambda d: b"\n \n", everything("not_judged", "está vacío")),
    "nulos": Case(lambda d: bytes(5_000), everything("not_judged", "no es JSON válido")),
    "una_imagen": Case(
        lambda d: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), everything("not_judged", "no es JSON válido")
    ),
    "json_de_otra_cosa": Case(lambda d: b'{"notas": [1, 2]}', everything("not_judged", "le falta «cells»")),
    "json_lista": Case(lambda d: b"[]", everything("not_judged", "le falta «cells»")),
    "json_profundo": Case(deep, everything("not_judged", "demasiados niveles")),
    "demasiadas_celdas": Case(
        lambda d: json.dumps({"cells": [{}] * 2_001}).encode(), everything("not_judged", "el máximo es 2000")
    ),
    "latin_1": Case(
        lambda d: d.insert(3, "año = 'ñandú'").to_bytes().decode().encode("latin-1", "replace"), says=("Windows-1252",)
    ),
    "utf_16": Case(lambda d: d.to_bytes().decode().encode("utf-16")),
    "utf_8_con_marca": Case(lambda d: b"\xef\xbb\xbf" + d.to_bytes()),
    "formato_3": Case(version_3, says=("formato antiguo",)),
    "otro_nombre": Case(lambda d: d, says=("y debía llamarse «tarea_jacobiano.ipynb»",), name="T1 (final).ipynb"),
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory, root, t1):
    """La clase entera, ya calificada: (clase, resultado de la orden, bytes que se entregaron)."""
    group = Classroom(tmp_path_factory.mktemp("mala") / "clase", root, T1)
    handed = {}
    for student, case in CASES.items():
        content = case.write(t1.draft().solve().answer_question())
        if student == "otra_tarea":
            content = load_course(root, "00_presentacion").draft().solve()
        path = group.hand_in(student, content, case.name)
        handed[path] = path.read_bytes()
    blank = group.hand_in("en_blanco", t1.draft())
    handed[blank] = blank.read_bytes()
    # Dos cuadernos distintos, y ninguno con el nombre que debe.
    for name, id_ in (("uno.ipynb", ONE), ("dos.ipynb", TWO)):
        group.hand_in("dos_archivos", t1.draft().solve(id_), name)
    group.hand_in("dos_y_uno_bueno", t1.draft().solve().answer_question())
    group.hand_in("dos_y_uno_bueno", t1.draft(), "borrador.ipynb")
    (group.submitted / "carpeta_vacia" / T1).mkdir(parents=True)
    (group.submitted / "sin_carpeta").mkdir()
    with group.hand_in("enorme", b"{}").open("r+b") as file:
        file.truncate(51 * 2**20)
    (group.submitted / "carpeta_por_archivo" / T1 / f"{T1}.ipynb").mkdir(parents=True)
    roster = group.folder / "lista.csv"
    listed = sorted(set(CASES) - {"todo_bien"})
    roster.write_text("id,nombre\n" + "\n".join(f"{s},Nombre" for s in [*listed, "no_entrega"]), encoding="utf-8")
    return group, group.grade("--roster", str(roster), "--workers", "2"), handed


def result(graded, student):
    return graded[1].grades["students"][student]


@pytest.mark.parametrize("student", CASES)
def test_cada_entrega_pierde_solo_lo_suyo_y_se_le_explica(graded, t1_points, student):
    case, found = CASES[student], result(graded, student)["exercises"]
    wrong = {
        id_: (v["status"], v["message"]) for id_, v in found.items() if v["status"] != "pass" and "written" not in v
    }
    assert {id_: status for id_, (status, _) in wrong.items()} == {i: s for i, (s, _) in case.lost.items()}, wrong
    for id_, (_, phrase) in case.lost.items():
        assert phrase in found[id_]["message"]
    for id_, points in t1_points.items():
        expected = {"pass": points, "not_judged": None}.get(found[id_]["status"], 0.0)
        assert (found[id_]["points"], found[id_]["max_points"]) == (expected, points)


@pytest.mark.parametrize("student", CASES)
def test_los_avisos_sobre_la_entrega_son_los_suyos(graded, student):
    case, messages = CASES[student], " ".join(result(graded, student)["messages"])
    for phrase in case.says:
        assert phrase in messages
    if not case.says and not any(status == "not_judged" for status, _ in case.lost.values()):
        expected = ["«todo_bien» no está en la lista de clase"] if student == "todo_bien" else []
        assert [m.split(":")[0] for m in result(graded, student)["messages"]] == expected


def test_la_clase_acaba_con_todos_los_estudiantes_aunque_haya_ilegibles(graded):
    group, run, _ = graded
    handed = {p.name for p in group.submitted.iterdir()}
    assert set(run.grades["students"]) == handed | {"no_entrega"}
    assert run.code == 1, run.err  # hay entregas que mirar
    assert "Sin juzgar, las mira una persona" in run.out and "cortado (Nombre): " in run.out
    for student in handed:
        assert group.autograded(student).is_file() and group.feedback(student).is_file()


def test_ningun_informe_dice_nada_para_quien_califica(graded):
    group, run, _ = graded
    for student in sorted(p.name for p in group.submitted.iterdir()):
        page = BeautifulSoup(group.feedback(student).read_text(encoding="utf-8"), "html.parser")
        for tag in page.select(".jp-CodeCell, style"):  # lo que escribió e imprimió él
            tag.decompose()
        assert for_teachers(page.get_text(" ")) == [], student


def test_los_archivos_entregados_quedan_como_llegaron(graded):
    for path, content in graded[2].items():
        assert path.read_bytes() == content, path


def test_un_cuaderno_en_blanco_no_da_puntos_ni_espera_a_nadie(graded):
    found = result(graded, "en_blanco")
    assert {v["status"] for v in found["exercises"].values()} == {"missing"}
    assert (found["score"], found["pending_manual"]) == (0.0, 0.0)


def test_con_dos_cuadernos_y_ninguno_bien_llamado_decide_una_persona(graded):
    found = result(graded, "dos_archivos")
    assert {v["status"] for v in found["exercises"].values()} == {"not_judged"}
    assert "Hay varios cuadernos con respuestas distintas («dos.ipynb», «uno.ipynb»)" in found["messages"][0]


def test_con_dos_cuadernos_cuenta_el_que_se_llama_como_debe(graded):
    assert result(graded, "dos_y_uno_bueno")["score"] == AUTO


@pytest.mark.parametrize("student", ["carpeta_vacia", "sin_carpeta", "carpeta_por_archivo"])
def test_sin_archivo_no_hay_puntos_y_se_dice(graded, student):
    found = result(graded, student)
    assert {v["status"] for v in found["exercises"].values()} == {"missing"}
    assert found["score"] == 0.0 and "No hay cuaderno" in found["messages"][0]


def test_un_archivo_enorme_no_se_abre(graded):
    found = result(graded, "enorme")
    assert {v["status"] for v in found["exercises"].values()} == {"not_judged"}
    assert "ocupa más de 50 MB" in found["messages"][0]


def test_quien_no_esta_en_la_lista_se_califica_y_se_avisa(graded):
    _, run, _ = graded
    assert result(graded, "todo_bien")["score"] == AUTO
    assert "«todo_bien» no está en la lista de clase" in " ".join(result(graded, "todo_bien")["messages"])
    assert "En la lista y sin entrega (1): no_entrega" in run.out
    assert result(graded, "no_entrega") == {
        "status": "not_submitted", "score": None, "pending_manual": 0.0, "exercises": {}, "name": "Nombre",
        "messages": ["Está en la lista de clase y no tiene entrega."],
    }  # fmt: skip


@pytest.mark.parametrize("student", ["salida_de_30_mb", "imprime_100_mb_en_la_celda", "imprime_100_mb_al_llamar"])
def test_lo_que_pesa_no_se_arrastra_al_cuaderno_corregido(graded, student):
    assert graded[0].autograded(student).stat().st_size < 2 * 2**20


def test_una_salida_recortada_lo_dice(graded):
    assert "salida recortada" in graded[0].autograded("imprime_100_mb_en_la_celda").read_text(encoding="utf-8")


def test_el_cuaderno_corregido_lleva_los_metadatos_publicados(graded, t1):
    """Ninguna edición de metadatos llega al gradebook ni al formgrader."""
    published = {
        c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"]
        for c in t1.notebook["cells"]
        if any(c["metadata"].get("nbgrader", {}).get(flag) for flag in ("grade", "solution"))
    }
    for student in ("mil_puntos", "sin_grade", "correccion_como_solucion", "metadatos_nulos", "respuesta_doble_mala"):
        notebook = nbformat.read(graded[0].autograded(student), as_version=4)
        nbformat.validate(notebook)
        found = [c.metadata.nbgrader for c in notebook.cells if "nbgrader" in c.metadata]
        assert {f["grade_id"]: dict(f) for f in found} == published and len(found) == len(published)


def test_la_pregunta_escrita_se_conserva_y_espera_a_una_persona(graded):
    assert result(graded, "todo_bien")["pending_manual"] == 4.0
    text = graded[0].autograded("todo_bien").read_text(encoding="utf-8")
    assert "Porque el vector se multiplica antes" in text and QUESTION in text
    assert "sin corregir / 4" in graded[0].feedback("todo_bien").read_text(encoding="utf-8")
