"""Quién puede importar a quién. Se leen los ``import`` del código, también los de dentro de las funciones."""

import ast
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("autograder", "course_lib", "sandbox")
DECLARING = {
    "autograder.cache",
    "autograder.whole_files",
    "autograder.exercise",
    "autograder.exercises",
    "autograder.judging",
}
DECLARING |= {"autograder.errors", "autograder.diagnosis", "autograder.courses"}
CALL = {"autograder.sandbox.attempts", "autograder.sandbox.call", "autograder.sandbox.identify"}

# Paquete o módulo → lo nuestro que puede importar, aparte de sí mismo.
MAY_IMPORT = {
    "course_lib": set(),
    "autograder.sandbox": set(),
    "autograder.cache": {"autograder.whole_files"},
    "autograder.whole_files": set(),
    "autograder.errors": set(),
    # El registro de lo instalado: de los ejercicios solo mira dónde están.
    "autograder.courses": {"autograder.errors", "autograder.exercises"},
    "autograder.course": {"autograder.courses", "autograder.errors", "autograder.os_errors", "autograder.reading"},
    "autograder.os_errors": set(),
    "autograder.node": {"autograder.errors"},
    # La web se construye con lo que ya hace cada lección.
    "autograder.site": DECLARING
    | {"autograder.node", "autograder.authoring", "autograder.course", "autograder.os_errors", "autograder.reading"}
    | {"autograder.notebook", "autograder.clean"}
    # Cómo se ve un widget en una página, y sus cuentas para comprobar las de los ejercicios rápidos.
    | {"course_lib"},
    "autograder.passwords": set(),
    "autograder.clean": {"autograder.plain_html"},
    "autograder.plain_html": set(),
    "autograder.reading": set(),
    "autograder.exercise": DECLARING | CALL,
    "autograder.exercises": DECLARING | CALL,
    # Donde se juzga con accept, la respuesta de muestra la da la solución de la lección.
    "autograder.judging": DECLARING | CALL | {"autograder.authoring.sources", "autograder.course"},
    "autograder.diagnosis": DECLARING | CALL,
    "autograder.notebook": DECLARING
    | CALL
    | {"autograder.errors", "autograder.clean", "autograder.reading", "autograder.sandbox.wire"},
    "autograder.running": DECLARING | {"autograder.clean", "autograder.notebook", "autograder.sandbox"},
    "autograder.student": DECLARING | CALL | {"autograder.notebook", "autograder.running", "autograder.reading"},
    "autograder.records": DECLARING | {"autograder.os_errors", "autograder.clean", "autograder.passwords"},
    # Lee las soluciones para juzgarlas antes que a nadie; lo demás de ``authoring`` está por encima.
    "autograder.grading": DECLARING
    | {"autograder.notebook", "autograder.running", "autograder.sandbox"}
    | {"autograder.course", "autograder.os_errors", "autograder.clean", "autograder.passwords", "autograder.reading"}
    | {"autograder.records"}
    # De lo que se juzga, nada: solo cómo se dibuja una fórmula.
    | {"autograder.authoring.sources", "course_lib.formulas"},
    "autograder.authoring": DECLARING
    | {
        "autograder.node",
        "autograder.course",
        "autograder.os_errors",
        "autograder.reading",
        "autograder.notebook",
        "autograder.running",
        "autograder.sandbox",
        "autograder.student",
        "autograder.grading",
        # Los nodos con que se hacen los grafos de los ejercicios rápidos.
        "course_lib.graph",
    },
    "autograder.classroom": DECLARING
    | {"autograder.notebook", "autograder.running", "autograder.sandbox", "autograder.records", "autograder.grading"}
    | {"autograder.course", "autograder.os_errors", "autograder.clean", "autograder.passwords", "autograder.reading"}
    | {"autograder.authoring", "autograder.student"},
    "autograder.simulation": DECLARING
    | {
        "autograder.course",
        "autograder.notebook",
        "autograder.running",
        "autograder.sandbox",
        "autograder.os_errors",
        "autograder.student",
        "autograder.grading",
        "autograder.authoring",
    },
}
# traitlets es la configuración de IPython.
SANDBOX_LIBRARIES = {"numpy", "IPython", "traitlets", "matplotlib", "matplotlib_inline", "landlockpy", "seccompy"}
ENTRY_POINTS = {"autograder.cli", "autograder.nbgrader_plugin"}
COMMANDS = "autograder.commands"  # de cada orden, su archivo: importa lo que la hace, y solo la importa ``cli``


@dataclass(frozen=True)
class Import:
    """Un ``import`` del código: quién, qué y si está dentro de una función."""

    where: str
    name: str
    lazy: bool
    line: int

    def __str__(self):
        return f"{self.where}:{self.line} importa {self.name}"


def inside(name, package):
    return name == package or name.startswith(package + ".")


@cache
def modules():
    """Nombre → archivo de todo el código nuestro."""
    files = [p for top in ("autograder", "course_lib") for p in sorted((ROOT / top).rglob("*.py"))]
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in files}


