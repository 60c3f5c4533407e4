"""Importar course_lib no carga nada pesado."""

import json
import subprocess
import sys

HEAVY = {"torch", "matplotlib", "pandas", "scipy", "IPython", "ipywidgets", "autograder"}


def test_es_ligero(root):
    """Todo menos las figuras, en un proceso limpio."""
    files = [f for folder in (".", "graph", "layers") for f in (root / "course_lib" / folder).glob("*.py")]
    modules = sorted(".".join(f.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for f in files)
    assert {"course_lib", "course_lib.graph.node", "course_lib.layers.linear"} < set(modules)
    code = f"import json, sys, {', '.join(modules)}; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(done.stdout))
