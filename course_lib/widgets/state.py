"""El estado de un widget como JSON, para una página sin kernel: lo que reciben los mismos módulos que en JupyterLab.

Va en la salida de la celda, junto a la figura fija, con su propio tipo MIME. Lo leen ``course_lib.exported`` y la web
del curso; lo revive ``page/model.js``. JupyterLab y nbconvert no conocen ese tipo, y lo dejan estar.
"""

from base64 import b64encode

MIME = "application/vnd.retropropagacion.widget+json"


def encoded(value):
    """Lo mismo, en tipos de JSON: los bytes van como {"$base64": "…"}."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$base64": b64encode(value).decode("ascii")}
    if isinstance(value, dict):
        return {name: encoded(inner) for name, inner in value.items()}
    return [encoded(inner) for inner in value] if isinstance(value, (list, tuple)) else value
