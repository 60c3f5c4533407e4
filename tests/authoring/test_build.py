"""De la fuente al cuaderno del estudiante."""

import hashlib
import json
from pathlib import Path

import nbformat
import pytest

from autograder import cache, cli
from autograder.authoring.build import build, stale
from autograder.authoring.sources import alternatives, lessons, solution_code
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.release import record
from autograder.judging.fingerprint import grading_fingerprint, same_fingerprint

REPO = Path(__file__).parents[2]
MISSING = "notebooks/90_mini.ipynb no corresponde a solutions/90_mini.md. Ejecuta: autograder build 90_mini"
OLD = (
    "autograder/exercises/mini/referencias.json no corresponde a las declaraciones de 90_mini. "
    "Ejecuta: autograder build 90_mini"
)
OLD_TABLE = (
    "autograder/exercises/mini/diagnosticos.json no corresponde a las soluciones de 90_mini. "
    "Ejecuta: autograder build 90_mini"
)


def cells_by_id(path):
    nb = nbformat.read(path, as_version=4)
    return {c.metadata["nbgrader"]["grade_id"]: c for c in nb.cells if "nbgrader" in c.metadata}


def digest(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_el_primer_build_escribe_y_el_segundo_da_los_mismos_bytes(course):
    assert build(course.root) == [course.notebook, course.references, course.diagnoses, course.stubs]
    first = {step: digest(course.root / step) for step in ("source", "notebooks", "exercises")}
    assert build(course.root) == []
    assert {step: digest(course.root / step) for step in first} == first
    # Esa carpeta es de «nbgrader generate_assignment»: si estuviera, no apuntaría la tarea en el gradebook.
    assert not (course.root / "release").exists()


def test_las_fuentes_van_donde_diga_nbgrader_config(course):
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('\nc.CourseDirectory.source_directory = "docente/fuentes"\n')
    build(course.root)
    assert (course.root / "docente" / "fuentes" / "90_mini" / "90_mini.ipynb").is_file()
    assert course.notebook.is_file() and not (course.root / "source").exists()


def test_los_huecos_estan_en_espanol_y_conservan_la_firma(course):
    build(course.root)
    answer = cells_by_id(course.notebook)["mini_cuadrado"].source
    assert answer.startswith('def mini_cuadrado(x):\n    """Devuelve la derivada de x²')
    assert "# Escribe aquí tu solución" in answer and "raise NotImplementedError" in answer
    assert "doble" not in answer
    question = cells_by_id(course.notebook)["mini_pregunta"].source
    assert "¿Por qué?" in question and "*Escribe aquí tu respuesta.*" in question


def test_la_celda_de_correccion_sale_bloqueada_con_suma_y_con_los_puntos_declarados(course):
    build(course.root)
    cells = cells_by_id(course.notebook)
    test = cells["test_mini_cuadrado"].metadata
    assert test["nbgrader"]["points"] == 2 and test["nbgrader"]["locked"]
    assert test["editable"] is False and test["deletable"] is False
    assert cells["mini_cuadrado"].metadata["deletable"] is False
    for id_ in ("preparacion", "mini_cuadrado", "test_mini_cuadrado", "mini_pregunta"):
        assert len(cells[id_].metadata["nbgrader"]["checksum"]) == 32, id_


def test_el_cuaderno_no_lleva_salidas_ni_rastro_de_jupytext(course):
    build(course.root)
    text = course.notebook.read_text(encoding="utf-8")
    nb = nbformat.reads(text, as_version=4)
    nbformat.validate(nb)
    assert text.endswith("}\n") and not text.endswith("\n\n")
    assert set(nb.metadata) == {"kernelspec", "language_info", "retropropagacion"}
    assert all(not c.outputs and c.execution_count is None for c in nb.cells if c.cell_type == "code")
    assert "otra_solucion" not in text and "SOLUTION" not in text
    assert nb.metadata["retropropagacion"] == {
        "assignment": "90_mini",
        "declarations": grading_fingerprint("90_mini"),
        "release": record(nb, "90_mini"),
    }


def test_los_ids_de_celda_son_el_grade_id_o_un_resumen_fijo(course):
    build(course.root)
    before = [c.id for c in nbformat.read(course.notebook, as_version=4).cells]
    assert {"preparacion", "mini_cuadrado", "test_mini_cuadrado", "mini_pregunta"} <= set(before)
    assert len(set(before)) == len(before)
    course.edit_lesson("Hecho con honradez", "Hecho a mano")
    build(course.root)
    after = [c.id for c in nbformat.read(course.notebook, as_version=4).cells]
    assert before[:-1] == after[:-1] and before[-1] != after[-1]


def test_las_demas_claves_de_la_celda_llegan_al_estudiante(course):
    build(course.root)
    assert cells_by_id(course.notebook)["mini_cuadrado"].metadata["fuentes"] == ["000-01"]


def test_el_build_no_toca_ninguna_base_de_datos(course):
    build(course.root)
    assert not list(course.root.rglob("*.db"))


def test_el_build_calla_si_todo_va_bien(course, capfd):
    build(course.root)
    out = capfd.readouterr()
    assert out.out == "" and out.err == ""


@pytest.mark.parametrize(
    "old, new",
    [
        ("points=2", "points=3"),
        ("np.array([0.5])", "np.array([0.5000000000000001])"),  # un dato escrito cuenta hasta la última cifra
        ('args=("x",)', 'args=("z",)'),
        ('"(D,)"', '"(D, 1)"'),
        ('lesson="90_mini",', 'lesson="90_mini", rtol=1e-5,'),
        ('lesson="90_mini",', 'lesson="90_mini", atol=1e-7,'),
        ('title="', 'forbids=("torch", "math"), title="'),
        ("oracle=lambda x: 2 * x", "oracle=lambda x: 2 * x + 1e-8"),
        ("oracle=lambda x: 2 * x", "oracle=lambda x: 2 * x if x.size < 4 else 3 * x"),  # solo en lo sorteado
        ("oracle=lambda x: 2 * x", "oracle=lambda x: (2 * x).reshape(1, -1)"),
        ("rng.normal(size=4)", "rng.normal(size=5)"),
    ],
)
def test_la_huella_cambia_con_lo_que_decide_la_nota(course, old, new):
    build(course.root)
    first = grading_fingerprint("90_mini")
    course.edit_declaration(old, new)
    assert not same_fingerprint(grading_fingerprint("90_mini"), first)
    assert MISSING in stale(course.root)
    build(course.root)
    assert stale(course.root) == []


@pytest.mark.parametrize(
    "old, new",
    [
        ("¿Qué cambia?", "¿Qué se mueve?"),
        ("La derivada de un cuadrado", "Un cuadrado y su derivada"),
        ("recibe dos aportes", "recibe la suma"),
        ("wrong=lambda ok, x: x,", "wrong=lambda ok, x: x / 2,"),
        ("oracle=lambda x: 2 * x", "oracle=lambda x: (x / 3) * 6"),  # otra manera de llegar a lo mismo
    ],
)
def test_lo_que_no_decide_ninguna_nota_no_cambia_el_cuaderno(course, old, new):
    build(course.root)
    course.edit_declaration(old, new)
    # Las referencias y las tablas guardadas son de otro archivo, aunque digan lo mismo.
    assert stale(course.root) == [OLD, OLD_TABLE] and build(course.root) == [course.references, course.diagnoses]


def test_la_huella_se_calcula_una_vez_por_cada_version_del_modulo(course, monkeypatch):
    written = []
    real = cache.write
    monkeypatch.setattr(cache, "write", lambda kind, *rest: written.append(kind) or real(kind, *rest))
    course.edit_declaration("La derivada", "Otra vez la derivada")  # nadie la ha calculado antes
    assert grading_fingerprint("90_mini") == grading_fingerprint("90_mini")
    build(course.root)
    assert written == ["huellas"]
    course.edit_declaration("Otra vez la derivada", "Y otra vez la derivada")
    build(course.root)
    assert written == ["huellas", "huellas"]


def test_una_referencia_que_falla_no_se_publica(course):
    course.edit_declaration("oracle=lambda x: 2 * x", "oracle=lambda x: 2 * y")
    with pytest.raises(CourseError, match=r"mini/mini_cuadrado\.py: «mini_cuadrado» falla .*NameError"):
        build(course.root)
    assert not course.notebook.exists()


def test_los_finales_de_linea_de_otro_sistema_no_hacen_viejo_un_cuaderno(course):
    build(course.root)
    course.notebook.write_bytes(course.notebook.read_bytes().replace(b"\n", b"\r\n"))
    assert stale(course.root) == []


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("grade_id: mini_cuadrado, locked", "grade_id: [mini_cuadrado, locked", "celda de código de la línea"),
        ('{"grade": true, "grade_id": "mini_pregunta"', '{"grade": true "grade_id": "mini_pregunta"', "celda de texto"),
        ("    return doble\n    ### END SOLUTION", "    return doble", "falta «### END SOLUTION»"),
        ("    ### BEGIN SOLUTION\n    # Cada", "    # Cada", "sin su «### BEGIN SOLUTION»"),
        ("    # Cada componente", "    ### BEGIN SOLUTION\n    # Cada", "dos «### BEGIN SOLUTION» seguidos"),
        ("grade_id: preparacion", "grade_id: mini_cuadrado", "el grade_id «mini_cuadrado» está repetido"),
        ('"points": 4, ', "", "no dice cuánto vale"),
        ("grade_id: test_mini_cuadrado", "grade_id: test_otro", "falta la celda de corrección «test_mini_cuadrado»"),
        ("grade_id: mini_cuadrado", "grade_id: otro", "falta la celda de respuesta «mini_cuadrado»"),
        ("grade_id: preparacion, ", "", "sin «grade_id»"),
        ("solution: true, task: false}\nfuentes", "solution: false, task: false}\nfuentes", "«solution: true»"),
    ],
)
def test_una_fuente_con_un_fallo_da_una_frase_que_nombra_el_archivo(course, old, new, said):
    course.edit_lesson(old, new)
    with pytest.raises(CourseError) as error:
        build(course.root)
    message = str(error.value)
    assert "solutions/90_mini.md" in message and said in message and "\n" not in message
    assert not course.notebook.exists()


