"""Lo que un widget deja en su salida para vivir en una página sin kernel, y quien hace allí de Jupyter."""

import json
from pathlib import Path

import nbformat
import numpy as np
import pytest
from javascript import in_node
from nbconvert import HTMLExporter
from traitlets.config import Config

from course_lib import exported, widgets
from course_lib.widgets.state import MIME, encoded

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "course_lib" / "widgets" / "page"
CONFIG = Config(json.loads((ROOT / "course_lib" / "jupyter_config.json").read_text(encoding="utf-8")))


def make(name):
    made = getattr(widgets, name)
    return made.example("grafo_2") if name == "GraphStepper" else made()


def output(widget, **more):
    """La salida de un widget en un cuaderno, tal como se guarda en el archivo."""
    data = json.loads(json.dumps(widget._repr_mimebundle_()[0] | more, allow_nan=False))
    return nbformat.v4.new_output("display_data", data)


@pytest.mark.parametrize("name", widgets.__all__)
def test_la_salida_lleva_el_estado_y_es_json_de_verdad(name):
    known = output(make(name)).data[MIME]
    assert (PAGE.parent / known["widget"] / f"{known['widget']}.js").is_file()
    assert known["state"] and not [n for n in known["state"] if n.startswith("_") or n in ("layout", "tooltip")]
    # La página los conoce a todos.
    assert f'"../{known["widget"]}/{known["widget"]}.js"' in (PAGE / "widgets.js").read_text(encoding="utf-8")
    assert f'"../{known["widget"]}/{known["widget"]}.css"' in (PAGE / "styles.js").read_text(encoding="utf-8")


def test_un_widget_heredado_es_el_de_su_clase():
    class Mine(widgets.ToyExplorer):
        pass

    assert output(Mine()).data[MIME]["widget"] == "toy_explorer"


def test_los_bytes_viajan_y_lo_demas_se_queda_igual():
    assert encoded({"a": (1, None, b"\x00\xff"), "b": "x"}) == {"a": [1, None, {"$base64": "AP8="}], "b": "x"}


def test_nada_del_estado_puede_cerrar_el_programa_que_lo_lleva():
    evil = output(make("ToyExplorer"))
    evil.data[MIME] = {"widget": "toy_explorer", "state": {"x": "</script><script>alert(1)</script>"}}
    page = exported.page_html(evil)
    assert page.count("</script>") == 1 and "<script>" not in page
    evil.data[MIME]["widget"] = '"><script>alert(1)</script>'
    with pytest.raises(ValueError, match="no hay ningún widget"):
        exported.page_html(evil)


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_al_exportar_va_un_solo_programa_y_no_queda_nada_que_pedir(template):
    shown = [output(make("ToyExplorer")), output(make("Mountain"))]
    live = nbformat.v4.new_output("display_data", {exported.VIEW: {"model_id": "1"}, "text/plain": "ToyExplorer"})
    cells = [
        nbformat.v4.new_code_cell("a", outputs=[shown[0], live]),
        nbformat.v4.new_markdown_cell("Con $W_{ij}x_j$"),
        nbformat.v4.new_code_cell("b", outputs=[shown[1], nbformat.v4.new_output("stream", text="hola\n")]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {"lo": "que sea"}})
    page, _ = HTMLExporter(config=CONFIG, template_name=template).from_notebook_node(notebook)
    assert page.count('class="cl-state"') == 2 == page.count('<div class="cl-still">')
    assert page.count(exported.bundle().splitlines()[0]) == 1 and "</script" not in exported.bundle()
    assert "<math" in page and "$W_{ij}" not in page and "hola" in page and '<html lang="es">' in page
    assert "model_id" not in page and not [n for n in ("cdnjs", "unpkg", 'src="http') if n in page]
    # Quien no tiene widgets no paga el programa.
    assert exported.bundle()[:60] not in HTMLExporter(config=CONFIG).from_notebook_node(nbformat.v4.new_notebook())[0]


def test_el_papel_solo_manda_los_pesos_de_la_red_que_contesta():
    rng = np.random.default_rng(0)
    weights = [0.2 * rng.normal(size=s) for s in [(5, 64), (5,), (10, 5), (10,)]]

    def network(X):
        Z = np.maximum(X @ weights[0].T + weights[1], 0) @ weights[2].T + weights[3]
        return np.exp(Z) / np.exp(Z).sum()

    sent = widgets.DigitPad(network, weights=weights).page_state()["weights"]
    assert sent == [w.astype(np.float32).tobytes() for w in weights]
    for other in (None, weights[:2], [2 * w for w in weights], "abc", [weights]):
        assert widgets.DigitPad(network, weights=other).page_state()["weights"] is None
    assert widgets.DigitPad(lambda X: 1 / 0, weights=weights).page_state()["weights"] is None


