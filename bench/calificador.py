"""El banco del calificador: nbgrader de serie, otter y el nuestro, con las mismas cuarenta entregas.

``python bench/calificador.py`` escribe la tabla en la salida; con ``--escribe``
la deja además en docs/rendimiento.md. La unidad es la clase entera, en segundos
de reloj: es lo que espera quien califica. Cómo leerla, en bench/README.md.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from honest_class import ASSIGNMENT, copy_course, multiply, simulate  # noqa: E402
from memory import Size, measure  # noqa: E402
from page import machine, publish, say, spread  # noqa: E402
from peers import prepare_nbgrader, prepare_otter, time_nbgrader, time_otter  # noqa: E402
from scores import compare  # noqa: E402
from this_grader import Timing, time_grade, time_judging  # noqa: E402

SECTIONS = ("calificador", "calificador-memoria")
WORKERS = (1, 2)
TIMES = 5  # cuántas veces se repite la clase para medir el régimen
SIZES = (100, 1_000, 10_000)


class Bench:
    """Una carpeta temporal con el curso copiado y la clase, y lo que se ha medido."""

    def __init__(self, folder: Path, args: argparse.Namespace):
        self.args, self.folder = args, folder
        self.course = copy_course(folder / "curso")
        self.submitted = folder / "entregas"
        self.truth = simulate(self.course, self.submitted, args.entregas)
        self.students = sorted(self.truth)
        self.big = multiply(self.submitted, folder / "entregas-muchas", TIMES * args.entregas)

    def nbgrader(self) -> tuple[float, list[float]]:
        """Segundos de una sola entrega, ya en caliente, y de la clase en cada pasada."""
        serie = self.folder / "serie"
        prepare_nbgrader(self.course, serie, self.submitted)
        say("nbgrader de serie: una entrega para calentar y otra vez para restar el arranque…")
        time_nbgrader(self.course, serie, self.students[0])
        one = time_nbgrader(self.course, serie, self.students[0])
        say(f"nbgrader de serie: {len(self.students)} entregas (un par de minutos)…")
        return one, [time_nbgrader(self.course, serie) for _ in range(self.args.repite_nbgrader)]

    def otter(self) -> tuple[list[float], int, int]:
        """Segundos de cada entrega, y en cuántos ejercicios de cuántos da los puntos que tocan."""
        folder, programs = self.folder / "otter", self.args.otter / "bin"
        prepare_otter(self.course, folder, programs)
        # Repartidas por la clase, para que haya de todo; la primera, solo para calentar.
        step = max(1, len(self.students) // self.args.entregas_otter)
        chosen = self.students[::step][: self.args.entregas_otter]
        seconds, right, total = [], 0, 0
        say(f"otter run: {len(chosen)} entregas y una para calentar…")
        for position, student in enumerate([chosen[0], *chosen]):
            path = self.submitted / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
            spent, points = time_otter(self.course, folder, programs, path)
            if position:
                seconds.append(spent)
                expected = self.truth[student]["exercises"]
                right += sum(points.get(id_) == facts["points"] for id_, facts in expected.items())
                total += len(expected)
        return seconds, right, total

    def ours(self, submitted: Path, label: str) -> dict[int, list[Timing]]:
        """``autograder grade`` con 1 y 2 trabajadores, alternando para que un bache no caiga siempre en el mismo."""
        found: dict[int, list[Timing]] = {workers: [] for workers in WORKERS}
        for turn in range(self.args.repite):
            for workers in WORKERS:
                say(f"autograder grade --workers {workers}: {label}, pasada {turn + 1} de {self.args.repite}…")
                found[workers].append(time_grade(self.course, submitted, self.folder / "notas", workers))
        return found

    def judging(self) -> dict[int, list[float]]:
        """Segundos por entrega de juzgar sin escribir nada."""
        found: dict[int, list[float]] = {workers: [] for workers in WORKERS}
        for turn in range(self.args.repite):
            for workers in WORKERS:
                say(f"juzgar sin escribir, workers={workers}: pasada {turn + 1} de {self.args.repite}…")
                found[workers].append(time_judging(self.course, self.big, workers))
        return found


def speed_report(bench: Bench) -> str:
    """La tabla de velocidad y lo que se concluye de ella."""
    load = os.getloadavg()[0]
    size, big = len(bench.students), TIMES * len(bench.students)
    if bench.args.otter and not (bench.args.otter / "bin" / "otter").exists():
        say(f"No hay otter en {bench.args.otter}: esa fila se queda sin medir.")
        bench.args.otter = None
    otter = bench.otter() if bench.args.otter else None
    one, whole = bench.nbgrader()
    many = bench.ours(bench.big, f"{big} entregas")
    judged = bench.judging()
    few = bench.ours(bench.submitted, f"{size} entregas")
    equal, different = compare(bench.folder / "notas", bench.folder / "serie")

    median = statistics.median
    stock = (median(whole) - one) / (size - 1)
    rows = [
        f"| `nbgrader autograde` de serie, en caliente | {spread(whole)} s | {1000 * stock:.0f} ms | 1× |",
    ]
    if otter:
        seconds = median(otter[0])
        rows.append(
            f"| `otter run`, un proceso por entrega | {size * seconds:.0f} s (calculado con {len(otter[0])}) "
            f"| {spread((1000 * s for s in otter[0]), 0)} ms | {stock / seconds:.2f}× |"
        )
    steady = {w: [t.steady for t in many[w]] for w in WORKERS}
    for workers in WORKERS:
        rows.append(
            f"| `autograder grade --workers {workers}`: notas y cuadernos corregidos "
            f"| {spread(t.graded for t in few[workers])} s | {spread((1000 * s for s in steady[workers]), 0)} ms "
            f"| {stock / median(steady[workers]):.0f}× |"
        )
    for workers in WORKERS:
        rows.append(
            f"| juzgar y nada más, {workers} {'trabajador' if workers == 1 else 'trabajadores'} | "
            f"| {spread((1000 * s for s in judged[workers]), 0)} ms | {stock / median(judged[workers]):.0f}× |"
        )
    one_worker, two_workers = median(judged[1]), median(judged[2])
    start = median(t.graded - size * median(steady[2]) for t in few[2])
    reports = {w: [1000 * (t.total - t.graded) / big for t in many[w]] for w in WORKERS}
    whole_big = median(t.graded for t in many[2])
    lines = [
        f"Medido el {date.today():%Y-%m-%d} con `{bench.args.shown}`: {machine()}. "
        f"Carga de la máquina al empezar: {load:.1f}.",
        "",
        f"| Calificador | {size} entregas, orden entera | por entrega, en marcha | frente a nbgrader |",
        "|---|---|---|---|",
        *rows,
        "",
        f"- **{stock / median(steady[2]):.0f} veces** nbgrader en caliente, en marcha, con 2 trabajadores, el "
        "gradebook escrito y todas las capas de aislamiento (`--require-isolation`); el objetivo es 50.",
        f"- Contando los arranques de uno y otro: {median(whole) / median(t.graded for t in few[2]):.1f} veces con "
        f"{size} entregas y {(one + (big - 1) * stock) / whole_big:.1f} con {big} (lo de nbgrader, calculado). "
        f"Arrancar cuesta aquí unos {start:.1f} s por orden; a nbgrader, {one - stock:.1f} s.",
        f"- De 1 a 2 trabajadores, juzgando: **{one_worker / two_workers:.2f} veces** más rápido (objetivo, 1.7); "
        f"con el gradebook escrito, {median(steady[1]) / median(steady[2]):.2f}.",
        f"- Notas iguales a las de nbgrader: **{equal} celdas de {equal + len(different)}**"
        + ("." if not different else ". Distintas: " + "; ".join(different[:10]) + "."),
        f"- Los informes en HTML van aparte, al final de la misma orden: {spread(reports[1], 0)} ms por entrega con 1 "
        f"trabajador y {spread(reports[2], 0)} con 2 (nbgrader los hace en otra orden, que no se mide).",
    ]
    if otter:
        lines.append(f"- `otter run` da los puntos que tocan en {otter[1]} ejercicios de {otter[2]}.")
    else:
        lines.append("- `otter run` no se midió: falta decir dónde está con `--otter ENTORNO`.")
    return "\n".join(lines)


def memory_report(bench: Bench) -> str:
    """Tiempo y memoria con clases cada vez mayores."""
    workers = max(WORKERS)
    rows: list[Size] = []
    for students in bench.args.tallas:
        say(f"una clase de {students}…")
        rows.append(measure(bench.course, bench.submitted, bench.folder, students, workers))
        shutil.rmtree(bench.folder / "notas-grande")
    lines = [
        f"Medido el {date.today():%Y-%m-%d} con `{bench.args.shown}`, {workers} trabajadores: {machine()}.",
        "",
        "| Entregas | hasta la última nota | orden entera, sin informes | ms por entrega (notas) "
        "| proceso principal | el mayor de los que juzgan |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.students} | {row.graded:.0f} s | {row.seconds:.0f} s | {1000 * row.graded / row.students:.0f} "
            f"| {row.main:.0f} MB | {row.judge:.0f} MB |"
        )
    lines += ["", "La memoria es la residente máxima, mirada cada 0.2 s; lo aislado no cuenta."]
    return "\n".join(lines)


def parse(argv: list[str] | None) -> argparse.Namespace:
    """Las opciones."""
    parser = argparse.ArgumentParser(description="Mide el calificador frente a nbgrader de serie y otter.")
    parser.add_argument("--escribe", action="store_true", help="deja la tabla también en docs/rendimiento.md")
    parser.add_argument("--grande", action="store_true", help="mide memoria y tiempo hasta 10 000 entregas")
    parser.add_argument("--otter", type=Path, metavar="ENTORNO", help="entorno virtual con otter-grader y torch")
    parser.add_argument("--entregas", type=int, default=40, metavar="N", help="tamaño de la clase (40)")
    parser.add_argument("--entregas-otter", type=int, default=5, metavar="N", help="cuántas pasan por otter (5)")
    parser.add_argument("--repite", type=int, default=3, metavar="N", help="pasadas de lo nuestro (3)")
    parser.add_argument("--repite-nbgrader", type=int, default=1, metavar="N", help="pasadas de nbgrader (1)")
    parser.add_argument("--tallas", type=int, nargs="+", default=SIZES, metavar="N", help="clases de --grande")
    args = parser.parse_args(argv)
    words = [w for w in (sys.argv[1:] if argv is None else argv) if w != "--escribe"]
    args.shown = " ".join(["python bench/calificador.py", *words])
    return args


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    args = parse(argv)
    report: Callable[[Bench], str] = memory_report if args.grande else speed_report
    with tempfile.TemporaryDirectory(prefix="banco-") as folder:
        return publish(lambda: report(Bench(Path(folder), args)), SECTIONS[args.grande], args.escribe)


if __name__ == "__main__":
    sys.exit(main())
