"""Un banco de pruebas en el plano: elegir datos, características y red, y ver cómo aprende course_lib."""

import threading
from itertools import pairwise

import numpy as np
import traitlets

from course_lib.layers import Linear, ReLU, Sequential, Sigmoid, SoftmaxCrossEntropyLoss
from course_lib.optim import SGD
from course_lib.plots.picture import picture
from course_lib.plots.plane import frontier, mark, tiles
from course_lib.plots.svg import number, text
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.planar_data import DATASETS, FEATURES, featurize
from course_lib.widgets.traits import OneOf

ACTIVATIONS = {"ReLU": ReLU, "sigmoide": Sigmoid}
MOST_LAYERS, MOST_UNITS, MOST_STEPS = 3, 8, 200
SIDE, REACH = 32, 1.2  # la superficie: 32×32 puntos entre −1.2 y 1.2
_AXIS = np.linspace(-REACH, REACH, SIDE)
# Fila a fila desde arriba, como se pinta una imagen.
GRID = np.stack([np.tile(_AXIS, SIDE), np.repeat(_AXIS[::-1], SIDE)], axis=1)


class Playground(CourseWidget):
    """Una red de course_lib que aprende a separar dos clases, con la superficie y lo que ve cada unidad.

    El navegador pide los pasos por tandas y pinta lo que vuelve: parar es no pedir más. También se entrena desde
    una celda con ``zona.train(pasos)``. Cambiar los datos, la semilla, las características o la red empieza de
    nuevo; cambiar ``lr``, no.

    Formas
        features: de una a cinco de "x1", "x2", "x1²", "x2²", "x1x2". hidden: unidades de cada capa oculta, hasta
        tres capas de hasta ocho; vacía es una regresión logística. La salida son dos logits por ejemplo, (B, 2).
    Unidades
        ``loss`` es la entropía cruzada media, en nats. ``accuracy`` va de 0 a 1. Un paso usa los 120 puntos a la
        vez, con momentum 0.9.
    Errores
        ValueError si una opción no existe o no cabe.
    """

    _esm, _css = front_end("playground").values()

    dataset = OneOf(*DATASETS).tag(**EDITABLE)
    activation = OneOf(*ACTIVATIONS).tag(**EDITABLE)
    seed = traitlets.Int(0, help="La semilla de los datos y de los pesos.").tag(**EDITABLE)
    features = traitlets.List(["x1", "x2"], help="Lo que entra en la red.").tag(**EDITABLE)
    hidden = traitlets.List([6, 4], help="Unidades de cada capa oculta.").tag(**EDITABLE)
    lr = traitlets.Float(0.03, help="La tasa de aprendizaje.").tag(**EDITABLE)
    points = traitlets.Dict(help="Los puntos y sus clases, en bytes.").tag(sync=True)
    state = traitlets.Dict(help="Lo último calculado: época, pérdida, superficie y unidades.").tag(sync=True)

    def __init__(self, **options):
        # Un mensaje puede llegar por otro hilo del kernel, mientras una celda entrena.
        self._lock = threading.RLock()
        self.network = None
        unknown = set(options) - {"dataset", "activation", "seed", "features", "hidden", "lr"}
        if unknown:
            raise TypeError(f"Playground no tiene la opción {min(unknown)}: mira help(Playground).")
        for name, value in options.items():
            setattr(self, name, list(value) if name in ("features", "hidden") else value)
        self.reset()
        super().__init__()
        self.observe(lambda change: self.reset(), ["dataset", "activation", "seed", "features", "hidden"])
        self.on_msg(self._receive)

    @traitlets.validate("features")
    def _check_features(self, proposal):
        names = proposal["value"]
        unknown = [name for name in names if name not in FEATURES]
        if unknown or not names:
            raise ValueError(
                f"features debe traer alguna de {', '.join(FEATURES)} y llegó {names}: elige al menos una."
            )
        return [name for name in FEATURES if name in names]

    @traitlets.validate("hidden")
    def _check_hidden(self, proposal):
        sizes = proposal["value"]
        if len(sizes) > MOST_LAYERS or not all(type(n) is int and 1 <= n <= MOST_UNITS for n in sizes):
            raise ValueError(
                f"hidden debe traer hasta {MOST_LAYERS} capas de 1 a {MOST_UNITS} unidades y llegó {sizes}: "
                "prueba [6, 4]."
            )
        return sizes

    @traitlets.validate("seed")
    def _check_seed(self, proposal):
        if proposal["value"] < 0:
            raise ValueError(f"seed debe ser un entero ≥ 0 y llegó {proposal['value']}: prueba 0.")
        return proposal["value"]

    @traitlets.validate("lr")
    def _check_lr(self, proposal):
        if not 0 < proposal["value"] <= 10:
            raise ValueError(f"lr debe estar entre 0 y 10 y llegó {proposal['value']}: prueba 0.03.")
        return proposal["value"]

    def reset(self):
        """Vuelve a la época 0, con los pesos de la semilla."""
        with self._lock:
            self.X, self.y = DATASETS[self.dataset](np.random.default_rng([self.seed, 1]))
            weights = np.random.default_rng([self.seed, 2])
            sizes = [len(self.features), *self.hidden, 2]
            layers = []
            for D_in, D_out in pairwise(sizes):
                layers += [Linear.he(D_in, D_out, weights), ACTIVATIONS[self.activation]()]
            self.network = Sequential(layers[:-1])  # los logits no llevan activación
            self.criterion, self.losses, self.trouble = SoftmaxCrossEntropyLoss(), [], ""
            self.optimizer = SGD(self.network.parameters(), self.lr, momentum=0.9)
            self.points = {"x": self.X.astype(np.float32).tobytes(), "y": self.y.astype(np.uint8).tobytes()}
            self._push("")

    def train(self, steps=1, turn=""):
        """Da ``steps`` pasos de descenso y devuelve la pérdida de ahora. ``turn`` es la tanda que lo pidió."""
        # Un desbordamiento se cuenta en el dibujo; el aviso de NumPy solo ensuciaría la celda.
        with self._lock, np.errstate(all="ignore"):
            F = featurize(self.X, self.features)
            self.optimizer.lr = self.lr
            try:
                for _ in range(steps):
                    if self.trouble:
                        break
                    loss = self.criterion.forward(self.network.forward(F), self.y)
                    self.network.backward(self.criterion.backward())
                    self.optimizer.step(self.network.gradients())
                    self.losses.append(loss)
            except (ValueError, OverflowError):
                self.trouble = "El entrenamiento diverge: los números se desbordan. Baja lr y pulsa «Reiniciar»."
            self._push(turn)
            return self.loss

    @property
    def epoch(self):
        """Los pasos dados."""
        return len(self.losses)

    @property
    def loss(self):
        """La pérdida con los pesos de ahora, en nats; NaN si el entrenamiento ha divergido."""
        with self._lock:
            try:
                logits = self.network.forward(featurize(self.X, self.features))
                return SoftmaxCrossEntropyLoss().forward(logits, self.y)
            except (ValueError, OverflowError):
                return float("nan")

    @property
    def accuracy(self):
        """La parte de los puntos que queda en su lado, de 0 a 1."""
        with self._lock:
            try:
                logits = self.network.forward(featurize(self.X, self.features))
            except ValueError:
                return float("nan")
            return float(np.mean(logits.argmax(axis=1) == self.y))

    def surface(self):
        """La probabilidad de la clase 1 en cada punto de la rejilla, (32, 32), y lo que da cada capa oculta ahí."""
        A, hidden = featurize(GRID, self.features), []
        for layer in self.network.layers:
            A = layer.forward(A)
            if not isinstance(layer, Linear):
                hidden.append(A)
        # Softmax de dos logits: una sigmoide de su diferencia, que Sigmoid calcula sin desbordarse.
        return Sigmoid().forward(A[:, 1:] - A[:, :1]).reshape(SIDE, SIDE), hidden

    def _surface_or_flat(self):
        try:
            return self.surface()
        except ValueError:  # con los pesos desbordados no hay superficie
            return np.full((SIDE, SIDE), 0.5), []

    def _push(self, turn):
        surface, hidden = self._surface_or_flat()
        units = []
        for layer, A in enumerate(hidden, 1):
            low, high = A.min(axis=0), A.max(axis=0)
            shades = np.uint8(255 * (A - low) / np.where(high > low, high - low, 1))
            units += [
                {"layer": layer, "low": float(a), "high": float(b), "map": column.tobytes()}
                for a, b, column in zip(low, high, shades.T, strict=True)
            ]
        loss, accuracy = self.loss, self.accuracy
        step = max(1, len(self.losses) // 200)
        self.state = {
            "epoch": self.epoch,
            "loss": loss if np.isfinite(loss) else None,  # JSON no sabe escribir NaN
            "accuracy": accuracy if np.isfinite(accuracy) else None,
            "losses": self.losses[::step],
            "surface": surface.astype(np.float32).tobytes(),
            "units": units,
            "trouble": self.trouble,
            "turn": turn,
        }

    def _receive(self, widget, content, buffers):
        if content.get("type") == "train":
            self.train(min(max(int(content.get("steps", 1)), 1), MOST_STEPS), str(content.get("turn", "")))
        elif content.get("type") == "reset":
            self.reset()

    def picture(self):
        """La superficie, la frontera y los puntos, con la época y la pérdida."""
        with np.errstate(all="ignore"):
            surface, loss, accuracy = self._surface_or_flat()[0], self.loss, self.accuracy
        pieces = [*tiles(surface), *frontier(surface)]
        for (a, b), label in zip(self.X, self.y, strict=True):
            pieces.append(mark(150 + a * 150 / REACH, 150 - b * 150 / REACH, label))
        pieces.append(text(0, 318, "○ clase 0   △ clase 1   línea: la frontera, p = 0.5", "start"))
        told = (
            f"Datos: {self.dataset}, semilla {self.seed}. Entran {', '.join(self.features)}; capas ocultas: "
            f"{self.hidden or 'ninguna'}, {self.activation}. Época {self.epoch}: pérdida {number(loss)}, "
            f"aciertos {number(100 * accuracy)}\u00a0%."
        )
        return picture("Superficie de decisión", told, (300, 326), "".join(pieces), [told])
