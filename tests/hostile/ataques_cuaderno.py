"""Ataques al archivo: metadatos cambiados, celdas repetidas, archivos enormes, enlaces y formatos imposibles."""

import base64
import copy
import json
import os

from ataque import FIRST, IDS, Attack, function

TASK = "tarea_jacobiano"


def _points(draft, site) -> None:
    for cell in draft.cells:
        info = cell["metadata"].get("nbgrader")
        if info:
            info["points"] = 1000 if info["grade"] else 5
    draft.notebook["metadata"]["nbgrader"] = {"score": 1000, "max_score": 1}


def _flags(**changes):
    def edit(draft, site) -> None:
        for cell in draft.cells:
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"] |= changes

    return edit


def _swapped(draft, site) -> None:
    cells = [draft.cell(id_) for id_ in IDS]
    for cell, id_ in zip(cells, IDS[1:] + IDS[:1], strict=True):
        cell["metadata"]["nbgrader"]["grade_id"] = id_


def _swapped_tests(draft, site) -> None:
    """La prueba más barata, en el sitio de la más cara."""
    easy, hard = draft.cell(f"test_{FIRST}"), draft.cell("test_t1_jacobiano_softmax")
    a, b = easy["metadata"]["nbgrader"], hard["metadata"]["nbgrader"]
    a["grade_id"], b["grade_id"] = b["grade_id"], a["grade_id"]


def _duplicated(draft, site) -> None:
    draft.notebook["cells"] = [copy.deepcopy(c) for c in draft.cells for _ in range(3)]


def _same_ids(draft, site) -> None:
    for cell in draft.cells:
        cell["id"] = "repetida"


def _without_tests(draft, site) -> None:
    draft.notebook["cells"] = [c for c in draft.cells if not c["metadata"].get("nbgrader", {}).get("grade")]


def _rewritten_tests(draft, site) -> None:
    for id_ in IDS:
        cell = draft.cell(f"test_{id_}")
        cell["source"] = "1000"
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "1000"}, "metadata": {},
                            "execution_count": 1}]  # fmt: skip
    draft.put("preparacion", "import numpy as np\ncheck = hint = lambda *a: 1000\nnp.testing.assert_allclose = check")


def _tests_as_answers(draft, site) -> None:
    for id_ in IDS:
        cell = draft.cell(f"test_{id_}")
        cell["metadata"]["nbgrader"] |= {"grade": True, "solution": True, "locked": False}
        cell["source"] = "assert True"


def _already_graded(draft, site) -> None:
    verdicts = {
        i: {"status": "pass", "points": 99.0, "max_points": 99.0, "diagnosis": None, "message": ""} for i in IDS
    }
    draft.notebook["metadata"]["retropropagacion"] = {
        "assignment": TASK, "digest": "0" * 64, "exercises": verdicts, "messages": [], "unreadable": "mírala a mano",
        "declarations": "0",
    }  # fmt: skip
    draft.answer_question("Sí.")


def _hostile_types(draft, site) -> bytes:
    """Campos de la clase que no deben ser, en celdas que sobran."""
    bad = [None, 3, [], "celda", {}, {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}},
           {"cell_type": 7, "source": "x"}, {"cell_type": "code", "source": ["a", 3, None], "metadata": "x"},
           {"cell_type": "markdown", "source": "x", "metadata": {"nbgrader": "x"}, "attachments": [1]},
           {"cell_type": "code", "source": "\0\ud800", "id": 5,
            "metadata": {"nbgrader": {"grade_id": ["t1_norma"]}}}]  # fmt: skip
    draft.cells[1:1] = bad
    draft.notebook |= {"metadata": [], "nbformat": "cuatro", "nbformat_minor": -1}
    return json.dumps(draft.notebook).encode()


def _deep_metadata(draft, site) -> None:
    deep: dict = {}
    for _ in range(450):
        deep = {"a": deep}
    draft.insert(1, "x = 1", metadata=deep)


def _deep_json(draft, site) -> bytes:
    return b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def _big_number(draft, site) -> bytes:
    return draft.to_bytes().rstrip()[:-1] + b', "x": ' + b"9" * 5_000 + b"}"


def _false_worksheets(draft, site) -> bytes:
    return json.dumps({"worksheets": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


def _giant_heading(draft, site) -> bytes:
    """En nbformat 3 un título dice su nivel, y quien lo convierte escribe tantas almohadillas."""
    cell = {"cell_type": "heading", "level": 500_000_000, "source": "x", "metadata": {}}
    return json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}}).encode()


def _million_braces(draft, site) -> bytes:
    """40 MB que, leídos como JSON, ocupan más de 1 GB."""
    return draft.to_bytes().rstrip()[:-1] + b', "x": [' + b"{}," * 13_000_000 + b"{}]}"


