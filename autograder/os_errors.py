"""Por qué no se pudo leer o escribir un archivo, en español."""

import errno

# Lo que el sistema dice en inglés y le puede pasar a cualquiera.
_REASONS = {
    errno.ENOSPC: "no queda sitio en el disco",
    errno.EDQUOT: "no queda cuota en el disco",
    errno.EFBIG: "el archivo es demasiado grande",
    errno.EACCES: "no hay permiso",
    errno.EPERM: "no hay permiso",
    errno.EROFS: "ahí no se puede escribir",
    errno.ENOENT: "no existe",
    errno.EISDIR: "es una carpeta",
    errno.EEXIST: "ya existe",
    errno.ENOTDIR: "parte de la ruta no es una carpeta",
    errno.ELOOP: "es un enlace y no se sigue",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
}


def reason(problem: OSError) -> str:
    """La razón, sin decir dónde: vale para lo que lee un estudiante."""
    return _REASONS.get(problem.errno, problem.strerror or str(problem))


def reason_and_place(problem: OSError) -> str:
    """La razón y, si se sabe, el archivo."""
    return f"{reason(problem)} ({problem.filename})" if problem.filename else reason(problem)
