"""De qué ejercicio es lo que recibe ``check``: la misma regla en el cuaderno y al calificar."""

from collections.abc import Collection, Mapping
from typing import Any


def exercise_of(value: Any, namespace: Mapping[str, Any], names: Collection[str]) -> str | None:
    """El nombre del ejercicio al que responde un valor, o None si no es de ninguno.

    El de la variable en que está guardado vale si ``__name__`` no dice nada: una
    lambda no lo tiene y un alias tiene otro. ``namespace`` son las variables del
    cuaderno y ``names``, los ejercicios que hay, en cualquier orden.
    """
    own = getattr(value, "__name__", None) if callable(value) else None
    if isinstance(own, str) and own in names:
        return own
    return next((name for name in sorted(names) if name in namespace and namespace[name] is value), None)
