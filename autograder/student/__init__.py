"""Lo que ve un estudiante: ``check``, ``hint`` y ``progress``, en el cuaderno o en la terminal."""