def test_una_celda_sin_declaracion_se_nombra(course):
    course.declaration.unlink()
    course.forget()
    with pytest.raises(CourseError, match=r"«mini_cuadrado» no está declarada en autograder/exercises/mini/"):
        build(course.root)


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda text: text.encode("cp1252", "replace"), r"no está en UTF-8 \(línea \d+\)"),
        (lambda text: b"\xff\xfe" + text.encode("utf-16-be") + b"x", "dice estar en utf-16 y no lo está"),
        (lambda text: b"\n" + text.encode(), "debe empezar por su cabecera.*: empieza por «---»"),
        (
            lambda text: b"<!-- nota -->\n" + text.encode(),
            "debe empezar por su cabecera.*: empieza por «<!-- nota -->»",
        ),
        (lambda text: text.partition("---\n\n")[2].encode(), "debe empezar por su cabecera"),
        (
            lambda text: text.replace("  display_name: Python 3 (ipykernel)\n", "").encode(),
            "no se entienden los metadatos de la cabecera",
        ),
    ],
)
def test_una_fuente_que_no_se_lee_como_debe_se_explica_y_no_se_publica(course, change, said):
    course.lesson.write_bytes(change(course.lesson.read_text(encoding="utf-8")))
    with pytest.raises(CourseError, match=f"solutions/90_mini.md.*{said}"):
        build(course.root)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_una_fuente_con_marca_o_finales_de_linea_de_otro_sistema_da_el_mismo_cuaderno(course, encoding, newline):
    build(course.root)
    before = course.notebook.read_bytes()
    text = course.lesson.read_text(encoding="utf-8")
    course.lesson.write_bytes(text.replace("\n", newline).encode(encoding))
    build(course.root)
    assert course.notebook.read_bytes() == before


