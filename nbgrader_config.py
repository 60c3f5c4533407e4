"""Configuración de nbgrader para este curso: la leen `nbgrader …` y el formgrader.

Las carpetas son las de nbgrader (source, release, submitted, autograded,
feedback) y cuelgan de la raíz del repositorio.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.resolve()

# Quien lo lee es nbgrader, y no «autograder», que solo quiere las opciones de abajo y no carga nbgrader para eso.
if "nbgrader.coursedir" in sys.modules:
    try:
        from autograder import clean
        from autograder.nbgrader_plugin import install

        # «nbgrader autograde», escrita a mano o desde el formgrader, juzga con nuestro calificador.
        install()
        clean.logs()
        # Lo que escribe un estudiante se ve en el navegador de quien califica: el formgrader se sirve limpio.
        if "nbgrader.server_extensions.formgrader.base" in sys.modules:
            from autograder.grading.pages import protect

            protect()
    except Exception as problem:
        # Lo que falla aquí nbgrader solo lo apunta, y seguiría con su calificador, que ejecuta las entregas sin
        # aislarlas.
        raise SystemExit(f"nbgrader_config.py: {problem}") from problem
    # Si no existe, nbgrader y el formgrader se quejan de que no se puede escribir en ella.
    (ROOT / "exchange").mkdir(exist_ok=True)

c = get_config()  # noqa: F821  (la pone nbgrader)

c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.course_id = "retropropagacion"
c.Exchange.root = str(ROOT / "exchange")
# La zona de las fechas que escribe una persona sin decir cuál: las de «autograder».
c.Retropropagacion.timezone = "Europe/Madrid"

c.ClearSolutions.code_stub = {
    "python": "# Escribe aquí tu solución; la línea siguiente sobra cuando termines.\nraise NotImplementedError"
}
c.ClearSolutions.text_stub = "*Escribe aquí tu respuesta.*"

# El informe se rehace cada vez: la nota pudo cambiar a mano.
c.GenerateFeedback.force = True
c.GenerateFeedback.exporter_class = "autograder.grading.feedback.FeedbackExporter"

c.ExportApp.plugin_class = "autograder.records.export.CsvExport"