def _repeated_image(draft, site) -> None:
    """Una imagen de 1 MB que el texto enseña 300 veces."""
    pixels = base64.b64encode(os.urandom(750_000)).decode()
    text = "[a]: attachment:a.png\n\n" + "![x][a]\n\n" * 300
    draft.insert(2, text, "markdown", attachments={"a.png": {"image/png": pixels}})


def _lost_answer(draft, site) -> None:
    """Falta una respuesta, y donde se busca hay código que agota a quien lo lee."""
    draft.notebook["cells"] = [c for c in draft.cells if c["metadata"].get("nbgrader", {}).get("grade_id") != IDS[-1]]
    draft.insert(2, "-" * 20_000 + "1")
    draft.insert(2, "x = 1\n" * 3_000 + IDS[-1])


def _sixty_megabytes(draft, site) -> bytes:
    return draft.insert(1, "#" * 60 * 2**20).to_bytes()


def _just_below(draft, site) -> None:
    """Por debajo del tope de tamaño, y caro de leer como Python y de pintar."""
    draft.insert(1, "x=1\n" * 10_000 + "#" * 300_000)
    draft.insert(1, "* a **b _c\n" * 8_000, "markdown")


def _five_thousand(draft, site) -> None:
    for _ in range(5_000):
        draft.insert(1, "pass")


def _many_cells(draft, site) -> None:
    for _ in range(1_500):
        draft.insert(1, "print('x' * 3000)")


def _long_chain(draft, site) -> None:
    """Cadenas de atributos que cuestan el cuadrado de su largo a quien busca lo prohibido."""
    chain = "x" + ".a" * 700
    body = "\n".join(f"if False: {chain}" for _ in range(150)) + "\nreturn x * 0"
    draft.put("t1_norma", function("t1_norma", body))
    draft.put("t1_vjp_relu", function("t1_vjp_relu", f"if False: v{'.a' * 5_000}\nreturn v * 0"))
    draft.put("t1_lineal", function("t1_lineal", "return " + "-" * 20_000 + "x"))
    draft.put("t1_dos_capas", function("t1_dos_capas", "return " + "(" * 150 + "x" + ")" * 150))


def _heavy_figures(draft, site) -> None:
    code = (
        "from IPython.display import display\nimport os, base64\nfor _ in range(2):\n"
        "    display({'image/png': base64.b64encode(os.urandom(700_000)).decode()}, raw=True)"
    )
    for _ in range(40):
        draft.insert(2, code)


def _replace_with_link(target):
    def files(folder, site) -> None:
        notebook = folder / f"{TASK}.ipynb"
        notebook.unlink()
        notebook.symlink_to(target(site))

    return files


def _folder_link(folder, site) -> None:
    for child in folder.iterdir():
        child.unlink()
    folder.rmdir()
    folder.symlink_to(site.submitted / "estudiante_honrada" / TASK)


def _timestamp(content: str):
    return lambda folder, site: (folder / "timestamp.txt").write_text(content)


def _timestamp_link(folder, site) -> None:
    (folder / "timestamp.txt").symlink_to(site.home / ".ssh" / "id_rsa")


def _fifo(folder, site) -> None:
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "otro.ipynb")


def _huge_text(folder, site) -> None:
    with (folder / "apuntes.txt").open("wb") as file:
        file.truncate(2 * 10**9)  # disperso: no ocupa disco


def _many_notebooks(folder, site) -> None:
    for k in range(30):
        with (folder / f"copia_{k:02}.ipynb").open("wb") as file:
            file.truncate(40 * 2**20)  # disperso: no ocupa disco


def _unreadable_name(folder, site) -> None:
    (folder / f"{TASK}.ipynb").unlink()
    os.symlink(b"/etc/passwd", os.fsencode(folder) + b"/mal\xff.ipynb")


def _strange_files(folder, site) -> None:
    (folder / "carpeta.ipynb").mkdir()
    (folder / "roto.ipynb").symlink_to("no-existe")
    (folder / "anillo.txt").symlink_to("anillo.txt")
    (folder / "-rf *.txt").write_text("x")
    (folder / "numpy.py").write_text("raise SystemExit")


NOBODY = {"honest": (), "blank": True}

