"""El cuaderno de un estudiante: leerlo, decir qué es cada celda y componer lo que se ejecuta."""
