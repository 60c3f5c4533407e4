"""El lado de confianza del trabajador: arrancarlo, preguntarle, vigilarlo y pararlo. Lo usan la clase y la nota."""
