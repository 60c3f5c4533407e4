"""``autograder``: la línea de órdenes del curso.

Cada orden importa lo suyo al ejecutarse, así que ``autograder check`` no
necesita lo que solo instala un docente. Códigos de salida: 0 todo bien, 1 hay
algo que corregir, 2 no se pudo ejecutar.
"""

import argparse
import io
import os
import sys

from autograder import clean
from autograder.errors import MEND, STOPPED, CourseError, notes
from autograder.os_errors import reason_and_place
from autograder.passwords import hide_passwords

STUDENT, TEACHER, AUTHOR = "estudiantes", "docentes", "autores"


class _Formatter(argparse.HelpFormatter):
    """La ayuda empieza por «uso:»."""

    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, "uso: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse en español: sus pocas palabras fijas están en inglés."""

    def __init__(self, *args, **kwargs):
        # Sin abreviaturas: su mensaje de ambigüedad está en inglés, y una opción nueva rompería las de antes.
        super().__init__(*args, add_help=False, allow_abbrev=False, formatter_class=_Formatter, **kwargs)
        self._positionals.title, self._optionals.title = "argumentos", "opciones"
        self.add_argument("-h", "--help", action="help", help="enseña esta ayuda")

    def parse_known_args(self, args=None, namespace=None):
        self._given = list(sys.argv[1:] if args is None else args)  # por si hay que taparle una contraseña
        return super().parse_known_args(args, namespace)

    def error(self, message: str):
        print(
            f"{hide_passwords(_translate(message), *self._given, ' '.join(self._given))}. Mira «{self.prog} --help».",
            file=sys.stderr,
        )
        raise SystemExit(STOPPED)


def _translate(message: str) -> str:
    for english, spanish in (
        ("the following arguments are required:", "faltan argumentos:"),
        ("unrecognized arguments:", "no se entiende:"),
        ("invalid choice:", "no existe"),
        ("choose from", "elige entre"),
        ("expected one argument", "necesita un valor"),
        ("invalid int value:", "debe ser un número entero y es"),
        ("ignored explicit argument", "no lleva valor y recibió"),
        ("argument ", "argumento "),
    ):
        message = message.replace(english, spanish)
    return message[:1].upper() + message[1:]


def build_parser() -> argparse.ArgumentParser:
    """Todas las órdenes y sus opciones."""
    parser = _Parser(prog="autograder", description="Curso de retropropagación: construir, comprobar y calificar.")
    commands = parser.add_subparsers(dest="command", metavar="ORDEN", required=True, parser_class=_Parser)

    def add(name: str, who: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=f"{help_} [{who}]", description=help_[:1].upper() + help_[1:] + ".")

    check = add("check", STUDENT, "comprueba un cuaderno entero en la terminal")
    check.add_argument("notebook", metavar="CUADERNO.ipynb", help="el de una lección o una tarea")
    check.add_argument("--json", action="store_true", help="escribe el resultado en JSON")

    hint = add("hint", STUDENT, "da la pista siguiente de un ejercicio")
    hint.add_argument("exercise", metavar="EJERCICIO", help="el nombre de su función, como t1_lineal")

    pack = add("pack", STUDENT, "revisa un cuaderno antes de entregarlo y dice qué entregar")
    pack.add_argument("notebook", metavar="CUADERNO.ipynb", nargs="?", help="por omisión, la tarea que haya aquí")

    grade = add("grade", TEACHER, "califica las entregas de una tarea")
    grade.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    grade.add_argument("--submitted", metavar="CARPETA", help="entregas (por omisión, submitted/)")
    grade.add_argument("--db", metavar="URL", help="gradebook (por omisión, sqlite:///gradebook.db)")
    grade.add_argument("--out", metavar="CARPETA", help="adónde van autograded/ y feedback/ (por omisión, la raíz)")
    grade.add_argument("--autograded", metavar="NOMBRE", help="otro nombre para autograded/")
    grade.add_argument("--feedback", metavar="NOMBRE", help="otro nombre para feedback/")
    grade.add_argument("--json", metavar="ARCHIVO", help="escribe además las notas en JSON")
    grade.add_argument("--workers", metavar="N", type=_positive, default=os.cpu_count() or 1, help="entregas a la vez")
    grade.add_argument("--student", metavar="ID", help="califica solo a un estudiante, o a los que encajen (a*)")
    grade.add_argument("--exclude", metavar="ID,ID", help="no mira las carpetas de estos estudiantes")
    whoever = "añade al gradebook a quien no esté (por omisión, sí)"
    grade.add_argument("--create", action=argparse.BooleanOptionalAction, help=whoever)
    grade.add_argument("--roster", metavar="CSV", help="lista de clase: avisa de quien no está o no entregó")
    grade.add_argument("--force", action="store_true", help="recalifica también lo que no ha cambiado")
    grade.add_argument("--dry-run", action="store_true", help="dice a quién le cambiaría la nota, y no apunta nada")
    grade.add_argument("--accept", action="store_true", help="apunta también las notas que bajan sin nueva entrega")
    grade.add_argument("--new-key", action="store_true", help="hace otra clave de los casos secretos y recalifica")
    grade.add_argument("--scheduler", metavar="URL", help="juzga en un clúster de Dask, tcp://…")
    grade.add_argument("--require-isolation", action="store_true", help="no califica si falta alguna capa")
    grade.add_argument("--no-feedback", action="store_true", help="deja los informes para la próxima vez")
    grade.add_argument("--quiet", action="store_true", help="sin barra de progreso")
    grade.add_argument("--verbose", action="store_true", help="dice una línea por entrega")

    simulate = add("simulate", TEACHER, "inventa una clase creíble, con la nota que merece cada cual")
    simulate.add_argument("assignment", metavar="TAREA", help="el nombre de un cuaderno de notebooks/, sin .ipynb")
    simulate.add_argument("--students", metavar="N", type=_positive, default=30, help="cuántos (por omisión, 30)")
    simulate.add_argument("--seed", metavar="S", type=int, default=0, help="la misma semilla da la misma clase")
    simulate.add_argument("--out", metavar="CARPETA", required=True, help="dónde se escriben las entregas y la verdad")

    add("doctor", TEACHER, "dice qué capas de aislamiento hay en esta máquina")

    build = add("build", AUTHOR, "construye notebooks/ desde solutions/")
    build.add_argument("assignment", metavar="LECCIÓN", nargs="*", help="sin .md (por omisión, todas)")
    build.add_argument("--check", action="store_true", help="solo dice si notebooks/ está al día")

    lint = add("lint", AUTHOR, "revisa que declaraciones, lecciones y cuadernos encajen")
    lint.add_argument(
        "--deep", action="store_true", help="ejecuta además las lecciones: ¿algo de arriba da la respuesta?"
    )
    lint.add_argument("--times", action="store_true", help="solo escribe cuánto se tarda en cada lección, y por qué")

    coverage = add("coverage", AUTHOR, "cuenta qué ideas de las fuentes se enseñan en cada lección")
    coverage.add_argument("--json", action="store_true", help="escribe la cuenta en JSON")

    links = add("links", AUTHOR, "escribe los enlaces de Binder y Colab para pegar en el README")
    links.add_argument("repo", metavar="DUEÑO/REPO", help="el repositorio público de GitHub")
    return parser


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"debe ser un número entero y es «{text}»") from None
    if value < 1:
        raise argparse.ArgumentTypeError(f"debe ser 1 o más y es {value}")
    return value


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # donde no hay UTF-8, «?» en vez de una traza
    with clean.terminal():
        return _run(argv)


