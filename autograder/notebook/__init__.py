"""El cuaderno de un estudiante: leerlo, decir qué es cada celda y componer lo que se ejecuta."""

import sys

# nbformat carga jsonschema, y éste, si la encuentra, una gramática de direcciones que aquí no se usa y que tarda
# un segundo en construirse en cada proceso. Con None, importarla falla y se queda sin ella.
sys.modules.setdefault("rfc3987_syntax", None)
