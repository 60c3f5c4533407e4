"""Los botones de cada lección: descargar el cuaderno y, si se dijo el repositorio, abrirlo en Binder o en Colab."""

from autograder.authoring.links import binder_url, colab_url

FOLDER = "cuadernos"  # en la web, la carpeta con los cuadernos que se descargan


def lesson_buttons(name: str, repo: str | None) -> list[dict[str, str]]:
    """Los botones de una lección, como los pide el tema: el de descargar, que anda sin red, el primero."""
    notebook = f"{name}.ipynb"
    found = [_button(f"{FOLDER}/{notebook}", "download", "Cuaderno", "Descargar el cuaderno para hacer los ejercicios")]
    if repo:
        found += [
            _button(binder_url(repo, notebook), "rocket", "Binder", "Abrir en JupyterLab, en Binder"),
            _button(colab_url(repo, notebook), "flask", "Colab", "Abrir en Google Colab"),
        ]
    return found


def _button(url: str, icon: str, text: str, tooltip: str) -> dict[str, str]:
    return {"url": url, "icon": icon, "text": text, "tooltip": tooltip}
