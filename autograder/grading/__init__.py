"""El lado de confianza: lee entregas, pregunta a trabajadores, decide y apunta en el gradebook de nbgrader."""

import sys

# nbformat carga jsonschema, y éste, si la encuentra, una gramática de direcciones que aquí no se usa y que tarda
# un segundo en construirse en cada proceso que juzga. Con None, importarla falla y se queda sin ella.
sys.modules.setdefault("rfc3987_syntax", None)
