"""El banco del primer ``check``: lo que espera un estudiante en un kernel recién abierto.

``python bench/primer_check.py`` escribe la tabla en la salida; con ``--escribe`` la
deja además en docs/rendimiento.md. La unidad es el milésima de segundo, de reloj, desde que
se pide ejecutar la celda hasta que el kernel vuelve a estar libre. Cada medida es
de un kernel nuevo, por turnos: con las referencias guardadas y, como antes de
guardarlas, con torch.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from jupyter_client.manager import start_new_kernel
from page import Failed, machine, publish, spread

ROOT = Path(__file__).resolve().parents[1]
GOAL = 300  # milisegundos
IMPORT = "import numpy as np\nfrom autograder import check"
ANSWER = "def t1_lineal(A, x):\n    return np.asarray(A).T"
CHECK = "check(t1_lineal)"
FORGET = "from autograder.judging import references\nreferences.STORE = 'no-esta.json'"
STORED, LIVE = "**con las referencias guardadas**", "sin ellas: las calcula torch"


def one_kernel(stored: bool) -> tuple[float, float, float]:
    """Milisegundos de importar, del primer ``check`` y del segundo, en un kernel nuevo."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT / "notebooks"))
    try:
        run(client, "1")
        imported = run(client, IMPORT)
        run(client, ANSWER if stored else f"{FORGET}\n{ANSWER}")
        return imported, run(client, CHECK, shows="✓ Bien"), run(client, CHECK, shows="✓ Bien")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client, code: str, shows: str = "") -> float:
    """Milisegundos que tarda una celda.

    Errores
        Failed si la celda falla o no enseña lo que debe.
    """
    shown: list[str] = []
    start = time.perf_counter()
    reply = client.execute_interactive(code, timeout=120, output_hook=lambda message: shown.append(str(message)))
    elapsed = 1e3 * (time.perf_counter() - start)
    if reply["content"]["status"] != "ok" or not any(shows in text for text in shown or [""]):
        raise Failed(f"La celda «{code}» no fue bien: {reply['content'].get('evalue', shown)}")
    return elapsed


def report(turns: int) -> str:
    """La tabla y si se cumple el objetivo."""
    load = os.getloadavg()[0]
    found: dict[str, list[tuple[float, float, float]]] = {STORED: [], LIVE: []}
    for _ in range(turns):
        found[LIVE].append(one_kernel(stored=False))
        found[STORED].append(one_kernel(stored=True))
    rows = [
        f"| {name} | {' | '.join(f'{spread(column, 0)} ms' for column in zip(*times, strict=True))} |"
        for name, times in found.items()
    ]
    first = statistics.median(imported + check for imported, check, _ in found[STORED])
    ratio = statistics.median(a[1] / b[1] for a, b in zip(found[LIVE], found[STORED], strict=True))
    return "\n".join(
        [
            f"Medido el {date.today():%Y-%m-%d} con `python bench/primer_check.py`: {machine()}. "
            f"Carga de la máquina al empezar: {load:.1f}.",
            "",
            f"Celdas de un kernel recién abierto, {turns} veces de cada manera y por turnos: importar NumPy y "
            "`check`, y comprobar una respuesta correcta dos veces.",
            "",
            "| Qué | importar | primer `check` | segundo `check` |",
            "|---|---|---|---|",
            *rows,
            "",
            f"- El primer `check`, con lo que cuesta importar, tarda **{first:.0f} ms** "
            f"({'dentro' if first <= GOAL else 'fuera'} del objetivo, {GOAL}). Sin las referencias guardadas, el "
            f"primer `check` tardaría {ratio:.0f} veces más.",
        ]
    )


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    parser = argparse.ArgumentParser(description="Mide el primer check en un kernel recién abierto.")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla también en docs/rendimiento.md")
    parser.add_argument("--turnos", type=int, default=5, metavar="N", help="cuántas veces se mide cada manera (5)")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JUPYTER_DATA_DIR"] = folder  # el progreso de quien mide no se toca
        return publish(lambda: report(args.turnos), "primer-check", args.escribe)


if __name__ == "__main__":
    sys.exit(main())
