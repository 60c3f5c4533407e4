"""Una orden, un archivo: para quién es, su renglón de ayuda, sus opciones y lo que hace.

Añadir una: su archivo, con ``WHO``, ``HELP``, ``add_arguments`` y ``run``, y su
nombre en ``ORDER``, que es como las enumera la ayuda. Lo pesado se importa dentro
de ``run``: ``autograder check`` no necesita lo que solo instala un docente.
"""

ORDER = (
    *("check", "hint", "pack", "status", "reset"),
    *("handout", "moodle", "grade", "manual", "report", "similar", "export"),
    *("history", "review", "archive", "restore", "forget"),
    *("simulate", "doctor", "new"),
    *("build", "lint", "coverage", "links", "site"),
)
