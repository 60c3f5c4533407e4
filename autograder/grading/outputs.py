"""Las salidas que se guardan: las del estudiante, limpias, y el veredicto de cada celda de corrección."""

from typing import Any

import bleach
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.exercise import Exercise
from autograder.judging.render import Report
from autograder.judging.verdict import PASS, Verdict

SAFE_MIMES = ("text/plain", "text/latex", "text/markdown", "image/png", "image/jpeg")
SAFE_TAGS = frozenset(
    {"a", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p"}
    | {"pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
MAX_TEXT = 300_000
MAX_IMAGE = 3_000_000


def clean_outputs(outputs: Any) -> list[NotebookNode]:
    """Rehace las salidas que envió el trabajador con lo que se puede enseñar sin riesgo.

    Lo que no tiene la forma debida se descarta; el HTML pasa por bleach, y el
    JavaScript y el SVG no pasan: los verá el navegador de quien califica.
    """
    kept = (_clean(o) for o in outputs if isinstance(o, dict)) if isinstance(outputs, list) else ()
    return [output for output in kept if output is not None]


def _clean(output: dict[str, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return new_output("stream", name=output["name"], text=str(output.get("text", ""))[:MAX_TEXT])
    if kind == "error":
        lines = output.get("traceback")
        return new_output(
            "error",
            ename=str(output.get("ename", ""))[:200],
            evalue=str(output.get("evalue", ""))[:2_000],
            traceback=[str(line)[:20_000] for line in lines[:60]] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = _clean_data(output["data"])
        # El número de ejecución no significa nada aquí, pero el formato lo pide.
        extra = {"execution_count": None} if kind == "execute_result" else {}
        return new_output(kind, data=data, **extra) if data else None
    return None


def _clean_data(data: dict[str, Any]) -> dict[str, str]:
    clean = {}
    for mime in SAFE_MIMES:
        if isinstance(data.get(mime), str):
            limit = MAX_IMAGE if mime.startswith("image/") else MAX_TEXT
            # Una imagen a medias no se ve: se guarda entera o no se guarda.
            if len(data[mime]) <= limit or not mime.startswith("image/"):
                clean[mime] = data[mime][:limit]
    if isinstance(data.get("text/html"), str):
        clean["text/html"] = bleach.clean(data["text/html"][:MAX_TEXT], tags=SAFE_TAGS, attributes={}, strip=True)
    return clean


def stopped_output(message: str) -> NotebookNode:
    """La salida de una celda que se detuvo."""
    return new_output("error", ename="Detenida", evalue=message, traceback=[message])


def verdict_outputs(exercise: Exercise, verdict: Verdict) -> list[NotebookNode]:
    """Las salidas de una celda de corrección: el veredicto y, si no aprueba, un error.

    nbgrader da todos los puntos a una celda sin salida de error: el error cierra
    esa puerta a quien vuelva a leer la nota del cuaderno.
    """
    report = Report(exercise, verdict)
    shown = new_output("display_data", data={"text/plain": report.text(), "text/html": report._repr_html_()})
    if verdict.status == PASS:
        return [shown]
    return [shown, new_output("error", ename=verdict.status, evalue=verdict.text, traceback=[verdict.text])]
