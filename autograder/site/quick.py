"""Los ejercicios rápidos en la web: cada uno, detrás del apartado que dice, como la salida de una celda.

Lleva su estado, con el que cobra vida (``course_lib/widgets/quick/``), y al lado lo mismo escrito, con la respuesta
plegada: es lo que se lee sin programas y lo que se imprime.
"""

import copy
import hashlib
import json
from html import escape
from pathlib import Path

from autograder.authoring.quick import Quick, headings, load_quick
from autograder.authoring.quick_graph import answers, graph
from autograder.authoring.quick_kinds import code_lines
from autograder.errors import CourseError

TITLES = {"match": "Empareja", "wrong_line": "Busca el error", "predict": "Adivina antes"}


def insert(notebook, root: Path, lesson: str) -> None:
    """Pone en el cuaderno de una lección sus ejercicios rápidos, cada uno al acabar el apartado de su encabezado.

    Errores
        CourseError si a alguno le falta algo.
    """
    for quick in load_quick(root, lesson):
        number, offset = _end_of_section(notebook.cells, quick.after)
        notebook.cells[number:number] = _split(notebook, number, offset)
        notebook.cells.insert(number + (offset > 0), _cell(quick))


def state(quick: Quick) -> dict:
    """Lo que recibe el navegador de un ejercicio: nada de lo que solo sirve para comprobarlo.

    ``key`` es su nombre en la memoria del navegador; con otro contenido cambia, y lo recordado deja de valer.
    """
    shown = {"kind": quick.kind, "title": TITLES[quick.kind], "prompt": quick.prompt, "why": quick.why}
    shown |= {"match": _match, "wrong_line": _wrong_line, "predict": _predict}[quick.kind](quick.data)
    print_of = hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
    return {"exercise": shown | {"id": f"{quick.lesson}/{quick.id}", "key": print_of}}


def html(quick: Quick) -> str:
    """Un ejercicio como HTML: la figura fija, que aquí es texto, y su estado."""
    from course_lib.exported import MIME, page_html

    return page_html({"data": {MIME: {"widget": "quick", "state": state(quick)}, "text/html": _still(quick)}})


def rich(text: str) -> str:
    """El texto como HTML, con lo que va entre acentos graves como código."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))


def _match(data: dict) -> dict:
    options = list(data["options"])
    pairs = [
        {"item": p["item"], "match": options.index(p["match"]), "hints": _by_index(p["hints"], options)}
        for p in data["pairs"]
    ]
    return {"options": options, "pairs": pairs}


def _by_index(hints: dict[str, str], options: list[str]) -> list[str]:
    return [hints.get(option, "") for option in options]


def _wrong_line(data: dict) -> dict:
    lines = code_lines(data["code"])
    return {
        "lines": lines,
        "line": data["line"] - 1,
        "hints": [data["hints"].get(str(number), "") for number in range(1, len(lines) + 1)],
        "fixes": [
            {"code": fix["code"], "hint": fix.get("hint", ""), "right": bool(fix.get("right"))} for fix in data["fixes"]
        ],
    }


def _predict(data: dict) -> dict:
    from course_lib.widgets.graph_stepper.spec import specification, twin_graph

    nodes = twin_graph(graph(data))
    leaves = {node.name: node.value for node in nodes if node.name in data["inputs"]}
    # Se empieza con el paso adelante hecho y la salida con su 1: la primera pregunta ya es de verdad.
    return {"spec": specification(nodes), "leaves": leaves, "start": len(nodes) + 1}


def _still(quick: Quick) -> str:
    """Lo que se lee sin programas: la pregunta y, plegados, la respuesta y el porqué."""
    question, answer = {"match": _still_match, "wrong_line": _still_line, "predict": _still_predict}[quick.kind](
        quick.data
    )
    head = f"<p><strong>Ejercicio rápido · {TITLES[quick.kind]}.</strong> {rich(quick.prompt)}</p>"
    folded = f"<details><summary>Respuesta</summary>{answer}<p>{rich(quick.why)}</p></details>"
    return f'<div class="cl-still">{head}{question}{folded}</div>'


def _items(texts) -> str:
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"


def _still_match(data: dict) -> tuple[str, str]:
    options = " · ".join(map(rich, data["options"]))
    asked = _items(rich(pair["item"]) for pair in data["pairs"]) + f"<p>Para elegir: {options}.</p>"
    return asked, _items(f"{rich(pair['item'])} → {rich(pair['match'])}" for pair in data["pairs"])


def _still_line(data: dict) -> tuple[str, str]:
    lines = code_lines(data["code"])
    numbered = "\n".join(f"{number:>2}  {line}" for number, line in enumerate(lines, 1))
    right = next(fix["code"] for fix in data["fixes"] if fix.get("right"))
    asked = f"<pre>{escape(numbered)}</pre>"
    return asked, f"<p>La línea {data['line']}. Debería decir <code>{escape(right)}</code>.</p>"


def _still_predict(data: dict) -> tuple[str, str]:
    given = ", ".join(f"{_pretty(name)} = {_number(value)}" for name, value in data["inputs"].items())
    asked = f"<p>Con {given}:</p>" + _items(f"<code>{escape(_pretty(line))}</code>" for line in data["program"])
    root, found = answers(data)
    return asked, _items(f"∂{root}/∂{_pretty(name)} = {_number(value)}" for name, value in found.items())


def _pretty(text: str) -> str:
    from course_lib.plots.svg import pretty

    return pretty(text)


def _number(value: float) -> str:
    from course_lib.plots.svg import number

    return number(value)


def _end_of_section(cells: list, title: str) -> tuple[int, int]:
    """Dónde acaba el apartado de un encabezado: la celda en que empieza el siguiente, y en qué letra.

    Errores
        CourseError si el encabezado no está: lo que lo quitó vino después de leer la lección.
    """
    inside = False
    for number, cell in enumerate(cells):
        for start, text in headings(cell.source) if cell.cell_type == "markdown" else ():
            if inside:
                return number, start
            inside = text == title
    if not inside:
        raise CourseError(f"En la página de la lección no está el encabezado «{title}», y ahí va un ejercicio rápido.")
    return len(cells), 0


def _split(notebook, number: int, offset: int) -> list:
    """Si el apartado acaba en mitad de una celda de texto, la parte: devuelve la primera mitad, y deja la segunda."""
    if not offset:
        return []
    second = notebook.cells[number]
    first = copy.deepcopy(second)
    first.source, second.source = first.source[:offset].rstrip(), second.source[offset:]
    if "id" in first:
        first.id = f"{first.id}-a"
    return [first]


def _cell(quick: Quick):
    """La celda del ejercicio: sin código a la vista, con una salida."""
    import nbformat

    output = nbformat.v4.new_output("display_data", data={"text/html": html(quick)})
    # Una celda sin nada escrito se la salta quien pinta los cuadernos, con su salida.
    cell = nbformat.v4.new_code_cell("# Ejercicio rápido", outputs=[output], metadata={"tags": ["remove-input"]})
    cell.id = f"rapido-{quick.id.replace('_', '-')}"[:64]
    return cell
