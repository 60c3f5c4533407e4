"""Ataques al navegador y al terminal de quien califica."""

import json

from ataque import Attack, function

SCRIPT = "<script>alert('hostil')</script>"
IMAGE = "<img src=x onerror=alert('hostil')>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('hostil')\"><script>alert('hostil')</script></svg>"
LINK = "<a href=\"javascript:alert('hostil')\">nota</a>"
MORE = (
    "<iframe src=\"javascript:alert('hostil')\"></iframe><object data='x.swf'></object><embed src='x.swf'>"
    "<meta http-equiv=refresh content=\"0;url=javascript:alert('hostil')\"><base href='http://127.0.0.1:9/'>"
    "<form action='http://127.0.0.1:9/'><button formaction=\"javascript:alert('hostil')\">x</button></form>"
    "<style>body{display:none}</style><div style='position:fixed;inset:0'>tapado</div>"
    "<details open ontoggle=alert('hostil')>"
)
ALL = SCRIPT + IMAGE + SVG + LINK + MORE

OUTPUTS = f"""
from IPython.display import display, HTML, SVG, Javascript, Markdown, Latex, Math, JSON
malo = {ALL!r}
display(HTML(malo)); display(Latex(malo)); display(Math(malo))
display(Markdown(malo + "\\n\\n[nota](javascript:alert('hostil'))"))
display(Javascript("alert('hostil')"))
for mime in ("text/html", "image/svg+xml", "application/javascript", "application/vnd.jupyter.widget-view+json",
             "text/latex", "text/markdown", "image/png", "image/jpeg", "application/pdf", "application/x-hostil",
             "text/plain", "text/vnd.mermaid"):
    display({{mime: malo, "text/plain": malo}}, raw=True, metadata={{mime: {{"width": '"' + malo, "isolated": True}}}})
    display({{mime: '"><' + malo}}, raw=True)
class Raro:
    def _repr_html_(self): return malo
    def _repr_svg_(self): return malo
    def __repr__(self): return malo
Raro()
"""

ANSI = "\x1b[2J\x1b]0;hostil\x07\x1b[31mHOSTIL\x1b[0m"

ERRORS = f"""
malo = {ALL!r}
Malo = type(malo, (Exception,), {{}})
print({ANSI!r} + malo)
raise Malo(malo + {ANSI!r})
"""

COSTLY = """
from IPython.display import display, HTML
for codigo in ("<div>" * 50_000, "<b>" * 90_000, "<table><tr><td>" * 10_000, "<" * 250_000, "&" * 250_000,
               "<div>" * 2_900):
    for _ in range(20): display(HTML(codigo))
"""

_NAME = "<svg onload=alert('hostil')>.ipynb"


def _markdown(draft, site) -> None:
    position = draft.position("preparacion") + 1
    links = f"[a](javascript:alert('hostil')) ![b](javascript:alert('hostil')) <{LINK}>\n\n$${ALL}$$ ${ALL}$"
    for text in (ALL, f"texto\n\n{ALL}\n\n{links}", f"```html\n{ALL}\n```", f'![x](attachment:a.svg"{IMAGE})'):
        draft.insert(position, text, "markdown", attachments={"a.svg": {"image/svg+xml": SVG, "image/png": f'"{ALL}'}})
    draft.insert(position, ALL, "raw", metadata={"format": "text/html", "raw_mimetype": "text/html"})
    for cell in draft.cells:
        if "Quién firma" in str(cell["source"]):
            cell["source"] = ALL


def _outside_images(draft, site) -> None:
    text = "![x](http://127.0.0.1:9/x.png) <img src='/logout'> <img src='//127.0.0.1:9/x.png'> ![x](/hub/logout)"
    draft.insert(draft.position("preparacion") + 1, text, "markdown")
    draft.answer_question(text)


def _written(draft, site) -> None:
    draft.answer_question(f"Porque sí.\n\n{ALL}\n\n[x](javascript:alert('hostil'))")


def _file_name(folder, site) -> None:
    original = next(folder.glob("*.ipynb"))
    original.rename(folder / _NAME)


def _cut_file_name(folder, site) -> None:
    original = next(folder.glob("*.ipynb"))
    (folder / _NAME).write_bytes(original.read_bytes()[:2000])
    original.unlink()


