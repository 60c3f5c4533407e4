"""Datos de verdad que vienen con el curso: nada se descarga. De cada uno, de quién es y con qué licencia, al lado."""

from course_lib.data.digits import load_digits

__all__ = ["load_digits"]
