"""Insignias de Binder y de Colab: ``autograder links DUEÑO/REPOSITORIO``.

La dirección pública del curso no está en ningún archivo: todo sale de ese dato.
"""

import re

from autograder.errors import CourseError

FIRST_LESSON = "00_presentacion.ipynb"
BRANCH = "main"

# Como en GitHub: el dueño no empieza ni acaba con guion.
REPO = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}")


def badges(repo: str) -> str:
    """Devuelve el Markdown de las dos insignias y la celda que necesita Colab.

    Errores
        CourseError si ``repo`` no tiene la forma DUEÑO/REPOSITORIO.
    """
    if not REPO.fullmatch(repo) or repo.endswith(("/.", "/..", ".git")):
        raise CourseError(f"«{repo}» no tiene la forma DUEÑO/REPOSITORIO, por ejemplo: autograder links ana/curso")
    # En Binder la raíz de JupyterLab ya es notebooks/ (binder/postBuild).
    binder = f"https://mybinder.org/v2/gh/{repo}/{BRANCH}?urlpath=lab/tree/{FIRST_LESSON}"
    colab = f"https://colab.research.google.com/github/{repo}/blob/{BRANCH}/notebooks/{FIRST_LESSON}"
    # Colab ya trae NumPy, torch y matplotlib: --no-deps evita que los cambie.
    install = f'%pip install -q --no-deps "git+https://github.com/{repo}@{BRANCH}"'
    return "\n".join(
        (
            "<!-- Pega esto en README.md. Enlaces sin probar hasta que el repositorio sea público. -->",
            f"[![Abrir en Binder](https://mybinder.org/badge_logo.svg)]({binder})",
            f"[![Abrir en Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab})",
            "",
            "En Colab, antes que nada, ejecuta esta celda (sin probar):",
            "",
            "```python",
            install,
            "```",
        )
    )


def run_links(args) -> int:
    """``autograder links DUEÑO/REPOSITORIO``: escribe las insignias por la salida estándar."""
    print(badges(args.repo))
    return 0