def test_una_solucion_copiada_en_el_texto_no_se_publica(course):
    build(course.root)
    before = course.notebook.read_bytes()
    course.edit_lesson("Escribe la derivada", "Prueba `doble = 2.0 * np.asarray(x, dtype=float)`. Escribe la derivada")
    with pytest.raises(CourseError, match="enseñaría la solución.*doble = 2.0"):
        build(course.root)
    assert course.notebook.read_bytes() == before


def test_stale_nombra_el_archivo_y_la_orden(course):
    stubs = OLD_TABLE.replace("diagnosticos.json", "publicado.json").split(" no corresponde")[0]
    found = stale(course.root)
    assert found[:3] == [MISSING, OLD, OLD_TABLE] and [text.split(" no corresponde")[0] for text in found[3:]] == [
        stubs
    ]
    build(course.root)
    assert stale(course.root) == []
    course.edit_lesson("Una lección de prueba", "Otra lección")
    assert stale(course.root) == [MISSING, OLD_TABLE]  # la tabla dice a qué apartado volver


def test_stale_ve_los_puntos_cambiados_en_la_declaracion(course):
    build(course.root)
    course.edit_declaration("points=2", "points=3")
    assert MISSING in stale(course.root)


def test_stale_no_escribe_en_el_curso(course):
    before = digest(course.root)
    stale(course.root)
    assert digest(course.root) == before


