"""Lo que se reparte: funciona solo en una carpeta vacía, no lleva soluciones y sale siempre igual."""

import ast
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from entorno import bare_venv
from traitlets.config import Config

from autograder import cli
from autograder.authoring.sources import alternatives, lessons, solution_code
from autograder.authoring.variants import numbers_of
from autograder.classroom import handout
from autograder.errors import CourseError
from autograder.exercise import exercises_of

REPO = Path(__file__).resolve().parents[2]
LESSON = "00_presentacion"


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    """El zip de la primera lección."""
    target = tmp_path_factory.mktemp("reparto") / "leccion.zip"
    here = Path.cwd()
    os.chdir(REPO)
    try:
        assert cli.main(["handout", LESSON, "--out", str(target)]) == 0
    finally:
        os.chdir(here)
    return target


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory) -> Path:
    """Lo que ve un estudiante al descomprimirlo, en una carpeta donde no hay nada más."""
    folder = tmp_path_factory.mktemp("vacia")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    (only,) = folder.iterdir()
    return only


def wheel_of(folder: Path) -> zipfile.ZipFile:
    (path,) = (folder / "wheels").glob("*.whl")
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_lleva_el_cuaderno_lo_que_enlaza_la_rueda_binder_y_un_leeme(unpacked):
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    (wheel,) = (name for name in there if name.endswith(".whl"))
    assert there == {
        "LEEME.txt", "jupyter_config.py", "constraints.txt", "requirements.txt", wheel, f"notebooks/{LESSON}.ipynb",
        "notebooks/glosario.md", "binder/requirements.txt", "binder/runtime.txt", "binder/postBuild",
        "binder/overrides.json",
    }  # fmt: skip
    assert f"./{wheel}" in (unpacked / "requirements.txt").read_text().splitlines()
    assert "-r ../requirements.txt" in (unpacked / "binder/requirements.txt").read_text().splitlines()
    published = (REPO / f"notebooks/{LESSON}.ipynb").read_bytes()
    assert (unpacked / f"notebooks/{LESSON}.ipynb").read_bytes() == published


def test_el_leeme_cabe_en_una_pagina_y_tiene_las_ordenes_de_los_tres_sistemas(unpacked):
    text = (unpacked / "LEEME.txt").read_bytes().decode("utf-8-sig")
    assert len(text.splitlines()) <= 60 and max(map(len, text.splitlines())) <= 95
    for order in ("py -3 -m venv .venv", r".venv\Scripts\python -m pip install -r requirements.txt",
                  "python3 -m venv .venv", ".venv/bin/python -m pip install -r requirements.txt",
                  ".venv/bin/jupyter lab --config=jupyter_config.py"):  # fmt: skip
        assert order in text
    assert all(system in text for system in ("Windows", "macOS", "Linux"))


def test_jupyterlab_se_abre_en_espanol_y_en_el_primer_cuaderno(unpacked):
    config = Config()
    path = unpacked / "jupyter_config.py"
    exec(path.read_text("utf-8"), {"get_config": lambda: config, "__file__": str(path)})
    assert config.ServerApp.root_dir == str(unpacked / "notebooks")
    assert config.LabApp.default_url == f"/lab/tree/{LESSON}.ipynb"
    settings = json.loads(Path(config.LabApp.app_settings_dir, "overrides.json").read_text())
    assert settings["@jupyterlab/translation-extension:plugin"]["locale"] == "es_ES"


TRY = """
import sys, autograder, course_lib
from autograder import check
def primer_gradiente(x):
    return {answer}
check(primer_gradiente)
assert "torch" not in sys.modules
print(autograder.__file__)
"""


