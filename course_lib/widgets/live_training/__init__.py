"""La pérdida y las normas mientras se entrena, con un botón que para el bucle.

Cómo llega «Parar» a un bucle que no suelta el kernel. Desde JupyterLab 4.4 e ipykernel 7, lo que manda un
widget va por un subshell: un hilo del kernel distinto del que ejecuta la celda. Ese hilo pone ``stopped`` a True
y el bucle lo ve en la iteración siguiente. ipykernel 7.4 devuelve cada mensaje al hilo que habló el último, que
aquí es el de la celda, ocupado: por eso se le pide que respete el que dice el navegador. Donde no hay subshells
el mensaje espera a que acabe la celda; el navegador nota que nadie contesta y ofrece interrumpir el kernel, que es
lo mismo que el botón ■ de la barra.
"""

import builtins
import sys
import time
from array import array

import numpy as np
import traitlets

from course_lib.plots import curves
from course_lib.plots.picture import picture
from course_lib.plots.svg import number, text
from course_lib.widgets.base import CourseWidget, front_end

EVERY = 0.05  # segundos entre envíos: 20 por segundo, que ya se ve continuo
MOST_SERIES, MOST_POINTS = 6, 400


class LiveTraining(CourseWidget):
    """Dibuja lo que se le cuenta en cada época, mientras corre el bucle, y deja pararlo.

    Se enseña en una celda y se usa en otra, con un bucle corriente::

        for epoca in vivo.range(100):
            ...
            vivo.log(perdida=perdida, norma=norma)

    Si prefieres tu propio ``for``, mira ``vivo.stopped`` en cada vuelta: ``if vivo.stopped: break``.
    Cada celda que entrena empieza una curva nueva. Sin navegador hace lo mismo y no estorba.

    Unidades
        ``epocas`` cuenta llamadas a ``log``: las que se esperan, o None si no se sabe. La primera es la 0.
    Errores
        ValueError si epocas no es un entero positivo.
    """

    _esm, _css = front_end("live_training").values()

    epocas = traitlets.Int(None, allow_none=True, help="Las épocas que se esperan, o None.").tag(sync=True)
    stopped = traitlets.Bool(False, help="True desde que alguien pulsa «Parar» hasta el entrenamiento siguiente.").tag(
        sync=True
    )
    status = traitlets.Unicode("espera", help="espera, entrena, parado o terminado.").tag(sync=True)
    count = traitlets.Int(0, help="Las épocas contadas.").tag(sync=True)
    drawn = traitlets.List(help="Lo que se dibuja: nombre, épocas y valores, en bytes de float64.").tag(sync=True)
    broken = traitlets.Unicode("", help="Dónde apareció el primer NaN o infinito.").tag(sync=True)

    def __init__(self, epocas=None, **kwargs):
        if epocas is not None:
            epocas = _count("epocas", epocas)
        self._series, self._length, self._sent, self._open = {}, 0, 0.0, False
        super().__init__(epocas=epocas, **kwargs)
        self.on_msg(self._receive)
        if self.comm is not None:
            self.comm._reply_subshell_for = lambda data, chosen: chosen

    def log(self, **values):
        """Apunta una época: ``vivo.log(perdida=…, norma=…)``. Admite números y tensores de un elemento.

        Un NaN o un infinito se apunta y se avisa. Una serie que falta una vez deja un hueco.

        Errores
            TypeError si no llega nada o si algo no es un número. ValueError si hay más de seis series.
        """
        if not values:
            raise TypeError("log necesita al menos un número con nombre: prueba vivo.log(perdida=perdida).")
        values = {name: _number(name, value) for name, value in values.items()}
        self._begin()
        if len(self._series.keys() | values.keys()) > MOST_SERIES:
            raise ValueError(f"Se dibujan hasta {MOST_SERIES} series y «{next(reversed(values))}» sobra: quita alguna.")
        epoch = self._length
        for name, value in values.items():
            self._series.setdefault(name, array("d", [np.nan] * epoch))
            if not np.isfinite(value) and not self.broken:
                self.broken = f"{name} vale {number(value)} en la época {epoch}"
        for name, points in self._series.items():
            points.append(values.get(name, np.nan))
        self._length += 1
        if time.monotonic() - self._sent >= EVERY:
            self._push()

    def range(self, count=None):
        """Las épocas de 0 a count−1, hasta que alguien pulse «Parar». Sin ``count``, las de ``epocas``."""
        if count is None and self.epocas is None:
            raise ValueError("¿Cuántas épocas? Pasa un número a range, o crea LiveTraining(epocas=100).")
        count = _count("count", self.epocas if count is None else count)
        return self._walk(count)

    def _walk(self, count):
        # Aparte de range para que un número imposible falle al pedirlo, no en la primera vuelta.
        self._open = False
        self._begin()
        self.epocas = count
        try:
            for epoch in builtins.range(count):
                if self.stopped:
                    break
                yield epoch
        finally:
            self._end()

    def stop(self):
        """Pide parar, como el botón: ``stopped`` pasa a True si hay un entrenamiento en marcha."""
        if self.status == "entrena":
            self.stopped = True

    @property
    def history(self):
        """Todo lo apuntado: {"perdida": array (T,), …}, con NaN en los huecos."""
        return {name: np.array(points) for name, points in self._series.items()}

    def _receive(self, widget, content, buffers):
        # Corre en el hilo del subshell, mientras el bucle sigue en el suyo.
        if content == {"type": "stop"}:
            self.stop()

    def _begin(self):
        if self._open:
            return
        self._open, self._series, self._length, self._sent = True, {}, 0, 0.0
        self.count, self.drawn, self.broken, self.stopped, self.status = 0, [], "", False, "entrena"
        shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
        if shell is not None:
            # El bucle no dice cuándo acaba; la celda, sí, y también si acaba en error.
            def end(result):
                shell.events.unregister("post_run_cell", end)
                self._end()

            shell.events.register("post_run_cell", end)

    def _end(self):
        if self._open:
            self._open = False
            self._push()
            self.status = "parado" if self.stopped else "terminado"
            self.refresh_still()

    def _push(self):
        self._sent = time.monotonic()
        self.drawn = [_thin(name, np.frombuffer(points)) for name, points in self._series.items() if len(points)]
        self.count = self._length

    def picture(self):
        """Las curvas de ahora, en una figura; en escala logarítmica si todo es positivo."""
        if not self._series:
            message = "Aún no hay puntos: ejecuta el bucle de entrenamiento y vuelve a mirar."
            return picture("Entrenamiento en vivo", message, (470, 44), text(8, 26, message, "start", size=13))
        step = max(1, self._length // 2000)  # más puntos no se distinguen y pesan
        series = {name: points[::step] for name, points in self.history.items()}
        known = np.concatenate(list(series.values()))
        log = bool(np.all(known[np.isfinite(known)] > 0))
        return curves(series, "época" if step == 1 else f"época (de {step} en {step})", " y ".join(series), log)


def _thin(name, points):
    """Una serie lista para dibujar: con muchos puntos, el menor y el mayor de cada tramo, y siempre el último."""
    if len(points) <= MOST_POINTS:
        epochs = np.arange(len(points), dtype=np.float64)
        return {"name": name, "x": epochs.tobytes(), "y": points.tobytes()}
    width = -(-len(points) // (MOST_POINTS // 2))
    whole = len(points) // width * width
    blocks = points[:whole].reshape(-1, width)
    # Un tramo con algún NaN enseña el hueco: −inf e inf no ganan nunca.
    low, high = (
        f(np.where(np.isnan(blocks), worst, blocks), axis=1) for f, worst in ((np.argmin, np.inf), (np.argmax, -np.inf))
    )
    starts = np.arange(0, whole, width)[:, None]
    chosen = np.unique(np.concatenate([(starts + np.c_[low, high]).ravel(), [0, len(points) - 1]]))
    chosen = np.union1d(chosen, whole + np.flatnonzero(~np.isfinite(points[whole:])))
    return {"name": name, "x": chosen.astype(np.float64).tobytes(), "y": points[chosen].tobytes()}


def _number(name, value):
    """Un float, también desde un tensor que pide gradiente."""
    try:
        return float(value.detach() if hasattr(value, "detach") else value)
    except (TypeError, ValueError, RuntimeError):
        what = f"con forma {tuple(value.shape)}" if hasattr(value, "shape") else f"un {type(value).__name__}"
        raise TypeError(f"{name} debe ser un número y llegó {what}: prueba {name}.item() o una media.") from None


def _count(name, value):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} debe ser un entero positivo y llegó {value!r}: cuenta épocas enteras.")
    return int(value)
