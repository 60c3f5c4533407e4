"""La línea de órdenes: ayuda en español, códigos de salida y qué dice cuando algo no está."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from autograder import cli
from autograder.commands import ORDER

COMMANDS = ORDER
ENGLISH = re.compile(
    r"\b(usage|options|optional|positional|arguments|show|help message|required|invalid|expected|choose|exit|error)\b"
)


@pytest.fixture
def run(capsys, monkeypatch, root, tmp_path_factory):
    """Ejecuta una orden desde la raíz del curso (o desde otra carpeta): (código, salida, errores)."""

    # El progreso de quien ejecuta las pruebas no se toca.
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))

    def go(*command: str, cwd=root):
        monkeypatch.chdir(cwd)
        try:
            code = cli.main(list(command))
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return go


# — ayuda —


def test_la_ayuda_general_dice_que_hace_cada_orden_y_para_quien_es(run):
    code, out, err = run("--help")
    assert code == 0 and err == ""
    for command in COMMANDS:
        assert re.search(rf"^    {command} .*", out, re.MULTILINE)
    assert re.search(r"^    doctor .*(\n .*)*\[docentes\]", out, re.MULTILINE)
    assert "[estudiantes]" in out and "[docentes]" in out and "[autores]" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_la_ayuda_de_cada_orden_esta_en_espanol(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0 and out.startswith(f"uso: autograder {command}")
    options = re.sub(r"--\w+", "", out)
    assert not ENGLISH.search(options.lower()), ENGLISH.search(options.lower())
    assert "enseña esta ayuda" in out


def test_la_ayuda_de_grade_dice_todas_sus_opciones(run):
    _, out, _ = run("grade", "--help")
    for option in ("--submitted", "--db", "--out", "--json", "--workers", "--student", "--roster", "--force",
                   "--scheduler", "--require-isolation", "--quiet"):  # fmt: skip
        assert option in out


def test_la_ayuda_enumera_los_archivos_de_commands(root):
    written = {file.stem for file in (root / "autograder/commands").glob("*.py")} - {"__init__", "words"}
    assert set(COMMANDS) == written and len(COMMANDS) == len(written)


# — órdenes mal escritas —


@pytest.mark.parametrize(
    "command, says",
    [
        ([], "Faltan argumentos: ORDEN"),
        (["calificar"], "no existe 'calificar'"),
        (["grade"], "Faltan argumentos: TAREA"),
        (["simulate", "x"], "Faltan argumentos: --out"),
        (["grade", "x", "--nada"], "No se entiende: --nada"),
        (["grade", "x", "--work", "3"], "No se entiende: --work 3"),
        (["grade", "x", "--workers"], "necesita un valor"),
        (["grade", "x", "--workers", "0"], "debe ser 1 o más y es 0"),
        (["grade", "x", "--workers", "dos"], "debe ser un número entero y es «dos»"),
        (["grade", "x", "--scheduler"], "necesita un valor"),
        (["grade", "x", "--require-isolation=no"], "no lleva valor y recibió 'no'"),
        (["doctor", "todo"], "No se entiende: todo"),
        (["simulate", "x", "--seed", "dos", "--out", "y"], "debe ser un número entero y es 'dos'"),
        (["build", "--check=3"], "no lleva valor y recibió '3'"),
    ],
)
def test_una_orden_mal_escrita_se_explica_en_una_linea_y_sale_2(run, command, says):
    code, out, err = run(*command)
    assert code == 2 and out == "" and says in err and err.count("\n") == 1
    assert "--help»" in err
    assert not ENGLISH.search(err.replace("--help", "").lower())


# — lo que no está —


@pytest.mark.parametrize(
    "command",
    [
        ("grade", "tarea_jacobiano"),
        ("build",),
        ("lint",),
        ("simulate", "tarea_jacobiano", "--out", "clase"),
    ],
)
def test_fuera_de_la_carpeta_del_curso_se_dice_y_sale_2(run, tmp_path, command):
    code, out, err = run(*command, cwd=tmp_path)
    assert code == 2 and out == "" and "no está dentro de la carpeta del curso" in err
    assert list(tmp_path.iterdir()) == []


def test_dentro_de_una_subcarpeta_del_curso_tambien_funciona(run, root):
    code, out, _ = run("build", "00_presentacion", "--check", cwd=root / "notebooks")
    assert code == 0 and "Siguiente:" in out


def test_una_tarea_desconocida_dice_cuales_hay(run, tmp_path):
    (tmp_path / "ana").mkdir()
    url = f"sqlite:///{tmp_path / 'g.db'}"
    code, _, err = run("grade", "tarea_jacobino", "--submitted", str(tmp_path), "--db", url)
    assert code == 2 and "No existe notebooks/tarea_jacobino.ipynb" in err and "tarea_jacobiano" in err


def test_una_leccion_desconocida_dice_cuales_hay(run):
    code, _, err = run("build", "tarea_jacobino")
    assert code == 2 and "Las lecciones son:" in err and "tarea_jacobiano" in err


def test_un_ejercicio_parecido_se_propone(run):
    code, _, err = run("hint", "t1_linea")
    assert code == 2 and "¿Querías «t1_lineal»?" in err


def test_sin_carpeta_de_entregas_se_dice_como_indicarla(run, tmp_path):
    code, _, err = run("grade", "tarea_jacobiano", "--submitted", str(tmp_path / "no_esta"))
    assert code == 2 and "No existe la carpeta de entregas" in err and "--submitted" in err


@pytest.mark.parametrize("command", [("check",), ("pack",)])
def test_un_cuaderno_que_no_esta_sale_2(run, tmp_path, command):
    code, out, err = run(*command, str(tmp_path / "nada.ipynb"), cwd=tmp_path)
    assert code == 2 and out == "" and "No encuentro" in err


def test_check_en_json_lo_puede_leer_una_maquina(run, tmp_path, root):
    code, out, _ = run("check", str(root / "notebooks" / "00_presentacion.ipynb"), "--json", cwd=tmp_path)
    assert code == 1 and json.loads(out)["primer_gradiente"]["status"] == "missing"


# — lo que falta instalar —

WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from autograder.cli import main

sys.exit(main({command!r}))
"""


