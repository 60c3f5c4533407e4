"""El juez: compara con la referencia, reconoce el error y lo explica."""
