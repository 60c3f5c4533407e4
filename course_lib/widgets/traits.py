"""Lo que un widget guarda y comparte con el navegador: números con forma, u opciones de una lista."""

import traitlets

from course_lib.numbers import check_numbers


class Numbers(traitlets.TraitType):
    """Números finitos con una forma fija. Se guardan como tuplas: para cambiarlos se asigna el valor entero.

    Formas
        Las de ``check_numbers``: (), (4,), ("D_y", "D_x"). ``most`` es lo más que puede medir cada eje.
    Errores
        Los de ``check_numbers``. ValueError si un eje mide más de ``most``.
    """

    def __init__(self, *shape, default, most=None):
        super().__init__(default_value=_frozen(default))
        self.shape, self.most = shape, most

    def validate(self, obj, value):
        array = check_numbers(self.name, value, self.shape)
        if self.most is not None and max(array.shape, default=0) > self.most:
            raise ValueError(
                f"{self.name} debe medir como mucho {self.most} en cada eje y llegó con {array.shape}: "
                "en pantalla no se leería; quédate con una parte."
            )
        return _frozen(array.tolist())


class OneOf(traitlets.TraitType):
    """Una opción de una lista corta; la primera es la de partida.

    Errores
        ValueError si no está en la lista.
    """

    def __init__(self, *options):
        super().__init__(default_value=options[0])
        self.options = options

    def validate(self, obj, value):
        if value not in self.options:
            raise ValueError(f"{self.name} debe ser {_list(self.options)} y llegó {value!r}: elige uno de la lista.")
        return value


def _frozen(value):
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value


def _list(options):
    written = [repr(option) for option in options]
    return f"{', '.join(written[:-1])} o {written[-1]}"
