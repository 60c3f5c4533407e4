"""Lo que se ejecuta en GitHub: acciones fijadas, los permisos justos y solo órdenes del Makefile que existen.

Aquí no se han ejecutado: se leen, y zizmor los revisa sin red.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[1] / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
# Permiso de escritura → en qué archivo hace falta. Leer el repositorio lo necesitan todos.
WRITES = {("publicar", "pages"), ("publicar", "id-token")}
# Lo que escribe cualquiera que abra una propuesta: nada de esto se mezcla con una orden.
SAFE_EXPRESSIONS = {"matrix.python", "github.ref", "github.repository", "steps.pages.outputs.page_url"}
# Preparar la máquina de GitHub: paquetes del sistema y un ajuste del núcleo.
PREPARING = ("sudo apt-get ", "sudo sysctl ")


def parsed(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(path: Path) -> list[dict]:
    return list(parsed(path)["jobs"].values())


def runs(path: Path) -> list[str]:
    return [step["run"] for job in jobs(path) for step in job["steps"] if "run" in step]


def test_hay_uno_que_prueba_y_otro_que_publica():
    assert [path.stem for path in FILES] == ["pruebas", "publicar"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cada_accion_va_fijada_por_su_commit_y_dice_su_version(path):
    used = [
        line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]
    assert used and [line for line in used if not PINNED.match(line)] == []
    # La misma acción es la misma en todas partes.
    versions = {line.split("@")[0]: line for other in FILES for line in re.findall(r"uses: .+", other.read_text())}
    assert set(used) <= set(versions.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nadie_puede_mas_de_lo_que_necesita(path):
    assert parsed(path)["permissions"] == {}
    for job in jobs(path):
        writes = {(path.stem, name) for name, level in job["permissions"].items() if level != "read"}
        assert writes <= WRITES
        assert job["timeout-minutes"] <= 60
        executes = any("run" in step for step in job["steps"])
        assert not (executes and writes), "quien ejecuta el código del repositorio no puede escribir"
        for step in job["steps"]:
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text(encoding="utf-8")
    assert "pull_request_target" not in path.read_text(encoding="utf-8")
    assert parsed(path)["concurrency"]["group"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lo_que_escribe_un_desconocido_no_llega_a_una_orden(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{\{\s*([^}]+?)\s*\}\}", text)) <= SAFE_EXPRESSIONS
    assert not any("${{" in run for run in runs(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_solo_se_llaman_ordenes_del_makefile_que_existen(path, root):
    orders = [run.strip() for run in runs(path) if not run.strip().startswith(PREPARING)]
    assert orders
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for order in orders:
        target = re.match(r"make (\w+)", order)
        assert target, order
        assert re.search(rf"^{target[1]}:", makefile, re.MULTILINE), f"el Makefile no tiene «{target[1]}»"
        # Las carpetas que se nombran en la orden también existen.
        for folder in re.findall(r"tests/[\w/.]+", order):
            assert (root / folder).exists(), folder


def test_zizmor_no_encuentra_nada_que_arreglar(root, skip_or_fail):
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    if zizmor is None:
        skip_or_fail("falta zizmor (make test lo instala)")
    found = subprocess.run(
        [zizmor, "--offline", "--pedantic", "--strict-collection", "--no-progress", str(FOLDER)],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout + found.stderr
