"""Ejecutar en Node los módulos de los widgets: lo que es cuenta, y no página, se prueba sin navegador."""

import json
import subprocess
from pathlib import Path

from autograder import node

WIDGETS = Path(__file__).resolve().parents[2] / "course_lib" / "widgets"
# JSON no sabe escribir infinitos ni NaN, y aquí cuentan.
SAY = """console.log(JSON.stringify(RESULT, (key, x) =>
  ArrayBuffer.isView(x) ? [...x] : typeof x === "number" && !Number.isFinite(x) ? { number: String(x) } : x));"""


def in_node(script: str, *args: str, folder: str = "") -> str:
    """Ejecuta un módulo como si estuviera en una carpeta de los widgets; devuelve lo que escribe."""
    command = [str(node.node_binary()), "--no-warnings", "--input-type=module", "--eval", script, *args]
    done = subprocess.run(command, cwd=WIDGETS / folder, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def evaluate(module: str, expression: str, **data):
    """Lo que vale ``expression``: ``m`` es lo que exporta ``module``, y cada dato se llama como aquí."""
    given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in data.items())
    script = f'import * as m from "./{module}";\n{given}const RESULT = {expression};\n{SAY}'
    return json.loads(in_node(script), object_hook=_number)


def _number(value):
    return float(value["number"].replace("Infinity", "inf")) if set(value) == {"number"} else value
