"""Un MLP por dentro: los valores hacia delante y los gradientes hacia atrás, capa a capa."""

from itertools import pairwise

import numpy as np
import traitlets

from course_lib import mlp
from course_lib.numbers import check_numbers
from course_lib.plots.picture import picture
from course_lib.plots.svg import box, gradient_text, number, shape, subscript, text, value_text
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end

MOST_LAYERS, MOST_UNITS = 4, 8
# La red 3-3-2 de la lección 05b, con la primera clase como correcta.
X = [-0.4, 0.9, 2.2]
BETAS = [[0.1, -0.2, 0.3], [0.05, -0.1]]
OMEGAS = [[[0.5, -1.0, 0.3], [1.2, 0.4, -0.7], [-0.6, 0.8, 1.0]], [[1.0, -0.5, 0.7], [0.2, 0.9, -1.1]]]


class MLPFlow(CourseWidget):
    """Recorre un MLP paso a paso: primero f_k y h_k, después sus gradientes y los de cada β_k y Ω_k.

    Sin argumentos es la red 3-3-2 de la lección 05b. En el dibujo se cambia ``x`` y se avanza con los botones o con
    el teclado; una celda lee ``flujo.x``, ``flujo.step``, ``flujo.values``, ``flujo.loss`` y ``flujo.gradients``.

    Formas
        x (D_0,); betas[k] (D_{k+1},) y omegas[k] (D_{k+1}, D_k): hasta 4 capas de hasta 8 unidades.
        Con ``y`` (D_{K+1},) la pérdida es Σ (f_K − y)²; con ``c``, la clase correcta desde 0, es −log softmax(f_K)_c.
    Errores
        ShapeError, TypeError o ValueError si la red o x no son números finitos con esas formas.
        ValueError si la red es demasiado grande, si llegan y y c a la vez, o si la clase no existe.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.4.
    """

    _esm, _css = front_end("mlp_flow").values()

    x = traitlets.Any(help="La entrada, (D_0,). Se puede cambiar en el dibujo o desde una celda.").tag(**EDITABLE)
    step = traitlets.Int(0, help="El paso que se ve: 0 es solo la entrada; el último, ∂ℓ/∂x.").tag(**EDITABLE)
    betas = traitlets.List(read_only=True, help="Los sesgos, de β_0 a β_K.").tag(sync=True)
    omegas = traitlets.List(read_only=True, help="Los pesos, de Ω_0 a Ω_K.").tag(sync=True)
    y = traitlets.List(allow_none=True, read_only=True, help="El objetivo, o None.").tag(sync=True)
    c = traitlets.Int(None, allow_none=True, read_only=True, help="La clase correcta, o None.").tag(sync=True)

    def __init__(self, x=None, betas=None, omegas=None, y=None, c=None, **kwargs):
        if x is None and betas is None and omegas is None:
            x, betas, omegas = X, BETAS, OMEGAS
            c = 0 if y is None and c is None else c
        if x is None or betas is None or omegas is None:
            raise TypeError("Hacen falta x, betas y omegas, o ninguno de los tres: sin ellos se usa la red 3-3-2.")
        outputs = len(_check_size(mlp.forward(x, betas, omegas))[-1])
        if (y is None) == (c is None):
            raise ValueError("Hace falta un objetivo y solo uno: pasa y, para regresión, o c, para clasificación.")
        if y is not None:
            y = check_numbers("y", y, (outputs,)).tolist()
        elif isinstance(c, bool) or not isinstance(c, (int, np.integer)) or not 0 <= c < outputs:
            raise ValueError(f"c debe ser una clase de 0 a {outputs - 1} y llegó {c!r}: ¿las cuentas desde 1?")
        # La red se pone antes de abrir el canal con el navegador: lo primero que recibe ya está completo.
        self.set_trait("betas", [np.asarray(beta, dtype=np.float64).tolist() for beta in betas])
        self.set_trait("omegas", [np.asarray(omega, dtype=np.float64).tolist() for omega in omegas])
        self.set_trait("y", y)
        self.set_trait("c", None if c is None else int(c))
        self.x = x
        super().__init__(**kwargs)

    @traitlets.validate("x")
    def _check_x(self, proposal):
        if not self.omegas:  # todavía no hay red: la comprueba __init__
            return proposal["value"]
        return check_numbers("x", proposal["value"], (len(self.omegas[0][0]),)).tolist()

    @traitlets.validate("step")
    def _check_step(self, proposal):
        return min(max(proposal["value"], 0), 5 * len(self.omegas)) if self.omegas else 0

    @property
    def values(self):
        """Lo que da ``mlp.forward`` con la x de ahora."""
        return mlp.forward(self.x, self.betas, self.omegas)

    @property
    def loss(self):
        """ℓ con la x de ahora: un número."""
        return self._loss_and_slope(self.values.f[-1])[0]

    @property
    def gradients(self):
        """Lo que da ``mlp.backward`` con la x de ahora."""
        values = self.values
        return mlp.backward(values, self._loss_and_slope(values.f[-1])[1], self.betas, self.omegas)

    def _loss_and_slope(self, f):
        if self.y is not None:
            residual = f - np.array(self.y)
            return float(residual @ residual), 2 * residual
        # log softmax sin pasar por softmax: así una probabilidad diminuta no se vuelve log 0.
        shifted = f - f.max()
        log_s = shifted - np.log(np.exp(shifted).sum())
        return float(-log_s[self.c]), np.exp(log_s) - np.eye(len(f))[self.c]

    def picture(self):
        """La red entera con todos sus números: arriba los valores; debajo, en cursiva, los gradientes."""
        with np.errstate(all="ignore"):
            values, gradients, loss = self.values, self.gradients, self.loss
        columns = [("x", values.h[0], gradients.x, None)]
        for k, f in enumerate(values.f):
            columns.append((subscript("f", k), f, gradients.f[k], None))
            if k + 1 < len(values.f):
                # ∂ℓ/∂h no lo guarda mlp.backward: es Ωᵀ por el gradiente de la preactivación siguiente.
                dh = np.array(self.omegas[k + 1]).T @ gradients.f[k + 1]
                columns.append((subscript("h", k + 1), values.h[k + 1], dh, f <= 0))
        return _draw(columns, loss, self.omegas)


