"""El Makefile: cada fallo previsto acaba en un solo renglón que dice qué hacer."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib

import pytest

FILES = ("Makefile", "pyproject.toml", "constraints.txt")


@pytest.fixture
def copy(root, tmp_path):
    """Lo que el Makefile lee, en una carpeta cuyo nombre lleva un espacio y una tilde."""
    folder = tmp_path / "mi gradiénte"
    folder.mkdir()
    for name in FILES:
        shutil.copy(root / name, folder)
    shutil.copytree(root / "binder", folder / "binder")
    (folder / "course_lib").mkdir()
    shutil.copy(root / "course_lib/jupyter_config.json", folder / "course_lib")
    return folder


def make(folder, *args, **env):
    clean = {k: v for k, v in os.environ.items() if k not in ("PORT", "BROWSER", "PYTHON", "MAKEFLAGS", "MAKELEVEL")}
    env = {**clean, "LC_ALL": "C.UTF-8", **env}
    return subprocess.run(["make", *args], cwd=folder, env=env, capture_output=True, text=True, timeout=600)


def fake_python(folder, before):
    """Un Python que ejecuta ``before`` antes que lo que se le pide con -c."""
    path = folder / "python_falso"
    path.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{before}; exec(sys.argv[1])' \"$2\"\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


def only_line(result):
    """El único renglón de error de una orden que ha fallado."""
    assert result.returncode != 0
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stdout and "ERROR" not in result.stdout
    assert ".. " not in lines[0]
    return lines[0]


def pretend_installed(folder):
    """Deja los sellos como si ya se hubiera instalado, con este mismo Python."""
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/python").symlink_to(sys.executable)
    for name in ("lab", "docente", "sitio", "test"):
        (folder / f".venv/{name}.ok").touch()


@pytest.mark.parametrize("target", ["lab", "test", "demo", "build", "site"])
def test_sin_python_dice_como_instalarlo(copy, target):
    line = only_line(make(copy, target, "PYTHON=/no/existe/python3"))
    assert "No encuentro /no/existe/python3" in line
    assert "apt install python3" in line


def test_con_un_python_viejo_dice_que_version_hace_falta(copy):
    line = only_line(make(copy, "lab", fake_python(copy, "import sys; sys.version_info = (3, 9, 2)")))
    assert "anterior a Python 3.11" in line
    assert "make lab PYTHON=" in line


def test_sin_el_modulo_venv_dice_que_paquete_falta(copy):
    # En Debian, sin python3-venv, venv está y ensurepip no.
    line = only_line(make(copy, "lab", fake_python(copy, 'import sys; sys.modules["ensurepip"] = None')))
    assert "apt install python3-venv" in line


def test_sin_red_nombra_el_registro_de_pip(copy):
    # El puerto 9 de esta máquina no contesta: ningún índice responde.
    nowhere = "http://127.0.0.1:9/simple"
    offline = {k: "" for k in os.environ if k.startswith("PIP_")}
    offline |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": nowhere, "PYTHONDONTWRITEBYTECODE": "1"}
    line = only_line(make(copy, "lab", f"PYTHON={sys.executable}", f"TORCH_INDEX={nowhere}", **offline))
    assert "conexión a Internet" in line
    assert ".venv/instalacion.log" in line
    assert "torch" in (copy / ".venv/instalacion.log").read_text()
    assert not (copy / ".venv/lab.ok").exists()


def test_tras_un_fallo_el_siguiente_intento_empieza_limpio(copy):
    make(copy, "lab", "PYTHON=/no/existe")
    line = only_line(make(copy, "lab", "PYTHON=/tampoco/existe"))
    assert "/tampoco/existe" in line


def test_el_puerto_elegido_y_ocupado_se_dice(copy):
    pretend_installed(copy)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        line = only_line(make(copy, "lab", f"PORT={busy.getsockname()[1]}"))
    assert "está ocupado" in line and "make lab PORT=" in line


def test_un_puerto_que_no_es_un_numero_se_dice(copy):
    pretend_installed(copy)
    assert "El puerto abc" in only_line(make(copy, "lab", "PORT=abc"))


def test_con_todo_instalado_lab_no_vuelve_a_instalar(copy):
    pretend_installed(copy)
    plan = make(copy, "-n", "lab", "BROWSER=none", "PORT=8899").stdout
    assert "pip install" not in plan
    assert "--no-browser" in plan
    assert "--ServerApp.port=8899 --ServerApp.port_retries=0" in plan


def test_la_web_lleva_los_botones_del_repositorio_que_se_diga(copy):
    pretend_installed(copy)
    assert 'autograder site --repo "ana/curso"' in make(copy, "-n", "site", "REPO=ana/curso").stdout
    assert make(copy, "-n", "site").stdout.strip().endswith("autograder site")


def test_sin_puerto_elegido_jupyter_busca_uno_libre(copy):
    pretend_installed(copy)
    plan = make(copy, "-n", "lab").stdout
    assert "--ServerApp.port" not in plan and "--no-browser" not in plan


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_si_cambian_las_dependencias_se_vuelve_a_instalar(copy, changed):
    pretend_installed(copy)
    os.utime(copy / changed, (4e9, 4e9))
    assert "pip install" in make(copy, "-n", "lab").stdout


def test_test_construye_revisa_y_prueba_en_ese_orden(copy):
    pretend_installed(copy)
    plan = make(copy, "-n", "test", "PYTEST_ARGS=-k check").stdout
    steps = ["tests/system_parts.sh", "autograder build --check", "autograder lint", "-m pytest -k check"]
    places = [plan.index(step) for step in steps]
    assert places == sorted(places)


def test_lo_que_mas_tarda_va_primero_y_existe(copy, root):
    pretend_installed(copy)
    assert "--dist loadfile --no-loadscope-reorder" in make(copy, "-n", "test").stdout
    written = (root / "tests" / "conftest.py").read_text(encoding="utf-8")
    longest = re.findall(r'^    "(.+\.py)",$', written, re.MULTILINE)
    assert longest and all((root / "tests" / name).is_file() for name in longest)


def test_quick_revisa_el_estilo_y_elige_pruebas_que_existen(copy, root):
    pretend_installed(copy)
    plan = make(copy, "-n", "quick").stdout
    assert plan.index("ruff check") < plan.index("ruff format --check") < plan.index("-m pytest")
    chosen = re.findall(r"tests/[\w/.]+", plan)
    assert chosen and [name for name in chosen if not (root / name).exists()] == []


def test_make_a_secas_enumera_las_ordenes(copy):
    result = make(copy)
    assert result.returncode == 0
    documented = set(re.findall(r"^make (\w+) ", result.stdout, re.M))
    assert documented == {"lab", "test", "quick", "demo", "build", "site", "constraints"}


def test_ci_llama_a_make_test_y_a_nada_mas(root):
    script = root / ".ci/run"
    assert os.access(script, os.X_OK)
    orders = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]
    assert orders == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "export CI=true", "make test"]


def test_las_versiones_fijadas_cubren_lo_que_se_pide(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + sum(project["optional-dependencies"].values(), [])
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}
    names -= {project["name"], "setuptools"}  # con setuptools se construye: su versión la pone quien instala
    lines = [line for line in (root / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    assert names <= pinned
    assert "torch==2.13.0" in lines  # sin +cpu: vale también en macOS
