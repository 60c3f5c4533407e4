"""Una montaña vista desde arriba: arrastrar la salida y ver adónde lleva el descenso de gradiente."""

import numpy as np
import traitlets

from course_lib import descent
from course_lib.plots.svg import number
from course_lib.plots.trails import trails
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.traits import Numbers, OneOf

REACH = 3.4  # el plano va de −3.4 a 3.4
STEPS, ROLLS = 60, 8  # los pasos; las tiradas del ruido que se graban para una página
# Hasta dónde llega cada mando: (de, a).
LIMITS = {"lr": (0.0, 2.0), "decay": (0.0, 1.0), "noise": (0.0, 10.0), "batch": (1, 100)}


class Mountain(CourseWidget):
    """Sesenta pasos de descenso de gradiente en una montaña. El camino se calcula en el navegador, al arrastrar.

    Al soltar, los valores llegan al kernel y ``path`` da el mismo camino; al asignarlos, el dibujo cambia.

    Formas
        ``start`` (2,). ``path`` (T+1, 2): la salida y los pasos.
    Unidades
        ``lr`` es la tasa del primer paso y se multiplica por ``decay`` después de cada uno. El gradiente de un dato
        lleva un ruido de desviación ``noise`` en cada coordenada, y el de un lote, noise/√batch.
    Errores
        ValueError, TypeError o ShapeError si un valor no vale o no cabe en su mando.
    """

    _esm, _css = front_end("mountain").values()

    surface = OneOf(*descent.MOUNTAINS).tag(**EDITABLE)
    start = Numbers(2, default=(3.0, -2.0)).tag(**EDITABLE)
    lr = traitlets.Float(0.2, help="La tasa del primer paso.").tag(**EDITABLE)
    decay = traitlets.Float(1.0, help="Por lo que se multiplica la tasa después de cada paso.").tag(**EDITABLE)
    noise = traitlets.Float(0.0, help="El ruido del gradiente de un dato.").tag(**EDITABLE)
    batch = traitlets.Int(1, help="Los datos que se promedian en cada paso.").tag(**EDITABLE)
    seed = traitlets.Int(0, help="La tirada del ruido.").tag(**EDITABLE)
    draws = traitlets.List(help="El ruido de cada paso, sin escalar.").tag(sync=True)
    mountains = traitlets.Dict(help="Los coeficientes de cada montaña.").tag(sync=True)

    def __init__(self, **options):
        unknown = set(options) - {"surface", "start", "lr", "decay", "noise", "batch", "seed"}
        if unknown:
            raise TypeError(f"Mountain no tiene la opción {min(unknown)}: mira help(Mountain).")
        for name, value in options.items():
            setattr(self, name, value)
        self.mountains = {name: {"a": list(m.coefficients), "b": m.b} for name, m in descent.MOUNTAINS.items()}
        self._draw()
        super().__init__()
        self.observe(lambda change: self._draw(), "seed")

    @traitlets.validate("lr", "decay", "noise", "batch")
    def _check_limits(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise ValueError(
                f"{name} debe estar entre {low} y {high} y llegó {value}: prueba {self.traits()[name].default_value}."
            )
        return value

    @traitlets.validate("seed")
    def _check_seed(self, proposal):
        if proposal["value"] < 0:
            raise ValueError(f"seed debe ser un entero ≥ 0 y llegó {proposal['value']}: prueba 0.")
        return proposal["value"]

    def _draw(self):
        self.draws = descent.draws(self.seed, STEPS).tolist()

    def page_state(self):
        """Con unas cuantas tiradas del ruido: en una página no hay quien las sortee como NumPy."""
        rolls = np.array([descent.draws(self.seed + n, STEPS) for n in range(ROLLS)])
        state = super().page_state() | {"rolls": {"numbers": rolls.tobytes(), "steps": STEPS}}
        del state["draws"]  # son la primera
        return state

    @property
    def path(self):
        """El camino de ahora, (T+1, 2)."""
        return descent.descend(self.surface, self.start, self.lr, self.decay, self.noise, self.batch, self.seed, STEPS)

    def picture(self):
        """La montaña con el camino, y lo que pasa con la altura."""
        path, mountain = self.path, descent.MOUNTAINS[self.surface]
        told = f"Montaña: {self.surface}. Tasa {number(self.lr)}"
        told += f", que se multiplica por {number(self.decay)} en cada paso" if self.decay != 1 else ""
        told += f"; ruido {number(self.noise)} con lotes de {self.batch}." if self.noise else "."
        step = descent.escapes(path)
        if step is None:
            end = f" La altura pasa de {number(mountain.height(path[0]))} a {number(mountain.height(path[-1]))}."
        else:
            end = f" Se escapa: en el paso {step} la altura ya es {number(mountain.height(path[-1]))}."
        return trails(mountain.height, {"camino": path}, reach=REACH, notes=[told + end])
