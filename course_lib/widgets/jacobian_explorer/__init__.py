"""El jacobiano, casilla a casilla: las dos notaciones a la vez y el caso diagonal, que se pliega a un vector."""

import numpy as np
import traitlets

from course_lib import plots
from course_lib.matrix_calculus import linear_jacobian, relu_jacobian, softmax_jacobian
from course_lib.shapes import check_shape
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.traits import Numbers, OneOf

X = (1.0, -0.5, 2.0)
WEIGHTS = ((0.5, -1.0, 2.0), (1.5, 0.0, -0.3))
TITLES = {
    "lineal": "Jacobiano de W x",
    "relu": "Jacobiano de ReLU(x)",
    "softmax": "Jacobiano de softmax(x)",
    "cuadrado": "Jacobiano de x ⊙ x",
    "productos": "Jacobiano de los productos de vecinas",
}


class JacobianExplorer(CourseWidget):
    """Elige una función y recorre su jacobiano en denominador y en numerador.

    ``function`` es "lineal" (W x), "relu", "softmax", "cuadrado" (x ⊙ x) o "productos", que mezcla entradas:
    y_1 = x_1 x_2, y_2 = x_2 x_3… y tras la última vuelve la primera. ``folded`` dice si el caso diagonal está plegado.
    Lo que se cambia en pantalla llega al kernel, y una celda puede leerlo.

    Formas
        x (D_x,), W (D_y, D_x), de 1 a 5 por eje. W manda en D_y con "lineal" y con "productos";
        con las demás, D_y = D_x. Para cambiar D_x se hace otro explorador, o se cambia en pantalla.
    Errores
        ShapeError, TypeError o ValueError si x o W no son números finitos con esas formas.
        ValueError si function no es una de las cinco.
    """

    _esm, _css = front_end("jacobian_explorer").values()

    function = OneOf(*TITLES).tag(**EDITABLE)
    x = Numbers("D_x", default=X, most=5).tag(**EDITABLE)
    W = Numbers("D_y", "D_x", default=WEIGHTS, most=5).tag(**EDITABLE)
    folded = traitlets.Bool(False).tag(**EDITABLE)

    def __init__(self, function="lineal", x=X, W=None, folded=False):
        if W is None:  # una W cualquiera, con las columnas que x pida
            W = np.resize(WEIGHTS, (2, max(1, np.size(x))))
        super().__init__(function=function, x=x, W=W, folded=folded)

    # Al final de un cambio, no a mitad: el navegador manda x y W a la vez.
    @traitlets.validate("x", "W")
    def _fit(self, proposal):
        x, W = ({"x": self.x, "W": self.W} | {proposal.trait.name: proposal.value}).values()
        if proposal.trait.name == "x":
            check_shape("x", x, (len(W[0]),))
        else:
            check_shape("W", W, ("D_y", len(x)))
        return proposal.value

    def jacobian(self):
        """El jacobiano de ahora, en notación de denominador, (D_x, D_y)."""
        x = np.array(self.x)
        if self.function == "lineal":
            return linear_jacobian(self.W)
        if self.function == "relu":
            return relu_jacobian(x)
        if self.function == "softmax":
            return softmax_jacobian(x)
        if self.function == "cuadrado":
            with np.errstate(over="ignore"):
                return np.diag(2 * x)
        # y_j = x_a x_b: cada factor se deriva con el otro. Con una sola entrada los dos son el mismo, y se suman.
        J = np.zeros((len(x), len(self.W)))
        for j in range(len(self.W)):
            a, b = j % len(x), (j + 1) % len(x)
            J[a, j] += x[b]
            J[b, j] += x[a]
        return J

    def picture(self):
        """El jacobiano de ahora, en notación de denominador."""
        return plots.jacobian(self.jacobian(), title=TITLES[self.function])