def _foreign(text: str):
    """Un cuaderno sin respuestas cuyo grade_id acaba en el mensaje «¿es el de otra tarea?»."""

    def edit(draft, site) -> bytes:
        draft.notebook["cells"] = []
        draft.insert(0, "x = 1", metadata={"nbgrader": {"grade_id": text, "solution": True, "schema_version": 3}})
        return json.dumps(draft.notebook).encode()

    return edit


def _costly_text(draft, site) -> None:
    """Textos cortos que a quien los pinta le cuestan minutos."""
    for text in ("[a](" * 20_000, "![" * 30_000, "<div>" * 10_000, ">" * 5_000, "<b>" * 30_000):
        draft.insert(2, text, "markdown")
    draft.answer_question("<div>" * 10_000 + "[a](" * 10_000)


ATTACKS = (
    Attack("scripts_en_las_salidas", "HTML, SVG, JavaScript, LaTeX e imágenes con código para el navegador", OUTPUTS),
    Attack(
        "scripts_en_los_errores",
        "código y órdenes de terminal en nombres y mensajes de excepción",
        ERRORS,
        {
            "t1_norma": function("t1_norma", "raise Malo(malo)"),
            "t1_lineal": function("t1_lineal", f"return type({SCRIPT + IMAGE!r}, (), {{}})()"),
            "t1_vjp_relu": f"t1_vjp_relu = type({IMAGE!r}, (), {{}})()",
        },
        expects={"t1_norma": "error", "t1_lineal": "fail"},
    ),
    Attack("scripts_en_el_texto", "código en celdas de texto propias y en la firma", edit=_markdown),
    Attack("scripts_en_la_pregunta", "código en la respuesta que corrige una persona", edit=_written),
    Attack("scripts_en_el_nombre", "código en el nombre del archivo", files=_file_name, stock=False),
    Attack(
        "scripts_en_un_nombre_ilegible",
        "código en el nombre de un archivo que no se puede leer",
        files=_cut_file_name,
        unread=True,
        stock=False,
    ),
    Attack("texto_caro_de_pintar", "textos cortos que a quien los pinta le cuestan minutos", edit=_costly_text),
    Attack("html_caro_de_limpiar", "HTML de salida que a quien lo limpia le cuesta minutos", COSTLY),
    Attack(
        "estudiante_con_script",
        "código en el nombre de la carpeta",
        student="<img src=x onerror=alert(1)>",
        aside=True,
        stock=False,
    ),
    Attack(
        "estudiante_con_ansi",
        "órdenes de terminal en el nombre de la carpeta",
        student="ansi\x1b[2J\x1b[31m",
        aside=True,
        stock=False,
    ),
    Attack(
        "estudiante_sin_utf8",
        "una carpeta cuyo nombre no es UTF-8",
        student=b"mal\xff\xfenombre",
        aside=True,
        stock=False,
    ),
    Attack(
        "estudiante_con_nombre_largo",
        "una carpeta cuyo nombre, escrito de otra forma, no cabe en ninguna parte",
        student=b"largo" + b"\xff" * 90,
        aside=True,
        stock=False,
    ),
    Attack(
        "estudiante_que_suplanta",
        "una carpeta que se llama como se escribe la de otra persona",
        student="mal\\xff\\xfenombre",
        aside=True,
        stock=False,
    ),
    Attack(
        "imagen_de_fuera",
        "imágenes que el navegador de quien califica pide a otra parte, o a su propio servidor",
        edit=_outside_images,
        stock=False,
    ),
    Attack(
        "estudiante_con_puntos",
        "una carpeta que parece subir de nivel",
        student="a..%2f..%2fb",
        aside=True,
        stock=False,
    ),
    Attack(
        "grade_id_con_ansi",
        "órdenes de terminal en un grade_id que se cita",
        edit=_foreign(ANSI + SCRIPT),
        unread=True,
        stock=False,
    ),
    Attack(
        "grade_id_imposible",
        "medio carácter en un grade_id que se cita: no se puede guardar en UTF-8",
        edit=_foreign("\ud800malo"),
        unread=True,
        stock=False,
    ),
)
