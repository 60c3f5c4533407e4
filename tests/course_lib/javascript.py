"""Ejecutar en Node un módulo de los widgets: lo que es cuenta, y no página, se prueba sin navegador."""

import json
import subprocess
from pathlib import Path

from autograder import node

WIDGETS = Path(__file__).resolve().parents[2] / "course_lib" / "widgets"
# JSON no sabe escribir infinitos ni NaN, y aquí cuentan.
SAY = """process.stdout.write(JSON.stringify(RESULT, (key, x) =>
  ArrayBuffer.isView(x) ? [...x] : typeof x === "number" && !Number.isFinite(x) ? { number: String(x) } : x));"""


def evaluate(module: str, expression: str, **data):
    """Lo que vale ``expression``: ``m`` es lo que exporta ``module``, y cada dato se llama como aquí."""
    given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in data.items())
    script = f'import * as m from "{(WIDGETS / module).as_uri()}";\n{given}const RESULT = {expression};\n{SAY}'
    command = [str(node.node_binary()), "--input-type=module", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, object_hook=_number)


def _number(value):
    return float(value["number"].replace("Infinity", "inf")) if set(value) == {"number"} else value
