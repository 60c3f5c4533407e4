"""Los ejercicios: una carpeta por lección y en ella un archivo por ejercicio, que se llama como su id."""
