"""Lo que le falta a un ejercicio para poder darse en clase.

Revisa cada declaración, que lección, declaración y cuaderno hablen de los
mismos ejercicios con los mismos puntos, que los cuadernos estén al día y que
las soluciones, juzgadas como una entrega, saquen el máximo. También que la
lección quepa en una clase, que tenga la forma de las demás y que ninguna
respuesta esté escrita antes de que se pida.
"""

import ast
from pathlib import Path

from autograder.authoring.build import stale
from autograder.authoring.copyable import copyable_problems, repeated_problems
from autograder.authoring.copyable_running import given_problems
from autograder.authoring.declaration_checks import declaration_problems
from autograder.authoring.quick import load_quick, quick_problems, stray_quick
from autograder.authoring.quick_truth import truth_problems
from autograder.authoring.rubric import rubric_problems
from autograder.authoring.shape import shape_problems
from autograder.authoring.source_checks import source_problems
from autograder.authoring.sources import (
    ALTERNATIVE_TAG,
    alternatives,
    encoding_problem,
    is_answer,
    is_test,
    lessons,
    nbgrader_of,
    read_source,
    source_path,
    strip_markers,
    variants_path,
)
from autograder.authoring.times import table, time_problems
from autograder.authoring.variants import numbers_of, variant_problems
from autograder.course import find_root
from autograder.courses import file_of
from autograder.errors import CourseError
from autograder.exercise import Exercise, exercises_in, exercises_of, module_name, numbered
from autograder.grading.assignment import load_assignment
from autograder.grading.reference import reference_problems
from autograder.judging.oracle import TorchMissing
from autograder.running.warm import CannotStart
from autograder.running.worker_process import DEFAULT_LIMITS

KEY = b"autograder lint"  # de aquí salen los sorteos con que se juzgan las soluciones: no son los de ninguna clase


def lint(root: Path, deep: bool = False) -> list[str]:
    """Todo lo que hay que corregir, una frase por fallo; una lista vacía si nada.

    Con ``deep`` se ejecutan además las celdas de cada lección, por si algo de lo que definen ya da una respuesta, y
    los ejercicios rápidos, por si alguno no dice la verdad.
    """
    root = Path(root)
    found = []
    for name in lessons(root):
        problems: list[str] = []
        try:
            problems += lint_lesson(root, name)
            # Una fuente rota no se puede construir: decir además que está vieja sobra.
            if not any(problem.startswith(source_path(name)) for problem in problems):
                problems += stale(root, [name])
            if not problems and exercises_of(name):
                judged = reference_problems(root, load_assignment(root, name, KEY, dealt={}), DEFAULT_LIMITS)
                problems += [shortfall.text for shortfall in judged]
            for number in (0, *numbers_of(name)) if deep and not problems else ():
                problems += given_problems(root, read_source(root, name, number), name, number)
            for quick in load_quick(root, name) if deep and not problems else ():
                problems += truth_problems(quick)
        except (CannotStart, TorchMissing):
            raise  # no es un fallo de la lección: aquí no se puede comprobar
        except CourseError as error:
            problems.append(str(error))
        found += problems
    # Un módulo ilegible lo encuentran las dos.
    found += stray_quick(root, lessons(root))
    return list(dict.fromkeys(found + (_orphans(root) or ([] if found else repeated_problems(root)))))


def lint_lesson(root: Path, name: str) -> list[str]:
    """Los fallos de una lección: su fuente, sus declaraciones y su cuaderno."""
    nb = read_source(root, name)
    found = [problem for problem in [encoding_problem(root, name)] if problem]
    found += source_problems(nb, name) + _cell_problems(nb, name) + rubric_problems(nb, name)
    found += shape_problems(nb, name) + time_problems(nb, name) + copyable_problems(root, nb, name)
    found += [
        f"{source_path(name)}: tras «{id_}» falta una celda «{ALTERNATIVE_TAG}», con otra manera de escribirlo bien."
        for id_ in exercises_of(name).keys() - alternatives(root, name)
    ]
    functions = _functions(nb)
    for exercise in exercises_of(name).values():
        where = f"{exercise.file}: «{exercise.id}»"
        problems = declaration_problems(exercise, name) + _signature_problems(exercise, functions)
        found += [f"{where} {problem}" for problem in problems]
    found += _notebook_problems(root, name) + variant_problems(root, name) + quick_problems(root, name)
    for number in numbers_of(name) if not found else ():
        found += _lint_variant(root, name, number)
    return found


