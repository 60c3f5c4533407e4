"""Configuración de nbgrader para este curso: la leen `nbgrader …` y el formgrader.

Las carpetas son las de nbgrader (source, release, submitted, autograded,
feedback) y cuelgan de la raíz del repositorio.
"""

import sys
from pathlib import Path

try:
    from autograder import clean
    from autograder.grading.pages import protect
    from autograder.nbgrader_plugin import install

    # «nbgrader autograde», escrita a mano o desde el formgrader, juzga con nuestro calificador.
    install()
except Exception as problem:
    # Lo que falla aquí nbgrader sólo lo apunta, y seguiría con su calificador, que ejecuta las entregas sin aislarlas.
    raise SystemExit(f"nbgrader_config.py: {problem}") from problem

c = get_config()  # noqa: F821  (la pone nbgrader)

c.CourseDirectory.root = str(Path(__file__).parent.resolve())
c.CourseDirectory.course_id = "retropropagacion"
c.Exchange.root = str(Path(__file__).parent.resolve() / "exchange")
# Si no existe, nbgrader y el formgrader se quejan de que no se puede escribir en ella.
Path(c.Exchange.root).mkdir(exist_ok=True)

c.ClearSolutions.code_stub = {
    "python": "# Escribe aquí tu solución; la línea siguiente sobra cuando termines.\nraise NotImplementedError"
}
c.ClearSolutions.text_stub = "*Escribe aquí tu respuesta.*"

# El informe se rehace cada vez: la nota pudo cambiar a mano.
c.GenerateFeedback.force = True
c.GenerateFeedback.exporter_class = "autograder.grading.feedback.FeedbackExporter"

c.ExportApp.plugin_class = "autograder.grading.export.CsvExport"
clean.logs()
# Lo que escribe un estudiante se ve en el navegador de quien califica: el formgrader se sirve limpio.
if "nbgrader.server_extensions.formgrader.base" in sys.modules:
    protect()