def _run(argv: list[str] | None) -> int:
    args = build_parser().parse_args(argv)
    try:
        return _COMMANDS[args.command](args)
    except CourseError as problem:
        print(problem, file=sys.stderr)
        return problem.code
    except ModuleNotFoundError as missing:
        extra = _EXTRAS.get(missing.name)
        if extra is None:
            raise
        print(f"Para esto falta {missing.name}. Instálalo con: pip install -e '.[{extra}]'", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # La salida se cortó (`autograder … | head`): no es un fallo que contar.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return MEND
    except OSError as problem:
        print(f"No se pudo seguir: {reason_and_place(problem)}.{notes(problem)}", file=sys.stderr)
        return STOPPED
    except KeyboardInterrupt as problem:
        print(f"\nInterrumpido.{notes(problem)}", file=sys.stderr)
        return STOPPED
    except Exception as problem:
        if not _from_database(problem):
            raise
        why = hide_passwords(str(problem).splitlines()[0], *filter(None, [getattr(args, "db", None)]))
        print(f"El gradebook falló: {why}.{notes(problem)}", file=sys.stderr)
        return STOPPED


def _from_database(problem: Exception) -> bool:
    library = sys.modules.get("sqlalchemy.exc")  # si nadie la ha cargado, no es suyo; cargarla cuesta
    return library is not None and isinstance(problem, library.SQLAlchemyError)


# Qué instala cada biblioteca que puede faltar: el extra de pyproject.toml.
_EXTRAS = {"psycopg": "postgres"} | dict.fromkeys(("nbgrader", "jupytext", "tqdm", "psutil", "bleach"), "docente")


def _check(args) -> int:
    from autograder.student.terminal import run_check

    return run_check(args)


def _hint(args) -> int:
    from autograder.student.hints import run_hint

    return run_hint(args)


def _pack(args) -> int:
    from autograder.student.terminal import run_pack

    return run_pack(args)


def _grade(args) -> int:
    from autograder.course import Course, find_root
    from autograder.grading.options import GradeOptions

    course = Course(find_root())
    options = GradeOptions.resolve(args, course)
    # Lo que sigue carga nbgrader: una configuración mala se dice antes.
    from autograder.grading.grade import run_grade

    return run_grade(options, course)


def _doctor(args) -> int:
    from autograder.grading.doctor import run_doctor

    return run_doctor(args)


def _simulate(args) -> int:
    from autograder.simulation.simulate import run_simulate

    return run_simulate(args)


def _build(args) -> int:
    from autograder.authoring.build import run_build

    return run_build(args)


def _lint(args) -> int:
    from autograder.authoring.lint import run_lint

    return run_lint(args)


def _coverage(args) -> int:
    from autograder.authoring.coverage import run_coverage

    return run_coverage(args)


def _links(args) -> int:
    from autograder.authoring.links import run_links

    return run_links(args)


_COMMANDS = {
    "check": _check, "hint": _hint, "pack": _pack, "grade": _grade, "doctor": _doctor, "simulate": _simulate,
    "build": _build, "lint": _lint, "coverage": _coverage, "links": _links,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
