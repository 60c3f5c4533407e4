"""Binder: lo que repo2docker haría, y lo mismo hecho en un entorno nuevo.

Aquí no hay Docker: la imagen no se construye. Se lee el Dockerfile que
repo2docker escribiría y después se dan sus mismos pasos con un venv.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from traitlets.config import Config

FIRST = "00_presentacion.ipynb"
TOKEN = "prueba"


@pytest.fixture(scope="module")
def dockerfile(root, skip_or_fail):
    program = Path(sys.executable).with_name("jupyter-repo2docker")
    if not program.exists():
        skip_or_fail("falta jupyter-repo2docker (make test lo instala)")
    run = subprocess.run([program, "--no-build", "--debug", "."], cwd=root, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def test_el_dockerfile_instala_y_configura_con_lo_de_binder(dockerfile):
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile
    assert "environment-2epy-2d3-2e11" in dockerfile  # la imagen base de Python 3.11
    # Con un environment.yml repo2docker no miraría requirements.txt.
    assert "environment.yml" not in dockerfile


def test_el_repositorio_se_copia_antes_de_instalar(dockerfile):
    # requirements.txt nombra «.» y ../constraints.txt: sin la copia no existen.
    assert dockerfile.index("COPY --chown=0:0 src/ ") < dockerfile.index('-r "binder/requirements.txt"')


def test_torch_es_el_probado_y_sin_cuda(root):
    lines = (root / "binder/requirements.txt").read_text().splitlines()
    pinned = next(line for line in (root / "constraints.txt").read_text().splitlines() if line.startswith("torch=="))
    assert f"{pinned}+cpu" in lines
    assert "-c ../constraints.txt" in lines
    assert "." in lines


def test_python_es_la_version_de_las_restricciones(root):
    assert (root / "binder/runtime.txt").read_text().strip() == "python-3.11"
    assert "(Python 3.11)" in (root / "constraints.txt").read_text().splitlines()[0]


def no_index_reachable(log: str) -> bool:
    return "No matching distribution" in log or "connection broken" in log or "ResolutionImpossible" in log


@pytest.fixture(scope="module")
def environment(root, tmp_path_factory, skip_or_fail):
    """Una copia del repositorio y un venv en el que se han dado los pasos del Dockerfile."""
    home = tmp_path_factory.mktemp("binder")
    repo, venv = home / "repo", home / "venv"
    # Ni git ni lo instalado ni lo que escriben otras pruebas mientras se copia; lo demás llega a la imagen tal cual.
    shutil.copytree(root, repo, ignore=shutil.ignore_patterns(".*", "demo", "submitted", "exchange", "__pycache__"))
    # El índice de torch puede no responder donde se prueba: aquí vale cualquier torch de esa versión.
    requirements = repo / "binder/requirements.txt"
    lines = requirements.read_text().replace("+cpu", "").splitlines()
    requirements.write_text("\n".join(line for line in lines if not line.startswith("--extra-index-url")) + "\n")

    subprocess.run([sys.executable, "-m", "venv", venv], check=True, timeout=600)
    # Sin compilar: lo que se use se compila al cargarlo, y compilarlo todo, torch incluido, es la mitad del tiempo.
    install = [venv / "bin/python", "-m", "pip", "install", "--no-compile", "--retries", "1", "--timeout", "30"]
    run = subprocess.run([*install, "-r", "binder/requirements.txt"], cwd=repo, capture_output=True, text=True)
    if run.returncode != 0 and no_index_reachable(run.stdout + run.stderr):
        skip_or_fail("pip no llega a ningún índice")
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    env = {**os.environ, "NB_PYTHON_PREFIX": str(venv)}
    subprocess.run(["bash", "binder/postBuild"], cwd=repo, env=env, check=True, timeout=600)
    return repo, venv, home


@pytest.mark.parametrize(
    "option, first", [("--no-browser", True), ("--ServerApp.root_dir=.", False), ("--notebook-dir=.", False)]
)
def test_la_primera_leccion_se_abre_sola_salvo_que_se_elija_otra_raiz(root, tmp_path, monkeypatch, option, first):
    """Allí no está: JupyterLab empezaría con «No se pudo encontrar la ruta»."""
    env = {**os.environ, "NB_PYTHON_PREFIX": str(tmp_path)}
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(shutil.which("false"))  # como donde no hay nbgrader
    subprocess.run(["bash", "binder/postBuild"], cwd=root, env=env, check=True, timeout=60)
    monkeypatch.setattr(sys, "argv", ["jupyter-lab", option])
    config = Config()
    text = (tmp_path / "etc/jupyter/jupyter_server_config.py").read_text(encoding="utf-8")
    exec(text, {"c": config})
    assert config.ServerApp.root_dir == str(root / "notebooks")
    assert ("default_url" in config.LabApp) is first


@pytest.fixture(scope="module")
def server(environment):
    """La orden del Dockerfile, ``jupyter notebook``, en un puerto libre de esta máquina."""
    repo, venv, home = environment
    # Nada de la configuración de quien ejecuta la prueba.
    env = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    runtime = home / "runtime"
    env |= {"HOME": str(home), "JUPYTER_TOKEN": TOKEN, "JUPYTER_RUNTIME_DIR": str(runtime)}
    # El puerto lo elige el servidor: uno libre ahora podría no estarlo cuando arranque.
    order = [venv / "bin/jupyter", "notebook", "--ip", "127.0.0.1", "--port", "0", "--no-browser", "--allow-root"]
    log = home / "jupyter.log"
    with log.open("w") as out:
        process = subprocess.Popen(order, cwd=repo, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 300
        while (url := answering(runtime)) is None:
            assert process.poll() is None and time.monotonic() < deadline, f"No arranca:\n{log.read_text()}"
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(60)


def answering(runtime: Path) -> str | None:
    """La dirección del servidor que dejó ahí su ficha, cuando ya contesta."""
    for path in runtime.glob("jpserver-*.json"):
        with suppress(OSError, ValueError):  # una ficha a medio escribir, o aún no escucha
            url = f"http://127.0.0.1:{json.loads(path.read_text())['port']}"
            fetch(f"{url}/api")
            return url
    return None


def fetch(url):
    request = urllib.request.Request(url, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=120) as response:
        return response.read().decode()


def test_la_primera_leccion_se_abre_en_jupyterlab(server):
    assert "<title>JupyterLab" in fetch(f"{server}/lab/tree/{FIRST}")
    assert json.loads(fetch(f"{server}/api/contents/{FIRST}"))["type"] == "notebook"


def test_a_la_vista_estan_los_cuadernos_y_no_las_soluciones(server):
    names = {entry["name"] for entry in json.loads(fetch(f"{server}/api/contents"))["content"]}
    assert {FIRST, "tarea_jacobiano.ipynb"} <= names
    assert "solutions" not in names
    with pytest.raises(urllib.error.HTTPError):
        fetch(f"{server}/api/contents/../solutions/00_presentacion.md")


def test_la_interfaz_esta_en_espanol(server):
    settings = json.loads(fetch(f"{server}/lab/api/settings/@jupyterlab/translation-extension:plugin"))
    assert settings["schema"]["properties"]["locale"]["default"] == "es_ES"
    assert json.loads(fetch(f"{server}/lab/api/translations/es_ES"))["data"]


def test_check_funciona_en_ese_entorno(environment):
    repo, venv, home = environment
    code = "from autograder import check\ndef primer_gradiente(x):\n    return 2 * x + 3\ncheck(primer_gradiente)"
    run = subprocess.run(
        [venv / "bin/python", "-c", code], cwd=home, capture_output=True, text=True, timeout=600,
        env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "primer_gradiente" in run.stdout


def test_el_indice_de_torch_se_nombra_una_vez_para_make_y_otra_para_binder(root):
    """Lo que se reparte y los cursos nuevos lo copian de ahí: cambiarlo es cambiar dos renglones."""
    places = ("autograder", "bench", "binder", "course_lib", "docs", "solutions")
    files = [f for place in places for f in (root / place).rglob("*") if f.is_file() and "__pycache__" not in f.parts]
    files += [f for f in root.iterdir() if f.is_file()]
    named = [f.relative_to(root).as_posix() for f in files if b"download.pytorch" in f.read_bytes()]
    assert sorted(named) == ["Makefile", "binder/requirements.txt"]


def test_lo_que_se_reparte_pide_torch_a_ese_indice(root):
    from autograder.classroom.handout import torch_index

    index = torch_index(root)
    assert index and f"--extra-index-url {index}\n" in (root / "binder/requirements.txt").read_text(encoding="utf-8")
    assert torch_index(None) == ""
