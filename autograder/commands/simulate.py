"""``autograder simulate``: inventa una clase creíble, con la nota que merece cada cual."""

from autograder.commands.words import TEACHER, positive

WHO, HELP = TEACHER, "inventa una clase creíble, con la nota que merece cada cual"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    parser.add_argument("--students", metavar="N", type=positive, default=30, help="cuántos (por omisión, 30)")
    parser.add_argument("--seed", metavar="S", type=int, default=0, help="la misma semilla da la misma clase")
    parser.add_argument("--individual", action="store_true", help="cada cual, con las variantes que le tocan")
    parser.add_argument("--db", metavar="URL", help="con --individual, el gradebook junto al que está la clave")
    parser.add_argument("--out", metavar="CARPETA", required=True, help="dónde se escriben las entregas y la verdad")


def run(args) -> int:
    from autograder.simulation.simulate import run_simulate

    return run_simulate(args)
