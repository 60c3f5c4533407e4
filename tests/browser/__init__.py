"""Las pruebas que abren un navegador de verdad."""
