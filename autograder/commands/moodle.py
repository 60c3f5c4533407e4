"""``autograder moodle``: recoge las entregas que se descargan de Moodle y prepara lo que se le devuelve."""

from autograder.commands.words import TEACHER

WHO, HELP = TEACHER, "recoge las entregas de Moodle (collect) y prepara lo que se le devuelve (return)"


def add_arguments(parser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="QUÉ", required=True, parser_class=type(parser))
    what = "del zip de «Descargar todas las entregas» a submitted/, con la hora de cada una"
    collect = actions.add_parser("collect", help=what, description=f"{what[:1].upper()}{what[1:]}.")
    _common(collect)
    collect.add_argument("package", metavar="ZIP", help="el zip, o la carpeta en que se descomprimió")
    collect.add_argument("--out", metavar="CARPETA", help="adónde van (por omisión, submitted/)")
    collect.add_argument("--due", metavar="FECHA", help="apunta además hasta cuándo se podía entregar")
    collect.set_defaults(job="run_collect")
    what = "las notas en la hoja de calificaciones, y los informes en un zip, para subirlos a Moodle"
    back = actions.add_parser("return", help=what, description=f"{what[:1].upper()}{what[1:]}.")
    _common(back)
    back.add_argument("--feedback", metavar="CARPETA", help="los informes (por omisión, feedback/)")
    back.add_argument("--submitted", metavar="CARPETA", help="lo recogido (por omisión, submitted/)")
    back.add_argument("--out", metavar="CARPETA", help="adónde va lo que se sube (por omisión, moodle/<tarea>/)")
    back.set_defaults(job="run_return")


def _common(parser) -> None:
    parser.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    parser.add_argument("--worksheet", metavar="CSV", required=True, help="la hoja de calificaciones de la tarea")
    parser.add_argument("--id", metavar="COLUMNA", help="la columna de la hoja que da el id de cada estudiante")
    parser.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    parser.add_argument("--dry-run", action="store_true", help="dice lo que haría, y no escribe nada")
    parser.add_argument("--json", action="store_true", help="lo dice en JSON, para un programa")


def run(args) -> int:
    from autograder.classroom.moodle import orders

    return getattr(orders, args.job)(args)
