"""Configuración de nbgrader para este curso: la leen `nbgrader …` y el formgrader.

Las carpetas son las de nbgrader (source, release, submitted, autograded,
feedback) y cuelgan de la raíz del repositorio.
"""

from pathlib import Path

c = get_config()  # noqa: F821  (la pone nbgrader)

c.CourseDirectory.root = str(Path(__file__).parent.resolve())
c.CourseDirectory.course_id = "retropropagacion"
c.Exchange.root = str(Path(__file__).parent.resolve() / "exchange")

c.ClearSolutions.code_stub = {
    "python": "# Escribe aquí tu solución; la línea siguiente sobra cuando termines.\nraise NotImplementedError"
}
c.ClearSolutions.text_stub = "*Escribe aquí tu respuesta.*"