def imports_in(source, module, is_package=False, known=()):
    """Los ``import`` de un archivo. ``from paquete import nombre`` cuenta como el módulo ``nombre`` si lo es."""
    tree = ast.parse(source)
    inside_function = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".") if is_package else module.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            names = [f"{base}.{a.name}" if f"{base}.{a.name}" in known else base for a in node.names]
        else:
            continue
        for name in names:
            # start.py carga esta carpeta con el nombre de paquete «sandbox».
            name = f"autograder.{name}" if inside(name, "sandbox") else name
            yield Import(module, name, id(node) in inside_function, node.lineno)


@cache
def all_imports():
    return [
        found
        for module, path in modules().items()
        for found in imports_in(path.read_text(encoding="utf-8"), module, path.name == "__init__.py", modules())
    ]


def layer_of(module):
    return next((layer for layer in MAY_IMPORT if inside(module, layer)), None)


def breaks_the_layers(found):
    layer = layer_of(found.where)
    if layer is None or not any(inside(found.name, top) for top in OURS):
        return False
    allowed = MAY_IMPORT[layer] | {layer}
    return not any(inside(found.name, package) for package in allowed)


def listed(found):
    return "\n".join(sorted(map(str, found)))


def test_cada_capa_solo_importa_las_de_debajo():
    bad = [found for found in all_imports() if breaks_the_layers(found)]
    assert not bad, listed(bad)


def test_no_hay_codigo_sin_capa():
    loose = {m for m in modules() if layer_of(m) is None and not inside(m, COMMANDS)} - ENTRY_POINTS - {"autograder"}
    assert not loose, f"Di en MAY_IMPORT qué pueden importar: {sorted(loose)}"


def test_el_paquete_solo_ofrece_lo_del_estudiante():
    bad = [
        f
        for f in all_imports()
        if f.where == "autograder" and inside(f.name, "autograder") and not inside(f.name, "autograder.student")
    ]
    assert not bad, listed(bad)


def test_nadie_importa_las_puertas_de_entrada():
    bad = [f for f in all_imports() if any(inside(f.name, door) and f.where != door for door in ENTRY_POINTS)]
    bad += [
        f
        for f in all_imports()
        if inside(f.name, COMMANDS) and not inside(f.where, COMMANDS) and f.where != "autograder.cli"
    ]
    assert not bad, listed(bad)


def test_course_lib_no_usa_torch():
    bad = [f for f in all_imports() if inside(f.where, "course_lib") and inside(f.name, "torch")]
    assert not bad, listed(bad)


def test_torch_se_importa_solo_dentro_de_funciones_y_solo_en_el_oraculo():
    using = [f for f in all_imports() if inside(f.name, "torch")]
    bad = [f for f in using if not f.lazy or f.where != "autograder.judging.oracle"]
    assert using and not bad, listed(bad)


def test_el_lado_que_ejecuta_codigo_ajeno_solo_usa_numpy_e_ipython():
    libraries = SANDBOX_LIBRARIES | sys.stdlib_module_names | {"autograder", "__future__"}
    bad = [f for f in all_imports() if inside(f.where, "autograder.sandbox") and f.name.split(".")[0] not in libraries]
    assert not bad, listed(bad)


def test_importar_autograder_es_ligero():
    code = "import json, sys, autograder; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"torch", "matplotlib", "nbgrader", "nbformat", "nbconvert", "jupytext", "sqlalchemy", "dask", "pandas"}
    assert not heavy & set(json.loads(done.stdout))


# La prueba misma: que de verdad ve lo que tiene que ver.


@pytest.mark.parametrize(
    "module, source, bad",
    [
        ("course_lib.shapes", "import autograder", True),
        ("course_lib.layers.linear", "def f():\n    from autograder.judging import compare", True),
        ("course_lib.layers.linear", "from ..shapes import check_shape", False),
        ("autograder.sandbox.worker", "from autograder.judging.compare import same", True),
        ("autograder.sandbox.worker", "from ..judging.compare import same", True),
        ("autograder.sandbox.worker", "from . import wire", False),
        ("autograder.sandbox.start", "from sandbox.worker import main", False),
        ("autograder.judging.compare", "from autograder.sandbox.call import Outcome", False),
        ("autograder.judging.compare", "from autograder.sandbox import wire", True),
        ("autograder.judging.compare", "import course_lib.shapes", True),
        ("autograder.student.check", "def f():\n    from autograder.grading.grade import run_grade", True),
        ("autograder.student.terminal", "def f():\n    from autograder.notebook.read import read_cells", False),
        ("autograder.grading.grade", "from autograder.authoring.build import build", True),
        ("autograder.authoring.build", "from autograder.grading.grade import run_grade", False),
        ("autograder.authoring.build", "from autograder.simulation.simulate import run_simulate", True),
    ],
)
def test_la_regla_ve_cada_manera_de_importar(module, source, bad):
    (found,) = imports_in(source, module, known=modules())
    assert breaks_the_layers(found) is bad