def test_en_una_carpeta_vacia_check_acepta_lo_bueno_y_explica_lo_malo(unpacked, tmp_path):
    python = bare_venv(tmp_path / "venv", own_files=False)
    (site,) = (tmp_path / "venv").glob("lib/python3*/site-packages")
    (wheel,) = (unpacked / "wheels").glob("*.whl")
    order = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet"]
    done = subprocess.run([*order, "--target", site, wheel], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    said = {}
    for answer in ("2 * x + 3", "2 * x"):
        env = {"PATH": os.defpath, "HOME": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path / "jupyter")}
        run = subprocess.run(
            [python, "-c", TRY.format(answer=answer)],
            cwd=unpacked / "notebooks",
            env=env,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        *lines, origin = run.stdout.splitlines()
        assert Path(origin).is_relative_to(tmp_path / "venv")  # el de la rueda, y no el de este repositorio
        said[answer] = "\n".join(lines)
    assert "✓" in said["2 * x + 3"]
    assert "✗" in said["2 * x"] and "¿Cuánto cambia 3x cuando x sube una unidad?" in said["2 * x"]


def test_binder_copia_el_reparto_antes_de_instalar_su_rueda(unpacked, skip_or_fail):
    program = Path(sys.executable).with_name("jupyter-repo2docker")
    if not program.exists():
        skip_or_fail("falta jupyter-repo2docker (make test lo instala)")
    run = subprocess.run([program, "--no-build", "--debug", "."], cwd=unpacked, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    said = run.stdout + run.stderr
    assert said.index("COPY --chown=0:0 src/ ") < said.index('install --no-cache-dir -r "binder/requirements.txt"')
    assert "RUN ./binder/postBuild" in said


# — ni una solución —


def test_la_rueda_no_trae_lecciones_ni_marcas_de_solucion(unpacked):
    wheel = wheel_of(unpacked)
    names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"autograder", "course_lib"}
    # Con lo que «jupyter nbconvert» exporta los widgets vivos, sin que el estudiante haga nada.
    assert [n.partition("/")[2] for n in names if ".data/" in n] == ["data/etc/jupyter/jupyter_config.json"]
    assert not [name for name in names if name.endswith((".ipynb", ".key", ".db", ".pyc"))]
    assert not [name for name in names if name.endswith(".md") and "licenses" not in name]
    exercises = [name for name in names if name.startswith("autograder/exercises/")]
    assert exercises and not [name for name in exercises if b"BEGIN SOLUTION" in wheel.read(name)]


# Aquí la respuesta entera está dentro de la declaración, y no puede no estarlo: o lo que se pide es la propia función
# (la que se da a torch), o un error típico que parte de ella. Todas se ven en clase; ninguna es de la tarea.
SHOWN = {
    *("gradiente_bilineal", "paso_gd", "linear_forward", "sigmoid_backward"),
    *("cota_he_uniforme", "dropout_forward"),
}


# Celdas como las ve un estudiante: al construirlas se comprueba que no enseñan nada.
PUBLISHED = {"variantes.json", "publicado.json"}


def answer_text(code: str, id_: str) -> str:
    """Lo que hace una solución, sin su docstring ni sus comentarios; de la que solo devuelve, lo que devuelve."""
    function = next(n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef) and n.name == id_)
    body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if len(body) == 1 and isinstance(body[0], ast.Return):
        return ast.unparse(body[0].value)
    return "\n".join(map(ast.unparse, body))


def test_las_declaraciones_no_llevan_escrita_la_respuesta(unpacked):
    wheel = wheel_of(unpacked)
    names = [n for n in wheel.namelist() if n.startswith("autograder/exercises/") and n.endswith(".py")]
    declared = "\n".join(ast.unparse(ast.parse(wheel.read(name))) for name in names)
    found = set()
    for lesson, number in [(one, k) for one in lessons(REPO) for k in (0, *numbers_of(one))]:
        others, declared_here = alternatives(REPO, lesson, number), exercises_of(lesson)
        for id_, code in solution_code(REPO, lesson, number).items():
            texts = [answer_text(c, id_) for c in [code, *others.get(id_, ())] if id_ in declared_here]
            # Con menos de diez letras (A.T, 2 * x) no se distingue de cualquier cuenta.
            found |= {id_ for text in texts if len(text) >= 10 and text in declared}
    assert found <= SHOWN, f"Escribe el error típico a partir de ok: {sorted(found - SHOWN)}"
    assert not SHOWN & exercises_of("tarea_jacobiano").keys()