def run_without(absent, command, root, cwd, **env):
    """Ejecuta una orden en un Python en el que esos paquetes no están."""
    code = WITHOUT.format(absent=absent, command=command)
    env = {**os.environ, "PYTHONPATH": str(root), **env}
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, env=env)


@pytest.mark.parametrize(
    "module, command",
    [
        ("nbgrader", ["grade", "tarea_jacobiano"]),
        ("tqdm", ["grade", "tarea_jacobiano"]),
        ("nbgrader", ["build", "00_presentacion", "--check"]),
        ("jupytext", ["build", "00_presentacion", "--check"]),
        ("jupytext", ["lint"]),
    ],
)
def test_sin_las_herramientas_de_docente_se_dice_como_instalarlas(root, tmp_path, module, command):
    if command[0] == "grade":  # con una entrega, en una clase sin estrenar
        folder = tmp_path / "submitted" / "ana" / command[1]
        folder.mkdir(parents=True)
        shutil.copy(root / "notebooks" / f"{command[1]}.ipynb", folder)
        command = [*command, "--submitted", str(tmp_path / "submitted"), "--db", f"sqlite:///{tmp_path / 'g.db'}"]
        command += ["--out", str(tmp_path)]
    # Sin un gradebook que otra orden haya dejado hecho en la caché: estrenarlo es de nbgrader.
    done = run_without([module], command, root, root, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert module in done.stderr and "pip install -e '.[docente]'" in done.stderr


def test_hint_no_necesita_ni_torch_ni_lo_de_docente(root, tmp_path):
    absent = ["torch", "nbgrader", "jupytext", "psutil", "tqdm"]
    home = {"HOME": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path)}
    done = run_without(absent, ["hint", "t1_lineal"], root, tmp_path, **home)
    assert done.returncode == 0, done.stderr
    assert "?" in done.stdout


def test_una_salida_cortada_no_ensena_una_traza(root):
    command = f"{sys.executable} -m autograder.cli --help | head -1; {sys.executable} -m autograder.cli lint | true"
    done = subprocess.run(
        ["sh", "-c", command], cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr
