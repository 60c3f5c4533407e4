"""Importar course_lib no carga nada pesado."""

import json
import subprocess
import sys

import pytest

MODULES = ["course_lib", "course_lib.layers", "course_lib.mlp", "course_lib.optim", "course_lib.gradcheck"]
HEAVY = {"torch", "matplotlib", "pandas", "scipy", "IPython", "ipywidgets", "autograder"}


@pytest.mark.parametrize("module", MODULES)
def test_es_ligero(module, root):
    code = f"import json, sys, {module}; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(done.stdout))