def keys_of(value) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_las_referencias_y_los_diagnosticos_son_numeros_y_nombres(unpacked):
    """De cada ejercicio: sus casos con lo que vale la respuesta, y qué error da qué números."""
    wheel, known = wheel_of(unpacked), {"sources", "cases", "inputs", "expected", "written", "made", "declaration"}
    known |= {"shape", "data", "repeats", "scalar", "dtype", "tuple", "function", "section", "derives", "outputs"}
    known |= {"names", "kinds", "shapes", "of", "numbers"}
    stored = [n for n in wheel.namelist() if n.startswith("autograder/exercises/") and n.endswith(".json")]
    assert {n.rpartition("/")[2] for n in stored} - PUBLISHED == {"referencias.json", "diagnosticos.json"}
    for name in (n for n in stored if n.rpartition("/")[2] not in PUBLISHED):
        for id_, entry in json.loads(wheel.read(name)).items():
            extra = keys_of(entry) - known
            # Lo demás son nombres de argumentos y de salidas («*», todas a la vez).
            assert all(key == "*" or key.isidentifier() for key in extra), (name, id_)
            assert "def " not in json.dumps(entry) and "lambda" not in json.dumps(entry)


# — siempre igual, y lo que no se puede —


def test_otra_vez_son_los_mismos_bytes(packed, tmp_path, monkeypatch):
    monkeypatch.chdir(REPO / "docs")
    assert cli.main(["handout", LESSON, "--out", str(tmp_path / "otra.zip")]) == 0
    assert (tmp_path / "otra.zip").read_bytes() == packed.read_bytes()


def test_json_y_dry_run_dicen_lo_que_iria_y_no_escriben(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(REPO)
    target = tmp_path / "t1.zip"
    assert cli.main(["handout", "tarea_jacobiano", "--out", str(target), "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert not target.exists() and said["written"] is False and said["missing_links"] == []
    assert "notebooks/tarea_jacobiano.ipynb" in said["files"] and said["bytes"] < 4 * 2**20
    assert cli.main(["handout", LESSON, "03_red_de_juguete", "--out", str(target), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Enlazan a lecciones que no van: \d\d.*\.ipynb", out)
    assert out.splitlines()[-1].endswith("Siguiente: la misma orden sin --dry-run")


@pytest.mark.parametrize(
    "order, says",
    [
        ([], "autograder handout TAREA"),
        (["tarea_jacobino"], "No existe notebooks/tarea_jacobino.ipynb. Tareas que hay"),
        (["tarea_jacobiano", "--course", "x"], "quita los nombres, o quita --course"),
        (["tarea_jacobiano", "--repo", "ana/curso"], "--repo es para el repositorio de todo el curso"),
        (["--course", "x", "--out", "y.zip"], "quita --out"),
        (["--course", "x", "--repo", "https://github.com/ana/curso"], "DUEÑO/REPOSITORIO"),
        (["00_presentacion", "--out", "."], "es una carpeta, y --out es el zip"),
    ],
)
def test_lo_que_no_se_puede_se_dice_en_una_frase(order, says, monkeypatch, capsys):
    monkeypatch.chdir(REPO)
    assert cli.main(["handout", *order]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and says in err


@pytest.fixture
def copied(tmp_path) -> Path:
    """Una carpeta con el cuaderno publicado, para estropearlo."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / f"notebooks/{LESSON}.ipynb").write_bytes((REPO / f"notebooks/{LESSON}.ipynb").read_bytes())
    return tmp_path


def test_un_cuaderno_resuelto_no_se_reparte(copied):
    path = copied / f"notebooks/{LESSON}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    next(c for c in notebook.cells if c.id == "primer_gradiente").source = "def primer_gradiente(x):\n    return 2*x+3"
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match=r"alguien ha trabajado en él.*No se reparte\..*autograder build 00_pres"):
        handout.prepare(copied, [LESSON])


def test_con_referencias_viejas_no_se_reparte(copied, monkeypatch):
    monkeypatch.setattr(handout, "source_key", lambda exercise: "otra")
    with pytest.raises(CourseError, match="primer_gradiente.py ha cambiado.*ejecuta antes: autograder build 00_pres"):
        handout.prepare(copied, [LESSON])