MODEL = """
import { pageModel, revive } from "./model.js";
import assert from "node:assert/strict";
const told = [], model = pageModel(revive({ a: 1, list: [1, { b: 2 }], raw: { $base64: "AAAAAAAA8D8=" } }));
assert.equal(model.get("raw").getFloat64(0, true), 1);
const hear = (m, value) => told.push(["a", value]);
model.on("change:a", hear);
model.on("change", () => told.push(["todo"]));
model.on("change:list", () => told.push(["list"]));
model.set("a", 1);
model.set("list", [1, { b: 2 }]);
assert.deepEqual(told, []);
model.set({ a: 2, list: [1, { b: 3 }] });
assert.deepEqual(told, [["a", 2], ["list"], ["todo"]]);
model.off("change:a", hear);
model.set("a", 3);
model.save_changes();
assert.deepEqual(told.slice(3), [["todo"]]);
model.on("msg:page", (message) => told.push(message.type));
model.send({ type: "train" });
assert.equal(told.at(-1), "train");
assert.ok(model.isPage);
"""
NETWORK = """
import { network } from "../playground/network.js";
import { chance, featurize, heUniform, sample } from "../playground/samples.js";
const doubles = (all) => all.map((each) => Float64Array.from(each));
const { parameters, velocities, X, y, activation, steps } = JSON.parse(process.argv[1]);
const P = doubles(parameters), net = network(P, doubles(velocities), activation);
let now;
for (let n = 0; n <= steps; n++) {
  const outputs = net.forward(Float64Array.from(X));
  now = net.loss(outputs.at(-1), y);
  if (n < steps) net.step(outputs, now.slopes, 0.1);
}
const spread = (values) => Math.hypot(...values) / Math.sqrt(values.length), random = chance(5);
const drawn = ["nubes", "círculo", "XOR", "espiral"].map((name) => sample(name, 0, random));
console.log(JSON.stringify({
  loss: now.loss, accuracy: now.accuracy, parameters: P.map((p) => [...p]),
  he: spread(heUniform([50, 40, 2], random)[0]), normal: spread(Array.from({ length: 4000 }, random.normal)),
  points: drawn.map(({ X }) => [...X]),
  features: [...featurize(Float64Array.of(0.3, -0.5), ["x2", "x1²", "x1x2", "sen(πx1)"])],
}));
"""


def test_el_modelo_de_una_pagina_avisa_como_el_de_anywidget():
    in_node(MODEL, folder="page")


@pytest.mark.parametrize("activation", ["ReLU", "sigmoide", "tanh", "ninguna"])
def test_la_red_de_la_pagina_es_la_de_course_lib(activation):
    ours = widgets.Playground(dataset="círculo", hidden=[5, 3], activation=activation, lr=0.1)
    sent = {
        "parameters": [p.ravel().tolist() for p in ours.network.parameters()],
        "velocities": [v.ravel().tolist() for v in ours.optimizer.velocities],
        "X": ours.X.ravel().tolist(),
        "y": ours.y.tolist(),
        "activation": activation,
        "steps": 25,
    }
    got = json.loads(in_node(NETWORK, json.dumps(sent), folder="page"))
    ours.train(25)
    assert got["loss"] == pytest.approx(ours.loss, rel=1e-9) and got["accuracy"] == ours.accuracy
    for mine, theirs in zip(ours.network.parameters(), got["parameters"], strict=True):
        np.testing.assert_allclose(theirs, mine.ravel(), rtol=1e-7, atol=1e-10)
    # El azar es otro que el de NumPy, con las mismas medidas.
    assert got["he"] == pytest.approx(np.sqrt(2 / 50), rel=0.05) and got["normal"] == pytest.approx(1, rel=0.05)
    blobs, circle, xor, spiral = (np.array(p).reshape(120, 2) for p in got["points"])
    np.testing.assert_allclose(blobs[60:].mean(axis=0), [0.5, 0.4], atol=0.1)
    radius = np.hypot(*circle.T)
    assert radius[:60].max() < 0.4 < 0.6 < radius[60:].min() and radius.max() < 1
    assert (xor[:60].prod(axis=1) > 0).all() and (xor[60:].prod(axis=1) < 0).all()
    assert np.hypot(*(spiral[:60] + spiral[60:]).T).max() < 0.2  # un brazo es el otro dado la vuelta
    assert got["features"] == pytest.approx([-0.5, 0.09, -0.15, np.sin(0.3 * np.pi)])
