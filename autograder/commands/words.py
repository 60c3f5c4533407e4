"""Lo que comparten las órdenes: para quién son y los números que admiten."""

import argparse

STUDENT, TEACHER, AUTHOR = "estudiantes", "docentes", "autores"


def positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"debe ser un número entero y es «{text}»") from None
    if value < 1:
        raise argparse.ArgumentTypeError(f"debe ser 1 o más y es {value}")
    return value
