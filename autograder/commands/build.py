"""``autograder build``: construye notebooks/ desde solutions/ y, con una lista de clase, un cuaderno por estudiante."""

from autograder.commands.words import AUTHOR

WHO, HELP = AUTHOR, "construye notebooks/ desde solutions/"


def add_arguments(parser) -> None:
    parser.add_argument("assignment", metavar="LECCIÓN", nargs="*", help="sin .md (por omisión, todas)")
    parser.add_argument("--check", action="store_true", help="solo dice si notebooks/ está al día")
    parser.add_argument("--roster", metavar="CSV", help="lista de clase: un cuaderno individual para cada estudiante")
    parser.add_argument("--out", metavar="CARPETA", help="dónde van los individuales (por omisión, individual/TAREA)")
    parser.add_argument("--db", metavar="URL", help="el gradebook de la clase: la clave del reparto está junto a él")
    parser.add_argument("--dry-run", action="store_true", help="con --roster, dice qué le toca a cada cual")
    parser.add_argument("--json", action="store_true", help="con --roster, el reparto en JSON")


def run(args) -> int:
    from autograder.errors import CourseError

    alone = [f"--{name.replace('_', '-')}" for name in ("out", "db", "dry_run", "json") if getattr(args, name)]
    if alone and not args.roster:
        raise CourseError(f"{alone[0]} es de --roster, que reparte cuadernos individuales: dile la lista de clase.")
    if args.check and args.roster:
        raise CourseError("--check y --roster no van juntos: el primero solo mira y el segundo escribe.")
    if args.roster:
        from autograder.classroom.individual import run_deal
        from autograder.course import Course, find_root

        return run_deal(args, Course(find_root()))
    from autograder.authoring.build import run_build

    return run_build(args)
