"""Los botones de una lección: descargar, siempre; Binder y Colab, si se dijo el repositorio."""

from autograder.authoring.links import binder_url, colab_url
from autograder.site.buttons import lesson_buttons


def test_sin_repositorio_solo_se_descarga_y_de_la_propia_web():
    (button,) = lesson_buttons("01_uno", None)
    assert button["url"] == "cuadernos/01_uno.ipynb"


def test_con_repositorio_las_direcciones_son_las_de_links():
    urls = [button["url"] for button in lesson_buttons("01_uno", "ana/curso")]
    assert urls[1:] == [binder_url("ana/curso", "01_uno.ipynb"), colab_url("ana/curso", "01_uno.ipynb")]
