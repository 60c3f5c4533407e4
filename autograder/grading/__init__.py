"""El lado de confianza: lee entregas, pregunta a trabajadores, decide y apunta en el gradebook de nbgrader."""

import autograder.notebook  # noqa: F401  (antes que nbgrader: deja ligera la carga de nbformat)
