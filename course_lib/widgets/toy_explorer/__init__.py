"""La red de juguete entre los dedos: ocho parámetros, la cadena con sus derivadas, la curva y un empujoncito."""

from course_lib import plots, toy_network
from course_lib.plots.picture import picture
from course_lib.widgets.base import EDITABLE, CourseWidget, front_end
from course_lib.widgets.traits import Numbers

# Los de la lección 03.
BETA, OMEGA, X, Y = (0.1, -0.4, 0.7, 0.2), (1.1, -0.8, 0.6, -1.5), 0.5, 0.3


class ToyExplorer(CourseWidget):
    """Mueve los parámetros de la red de juguete y mira qué hacen f[x], la pérdida y sus derivadas.

    Se calcula en el navegador, con las mismas ecuaciones que ``toy_network``. Al soltar un deslizador,
    ``beta``, ``omega``, ``x`` e ``y`` llegan al kernel y una celda puede leerlos; al asignarlos, el dibujo cambia.

    Formas
        beta, omega (4,); x, y ().
    Errores
        ShapeError, TypeError o ValueError si no son números finitos con esas formas.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.3.
    """

    _esm, _css = front_end("toy_explorer").values()

    beta = Numbers(4, default=BETA).tag(**EDITABLE)
    omega = Numbers(4, default=OMEGA).tag(**EDITABLE)
    x = Numbers(default=X).tag(**EDITABLE)
    y = Numbers(default=Y).tag(**EDITABLE)

    def __init__(self, beta=BETA, omega=OMEGA, x=X, y=Y):
        super().__init__(beta=beta, omega=omega, x=x, y=y)

    def picture(self):
        """La cadena con los valores y las derivadas de ahora; si algo se desborda, lo dice."""
        data = self.x, self.y, self.beta, self.omega
        try:
            values = toy_network.forward(*data)
            return plots.toy_chain(values, toy_network.backward(values, *data), (self.beta, self.omega))
        except OverflowError as error:
            return picture("La red de juguete", "No se puede dibujar.", (420, 4), "", [str(error)])
