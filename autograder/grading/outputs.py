"""Las salidas que se guardan: las del estudiante, limpias, y el veredicto de cada celda de corrección."""

from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder import clean
from autograder.exercise import Exercise
from autograder.judging.render import Report
from autograder.judging.verdict import PASS, Verdict

SAFE_MIMES = ("text/plain", "text/latex", "text/markdown", "image/png", "image/jpeg")
CLEANED = {"text/markdown": clean.markdown, "text/latex": clean.tex}
MAX_TEXT = 300_000
MAX_IMAGE = 3_000_000
MAX_OUTPUTS = 250  # salidas por celda: el trabajador guarda 200, pero quien lo suplante puede mandar más
MAX_HTML, MAX_TAGS, HTML_COST = 60_000, 3_000, 20  # sanearlo cuesta el cuadrado de lo anidado que esté
MAX_TOTAL = 10_000_000  # caracteres de salidas por entrega: alguien tiene que pintarlas en el informe


def _output(kind: str, **fields: Any) -> NotebookNode:
    """Una salida en el formato de un cuaderno. Se hace aquí con los campos justos: validarla cuesta más."""
    extra = {"metadata": NotebookNode()} if kind in ("display_data", "execute_result") else {}
    return nbformat.from_dict({"output_type": kind, **extra, **fields})


def clean_outputs(outputs: Any, room: int = MAX_TOTAL) -> list[NotebookNode]:
    """Rehace las salidas que envió el trabajador con lo que se puede enseñar sin riesgo.

    Lo que no tiene la forma debida se descarta; el HTML pasa por bleach, y el
    JavaScript y el SVG no pasan: los verá el navegador de quien califica. Lo
    que no cabe en ``room`` caracteres se quita, y se dice.
    """
    kept: list[NotebookNode] = []
    for output in outputs[:MAX_OUTPUTS] if isinstance(outputs, list) else ():
        cleaned = _clean(output) if isinstance(output, dict) else None
        if cleaned is None:
            continue
        room -= size([cleaned])
        if room < 0:
            return [*kept, _output("stream", name="stderr", text="… (salidas recortadas: eran demasiadas)\n")]
        kept.append(cleaned)
    return kept


def size(outputs: list[NotebookNode]) -> int:
    """Lo que ocupan unas salidas, en caracteres; los de HTML cuentan más, porque cuestan más."""
    html = sum(len(o.get("data", {}).get("text/html", "")) for o in outputs)
    parts = ((*o.get("data", {}).values(), *o.get("traceback", ()), o.get("text", "")) for o in outputs)
    return sum(len(part) for group in parts for part in group) + (HTML_COST - 1) * html


def _clean(output: dict[str, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return _output("stream", name=output["name"], text=str(output.get("text", ""))[:MAX_TEXT])
    if kind == "error":
        lines = output.get("traceback")
        return _output(
            "error",
            ename=str(output.get("ename", ""))[:200],
            evalue=str(output.get("evalue", ""))[:2_000],
            traceback=[str(line)[:20_000] for line in lines[:60]] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = _clean_data(output["data"])
        # El número de ejecución no significa nada aquí, pero el formato lo pide.
        extra = {"execution_count": None} if kind == "execute_result" else {}
        return _output(kind, data=data, **extra) if data else None
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


def stopped_output(message: str) -> NotebookNode:
    """La salida de una celda que se detuvo."""
    return _output("error", ename="Detenida", evalue=message, traceback=[message])


def note_output(message: str) -> NotebookNode:
    """Un aviso nuestro en el lugar de unas salidas que no se guardan."""
    return _output("stream", name="stderr", text=f"{message}\n")


def verdict_outputs(exercise: Exercise, verdict: Verdict) -> list[NotebookNode]:
    """Las salidas de una celda de corrección: el veredicto y, si no aprueba, un error.

    nbgrader da todos los puntos a una celda sin salida de error: el error cierra
    esa puerta a quien vuelva a leer la nota del cuaderno.
    """
    report = Report(exercise, verdict)
    shown = _output("display_data", data={"text/plain": report.text(), "text/html": report._repr_html_()})
    if verdict.status == PASS:
        return [shown]
    return [shown, _output("error", ename=verdict.status, evalue=verdict.text, traceback=[verdict.text])]
