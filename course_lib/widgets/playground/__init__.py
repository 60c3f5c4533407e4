"""Un banco de pruebas en el plano: elegir datos, características y red, y ver cómo aprende course_lib."""

import threading
from itertools import pairwise

import numpy as np
import traitlets

from course_lib.layers import Linear, ReLU, Sequential, Sigmoid, SoftmaxCrossEntropyLoss, Tanh
from course_lib.optim import SGD
from course_lib.planar_data import DATASETS, FEATURES, featurize, noisy
from course_lib.plots.planes import planes
from course_lib.plots.svg import number
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.traits import OneOf

ACTIVATIONS = {"ReLU": ReLU, "sigmoide": Sigmoid, "tanh": Tanh, "ninguna": None}
MOST_LAYERS, MOST_UNITS, MOST_STEPS, MOST_NOISE = 3, 8, 200, 0.5
BETS = ("", "menos del 75 %", "del 75 al 95 %", "más del 95 %")  # la primera, sin apostar todavía
RESTART = ("dataset", "activation", "seed", "features", "hidden", "noise")
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
        features: de una a siete de "x1", "x2", "x1²", "x2²", "x1x2", "sen(πx1)", "sen(πx2)". hidden: unidades de
        cada capa oculta, hasta tres capas de hasta ocho; vacía es una regresión logística. La salida son dos logits
        por ejemplo, (B, 2).
    Unidades
        ``loss`` es la entropía cruzada media, en nats; ``new_loss``, la de otros 120 puntos sacados igual, que la
        red no ve. ``accuracy`` va de 0 a 1. Un paso usa los 120 puntos a la vez, con momentum 0.9. ``noise`` es lo
        que se mueve cada punto, de 0 a 0.5. Con ``ask_bet``, el navegador pide una apuesta antes de entrenar: ``bet``.
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
    noise = traitlets.Float(0.0, help="Cuánto se mueve cada punto, al azar.").tag(**EDITABLE)
    ask_bet = traitlets.Bool(False, help="Pide una apuesta antes de entrenar.").tag(sync=True)
    bet = OneOf(*BETS).tag(**EDITABLE)
    points = traitlets.Dict(help="Los puntos y sus clases, en bytes.").tag(sync=True)
    state = traitlets.Dict(help="Lo último calculado: época, pérdida, superficie y unidades.").tag(sync=True)

    def __init__(self, **options):
        # Un mensaje puede llegar por otro hilo del kernel, mientras una celda entrena.
        self._lock = threading.RLock()
        self.network = None
        unknown = set(options) - {*RESTART, "lr", "ask_bet"}
        if unknown:
            raise TypeError(f"Playground no tiene la opción {min(unknown)}: mira help(Playground).")
        for name, value in options.items():
            setattr(self, name, list(value) if name in ("features", "hidden") else value)
        self.reset()
        super().__init__()
        self.observe(lambda change: self.reset(), list(RESTART))
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

    @traitlets.validate("noise")
    def _check_noise(self, proposal):
        if not 0 <= proposal["value"] <= MOST_NOISE:
            raise ValueError(f"noise debe estar entre 0 y {MOST_NOISE} y llegó {proposal['value']}: prueba 0.1.")
        return proposal["value"]

    def reset(self):
        """Vuelve a la época 0, con los pesos de la semilla y sin apuesta."""
        with self._lock:
            self.X, self.y = noisy(self.dataset, self.noise, np.random.default_rng([self.seed, 1]))
            self.new_X, self.new_y = noisy(self.dataset, self.noise, np.random.default_rng([self.seed, 3]))
            weights = np.random.default_rng([self.seed, 2])
            activation, layers, self._ends = ACTIVATIONS[self.activation], [], []
            for D_in, D_out in pairwise([len(self.features), *self.hidden]):
                layers += [Linear.he(D_in, D_out, weights), *([activation()] if activation else [])]
                self._ends.append(layers[-1])  # lo que sale de aquí es lo que dice una capa oculta
            # Los logits no llevan activación.
            layers.append(Linear.he([len(self.features), *self.hidden][-1], 2, weights))
            self.network = Sequential(layers)
            self.criterion, self.losses, self.new_losses, self.trouble = SoftmaxCrossEntropyLoss(), [], [], ""
            self.bet = ""
            self.optimizer = SGD(self.network.parameters(), self.lr, momentum=0.9)
            self._fresh = [p.copy() for p in self.network.parameters()]
            self.points = {"x": self.X.astype(np.float32).tobytes(), "y": self.y.astype(np.uint8).tobytes()}
            self._push("")

    def train(self, steps=1, turn=""):
        """Da ``steps`` pasos de descenso y devuelve la pérdida de ahora. ``turn`` es la tanda que lo pidió."""
        # Un desbordamiento se cuenta en el dibujo; el aviso de NumPy solo ensuciaría la celda.
        with self._lock, np.errstate(all="ignore"):
            F, new_F = featurize(self.X, self.features), featurize(self.new_X, self.features)
            self.optimizer.lr = self.lr
            try:
                for _ in range(steps):
                    if self.trouble:
                        break
                    new_loss = self.criterion.forward(self.network.forward(new_F), self.new_y)
                    loss = self.criterion.forward(self.network.forward(F), self.y)
                    self.network.backward(self.criterion.backward())
                    self.optimizer.step(self.network.gradients())
                    self.losses.append(loss)
                    self.new_losses.append(new_loss)
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
        return self._measure(self.X, self.y)[0]

    @property
    def new_loss(self):
        """La pérdida de los puntos que la red no ve."""
        return self._measure(self.new_X, self.new_y)[0]

    @property
    def accuracy(self):
        """La parte de los puntos que queda en su lado, de 0 a 1."""
        return self._measure(self.X, self.y)[1]

    def _measure(self, X, y):
        """La pérdida y la parte acertada; NaN si el entrenamiento ha divergido."""
        with self._lock:
            try:
                logits = self.network.forward(featurize(X, self.features))
                right = float(np.mean(logits.argmax(axis=1) == y))
                return SoftmaxCrossEntropyLoss().forward(logits, y), right
            except (ValueError, OverflowError):
                return float("nan"), float("nan")

    def answer(self, P):
        """Lo que dice la red en unos puntos, (N, 2): la probabilidad de la clase 1, (N,), y cada capa, (N, D)."""
        A, hidden = featurize(P, self.features), []
        for layer in self.network.layers:
            A = layer.forward(A)
            if any(layer is end for end in self._ends):
                hidden.append(A)
        # Softmax de dos logits: una sigmoide de su diferencia, que Sigmoid calcula sin desbordarse.
        return Sigmoid().forward(A[:, 1:] - A[:, :1])[:, 0], hidden

    def surface(self):
        """La probabilidad de la clase 1 en cada punto de la rejilla, (32, 32), y lo que da cada capa oculta ahí."""
        p, hidden = self.answer(GRID)
        return p.reshape(SIDE, SIDE), hidden

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
        (loss, accuracy), new_loss = self._measure(self.X, self.y), self.new_loss
        step = max(1, len(self.losses) // 200)
        self.state = {
            "epoch": self.epoch,
            "loss": loss if np.isfinite(loss) else None,  # JSON no sabe escribir NaN
            "accuracy": accuracy if np.isfinite(accuracy) else None,
            "new_loss": new_loss if np.isfinite(new_loss) else None,
            "losses": self.losses[::step],
            "new_losses": self.new_losses[::step],
            "surface": surface.astype(np.float32).tobytes(),
            "units": units,
            "trouble": self.trouble,
            "turn": turn,
        }

    def page_state(self):
        """Con lo que hace falta para seguir entrenando sin Python: los puntos, los pesos y por dónde va."""
        state = super().page_state()
        del state["state"], state["points"]  # la página los calcula
        with self._lock:
            classes = {"y": self.y, "new_y": self.new_y}
            points = {"X": self.X.tobytes(), "new_X": self.new_X.tobytes()}
            recorded = {
                "points": points | {name: y.astype(np.uint8).tobytes() for name, y in classes.items()},
                "parameters": [p.tobytes() for p in self.network.parameters()],
                "velocities": [v.tobytes() for v in self.optimizer.velocities],
                "fresh": [p.tobytes() for p in self._fresh],
                "losses": np.array(self.losses, dtype=np.float64).tobytes(),
                "new_losses": np.array(self.new_losses, dtype=np.float64).tobytes(),
                "trouble": self.trouble,
            }
        return state | {"recorded": recorded}

    def _receive(self, widget, content, buffers):
        if content.get("type") == "train":
            self.train(min(max(int(content.get("steps", 1)), 1), MOST_STEPS), str(content.get("turn", "")))
        elif content.get("type") == "reset":
            self.reset()

    def picture(self):
        """La superficie, la frontera, los puntos y el mapa de cada unidad oculta, con la época y la pérdida."""

        def p(P):
            try:
                return self.answer(P)[0]
            except ValueError:  # con los pesos desbordados no hay superficie
                return np.full(len(P), 0.5)

        def unit(layer, j):
            return lambda P: self.answer(P)[1][layer][:, j]

        with np.errstate(all="ignore"):
            loss, accuracy = self._measure(self.X, self.y)
            maps = {}
            if np.isfinite(loss):
                maps = {f"capa {k + 1}: {j + 1}": unit(k, j) for k, D in enumerate(self.hidden) for j in range(D)}
            noise = f", ruido {number(self.noise)}" if self.noise else ""
            told = (
                f"Datos: {self.dataset}, semilla {self.seed}{noise}. Entran {', '.join(self.features)}; capas ocultas: "
                f"{self.hidden or 'ninguna'}, {self.activation}. Época {self.epoch}: pérdida {number(loss)}, "
                f"aciertos {number(100 * accuracy)}\u00a0%."
            )
            panel = {f"época {self.epoch}": (self.X, self.y, p, maps)}
            return planes(panel, title="Superficie de decisión", notes=[told])
