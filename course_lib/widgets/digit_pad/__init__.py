"""Un papel de 8 por 8 píxeles: se dibuja un número y una red dice cuál cree que es, con sus diez probabilidades."""

import numpy as np
import traitlets

from course_lib.layers import Softmax
from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, box, number, text
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end

SIDE, CLASSES, DARKEST = 8, 10, 16
PIXEL, ROW, WIDEST = 20, 17, 180


class DigitPad(CourseWidget):
    """Se pinta con el ratón, con el dedo o con el teclado, y contesta ``answer``.

    Formas
        ``answer`` recibe X (1, 64), de 0 (papel) a 1 (tinta), y devuelve las probabilidades, (1, 10) o (10,).
        ``ink`` son los 64 píxeles, fila a fila, enteros de 0 a 16: los mismos grises que en ``load_digits``.
        ``weights``, que se puede omitir, es [W, b, W, b…], con W (D_out, D_in) y b (D_out,): los de una red con ReLU
        y softmax al final. Si contesta lo mismo que ``answer``, contestará también en una página, sin Python.
    Errores
        TypeError si ``answer`` no es una función. ValueError si ``ink`` no son 64 enteros de 0 a 16.
        Lo que falle dentro de ``answer``, o lo que no sean diez probabilidades, se dice en el dibujo.
    """

    _esm, _css = front_end("digit_pad").values()

    ink = traitlets.List([0] * SIDE**2, help="Los píxeles, de 0 a 16.").tag(**EDITABLE)
    state = traitlets.Dict(help="Lo que contesta la red: probabilidades o qué ha fallado.").tag(sync=True)

    def __init__(self, answer=None, ink=None, weights=None):
        if answer is not None and not callable(answer):
            raise TypeError(
                f"answer debe ser una función de X y llegó un {type(answer).__name__}: pásala sin paréntesis."
            )
        self.answer, self.weights = answer, weights
        if ink is not None:
            self.ink = [int(round(float(value))) for value in np.ravel(ink)]
        self._ask()
        super().__init__()
        self.observe(lambda change: self._ask(), ["ink"])

    @traitlets.validate("ink")
    def _check_ink(self, proposal):
        ink = proposal["value"]
        if len(ink) != SIDE**2 or not all(type(value) is int and 0 <= value <= DARKEST for value in ink):
            raise ValueError(
                f"ink debe traer {SIDE**2} enteros de 0 a {DARKEST} y llegaron {len(ink)} valores: revísalos."
            )
        return ink

    def _ask(self):
        """Pregunta a la red por lo que hay pintado."""
        probabilities, trouble = None, ""
        if self.answer is None:
            trouble = "Todavía no hay ninguna red que conteste."
        elif any(self.ink):
            try:
                found = self._answer(np.array([self.ink]) / DARKEST)
            except Exception as error:
                trouble = f"La red no ha podido contestar. {type(error).__name__}: {error}"
            else:
                if found.shape in ((1, CLASSES), (CLASSES,)) and np.all(np.isfinite(found)) and found.min() >= 0:
                    probabilities = found.ravel().tolist()
                else:
                    trouble = f"La red debía contestar con diez probabilidades y contestó algo de forma {found.shape}."
        self.state = {"probabilities": probabilities, "trouble": trouble}

    def _answer(self, X):
        with np.errstate(all="ignore"):
            return np.asarray(self.answer(X), dtype=np.float64)

    def page_state(self):
        """Con los pesos, si son los de la red que contesta: en una página la cuenta se hace en el navegador."""
        return super().page_state() | {"weights": self._known_weights()}

    def _known_weights(self):
        """Los pesos en bytes, o None si no los hay o con ellos no sale lo mismo que dice ``answer``."""
        tried = np.random.default_rng(0).uniform(size=(3, SIDE**2))
        try:
            weights = [np.array(w, dtype=np.float64) for w in self.weights]
            said = [self._answer(x[None]).ravel() for x in tried]
            with np.errstate(all="ignore"):
                same = np.allclose(said, _classify(weights, tried), atol=1e-6)
        except Exception:  # la red es de quien estudia: puede estar a medias y fallar de cualquier manera
            return None
        return [w.astype(np.float32).tobytes() for w in weights] if same else None

    def picture(self):
        """Lo pintado y una barra por clase."""
        pieces = []
        for n, ink in enumerate(self.ink):
            fill = f"fill:currentColor;fill-opacity:{ink / DARKEST:.2f};stroke-opacity:.2"
            pieces.append(box(4 + PIXEL * (n % SIDE), 4 + PIXEL * (n // SIDE), PIXEL, PIXEL, 0, css=fill))
        left, probabilities = SIDE * PIXEL + 50, self.state["probabilities"]
        for c, p in enumerate(probabilities or [0.0] * CLASSES):
            y = 4 + ROW * c
            pieces += [text(left - 8, y + 12, str(c), "end"), box(left, y + 2, WIDEST * p, ROW - 5, 2, BLUE, BLUE)]
            if probabilities:
                pieces.append(text(left + WIDEST * p + 6, y + 12, number(p), "start", size=11))
        told = self.told()
        return picture("Un papel para dibujar un número", told, (left + WIDEST + 60, 180), "".join(pieces), [told])

    def told(self):
        """Lo que se ve, en una frase."""
        probabilities = self.state["probabilities"]
        if probabilities is None:
            return self.state["trouble"] or "El papel está en blanco."
        best = int(np.argmax(probabilities))
        return f"La red dice {best}, con probabilidad {number(probabilities[best])}."


def _classify(weights, X):
    """Las probabilidades, (B, 10), de una red [W, b, W, b…] con ReLU entre capas."""
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        X = np.maximum(X @ W.T + b, 0)
    return Softmax().forward(X @ weights[-2].T + weights[-1])
