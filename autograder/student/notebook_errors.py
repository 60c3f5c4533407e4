"""Cambiar el NameError de un ejercicio por una frase que dice qué celda falta ejecutar."""

import re

from autograder.exercise import exercise_ids


def explain(name: str) -> str | None:
    """La frase para un nombre sin definir, o None si no es de un ejercicio."""
    if name not in exercise_ids():
        return None
    return (
        f"Todavía no existe «{name}»: ejecuta antes la celda donde la escribes (Mayús+Intro) y vuelve aquí. "
        "Si ya lo hiciste, mira que la función se llame exactamente así y que esa celda no haya dado error."
    )


def install(shell) -> None:
    """Hace que el cuaderno use ``explain``. Los demás NameError se ven como siempre."""

    def handle(shell, etype, value, tb, tb_offset=None):
        name = getattr(value, "name", None) or next(iter(re.findall(r"name '(\w+)'", str(value))), "")
        sentence = explain(name)
        if sentence:
            value._render_traceback_ = lambda: [sentence]
        shell.showtraceback((etype, value, tb), tb_offset=tb_offset)

    shell.set_custom_exc((NameError,), handle)