def _check_size(values):
    sizes = [len(part) for part in (values.h[0], *values.f)]
    if len(values.f) > MOST_LAYERS or max(sizes) > MOST_UNITS:
        raise ValueError(
            f"La red puede tener hasta {MOST_LAYERS} capas de hasta {MOST_UNITS} unidades y llegó una de "
            f"{len(values.f)} con tamaños {sizes}: para verla entera usa plots.mlp({sizes})."
        )
    return values.f


WIDE, GAP, ROW = 74, 56, 26


def _draw(columns, loss, omegas):
    """El dibujo: por columna, su nombre, sus números y debajo sus gradientes."""
    tall = max(len(values) for _, values, _, _ in columns) * ROW
    pieces, told, dead = [], [], []
    for n, (name, values, slopes, off) in enumerate(columns):
        x = 6 + n * (WIDE + GAP)
        middle = x + WIDE / 2
        pieces += [text(middle, 18, name, size=14, css="font-weight:600"), text(middle, 34, shape(values), size=11)]
        pieces.append(gradient_text(middle, 66 + tall, f"∂ℓ/∂{name}", size=13))
        for i, (value, slope) in enumerate(zip(values, slopes, strict=True)):
            y = 42 + i * ROW
            mark = " ✕" if off is not None and off[i] else ""
            dash = "stroke-dasharray:3 3" if mark else ""
            pieces += [box(x, y, WIDE, ROW - 4, 3, css=dash), value_text(middle, y + 15, number(value) + mark)]
            pieces += [
                box(x, y + 32 + tall, WIDE, ROW - 4, 3, css=dash),
                gradient_text(middle, y + 47 + tall, number(slope)),
            ]
        told.append(f"{name} = ({', '.join(map(number, values))}); ∂ℓ/∂{name} = ({', '.join(map(number, slopes))}).")
        if off is not None and off.any():
            dead.append(
                f"En {name} están apagadas (✕) las unidades {', '.join(str(i + 1) for i in np.flatnonzero(off))}."
            )
    for n, (here, _) in enumerate(pairwise(columns)):
        x = 6 + n * (WIDE + GAP) + WIDE + GAP / 2
        # De x o h_k a f_k hay una capa lineal; de f_k a h_{k+1}, una ReLU.
        k = n // 2
        label = ["ReLU"] if here[0].startswith("f") else [subscript("Ω", k), shape(omegas[k])]
        pieces += [text(x, 42 + tall / 2 + 13 * i, part, size=11) for i, part in enumerate([*label, "→"])]
        pieces.append(text(x, 78 + 1.5 * tall, "←", size=11))
    size = (12 + len(columns) * (WIDE + GAP) - GAP, 84 + 2 * tall)
    description = f"Pérdida ℓ = {number(loss)}. {' '.join(told)}"
    notes = [f"ℓ = {number(loss)}. Arriba, en azul, los valores; debajo, en cursiva y naranja, los gradientes.", *dead]
    return picture("Un MLP hacia delante y hacia atrás", description, size, "".join(pieces), notes)
