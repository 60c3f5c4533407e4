"""Un grafo de cómputo que se recorre paso a paso: hacia delante, hacia atrás y las ramas que se suman."""

import math
from dataclasses import replace

import traitlets

from course_lib import plots
from course_lib.graph import GraphError, Node
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.graph_stepper.examples import EXAMPLES
from course_lib.widgets.graph_stepper.spec import FOLD, PIECE, rebuild, specification, twin, twin_graph


class GraphStepper(CourseWidget):
    """Recorre el grafo que acaba en ``root``. No toca ``root``: sus gradientes se quedan como estaban.

    ``step`` es el paso que se ve, de 0 a ``last_step``: primero cada nodo hacia delante, después la salida, que
    recibe 1, y por último cada arista hacia atrás. ``phase`` es "inicio", "adelante", "atrás" o "fin".
    ``leaves`` da el valor de cada entrada con nombre, y se puede cambiar: ``stepper.leaves = {"b": 4}``.
    ``predict`` enciende «Adivina antes» y ``predictions`` guarda la primera respuesta a cada pregunta.

    Las entradas sin nombre son constantes: no se editan y no se deriva respecto de ellas.

    Formas
        Con todo escalares el navegador rehace la cuenta al cambiar una entrada. Con arrays los números los manda
        Python una vez, y no hay nada que editar.
    Unidades
        Los gradientes son ∂(salida)/∂(cada nodo).
    Errores
        TypeError si ``root`` no es un nodo. ShapeError si no es un escalar. GraphError si hay más de
        1000 nodos. TraitError si ``step`` o ``leaves`` no valen.
    """

    _esm, _css = front_end("graph_stepper").values()

    spec = traitlets.Dict().tag(sync=True)
    step = traitlets.Int(0).tag(**EDITABLE)
    leaves = traitlets.Dict().tag(**EDITABLE)
    predict = traitlets.Bool(False).tag(**EDITABLE)
    predictions = traitlets.List().tag(**EDITABLE)
    phase = traitlets.Unicode("inicio", read_only=True)

    def __init__(self, root, **traits):
        if not isinstance(root, Node):
            raise TypeError(
                f"GraphStepper espera un nodo del grafo y llegó un {type(root).__name__}: pasa el resultado final, "
                'o usa GraphStepper.example("grafo_2").'
            )
        self._nodes = twin_graph(root)
        spec = specification(self._nodes)
        initial = {n["key"]: n["value"] for n in spec["nodes"] if spec["live"] and not n["parents"] and n["key"]}
        self._forward_steps = len(self._nodes)
        self.last_step = len(spec["steps"])
        self._leaf = {node.name: node for node in self._nodes if node.name in initial}
        super().__init__(spec=spec, leaves=initial, **traits)

    @classmethod
    def example(cls, name, **traits):
        """Uno de los grafos de las lecciones: "suma_producto", "grafo_1", "grafo_2", "grafo_3"…

        Errores
            ValueError si no hay ninguno con ese nombre; el mensaje dice cuáles hay.
        """
        if name not in EXAMPLES:
            raise ValueError(f"No hay ningún ejemplo «{name}». Elige entre: {', '.join(EXAMPLES)}.")
        return cls(EXAMPLES[name](), **traits)

    @property
    def score(self):
        """Aciertos a la primera y preguntas contestadas: (3, 4)."""
        return sum(bool(p["right"]) for p in self.predictions), len(self.predictions)

    def picture(self):
        """El grafo con todos los valores y gradientes, con las entradas como estén ahora."""
        root, note = self._nodes[-1], ""
        if self.spec["live"]:
            try:
                root = rebuild(self._nodes, self.leaves)
            except GraphError as error:
                note = f"Con las entradas de ahora no hay resultado, y se dibujan las del principio. {error} "
        nodes = twin_graph(root)
        nodes[-1].backward()
        if len(nodes) > FOLD:
            nodes = _last_piece(nodes)
            note += f"Las últimas {PIECE} operaciones de un grafo de {len(self._nodes)} nodos. "
        drawn = plots.graph(nodes[-1])
        return replace(drawn, alt=note + drawn.alt)

    @traitlets.validate("leaves")
    def _check_leaves(self, proposal):
        for name, value in proposal["value"].items():
            if name not in self._leaf:
                names = ", ".join(self._leaf) or "ninguna, porque hay arrays"
                raise traitlets.TraitError(f"No hay una entrada «{name}» que se pueda cambiar. Se puede: {names}.")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                raise traitlets.TraitError(f"La entrada «{name}» debe ser un número finito y llegó {value!r}.")
        # Lo que no se nombra se queda como estaba.
        return {**self.leaves, **{name: float(value) for name, value in proposal["value"].items()}}

    @traitlets.validate("step")
    def _check_step(self, proposal):
        if not 0 <= proposal["value"] <= self.last_step:
            raise traitlets.TraitError(f"step va de 0 a {self.last_step} y llegó {proposal['value']}.")
        return proposal["value"]

    @traitlets.observe("step")
    def _name_phase(self, change):
        step = change["new"]
        if step in (0, self.last_step):
            phase = "fin" if step else "inicio"
        else:
            phase = "adelante" if step <= self._forward_steps else "atrás"
        self.set_trait("phase", phase)


def _last_piece(nodes):
    """Las últimas operaciones de un grafo grande; lo de antes entra ya calculado."""
    last = set([node for node in nodes if node.parents][-PIECE:])
    twins = {}
    for node in nodes:
        twins[node] = twin(node, tuple(twins[parent] for parent in node.parents) if node in last else ())
    return list(twins.values())