def _lint_variant(root: Path, name: str, number: int) -> list[str]:
    """Los fallos de las variantes con ese número: las mismas miradas, al cuaderno de quien las recibe todas."""
    nb = read_source(root, name, number)
    exercises, others, functions = (
        numbered(exercises_of(name), number),
        alternatives(root, name, number),
        _functions(nb),
    )
    found = source_problems(nb, name) + copyable_problems(root, nb, name, number)
    for id_, exercise in exercises.items():
        if id_ not in others:
            found.append(f"{variants_path(name)}: a «{exercise.key}» le falta una celda «{ALTERNATIVE_TAG}».")
        problems = declaration_problems(exercise, name) + _signature_problems(exercise, functions)
        found += [f"{exercise.file}: «{exercise.key}» {problem}" for problem in problems]
    return found


def _functions(nb) -> dict[str, dict[str, tuple[str, ...]]]:
    """Id de la celda de respuesta → funciones que define → sus parámetros."""
    found = {}
    for cell in nb.cells:
        if is_answer(cell):
            try:
                body = ast.parse(strip_markers(cell.source)).body
            except SyntaxError:
                body = []
            functions = [node for node in body if isinstance(node, ast.FunctionDef)]
            found[nbgrader_of(cell).get("grade_id")] = {f.name: _parameters(f) for f in functions}
    return found


def _parameters(function: ast.FunctionDef) -> tuple[str, ...]:
    a = function.args
    return tuple(arg.arg for arg in (*a.posonlyargs, *a.args, *a.kwonlyargs))


def _signature_problems(e: Exercise, functions) -> list[str]:
    if e.id not in functions:
        return []  # la celda falta, y eso ya se ha dicho
    defined = functions[e.id]
    if e.id not in defined:
        return [f"no aparece en su celda de respuesta: ahí se define {', '.join(defined) or 'otra cosa'}."]
    if defined[e.id] != e.args:
        return [f"declara args=({', '.join(e.args)}) y su solución recibe ({', '.join(defined[e.id])})."]
    return []


def _cell_problems(nb, name: str) -> list[str]:
    """Cada celda de corrección, justo después de la suya y con una sola línea."""
    where = source_path(name)
    declared = {e.test_id: e for e in exercises_of(name).values()}
    found = []
    for position, cell in enumerate(nb.cells):
        grade_id = nbgrader_of(cell).get("grade_id")
        if not is_test(cell) or grade_id not in declared:
            continue
        e = declared[grade_id]
        before = nbgrader_of(nb.cells[position - 1]).get("grade_id") if position else None
        if before != e.id:
            found.append(f"{where}: la celda «{grade_id}» debe ir justo después de «{e.id}».")
        if cell.source.strip() != f"check({e.id})":
            found.append(f"{where}: la celda «{grade_id}» debe contener solo «check({e.id})».")
        points = nbgrader_of(cell).get("points")
        if points is not None and points != e.points:
            found.append(
                f"{where}: la celda «{grade_id}» dice {points} puntos y la declaración {e.points}. "
                "Quítalos de la celda: los pone el build."
            )
    return found


def _notebook_problems(root: Path, name: str) -> list[str]:
    """Los ids y los puntos del cuaderno publicado frente a la declaración."""
    import nbformat

    path = root / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        return []  # lo dice stale
    try:
        nb = nbformat.read(path, as_version=4)
    except Exception:
        return [f"notebooks/{name}.ipynb no se puede leer como cuaderno. Ejecuta: autograder build {name}"]
    cells = {nbgrader_of(c).get("grade_id"): c for c in nb.cells if is_test(c)}
    found = []
    for e in exercises_of(name).values():
        if e.test_id not in cells:
            found.append(f"notebooks/{name}.ipynb no tiene el ejercicio «{e.id}». Ejecuta: autograder build {name}")
        elif nbgrader_of(cells[e.test_id]).get("points") != e.points:
            there = nbgrader_of(cells[e.test_id]).get("points")
            found.append(
                f"notebooks/{name}.ipynb da {there} puntos a «{e.id}» y la declaración {e.points}. "
                f"Ejecuta: autograder build {name}"
            )
    return found


def _orphans(root: Path) -> list[str]:
    """Declaraciones sin lección, ids repetidos entre lecciones y cuadernos sin fuente."""
    try:
        homeless = sorted({e.lesson for e in exercises_in(root).values()} - set(lessons(root)))
    except CourseError as problem:
        return [str(problem)]
    found = [
        f"{file_of(module_name(lesson))} declara ejercicios de «{lesson}» y falta {source_path(lesson)}."
        for lesson in homeless
    ]
    known = set(lessons(root))
    extra = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb") if path.stem not in known)
    return found + [f"notebooks/{n}.ipynb no tiene fuente: falta {source_path(n)}." for n in extra]


def run_lint(args) -> int:
    """`autograder lint [--deep] [--times]`: enumera lo que hay que corregir en cada lección, o cuánto tarda."""
    root = find_root()
    if args.times:
        print(table(root))
        return 0
    messages = lint(root, args.deep)
    for message in messages:
        print(message)
    if messages:
        print(f"{len(messages)} por corregir. Cuando estén: autograder lint")
        return 1
    print("Todo en orden. Siguiente: make test")
    return 0
