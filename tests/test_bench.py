"""Los bancos de bench/ arrancan: lo que toman del curso sigue donde lo buscan. Medir, se mide a mano."""

import subprocess
import sys

import pytest

SCRIPTS = "aula calificador capas diagnostico moodle motor ordenes primer_check sitio widgets".split()


@pytest.mark.parametrize("script", SCRIPTS)
def test_el_banco_ensena_su_ayuda(root, script):
    run = subprocess.run([sys.executable, f"bench/{script}.py", "--help"], cwd=root, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "--escribe" in run.stdout
