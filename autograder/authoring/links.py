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
    check_repo(repo)
    # Colab ya trae NumPy, torch y matplotlib: --no-deps evita que los cambie.
    install = f'%pip install -q --no-deps "git+https://github.com/{repo}@{BRANCH}"'
    return "\n".join(
        (
            "<!-- Pega esto en README.md. Enlaces sin probar hasta que el repositorio sea público. -->",
            binder_badge(repo, FIRST_LESSON),
            colab_badge(repo, FIRST_LESSON),
            "",
            "En Colab, antes que nada, ejecuta esta celda (sin probar):",
            "",
            "```python",
            install,
            "```",
        )
    )


def check_repo(repo: str) -> None:
    """Comprueba cómo está escrito un repositorio de GitHub.

    Errores
        CourseError si no tiene la forma DUEÑO/REPOSITORIO.
    """
    if not REPO.fullmatch(repo) or repo.endswith(("/.", "/..", ".git")):
        raise CourseError(f"«{repo}» no tiene la forma DUEÑO/REPOSITORIO, por ejemplo: ana/curso")


def binder_url(repo: str, notebook: str) -> str:
    """La dirección que abre un cuaderno en Binder; allí la raíz de JupyterLab ya es notebooks/ (binder/postBuild)."""
    return f"https://mybinder.org/v2/gh/{repo}/{BRANCH}?urlpath=lab/tree/{notebook}"


def colab_url(repo: str, notebook: str) -> str:
    """La dirección que abre un cuaderno en Colab."""
    return f"https://colab.research.google.com/github/{repo}/blob/{BRANCH}/notebooks/{notebook}"


def binder_badge(repo: str, notebook: str) -> str:
    return f"[![Abrir en Binder](https://mybinder.org/badge_logo.svg)]({binder_url(repo, notebook)})"


def colab_badge(repo: str, notebook: str) -> str:
    logo = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Abrir en Colab]({logo})]({colab_url(repo, notebook)})"


def run_links(args) -> int:
    """``autograder links DUEÑO/REPOSITORIO``: escribe las insignias por la salida estándar."""
    print(badges(args.repo))
    return 0