def test_stale_nombra_los_cuadernos_sin_fuente(course):
    build(course.root)
    (course.root / "notebooks" / "viejo.ipynb").write_text("{}")
    [message] = stale(course.root)
    assert message.startswith("notebooks/viejo.ipynb no tiene fuente: falta solutions/viejo.md")


def test_la_orden_build_escribe_comprueba_y_dice_que_sigue(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root / "solutions")
    assert cli.main(["build", "--check"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("Ejecuta: autograder build 90_mini")
    assert cli.main(["build", "90_mini"]) == 0
    written = "Escrito notebooks/90_mini.ipynb\nEscrito exercises/mini/referencias.json\n"
    written += "Escrito exercises/mini/diagnosticos.json\nEscrito exercises/mini/publicado.json\n"
    assert capsys.readouterr().out == f"{written}Hecho. Siguiente: autograder lint\n"
    assert cli.main(["build", "--check"]) == 0
    course.edit_lesson("### END SOLUTION", "")
    assert cli.main(["build"]) == 1
    assert "END SOLUTION" in capsys.readouterr().err


def test_una_leccion_que_no_existe_o_estar_fuera_del_curso_es_un_2(course, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(course.root)
    assert cli.main(["build", "nada"]) == 2
    assert "No existe solutions/nada.md. Las lecciones son: 90_mini." in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert cli.main(["build"]) == 2
    assert "carpeta del curso" in capsys.readouterr().err


def test_las_fuentes_dan_soluciones_limpias_y_otras_soluciones(course):
    assert lessons(course.root) == ["90_mini"]
    [(id_, code)] = solution_code(course.root, "90_mini").items()
    assert id_ == "mini_cuadrado" and "return doble" in code and "SOLUTION" not in code
    [(id_, [other])] = alternatives(course.root, "90_mini").items()
    assert id_ == "mini_cuadrado" and "np.add" in other


@pytest.mark.skipif(not lessons(REPO), reason="el curso aún no tiene lecciones")
def test_los_cuadernos_del_curso_estan_al_dia():
    assert stale(REPO) == []


@pytest.mark.parametrize("name", lessons(REPO))
def test_cada_ejercicio_del_curso_llega_a_su_cuaderno(name):
    """En el publicado, que es byte a byte el que ``build`` haría: lo dice la prueba anterior."""
    path = REPO / "notebooks" / f"{name}.ipynb"
    cells = cells_by_id(path)
    for e in exercises_of(name).values():
        assert cells[e.test_id].metadata["nbgrader"]["points"] == e.points
        assert "raise NotImplementedError" in cells[e.id].source
    assert "SOLUTION" not in json.dumps(json.loads(path.read_text(encoding="utf-8")))
