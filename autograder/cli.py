"""``autograder``: la línea de órdenes del curso.

Las órdenes están en ``commands/``, una por archivo. Códigos de salida: 0 todo
bien, 1 hay algo que corregir, 2 no se pudo ejecutar.
"""

import argparse
import io
import os
import sys
from importlib import import_module

from autograder import clean
from autograder.commands import ORDER
from autograder.errors import MEND, STOPPED, CourseError, notes
from autograder.os_errors import reason_and_place
from autograder.passwords import hide_passwords


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

    for name in ORDER:
        command = import_module(f"autograder.commands.{name}")
        help_ = f"{command.HELP} [{command.WHO}]"
        added = commands.add_parser(name, help=help_, description=f"{command.HELP[:1].upper()}{command.HELP[1:]}.")
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Punto de entrada."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # donde no hay UTF-8, «?» en vez de una traza
    with clean.terminal():
        return _run(argv)


def _run(argv: list[str] | None) -> int:
    args = build_parser().parse_args(argv)
    try:
        return args.run(args)
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
_EXTRAS = {"psycopg": "postgres"} | dict.fromkeys(
    ("nbgrader", "jupytext", "tqdm", "psutil", "bleach", "copydetect", "rapidfuzz", "sqlalchemy"), "docente"
)


if __name__ == "__main__":
    sys.exit(main())
