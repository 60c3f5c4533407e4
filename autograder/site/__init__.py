"""La web del curso: cada lección ejecutada, con sus widgets vivos, en páginas que no piden nada a nadie."""
