"""El lado de confianza: lee entregas, pregunta a trabajadores, decide y apunta en el gradebook de nbgrader."""
