"""Las salidas de una celda que se guardan: las del estudiante, limpias, y nuestros avisos."""

from typing import Any

from autograder import clean
from autograder.notebook.node import Node, node

SAFE_MIMES = ("text/plain", "text/latex", "text/markdown", "image/png", "image/jpeg")
CLEANED = {"text/markdown": clean.markdown, "text/latex": clean.tex}
MAX_TEXT = 300_000
MAX_IMAGE = 3_000_000
MAX_OUTPUTS = 250  # salidas por celda: el trabajador guarda 200, pero quien lo suplante puede mandar más
MAX_HTML, MAX_TAGS, HTML_COST = 60_000, 3_000, 20  # sanearlo cuesta el cuadrado de lo anidado que esté
MAX_TOTAL = 10_000_000  # caracteres de salidas por entrega: alguien tiene que pintarlas en el informe


def output(kind: str, **fields: Any) -> Node:
    """Una salida en el formato de un cuaderno. Se hace aquí con los campos justos: validarla cuesta más."""
    extra = {"metadata": Node()} if kind in ("display_data", "execute_result") else {}
    return node({"output_type": kind, **extra, **fields})


def clean_outputs(outputs: Any, room: int = MAX_TOTAL) -> list[Node]:
    """Rehace las salidas que envió el trabajador con lo que se puede enseñar sin riesgo.

    Lo que no tiene la forma debida se descarta; el HTML pasa por bleach, y el
    JavaScript y el SVG no pasan: los verá el navegador de quien califica. Lo
    que no cabe en ``room`` caracteres se quita, y se dice.
    """
    kept: list[Node] = []
    for sent in outputs[:MAX_OUTPUTS] if isinstance(outputs, list) else ():
        cleaned = _clean(sent) if isinstance(sent, dict) else None
        if cleaned is None:
            continue
        room -= size([cleaned])
        if room < 0:
            return [*kept, output("stream", name="stderr", text="… (salidas recortadas: eran demasiadas)\n")]
        kept.append(cleaned)
    return kept


def size(outputs: list[Node]) -> int:
    """Lo que ocupan unas salidas, en caracteres; los de HTML cuentan más, porque cuestan más."""
    html = sum(len(o.get("data", {}).get("text/html", "")) for o in outputs)
    parts = ((*o.get("data", {}).values(), *o.get("traceback", ()), o.get("text", "")) for o in outputs)
    return sum(len(part) for group in parts for part in group) + (HTML_COST - 1) * html


def _clean(sent: dict[str, Any]) -> Node | None:
    kind = sent.get("output_type")
    if kind == "stream" and sent.get("name") in ("stdout", "stderr"):
        return output("stream", name=sent["name"], text=str(sent.get("text", ""))[:MAX_TEXT])
    if kind == "error":
        lines = sent.get("traceback")
        return output(
            "error",
            ename=str(sent.get("ename", ""))[:200],
            evalue=str(sent.get("evalue", ""))[:2_000],
            traceback=[str(line)[:20_000] for line in lines[:60]] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result") and isinstance(sent.get("data"), dict):
        data = _clean_data(sent["data"])
        # El número de ejecución no significa nada aquí, pero el formato lo pide.
        extra = {"execution_count": None} if kind == "execute_result" else {}
        return output(kind, data=data, **extra) if data else None
    return None


def _clean_data(data: dict[str, Any]) -> dict[str, str]:
    kept = {}
    for mime in SAFE_MIMES:
        if mime.startswith("image/"):
            # Una imagen a medias no se ve: se guarda entera o no se guarda.
            if clean.is_image(data.get(mime)) and len(data[mime]) <= MAX_IMAGE:
                kept[mime] = data[mime]
        elif isinstance(data.get(mime), str):
            kept[mime] = CLEANED.get(mime, str)(data[mime][:MAX_TEXT])
    html = data.get("text/html")
    if isinstance(html, str) and len(html) <= MAX_HTML and html.count("<") <= MAX_TAGS:
        kept["text/html"] = clean.output_html(html)
    return kept


def stopped_output(message: str) -> Node:
    """La salida de una celda que se detuvo."""
    return output("error", ename="Detenida", evalue=message, traceback=[message])


def note_output(message: str) -> Node:
    """Un aviso nuestro en el lugar de unas salidas que no se guardan."""
    return output("stream", name="stderr", text=f"{message}\n")
