"""La tabla de docs/seguridad.md: qué consigue cada ataque con nbgrader de serie, con otter y aquí.

``python tests/hostile/tabla.py`` califica la clase hostil y la imprime en
Markdown. Las columnas de los otros dos salen de ``comparacion.json``, que
escribe ``comparacion.py``.
"""

import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE), str(HERE.parent / "grading")]

from ataque import Attack  # noqa: E402
from ataques import ATTACKS, FAMILIES  # noqa: E402
from clase_hostil import Graded, grade_class, plant, wins  # noqa: E402

NOT_RUN = "no se ejecutó"


def ours(graded: Graded, attack: Attack) -> str:
    """Lo que consiguió aquí, medido."""
    if attack.aside and graded.key(attack) in graded.run.grades["ignored"]:
        return "nada: se aparta y se nombra"
    found = graded.grades(attack)
    deserved = sum(e["max_points"] for id_, e in found["exercises"].items() if id_ in attack.honest)
    statuses = {id_: e["status"] for id_, e in found["exercises"].items() if not e.get("written")}
    if won := wins(graded, attack):
        return f"**lo consigue ({len(won)} cosas)**"
    if attack.unread and set(statuses.values()) == {"not_judged"}:
        return "nada: la mira una persona"
    if found["score"] > deserved:
        return f"**{found['score']:g} puntos, merecía {deserved:g}**"
    waiting = sum(s == "not_judged" for s in statuses.values())
    lost = f"; pierde {deserved - found['score']:g}" if found["score"] < deserved else ""
    return "nada" + lost + (f"; {waiting} sin juzgar" if waiting else "")


def tabla(graded: Graded, others: dict[str, dict[str, str]]) -> str:
    """La tabla entera, por familias."""
    lines = ["| ataque | qué intenta | nbgrader de serie | otter | este calificador |", "|---|---|---|---|---|"]
    for family, attacks in FAMILIES.items():
        lines.append(f"| **{family}** | | | | |")
        for attack in attacks:
            cells = [others.get(peer, {}).get(attack.name, NOT_RUN) for peer in ("nbgrader", "otter")]
            lines.append(
                f"| `{attack.name}` | {attack.aim.replace('|', '/')} | {' | '.join(cells)} | {ours(graded, attack)} |"
            )
    return "\n".join(lines)


def main() -> int:
    path = HERE / "comparacion.json"
    others = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    with tempfile.TemporaryDirectory(prefix="hostil-", ignore_cleanup_errors=True) as folder:
        graded = grade_class(plant(Path(folder), ROOT, ATTACKS))
        print(tabla(graded, others))
        print(f"\n{len(ATTACKS)} ataques en {graded.seconds:.0f} s.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
