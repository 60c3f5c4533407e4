"""La señal y el gradiente capa a capa, con un deslizador que mueve la desviación con la que se sortean los pesos."""

import numpy as np
import traitlets

from course_lib.init import he_normal
from course_lib.plots import curves
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.traits import Numbers, OneOf

EXAMPLES, REACH = 64, 4.0  # ejemplos que cruzan la red; cuánto se puede apartar σ de la de He, arriba y abajo
MOST_LAYERS, MOST_UNITS = 60, 512


class SignalDepth(CourseWidget):
    """Mueve σ y mira qué tamaño tiene la señal en cada capa hacia delante, y el gradiente hacia atrás.

    Los pesos se sortean una sola vez. Sin sesgos, con ReLU o sin nada, multiplicarlos todos por c multiplica h_k por
    c elevado a k, y el gradiente de h_k por c elevado a las capas que faltan: el navegador solo hace esa cuenta.

    Formas
        n, las unidades de cada capa; ``layers``, las capas; los dos, enteros. sigma (). ``activation`` es "ReLU" o
        "ninguna".
    Unidades
        El tamaño es la raíz de la media de los cuadrados. Lo que entra mide 1, y el gradiente de la salida, también.
        sigma va de √(2/n)/4 a 4·√(2/n); al empezar es la de ``nn.Linear``, 1/√(3n).
    Errores
        ValueError si n, ``layers``, sigma o ``activation`` se salen de lo que se admite.
        TypeError si sigma no es un número.
    """

    _esm, _css = front_end("signal_depth").values()

    sigma = Numbers(default=0.0).tag(**EDITABLE)
    activation = OneOf("ReLU", "ninguna").tag(**EDITABLE)
    units = traitlets.Int(help="n, las entradas y las unidades de cada capa.").tag(sync=True)
    sizes = traitlets.Dict(help="Lo que mide todo con la σ de He: activación → señal y gradiente.").tag(sync=True)

    def __init__(self, n=128, layers=20, seed=0, sigma=None, activation="ReLU"):
        self.units, layers = _count("n", n, MOST_UNITS), _count("layers", layers, MOST_LAYERS)
        self.he = float(np.sqrt(2 / self.units))
        self.sizes = {name: _sizes(self.units, layers, seed, name == "ReLU") for name in ("ReLU", "ninguna")}
        super().__init__(sigma=self.he / np.sqrt(6) if sigma is None else sigma, activation=activation)

    @traitlets.validate("sigma")
    def _check_sigma(self, proposal):
        low, high = self.he / REACH, self.he * REACH
        if not low * (1 - 1e-9) <= proposal.value <= high * (1 + 1e-9):
            raise ValueError(
                f"sigma debe estar entre {low:.4g} y {high:.4g} y vale {proposal.value:.4g}: prueba {self.he:.4g}."
            )
        return proposal.value

    @property
    def signal(self):
        """Lo que miden h_0, …, h_K con la σ de ahora, (K+1,)."""
        measured = np.array(self.sizes[self.activation]["signal"])
        return measured * (self.sigma / self.he) ** np.arange(len(measured))

    @property
    def gradient(self):
        """Lo que miden ∂ℓ/∂h_0, …, ∂ℓ/∂h_K con la σ de ahora, (K+1,)."""
        measured = np.array(self.sizes[self.activation]["gradient"])
        return measured * (self.sigma / self.he) ** np.arange(len(measured))[::-1]

    def picture(self):
        """Las dos curvas con la σ de ahora."""
        how = "con ReLU" if self.activation == "ReLU" else "sin activación"
        series = {"señal, h": self.signal, "gradiente de h": self.gradient}
        return curves(series, f"capa ({how}, σ = {self.sigma:.3g})", "tamaño", log=True)


def _sizes(n, layers, seed, with_relu):
    """Lo que miden la señal y el gradiente en cada capa con pesos de He, en un solo viaje de cada clase."""
    rng = np.random.default_rng(seed)
    H, slopes, signal = rng.normal(size=(EXAMPLES, n)), [], []
    H /= _size(H)
    weights = [he_normal(n, n, rng) for _ in range(layers)]
    signal.append(_size(H))
    for W in weights:
        Z = H @ W.T
        slopes.append((Z > 0).astype(float) if with_relu else np.ones_like(Z))
        H = Z * slopes[-1]
        signal.append(_size(H))
    dH = rng.normal(size=H.shape)
    dH /= _size(dH)
    gradient = [_size(dH)]
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        dH = (dH * slope) @ W
        gradient.append(_size(dH))
    return {"signal": signal, "gradient": gradient[::-1]}


def _size(A):
    return float(np.sqrt(np.mean(A**2)))


def _count(name, value, most):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 1 <= value <= most:
        raise ValueError(f"{name} debe ser un entero de 1 a {most} y llegó {value!r}: prueba {min(20, most)}.")
    return int(value)