ATTACKS = (
    Attack("mil_puntos", "poner 1000 puntos en los metadatos", edit=_points),
    Attack(
        "grade_false",
        "marcar las celdas como no evaluables y ya resueltas",
        edit=_flags(grade=False, solution=True, locked=False),
    ),
    Attack("esquema_99", "una versión de metadatos que no existe", edit=_flags(schema_version=99)),
    Attack("grade_ids_cambiados", "rotar los grade_id de las respuestas", edit=_swapped),
    Attack("pruebas_cambiadas", "poner la prueba fácil donde va la de tres puntos", edit=_swapped_tests),
    Attack(
        "celdas_por_triplicado", "cada celda tres veces: con nbgrader de serie, para a toda la clase", edit=_duplicated
    ),
    Attack("ids_repetidos", "todas las celdas con el mismo id", edit=_same_ids),
    Attack("sin_pruebas", "borrar las celdas de corrección", edit=_without_tests),
    Attack("pruebas_reescritas", "cambiar las celdas bloqueadas por otras que dan 1000", edit=_rewritten_tests),
    Attack("pruebas_como_respuestas", "hacer pasar las pruebas por celdas propias", edit=_tests_as_answers),
    Attack("ya_calificada", "metadatos que fingen que ya está calificada", edit=_already_graded),
    Attack("tipos_hostiles", "números, nulos y medios caracteres donde iban celdas", edit=_hostile_types),
    Attack("metadatos_hondos", "450 niveles de metadatos", edit=_deep_metadata, stock=False),
    Attack("json_hondo", "200 000 corchetes", edit=_deep_json, unread=True, stock=False),
    Attack("numero_de_5000_cifras", "un entero que Python se niega a leer", edit=_big_number, unread=True, stock=False),
    Attack(
        "hojas_falsas",
        "un cuaderno que dice ser de dos versiones a la vez",
        edit=_false_worksheets,
        unread=True,
        stock=False,
    ),
    Attack(
        "titulo_gigante",
        "un título de nbformat 3 de nivel quinientos millones",
        edit=_giant_heading,
        unread=True,
        stock=False,
    ),
    Attack(
        "mil_llaves", "40 MB de llaves, que leídas ocupan más de 1 GB", edit=_million_braces, unread=True, stock=False
    ),
    Attack("imagen_repetida", "una imagen de 1 MB que se enseña 300 veces", edit=_repeated_image, stock=False),
    Attack(
        "respuesta_perdida",
        "borrar una respuesta y dejar, donde se busca, código que agota a quien lo lee",
        edit=_lost_answer,
        expects={IDS[-1]: "missing"},
        stock=False,
    ),
    Attack("sesenta_megas", "un cuaderno de 60 MB", edit=_sixty_megabytes, unread=True, stock=False),
    Attack(
        "justo_por_debajo",
        "340 kB de código y 88 kB de texto, por debajo del tope",
        edit=_just_below,
        expects={id_: ("fail", "not_judged", "error") for id_ in IDS[1:]} | {FIRST: ("pass", "not_judged")},
        stock=False,
    ),
    Attack("cinco_mil_celdas", "5000 celdas", edit=_five_thousand, unread=True, stock=False),
    Attack("mil_quinientas_celdas", "1500 celdas que imprimen, por debajo del tope", edit=_many_cells, stock=False),
    Attack(
        "cadenas_de_atributos",
        "código caro de analizar para quien busca lo prohibido",
        edit=_long_chain,
        expects={"t1_vjp_relu": ("fail", "error"), "t1_lineal": ("fail", "error")},
    ),
    Attack("figuras_pesadas", "80 MB de imágenes de verdad", edit=_heavy_figures, stock=False),
    Attack(
        "enlace_a_otra_entrega",
        "entregar un enlace al cuaderno de otra persona",
        unread=True,
        stock=False,
        files=_replace_with_link(lambda s: s.submitted / "estudiante_honrada" / TASK / f"{TASK}.ipynb"),
    ),
    Attack(
        "enlace_al_gradebook",
        "entregar un enlace al gradebook",
        unread=True,
        stock=False,
        files=_replace_with_link(lambda s: s.course / "gradebook.db"),
    ),
    Attack(
        "enlace_a_passwd",
        "entregar un enlace a /etc/passwd",
        unread=True,
        stock=False,
        files=_replace_with_link(lambda s: "/etc/passwd"),
    ),
    Attack(
        "carpeta_enlazada",
        "que la carpeta de la tarea sea un enlace a la de otra persona",
        unread=True,
        stock=False,
        files=_folder_link,
    ),
    Attack(
        "fecha_imposible",
        "una hora de entrega que no cabe en el calendario",
        files=_timestamp("0001-01-01 00:00:00 +1400"),
        stock=False,
    ),
    Attack(
        "fecha_de_300_cifras",
        "una hora de entrega que hace fallar a quien lee fechas",
        files=_timestamp("9" * 300 + "1 m9"),
        stock=False,
    ),
    Attack(
        "fecha_enlazada", "una hora de entrega que es un enlace a ~/.ssh/id_rsa", files=_timestamp_link, stock=False
    ),
    Attack("tuberias", "tuberías con nombre de archivo, que hacen esperar a quien las abre", files=_fifo, stock=False),
    Attack("treinta_cuadernos", "treinta cuadernos de 40 MB junto al bueno", files=_many_notebooks, stock=False),
    Attack(
        "cuaderno_sin_utf8",
        "un enlace cuyo nombre no es UTF-8, en lugar del cuaderno",
        files=_unreadable_name,
        unread=True,
        stock=False,
    ),
    Attack("dos_gigas_de_texto", "2 GB dispersos junto al cuaderno", files=_huge_text, stock=False),
    Attack(
        "archivos_raros", "carpetas, enlaces rotos y en anillo junto al cuaderno", files=_strange_files, stock=False
    ),
)
