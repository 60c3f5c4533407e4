"""Los ejercicios rápidos dicen la verdad: cada pareja, cada arreglo y cada gradiente, contra torch."""

import ast
import copy
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from autograder import node
from autograder.authoring.quick import load_quick
from autograder.authoring.quick_kinds import fixed
from autograder.authoring.quick_truth import truth_problems
from autograder.authoring.sources import lessons, solution_code
from autograder.site.quick import state

ROOT = Path(__file__).resolve().parents[2]
ALL = [quick for name in lessons(ROOT) for quick in load_quick(ROOT, name)]
STORY = (ROOT / "course_lib/widgets/graph_stepper/story.js").as_uri()
# Todas las preguntas que hace el widget, con la respuesta que espera.
ASK = f"""
import {{ Story }} from "{STORY}";
let text = "";
for await (const part of process.stdin) text += part;
const asked = JSON.parse(text).map(({{ spec, leaves }}) => {{
  const story = new Story(spec, leaves);
  return spec.steps.map((_, step) => story.question(step)).filter(Boolean)
    .map(({{ node, answer, came, part, text }}) => ({{ node: spec.nodes[node].name, answer, came, part, text }}));
}});
process.stdout.write(JSON.stringify(asked));
"""
OPERATIONS = {name: getattr(torch, name) for name in ("exp", "log", "sin", "cos", "tanh", "sigmoid", "relu")}


def of_kind(kind):
    return [quick for quick in ALL if quick.kind == kind]


def named(quick):
    return f"{quick.lesson}-{quick.id}"


def test_hay_de_las_tres_clases():
    assert len(ALL) >= 40 and all(of_kind(kind) for kind in ("match", "wrong_line", "predict"))


@pytest.mark.parametrize("quick", ALL, ids=named)
def test_dice_la_verdad(quick):
    assert truth_problems(quick) == []


def test_una_pareja_falsa_se_ve():
    quick = copy.deepcopy(of_kind("match")[0])
    quick.data["pairs"][0]["match"] = next(
        label for label in quick.data["options"] if label != quick.data["pairs"][0]["match"]
    )
    assert "se casa con" in truth_problems(quick)[0]


@pytest.mark.parametrize("quick", of_kind("wrong_line")[:2], ids=named)
def test_un_codigo_que_ya_estaba_bien_y_un_arreglo_falso_se_ven(quick):
    fixes = copy.deepcopy(quick.data["fixes"])
    right = next(fix for fix in fixes if fix.get("right"))
    other = next(fix for fix in fixes if fix is not right)
    mended = replace(quick, data=quick.data | {"code": fixed(quick.data, right)})
    assert "lo mismo que torch" in truth_problems(mended)[0]
    right["code"], other["code"] = other["code"], right["code"]
    said = truth_problems(replace(quick, data=quick.data | {"fixes": fixes}))
    assert len(said) == 2 and any("no da lo que da torch" in s for s in said) and any("dos buenos" in s for s in said)


@pytest.fixture(scope="module")
def asked():
    """Lo que pregunta y espera el propio widget en cada ejercicio de adivinar."""
    specs = [state(quick)["exercise"] for quick in of_kind("predict")]
    done = subprocess.run(
        [str(node.node_binary()), "--input-type=module", "--eval", ASK],
        input=json.dumps(specs),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert not done.returncode, done.stderr
    return dict(zip(map(named, of_kind("predict")), json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("quick", of_kind("predict"), ids=named)
def test_el_widget_espera_lo_que_da_torch(quick, asked):
    known = {name: torch.tensor(float(v), requires_grad=True) for name, v in quick.data["inputs"].items()}
    for line in quick.data["program"]:
        name, _, written = line.partition("=")
        known[name.strip()] = root = eval(written, {**OPERATIONS, **known})
        root.retain_grad()
    root.backward()
    # De un nodo con ramas se pregunta varias veces; la última es la derivada entera.
    last = {question["node"]: question for question in asked[named(quick)]}
    for name, question in last.items():
        want = next((value.grad for key, value in known.items() if plain(key) == plain(name)), None)
        if want is not None:  # un producto sin nombre se pregunta y no está en el programa
            assert question["answer"] == pytest.approx(float(want), abs=1e-6), question["text"]
    assert {plain(key) for key in known} <= {plain(name) for name in last}


def plain(name):
    """«φ_1» y «φ₁» son el mismo nombre."""
    return name.replace("_", "").translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))


class Renamed(ast.NodeTransformer):
    """Los nombres, por orden de aparición: dos funciones que hacen lo mismo con otros nombres quedan iguales."""

    def __init__(self):
        self.names = {}

    def visit_Name(self, node):
        return ast.Name(self.names.setdefault(node.id, f"n{len(self.names)}") if node.id != "np" else "np", node.ctx)

    def visit_arg(self, node):
        return ast.arg(self.names.setdefault(node.arg, f"n{len(self.names)}"))


def shapes(code):
    """Lo que hace cada función de un trozo de código, sin sus nombres ni su docstring."""
    for function in ast.walk(ast.parse(code)):
        if isinstance(function, ast.FunctionDef):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            yield ast.dump(Renamed().visit(ast.Module([function.args, *body], [])))


def test_ninguno_ensena_la_solucion_de_un_ejercicio_con_nota():
    graded = {
        shape: f"{name}/{id_}"
        for name in lessons(ROOT)
        for id_, code in solution_code(ROOT, name).items()
        for shape in shapes(code)
    }
    assert len(graded) > 60
    for quick in of_kind("wrong_line"):
        for code in (quick.data["code"], *(fixed(quick.data, fix) for fix in quick.data["fixes"])):
            for shape in shapes(code):
                assert shape not in graded, f"{named(quick)} y {graded[shape]}"
