"""Lo que una fuente debe cumplir antes de dársela a nbgrader.

nbgrader también lo comprueba, pero contesta con una traza; aquí cada fallo es
una frase que nombra el archivo, la celda y qué hacer.
"""

from autograder.authoring.sources import (
    BEGIN,
    END,
    is_alternative,
    is_answer,
    is_test,
    is_written,
    nbgrader_of,
    source_path,
)
from autograder.courses import file_of
from autograder.errors import MEND, CourseError
from autograder.exercise import exercises_of, module_name


def check_source(nb, name: str) -> None:
    """Comprueba marcas, metadatos y correspondencia con las declaraciones.

    Errores
        CourseError con el primer fallo.
    """
    problems = source_problems(nb, name)
    if problems:
        raise CourseError(problems[0], MEND)


def source_problems(nb, name: str) -> list[str]:
    """Todos los fallos de una fuente, cada uno en una frase."""
    cells = [cell for cell in nb.cells if not is_alternative(cell)]
    found = [_marker_problem(cell) or _metadata_problem(cell) for cell in cells]
    found += _duplicates(cells) + _mismatches(cells, name)
    return [f"{source_path(name)}: {problem}" for problem in found if problem]


def _called(cell) -> str:
    """Cómo nombrar una celda: por su id o por cómo empieza."""
    grade_id = nbgrader_of(cell).get("grade_id")
    start = cell.source.strip().split("\n")[0][:40]
    return f"la celda «{grade_id}»" if grade_id else f"la celda que empieza por «{start}»"


def _marker_problem(cell) -> str | None:
    """Un BEGIN sin END, un END sin BEGIN, uno dentro de otro, o marcas donde no toca."""
    inside = seen = False
    for line in cell.source.split("\n"):
        if BEGIN in line:
            if inside:
                return f"en {_called(cell)} hay dos «### {BEGIN}» seguidos. Falta un «### {END}» entre ellos."
            inside = seen = True
        elif END in line:
            if not inside:
                return f"en {_called(cell)} hay un «### {END}» sin su «### {BEGIN}»."
            inside = False
    if inside:
        return f"en {_called(cell)} falta «### {END}» después de «### {BEGIN}»."
    if seen and not nbgrader_of(cell).get("solution"):
        return f"{_called(cell)} contiene una solución y no lo declara. Pon «solution: true» en sus metadatos."
    return None


def _metadata_problem(cell) -> str | None:
    meta = nbgrader_of(cell)
    if not meta:
        return None
    if not isinstance(meta.get("grade_id"), str) or not meta["grade_id"]:
        return f"{_called(cell)} tiene metadatos de nbgrader sin «grade_id». Ponle uno."
    if is_answer(cell) and meta.get("grade"):
        return f"{_called(cell)} es de respuesta y de corrección a la vez. Pon «grade: false»."
    if is_written(cell) and not meta.get("grade"):
        return f"{_called(cell)} es una pregunta escrita: le falta «grade: true»."
    if is_written(cell) and not _positive(meta.get("points")):
        return f"{_called(cell)} es una pregunta escrita y no dice cuánto vale. Pon «points» con un número mayor que 0."
    return None


def _positive(points) -> bool:
    return isinstance(points, (int, float)) and not isinstance(points, bool) and points > 0


def _duplicates(cells) -> list[str]:
    ids = [nbgrader_of(cell).get("grade_id") for cell in cells if nbgrader_of(cell)]
    repeated = sorted({i for i in ids if isinstance(i, str) and ids.count(i) > 1})
    return [f"el grade_id «{i}» está repetido. Cada celda necesita el suyo." for i in repeated]


def _mismatches(cells, name: str) -> list[str]:
    """Ejercicios declarados sin celdas, celdas sin declaración y lo que va en otro orden."""
    declared = exercises_of(name)
    folder = file_of(module_name(name))
    answers = {nbgrader_of(c).get("grade_id") for c in cells if is_answer(c)}
    tests = {nbgrader_of(c).get("grade_id") for c in cells if is_test(c)}
    found = []
    for id_, exercise in declared.items():
        if id_ not in answers:
            found.append(f"falta la celda de respuesta «{id_}», declarada en {exercise.file}.")
        if exercise.test_id not in tests:
            found.append(f"falta la celda de corrección «{exercise.test_id}», declarada en {exercise.file}.")
    test_ids = {e.test_id for e in declared.values()}
    extra_answers, extra_tests = sorted(answers - set(declared), key=str), sorted(tests - test_ids, key=str)
    found += [f"la celda de respuesta «{i}» no está declarada en {folder}." for i in extra_answers]
    found += [f"la celda de corrección «{i}» no está declarada en {folder}." for i in extra_tests]
    return found + _misplaced(declared, [nbgrader_of(c).get("grade_id") for c in cells if is_answer(c)])


def _misplaced(declared, answers: list[str]) -> list[str]:
    """El primer ejercicio cuyo ``order`` no es el lugar de su celda."""
    in_order = [id_ for id_ in declared if id_ in answers]
    in_lesson = [id_ for id_ in answers if id_ in declared]
    for here, there in zip(in_lesson, in_order, strict=False):
        if here != there:
            files = f"{declared[here].file} y {declared[there].file}"
            return [f"«{here}» va antes que «{there}» y sus declaraciones dicen otra cosa: cambia order en {files}."]
    return []
